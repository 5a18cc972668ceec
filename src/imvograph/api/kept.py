"""Answers kept as bytes, and given before anything else looks at the request.

All that is read from one version of the graph is a pure function of the version, the address (with the host that the client
names: a page may tell it in a command to copy) and the headers that the answer varies by; a few pages also of the day, as they
tell how old a promise is. So the first GET of an address makes the answer, and those after it cost a look in a dict: until the
next version, or the next day. Kept is what says so itself: a 200 that varies by nothing but Accept, Accept-Language and
Accept-Encoding, with an ETag that begins with the version, or with today and the version (``caching.of_one_version``); what rests
on anything else, as a release, has another.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from imvograph.api.packing import takes_gzip, unmarked

LARGEST, LONGEST_KEY = 2**18, 2**12
_VARIES = {b"accept", b"accept-language", b"accept-encoding"}
_NOT_OURS = {b"authorization", b"range", b"if-range"}
_OF_304 = {b"etag", b"cache-control", b"vary", b"content-location", b"expires"}

Headers = list[tuple[bytes, bytes]]
_Now = tuple[str, date]
_Key = tuple[_Now, bytes, str, bytes, bytes, bytes, bool]


@dataclass(frozen=True, slots=True)
class _Answer:
    headers: Headers
    unchanged: Headers
    body: bytes
    tag: bytes
    route: object


class Kept:
    """ASGI middleware: the answers of the newest version, at most ``most`` bytes of them, last used last thrown away."""

    def __init__(
        self, app: ASGIApp, version: Callable[[], str], most: int, today: Callable[[], date] = date.today
    ) -> None:
        self._app, self._version, self._most, self._today = app, version, most, today
        self._answers: OrderedDict[_Key, _Answer] = OrderedDict()
        self._now, self.size = ("", date.min), 0

    def __len__(self) -> int:
        return len(self._answers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        accept = language = packings = held = host = b""
        ours = True
        for name, value in scope["headers"]:
            if name == b"accept":
                accept += value + b","
            elif name == b"accept-language":
                language += value + b","
            elif name == b"accept-encoding":
                packings += value + b","
            elif name == b"if-none-match":
                held += value + b","
            elif name == b"host":
                host = scope["scheme"].encode() + b"://" + value
            elif name in _NOT_OURS:
                ours = False
        if (
            not ours
            or len(scope["path"]) + sum(map(len, (host, scope["query_string"], accept, language))) > LONGEST_KEY
        ):
            await self._app(scope, receive, send)
            return
        now = self._current()
        key = (now, host, scope["path"], scope["query_string"], accept, language, takes_gzip(packings))
        known = self._answers.get(key)
        if known is None:
            keeping = _Keeping(self, key, scope, send) if now[0] and scope["method"] == "GET" else None
            await self._app(scope, receive, keeping or send)
            return
        tags = [tag.strip().removeprefix(b"W/") for tag in held.split(b",")]
        if held and known.tag not in tags and b"*" not in tags:
            if unmarked(known.tag) in tags:  # what the client has is this, not packed: `packing.Packed` tells
                await self._app(scope, receive, send)
                return
            held = b""
        self._answers.move_to_end(key)
        scope["route"] = known.route
        if held:
            await send({"type": "http.response.start", "status": 304, "headers": list(known.unchanged)})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": list(known.headers)})
        await send({"type": "http.response.body", "body": known.body if scope["method"] == "GET" else b""})

    def keep(self, key: _Key, answer: _Answer) -> None:
        """Keep an answer, unless a newer version or another day came while it was made."""
        if key[0] != self._current() or key in self._answers:
            return
        self._answers[key] = answer
        self.size += _size(key, answer)
        while self.size > self._most:
            self.size -= _size(*self._answers.popitem(last=False))

    def _current(self) -> _Now:
        """The newest version and the day; what was kept of others is let go. No version if the store does not answer."""
        now = self._version(), self._today()
        if now != self._now:
            self._answers.clear()
            self._now, self.size = now, 0
        return now


def _size(key: _Key, answer: _Answer) -> int:
    return len(answer.body) + sum(map(len, key[1:-1])) + 2_000  # headers, twice, and the objects


class _Keeping:
    """A ``send`` that also keeps what goes by, if it is a whole answer that may be kept."""

    def __init__(self, kept: Kept, key: _Key, scope: Scope, send: Send) -> None:
        self._kept, self._key, self._scope, self._send = kept, key, scope, send
        self._headers: Headers | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            if message["status"] == 200 and _may_be_kept(dict(headers), *self._key[0]):
                self._headers = headers
        elif self._headers is not None:
            body = message.get("body", b"")
            if not message.get("more_body", False) and len(body) <= LARGEST:
                tag = dict(self._headers)[b"etag"].removeprefix(b"W/")
                unchanged = [(name, value) for name, value in self._headers if _stays(name)]
                self._kept.keep(self._key, _Answer(self._headers, unchanged, body, tag, self._scope.get("route")))
            self._headers = None
        await self._send(message)


def _may_be_kept(headers: dict[bytes, bytes], version: str, day: date) -> bool:
    control = headers.get(b"cache-control", b"")
    varies = {name.strip().lower() for name in headers.get(b"vary", b"").split(b",") if name.strip()}
    private = any(word in control for word in (b"no-store", b"private"))
    ours = headers.get(b"etag", b"").startswith((f'"{version}.'.encode(), f'"{day}.{version}.'.encode()))
    return ours and varies <= _VARIES and not private and b"set-cookie" not in headers


def _stays(name: bytes) -> bool:
    """Whether a header of an answer is one of its 304 too."""
    return name in _OF_304 or not name.startswith((b"content-", b"last-modified"))
