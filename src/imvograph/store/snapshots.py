"""Published versions of the embedded store: immutable directories, a pointer to the newest, and who still reads which.

    CURRENT               the version that readers see; one line; replaced whole, never written in place
    snapshots/{version}/  a RocksDB checkpoint (hard links), and its companions; nobody writes there
    snapshots/.making-…   a checkpoint under way: renamed when whole, removed at the next open
    snapshots/.damaged-…  one that could not be opened; kept for a person to look at

Who reads a snapshot holds a shared lock on its directory, from whatever process; one that is locked is not removed. The
kernel drops the lock with the process, so that a killed reader leaves nothing behind.
"""

import fcntl
import logging
import os
import re
import shutil
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from imvograph.errors import StoreError
from imvograph.store.companions import Companion, complete, sync, sync_all
from imvograph.store.intact import must_be_intact, note
from imvograph.store.reader import Reader

FIRST = f"{0:06d}-{'0' * 12}"
"""The version of a store that never held anything."""

_VERSION = re.compile(r"[0-9]{6,18}-[0-9a-f]{12}")
_log = logging.getLogger(__name__)


class EmbeddedSnapshot(Reader):
    """The `Snapshot` in a directory, open for reading; it stays on disk as long as somebody holds this object."""

    def __init__(self, path: Path, version: str | None = None) -> None:
        """Lock and open; raises FileNotFoundError if it is gone, `StoreError` if it is damaged.

        ``version`` if it is not the name of the directory (yet).
        """
        self.path, self.version = path, version or path.name
        try:
            self._lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            raise
        except OSError as exc:
            raise StoreError(f"snapshot {path} cannot be opened: {exc}") from exc
        try:
            fcntl.flock(self._lock, fcntl.LOCK_SH)
            path.joinpath("CURRENT").stat()  # RocksDB's own: gone if the directory was removed before we had the lock
            must_be_intact(path)
            super().__init__(ox.Store.read_only(str(path)))
        except FileNotFoundError:
            os.close(self._lock)
            raise
        except (OSError, RuntimeError, StoreError) as exc:
            os.close(self._lock)
            raise StoreError(f"snapshot {path} cannot be opened: {exc}") from exc

    def beside(self, name: str) -> Path | None:
        """The folder of a companion of this version; None if it has none of that name."""
        folder = self.path / name
        return folder if folder.is_dir() else None

    def copy_to(self, directory: Path) -> None:
        """Make a store of its own with this content, by hard links where it can; raises OSError."""
        self._store.backup(directory)

    def __del__(self) -> None:
        if hasattr(self, "_store"):  # else __init__ has closed it
            os.close(self._lock)


def is_version(text: str) -> bool:
    """Whether a text is the id of a version."""
    return _VERSION.fullmatch(text) is not None


def sequence(version: str) -> int:
    """How many changes led to a version."""
    return int(version.partition("-")[0])


def following(version: str, delta: bytes) -> tuple[str, str]:
    """The version that a change leads to, and the digest of the change upon its history.

    The same changes in the same order give the same versions, on every machine.
    """
    digest = sha256(version.encode() + b"\n" + delta).hexdigest()
    return f"{sequence(version) + 1:06d}-{digest[:12]}", digest


def mark(root: Path) -> bytes | None:
    """What the pointer says; cheap enough (3 µs, as by no way of a Path) to look at before every read. None without one."""
    try:
        handle = os.open(f"{root}/CURRENT", os.O_RDONLY)
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise StoreError(f"{root}/CURRENT cannot be read: {exc}") from exc
    try:
        return os.read(handle, 100)
    except OSError as exc:
        raise StoreError(f"{root}/CURRENT cannot be read: {exc}") from exc
    finally:
        os.close(handle)


def newest(root: Path) -> EmbeddedSnapshot:
    """The version that the pointer names; if pointer or snapshot are damaged, the newest older one, with a warning.

    Raises `StoreError` if there is none at all.
    """
    for _ in range(10):  # the writer may publish and remove between our reading of the pointer and our lock
        named = pointed(root)
        snapshot = _open_first(root, named)
        if named is not None and snapshot is not None and snapshot.version == named:
            return snapshot
        if pointed(root) == named:
            break
    if snapshot is None:
        raise StoreError(
            f"no store with a usable snapshot in {root}; build one first, or take one from a copy or a dump"
        )
    _log.warning("%s: %s is unusable; version %s is served", root, named or "the pointer CURRENT", snapshot.version)
    return snapshot


