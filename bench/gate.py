"""What the gate costs: one change at several sizes of the graph, changes of several sizes, and a whole graph beside pySHACL.

    python -m bench gate                          # a change of about 100 triples at 10k, 100k and 1M; whole graphs at 10k and 100k
    python -m bench gate --sizes 10k 10M --whole                 # 10M: about 10 minutes, 2 GB in the folder for temporary files

CPU time is that of this process and of the engines together. A change is a new document of the made-up parliament; reads are
counted at the store (calls, and triples taken).
"""

import argparse
import os
import platform
import time
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple, parse

from bench.generator import Parliament, count
from bench.statements import Graph
from imvograph import assets
from imvograph.build import shapes_gate
from imvograph.gate import Change, Gate, check_all
from imvograph.gate.cut import pieces
from imvograph.gate.engines import validator
from imvograph.gate.report import Result
from imvograph.gate.whole import batches
from imvograph.store.reader import Reader

ROUNDS = 15


class Counting(Reader):
    """A store that counts the calls of the gate, and the triples that it takes."""

    def __init__(self, store: Store, folder: TemporaryDirectory[str]) -> None:
        super().__init__(store)
        self.folder = folder  # removed with this store
        self.calls = self.taken = 0

    def triples(self, *pattern: object, **named: object) -> Iterator[Triple]:  # type: ignore[override]
        self.calls += 1
        for triple in super().triples(*pattern, **named):  # type: ignore[arg-type]
            self.taken += 1
            yield triple

    def graph(self, iri: str) -> frozenset[Triple]:
        self.calls += 1
        found = super().graph(iri)
        self.taken += len(found)
        return found

    def elsewhere(self, triple: Triple, graph: str) -> bool:
        self.calls += 1
        return super().elsewhere(triple, graph)


def triples_of(made: Graph) -> frozenset[Triple]:
    text = "".join(f"{line} .\n" for line in made.lines)
    return frozenset(quad.triple for quad in parse(text, RdfFormat.N_TRIPLES))


def filled(statements: int, *, faults: bool = False) -> Counting:
    """A store on disk with all graphs and their union, as the embedded store keeps them; some with faults in them.

    In memory the engine walks through all that the graphs say of a thing to find what the union says: no measure.
    """
    folder = TemporaryDirectory(prefix="imvograph-bench-")
    store, waiting = Store(folder.name), list[Quad]()
    for number, made in enumerate(Parliament.of(statements).graphs()):
        if faults and number % 20 == 10:
            made.lines = [
                line.replace('"UTF-8"', '"UTF-9"').replace("/extracted>", "/gevonden>") for line in made.lines
            ]
        places = (NamedNode(made.iri), DefaultGraph())
        waiting += (Quad(t.subject, t.predicate, t.object, place) for t in triples_of(made) for place in places)
        if len(waiting) > 200_000:
            store.bulk_extend(waiting)
            waiting = []
    store.bulk_extend(waiting)
    store.optimize()
    return Counting(store, folder)


def offered(size: int) -> list[Change]:
    """New documents of about so many triples, the same ones at every size of the graph.

    They share topics, persons, debates, famous papers and the program with what is stored, so they touch its hubs.
    """
    changes: list[Change] = []
    for made in Parliament(400, seed=7, first_dossier=70_000).graphs():
        if "/extraction/" in made.iri and 0.8 * size <= len(made.distinct()) <= 1.2 * size and len(changes) < ROUNDS:
            changes.append(Change(made.iri, triples_of(made)))
    return changes


