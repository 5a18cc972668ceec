"""What every address does alike: headers that protect, HEAD, `If-None-Match: *`, the browser's preflight (CORS), the longest address."""

from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from imvograph.api.asking import WrongRequest

PROTECTION = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Allow, Accept-Post, Accept-Ranges, Content-Disposition, Content-Location, Content-Range, ETag, Link, Location, "
        "Retry-After, WWW-Authenticate, X-Request-Id, Imvograph-Hint"
    ),
}
"""Nothing is loaded from another host; any page anywhere may read us: all is public, and there is no cookie."""

BEARER = 'Bearer realm="imvograph"'
"""How writing is asked for (RFC 6750, section 3)."""

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": (
        "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match, Range, X-Request-Id"
    ),
    "Access-Control-Max-Age": "86400",
}


_LISTS = {b"accept", b"accept-language", b"if-match", b"if-none-match"}

_RAW = [(name.lower().encode(), value.encode()) for name, value in PROTECTION.items()]

LONGEST_ADDRESS = 2**15
"""Bytes after the question mark of an address: above, taking it apart would cost more than any answer."""


class EveryAnswer:
    """ASGI middleware: adds `PROTECTION`, answers preflights, and answers HEAD as GET without the body, and 304 to who has any answer.

    ``refuse`` makes the answer to a request that is refused before anything looks at it.
    """

    def __init__(self, app: ASGIApp, refuse: Callable[[Request, Exception], Awaitable[Response]]) -> None:
        self._app, self._refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["headers"] = _whole_lists(scope["headers"])
        asked = Headers(scope=scope)
        held_any = scope["method"] in ("GET", "HEAD") and asked.get("if-none-match", "").strip() == "*"
        head = bodiless = scope["method"] == "HEAD"

        async def send_on(message: Message) -> None:
            nonlocal bodiless
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                if held_any and message["status"] in (200, 206) and any(name == b"etag" for name, _ in headers):
                    bodiless, message["status"] = True, 304  # there is one, so it has it (RFC 9110, section 13.1.2)
                    headers = [header for header in headers if header[0] not in (b"content-length", b"content-range")]
                present = {name for name, _ in headers}
                message["headers"] = headers + [header for header in _RAW if header[0] not in present]
            elif bodiless and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        if scope["method"] == "OPTIONS" and "access-control-request-method" in asked:
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send_on)
            return
        if (error := _wrong(scope, asked)) is not None:
            refused = await self._refuse(Request(scope), error)
            await refused(scope, receive, send_on)
            return
        # A copy: the server looks at its own for HEAD.
        passed = {**scope, "method": "GET", "head": True} if head or held_any else scope
        await self._app(passed, receive, send_on)
        scope["route"] = passed.get("route")


def _wrong(scope: Scope, asked: Headers) -> WrongRequest | None:
    """Why a request is refused, whatever it asks."""
    if len(scope["query_string"]) > LONGEST_ADDRESS:
        return WrongRequest(
            414,
            f"An address may have {LONGEST_ADDRESS} bytes after «?»; use POST for a long query",
            nl=f"Een adres mag {LONGEST_ADDRESS} bytes na «?» hebben; gebruik POST voor een lange vraag",
        )
    hosts = len(asked.getlist("host"))
    if scope["http_version"] == "1.1" and hosts != 1:
        return WrongRequest(
            400,
            f"This request has {hosts} headers Host; by HTTP/1.1 it has one (RFC 9112, section 3.2)",
            nl=f"Dit verzoek heeft {hosts} headers Host; volgens HTTP/1.1 is dat er een (RFC 9112, paragraaf 3.2)",
        )
    return None


def _whole_lists(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of a request, with each list that came in several lines in one (RFC 9110, section 5.3)."""
    found: dict[bytes, list[bytes]] = {}
    for name, value in headers:
        if name in _LISTS:
            found.setdefault(name, []).append(value)
    if all(len(values) == 1 for values in found.values()):
        return headers
    others = [(name, value) for name, value in headers if name not in _LISTS]
    return others + [(name, b", ".join(values)) for name, values in found.items()]
