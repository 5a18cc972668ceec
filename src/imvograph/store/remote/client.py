"""Requests to SPARQL services, each with a time limit for all of it; what goes wrong becomes ours at this door.

SPARQLWrapper makes the requests of the questions that we wrote ourselves, and httpx2 sends these and all others: as SPARQLWrapper
sends one, it has the limit of sockets only, and reads an error to its end without any. No redirect is followed.
"""

import base64
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.request import Request

import httpx2
from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper

from imvograph.errors import AnswerSizeError, QueryLimitError, SettingError, StoreAnswerError, StoreError
from imvograph.store.remote.deadline import Transport, within

RESULTS, TRIPLES = "application/sparql-results+json", "application/n-triples"
LARGEST = 1 << 30
"""The largest answer to a question of our own, in bytes."""

_NAME, _VALUE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"), re.compile("[!-~](?:[ -~]*[!-~])?")  # RFC 9110, section 5


@dataclass(frozen=True)
class Access:
    """How we say who we are: ``kind`` is none, basic, digest, bearer, or header (``header`` is its name)."""

    kind: str = "none"
    user: str = ""
    secret: str = ""
    header: str = ""

    def __post_init__(self) -> None:
        lacks = {
            "basic": not self.user or not self.secret,
            "digest": not self.user or not self.secret,
            "bearer": not self.secret,
            "header": not self.header or not self.secret,
        }
        if lacks.get(self.kind, self.kind != "none"):
            raise SettingError(
                f"remote_auth = {self.kind!r} lacks something: basic and digest need remote_user and a secret, bearer a "
                "secret, header a remote_header and a secret; none needs nothing"
            )

        for name, value in self.headers.items():
            if not (_NAME.fullmatch(name) and _VALUE.fullmatch(value)):
                raise SettingError(
                    f"remote_auth = {self.kind!r} cannot be sent in the header {name!r}: its name is letters, digits and -, its "
                    "value one line of ASCII; look at remote_header and the secret (which is not shown here)"
                )

    @property
    def headers(self) -> dict[str, str]:
        """What goes with every request; nothing for digest, which answers a challenge."""
        match self.kind:
            case "basic":
                both = base64.b64encode(f"{self.user}:{self.secret}".encode()).decode()
                return {"Authorization": f"Basic {both}"}
            case "bearer":
                return {"Authorization": f"Bearer {self.secret}"}
            case "header":
                return {self.header: self.secret}
        return {}


@dataclass(frozen=True)
class Reply:
    """What a server answered; header names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body, or the beginning of a long one, as a person may read it."""
        return " ".join(self.body[:2000].decode("utf-8", "replace").split())[:300]


@dataclass(frozen=True)
class Question:
    """A query and what goes with it: the dataset, the fields and headers of a dialect, the wanted media type."""

    text: str
    accept: str = RESULTS
    default_graphs: Sequence[str] = ()
    named_graphs: Sequence[str] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def form(self) -> list[tuple[str, str]]:
        """The fields of the request: POST with a form is the one way that every engine takes."""
        return [
            ("query", self.text),
            *(("default-graph-uri", iri) for iri in self.default_graphs),
            *(("named-graph-uri", iri) for iri in self.named_graphs),
            *self.fields.items(),
        ]


