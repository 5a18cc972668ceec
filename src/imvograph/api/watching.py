"""What is seen of every request: its id, a line in the log, and numbers by route for Prometheus.

A request id that a client or a proxy sends (``X-Request-Id``) is taken if it is sane, and made if there is none; it
comes back in the answer, in the log, and in the problem document of an error.
"""

import re
import time
from collections.abc import Callable
from os import urandom
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_REQUEST_ID = b"x-request-id"
_SANE = re.compile(rb"[A-Za-z0-9._:/+=@-]{1,100}")
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

Log = Callable[..., Any]
"""Writes one event: ``log("request", method="GET", …)``."""


class Numbers:
    """The numbers of one application, in a registry of its own: two in one process do not count for each other."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        ProcessCollector(registry=self.registry)
        of_request = ("route", "method")
        self._requests = Counter(
            "imvograph_requests", "Requests answered", (*of_request, "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "imvograph_request_seconds", "Seconds to the end of the answer", of_request,
            registry=self.registry, buckets=_SECONDS,
        )  # fmt: skip
        self._under_way = 0
        self.watch("imvograph_requests_under_way", "Requests not yet answered", lambda: self._under_way)
        self.worker_seconds = Counter(
            "imvograph_sparql_worker_seconds", "Processor seconds of query workers", registry=self.registry
        )
        self.refused = Counter(
            "imvograph_sparql_refused", "SPARQL queries not answered", ("kind",), registry=self.registry
        )
        self._known: dict[tuple[str, str, int], tuple[Any, Any]] = {}

    def begin(self) -> None:
        self._under_way += 1

    def end(self, route: str, method: str, status: int, seconds: float) -> None:
        self._under_way -= 1
        key = (route, method, status)
        known = self._known.get(key)
        if known is None:
            known = self._requests.labels(route, method, status), self._seconds.labels(route, method)
            self._known[key] = known
        known[0].inc()
        known[1].observe(seconds)

    def watch(self, name: str, what: str, value: Callable[[], float]) -> None:
        """A number that is looked up when it is asked."""
        Gauge(name, what, registry=self.registry).set_function(value)

    async def answer(self, request: Request) -> Response:
        """The numbers in the text form of Prometheus."""
        return Response(
            generate_latest(self.registry),
            headers={"Cache-Control": "no-store"},
            media_type="text/plain; version=0.0.4; charset=utf-8",
        )


class Watching:
    """ASGI middleware, the outermost: gives each request its id, counts it and logs it when its answer is sent."""

    def __init__(self, app: ASGIApp, numbers: Numbers, log: Log | None) -> None:
        self._app, self._numbers, self._log = app, numbers, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        given = b""
        for name, value in scope["headers"]:
            if name == _REQUEST_ID:
                given = value
        request_id = given if given and _SANE.fullmatch(given) else urandom(8).hex().encode()
        scope["request_id"] = request_id.decode()
        method, status, size = scope["method"], 0, 0

        async def send_on(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (_REQUEST_ID, request_id)]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        self._numbers.begin()
        try:
            await self._app(scope, receive, send_on)
        finally:
            seconds = time.perf_counter() - begun
            route = _template(scope)
            self._numbers.end(route, method if method in _METHODS else "other", status, seconds)
            if self._log is not None:
                self._log(
                    "request",
                    request_id=scope["request_id"],
                    method=method,
                    path=scope["path"][:500],
                    route=route,
                    status=status,
                    bytes=size,
                    ms=round(seconds * 1000, 2),
                    client=scope["client"][0] if scope.get("client") else None,
                )


def _template(scope: Scope) -> str:
    """The route as it is declared, so that the numbers do not grow with the addresses that are asked."""
    route = scope.get("route")
    if route is not None:
        return str(getattr(route, "path", route))
    fixed = scope["path"] if "endpoint" in scope and not scope.get("path_params") else ""
    return scope.get("root_path") or fixed or "none"
