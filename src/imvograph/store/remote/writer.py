"""Writing a remote store: changes that are conditional on a version, confirmed afterwards, and safe to send twice."""

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, Triple

from imvograph.errors import StoreAnswerError, StoreBusyError, StoreError
from imvograph.store import snapshots
from imvograph.store.batch import Batch, as_stored, delta_lines, named
from imvograph.store.reader import UNION as DEFAULT
from imvograph.store.reader import Reader
from imvograph.store.remote import registry, truth
from imvograph.store.remote.change import Move, Stage, announced, begun, ended, inserted, turtle
from imvograph.store.remote.cluster import Cluster, Node
from imvograph.store.remote.registry import PENDING, STAGE_OF
from imvograph.store.remote.snapshot import RemoteSnapshot
from imvograph.store.remote.turn import turn
from imvograph.store.snapshots import sequence

_LOAD = 20_000
"""Triples in one request of the graph store protocol."""


class Writer:
    """Makes changes, one at a time; ``fields`` go with every update, ``confirm`` servers must show a change."""

    def __init__(
        self, cluster: Cluster, update: Sequence[str], graph_store: str, fields: Mapping[str, str], confirm: int
    ) -> None:
        self._cluster, self._urls, self._graph_store = cluster, update, graph_store
        self._fields, self._confirm = fields, confirm
        self._lock = threading.RLock()
        self._batch: RemoteBatch | None = None

    def replace(self, iri: str, triples: Collection[Triple], expected: str | None) -> str:
        """As `RemoteStore.replace_graph`."""
        graph, wanted = named(iri), as_stored(triples)
        with self._lock:
            if self._batch is not None:
                _must_be(expected, self._batch.version)
                return self._batch.replace(graph, wanted)
            base = self._base()
            _must_be(expected, base.version)
            held = base.graph(iri)
            come, go = wanted - held, held - wanted
            if not come and not go:
                return base.version
            elsewhere = base.shared(iri, go)
            version, _ = snapshots.following(base.version, "".join(delta_lines(graph, come, go)).encode())
            gone = [] if wanted else [graph]
            self._make(Move(base.version, version, {graph: (come, go)}, (come, go - elsewhere), gone))
            return version

    @contextmanager
    def batch(self) -> "Iterator[RemoteBatch]":
        """As `RemoteStore.batch`."""
        with self._lock:
            if self._batch is not None:
                yield self._batch
                return
            folder = Path(tempfile.mkdtemp(prefix="imvograph-batch-"))
            try:
                self._batch = RemoteBatch(self._base(), folder)
                yield self._batch
                if move := self._batch.move():
                    self._make(move)
            finally:
                self._batch = None
                shutil.rmtree(folder, ignore_errors=True)

    def own_batch(self) -> "RemoteBatch | None":
        """The batch that this thread is in."""
        batch = self._batch
        return batch if batch is not None and batch.thread == threading.get_ident() else None

    def finish_what_was_begun(self) -> None:
        """Carry out a large change whose writer died: all of it is in the store, in staging graphs.

        In a turn of our own, since a writer that has its turn is not dead. Staging graphs whose time is over go, also those that
        were never filled whole; one that leads to a version to come may be being filled.
        """
        left = list(self._left())
        if any(version.startswith(PENDING) for version, _ in left):
            with suppress(StoreError), self._turn():  # what is wrong will be said when it is read
                for version, stages in self._left():
                    final = version.removeprefix(PENDING)
                    if version != final:
                        self._finish(final, [s for s in stages if s.version == final and s.what != STAGE_OF])
                        break
            left = list(self._left())
        with suppress(StoreError):
            self._empty({s.name: s for version, stages in left for s in stages if s.late_at(version)}.values())

    def _left(self) -> Iterator[tuple[str, list[Stage]]]:
        """The version of each server that answers, perhaps pending, and the staging graphs that it knows of."""
        for node in self._cluster.nodes:
            with suppress(StoreError):
                version = self._cluster.held(node)
                rows = self._cluster.rows(node, registry.STAGED)
                yield version, [Stage(*row) for row in rows]  # type: ignore[arg-type]

    def _base(self) -> RemoteSnapshot:
        """The newest version, to change it."""
        try:
            return RemoteSnapshot(self._cluster, self._cluster.newest())
        except StoreBusyError:
            self.finish_what_was_begun()
            return RemoteSnapshot(self._cluster, self._cluster.newest())

    def _make(self, move: Move) -> None:
        """Carry a change out: after this it is stored. A turn lasts no longer than it must: filling needs none."""
        small = self._cluster.dialect.atomic and move.size <= self._cluster.dialect.batch
        plan = [] if small else list(move.stages())
        try:
            if plan:
                self._send(announced(plan))
            for stage in plan:
                self._fill(stage)
            with self._turn():
                if move.before == snapshots.FIRST:
                    self._send(registry.FIRST_EVER)
                if small:
                    self._step(move.update(), move.after)
                else:
                    self._step(begun(move, plan), PENDING + move.after)
                    self._finish(move.after, plan)
        finally:
            with suppress(StoreError):  # what stays is emptied by the next writer that looks
                self._empty(plan)

    def _turn(self) -> AbstractContextManager[None]:
        return nullcontext() if self._cluster.dialect.isolated else turn(self._cluster, self._send)

    def _finish(self, version: str, plan: Sequence[Stage]) -> None:
        """Carry out what is staged and make it the version; what was done of it before is done again."""
        for stage in plan:
            self._send(stage.copied())
        self._step(ended(version), version)

    def _empty(self, plan: Iterable[Stage]) -> None:
        """Remove staging graphs; those of a version that is pending stay."""
        for stage in plan:
            self._send(stage.emptied())

    def _fill(self, stage: Stage) -> None:
        """Bring a staging graph to the store."""
        cluster = self._cluster
        if not self._graph_store:
            for some in stage.slices(cluster.dialect.batch):
                self._send(inserted(stage.name, some))
            return
        for some in stage.slices(_LOAD):
            content = turtle(some)

            def load(url: str, content: bytes = content) -> None:
                reply = cluster.client.add(url, stage.name.value, content, cluster.seconds)
                truth.must_succeed(reply, cluster.dialect, url)

            cluster.write([self._graph_store], load)

    def _send(self, text: str) -> None:
        """An update that needs no condition."""
        self._cluster.write(self._urls, self._sender(text))

    def _step(self, text: str, version: str) -> None:
        """An update on a condition, and whether it was met; raises `StoreBusyError` if another writer was faster."""
        if not self._cluster.write(self._urls, self._sender(text), lambda: self._shown(version)):
            raise StoreBusyError("another writer was faster; nothing of this change was stored, offer it again")

    def _sender(self, text: str) -> Callable[[str], None]:
        cluster = self._cluster

        def send(url: str) -> None:
            reply = cluster.client.update(
                url, text, self._fields, cluster.seconds, direct=cluster.dialect.direct_updates
            )
            truth.must_succeed(reply, cluster.dialect, url)

        return send

    def _shown(self, version: str) -> bool | None:
        """Whether enough servers show a version: True, False if another one took its place, None if not yet."""
        final = version.removeprefix(PENDING)
        shown, other = 0, False
        for node in self._cluster.in_turn():
            begun = time.monotonic()
            try:
                held = self._cluster.held(node)
                if held == version or self._accepted(node, final):
                    shown += 1
                    if shown >= self._confirm:
                        break  # one that hangs, and is asked last, is not waited for
                else:
                    other = other or sequence(held.removeprefix(PENDING)) >= sequence(final)
            except (StoreAnswerError, StoreBusyError) as exc:
                self._cluster.failed(node, exc, begun)
        if shown >= self._confirm:
            if version == final:
                self._cluster.hear(final)
            return True
        return False if other and not shown else None

    def _accepted(self, node: Node, version: str) -> bool:
        return bool(self._cluster.rows(node, registry.accepted(version)))


