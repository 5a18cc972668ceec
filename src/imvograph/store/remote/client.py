"""Requests to SPARQL services, each with a deadline for the whole answer; what goes wrong becomes ours at this door.

Two clients. SPARQLWrapper asks the questions that we wrote ourselves. Its time limit is only the socket's, so that its
answers, errors too, are read here, piece by piece, against a deadline. Secrets never go through it: they, updates, loads and
strangers' queries go through httpx2. Neither follows a redirect.
"""

import base64
import http.client
import re
import time
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
from SPARQLWrapper import JSON, N3, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from imvograph.errors import AnswerSizeError, QueryLimitError, SettingError, StoreAnswerError, StoreError

RESULTS, TRIPLES = "application/sparql-results+json", "application/n-triples"
LARGEST = 1 << 30
"""The largest answer to a question of our own, in bytes."""

_PIECE = 1 << 16
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
        self._access, self._connect = access, connect
        auth = httpx2.DigestAuth(access.user, access.secret) if access.kind == "digest" else None
        self._http = httpx2.Client(auth=auth, headers=access.headers, follow_redirects=False)

    def ask(self, url: str, question: Question, seconds: float) -> Reply:
        """A question of our own; raises `StoreAnswerError` if no whole answer came, `QueryLimitError` if too late."""
        if self.closed:
            raise StoreError("the store is closed")
        if self._access.kind != "none":
            return self.ask_strange(url, question, seconds, LARGEST)
        wrapper = _Wrapper(url, agent="imvograph")
        wrapper.setMethod(POST)
        wrapper.setOnlyConneg(True)
        wrapper.setTimeout(max(1, int(seconds)))
        wrapper.setQuery(question.text)
        wrapper.setReturnFormat(JSON if question.accept == RESULTS else N3)
        for name, value in question.form[1:]:
            wrapper.addParameter(name, value)
        for name, value in (*question.headers.items(), ("Accept", question.accept)):
            wrapper.addCustomHttpHeader(name, value)
        try:
            response = wrapper.query().response
            body = _whole(lambda: response.read1(_PIECE), url, seconds, LARGEST)
            headers = _lower(response.headers.items())
            if len(body) < int(headers.get("content-length", 0)):  # http.client reads a body that is cut without a word
                raise StoreAnswerError(f"{url} gave {len(body)} bytes of {headers['content-length']}")
            return Reply(response.status, headers, body)
        except TimeoutError as exc:
            raise QueryLimitError(f"{url} gave no answer within {seconds:g} seconds") from exc
        except (OSError, http.client.HTTPException, SPARQLWrapperException, ValueError) as exc:
            raise StoreAnswerError(f"{url} gave no whole answer: {_why(exc)}") from exc

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
        """Give back the connections."""
        self._http.close()

    def _send(self, method: str, url: str, seconds: float, size: int, **parts: Any) -> Reply:
        if self.closed:
            raise StoreError("the store is closed")
        limits = httpx2.Timeout(seconds, connect=min(self._connect, seconds))
        try:
            with self._http.stream(method, url, timeout=limits, **parts) as response:
                pieces = response.iter_bytes()  # as they come: with a size it waits until one is full
                body = _whole(lambda: next(pieces, b""), url, seconds, size)
                return Reply(response.status_code, _lower(response.headers.items()), body)
        except httpx2.ConnectTimeout as exc:
            raise StoreAnswerError(f"{url} cannot be reached: {_why(exc)}") from exc
        except httpx2.TimeoutException as exc:
            raise QueryLimitError(f"{url} gave no answer within {seconds:g} seconds") from exc
        except (httpx2.HTTPError, httpx2.InvalidURL) as exc:
            raise StoreAnswerError(f"{url} gave no whole answer: {_why(exc)}") from exc


class _AsItCame(urllib.request.HTTPErrorProcessor):
    """Errors and redirects are answers like any other."""

    def http_response(self, request: urllib.request.Request, response: Any) -> Any:
        return response

    https_response = http_response


_OPENER = urllib.request.build_opener(_AsItCame)


class _Wrapper(SPARQLWrapper):
    """Hands over the answer unread: as it is, it reads that of an error to the end, without a time limit."""

    def _query(self) -> tuple[Any, str]:
        return _OPENER.open(self._createRequest(), timeout=self.timeout), self.returnFormat


def _whole(read: Callable[[], bytes], url: str, seconds: float, size: int) -> bytes:
    """All pieces of an answer, by a deadline; a time limit of sockets alone lets a slow server drip for ever."""
    deadline, body = time.monotonic() + seconds, bytearray()
    while piece := read():
        body += piece
        if len(body) > size:
            raise AnswerSizeError(
                f"the answer has more than {size:,} bytes, and half an answer is not sent; ask for less, or add a LIMIT",
                nl=f"het antwoord heeft meer dan {size} bytes, en een half antwoord sturen we niet; vraag minder, of geef een "
                "LIMIT",
            )
        if time.monotonic() > deadline:
            raise QueryLimitError(f"{url} gave no whole answer within {seconds:g} seconds")
    return bytes(body)


def _form(fields: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in fields:
        form.setdefault(name, []).append(value)
    return form


def _lower(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def _why(exc: BaseException) -> str:
    return str(exc) or type(exc).__name__
