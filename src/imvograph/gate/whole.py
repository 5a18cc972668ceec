"""The whole graph, checked again: each named graph as if it were offered as it stands. Memory stays flat, whatever the size.

Needed after the shapes or the rules have changed: the gate itself looks at changes only.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from imvograph.gate.change import Change, Context
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


def graphs_to_check(stored: Stored) -> list[str]:
    """The named graphs that came, or would come, through the gate."""
    return [iri for iri in stored.graphs() if not iri.startswith(PART_OF_THE_PROGRAM)]


def check_all(gate: Gate, stored: Stored, ahead: int = 2) -> Iterator[Report]:
    """A report for each graph, in the order of their names; while engines judge one batch the next is cut."""
    with ThreadPoolExecutor(ahead) as pool:
        waiting: deque[Future[list[Report]]] = deque()
        for batch in batches(stored):
            if len(waiting) == ahead:
                yield from waiting.popleft().result()
            waiting.append(pool.submit(_reports, gate, stored, batch))
        for future in waiting:
            yield from future.result()


def _reports(gate: Gate, stored: Stored, batch: Iterable[Change]) -> list[Report]:
    return list(gate.reports([gate.view(change, stored) for change in batch]))


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
