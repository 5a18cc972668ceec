"""``/sparql``: the SPARQL 1.1 Protocol for reading. A stranger's query runs in a worker process, never here.

GET with ``query``; POST with a form or with the query as body (``application/sparql-query``); ``default-graph-uri`` and
``named-graph-uri`` in the address or the form. Without a query a browser gets a page with a form, who accepts RDF the
description of the service, others a 400.

The answer to a GET is one of a version, so it has that one's ETag, and is kept as other answers are (`kept.py`).

**An answer is whole or an error**: it is sent when its last byte is known, a big one from a file and with its length. A
term of our ontology or a graph that is not there finds nothing, and is no error: the header ``Imvograph-Hint`` names the
nearest. It also names parameters that are not of the protocol: clients send some (``format``, ``output``), unread here.
"""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from imvograph.answers.hints import Terms
from imvograph.api import caching, rdf
from imvograph.api.allowance import Allowance, allowance_of, client_of
from imvograph.api.asking import Asked, Asking, NotAcceptable, WrongRequest, unknown
from imvograph.api.bodies import body, kind_of_body, media_type_of
from imvograph.api.caching import etag, not_modified
from imvograph.api.negotiate import (
    BY_FORM_AND_LANGUAGE,
    CSV,
    HTML,
    JSON,
    RESULTS_JSON,
    RESULTS_XML,
    TSV,
    choose,
)
from imvograph.api.packing import marked, packed_file, takes_gzip
from imvograph.api.pages import Pages, web_address
from imvograph.api.schemas import problem
from imvograph.api.service import described
from imvograph.api.vendor import POLICY
from imvograph.api.watching import Numbers
from imvograph.errors import ImvographError, QueryLimitError, QueryPolicyError
from imvograph.model.iris import PREFIXES
from imvograph.sparql import form, tokens
from imvograph.store.base import Answer, Store

THREADS = 128
"""Threads that wait for workers. Of their own, so that no crowd of strangers takes those of the curated questions."""

LARGEST_BODY, MOST_ROWS_SHOWN = 2**17, 1000
_FORM, _DIRECT, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_EACH_TIME_ANOTHER = re.compile("(NOW|RAND|UUID|BNODE)(?![A-Za-z0-9_])", re.IGNORECASE)
"""What makes the answer to a query another each time (sections 17.4.2 to 17.4.5); found in more than calls, which costs little."""

_KNOWN = ("query", "default-graph-uri", "named-graph-uri", "lang")
RESULTS = (RESULTS_JSON, RESULTS_XML, CSV, TSV, JSON, HTML)

_PROLOGUE = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("imvo", "skos"))
EXAMPLES: Mapping[str, str] = {
    "commitments": _PROLOGUE
    + "SELECT ?commitment ?promise WHERE {\n  ?commitment a imvo:Commitment ; imvo:promise ?promise .\n} LIMIT 20",
    "kinds": _PROLOGUE
    + "SELECT ?kind (COUNT(?thing) AS ?number) WHERE {\n  ?thing a ?kind ; skos:prefLabel ?label .\n}\n"
    "GROUP BY ?kind ORDER BY DESC(?number)",
}
"""Queries to try, by a name."""


@dataclass(frozen=True)
class Operation:
    """What a request to ``/sparql`` asks: the query text, and the graphs that are its dataset."""

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    unknown: tuple[str, ...] = ()

    @property
    def dataset(self) -> tuple[str, ...]:
        return self.default_graphs + self.named_graphs


