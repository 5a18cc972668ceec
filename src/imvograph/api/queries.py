"""``/api/v1/queries``: the catalogue, and each curated query; the handler looks up, asks, represents."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from imvograph.answers import At, ask
from imvograph.api import rdf
from imvograph.api.asking import NO_OTHERS, Asked, Asking, NotAcceptable, parameters
from imvograph.api.caching import etag, headers, not_modified, of_one_version
from imvograph.api.negotiate import BY_FORM_AND_LANGUAGE, BY_LANGUAGE, JSON, LANGUAGES, choose, split_suffix, suffix_of
from imvograph.api.representing import TABLES, body, described, named, written
from imvograph.api.schemas import in_forms, in_rdf, parameter_schema
from imvograph.catalog import Catalog, Query
from imvograph.store.base import Store

ADDRESS, LISTS = "/api/v1/queries", "/api/v1/"
_ALL = (*TABLES, *rdf.FORMATS)


def offered(query: Query) -> tuple[str, ...]:
    """The forms of a query's answer, the one we like best first: a table, and where there are triples also RDF."""
    return _ALL if in_rdf(query) else TABLES


def example_address(query: Query) -> str:
    """Where the query answers its own example."""
    return _address(query.name, query.example)


def _address(name: str, parameters: Mapping[str, str]) -> str:
    return f"{ADDRESS}/{name}?{urlencode(parameters)}" if parameters else f"{ADDRESS}/{name}"


def router(store: Store, catalog: Catalog) -> APIRouter:
    """The catalogue and its queries over a store."""
    routes = APIRouter(tags=["queries"])
    listed = {language: _catalogue(catalog, language) for language in LANGUAGES}

    @routes.get(
        ADDRESS,
        response_class=Response,
        summary="The curated queries, and the questions without an answer yet",
        responses=in_forms(JSON),
        dependencies=[NO_OTHERS],
    )
    async def catalogue(request: Request, asked: Asking) -> Response:
        """Of each its parameters, an example that runs, the competency questions it answers, its SPARQL."""
        body = listed[asked.language]
        tag = etag(request, sha256(body).hexdigest()[:12])
        unchanged = not_modified(request, tag, BY_LANGUAGE, JSON)
        return unchanged or Response(body, headers=headers(tag, BY_LANGUAGE), media_type=JSON)

    # One handler for all; OpenAPI has an operation for each query (schemas.operations).
    @routes.get(ADDRESS + "/{name}", response_class=Response, include_in_schema=False)
    async def answer(name: str, request: Request, asked: Asking) -> Response:
        stem, suffix = split_suffix(name, _ALL)
        forms = offered(catalog[stem]) if stem in catalog else _ALL
        media_type = suffix if suffix in forms else choose(request.headers.get("accept"), forms)
        if media_type is None or (suffix and suffix not in forms and stem in catalog):
            raise NotAcceptable(forms)

        def draw(at: At) -> bytes:
            given = parameters(request, examples(catalog, stem))
            found = ask(catalog, at, stem, given)
            if media_type in rdf.FORMATS:
                return written({}, media_type, found.triples or sorted(described(at.held, found.rows), key=str))
            return written({**body(found, asked), "links": _links(found.query, given, asked)}, media_type)

        variant, more = (media_type, asked.language), named(stem, media_type)
        return await of_one_version(
            request, store, draw, *variant, vary=BY_FORM_AND_LANGUAGE, media_type=media_type, more=more
        )

    return routes


def examples(catalog: Catalog, name: str) -> dict[str, str | None]:
    """A value that works of each parameter, and of the one that all queries have."""
    if name not in catalog:
        return {}
    return {**{p.name: p.example for p in catalog[name].parameters.values()}, "evidence": "full"}


def _links(query: Query, given: Mapping[str, str], asked: Asked) -> dict[str, str]:
    """This answer and its other forms; the language too, where the address says it."""
    carried = {**given, **({"lang": asked.language} if asked.chosen else {})}
    forms = {suffix_of(form): _address(f"{query.name}.{suffix_of(form)}", carried) for form in offered(query)}
    pages = {"list": f"{LISTS}{query.name}"} if query.listed else {}
    return {"self": _address(query.name, carried), "catalogue": ADDRESS, **pages, **forms}


def _catalogue(catalog: Catalog, language: str) -> bytes:
    body = {
        "queries": [_entry(query, language) for query in catalog.values()],
        "not_yet": [
            {"id": item.id, "question": item.question[language], "missing": item.missing[language]}
            for item in catalog.not_yet
        ],
    }
    return json.dumps(body, ensure_ascii=False).encode()


def _entry(query: Query, language: str) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title[language],
        "description": query.description[language],
        "questions": list(query.questions),
        "parameters": [
            {
                "name": parameter.name,
                "kind": parameter.kind,
                "label": parameter.label[language],
                "description": parameter.description[language],
                "required": parameter.required,
                "default": parameter.default,
                "example": parameter.example,
                "schema": parameter_schema(parameter),
                "choices": f"{ADDRESS}/{parameter.choices}" if parameter.choices else None,
            }
            for parameter in query.parameters.values()
        ],
        "columns": [
            {"name": column.name, "kind": column.kind, "label": column.label[language]}
            for column in query.columns.values()
        ],
        "formats": list(offered(query)),
        "list": f"{LISTS}{query.name}" if query.listed else None,
        "example": example_address(query),
        "sparql": query.text,
    }