def cpu(gate: Gate) -> float:
    """Seconds of processor time of this process and of the engines that are up."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = time.process_time()
    for pid in gate.engine.pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / ticks
    return total


def one_change(sizes: list[int]) -> None:
    gate, changes = shapes_gate("turbo"), offered(100)
    triples = sum(len(change.triples) for change in changes) / len(changes)
    print(f"{len(changes)} changes of {triples:.0f} triples on average; CPU and reads per change")
    print("| graph | p50 | p95 | reads | reads per triple | times the first |", "|---|---|---|---|---|---|", sep="\n")
    first = 0.0
    for size in sizes:
        store = filled(size)
        gate.check(changes[0], store)
        start, store.calls, store.taken = cpu(gate), 0, 0
        here = [taken(gate, change, store) for change in changes]
        reads = (store.calls + store.taken) / len(changes)
        for _ in range(5):
            here += [taken(gate, change, store) for change in changes]
        # The engine's share is counted in ticks of 10 ms, so it is spread over all rounds.
        engine = (cpu(gate) - start - sum(here)) / len(here)
        p50, p95 = (quantile(here, q) + engine for q in (0.5, 0.95))
        first = first or p50
        print(
            f"| {size:,} | {p50 * 1000:.1f} ms | {p95 * 1000:.1f} ms | {reads:.1f} | {reads / triples:.1f} "
            f"| {p50 / first:.2f} |",
            flush=True,
        )


def taken(gate: Gate, change: Change, store: Counting) -> float:
    """CPU seconds of this process for a check with its report."""
    start = time.process_time()
    gate.check(change, store).as_json()
    return time.process_time() - start


def quantile(values: list[float], q: float) -> float:
    return sorted(values)[min(len(values) - 1, int(q * len(values)))]


def whole_graphs(sizes: list[int], reference_up_to: int) -> None:
    print(
        "| graph | findings | imvograph, rules too | pySHACL | times | same report |",
        "|---|---|---|---|---|---|",
        sep="\n",
    )
    for size in sizes:
        store, gate = filled(size, faults=True), shapes_gate("turbo")
        gate.engine.validate(b"")
        start = cpu(gate)
        findings = sum(report.total for report in check_all(gate, store, ahead=1))
        ours, start = cpu(gate) - start, cpu(gate)
        results = engine_results(gate, store)
        shacl = cpu(gate) - start
        theirs, same = float("nan"), "-"
        if size <= reference_up_to:
            data = b"".join(f"{triple} .\n".encode() for triple in store.triples())
            start = time.process_time()
            reference = validator("pyshacl", assets.read_all(assets.SHAPES, "*.ttl")).validate(data)
            theirs = time.process_time() - start
            same = "yes" if keys(reference) == results else "NO"
        times = f"{theirs / ours:.1f}, {theirs / shacl:.1f}"
        print(
            f"| {size:,} | {findings:,} | {ours:.1f} s | {shacl:.1f} s | {theirs:.1f} s | {times} | {same} |",
            flush=True,
        )


def engine_results(gate: Gate, store: Counting) -> set[tuple[str | None, ...]]:
    """What the engine says of all graphs, before it is judged who said it: that is what pySHACL can be compared with."""
    found: set[tuple[str | None, ...]] = set()
    shared = store.shared_things()
    for changes in batches(store):
        for piece in pieces([gate.view(change, store, shared) for change in changes]):
            found |= keys(result for result in gate.engine.validate(piece.data) if piece.holds(result))
    return found


def keys(results: Iterable[Result]) -> set[tuple[str | None, ...]]:
    return {(r.rule, r.focus, r.path, r.value, r.component, r.severity) for r in results}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench gate", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sizes", type=count, nargs="*", default=[10_000, 100_000, 1_000_000], help="for one change")
    parser.add_argument("--whole", type=count, nargs="*", default=[10_000, 100_000], help="for whole graphs")
    parser.add_argument("--reference-up-to", type=count, default=100_000, help="pySHACL needs 4 minutes for 1M")
    given = parser.parse_args(arguments)
    print(f"{platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()},", *versions())
    one_change(given.sizes)
    whole_graphs(given.whole, given.reference_up_to)
    return 0


def versions() -> list[str]:
    return [f"{name} {version(name)}" for name in ("pyoxigraph", "pyshacl-turbo", "pyshacl", "rdflib")]
