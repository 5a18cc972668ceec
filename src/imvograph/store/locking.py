"""The writer's lock of a store: one process writes, and the kernel gives the lock back when it ends."""

import fcntl
import os
from pathlib import Path

from imvograph.errors import StoreBusyError, StoreError


def lock(root: Path) -> int:
    """Take the lock, making the folder if there is none; close the handle to give it back.

    Raises `StoreBusyError` with the number of the process that has it.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        root.joinpath("snapshots").mkdir(exist_ok=True)
        handle = os.open(root / "writer.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as exc:
        raise StoreError(f"no store can be made or written in {root}: {exc}") from exc
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(handle, 20).decode("ascii", "replace").strip() or "unknown"
        os.close(handle)
        raise StoreBusyError(
            f"the store {root} is being written by process {holder}; stop that one first, or open the store read only",
            retry_after=5,
        ) from None
    try:
        os.truncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    except OSError:  # a full disk: the number is for people only
        pass
    return handle
