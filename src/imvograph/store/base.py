"""What every store does: the contract, and the values that go through it. Terms are pyoxigraph's."""

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import IO, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple

Term = NamedNode | BlankNode | Literal | Triple
Subject = NamedNode | BlankNode | Triple


@dataclass(frozen=True)
class Table:
    """The answer to a SELECT: the variables in the order of the query, a row per solution, None where unbound."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


@dataclass(frozen=True)
class Answer:
    """The serialised answer to a stranger's query, whole, and the version of the data it was computed on.

    ``content`` is bytes, or a file for a big answer; ``seconds`` is what it cost: processor time, or, of a
    remote store, the time until it was here.
    """

    content: bytes | IO[bytes]
    media_type: str
    version: str = ""
    seconds: float = 0.0

    @property
    def size(self) -> int:
        """The number of bytes."""
        return len(self.content) if isinstance(self.content, bytes) else self.content.seek(0, os.SEEK_END)

    @property
    def body(self) -> bytes:
        """All of it, at once."""
        return b"".join(self.pieces())

    def pieces(self, size: int = 2**18) -> Iterator[bytes]:
        """All of it, in pieces of at most ``size`` bytes, from the beginning."""
        if isinstance(self.content, bytes):
            yield self.content
            return
        self.content.seek(0)
        while piece := self.content.read(size):
            yield piece


@dataclass(frozen=True)
class Limits:
    """What a stranger's query may cost; the figures rest on measurements of Oxigraph 0.5.13.

    In the worker process: ``seconds`` of wall time, ``memory`` in bytes of address space (below 1 GiB ordinary queries
    fail), ``answer_bytes``. ``queue``: how many queries may wait for a worker. The others are counted by
    ``guard.check`` before any parser sees the text: beyond them the planner needs seconds or the parser overflows its
    stack (2,150 nested groups, 1,000 nested calls, 200 OPTIONALs, a path of 400 steps).
    """

    seconds: float = 10.0
    memory: int = 2 << 30
    answer_bytes: int = 32 << 20
    queue: int = 64
    text_bytes: int = 32 << 10
    depth: int = 40
    groups: int = 120
    operators: int = 60
    optionals: int = 20
    separators: int = 120
    values_terms: int = 1_000


class Snapshot(Protocol):
    """One version of a graph of named graphs, whose default graph is the union of them, as a set."""

    @property
    def version(self) -> str:
        """Id of the version that is read; the ETag of everything read from it."""
        ...

    @property
    def asked_plainly(self) -> bool:
        """Whether a query of ours must be asked nearer to its text: with its filters as they stand, and with every OPTIONAL
        behind a UNION (`remote.dialects`)."""
        ...

    def select(self, text: str) -> Table:
        """The rows of a SELECT that we wrote ourselves; raises `QuerySyntaxError`, `StoreError`."""
        ...

    def ask(self, text: str) -> bool:
        """The answer to an ASK that we wrote ourselves; raises `QuerySyntaxError`, `StoreError`."""
        ...

    def construct(self, text: str) -> list[Triple]:
        """The distinct triples of a CONSTRUCT or DESCRIBE that we wrote ourselves; raises as `select`."""
        ...

    def triples(
        self, subject: Subject | None = None, predicate: NamedNode | None = None, object: Term | None = None
    ) -> Iterator[Triple]:
        """The triples of the union that match; None matches everything."""
        ...

    def graphs(self) -> list[str]:
        """IRIs of the named graphs, sorted."""
        ...

    def graph(self, iri: str) -> frozenset[Triple]:
        """The triples of one named graph; empty if there is no such graph."""
        ...

    def others(self, subject: Subject, graph: str) -> Iterator[Triple]:
        """The distinct triples of a subject in the named graphs other than ``graph``."""
        ...

    def elsewhere(self, triple: Triple, graph: str) -> bool:
        """Whether a named graph other than ``graph`` states the triple too; costs the same however many do."""
        ...

    def shared_things(self) -> frozenset[str]:
        """The IRIs that more than one named graph says something of; found in one pass over all statements."""
        ...

    def quads(self) -> Iterator[Quad]:
        """Every statement of the named graphs, with its graph (the union is not repeated)."""
        ...

    def dump(self, output: IO[bytes], format: RdfFormat) -> None:
        """Write the union (Turtle, N-Triples, RDF/XML) or all named graphs (TriG, N-Quads, JSON-LD)."""
        ...


class Store(Snapshot, Protocol):
    """A graph that is published version by version. Each read of it is of the newest version at that moment.

    Who reads more than once for one answer reads a `snapshot`, so that the answer does not mix two versions.
    """

    def snapshot(self) -> Snapshot:
        """The newest published version, held open: its reads agree with each other and with its ``version``.

        The same object until a newer version is published. Inside a `batch` too it is the last one published.
        """
        ...

    @property
    def far(self) -> bool:
        """Whether to ask for the newest version is a question to another machine: not to be asked where others wait."""
        ...

    def pinned(self) -> AbstractContextManager[None]:
        """Asks for the newest version at once; while inside, in this context and in threads with a copy of it, `snapshot` is that one.

        Or raises what asking raised. Until this store is written there: then it is asked again.
        """
        ...

    def answer(
        self,
        text: str,
        media_type: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        client: str = "",
    ) -> Answer:
        """A stranger's query under guard and limits; raises `QueryError`, `QueryLimitError`, `StoreBusyError`.

        ``default_graphs`` and ``named_graphs`` are the ``default-graph-uri`` and ``named-graph-uri`` of the protocol.
        ``client`` says who asks, as an address does: one client cannot take all workers.
        """
        ...

    def replace_graph(self, iri: str, triples: Collection[Triple], *, expected: str | None = None) -> str:
        """Make a named graph hold just these triples, keep the union right, publish; returns the version.

        In one transaction. The same version if nothing changed; an empty collection removes the graph. ``expected`` is the
        version that the change was checked against: if the store has moved on, `StoreBusyError`, and nothing is stored.
        """
        ...

    def batch(self) -> AbstractContextManager[object]:
        """Several changes as one version: all are published at its end, or none; inside, its thread reads its own."""
        ...

    def close(self) -> None:
        """Give back files, locks and processes; a closed store answers nothing."""
        ...
