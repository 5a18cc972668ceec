"""Which engine answers at an address: by its ``Server`` header, its service description, and how it refuses nonsense."""

import re
from collections.abc import Callable

from imvograph.errors import QueryLimitError, StoreAnswerError
from imvograph.store.remote.client import Client, Question, Reply
from imvograph.store.remote.dialects import DIALECTS, FUSEKI, NEPTUNE, PLAIN, QLEVER, STARDOG, Dialect

_HEADERS = {"fuseki-request-id": FUSEKI, "sd-transaction-id": STARDOG, "x-neptune-status": NEPTUNE}
_ERRORS = {
    NEPTUNE.name: r'"requestId"\s*:.*"code"\s*:',
    QLEVER.name: r'"exception"\s*:.*"resultsize"|"metadata"\s*:.*"positionInLine"',
}


def detect(client: Client, url: str, seconds: float = 5.0) -> Dialect:
    """The dialect of the server at a query address; `PLAIN` if none is known. Raises `StoreAnswerError` if none answers."""
    replies = [client.ask_strange(url, Question("ASK { }"), seconds, 1 << 20)]
    if found := by_headers(replies[0]):
        return found
    looks: tuple[Callable[[], Reply], ...] = (
        lambda: client.look(url, "text/turtle, application/rdf+xml;q=0.5", seconds),
        lambda: client.ask_strange(url, Question("NONSENSE"), seconds, 1 << 20),
    )
    for look in looks:
        try:
            reply = look()
        except (StoreAnswerError, QueryLimitError):
            continue
        if found := by_headers(reply) or by_body(reply):
            return found
    return PLAIN


def by_headers(reply: Reply) -> Dialect | None:
    """The engine that a header names."""
    for header, dialect in _HEADERS.items():
        if header in reply.headers:
            return dialect
    server = reply.headers.get("server", "")
    return next((d for d in DIALECTS.values() if d.server and re.search(d.server, server)), None)


def by_body(reply: Reply) -> Dialect | None:
    """The engine that a service description or an error speaks of."""
    text = reply.body[: 1 << 16].decode("utf-8", "replace")
    for name, pattern in _ERRORS.items():
        if reply.status >= 400 and re.search(pattern, text, re.DOTALL):
            return DIALECTS[name]
    return next((d for d in DIALECTS.values() if d.described and re.search(d.described, text)), None)