def router(store: Store, pages: Pages, numbers: Numbers) -> APIRouter:
    """The SPARQL endpoint over a store; what queries cost is counted, and taken from the allowance of who asks."""
    routes = APIRouter(tags=["sparql"])
    strangers = CapacityLimiter(THREADS)
    terms = Terms()

    async def paid(
        operation: Operation, media_type: str, client: str, allowance: Allowance, language: str
    ) -> tuple[Answer, str]:
        """The answer of the store, and the hint that goes with it; what its worker took is charged, also when there is none."""

        def ask() -> tuple[Answer, str]:
            found = store.answer(
                operation.query,
                media_type,
                default_graphs=operation.default_graphs,
                named_graphs=operation.named_graphs,
                client=client,
            )
            return found, terms.hint(store, operation.query, operation.dataset, language)

        try:
            found, hint = await to_thread.run_sync(ask, limiter=strangers)
        except ImvographError as exc:
            numbers.refused.labels(type(exc).__name__).inc()
            if isinstance(exc, QueryLimitError):
                allowance.spend(client, exc.seconds)
            raise
        allowance.spend(client, found.seconds)
        numbers.worker_seconds.inc(found.seconds)
        return found, hint

    async def answer(operation: Operation, request: Request, asked: Asked) -> Response:
        query_form = form(tokens(operation.query))
        if query_form == "UPDATE":
            raise _no_updates()
        offered = RESULTS if query_form in ("SELECT", "ASK") else rdf.FORMATS
        media_type = choose(request.headers.get("accept"), offered)
        if media_type is None:
            raise NotAcceptable(offered)
        again = request.method == "GET" and not _EACH_TIME_ANOTHER.search(operation.query)
        if again and "if-none-match" in request.headers:
            now = etag(request, (await run_in_threadpool(store.snapshot)).version, media_type, asked.language)
            if unchanged := not_modified(request, now, BY_FORM_AND_LANGUAGE, media_type):
                return unchanged
        client, allowance = client_of(request), allowance_of(request)
        allowance.check(client)
        engine = RESULTS_JSON if media_type in (HTML, JSON) else media_type
        found, unknown_terms = await paid(operation, engine, client, allowance, asked.language)
        tag = etag(request, found.version, media_type, asked.language) if again else ""
        headers = caching.headers(tag, BY_FORM_AND_LANGUAGE)
        hint = "; ".join(filter(None, (_unread(operation.unknown, asked.language), unknown_terms)))
        if hint:
            headers["Imvograph-Hint"] = hint.encode("ascii", "replace").decode()
        if media_type == HTML:
            table = await run_in_threadpool(lambda: _table(json.loads(found.body)))
            page = pages.draw("results.html", asked, query=operation.query, most=MOST_ROWS_SHOWN, hint=hint, **table)
            return Response(page, headers=headers, media_type=HTML)
        # Starlette tells the charset of a text: without it some clients (requests) read Latin-1.
        kind = media_type if media_type == JSON else found.media_type
        if isinstance(found.content, bytes):
            return Response(found.content, headers=headers, media_type=kind)
        headers["Vary"] += ", Accept-Encoding"
        if takes_gzip(",".join(request.headers.getlist("accept-encoding")).encode()):
            with suppress(OSError):  # no room for a second one: it goes as it is
                found = replace(found, content=await run_in_threadpool(packed_file, found.content))
                headers["Content-Encoding"] = "gzip"
                if tag:
                    headers["ETag"] = marked(tag.encode()).decode()
        # The length is known, so that a client sees when a part is all that arrived.
        headers["Content-Length"] = str(found.size)
        return StreamingResponse(found.pieces(), headers=headers, media_type=kind)

    @routes.get("/sparql", response_class=Response, summary="Ask a SPARQL query", openapi_extra=_openapi_get())
    async def get(request: Request, asked: Asking) -> Response:
        """SELECT and ASK give SPARQL results (JSON, XML, CSV, TSV); CONSTRUCT and DESCRIBE give RDF. By Accept.

        Without a query: a form for browsers, and for who accepts RDF the description of this service (SPARQL 1.1 SD).
        """
        operation = _operation(request.query_params.multi_items())
        if operation is None and (others := unknown(request.query_params.multi_items(), _KNOWN)):
            raise _no_such(others[0][0])
        if operation is None and "query" not in request.query_params:
            media_type = choose(request.headers.get("accept"), (*rdf.FORMATS, HTML))
            if media_type == HTML:
                return await run_in_threadpool(_page, pages, asked, store)
            if media_type is not None:
                return await run_in_threadpool(described, request, store.snapshot(), media_type)
        if operation is None:
            raise WrongRequest(
                400,
                "No query came. Give one: /sparql?query=SELECT…, or POST it; a browser gets a form here",
                nl="Er kwam geen vraag. Geef er een: /sparql?query=SELECT…, of met POST; een browser krijgt hier een formulier",
            )
        return await answer(operation, request, asked)

    @routes.post("/sparql", response_class=Response, summary="Ask a long SPARQL query", openapi_extra=_openapi_post())
    async def post(request: Request, asked: Asking) -> Response:
        """As GET; the query in a form field ``query``, or as the whole body with type ``application/sparql-query``."""
        if media_type_of(request) == _UPDATE:
            raise _no_updates()
        kind = kind_of_body(request, (_DIRECT, _FORM))
        text = await _text(request)
        fields = request.query_params.multi_items()
        operation = _operation([*fields, *((("query", text),) if kind == _DIRECT else _fields(text))])
        if operation is None:
            nl, en = (
                ("de inhoud is leeg", "the body is empty")
                if kind == _DIRECT
                else ("het formulier heeft geen veld «query»", "the form has no field «query»")
            )
            raise WrongRequest(400, f"No query came: {en}", nl=f"Er kwam geen vraag: {nl}")
        return await answer(operation, request, asked)

    return routes


