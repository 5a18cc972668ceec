"""What is published beside a snapshot, as a text index is: made from its data, whole before the pointer names it.

    snapshots/{version}/{name}/   the files of a companion; nobody writes there once the version is published

A version whose companion cannot be made is not published. Who opens the store for writing with a companion that the
newest version lacks (it is new, or its ``name`` changed with its format) makes it then, beside that version.
"""

import os
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imvograph.store.snapshots import EmbeddedSnapshot


@dataclass(frozen=True)
class Earlier:
    """The same companion one version back: its folder, not to be written, and the graphs that changed since."""

    folder: Path
    changed: frozenset[str]


@dataclass(frozen=True)
class Companion:
    """A name for its folder, and ``build(data, folder, earlier)``, which fills the folder (empty when it is called).

    ``data`` is the snapshot that will be published, with its version; it is closed afterwards. ``earlier`` is None if all
    must be made anew; else files that stay the same may be hard-linked from its folder. Errors undo the change: raise
    `StoreError`, saying what would be right.
    """

    name: str
    build: "Callable[[EmbeddedSnapshot, Path, Earlier | None], None]"


def complete(
    data: "EmbeddedSnapshot",
    companions: Collection[Companion],
    before: "EmbeddedSnapshot | None" = None,
    changed: Collection[str] = (),
) -> None:
    """Make the companions that the folder of a snapshot lacks, and force them to disk; raises what they raise."""
    for companion in companions:
        if data.beside(companion.name):
            continue
        making = data.path / f".making-{companion.name}"
        if making.exists():  # of a process that was killed
            shutil.rmtree(making)
        making.mkdir()
        folder = before.beside(companion.name) if before else None
        companion.build(data, making, Earlier(folder, frozenset(changed)) if folder else None)
        sync_all(making)
        making.rename(data.path / companion.name)
        sync(data.path)


def sync_all(folder: Path) -> None:
    """Force a folder to the disk, with all that is in it; raises OSError."""
    for path in folder.iterdir():
        (sync_all if path.is_dir() else sync)(path)
    sync(folder)


def sync(path: Path) -> None:
    """Force one file, or the names in one directory, to the disk; raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