class RemoteBatch:
    """Several changes, made in a copy of the graph on this machine until they are made there as one."""

    def __init__(self, base: RemoteSnapshot, folder: Path) -> None:
        self.live = ox.Store(folder / "copy")
        for iri in base.graphs():
            graph = NamedNode(iri)
            both = (graph, DEFAULT)
            self.live.bulk_extend(
                Quad(t.subject, t.predicate, t.object, name) for t in base.graph(iri) for name in both
            )
        self._base, self._inner = base.version, Batch(self.live, base.version)
        self._before: dict[NamedNode, frozenset[Triple]] = {}
        self._held = Reader(self.live).graph
        self.thread = self._inner.thread

    @property
    def version(self) -> str:
        """The version to come."""
        return self._inner.version

    def replace(self, graph: NamedNode, wanted: frozenset[Triple]) -> str:
        """As `Batch.replace`."""
        self._before.setdefault(graph, self._held(graph.value))
        return self._inner.replace(graph, wanted)

    def move(self) -> Move | None:
        """All changes as one; None if there are none. Raises `StoreError` if one of them failed half-way."""
        if self._inner.broken:
            raise StoreError("a change in this batch failed half-way; nothing of the batch was stored, offer it again")
        graphs, gone = {}, []
        for graph, before in self._before.items():
            after = self._held(graph.value)
            if before != after:
                graphs[graph] = (after - before, before - after)
            if before and not after:
                gone.append(graph)
        come = frozenset(triple for delta in graphs.values() for triple in delta[0])
        leaving = frozenset(triple for delta in graphs.values() for triple in delta[1])
        left = frozenset(t for t in leaving if Quad(t.subject, t.predicate, t.object, DEFAULT) not in self.live)
        return Move(self._base, self.version, graphs, (come, left), gone) if graphs else None


def _must_be(expected: str | None, version: str) -> None:
    if expected not in (None, version):
        raise StoreBusyError(f"the store is at version {version}, no longer at {expected}; check it again")
