"""A change of a remote store as updates: each conditional on the version that the change was made for.

A small change is one operation. A large one, and any on an engine that shows half an operation, is brought to staging graphs
first, which nobody reads, and then copied by operations that say only where from and where to; while they run the version is
"pending …" and readers wait. A writer that dies leaves the plan in the registry, and the next one finishes it: each operation
may be done twice, and does nothing when its time is over.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from imvograph.store.remote import registry
from imvograph.store.remote.registry import ADDS, PENDING, REGISTRY, REMOVES, STAGE_OF, STAGING, UNION
from imvograph.store.snapshots import sequence

Delta = tuple[Collection[Triple], Collection[Triple]]
"""What comes into a graph, and what goes."""


@dataclass(frozen=True)
class Move:
    """From one version to the next: the deltas of the named graphs and of their union, and which graphs end."""

    before: str
    after: str
    graphs: Mapping[NamedNode, Delta]
    union: Delta
    gone: Collection[NamedNode] = field(default=())

    @property
    def size(self) -> int:
        """How many triples it names, of all graphs."""
        return sum(len(come) + len(go) for come, go in (*self.graphs.values(), self.union))

    @property
    def kept(self) -> list[NamedNode]:
        """The graphs that are there afterwards."""
        return [graph for graph in self.graphs if graph not in self.gone]

    def update(self) -> str:
        """The whole change as one operation."""
        old, new = registry.moved(self.before, self.after, self.kept, self.gone)
        deltas = {**self.graphs, UNION: self.union}
        come = " ".join(_in_graph(graph, delta[0]) for graph, delta in deltas.items() if delta[0])
        go = " ".join(_in_graph(graph, delta[1]) for graph, delta in deltas.items() if delta[1])
        return f"DELETE {{ {old} {go} }}\nINSERT {{ {new} {come} }}\nWHERE {{ {registry.at(self.before)} }}"

    def stages(self) -> "Iterator[Stage]":
        """The change in portions for staging graphs, which are its own: another writer may stage the same change."""
        whose, number = uuid4().hex, 0
        for graph, (come, go) in {**self.graphs, UNION: self.union}.items():
            for what, triples in ((ADDS, come), (REMOVES, go)):
                if triples:
                    name = NamedNode(f"{STAGING}{self.after}/{whose}-{number:04d}")
                    number += 1
                    yield Stage(name, what, graph, list(triples))


@dataclass(frozen=True)
class Stage:
    """A staging graph: what it holds, and what for."""

    name: NamedNode
    what: NamedNode
    graph: NamedNode
    triples: list[Triple] = field(default_factory=list)

    @property
    def version(self) -> str:
        """The version that it leads to."""
        return self.name.value.removeprefix(STAGING).rpartition("/")[0]

    @property
    def told(self) -> str:
        """The statement of the registry that it is there."""
        return f"{self.name} {self.what} {self.graph} ."

    def late_at(self, version: str) -> bool:
        """Whether a store at this version can never come to the one that it leads to."""
        return sequence(self.version) <= sequence(version.removeprefix(PENDING))

    def slices(self, size: int) -> Iterator[list[Triple]]:
        """Its triples in portions."""
        return (self.triples[start : start + size] for start in range(0, len(self.triples), size))

    def copied(self) -> str:
        """The operation that carries it out, while the version is pending."""
        verb = "INSERT" if self.what == ADDS else "DELETE"
        return (
            f"{verb} {{ GRAPH {self.graph} {{ ?s ?p ?o }} }}\n"
            f"WHERE {{ {registry.at(PENDING + self.version)} GRAPH {self.name} {{ ?s ?p ?o }} }}"
        )

    def emptied(self) -> str:
        """The operation that removes it, unless the version is pending."""
        over = f"FILTER NOT EXISTS {{ {registry.at(PENDING + self.version)} }}"
        return (
            f"DELETE {{ GRAPH {self.name} {{ ?s ?p ?o }} }} WHERE {{ GRAPH {self.name} {{ ?s ?p ?o }} {over} }} ;\n"
            f"DELETE {{ GRAPH {REGISTRY} {{ {self.name} ?p ?o }} }} "
            f"WHERE {{ GRAPH {REGISTRY} {{ {self.name} ?p ?o }} {over} }}"
        )


def announced(plan: Sequence[Stage]) -> str:
    """The operation that tells of staging graphs before they are filled, so that those of a dead writer are found."""
    told = " ".join(replace(stage, what=STAGE_OF).told for stage in plan)
    return f"INSERT DATA {{ GRAPH {REGISTRY} {{ {told} }} }}"


def begun(move: Move, plan: Sequence[Stage]) -> str:
    """The operation that begins a large change: from here on it is finished, by whomever.

    One that arrives late, when its stages were emptied (the first of them first), begins nothing.
    """
    old, new = registry.moved(move.before, PENDING + move.after, move.kept, move.gone)
    told = " ".join(stage.told for stage in plan)
    filled = f"FILTER EXISTS {{ GRAPH {plan[0].name} {{ ?s ?p ?o }} }}"
    return (
        f"DELETE {{ {old} }}\nINSERT {{ {new} GRAPH {REGISTRY} {{ {told} }} }}\n"
        f"WHERE {{ {registry.at(move.before)} {filled} }}"
    )


def ended(after: str) -> str:
    """The operation that makes a large change the version."""
    old, new = registry.moved(PENDING + after, after)
    return f"DELETE {{ {old} }}\nINSERT {{ {new} }}\nWHERE {{ {registry.at(PENDING + after)} }}"


def inserted(graph: NamedNode, triples: Collection[Triple]) -> str:
    return f"INSERT DATA {{ {_in_graph(graph, triples)} }}"


def turtle(triples: Collection[Triple]) -> bytes:
    """As N-Triples, which is Turtle."""
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _in_graph(graph: NamedNode, triples: Collection[Triple]) -> str:
    lines = "".join(f"{triple} .\n" for triple in triples)
    return f"GRAPH {graph} {{\n{lines}}}"
