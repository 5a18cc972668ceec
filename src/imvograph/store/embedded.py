"""The embedded store: one writer process with a working copy, immutable snapshots for everybody who reads.

    live/{n}/       the writer's working copy (pyoxigraph, RocksDB), made anew from the newest snapshot at each open
    snapshots/…     published versions, each with its companions (``companions.py``), and CURRENT, the pointer to the newest
    journal…        every accepted change, enough to make the store anew (``journal.py``, ``rebuilding.py``)
    writer.lock     locked by the process that writes, and its number

What is true is the snapshot that CURRENT names. A change is made in the working copy, written to the journal,
checkpointed, and acknowledged when the pointer names it. Whatever goes wrong before that (an error, a full disk,
kill -9) costs the working copy, which is thrown away; no reader ever saw it.
"""

import logging
import os
import shutil
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import IO, Self

import pyoxigraph as ox

from imvograph.errors import StoreBusyError, StoreError
from imvograph.store import guard, journal, loading, locking, memory, rebuilding, snapshots
from imvograph.store.base import Answer, Limits, Subject, Table, Term
from imvograph.store.batch import Batch, as_stored, named
from imvograph.store.companions import Companion, complete
from imvograph.store.reader import Reader
from imvograph.store.snapshots import EmbeddedSnapshot
from imvograph.store.workers import WorkerPool

_log = logging.getLogger(__name__)


