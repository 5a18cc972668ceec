"""The whole graph, checked again: each named graph as if it were offered as it stands. Memory stays flat, whatever the size.

Needed after the shapes or the rules have changed: the gate itself looks at changes only.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from pyoxigraph import NamedNode, Triple

from imvograph.gate.change import Change, Context, Node, Term
from imvograph.gate.check import Gate
from imvograph.gate.report import Report
from imvograph.model.iris import graph

BATCH = 5_000
"""About so many triples are judged together: what an engine takes at once."""

PART_OF_THE_PROGRAM = graph("ontology", "")
"""Graphs that no gate lets in, and that are not checked: the ontology has tests of its own."""


class Stored(Context, Protocol):
    """What is checked: a context that knows its graphs; a `Snapshot` fits."""

    def graphs(self) -> list[str]:
        """IRIs of the named graphs, sorted."""
        ...

    def shared_things(self) -> frozenset[str]:
        """The IRIs that more than one named graph says something of."""
        ...


def graphs_to_check(stored: Stored) -> list[str]:
    """The named graphs that came, or would come, through the gate."""
    return [iri for iri in stored.graphs() if not iri.startswith(PART_OF_THE_PROGRAM)]


def check_all(gate: Gate, stored: Stored, ahead: int = 2) -> Iterator[Report]:
    """A report for each graph, in the order of their names; while engines judge one batch the next is cut."""
    shared = stored.shared_things()
    with ThreadPoolExecutor(ahead) as pool:
        waiting: deque[Future[list[Report]]] = deque()
        for batch in batches(stored):
            if len(waiting) == ahead:
                yield from waiting.popleft().result()
            waiting.append(pool.submit(_reports, gate, stored, batch, shared))
        for future in waiting:
            yield from future.result()


def _reports(gate: Gate, stored: Stored, batch: Iterable[Change], shared: frozenset[str]) -> list[Report]:
    context = _Remembered(stored)
    return list(gate.reports([gate.view(change, context, shared) for change in batch]))


class _Remembered:
    """What is stored, for one thread and one batch: what is said of a thing is read once, and no further than asked for."""

    def __init__(self, stored: Context) -> None:
        self._stored, self.graph, self.elsewhere = stored, stored.graph, stored.elsewhere
        self._read: dict[tuple[Node, NamedNode | None], tuple[list[Triple], Iterator[Triple]]] = {}

    def triples(
        self, subject: Node | None = None, predicate: NamedNode | None = None, object: Term | None = None
    ) -> Iterator[Triple]:
        if subject is None or object is not None:
            yield from self._stored.triples(subject, predicate, object)
            return
        if (subject, predicate) not in self._read:
            self._read[subject, predicate] = [], self._stored.triples(subject, predicate)
        known, further = self._read[subject, predicate]
        yield from known
        for triple in further:
            known.append(triple)
            yield triple


def batches(stored: Stored) -> Iterator[list[Change]]:
    """The named graphs as they stand, some at a time."""
    batch: list[Change] = []
    for iri in graphs_to_check(stored):
        batch.append(Change(iri, stored.graph(iri)))
        if sum(len(change.triples) for change in batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
