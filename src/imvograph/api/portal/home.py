"""``/`` and ``/kinds``: what the graph holds, what is new, and questions to try."""

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pyoxigraph import NamedNode

from imvograph.answers import At, columns_of, listed
from imvograph.api import rdf
from imvograph.api.asking import Asked, Asking
from imvograph.api.caching import of_one_version
from imvograph.api.negotiate import BY_FORM_AND_LANGUAGE, HTML, choose
from imvograph.api.pages import Pages
from imvograph.api.portal.lists import LISTS
from imvograph.api.views import Words
from imvograph.catalog import Catalog
from imvograph.model.iris import ID, IMVO
from imvograph.store.base import Store

NEWEST = 5
_LISTED = {one.cls for one in LISTS.values()}
_TO_TRY: tuple[tuple[str, dict[str, str]], ...] = (
    ("motions-by-topic", {"topic": "supply-chain/tomaat-italie"}),
    ("commitments-by-topic", {"topic": "supply-chain/tomaat-italie"}),
    ("agreements-by-topic", {"topic": "risk-theme/vrouwenrechten"}),
    ("commitments", {}),
    ("anomalies", {}),
)


@dataclass(frozen=True)
class Door:
    """A kind of things: how it is called, how many there are, where they are listed."""

    label: str
    number: int
    address: str


@dataclass(frozen=True)
class Newest:
    """A document by its date."""

    iri: str
    label: str
    date: str | None


def router(store: Store, catalog: Catalog, pages: Pages) -> APIRouter:
    """The home page and the list of kinds."""
    routes = APIRouter(include_in_schema=False)

    async def page(template: str, request: Request, asked: Asked) -> Response:
        return await of_one_version(
            request, store, partial(_draw, template, asked), asked.language, vary=BY_FORM_AND_LANGUAGE
        )

    def _draw(template: str, asked: Asked, at: At) -> str:
        doors, words = _doors(at, asked.language), Words(at.held, asked.language)
        return pages.draw(
            template,
            asked,
            version=at.held.version,
            all_doors=doors,
            doors=[door for door in doors if not door.address.startswith("/kinds/")],
            queries=[
                (
                    catalog[name].title[asked.language] + _with(values, words),
                    f"/questions/{name}?{urlencode(_kept(values, asked))}",
                )
                for name, values in _TO_TRY
                if name in catalog and all(_is_held(at, value) for value in values.values())
            ],
            documents=_newest(at, words),
        )

    def _doors(at: At, language: str) -> list[Door]:
        """The lists and the other classes that have things, most first; a list counts what it shows."""
        own = {"nl": "label", "en": "labelEn"}[language]
        numbers = {name: len(listed(catalog, at, one.query, {}).things) for name, one in LISTS.items()}
        doors = [
            Door(catalog[LISTS[name].query].title[language], number, f"/{name}")
            for name, number in numbers.items()
            if number
        ]
        for row in columns_of(catalog, at, "counts-by-class", ("class", "label", "labelEn", "count")):
            name = row["class"].removeprefix(IMVO)
            if name not in _LISTED:
                doors.append(Door(row[own] or row["label"] or row["class"], row["count"], f"/kinds/{name}"))
        return sorted(doors, key=lambda door: (-door.number, door.address))

    def _newest(at: At, words: Words) -> list[Newest]:
        walk = listed(catalog, at, "documents-searched", {})  # a row for each text of a document
        newest = list(dict.fromkeys(walk.things))[:NEWEST]
        days = {row["document"]: row["date"] for row in walk.only(newest).page(0, len(walk.things)).rows}
        return [Newest(iri, words(iri), days[iri]) for iri in newest]

    @routes.get("/", response_class=Response)
    async def home(request: Request, asked: Asking) -> Response:
        if choose(request.headers.get("accept"), (HTML, *rdf.FORMATS)) not in (HTML, None):
            return Response(status_code=303, headers={"Location": "/catalog", "Vary": BY_FORM_AND_LANGUAGE})
        return await page("home.html", request, asked)

    @routes.get("/kinds", response_class=Response)
    async def kinds(request: Request, asked: Asking) -> Response:
        return await page("kinds.html", request, asked)

    return routes


def _with(values: dict[str, str], words: Words) -> str:
    return f" ({', '.join(words(ID + value) for value in values.values())})" if values else ""


def _is_held(at: At, value: str) -> bool:
    """Whether the graph says anything about a thing, by kind/key."""
    return next(iter(at.held.triples(NamedNode(ID + value))), None) is not None


def _kept(values: dict[str, str], asked: Asked) -> dict[str, str]:
    return values | ({"lang": asked.language} if asked.chosen else {})
