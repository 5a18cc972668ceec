"""One version of a remote store: every read is of that version, or fails with `StoreBusyError`."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import IO, TypeVar

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from imvograph.errors import QueryLimitError, QuerySyntaxError, StoreAnswerError, StoreBusyError
from imvograph.model.iris import PREFIXES
from imvograph.sparql import Token, form, tokens
from imvograph.store.base import Subject, Table, Term
from imvograph.store.batch import as_stored
from imvograph.store.remote import registry, truth
from imvograph.store.remote.client import RESULTS, TRIPLES, Question
from imvograph.store.remote.cluster import Cluster
from imvograph.store.remote.registry import REGISTRY, UNION

T = TypeVar("T")

_FEW = 20
"""So many subjects are asked for one by one; more of them with their whole graph."""

_TRIES = 3
"""Virtuoso was seen to count one triple too many just after a change; then it is asked again."""

_PAGE = 5_000
"""Rows that are asked for at once from an engine that cuts at 10,000."""


class RemoteReader:
    """Reads a cluster at a version, or (None) at the newest one each time."""

    def __init__(self, cluster: Cluster, version: str | None) -> None:
        self._cluster, self._at = cluster, version
        self._graphs: tuple[str, list[str]] | None = None

    def _pinned(self) -> "RemoteReader":
        """As this reader, but of one version: for what takes more than one request."""
        return self if self._at is not None else RemoteReader(self._cluster, self._cluster.newest())

    @property
    def asked_plainly(self) -> bool:
        """As `Snapshot.asked_plainly`."""
        return self._cluster.dialect.asked_plainly

    def select(self, text: str) -> Table:
        """As `Snapshot.select`."""
        return self._asked(text, "SELECT", RESULTS, lambda reply, dialect, url: truth.table(reply, dialect, url, text))

    def ask(self, text: str) -> bool:
        """As `Snapshot.ask`."""
        return self._asked(text, "ASK", RESULTS, truth.boolean)

    def construct(self, text: str) -> list[Triple]:
        """As `Snapshot.construct`."""
        return self._asked(text, "CONSTRUCT", TRIPLES, truth.graph)

    def triples(
        self, subject: Subject | None = None, predicate: NamedNode | None = None, object: Term | None = None
    ) -> Iterator[Triple]:
        """As `Snapshot.triples`."""
        if subject is None and predicate is None and object is None:
            yield from self.graph(UNION.value)
            return
        given = (subject, predicate, object)
        terms = tuple(str(term) if term is not None else f"?{name}" for term, name in zip(given, "spo", strict=True))
        yield from self._pattern(terms, given, f"GRAPH {UNION} {{ {' '.join(terms)} }}")

    def graphs(self) -> list[str]:
        """As `Snapshot.graphs`."""
        return [str(getattr(row[0], "value", "")) for row in self._rows(registry.GRAPHS)]

    def graph(self, iri: str) -> frozenset[Triple]:
        """As `Snapshot.graph`."""
        name = NamedNode(iri)
        where = f"GRAPH {name} {{ ?s ?p ?o }}"
        if not self._cluster.dialect.row_cap:
            return frozenset(self._pattern(("?s", "?p", "?o"), (None, None, None), where))
        at = self._pinned()
        for _ in range(_TRIES):
            found = frozenset(at._paged(where))
            counted = str(getattr(at._rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ {where} }}")[0][0], "value", ""))
            if counted == str(len(found)):
                return as_stored(found)
        raise StoreAnswerError(f"graph {iri} has {counted} triples and {len(found)} came; its answer was cut")

    def others(self, subject: Subject, graph: str) -> Iterator[Triple]:
        """As `Snapshot.others`."""
        where = (
            f"GRAPH {REGISTRY} {{ {UNION} {registry.PART} ?g }} GRAPH ?g {{ {subject} ?p ?o }} "
            f"FILTER(?g != {NamedNode(graph)})"
        )
        yield from dict.fromkeys(self._pattern((str(subject), "?p", "?o"), (subject, None, None), where))

    def shared(self, iri: str, triples: Collection[Triple]) -> frozenset[Triple]:
        """Those of some triples of a named graph that another one states too."""
        subjects = {triple.subject for triple in triples}
        if len(subjects) < _FEW:
            at = self._pinned()
            return frozenset(triple for subject in subjects for triple in at.others(subject, iri)) & frozenset(triples)
        where = (
            f"GRAPH {NamedNode(iri)} {{ ?s ?p ?o }} GRAPH ?g {{ ?s ?p ?o }} "
            f"GRAPH {REGISTRY} {{ {UNION} {registry.PART} ?g }} FILTER(?g != {NamedNode(iri)})"
        )
        return frozenset(self._pattern(("?s", "?p", "?o"), (None, None, None), where)) & frozenset(triples)

    def elsewhere(self, triple: Triple, graph: str) -> bool:
        """As `Snapshot.elsewhere`."""
        return bool(
            self._rows(
                f"SELECT ?g WHERE {{ GRAPH {REGISTRY} {{ {UNION} {registry.PART} ?g }} GRAPH ?g {{ {triple} }} "
                f"FILTER(?g != {NamedNode(graph)}) }} LIMIT 1"
            )
        )

    def shared_things(self) -> frozenset[str]:
        """As `Snapshot.shared_things`; page by page from an engine that cuts its answers."""
        found, at = set[str](), self._pinned()
        most = _PAGE if self._cluster.dialect.row_cap else None
        beyond, page = "", f"ORDER BY STR(?s) LIMIT {most}" if most else ""
        while True:
            rows = at._rows(
                f"SELECT ?s WHERE {{ GRAPH {REGISTRY} {{ {UNION} {registry.PART} ?g }} GRAPH ?g {{ ?s ?p ?o }} {beyond} }} "
                f"GROUP BY ?s HAVING (COUNT(DISTINCT ?g) > 1) {page}"
            )
            things = [str(getattr(thing, "value", "")) for (thing,) in rows]
            found.update(things)
            if len(rows) != most:
                return frozenset(found)
            beyond = f"FILTER(STR(?s) > {Literal(things[-1])})"

    def quads(self) -> Iterator[Quad]:
        """As `Snapshot.quads`, graph by graph in the order of their IRIs."""
        at = self._pinned()
        for iri in at.graphs():
            for triple in at.graph(iri):
                yield Quad(triple.subject, triple.predicate, triple.object, NamedNode(iri))

    def dump(self, output: IO[bytes], format: RdfFormat) -> None:
        """As `Snapshot.dump`."""
        content = self.quads() if format.supports_datasets else self.triples()
        ox.serialize(content, output, format, prefixes=PREFIXES)

    def dataset(self, stream_has_graph: bool, url: str) -> tuple[Sequence[str], Sequence[str]]:
        """The default graph and the named graphs to send with a query, so that it sees what an embedded store shows.

        Naming any graph hides all others; so that ``GRAPH ?g`` finds ours, and only ours, they are all named.
        """
        if not stream_has_graph:
            return (UNION.value,), ()
        node = next(node for node in self._cluster.nodes if node.url == url)
        version = node.version
        known = self._graphs  # read once: another thread may be at another server, with another version
        if known is None or known[0] != version:
            rows = self._table(url, registry.GRAPHS).rows
            if (held := self._cluster.look(node)) != version:
                raise StoreBusyError(f"the graph changed while its named graphs were read at {url}; ask again")
            known = self._graphs = (held, [str(getattr(row[0], "value", "")) for row in rows])
        return (UNION.value,), known[1]

    def _asked(self, text: str, wanted: str, accept: str, read: Callable[..., T]) -> T:
        """The answer to a query over the union and the named graphs."""
        stream = list(tokens(text))
        found = form(stream)
        if wanted != ("CONSTRUCT" if found == "DESCRIBE" else found):
            raise QuerySyntaxError(f"{wanted} was expected here, this came: {text[:200]!r}")
        named = any(token.is_word("GRAPH") for token in stream)
        plain = without_comments(text, stream)
        cluster, dialect = self._cluster, self._cluster.dialect

        def ask(url: str) -> T:
            default_graphs, named_graphs = self.dataset(named, url)
            question = Question(plain, accept, default_graphs, named_graphs)
            reply = cluster.client.ask(url, dialect.question(question, cluster.seconds), cluster.seconds)
            return read(reply, dialect, url)

        return cluster.read(ask, self._at)[0]

    def _table(self, url: str, text: str) -> Table:
        """The rows of a question that names all its graphs itself."""
        cluster, dialect = self._cluster, self._cluster.dialect
        reply = cluster.client.ask(url, dialect.question(Question(text), cluster.seconds), cluster.seconds)
        return truth.full(reply, dialect, url, text)

    def _rows(self, text: str) -> tuple[tuple[Term | None, ...], ...]:
        return self._cluster.read(lambda url: self._table(url, text), self._at)[0].rows

    def _pattern(self, terms: tuple[str, ...], given: tuple[Term | None, ...], where: str) -> Iterator[Triple]:
        """The triples of a pattern, some of whose terms are given."""
        asked = [term for term in terms if term.startswith("?")]
        if not asked:
            text = f"ASK WHERE {{ {where} }}"
            cluster, dialect = self._cluster, self._cluster.dialect

            def there(url: str) -> bool:
                reply = cluster.client.ask(url, dialect.question(Question(text), cluster.seconds), cluster.seconds)
                return truth.boolean(reply, dialect, url)

            rows: Sequence[tuple[Term | None, ...]] = [()] if cluster.read(there, self._at)[0] else []
        else:
            rows = self._rows(f"SELECT DISTINCT {' '.join(asked)} WHERE {{ {where} }}")
        found = []
        for row in rows:
            values = iter(row)
            whole = [next(values) if term.startswith("?") else own for term, own in zip(terms, given, strict=True)]
            found.append(_triple(*whole))
        yield from as_stored(found)

    def _paged(self, where: str) -> Iterator[Triple]:
        """All triples of a graph, page by page of subjects; a subject that a page may have cut is asked again."""
        after = ""
        while True:
            beyond = f"FILTER(STR(?s) > {Literal(after)})" if after else ""
            rows = self._rows(
                f"SELECT ?s ?p ?o WHERE {{ {where} {beyond} }} ORDER BY STR(?s) STR(?p) STR(?o) LIMIT {_PAGE}"
            )
            last = getattr(rows[-1][0], "value", "") if len(rows) == _PAGE else ""
            whole = [row for row in rows if getattr(row[0], "value", "") != last] if last else rows
            yield from (_triple(*row) for row in whole)
            if not last:
                return
            if not whole:
                raise QueryLimitError(
                    f"{last} has more than {_PAGE} triples in one graph; the engine cannot give them whole"
                )
            after = getattr(whole[-1][0], "value", "")


def _triple(*terms: Term | None) -> Triple:
    try:
        return Triple(*terms)  # type: ignore[arg-type]
    except TypeError as exc:
        raise StoreAnswerError(f"a server sent what is no triple: {' '.join(map(str, terms))[:200]}") from exc


def without_comments(text: str, stream: Sequence[Token]) -> str:
    """The query without its comments: SPARQLWrapper looks for keywords in them, and takes some queries for updates."""
    pieces: list[str] = []
    end = 0
    for token in stream:
        pieces += ("\n" if "\n" in text[end : token.start] else " " if end < token.start else "", token.text)
        end = token.end
    return "".join(pieces)


class RemoteSnapshot(RemoteReader):
    """The `Snapshot` of a remote store."""

    def __init__(self, cluster: Cluster, version: str) -> None:
        super().__init__(cluster, version)
        self.version = version
