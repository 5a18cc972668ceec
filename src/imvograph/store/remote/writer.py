"""Writing a remote store: changes that are conditional on a version, confirmed afterwards, and safe to send twice."""

import shutil
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, Triple

from imvograph.errors import QueryLimitError, StoreAnswerError, StoreBusyError, StoreError
from imvograph.store import snapshots
from imvograph.store.batch import Batch, as_stored, delta_lines, named
from imvograph.store.reader import UNION as DEFAULT
from imvograph.store.remote import registry, truth
from imvograph.store.remote.change import Move, Stage, begun, ended, inserted, turtle
from imvograph.store.remote.cluster import Cluster, Node
from imvograph.store.remote.registry import PENDING
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
                return self._batch.replace(graph, wanted)
            base = self._base()
            if expected not in (None, base.version):
                raise StoreBusyError(f"the store is at version {base.version}, no longer at {expected}; check it again")
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
        """Carry out a large change whose writer died: all of it is in the store, in staging graphs."""
        for node in self._cluster.nodes:
            try:
                version = self._cluster.held(node)
                if version.startswith(PENDING):
                    rows = self._cluster.rows(node, registry.STAGED)
                    plan = [Stage(*row) for row in rows]  # type: ignore[arg-type]
                    self._finish(version.removeprefix(PENDING), plan)
                    return
            except StoreError:  # another server may have it; what is wrong with this one will be said when it is read
                continue

    def _base(self) -> RemoteSnapshot:
        """The newest version, to change it."""
        try:
            return RemoteSnapshot(self._cluster, self._cluster.newest())
        except StoreBusyError:
            self.finish_what_was_begun()
            return RemoteSnapshot(self._cluster, self._cluster.newest())

    def _make(self, move: Move) -> None:
        """Carry a change out: after this it is stored."""
        with nullcontext() if self._cluster.dialect.isolated else turn(self._cluster, self._send):
            self._carry_out(move)

    def _carry_out(self, move: Move) -> None:
        if move.before == snapshots.FIRST:
            self._send(registry.FIRST_EVER)
        if self._cluster.dialect.atomic and move.size <= self._cluster.dialect.batch:
            self._step(move.update(), move.after)
            return
        plan = list(move.stages())
        for stage in plan:
            self._fill(stage)
        try:
            self._step(begun(move, plan), PENDING + move.after)
        except StoreBusyError:
            for stage in plan:
                self._send(stage.emptied())
            raise
        self._finish(move.after, plan)

    def _finish(self, version: str, plan: Sequence[Stage]) -> None:
        """Carry out what is staged and make it the version; what was done of it before is done again."""
        for stage in plan:
            self._send(stage.copied())
        self._step(ended(version), version)
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
        for node in self._cluster.nodes:
            try:
                held = self._cluster.held(node)
                if held == version or self._accepted(node, final):
                    shown += 1
                else:
                    other = other or sequence(held.removeprefix(PENDING)) >= sequence(final)
            except (StoreAnswerError, StoreBusyError, QueryLimitError):
                continue
        if shown >= self._confirm:
            if version == final:
                self._cluster.told = max(self._cluster.told, sequence(final))
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
        self.thread = self._inner.thread

    @property
    def version(self) -> str:
        """The version to come."""
        return self._inner.version

    def replace(self, graph: NamedNode, wanted: frozenset[Triple]) -> str:
        """As `Batch.replace`."""
        self._before.setdefault(graph, self._held(graph))
        return self._inner.replace(graph, wanted)

    def move(self) -> Move | None:
        """All changes as one; None if there are none. Raises `StoreError` if one of them failed half-way."""
        if self._inner.broken:
            raise StoreError("a change in this batch failed half-way; nothing of the batch was stored, offer it again")
        graphs, gone = {}, []
        for graph, before in self._before.items():
            after = self._held(graph)
            if before != after:
                graphs[graph] = (after - before, before - after)
            if before and not after:
                gone.append(graph)
        come = frozenset(triple for delta in graphs.values() for triple in delta[0])
        leaving = frozenset(triple for delta in graphs.values() for triple in delta[1])
        left = frozenset(t for t in leaving if Quad(t.subject, t.predicate, t.object, DEFAULT) not in self.live)
        return Move(self._base, self.version, graphs, (come, left), gone) if graphs else None

    def _held(self, graph: NamedNode) -> frozenset[Triple]:
        return frozenset(quad.triple for quad in self.live.quads_for_pattern(None, None, None, graph))
