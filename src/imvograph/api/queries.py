"""``/api/v1/queries``: the catalogue, and each curated query; the handler looks up, asks, represents."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.answers import CuratedAnswer, ask
from imvograph.api import rdf
from imvograph.api.asking import Asked, Asking, NotAcceptable
from imvograph.api.caching import etag, headers, not_modified
from imvograph.api.negotiate import CSV, JSON, LANGUAGES, choose, split_suffix, suffix_of
from imvograph.api.schemas import TRIPLE_COLUMNS, parameter_schema
from imvograph.api.tables import csv_of
from imvograph.catalog import Catalog, Query
from imvograph.errors import ParameterError
from imvograph.store.base import Store

ADDRESS = "/api/v1/queries"
_TABLES = (JSON, CSV)
_ALL = (*_TABLES, *rdf.FORMATS)
_VARY = "Accept, Accept-Language"
_LONGEST_VALUE, _MOST_VALUES = 2000, 50


def offered(query: Query) -> tuple[str, ...]:
    """The forms of a query's answer, the one we like best first: a table, and for a CONSTRUCT also RDF."""
    return _ALL if query.form == "CONSTRUCT" else _TABLES


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
        ADDRESS, response_class=Response, summary="The curated queries, and the questions without an answer yet"
    )
    async def catalogue(request: Request, asked: Asking) -> Response:
        """Of each its parameters, an example that runs, the competency questions it answers, its SPARQL."""
        body = listed[asked.language]
        tag = etag(request, sha256(body).hexdigest()[:12])
        unchanged = not_modified(request, tag, "Accept-Language")
        return unchanged or Response(body, headers=headers(tag, "Accept-Language"), media_type=JSON)

    # One handler for all; OpenAPI has an operation for each query (schemas.operations).
    @routes.get(ADDRESS + "/{name}", response_class=Response, include_in_schema=False)
    async def answer(name: str, request: Request, asked: Asking) -> Response:
        stem, suffix = split_suffix(name, _ALL)
        forms = offered(catalog[stem]) if stem in catalog else _ALL
        media_type = suffix if suffix in forms else choose(request.headers.get("accept"), forms)
        if media_type is None or (suffix and suffix not in forms and stem in catalog):
            raise NotAcceptable(forms)
        tag = etag(request, store.version, media_type, asked.language)
        unchanged = not_modified(request, tag, _VARY)
        if unchanged is not None:
            return unchanged
        parameters = _parameters(request)
        found = await run_in_threadpool(ask, catalog, store, stem, parameters)
        sent = headers(etag(request, found.version, media_type, asked.language), _VARY)
        if media_type == JSON:
            return JSONResponse(_body(found, parameters, asked), headers=sent)
        if media_type == CSV:
            sent["Content-Disposition"] = f'attachment; filename="{stem}.csv"'
            return Response(csv_of(_columns(found), _rows(found)), headers=sent, media_type=CSV)
        return Response(rdf.serialised(found.triples, media_type), headers=sent, media_type=media_type)

    return routes


def _parameters(request: Request) -> dict[str, str]:
    """The parameters for the query, each given once and of a sane length; the language is ours."""
    given: dict[str, str] = {}
    for number, (name, value) in enumerate(request.query_params.multi_items()):
        if name in given:
            raise ParameterError(
                f"parameter {name!r} is given twice; give it once",
                name,
                value,
                given[name],
                nl=f"parameter {name!r} is twee keer gegeven; geef hem één keer",
            )
        if number >= _MOST_VALUES or len(name) + len(value) > _LONGEST_VALUE:
            raise ParameterError(
                f"parameter {name[:80]!r} is too much: {_LONGEST_VALUE} characters each, {_MOST_VALUES} in all",
                name[:80],
                value,
                nl=f"parameter {name[:80]!r} is te veel: {_LONGEST_VALUE} tekens per stuk, {_MOST_VALUES} bij elkaar",
            )
        if name != "lang":
            given[name] = value
    return given


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
        "example": example_address(query),
        "sparql": query.text,
    }


def _body(found: CuratedAnswer, parameters: Mapping[str, str], asked: Asked) -> dict[str, Any]:
    query, language = found.query, asked.language
    rows = _rows(found)
    defaults = {p.name: p.default for p in query.parameters.values() if p.default is not None}
    carried = dict(parameters) | ({"lang": language} if asked.chosen else {})
    body: dict[str, Any] = {
        "query": query.name,
        "title": query.title[language],
        "parameters": defaults | dict(found.parameters),
        "snapshot": found.version,
        "count": len(rows),
        "columns": [
            {"name": column.name, "kind": column.kind, "label": column.label[language]}
            for column in query.columns.values()
        ]
        or [{"name": name, "kind": "text", "label": name} for name in TRIPLE_COLUMNS],
        "rows": rows,
        "links": {
            "self": _address(query.name, carried),
            "catalogue": ADDRESS,
            **{suffix_of(form): _address(f"{query.name}.{suffix_of(form)}", carried) for form in offered(query)},
        },
    }
    if found.explanation is not None:
        body["explanation"] = {
            "message": found.explanation.message[language],
            "searched": list(found.explanation.searched),
            "related": list(found.explanation.related),
        }
    return body


def _columns(found: CuratedAnswer) -> tuple[str, ...]:
    return TRIPLE_COLUMNS if found.query.form == "CONSTRUCT" else tuple(found.columns)


def _rows(found: CuratedAnswer) -> list[dict[str, Any]]:
    return [_row(triple) for triple in found.triples] if found.query.form == "CONSTRUCT" else found.rows


def _row(triple: Triple) -> dict[str, str | None]:
    value = triple.object
    literal = value if isinstance(value, Literal) else None
    return {
        "subject": triple.subject.value if isinstance(triple.subject, NamedNode) else str(triple.subject),
        "predicate": triple.predicate.value,
        "object": value.value if isinstance(value, NamedNode | Literal) else str(value),
        "language": literal.language if literal else None,
        "datatype": literal.datatype.value if literal and not literal.language else None,
    }
