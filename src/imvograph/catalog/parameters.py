"""Parameters of a curated query: their kinds, and how a value becomes one SPARQL term."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from imvograph.errors import ParameterError
from imvograph.model.iris import PREFIXES

Words = Mapping[str, str]  # language tag (nl, en) -> text

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\xa0<>\"{}|^`\\\ud800-\udfff]+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_XSD = PREFIXES["xsd"]


def _text(value: str) -> str | None:
    return None if _CONTROL.search(value) else f'"{value.translate(_ESCAPES)}"'


def _date(value: str) -> str | None:
    try:
        return f'"{date.fromisoformat(value)}"^^<{_XSD}date>' if len(value) == 10 else None
    except ValueError:
        return None


def _integer(value: str) -> str | None:
    return f'"{int(value)}"^^<{_XSD}integer>' if re.fullmatch(r"[+-]?[0-9]{1,15}", value) else None


def _boolean(value: str) -> str | None:
    return value if value in ("true", "false") else None


def _language(value: str) -> str | None:
    return f'"{value.lower()}"' if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value) else None


def _iri(value: str) -> str | None:
    return f"<{value}>" if _IRI.fullmatch(value) else None


def _property(value: str) -> str | None:
    prefix, _, name = value.partition(":")
    return _iri(PREFIXES[prefix] + name if prefix in PREFIXES else value)


WRITERS = {
    "text": _text,
    "choice": _text,
    "date": _date,
    "integer": _integer,
    "boolean": _boolean,
    "language": _language,
    "property": _property,
}
_RIGHT = {
    "text": ("een tekst zonder stuurtekens", "a text without control characters"),
    "date": ("een dag zoals 2022-04-07", "a day such as 2022-04-07"),
    "integer": ("een heel getal", "a whole number"),
    "boolean": ("true of false", "true or false"),
    "language": ("een taalcode zoals nl", "a language tag such as nl"),
    "property": (
        "een naam met prefix zoals imvo:concerns, of een IRI",
        "a name with a prefix such as imvo:concerns, or an IRI",
    ),
}


@dataclass(frozen=True)
class Kind:
    """A kind of things that a parameter can mean; from ``queries/vocabulary.yaml``.

    ``choices`` names the query that lists them, ``paths`` are the parts of their IRIs before the key, ``has`` is a
    pattern that each of them fits (``a imvo:Motion``). Without ``choices`` any thing at all, by IRI or as kind/key.
    """

    choices: str | None = None
    paths: tuple[str, ...] = ()
    has: str = "?property ?value"


@dataclass(frozen=True)
class Parameter:
    """A parameter: its kind (one of ``text choice date integer boolean language property``, else a kind of thing).

    ``choices`` names the query that lists the things of this kind; ``values`` are the words of a fixed choice.
    """

    name: str
    kind: str
    label: Words
    description: Words
    example: str
    default: str | None = None
    required: bool = True
    choices: str | None = None
    values: tuple[str, ...] = ()
    things: Kind = Kind()

    @property
    def is_thing(self) -> bool:
        """Whether the value is the IRI of a thing."""
        return self.kind not in WRITERS

    def term(self, value: str | None) -> str:
        """The value as one SPARQL term; the default, or ``""``, for a value not given. Raises `ParameterError`."""
        if value is None or (value == "" and not self.required):
            value = self.default
        if value is None:
            if self.required:
                raise ParameterError(
                    f"parameter {self.name!r} is missing; give one like {self.example!r}",
                    self.name,
                    None,
                    self.example,
                    nl=f"parameter {self.name!r} ontbreekt; geef er een zoals {self.example!r}",
                )
            return '""'
        term = WRITERS.get(self.kind, _iri)(value)
        if term is None or (self.values and value not in self.values):
            nl, en = _RIGHT.get(self.kind, (f"een {self.label['nl']}, als IRI", f"a {self.label['en']}, by IRI"))
            if self.values:
                choices = ", ".join(self.values)
                nl, en = f"een van: {choices}", f"one of: {choices}"
            raise ParameterError(
                f"parameter {self.name!r} cannot be {value!r}; give {en}, for example {self.example!r}",
                self.name,
                value,
                self.example,
                nl=f"parameter {self.name!r} kan niet {value!r} zijn; geef {nl}, bijvoorbeeld {self.example!r}",
            )
        return term
