"""Whole dumps into a new store, by a process of its own under limits (``loader.py``): what it dies of harms nobody."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from imvograph.errors import StoreError

MEMORY = 8 << 30
"""Bytes of address space of the loading process; it uses 0.9 GB for 1 million quads, 1.8 GB for 10 million."""


@dataclass(frozen=True)
class Loaded:
    """What a dump held: how many statements, and the SHA-256 of its N-Quads."""

    quads: int
    digest: str


_STATEMENT = re.compile(rb"<[A-Za-z][A-Za-z0-9+.-]*:|_:|<<")
_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
_HEAD = 1 << 16


def must_begin_like_a_dump(source: IO[bytes]) -> None:
    """Raises `StoreError` if the first statement of a file is none at all; what cannot be read twice is not looked into."""
    if not source.seekable():
        return
    start = source.tell()
    head = source.read(_HEAD)
    source.seek(start)
    lines = (line.strip() for line in head.splitlines())
    first = next((line for line in lines if line and not line.startswith(b"#")), b"")
    if first and not head.startswith(_PACKED) and not _STATEMENT.match(first):
        shown = first[:60].decode("utf-8", "replace")
        raise StoreError(
            f"{getattr(source, 'name', 'the file')}: no dump, as it begins with {shown!r}; a dump is N-Quads, with lines like "
            "<subject> <property> <value> <graph> . (a document is loaded with: imvograph load)",
            nl=f"{getattr(source, 'name', 'het bestand')}: geen dump, want het begint met {shown!r}; een dump is N-Quads, met "
            "regels als <onderwerp> <eigenschap> <waarde> <graaf> . (een document laad je met: imvograph load)",
        )


def digest(source: IO[bytes]) -> str:
    """The SHA-256 of the N-Quads in a file that can be read twice (plain, gzip or zstd); raises `StoreError`."""
    start = source.tell()
    found = _run(source, "", Path(os.devnull), lambda count: None)
    source.seek(start)
    return found.digest


def load(source: IO[bytes], directory: Path, kept: Path, progress: Callable[[int], None]) -> Loaded:
    """Make a store in ``directory`` from N-Quads (plain, gzip or zstd), and keep them in ``kept``, as one zstd frame.

    ``source`` is a file of the system (it is handed to the process). ``progress`` is told how many statements were read.
    Raises `StoreError`; then ``directory`` holds rubbish.
    """
    return _run(source, str(directory), kept, progress)


def _run(source: IO[bytes], directory: str, kept: Path, progress: Callable[[int], None]) -> Loaded:
    command = [
        sys.executable,
        "-P",
        "-m",
        "imvograph.store.loader",
        directory,
        str(kept),
        str(MEMORY),
        str(os.getpid()),
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    os.lseek(source.fileno(), source.tell(), os.SEEK_SET) if source.seekable() else None
    try:
        process = subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, env=environment)
    except OSError as exc:
        raise StoreError(f"no loading process could be started: {exc}") from exc
    with process:
        try:
            assert process.stdout is not None
            for line in process.stdout:
                told = json.loads(line)
                match told.get("state"):
                    case "ok":
                        return Loaded(told["quads"], told["digest"])
                    case "failed":
                        raise StoreError(f"nothing was loaded: {told['message']}")
                    case _:
                        progress(told["quads"])
        except BaseException:
            process.kill()
            raise
    raise StoreError(_obituary(process.returncode))


def _obituary(status: int) -> str:
    match -status:
        case signal.SIGSEGV:
            why = "the parser broke down (statements nested too deep?)"
        case signal.SIGABRT | signal.SIGKILL:
            why = f"it was stopped, most likely for its memory (limit {MEMORY >> 20:,} MiB)"
        case _:
            why = f"status {status}"
    return f"nothing was loaded: the loading process ended, {why}"
