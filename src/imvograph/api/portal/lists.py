"""``/motions``, ``/covenants`` and the like: all things of a kind, with the filters of the curated query that lists them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from imvograph.answers import At
from imvograph.api.asking import Asked, Asking
from imvograph.api.caching import of_one_version
from imvograph.api.negotiate import BY_LANGUAGE
from imvograph.api.pages import Pages
from imvograph.api.portal.forms import Forms
from imvograph.api.portal.paging import page_of, turn
from imvograph.api.portal.questions import given_values
from imvograph.api.portal.sheets import asked as ask_with_passages
from imvograph.api.portal.sheets import kind_in_words, sheet
from imvograph.api.queries import ADDRESS
from imvograph.api.views import Words
from imvograph.catalog import Catalog, Query
from imvograph.errors import NotFoundError
from imvograph.model.iris import IMVO
from imvograph.store.base import Store


@dataclass(frozen=True)
class List:
    """A list: the curated query that gives it, and the class of its things."""

    query: str
    cls: str


REGISTERS = {"commitments": List("commitments", "Commitment"), "motions": List("motions", "Motion")}
"""These have a page of their own: registers.py."""

LISTS = REGISTERS | {
    "covenants": List("covenants", "Covenant"),
    "debates": List("debates", "Debate"),
    "kamerstukken": List("kamerstukken", "Kamerstuk"),
    "publications": List("publications", "Publication"),
    "organisations": List("organisations", "Organisation"),
    "persons": List("persons", "Person"),
    "topics": List("topics", "Topic"),
    "dossiers": List("dossiers", "Dossier"),
    "meetings": List("meetings", "Meeting"),
}
_CLASS = re.compile(r"[A-Z][A-Za-z]{0,60}")
_HIDDEN = frozenset({"anomalies", "status"})


def router(store: Store, catalog: Catalog, pages: Pages) -> APIRouter:
    """A page for each list."""
    routes = APIRouter(include_in_schema=False)
    forms = Forms(catalog)

    def draw(address: str, asked: Asked, at: At) -> str:
        query = catalog[LISTS[address].query]
        return draw_list(at, query, query.title[asked.language], given_values(asked), True, asked)

    def draw_class(name: str, asked: Asked, at: At) -> str:
        words = Words(at.held, asked.language)
        if not _CLASS.fullmatch(name) or words(IMVO + name) == f"imvo:{name}":
            raise NotFoundError(
                f"There is no class imvo:{name[:80]}", ["/kinds"], nl=f"Een klasse imvo:{name[:80]} is er niet"
            )
        title = words(IMVO + name)
        query = catalog["things-of-class"]
        return draw_list(at, query, title[:1].upper() + title[1:], {"class": f"imvo:{name}"}, False, asked)

    def draw_list(at: At, query: Query, title: str, given: Mapping[str, str], filters: bool, asked: Asked) -> str:
        found = ask_with_passages(catalog, at, query.name, given, asked)
        words = Words(at.held, asked.language)
        fields = forms.fields(at, query.parameters.values(), given, asked.language, required=False)
        behind = f"?{urlencode(given)}" if given else ""
        return pages.draw(
            "list.html",
            asked,
            query=query,
            title=title,
            found=found,
            fields=fields if filters else (),
            sheet=sheet(found, words, asked.language, page_of(asked, found.total), _HIDDEN),
            kind_in_words=kind_in_words(words),
            turn=lambda to: turn(asked, to),
            download=f"{ADDRESS}/{query.name}.csv{behind}",
        )

    def add(address: str) -> None:
        @routes.get(f"/{address}", response_class=Response, name=address)
        async def list_of(request: Request, asked: Asking) -> Response:
            return await of_one_version(request, store, partial(draw, address, asked), asked.language, vary=BY_LANGUAGE)

    @routes.get("/kinds/{name}", response_class=Response)
    async def of_class(name: str, request: Request, asked: Asking) -> Response:
        """The things of a class that has no list of its own."""
        return await of_one_version(request, store, partial(draw_class, name, asked), asked.language, vary=BY_LANGUAGE)

    for address in LISTS.keys() - REGISTERS.keys():
        add(address)
    return routes
