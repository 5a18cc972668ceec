"""The journal: every accepted change, forced to the disk before it is acknowledged, and enough to make the store anew.

    journal          one line of JSON per change (`Entry`)
    journal.deltas   what came and went, one zstd frame per change, one after the other (``zstdcat`` shows it all)
    journal.undone   lines of changes that were never acknowledged, or are lost

A delta has a line per statement: ``+`` or ``-``, then the N-Quads; sorted. That of an entry with graph ``*`` (a dump that
replaced everything) is the N-Quads as they came.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import zstandard

from imvograph.errors import StoreError

EVERYTHING = "*"
"""The graph of an entry that replaced all graphs."""

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Entry:
    """One accepted change.

    The version that it led to, the graph, how much came and went, the digest of the change upon its history, when (UTC;
    for people: nothing depends on it), and where its delta lies in ``journal.deltas``, in bytes.
    """

    version: str
    graph: str
    added: int
    removed: int
    digest: str
    time: str
    start: int = 0
    length: int = 0


def append(path: Path, changes: Iterable[tuple[Entry, bytes | Path]]) -> None:
    """Add changes at the end and force them to the disk; raises OSError.

    With each entry comes its delta as a zstd frame: the bytes, or a file that holds them.
    """
    lines = []
    with _deltas(path).open("ab") as out:
        for entry, frame in changes:
            start = out.tell()
            if isinstance(frame, Path):
                with frame.open("rb") as held:
                    while piece := held.read(_CHUNK):
                        out.write(piece)
            else:
                out.write(frame)
            lines.append(replace(entry, start=start, length=out.tell() - start))
        out.flush()
        os.fsync(out.fileno())
    with path.open("ab") as out:
        out.write("".join(json.dumps(asdict(entry), ensure_ascii=False) + "\n" for entry in lines).encode())
        out.flush()
        os.fsync(out.fileno())


def read(path: Path, until: str) -> list[Entry]:
    """The entries up to and with version ``until``, oldest first; what comes after it was never acknowledged.

    Raises `StoreError` at a line that is no entry.
    """
    kept, _ = _split(path, until)
    return _entries(path, kept)


def last_version(path: Path) -> str | None:
    """The version of the last line that is an entry; for a store that lost its pointer and all its snapshots."""
    for line in reversed(path.read_bytes().splitlines() if path.exists() else []):
        try:
            return Entry(**json.loads(line)).version
        except (ValueError, TypeError):
            continue  # the line that a killed writer was at
    return None


def frame(path: Path, entry: Entry) -> Iterator[bytes]:
    """The zstd frame of what an entry changed, in pieces; raises `StoreError` if the journal does not hold it."""
    lost = f"{_deltas(path)} does not hold the change that led to version {entry.version}"
    try:
        with _deltas(path).open("rb") as file:
            if not entry.length or entry.start + entry.length > os.fstat(file.fileno()).st_size:
                raise StoreError(f"{lost}; take it from a copy")
            file.seek(entry.start)
            for at in range(0, entry.length, _CHUNK):
                yield file.read(min(_CHUNK, entry.length - at))
    except OSError as exc:
        raise StoreError(f"{lost}: {exc}") from exc


def signed_lines(path: Path, entry: Entry) -> Iterator[tuple[bytes, bytes]]:
    """The delta of an entry line by line: the sign (``+`` or ``-``), and the N-Quads; raises `StoreError`."""
    rest, unpacking = b"", zstandard.ZstdDecompressor().decompressobj()
    for piece in frame(path, entry):
        try:
            *lines, rest = (rest + unpacking.decompress(piece)).split(b"\n")
        except zstandard.ZstdError as exc:
            raise StoreError(f"the change that led to version {entry.version} is damaged: {exc}") from exc
        yield from ((line[:1], line[2:]) for line in lines)


def packed(lines: Iterable[str]) -> bytes:
    """Lines of a delta as the zstd frame that `append` takes."""
    frame = zstandard.ZstdCompressor(level=3).compress("".join(lines).encode())
    return bytes(memoryview(frame))  # a copy: theirs holds on to as much memory as the lines need, 100 kB a document


def now() -> str:
    """The time of an entry."""
    return datetime.now(UTC).isoformat(timespec="seconds")


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
    if _deltas(path).exists():
        last = _entries(path, kept[-1:])
        os.truncate(_deltas(path), max((entry.start + entry.length for entry in last), default=0))
    return len(undone)


def _deltas(path: Path) -> Path:
    return path.with_name(path.name + ".deltas")


def _entries(path: Path, lines: Iterable[bytes]) -> list[Entry]:
    entries = []
    for number, line in enumerate(lines, 1):
        try:
            entries.append(Entry(**json.loads(line)))
        except (ValueError, TypeError) as exc:
            raise StoreError(f"{path}, line {number} is no entry: {exc}; mend or remove the line") from exc
    return entries


def _split(path: Path, until: str) -> tuple[list[bytes], list[bytes]]:
    """The lines that lead to version ``until`` (up to the last one that names it), and those after it."""
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    mark = f'"version": "{until}"'.encode()
    end = next((number for number in range(len(lines), 0, -1) if mark in lines[number - 1]), 0)
    return lines[:end], lines[end:]