class EmbeddedStore:
    """The `Store` on this machine's disk; make it with `open`. Every method may be called from any thread."""

    def __init__(
        self,
        root: Path,
        lock: int | None,
        limits: Limits,
        workers: int,
        snapshot_keep: int,
        companions: Collection[Companion],
    ) -> None:
        self._root, self._lock, self._limits, self._keep = root, lock, limits, snapshot_keep
        self._companions = companions
        self.workers = WorkerPool(limits, workers)
        self._reading, self._writing = threading.Lock(), threading.RLock()
        self._snapshot: EmbeddedSnapshot | None = None
        self._mark: bytes | None = None
        self._live: ox.Store | None = None
        self._batch: Batch | None = None
        self._closed = False

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        limits: Limits | None = None,
        workers: int = 2,
        snapshot_keep: int = 3,
        companions: Collection[Companion] = (),
    ) -> Self:
        """Open the store in a folder; to write (one process at a time) or only to follow what is published.

        Writing makes the folder if there is none. Raises `StoreBusyError` if another process writes, `StoreError` if
        the folder holds no usable store. ``workers`` processes run strangers' queries; they start at the first one.
        ``companions`` are made with each version that this store publishes (to read one: `EmbeddedSnapshot.beside`).
        """
        path = Path(path)
        lock = None if read_only else locking.lock(path)
        store = cls(path, lock, limits or Limits(), workers, snapshot_keep, companions)
        try:
            if not read_only:
                store._writable()
            store.snapshot()
        except BaseException:
            store.close()
            raise
        return store

    # Reading

    far = False

    def pinned(self) -> AbstractContextManager[None]:
        """As `Store.pinned`; the newest version is always at hand, so nothing is."""
        return nullcontext()

    def snapshot(self) -> EmbeddedSnapshot:
        """As `Store.snapshot`."""
        with self._reading:
            if self._closed:
                raise StoreError(f"the store {self._root} is closed")
            mark = snapshots.mark(self._root)
            if self._snapshot is None or mark != self._mark:
                self._snapshot, self._mark = snapshots.newest(self._root), mark
            return self._snapshot

    @property
    def version(self) -> str:
        """As `Store.version`; inside a `batch`, for its thread, the one that will be published."""
        batch = self._own_batch()
        return batch.version if batch else self.snapshot().version

    @property
    def asked_plainly(self) -> bool:
        """As `Snapshot.asked_plainly`."""
        return Reader.asked_plainly

    def select(self, text: str) -> Table:
        """As `Store.select`. Runs in this process, without limits: only for texts that we wrote."""
        return self._reader().select(text)

    def ask(self, text: str) -> bool:
        """As `Store.ask`. Runs in this process, without limits: only for texts that we wrote."""
        return self._reader().ask(text)

    def construct(self, text: str) -> list[ox.Triple]:
        """As `Store.construct`. Runs in this process, without limits: only for texts that we wrote."""
        return self._reader().construct(text)

    def triples(
        self, subject: Subject | None = None, predicate: ox.NamedNode | None = None, object: Term | None = None
    ) -> Iterator[ox.Triple]:
        """As `Store.triples`."""
        return self._reader().triples(subject, predicate, object)

    def graphs(self) -> list[str]:
        """As `Store.graphs`."""
        return self._reader().graphs()

    def graph(self, iri: str) -> frozenset[ox.Triple]:
        """As `Store.graph`."""
        return self._reader().graph(iri)

    def others(self, subject: Subject, graph: str) -> Iterator[ox.Triple]:
        """As `Store.others`."""
        return self._reader().others(subject, graph)

    def elsewhere(self, triple: ox.Triple, graph: str) -> bool:
        """As `Store.elsewhere`."""
        return self._reader().elsewhere(triple, graph)

    def shared_things(self) -> frozenset[str]:
        """As `Store.shared_things`."""
        return self._reader().shared_things()

    def quads(self) -> Iterator[ox.Quad]:
        """As `Store.quads`."""
        return self._reader().quads()

    def dump(self, output: IO[bytes], format: ox.RdfFormat) -> None:
        """As `Store.dump`."""
        self._reader().dump(output, format)

    def changes(self) -> list[journal.Entry]:
        """The accepted changes up to the newest version, oldest first."""
        return journal.read(self._root / "journal", self.snapshot().version)

    def answer(
        self,
        text: str,
        media_type: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        client: str = "",
    ) -> Answer:
        """As `Store.answer`: guard, then a worker process under limits of time, memory and size."""
        guard.admitted(text, media_type, (*default_graphs, *named_graphs), self._limits)
        snapshot = self.snapshot()
        return self.workers.run(snapshot.path, text, media_type, default_graphs, named_graphs, client)

    def warm(self) -> None:
        """Start the worker processes now, not at the first stranger's query."""
        self.workers.warm()

    # Writing

    def replace_graph(self, iri: str, triples: Collection[ox.Triple], *, expected: str | None = None) -> str:
        """As `Store.replace_graph`; inside a `batch` the version is the one that will be published.

        Raises `StoreError` if this store is read only, the data hold a blank node, or the disk refuses.
        """
        graph, wanted = named(iri), as_stored(triples)
        with self.batch() as batch:
            if expected not in (None, batch.version):
                raise StoreBusyError(
                    f"the store is at version {batch.version}, no longer at {expected}; check it again"
                )
            return batch.replace(graph, wanted)

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """Several changes with one snapshot at the end: ``with store.batch(): …``; an error undoes all of them.

        Inside it the thread that opened it reads its own changes, all others read the last published version. A batch
        in a batch belongs to the outer one.
        """
        with self._writing:
            if self._batch is not None:
                yield self._batch
                return
            batch = self._batch = Batch(self._writable(), self.snapshot().version)
            try:
                yield batch
                self._publish(batch)
            except BaseException:
                if batch.touched:
                    self._live = None  # made anew from the last snapshot, when next needed
                raise
            finally:
                self._batch = None
                if batch.touched:
                    memory.give_back()

    def load(
        self,
        source: IO[bytes],
        *,
        replace: bool = False,
        progress: Callable[[int], None] = lambda count: None,
        admit: Callable[[Reader], None] = lambda loaded: None,
    ) -> str:
        """Make the store hold just what is in a dump (a file of N-Quads, plain, gzip or zstd); returns the version.

        By bulk into a new store, in a process of its own, so that memory stays flat and a bad dump changes nothing. What the
        store held must be nothing, or ``replace`` says that it goes. The same dump again is no change. ``admit`` is given what
        was loaded before anybody else sees it; what it raises refuses it. Raises `StoreError`.
        """
        with self._writing:
            if self._batch is not None:
                raise StoreError("a dump cannot be loaded inside a batch")
            self._writable()
            loading.must_begin_like_a_dump(source)
            before = self.snapshot()
            last = self.changes()[-2:]
            if last and last[-1].graph == journal.EVERYTHING and source.seekable():
                earlier = last[0].version if len(last) == 2 else snapshots.FIRST
                told = rebuilding.everything(loading.digest(source))
                if snapshots.following(earlier, told)[0] == before.version:
                    return before.version
            held = sum(1 for _ in before.quads())
            if held and not replace:
                raise StoreError(
                    f"the store {self._root} holds {held:,} statements, which a dump would replace: say so with --replace-all",
                    nl=f"de opslag {self._root} houdt {held} beweringen, die een dump zou vervangen: zeg dat met --replace-all",
                )
            directory = self._root / "live" / os.urandom(4).hex()
            kept = directory.with_suffix(".zst")
            try:
                loaded = loading.load(source, directory, kept, progress)
                if not loaded.quads:  # of a download that failed, as a rule; who wants an empty store starts another
                    raise StoreError(
                        "nothing was loaded: the dump holds no statement; take it again from where it came",
                        nl="er is niets geladen: de dump houdt geen bewering; haal hem opnieuw waar hij vandaan kwam",
                    )
                version, digest = snapshots.following(before.version, rebuilding.everything(loaded.digest))
                entry = journal.Entry(version, journal.EVERYTHING, loaded.quads, held, digest, journal.now())
                live = ox.Store(directory)
                admit(Reader(live))
                journal.append(self._root / "journal", [(entry, kept)])
                snapshots.publish(self._root, live, version, self._companions)
                kept.unlink()
            except BaseException as exc:
                self._live = None  # what is half made in live/ goes when the working copy is made again
                if isinstance(exc, OSError | RuntimeError):
                    raise StoreError(f"the dump could not be loaded, nothing was stored: {exc}") from exc
                raise
            self._live = live
        snapshots.prune(self._root, self._keep)
        return version

    def close(self) -> None:
        """As `Store.close`; waits for a change that is under way, stops queries that are."""
        self.workers.close()
        with self._writing, self._reading:
            self._closed, self._snapshot, self._live = True, None, None
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _reader(self) -> Reader:
        """The newest snapshot; the working copy for the thread that is in a batch."""
        batch = self._own_batch()
        return Reader(batch.live) if batch else self.snapshot()

    def _own_batch(self) -> Batch | None:
        """The batch that this thread is in."""
        batch = self._batch
        return batch if batch is not None and batch.thread == threading.get_ident() else None

    def _writable(self) -> ox.Store:
        """The working copy; made from the newest snapshot if there is none (after open, after a failure)."""
        if self._lock is None:
            raise StoreError(f"the store {self._root} is {'closed' if self._closed else 'open for reading only'}")
        if self._live is not None:
            return self._live
        try:
            shutil.rmtree(self._root / "live", ignore_errors=True)
            # A new name each time: an iterator that somebody still holds keeps the old copy locked.
            directory = self._root / "live" / os.urandom(4).hex()
            directory.parent.mkdir(parents=True, exist_ok=True)
            snapshots.clear(self._root)
            if snapshots.nothing(self._root):
                self._live = ox.Store(directory)
                snapshots.publish(self._root, self._live, snapshots.FIRST, self._companions)
                return self._live
            newest = self._repaired(snapshots.newest(self._root))
            snapshots.restore(self._root, newest.version)
            journal.cut(self._root / "journal", newest.version)
            complete(newest, self._companions)
            newest.copy_to(directory)
            self._live = ox.Store(directory)
        except (OSError, RuntimeError) as exc:
            self._live = None
            raise StoreError(f"the store {self._root} cannot be opened for writing: {exc}") from exc
        return self._live

    def _repaired(self, newest: EmbeddedSnapshot) -> EmbeddedSnapshot:
        """The newest acknowledged version: if its snapshot is lost, made again from an older one and the journal."""
        named = snapshots.pointed(self._root)
        if named is None or snapshots.sequence(named) <= snapshots.sequence(newest.version):
            return newest
        try:
            entries = journal.read(self._root / "journal", named)
            since = [e for e in entries if snapshots.sequence(e.version) > snapshots.sequence(newest.version)]
            live = rebuilding.remade(self._root, newest, since)
            if not since or since[-1].version != named:
                raise StoreError(f"the journal does not lead to version {named}")
        except StoreError as exc:
            _log.warning("%s: version %s is lost: %s", self._root, named, exc)
            return newest
        snapshots.set_aside(self._root, named)
        snapshots.publish(self._root, live, named, self._companions)
        _log.warning("%s: version %s was made again from the journal", self._root, named)
        return snapshots.newest(self._root)

    def _publish(self, batch: Batch) -> None:
        """Journal, checkpoint, pointer: after this the batch is accepted."""
        if batch.broken:
            raise StoreError("a change in this batch failed half-way; nothing of the batch was stored, offer it again")
        if not batch.changes:
            return
        try:
            if batch.large:
                batch.live.optimize()  # reads are 2 to 7 times slower on files fresh from a bulk load
            journal.append(self._root / "journal", batch.changes)
            changed = {entry.graph for entry, _ in batch.changes}
            snapshots.publish(self._root, batch.live, batch.version, self._companions, self.snapshot(), changed)
        except (OSError, RuntimeError) as exc:
            raise StoreError(f"version {batch.version} could not be published, nothing was stored: {exc}") from exc
        snapshots.prune(self._root, self._keep)
