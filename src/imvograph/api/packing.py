"""Pages go over the line packed (gzip) to who takes that: the reading room is a seventh of its size."""

import gzip
import re
from functools import lru_cache, partial

from starlette.types import ASGIApp, Message, Receive, Scope, Send

MARK = b'-gz"'
LEAST, MOST_KEPT = 2_000, 64
"""Bytes below which packing saves nothing that counts; packed pages that are kept."""


class Packed:
    """ASGI middleware around those that make or keep answers: packs HTML that comes whole.

    A packed page is another representation, so its tag is another: with `MARK` behind it, which is taken off again when
    a client asks with it, and put on the 304 that it gets.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._pack = lru_cache(MOST_KEPT)(partial(gzip.compress, compresslevel=6, mtime=0))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        accepted = [value for name, value in scope["headers"] if name == b"accept-encoding"]
        taken = scope["method"] == "GET" and any(map(takes_gzip, accepted))
        known = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
        if taken and MARK in known:
            scope["headers"] = [(n, v.replace(MARK, b'"') if n == b"if-none-match" else v) for n, v in scope["headers"]]
        held: Message | None = None

        async def send_on(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                if _is_page(message):
                    held = message
                    return
                if message["status"] == 304 and taken:
                    message = {**message, "headers": _as_held(message["headers"], known)}
            if held is not None:
                start, held = held, None
                body = message.get("body", b"")
                whole = not message.get("more_body", False)
                packs = taken and whole and len(body) >= LEAST
                await send({**start, "headers": _headers(start["headers"], self._pack(body) if packs else None)})
                message = {**message, "body": self._pack(body)} if packs else message
            await send(message)

        await self._app(scope, receive, send_on)


def takes_gzip(accepted: bytes) -> bool:
    """Whether an Accept-Encoding header takes gzip: named, or by ``*``, and not with ``q=0``."""
    for part in accepted.lower().split(b","):
        name, _, quality = part.partition(b";")
        if name.strip() in (b"gzip", b"*"):
            return not re.fullmatch(rb"\s*q\s*=\s*0(\.0*)?\s*", quality)
    return False


def _is_page(start: Message) -> bool:
    headers = dict(start.get("headers", ()))
    return headers.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in headers


def _as_held(headers: list[tuple[bytes, bytes]], held: bytes) -> list[tuple[bytes, bytes]]:
    """The headers of a 304 as those of the packed page, for a client that holds it."""
    tag = _marked(dict(headers).get(b"etag", b""))
    if tag not in held:
        return headers
    changed = {b"etag": tag, b"vary": dict(headers).get(b"vary", b"Accept") + b", Accept-Encoding"}
    return [(name, changed.get(name, value)) for name, value in headers]


def _marked(tag: bytes) -> bytes:
    return tag[:-1] + MARK


def _headers(headers: list[tuple[bytes, bytes]], packed: bytes | None) -> list[tuple[bytes, bytes]]:
    """The headers of a page, which varies by Accept-Encoding, packed or not."""
    changed = []
    for name, value in headers:
        if name == b"vary":
            value += b", Accept-Encoding"
        elif packed is not None and name == b"content-length":
            value = str(len(packed)).encode()
        elif packed is not None and name == b"etag":
            value = _marked(value)
        changed.append((name, value))
    if not any(name == b"vary" for name, _ in changed):
        changed.append((b"vary", b"Accept-Encoding"))
    return [*changed, (b"content-encoding", b"gzip")] if packed is not None else changed
