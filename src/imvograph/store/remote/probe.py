"""What a SPARQL service can and cannot do, found out by asking it. Writes only graphs of its own, and removes them."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from uuid import uuid4

from pyoxigraph import Literal, NamedNode, Triple
from SPARQLWrapper import GET, JSON, POST, SPARQLWrapper

from imvograph.errors import ImvographError, QueryLimitError, StoreAnswerError, StoreBusyError, StoreError
from imvograph.model.iris import BASE, PREFIXES
from imvograph.store.remote import dialects, registry, truth
from imvograph.store.remote.change import inserted, turtle
from imvograph.store.remote.client import Client, Question
from imvograph.store.remote.detect import detect
from imvograph.store.remote.dialects import Dialect
from imvograph.store.remote.store import Servers

ROWS = 10_001
"""More rows than Virtuoso gives at once."""

_XSD = PREFIXES["xsd"]
_VALUES = (
    Literal(True),
    Literal(7),
    Literal("1.5", datatype=NamedNode(_XSD + "decimal")),
    Literal("2022-04-07", datatype=NamedNode(_XSD + "date")),
    Literal("2022-04", datatype=NamedNode(_XSD + "gYearMonth")),
    Literal("een «tekst» met é", language="nl"),
    Literal('a "quoted" \\ text\nin two lines'),
)


@dataclass(frozen=True)
class Found:
    """One thing that was tried: whether it works (None: not tried), and what was seen."""

    what: str
    works: bool | None
    seen: str


class Probe:
    """Asks one service."""

    def __init__(self, servers: Servers) -> None:
        self._servers, self._client = servers, Client(servers.access)
        self._url, self._dialect = servers.query[0], dialects.PLAIN
        self._graph = NamedNode(f"{BASE}graph/probe/{uuid4().hex}")

    def run(self) -> Iterator[Found]:
        """Everything, in order; stops after the first if nobody answers."""
        try:
            yield from self._trials()
        finally:
            self._client.close()

    def _trials(self) -> Iterator[Found]:
        try:
            self._dialect = self._which()
        except ImvographError as exc:
            yield Found("answers", False, str(exc))
            return
        begun = time.perf_counter()
        yield self._tried("answers", lambda: f"{self._ask('ASK { }')} as {self._dialect.name}")
        yield Found("speed", None, f"{(time.perf_counter() - begun) * 1000:.0f} ms for the smallest question")
        yield self._tried("SPARQLWrapper, GET", lambda: self._wrapped(GET))
        yield self._tried("SPARQLWrapper, POST", lambda: self._wrapped(POST))
        yield self._tried("holds imvograph", self._version)
        for url in self._servers.query[1:]:
            yield self._tried(f"replica {url}", lambda url=url: self._version(url))  # type: ignore[misc]
        if not self._servers.update:
            yield Found("updates", None, "not tried: no remote_update")
            return
        written = self._tried("updates", self._write)
        yield written
        if not written.works:
            with suppress(ImvographError):  # it may be there, and not have come back
                self._removed()
        else:
            try:
                yield self._tried("values come back as they were", self._values)
                yield self._tried("conditional update", self._conditional)
                yield self._tried("one of four at once", self._contended)
                yield self._tried("default-graph-uri", self._dataset)
                yield self._tried("default graph without it", self._default)
                yield self._tried("graph store protocol", self._loaded)
                yield self._tried(f"{ROWS:,} rows in one answer", self._rows)
            finally:
                yield self._tried("removes what it wrote", self._removed)

    def _which(self) -> Dialect:
        if self._servers.dialect == "auto":
            return detect(self._client, self._url)
        return dialects.named(self._servers.dialect)

    def _tried(self, what: str, trial: Callable[[], str]) -> Found:
        try:
            return Found(what, True, trial())
        except _MissingError as exc:
            return Found(what, None, str(exc))
        except ImvographError as exc:
            return Found(what, False, str(exc))
        except Exception as exc:  # noqa: BLE001 - SPARQLWrapper raises whatever a server's answer leads it to
            return Found(what, False, f"{type(exc).__name__}: {exc}"[:300])

    def _ask(self, text: str, **parts: object) -> bool:
        question = self._dialect.question(Question(text, **parts), self._servers.seconds)  # type: ignore[arg-type]
        return truth.boolean(self._client.ask(self._url, question, self._servers.seconds), self._dialect, self._url)

    def _table(self, text: str, url: str = "") -> list[tuple[object, ...]]:
        url = url or self._url
        question = self._dialect.question(Question(text), self._servers.seconds)
        reply = self._client.ask(url, question, self._servers.seconds)
        return list(truth.table(reply, self._dialect, url, text).rows)

    def _update(self, text: str) -> None:
        url, secret = self._servers.update[0], self._servers.access.secret
        fields = {self._dialect.token_field: secret} if self._dialect.token_field else {}
        reply = self._client.update(url, text, fields, self._servers.seconds, direct=self._dialect.direct_updates)
        truth.must_succeed(reply, self._dialect, url)

    def _wrapped(self, method: str) -> str:
        if self._servers.access.kind != "none":
            raise _MissingError("not tried: it would carry the secret wherever a redirect leads")
        wrapper = SPARQLWrapper(self._url)
        wrapper.setMethod(method)
        wrapper.setTimeout(int(min(10, self._servers.seconds)))
        wrapper.setReturnFormat(JSON)
        wrapper.setQuery("SELECT (1 AS ?one) WHERE { }")
        found = wrapper.queryAndConvert()
        if not isinstance(found, dict):
            raise StoreError(f"gave no JSON: {str(found)[:200]}")
        return f"{len(found['results']['bindings'])} row"

    def _version(self, url: str = "") -> str:
        found = [getattr(row[0], "value", "") for row in self._table(registry.VERSION, url)]
        if not found:
            raise _MissingError("no: the first build or load begins it")
        return f"version {', '.join(found)}, {len(self._table(registry.GRAPHS, url))} graphs"

    def _write(self) -> str:
        self._update(inserted(self._graph, [self._triple(value) for value in _VALUES]))
        return (
            f"{len(self._table(f'SELECT ?o WHERE {{ GRAPH {self._graph} {{ ?s ?p ?o }} }}'))} of {len(_VALUES)} values"
        )

    def _values(self) -> str:
        found = {row[0] for row in self._table(f"SELECT ?o WHERE {{ GRAPH {self._graph} {{ ?s ?p ?o }} }}")}
        lost = [str(value) for value in _VALUES if value not in found]
        if lost:
            raise StoreError(f"changed or lost: {', '.join(lost)}")
        return "all of them"

    def _conditional(self) -> str:
        mark, other = self._triple(Literal("met")), self._triple(Literal("not met"))
        for triple, condition in ((mark, self._triple(_VALUES[1])), (other, self._triple(Literal("never")))):
            self._update(
                f"INSERT {{ GRAPH {self._graph} {{ {triple} }} }} WHERE {{ GRAPH {self._graph} {{ {condition} }} }}"
            )
        if not self._ask(f"ASK WHERE {{ GRAPH {self._graph} {{ {mark} }} }}"):
            raise StoreError("an update whose condition is met does nothing")
        if self._ask(f"ASK WHERE {{ GRAPH {self._graph} {{ {other} }} }}"):
            raise StoreError("an update whose condition is not met does something")
        return "only when it is met"

    def _contended(self) -> str:
        """Four writers on one condition: on Oxigraph, and with Virtuoso's own settings, two of them may win."""
        rounds = 10
        with ThreadPoolExecutor(4) as writers:
            for number in range(rounds):
                before = self._triple(Literal("free"), number)
                self._update(inserted(self._graph, [before]))
                taken = [self._triple(Literal(f"writer {name}"), number) for name in range(4)]
                texts = [
                    f"DELETE {{ GRAPH {self._graph} {{ {before} }} }} INSERT {{ GRAPH {self._graph} {{ {after} }} }} "
                    f"WHERE {{ GRAPH {self._graph} {{ {before} }} }}"
                    for after in taken
                ]
                list(writers.map(self._update_or_not, texts))
                asked = f"SELECT ?o WHERE {{ GRAPH {self._graph} {{ {before.subject} {before.predicate} ?o }} }}"
                won = [row[0] for row in self._table(asked) if "writer" in str(row[0])]
                if len(won) != 1:
                    told = f"no: {len(won)} of four writers won; no other program may write there, and ours take turns"
                    if self._dialect.name == "virtuoso":
                        raise StoreError(f"{told}, or set DefaultIsolation = 4 in virtuoso.ini")
                    raise _MissingError(told)
        return f"in each of {rounds} rounds"

    def _update_or_not(self, text: str) -> None:
        """An update that may be refused because of another one (a deadlock)."""
        with suppress(StoreAnswerError, StoreBusyError):
            self._update(text)

    def _dataset(self) -> str:
        held = self._ask("ASK WHERE { ?s ?p ?o }", default_graphs=(self._graph.value,))
        other = self._ask("ASK WHERE { ?s ?p ?o }", default_graphs=(self._graph.value + "/none",))
        if not held or other:
            raise StoreError("is not obeyed: the union of the graphs cannot be asked here")
        return "is obeyed"

    def _default(self) -> str:
        seen = self._ask(f"ASK WHERE {{ {self._triple(_VALUES[1])} }}")
        return "the union of all graphs" if seen else "does not show named graphs"

    def _loaded(self) -> str:
        if not self._servers.graph_store:
            raise _MissingError("not tried: no remote_graph_store; large loads go in small updates")
        triples = [self._triple(Literal(number), number) for number in range(ROWS)]
        url = self._servers.graph_store
        truth.must_succeed(
            self._client.add(url, self._graph.value, turtle(triples), self._servers.seconds), self._dialect, url
        )
        return f"{ROWS:,} triples"

    def _rows(self) -> str:
        if not self._servers.graph_store:
            raise _MissingError("not tried: no remote_graph_store to bring them there")
        try:
            return f"{len(self._table(f'SELECT ?s ?o WHERE {{ GRAPH {self._graph} {{ ?s ?p ?o }} }}')):,} came"
        except QueryLimitError as exc:
            raise _MissingError(f"no, and it is noticed: {exc}") from exc

    def _removed(self) -> str:
        self._update(f"DELETE {{ GRAPH {self._graph} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {self._graph} {{ ?s ?p ?o }} }}")
        return "all of it"

    def _triple(self, value: Literal, number: int = 0) -> Triple:
        return Triple(NamedNode(f"{self._graph.value}/s{number}"), NamedNode(BASE + "def/store#value"), value)


class _MissingError(Exception):
    """What a trial needs is not there; its message says what."""
