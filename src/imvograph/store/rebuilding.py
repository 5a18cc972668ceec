"""The store from its journal: made anew change by change, each checked against its digest."""

import os
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from imvograph.errors import StoreError
from imvograph.store import journal, loading, snapshots
from imvograph.store.batch import Batch
from imvograph.store.companions import Companion
from imvograph.store.journal import EVERYTHING, Entry
from imvograph.store.locking import lock
from imvograph.store.reader import Reader
from imvograph.store.snapshots import EmbeddedSnapshot


@dataclass(frozen=True)
class Rebuilt:
    """A store made anew: its version, how many changes led to it, the SHA-256 of its dump (N-Quads).

    ``same`` says whether what was served had this very dump (then it still is served); None if it could not be read.
    """

    version: str
    changes: int
    digest: str
    same: bool | None


def rebuild(
    root: Path, *, companions: Collection[Companion] = (), progress: Callable[[int, int], None] = lambda at, of: None
) -> Rebuilt:
    """Make the newest acknowledged version again, from the journal alone, and serve it.

    ``progress`` is told how many changes of how many are made. Raises `StoreBusyError` if a process writes, `StoreError` if
    the journal lacks a change; then all stays as it was.
    """
    handle = lock(root)
    try:
        version = snapshots.newest_name(root) or journal.last_version(root / "journal")
        if version is None:
            raise StoreError(f"{root} holds neither a version nor a journal; build the graph: imvograph build")
        entries = journal.read(root / "journal", version)
        if version != snapshots.FIRST and not entries:
            raise StoreError(f"{root / 'journal'} does not know version {version}; take the journal from a copy")
        shutil.rmtree(root / "live", ignore_errors=True)
        snapshots.clear(root)
        live = remade(root, None, entries, progress)
        digest, served = dump_digest(Reader(live)), _served(root, version)
        if served != digest:
            snapshots.set_aside(root, version)
            snapshots.publish(root, live, version, companions)
        return Rebuilt(version, len(entries), digest, None if served is None else served == digest)
    except (OSError, RuntimeError) as exc:
        raise StoreError(f"the store {root} could not be made anew: {exc}") from exc
    finally:
        os.close(handle)


def remade(
    root: Path,
    base: EmbeddedSnapshot | None,
    entries: Sequence[Entry],
    progress: Callable[[int, int], None] = lambda at, of: None,
) -> ox.Store:
    """A working copy of ``base`` (or nothing) with the entries' changes made in it.

    Raises `StoreError` if the journal lacks one, or one does not lead to its version; OSError.
    """
    path = root / "journal"
    directory = root / "live" / os.urandom(4).hex()
    directory.parent.mkdir(parents=True, exist_ok=True)
    start = max((at for at, entry in enumerate(entries) if entry.graph == EVERYTHING), default=None)
    version = base.version if base else snapshots.FIRST
    if start is not None:
        before = entries[start - 1].version if start else version
        _must_lead_to(entries[start], _load(path, entries[start], directory, before))
        version = entries[start].version
    elif base:
        base.copy_to(directory)
    batch = Batch(ox.Store(directory), version)
    for at in range(start + 1 if start is not None else 0, len(entries)):
        _change(path, entries[at], batch)
        _must_lead_to(entries[at], batch.version)
        progress(at + 1, len(entries))
    return batch.live


def dump_digest(reader: Reader) -> str:
    """The SHA-256 of the N-Quads dump."""
    digest = _Digest()
    reader.dump(cast(IO[bytes], digest), ox.RdfFormat.N_QUADS)
    return digest.sha.hexdigest()


class _Digest:
    """A file that keeps only the digest of what is written to it."""

    def __init__(self) -> None:
        self.sha = sha256()

    def write(self, piece: bytes) -> int:
        self.sha.update(piece)
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""


def _load(path: Path, entry: Entry, directory: Path, before: str) -> str:
    kept = directory.with_suffix(".zst")
    with kept.open("wb") as out:
        out.writelines(journal.frame(path, entry))
    with kept.open("rb") as source:
        loaded = loading.load(source, directory, Path(os.devnull), lambda count: None)
    kept.unlink()
    return snapshots.following(before, everything(loaded.digest))[0]


def everything(digest: str) -> bytes:
    """What stands for the delta in the version of a dump that replaced everything."""
    return f"{EVERYTHING} {digest}\n".encode()


def _change(path: Path, entry: Entry, batch: Batch) -> None:
    graph = ox.NamedNode(entry.graph)
    wanted = set(Reader(batch.live).graph(entry.graph))
    for sign, lines in groupby(journal.signed_lines(path, entry), key=lambda signed: signed[0]):
        text = b"\n".join(line for _, line in lines)
        try:
            triples = {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS)}
        except SyntaxError as exc:
            raise StoreError(f"the change that led to version {entry.version} is damaged: {exc}") from exc
        wanted = wanted | triples if sign == b"+" else wanted - triples
    batch.replace(graph, frozenset(wanted))
    batch.changes.clear()


def _must_lead_to(entry: Entry, version: str) -> None:
    if version != entry.version:
        raise StoreError(
            f"the change of {entry.graph} in the journal leads to version {version}, and should lead to {entry.version}; "
            "the journal is damaged, take it from a copy"
        )


def _served(root: Path, version: str) -> str | None:
    """The digest of the dump of a published version; None if it cannot be read."""
    try:
        return dump_digest(EmbeddedSnapshot(root / "snapshots" / version))
    except (StoreError, OSError, RuntimeError):
        return None
