"""Pages: Jinja templates, drawn in Dutch or English; all values are escaped."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from imvograph import __version__, web
from imvograph.api.asking import Asked
from imvograph.api.moments import in_words, moment
from imvograph.api.vendor import Vendor
from imvograph.model.iris import BASE

WEB = Path(web.__file__).parent
STATIC = WEB / "static"


def local(iri: str) -> str:
    """The address of one of our IRIs on this server, whatever its host is; another IRI as it is."""
    ours = iri.startswith(BASE) and not iri.startswith(BASE + "/")  # «//x» would be a host
    return "/" + iri.removeprefix(BASE) if ours else iri


def web_address(iri: str) -> str | None:
    """The IRI, if a page may link to it: http(s). None for ``javascript:`` and whatever else calls itself an IRI."""
    return iri if iri.startswith(("https://", "http://")) else None


class Pages:
    """The templates of ``web/templates``; in them ``library(package, file)`` is the address of a file of `Vendor`."""

    def __init__(self, vendor: Vendor) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(WEB / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {"version_of_software": __version__, "library": vendor.address}
        self._environment.filters |= {"web_address": web_address, "moment": moment, "in_words": in_words}

    def draw(self, name: str, asked: Asked, **values: object) -> str:
        """A page in a language; templates write both languages as ``t("Nederlands", "English")``.

        ``to(iri)`` is a link that keeps the language, where the reader chose one in the address.
        """

        def t(nl: str, en: str) -> str:
            return nl if asked.language == "nl" else en

        def to(iri: str) -> str:
            address, sharp, fragment = local(iri).partition("#")
            ours = address.startswith("/") and "?" not in address
            return f"{address}{asked.carry if ours else ''}{sharp}{fragment}"

        given = values | {"asked": asked, "language": asked.language, "chosen": asked.chosen, "t": t, "to": to}
        return self._environment.get_template(name).render(given)
