"""Writing: ``/graphs/{name}`` (SPARQL 1.1 Graph Store Protocol) with a token, ``/api/v1/validate`` without storing.

Only graphs under ``graph/added/`` can be written; the others are made from documents. The default graph is the union of
them all, so it is not one of these. One request is read, checked and
written at a time, in a thread of its own, so that nobody who reads waits for it; few may queue.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from imvograph.api import rdf
from imvograph.api.allowance import allowance_of, charged, client_of
from imvograph.api.asking import NO_OTHERS, Asked, Asking, WrongRequest, form
from imvograph.api.bodies import body, kind_of_body
from imvograph.api.caching import not_modified
from imvograph.api.headers import BEARER
from imvograph.api.negotiate import JSON, suffix_of
from imvograph.api.reports import OFFERED, Reports
from imvograph.api.schemas import Responses, in_forms, problem
from imvograph.errors import ForbiddenError, NotFoundError, ParameterError, RefusedError, StoreBusyError
from imvograph.gate import Report
from imvograph.gate.apart import MAX_BYTES, parse_apart
from imvograph.gate.apart import OFFERED as READABLE
from imvograph.model.iris import GRAPH, graph, slug
from imvograph.store.base import Store
from imvograph.writing import Token, Tokens, Writer
from imvograph.writing.graphs import METHODS, NONE, Method, state

ADDED = graph("added", "")
_QUEUE = 8
_NAME = "[a-z0-9]+(-[a-z0-9]+)*"
_KINDS = tuple(READABLE)
_Done = TypeVar("_Done")
_LESS = {
    "en": "send it in parts (POST adds to a graph), or load it on the machine of this service: `imvograph load`; see /docs",
    "nl": "stuur het in delen (POST voegt toe aan een graaf), of laad het op de machine van deze dienst: `imvograph load`; "
    "zie /docs",
}
_Iri = Annotated[str | None, Query(alias="graph", description="IRI of the graph", max_length=300)]

_Default = Annotated[str | None, Query(include_in_schema=False)]

_PROBLEMS: Responses = {
    400: problem("The body cannot be read"),
    406: problem("None of the forms is accepted"),
    413: problem("The body is too large"),
    415: problem("The body is of another kind, or packed"),
    422: problem("The gate refuses it, or a parameter is wrong"),
    503: problem("Another change is under way; see Retry-After"),
}
_SPENT: Responses = {429: problem("The client has spent its share of the computing time; see Retry-After")}
_REPORT = in_forms(*OFFERED)[200]
_WRITES: Responses = _PROBLEMS | {
    200: {"description": "Replaced or added to, or nothing changed; with the gate's report", **_REPORT},
    201: {"description": "A new graph; with the gate's report", **_REPORT},
    401: problem("No token, or none that is known"),
    403: problem("The token does not allow it, or the graph cannot be written"),
    404: problem("There is no such graph"),
    412: problem("The graph is not in the state that was asked for"),
}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {kind: {"schema": {"type": "string", "minLength": 1}} for kind in _KINDS},
    },
}
_SECURED: dict[str, Any] = {"security": [{"token": []}]}


class OneAtATime:
    """Runs one thing after the other, away from the event loop; raises `StoreBusyError` if too many wait."""

    def __init__(self) -> None:
        self._thread, self._waiting = ThreadPoolExecutor(1, "writing"), 0

    async def __call__(self, work: Callable[[], _Done], most: int = _QUEUE) -> _Done:
        """What ``work`` gives; with fewer than ``most`` before it."""
        if self._waiting >= most:
            raise StoreBusyError(
                f"{self._waiting} changes are waiting already",
                retry_after=10,
                nl=f"Er wachten al {self._waiting} wijzigingen",
            )
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        finally:
            self._waiting -= 1


def router(store: Store, writer: Writer, tokens: Tokens, reports: Reports) -> APIRouter:
    """The addresses that take changes; what a check without a token costs is taken from the allowance of who asks."""
    routes = APIRouter(tags=["writing"], dependencies=[NO_OTHERS])
    in_turn = OneAtATime()

    @routes.post(
        "/api/v1/validate",
        response_class=Response,
        summary="What the gate would say",
        responses={**_PROBLEMS, **_SPENT, **in_forms(*OFFERED)},
        openapi_extra=_BODY,
    )
    async def validate(
        request: Request,
        asked: Asking,
        name: Annotated[
            str, Query(description="The graph it would become, under graph/added/", pattern=f"^{_NAME}$", max_length=80)
        ] = "input",
    ) -> Response:
        """Turtle, N-Triples, JSON-LD or RDF/XML, checked against the shapes and the graph; nothing is stored.

        200 whether or not it conforms: the report says so (``conforms``). JSON, HTML, RDF or text, in Dutch or English.
        """
        media_type = reports.wanted(request)
        allowance_of(request).check(client_of(request))  # before its body is read
        kind = kind_of_body(request, _KINDS)
        data = await body(request, MAX_BYTES, **_LESS)
        snapshot = store.snapshot()

        def judged() -> Report:
            return writer.check(ADDED + name, parse_apart(data, kind), snapshot)

        def in_our_half(work: Callable[[], Report]) -> Awaitable[Report]:
            return in_turn(work, _QUEUE // 2)  # the other half is for those who have a token

        report = await charged(request, judged, run=in_our_half, clock=time.monotonic)
        told = {"graph": ADDED + name, "version": snapshot.version}
        return reports.answer(report, media_type, asked, 200, told, {})

    @routes.get(
        "/graphs",
        response_class=Response,
        summary="The named graphs, or one of them",
        responses=in_forms(JSON, *rdf.FORMATS),
    )
    async def graphs(request: Request, iri: _Iri = None, default: _Default = None) -> Response:
        """Without ``graph`` the list, as JSON; with it the triples of that graph."""
        _not_the_default(default)
        if iri is not None:
            return await run_in_threadpool(_given, request, iri)
        snapshot = store.snapshot()
        listed = [{"graph": name, "writable": name.startswith(ADDED)} for name in snapshot.graphs()]
        return JSONResponse({"version": snapshot.version, "graphs": listed}, headers={"Cache-Control": "no-cache"})

    @routes.get(
        "/graphs/{name}",
        response_class=Response,
        summary="A graph that was added",
        responses={
            **in_forms(*rdf.FORMATS),
            404: problem("There is no such graph"),
            406: problem("None of the forms is accepted"),
        },
    )
    async def one(name: str, request: Request) -> Response:
        """Its triples, and its ETag for ``If-Match``: by Accept or suffix."""
        name, _ = form(request, name, rdf.FORMATS)
        return await run_in_threadpool(_given, request, ADDED + name)

    def _given(request: Request, iri: str) -> Response:
        _, media_type = form(request, request.scope["path"].rpartition("/")[2], rdf.FORMATS)
        snapshot = store.snapshot()
        held = snapshot.graph(iri) if iri in snapshot.graphs() else frozenset()
        if not held:
            raise NotFoundError(f"There is no graph {iri[:300]}", ["/graphs"], nl=f"Een graaf {iri[:300]} is er niet")
        tag = f'"{state(held)}.{suffix_of(media_type)}"'
        unchanged = not_modified(request, tag, "Accept", media_type)
        if unchanged is not None:
            return unchanged
        sent = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept"}
        return Response(rdf.serialised(held, media_type), headers=sent, media_type=media_type)

    async def change(method: Method, iri: str, request: Request, asked: Asked) -> Response:
        token = _token(request)  # first: who may not write is not told what could be written
        name = _writable(iri)
        if not token.allows(name):
            scopes = ", ".join(token.scopes)
            raise ForbiddenError(
                f"This token may {scopes}, not write {name}",
                f"write:added/{name}",
                nl=f"Dit token mag {scopes}, niet {name} schrijven",
            )
        media_type = reports.wanted(request)
        kind = kind_of_body(request, _KINDS) if method != "DELETE" else ""
        data = await body(request, MAX_BYTES, **_LESS) if method != "DELETE" else b""
        wanted = _precondition(request)

        def written() -> Response:
            triples = parse_apart(data, kind) if data or method != "DELETE" else frozenset()
            try:
                done = writer.write(method, iri, triples, token, wanted, sha256(data).hexdigest())
            except RefusedError as exc:
                if not isinstance(exc.report, Report):
                    raise
                return reports.answer(exc.report, media_type, asked, 422, {"graph": iri}, {})
            told = {"graph": iri, "version": done.version, "changed": done.changed}
            sent = {"Location": f"/graphs/{name}"} if done.created else {}
            return reports.answer(done.report, media_type, asked, 201 if done.created else 200, told, sent)

        return await in_turn(written)

    def _token(request: Request) -> Token:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise WrongRequest(
                401,
                "Writing needs a token: Authorization: Bearer imvo_…; who runs the service makes one with `imvograph token create`",
                nl="Schrijven kan met een token: Authorization: Bearer imvo_…; wie de dienst beheert maakt er een met "
                "`imvograph token create`",
                headers={"WWW-Authenticate": BEARER},
            )
        token = tokens.known(secret.strip())
        if token is None:
            raise WrongRequest(
                401,
                "This token is not known, was revoked, or has expired",
                nl="Dit token is niet bekend, ingetrokken of verlopen",
                headers={"WWW-Authenticate": f'{BEARER}, error="invalid_token"'},
            )
        return token

    for method in METHODS:
        _add(routes, method, change)
    return routes


def _add(
    routes: APIRouter, method: Method, change: Callable[[Method, str, Request, Asked], Awaitable[Response]]
) -> None:
    """A method of the Graph Store Protocol, on ``/graphs/{name}`` and on ``/graphs?graph=…``."""
    summary = {"PUT": "Replace a graph", "POST": "Add to a graph", "DELETE": "Remove a graph"}[method]
    extra = _SECURED | (_BODY if method != "DELETE" else {})

    async def direct(name: str, request: Request, asked: Asking) -> Response:
        return await change(method, ADDED + name, request, asked)

    async def indirect(request: Request, asked: Asking, iri: _Iri = None, default: _Default = None) -> Response:
        _not_the_default(default)
        if iri is None:
            raise ParameterError("graph: name the graph", "graph", None, ADDED + "facts", nl="graph: noem de graaf")
        return await change(method, iri, request, asked)

    for path, handler in (("/graphs/{name}", direct), ("/graphs", indirect)):
        routes.add_api_route(
            path,
            handler,
            methods=[method],
            response_class=Response,
            summary=summary,
            description="Through the gate: what is refused changes nothing. With If-Match or If-None-Match only in that "
            "state of the graph. The answer is the gate's report.",
            responses=_WRITES,
            openapi_extra=extra,
            operation_id=f"{method.lower()}_{'graph' if handler is direct else 'graph_by_iri'}",
        )


def _not_the_default(default: str | None) -> None:
    if default is not None:
        raise ParameterError(
            "the default graph is the union of all graphs: take it at /dump/latest/ or ask /sparql, and name a graph here "
            "with graph=",
            "default",
            default,
            ADDED + "facts",
            nl="de standaardgraaf is de vereniging van alle grafen: haal hem op bij /dump/latest/ of vraag /sparql, en noem "
            "hier een graaf met graph=",
        )


_LONGEST_NAME = 80


def _writable(iri: str) -> str:
    """The name of a graph that can be written; 403 for any other of ours, 422 for what can be no name."""
    name = iri.removeprefix(ADDED)
    if iri.startswith(ADDED) and len(name) <= _LONGEST_NAME and name == slug(name) != "":
        return name
    if iri.startswith(GRAPH) and not iri.startswith(ADDED):
        raise WrongRequest(
            403,
            f"{iri[:300]} is made from documents; only graphs under {ADDED} can be written",
            nl=f"{iri[:300]} wordt uit documenten gemaakt; alleen grafen onder {ADDED} zijn te schrijven",
        )
    raise ParameterError(
        f"{iri[:300]} names no graph that can be written: {ADDED} and a name of at most {_LONGEST_NAME} of a-z and 0-9, with "
        "single hyphens between them",
        "graph",
        iri,
        ADDED + "facts",
        nl=f"{iri[:300]} noemt geen graaf die te schrijven is: {ADDED} en een naam van hoogstens {_LONGEST_NAME} tekens a-z en 0-9, "
        "met losse streepjes ertussen",
    )


def _precondition(request: Request) -> Callable[[str], bool]:
    """If-Match and If-None-Match (RFC 9110, section 13.1) over the state of a graph, in whatever form it was fetched."""
    match, none = request.headers.get("if-match"), request.headers.get("if-none-match")

    def wanted(now: str) -> bool:
        if match is not None and not (now != NONE if match.strip() == "*" else now in _states(match)):
            return False
        return none is None or not (now != NONE if none.strip() == "*" else now in _states(none))

    return wanted


def _states(header: str) -> set[str]:
    return {part.strip().strip('"').partition(".")[0] for part in header[:4096].split(",") if '"' in part}
