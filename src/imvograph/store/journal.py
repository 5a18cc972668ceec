"""The journal: one line of JSON per accepted change, forced to the disk before the change is acknowledged."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from imvograph.errors import StoreError


@dataclass(frozen=True)
class Entry:
    """One replaced graph: the version that it led to, how much came and went, the digest of the delta, when (UTC)."""

    version: str
    graph: str
    added: int
    removed: int
    digest: str
    time: str


def append(path: Path, entries: Iterable[Entry]) -> None:
    """Add lines at the end and force them to the disk; raises OSError."""
    lines = "".join(json.dumps(asdict(entry), ensure_ascii=False) + "\n" for entry in entries)
    with path.open("ab") as out:
        out.write(lines.encode())
        out.flush()
        os.fsync(out.fileno())


def read(path: Path, until: str) -> list[Entry]:
    """The lines up to and with version ``until``, oldest first; what comes after it was never acknowledged.

    Raises `StoreError` at a line that is no entry.
    """
    kept, _ = _split(path, until)
    entries = []
    for number, line in enumerate(kept, 1):
        try:
            entries.append(Entry(**json.loads(line)))
        except (ValueError, TypeError) as exc:
            raise StoreError(f"{path}, line {number} is no entry: {exc}; mend or remove the line") from exc
    return entries


def cut(path: Path, until: str) -> int:
    """Move the lines after version ``until`` to ``journal.undone``, beside it; returns how many; raises OSError."""
    kept, undone = _split(path, until)
    if undone:
        with path.with_name(path.name + ".undone").open("ab") as out:
            out.write(b"".join(line.rstrip(b"\n") + b"\n" for line in undone))
        fresh = path.with_name(path.name + ".new")
        with fresh.open("wb") as out:
            out.write(b"".join(kept))
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(path)
    return len(undone)


def _split(path: Path, until: str) -> tuple[list[bytes], list[bytes]]:
    """The lines that lead to version ``until`` (up to the last one that names it), and those after it."""
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    mark = f'"version": "{until}"'.encode()
    end = next((number for number in range(len(lines), 0, -1) if mark in lines[number - 1]), 0)
    return lines[:end], lines[end:]
