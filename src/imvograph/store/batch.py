"""Changes of named graphs in the writer's working copy, with the default graph kept as their union."""

import threading
from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from imvograph.errors import StoreError
from imvograph.store import journal, memory, snapshots
from imvograph.store.reader import UNION, Reader

LARGE = 50_000
"""A delta above this many triples goes in by `bulk_extend`: one update would take 1.5 kB of memory a quad."""

UNWRITTEN = 50_000
"""After so many triples the engine writes what it holds in memory to its files: a triple takes about 1.5 kB there."""


class Batch:
    """Changes made in the working copy and not yet published."""

    def __init__(self, live: ox.Store, version: str) -> None:
        self.live, self.version, self.thread = live, version, threading.get_ident()
        self.changes: list[tuple[journal.Entry, bytes]] = []
        self.touched = self.large = self.broken = False
        self._unwritten = 0

    def replace(self, graph: ox.NamedNode, wanted: frozenset[ox.Triple]) -> str:
        """Make the graph hold just the wanted triples and the default graph the union; returns the version to come."""
        reader = Reader(self.live)
        held = reader.graph(graph.value)
        added, removed = wanted - held, held - wanted
        if not added and not removed:
            return self.version
        leaving = [triple for triple in removed if not reader.elsewhere(triple, graph.value)]
        self.touched = True
        try:
            if len(added) + len(removed) <= LARGE:
                self.live.update(_update(graph, added, removed, leaving, drop=not wanted))
            else:
                self._replace_large(graph, added, removed, leaving, drop=not wanted)
            self._unwritten += len(added) + len(removed)
            if self._unwritten > UNWRITTEN:
                self.live.flush()
                memory.give_back()
                self._unwritten = 0
        except BaseException as exc:
            self.broken = True
            if isinstance(exc, OSError | RuntimeError | SyntaxError):
                raise StoreError(f"graph {graph.value} could not be written, nothing was stored: {exc}") from exc
            raise
        delta = delta_lines(graph, added, removed)
        self.version, digest = snapshots.following(self.version, "".join(delta).encode())
        entry = journal.Entry(self.version, graph.value, len(added), len(removed), digest, journal.now())
        self.changes.append((entry, journal.packed(delta)))
        return self.version

    def _replace_large(
        self,
        graph: ox.NamedNode,
        added: Collection[ox.Triple],
        removed: Collection[ox.Triple],
        leaving: Collection[ox.Triple],
        drop: bool,
    ) -> None:
        """As one update, in several steps: nobody reads the working copy, and a failure throws it away."""
        self.large = True
        for some in _slices(leaving):
            self.live.update(f"DELETE DATA {{ {_lines(some)} }}")
        for some in _slices(removed):
            self.live.update(f"DELETE DATA {{ GRAPH {graph} {{ {_lines(some)} }} }}")
        if added:
            both = (graph, UNION)
            self.live.bulk_extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in added for name in both)
        if drop:
            self.live.remove_graph(graph)


def _update(
    graph: ox.NamedNode,
    added: Collection[ox.Triple],
    removed: Collection[ox.Triple],
    leaving: Collection[ox.Triple],
    drop: bool,
) -> str:
    """One SPARQL update, which the engine applies as one transaction."""
    steps = []
    if removed:
        steps.append(f"DELETE DATA {{ {_lines(leaving)} GRAPH {graph} {{ {_lines(removed)} }} }}")
    if added:
        lines = _lines(added)
        steps.append(f"INSERT DATA {{ {lines} GRAPH {graph} {{ {lines} }} }}")
    if drop:
        steps.append(f"DROP SILENT GRAPH {graph}")
    return " ;\n".join(steps)


def delta_lines(graph: ox.NamedNode, added: Collection[ox.Triple], removed: Collection[ox.Triple]) -> list[str]:
    """A change of a graph in lines, the same for the same change: what its version is made from."""
    return sorted([f"+ {t} {graph} .\n" for t in added] + [f"- {t} {graph} .\n" for t in removed])


def _lines(triples: Iterable[ox.Triple]) -> str:
    return "".join(f"{triple} .\n" for triple in triples)


def _slices(triples: Collection[ox.Triple], size: int = 10_000) -> Iterator[list[ox.Triple]]:
    all_of_them = list(triples)
    return (all_of_them[start : start + size] for start in range(0, len(all_of_them), size))


def as_stored(triples: Collection[ox.Triple]) -> frozenset[ox.Triple]:
    """The triples as the engine will give them back: it writes "007"^^xsd:integer as 7, and @NL as @nl."""
    for triple in triples:
        if not isinstance(triple.subject, ox.NamedNode) or isinstance(triple.object, ox.BlankNode | ox.Triple):
            raise StoreError(f"no blank nodes or quoted triples are stored; give the node an IRI: {triple}")
    scratch = ox.Store()
    scratch.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return frozenset(quad.triple for quad in scratch)


def named(iri: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(iri)
    except ValueError as exc:
        raise StoreError(f"{iri!r} cannot name a graph: {exc}; give an absolute IRI") from exc
