"""What is text goes over the line packed (gzip) to who takes that: a page is a seventh of its size, JSON a tenth."""

import gzip
import re
import shutil
import tempfile
from functools import lru_cache
from typing import IO, cast

from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MARK = b'-gz"'
LEAST = 2_000
"""Bytes below which packing saves nothing that counts."""

AWAY, LARGE = 2**17, 2**20
"""Bytes above which an answer is packed in a thread, and fast (level 1: about 4 ms a MB, to 11 %; below 6: 10 ms, 9 %)."""

_TEXT = re.compile(
    rb"(text/(html|turtle|csv|tab-separated-values|plain|xml)|application/([a-z.-]+\+)?(json|xml)"
    rb"|application/(n-triples|n-quads|trig|rdf-patch|jsonl))(;.*)?"
)


class Packed:
    """ASGI middleware around those that make answers: packs text that comes whole, not streams and not what has ranges.

    A packed answer is another representation, so its tag is another: with `MARK` behind it, which is taken off again when
    a client asks with it, and put on the 304 that it gets. A 304 comes here with the type of what it is about, which tells
    whether that is text, and leaves without. HEAD gets what GET would, but for the length, which packing would tell.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD", "POST"):
            await self._app(scope, receive, send)
            return
        taken = takes_gzip(b",".join(value for name, value in scope["headers"] if name == b"accept-encoding"))
        known = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
        if taken and MARK in known:
            scope["headers"] = [(n, unmarked(v) if n == b"if-none-match" else v) for n, v in scope["headers"]]
        held: Message | None = None

        async def send_on(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start":
                text = _is_text(message)
                if message["status"] == 304:
                    headers = list(message.get("headers", ()))
                    told = [(name, value) for name, value in headers if name != b"content-type"]
                    as_held = taken and marked(dict(headers).get(b"etag", b"")) in known
                    message = {**message, "headers": _varied(told, as_held) if text else told}
                elif text:
                    held = message
                    return
            elif held is not None:
                start, held = held, None
                body, headers = message.get("body", b""), list(start["headers"])
                if message.get("more_body", False):  # a stream
                    await send(start)
                    await send(message)
                    return
                size = len(body) if scope["method"] != "HEAD" else int(dict(headers).get(b"content-length", b"0"))
                packs = taken and size >= LEAST
                if packs:
                    message = {**message, "body": await _packed(body) if body else b""}
                    headers = [(name, value) for name, value in headers if name != b"content-length"]
                    headers += [(b"content-encoding", b"gzip")]
                    headers += [(b"content-length", str(len(message["body"])).encode())] if body else []
                await send({**start, "headers": _varied(headers, packs)})
            await send(message)

        await self._app(scope, receive, send_on)


@lru_cache(64)  # clients say it in few ways, and with every request
def takes_gzip(accepted: bytes) -> bool:
    """Whether an Accept-Encoding header takes gzip: not with ``q=0``; unnamed as ``*`` says (RFC 9110, section 12.5.3)."""
    parts = (part.partition(b";") for part in accepted.lower().split(b","))
    said = {name.strip(): not re.fullmatch(rb"\s*q\s*=\s*0(\.0*)?\s*", quality) for name, _, quality in parts}
    return said.get(b"gzip", said.get(b"*", False))


def packed_file(plain: IO[bytes]) -> IO[bytes]:
    """The content of a file, packed fast, in another one: so that its length is known before it is sent."""
    packed = cast(IO[bytes], tempfile.SpooledTemporaryFile(LARGE))  # noqa: SIM115 (who reads the answer closes it)
    plain.seek(0)
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1, mtime=0) as output:
        shutil.copyfileobj(plain, output, AWAY)
    return packed


async def _packed(body: bytes) -> bytes:
    if len(body) > AWAY:
        return await run_in_threadpool(gzip.compress, body, 1 if len(body) > LARGE else 6, mtime=0)
    return gzip.compress(body, 6, mtime=0)


def _is_text(start: Message) -> bool:
    headers = dict(start.get("headers", ()))
    whole = start["status"] != 206 and not headers.keys() & {b"content-encoding", b"accept-ranges"}
    return whole and _TEXT.fullmatch(headers.get(b"content-type", b"").lower()) is not None


def unmarked(tag: bytes) -> bytes:
    """The tag that an answer has if it is not packed."""
    return tag.replace(MARK, b'"')


def marked(tag: bytes) -> bytes:
    """The tag of an answer that is packed."""
    return tag[:-1] + MARK


def _varied(headers: list[tuple[bytes, bytes]], packed: bool) -> list[tuple[bytes, bytes]]:
    """The headers of an answer that varies by Accept-Encoding; with the tag that it has if it is packed."""
    vary = b", ".join(filter(None, (dict(headers).get(b"vary"), b"Accept-Encoding")))
    told = [(n, marked(v) if packed and n == b"etag" else v) for n, v in headers if n != b"vary"]
    return [*told, (b"vary", vary)]