class Client:
    """Sends requests; may be used from any thread. ``connect`` is the time limit for a connection, in seconds."""

    def __init__(self, access: Access, connect: float = 5.0) -> None:
        self._connect = connect
        auth = httpx2.DigestAuth(access.user, access.secret) if access.kind == "digest" else None
        mounts = {"all://": Transport()}  # a proxy of the environment goes before it
        self._http = httpx2.Client(auth=auth, headers=access.headers, follow_redirects=False, mounts=mounts)

    def ask(self, url: str, question: Question, seconds: float) -> Reply:
        """A question of our own; raises `StoreAnswerError` if no whole answer came, `QueryLimitError` if too late."""
        asked = _Wrapper(url, agent="imvograph").request(question)
        headers = dict(asked.header_items())
        return self._send("POST", asked.full_url, seconds, LARGEST, content=asked.data, headers=headers)

    def ask_strange(self, url: str, question: Question, seconds: float, size: int) -> Reply:
        """A stranger's question: as `ask`, and an answer of more than ``size`` bytes is stopped (`AnswerSizeError`)."""
        headers = {"Accept": question.accept, **question.headers}
        return self._send("POST", url, seconds, size, data=_form(question.form), headers=headers)

    def update(self, url: str, text: str, fields: Mapping[str, str], seconds: float, *, direct: bool = False) -> Reply:
        """A SPARQL update, as a form or (``direct``) as the body itself."""
        if direct:
            headers = {"Content-Type": "application/sparql-update"}
            return self._send("POST", url, seconds, LARGEST, params=fields, content=text.encode(), headers=headers)
        return self._send("POST", url, seconds, LARGEST, data=_form([("update", text), *fields.items()]))

    def add(self, url: str, graph: str, turtle: bytes, seconds: float) -> Reply:
        """Triples into a graph, by the graph store protocol."""
        headers = {"Content-Type": "text/turtle"}
        return self._send("POST", url, seconds, LARGEST, params={"graph": graph}, content=turtle, headers=headers)

    def look(self, url: str, accept: str, seconds: float) -> Reply:
        """What stands at an address."""
        return self._send("GET", url, seconds, LARGEST, headers={"Accept": accept})

    @property
    def closed(self) -> bool:
        """Whether `close` was called: it sends nothing more."""
        return self._http.is_closed

    def close(self) -> None:
        """Give back the connections; who waits for an answer is told that the store is closed."""
        self._http.close()

    def _send(self, method: str, url: str, seconds: float, size: int, **parts: Any) -> Reply:
        if self.closed:
            raise StoreError("the store is closed")
        limits = httpx2.Timeout(seconds, connect=min(self._connect, seconds))
        try:
            with within(seconds), self._http.stream(method, url, timeout=limits, **parts) as response:
                # As they come: with a size it waits until a piece is full.
                body = _whole(response.iter_bytes(), url, seconds, size)
                return Reply(response.status_code, _lower(response.headers.items()), body)
        except (httpx2.HTTPError, httpx2.InvalidURL) as exc:
            raise self._ours(exc, url, seconds) from exc

    def _ours(self, exc: Exception, url: str, seconds: float) -> StoreError:
        if self.closed:
            return StoreError("the store is closed")
        if isinstance(exc, httpx2.ConnectTimeout):
            return StoreAnswerError(f"{url} cannot be reached: {_why(exc)}")
        if isinstance(exc, httpx2.TimeoutException):
            return _too_slow(url, seconds)
        return StoreAnswerError(f"{url} gave no whole answer: {_why(exc)}")


class _Wrapper(SPARQLWrapper):
    """Makes the request only: as it sends it, it reads that of an error to the end, without a time limit."""

    def request(self, question: Question) -> Request:
        """How it would ask a question."""
        self.setMethod(POST)
        self.setOnlyConneg(True)
        self.setQuery(question.text)
        self.setReturnFormat(JSON if question.accept == RESULTS else N3)
        for name, value in question.form[1:]:
            self.addParameter(name, value)
        for name, value in (*question.headers.items(), ("Accept", question.accept)):
            self.addCustomHttpHeader(name, value)
        return self._createRequest()


def _whole(pieces: Iterable[bytes], url: str, seconds: float, size: int) -> bytes:
    """All pieces of an answer, by a deadline and up to a size."""
    deadline, body = time.monotonic() + seconds, bytearray()
    for piece in pieces:
        body += piece
        if len(body) > size:
            raise AnswerSizeError(
                f"the answer has more than {size:,} bytes, and half an answer is not sent; ask for less, or add a LIMIT",
                nl=f"het antwoord heeft meer dan {size} bytes, en een half antwoord sturen we niet; vraag minder, of geef een "
                "LIMIT",
            )
        if time.monotonic() > deadline:
            raise _too_slow(url, seconds)
    return bytes(body)


def _too_slow(url: str, seconds: float) -> QueryLimitError:
    return QueryLimitError(f"{url} gave no whole answer within {seconds:g} seconds")


def _form(fields: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in fields:
        form.setdefault(name, []).append(value)
    return form


def _lower(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def _why(exc: BaseException) -> str:
    return str(exc) or type(exc).__name__