_LESS = {
    "en": "ask in parts (LIMIT, OFFSET, fewer VALUES); /docs tells of this address",
    "nl": "vraag in delen (LIMIT, OFFSET, minder VALUES); /docs vertelt over dit adres",
}


async def _text(request: Request) -> str:
    """The body as text; 413 above the limit, 400 if it is cut short or not UTF-8."""
    try:
        return (await body(request, LARGEST_BODY, **_LESS)).decode()
    except UnicodeDecodeError as exc:
        raise WrongRequest(
            400,
            f"The body is not UTF-8: byte {exc.start} cannot be read",
            nl=f"De inhoud is geen UTF-8: byte {exc.start} is niet te lezen",
        ) from exc


def _no_updates() -> QueryPolicyError:
    return QueryPolicyError(
        "This endpoint only reads. Changes go through the gate, graph by graph: `imvograph load` on the machine of this "
        "service, or PUT, POST and DELETE at /graphs/{name}; POST /api/v1/validate tells what the gate would say",
        nl="Dit eindpunt leest alleen. Wijzigingen gaan door de poort, graaf voor graaf: `imvograph load` op de machine van "
        "deze dienst, of PUT, POST en DELETE op /graphs/{name}; POST /api/v1/validate zegt wat de poort ervan vindt",
    )


def _fields(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=100)
    except ValueError as exc:
        raise WrongRequest(
            400,
            "The form cannot be read: it has more than 100 fields",
            nl="Het formulier is niet te lezen: het heeft meer dan 100 velden",
        ) from exc


def _operation(fields: Sequence[tuple[str, str]]) -> Operation | None:
    """What the parameters ask; None without a query. 400 for two queries; refuses an update."""
    if any(name == "update" for name, _ in fields):
        raise _no_updates()
    queries = [value for name, value in fields if name == "query"]
    if len(queries) > 1:
        number = len(queries)
        raise WrongRequest(400, f"{number} queries came; give one", nl=f"Er kwamen {number} vragen; geef er een")
    graphs = {
        wanted: tuple(value for name, value in fields if name == wanted and value)  # forms send empty ones along
        for wanted in ("default-graph-uri", "named-graph-uri")
    }
    if not queries or not queries[0].strip():
        return None
    others = tuple(dict.fromkeys(name for name, _ in unknown(fields, _KNOWN)))
    return Operation(queries[0], graphs["default-graph-uri"], graphs["named-graph-uri"], others)


