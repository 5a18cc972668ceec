"""``/questions``: the curated queries as pages, with a form, the answer as a table, and ways to take it along."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from imvograph.answers import At
from imvograph.api.asking import Asked, Asking
from imvograph.api.caching import of_one_version
from imvograph.api.negotiate import BY_LANGUAGE, CSV, JSON, suffix_of
from imvograph.api.pages import Pages
from imvograph.api.portal.forms import Forms
from imvograph.api.portal.paging import page_of, turn
from imvograph.api.portal.sheets import asked as ask_with_passages
from imvograph.api.portal.sheets import kind_in_words, sheet, sheet_of_triples
from imvograph.api.queries import ADDRESS, offered
from imvograph.api.views import Words
from imvograph.catalog import Catalog, Query
from imvograph.errors import NotFoundError
from imvograph.store.base import Store

_OURS = ("lang", "page")


@dataclass(frozen=True)
class Code:
    """The same question for programs."""

    curl: str
    python: str
    sparql: str


def router(store: Store, catalog: Catalog, pages: Pages) -> APIRouter:
    """The list of questions, and a page for each."""
    routes = APIRouter(include_in_schema=False)
    forms = Forms(catalog)

    @routes.get("/questions", response_class=Response)
    async def questions(request: Request, asked: Asking) -> Response:
        def draw(_: At) -> str:
            by_title = sorted(catalog.values(), key=lambda query: query.title[asked.language].casefold())
            return pages.draw("questions.html", asked, queries=by_title, not_yet=catalog.not_yet)

        return await of_one_version(request, store, draw, asked.language, vary=BY_LANGUAGE)

    @routes.get("/questions/{name}", response_class=Response)
    async def question(name: str, request: Request, asked: Asking) -> Response:
        if name not in catalog:
            raise NotFoundError(
                f"There is no question {name[:80]!r}", ["/questions"], nl=f"Een vraag {name[:80]!r} is er niet"
            )
        page = partial(_page, name, str(request.base_url).rstrip("/"), asked)
        return await of_one_version(request, store, page, asked.language, vary=BY_LANGUAGE)

    def _page(name: str, base: str, asked: Asked, at: At) -> str:
        query = catalog[name]
        given = given_values(asked)
        fields = forms.fields(at, query.parameters.values(), given, asked.language)
        ready = bool(asked.given) or not any(field.required for field in fields)
        found = rows = words = None
        if ready:
            found = ask_with_passages(catalog, at, name, given, asked)
            words = Words(at.held, asked.language)
            of = sheet_of_triples if query.form == "CONSTRUCT" else sheet
            rows = of(found, words, asked.language, page_of(asked, found.total or len(found.triples)))
        return pages.draw(
            "question.html",
            asked,
            query=query,
            fields=fields,
            found=found,
            sheet=rows,
            kind_in_words=words and kind_in_words(words),
            turn=lambda to: turn(asked, to),
            example=urlencode(query.example),
            example_in_words="; ".join(
                f"{query.parameters[key].label[asked.language]}: "
                f"{forms.in_words(at, query.parameters[key], value, asked.language)}"
                for key, value in query.example.items()
            ),
            downloads=_downloads(query, given) if found else (),
            code=_code(query, given, found.parameters, base) if found else None,
        )

    return routes


def given_values(asked: Asked) -> dict[str, str]:
    """What the form sent; an empty field is one not filled in."""
    return {name: value for name, value in asked.given if name not in _OURS and value.strip()}


def _downloads(query: Query, given: Mapping[str, str]) -> list[tuple[str, str]]:
    names = {CSV: "CSV", JSON: "JSON"}
    behind = f"?{urlencode(given)}" if given else ""
    forms = [(names.get(form, suffix_of(form).upper()), suffix_of(form)) for form in offered(query)]
    return [(name, f"{ADDRESS}/{query.name}.{suffix}{behind}") for name, suffix in forms]


def _code(query: Query, given: Mapping[str, str], bound: Mapping[str, str], base: str) -> Code:
    address = f"{base}{ADDRESS}/{query.name}.csv" + (f"?{urlencode(given)}" if given else "")
    words = "".join(f", {name}={value!r}" for name, value in given.items())
    python = f"from imvograph.client import Imvograph\nrows = Imvograph({base!r}).query({query.name!r}{words})"
    shell = address.replace("'", "%27")
    return Code(f"curl '{shell}'", python, without_header(query.bind(bound)))


def without_header(text: str) -> str:
    """A curated query without the lines that describe it."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+"))