def publish(
    root: Path,
    live: ox.Store,
    version: str,
    companions: Collection[Companion] = (),
    before: EmbeddedSnapshot | None = None,
    changed: Collection[str] = (),
) -> None:
    """Make a checkpoint of the live store with its companions and let the pointer name it, all forced to disk.

    ``before`` is the version that it follows, ``changed`` the graphs that it changes. Raises OSError, and what the
    companions raise.
    """
    making = root / "snapshots" / f".making-{version}"
    live.backup(making)
    note(making)
    if companions:
        complete(EmbeddedSnapshot(making, version), companions, before, changed)
    sync_all(making)
    making.rename(root / "snapshots" / version)
    sync(root / "snapshots")
    point(root, version)


def point(root: Path, version: str) -> None:
    """Let the pointer name a version; readers see the old one or the new one, never less. Raises OSError."""
    fresh = root / "CURRENT.new"
    with fresh.open("w", encoding="ascii") as out:
        out.write(version + "\n")
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(root / "CURRENT")
    sync(root)


def prune(root: Path, keep: int) -> None:
    """Remove all but the newest ``keep`` snapshots, except those that somebody reads."""
    for version in _versions(root)[keep:]:
        _remove(root / "snapshots" / version)


def nothing(root: Path) -> bool:
    """Whether no version was ever published here."""
    return mark(root) is None and not _versions(root)


def clear(root: Path) -> None:
    """Remove checkpoints that were never finished (writer only)."""
    for stray in root.joinpath("snapshots").glob(".making-*"):
        shutil.rmtree(stray)


def restore(root: Path, current: str) -> None:
    """Make a version the newest: remove what a killed writer published after it, set aside what is damaged (writer only)."""
    if pointed(root) != current:
        point(root, current)
    for version in _versions(root):
        if sequence(version) <= sequence(current):
            break
        path = root / "snapshots" / version
        try:
            EmbeddedSnapshot(path)
            _remove(path)
        except FileNotFoundError:
            _remove(path)
        except StoreError:
            set_aside(root, version)


def newest_name(root: Path) -> str | None:
    """The version that the pointer names, or else the newest on disk, whether it can be opened or not."""
    return pointed(root) or next(iter(_versions(root)), None)


def set_aside(root: Path, version: str) -> None:
    """Keep a snapshot that is no good, for a person to look at; raises OSError."""
    path = root / "snapshots" / version
    if path.exists():
        path.rename(path.with_name(f".damaged-{version}-{os.urandom(3).hex()}"))


def pointed(root: Path) -> str | None:
    """The version that the pointer names; None if it names none."""
    try:
        text = root.joinpath("CURRENT").read_text(encoding="ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    return text if is_version(text) else None


def _open_first(root: Path, named: str | None) -> EmbeddedSnapshot | None:
    """The named version or, failing that, the newest older one that opens."""
    candidates = [version for version in _versions(root) if named is None or sequence(version) < sequence(named)]
    for version in ([named] if named else []) + candidates:
        try:
            return EmbeddedSnapshot(root / "snapshots" / version)
        except FileNotFoundError:
            _log.warning("%s: snapshot %s is gone", root, version)
        except StoreError as exc:
            _log.warning("%s", exc)
    return None


def _versions(root: Path) -> list[str]:
    """The snapshots that are whole, newest first."""
    names = [path.name for path in root.joinpath("snapshots").glob("*-*") if is_version(path.name)]
    return sorted(names, key=lambda name: (sequence(name), name), reverse=True)


def _remove(path: Path) -> None:
    """Remove a snapshot unless somebody reads it: the pointer's file goes first, for who comes just now."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.joinpath("CURRENT").unlink(missing_ok=True)
        shutil.rmtree(path)
    except BlockingIOError:
        _log.debug("snapshot %s is still read; it stays", path)
    finally:
        os.close(handle)