def _no_such(name: str) -> WrongRequest:
    right = ", ".join(_KNOWN)
    return WrongRequest(
        400,
        f"No query came, and there is no parameter {name[:80]!r} here; there are: {right}",
        nl=f"Er kwam geen vraag, en een parameter {name[:80]!r} is er hier niet; wel: {right}",
    )


def _unread(names: Sequence[str], language: str) -> str:
    """That parameters were not read, for the hint: clients send some of their own, so they are no error."""
    if not names:
        return ""
    listed = ", ".join(repr(name[:40]) for name in names[:5])
    if language == "nl":
        return f"niet gelezen: {listed}; de vorm van het antwoord kiest de header Accept"
    return f"not read: {listed}; the Accept header chooses the form of the answer"


def _page(pages: Pages, asked: Asked, store: Store) -> Response:
    page = pages.draw(
        "sparql.html", asked, example=EXAMPLES["commitments"], graphs=store.graphs(), results=RESULTS, rdf=rdf.FORMATS
    )
    sent = {"Vary": BY_FORM_AND_LANGUAGE, "Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
    return Response(page, headers=sent, media_type=HTML)


def _table(results: Mapping[str, Any]) -> dict[str, object]:
    """SPARQL results in JSON, as a table for people: cells of text and, for IRIs, a link."""
    if "boolean" in results:
        return {"truth": results["boolean"], "columns": [], "rows": [], "total": 0}
    columns = results["head"]["vars"]
    bindings = results["results"]["bindings"]
    rows = [[_cell(row.get(name)) for name in columns] for row in bindings[:MOST_ROWS_SHOWN]]
    return {"truth": None, "columns": columns, "rows": rows, "total": len(bindings)}


def _cell(term: Mapping[str, Any] | None) -> tuple[str, str | None]:
    if term is None:
        return "", None
    value = term["value"] if isinstance(term["value"], str) else json.dumps(term["value"])
    return value, web_address(value) if term["type"] == "uri" else None


_ANSWERS = {
    "200": {
        "description": "The answer",
        "content": {media_type: {} for media_type in (*RESULTS, *rdf.FORMATS)},
    },
    "400": problem("The query does not parse, or there is none"),
    "403": problem("An update, or a query that this endpoint does not run"),
    "406": problem("None of the forms is accepted"),
    "413": problem("The body, or the answer, is too large"),
    "414": problem("The address is too long"),
    "415": problem("The body is of another kind"),
    "422": problem("The parameter lang is neither nl nor en"),
    "429": problem("The client has spent its share of the computing time; see Retry-After"),
    "503": problem("All workers are busy; see Retry-After"),
    "504": problem("The query was stopped at its limit"),
}


_IRIS: dict[str, Any] = {"type": "array", "items": {"type": "string", "format": "iri"}}


def _openapi_get() -> dict[str, Any]:
    def parameter(name: str, what: str, **schema: object) -> dict[str, object]:
        return {"name": name, "in": "query", "description": what, "schema": schema}

    query = parameter("query", "The query", type="string") | {"example": EXAMPLES["commitments"]}
    return {
        "parameters": [
            query,
            parameter("default-graph-uri", "Graphs that together are the default graph", **_IRIS),
            parameter("named-graph-uri", "Graphs that GRAPH may name", **_IRIS),
        ],
        "responses": _ANSWERS | {"304": {"description": "The answer is still the one that you have (If-None-Match)"}},
    }


def _openapi_post() -> dict[str, Any]:
    fields: dict[str, object] = dict.fromkeys(("default-graph-uri", "named-graph-uri"), _IRIS)
    fields["query"] = {"type": "string", "minLength": 1}
    return {
        "requestBody": {
            "required": True,
            "content": {
                _FORM: {"schema": {"type": "object", "properties": fields, "required": ["query"]}},
                _DIRECT: {"schema": {"type": "string", "minLength": 1}},
            },
        },
        "responses": _ANSWERS,
    }
