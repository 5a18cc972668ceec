"""A loading process: makes a new store from N-Quads, away from the process that serves (``python -m …loader``).

Arguments: the folder of the new store (must not exist; empty to digest the source only), the file that keeps the source,
the memory limit in bytes, the parent's process id (this one ends with it). Standard input: N-Quads, plain or compressed by
gzip or zstd, told by their first bytes. Standard output: lines of JSON: ``{"quads": n}`` on the way, at the end ``state``
(``ok``, or ``failed`` with ``message``), ``quads`` and ``digest`` (SHA-256 of the N-Quads). The default graph becomes the
union of the named ones.
"""

import fcntl
import json
import os
import re
import sys
import threading
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox
import zstandard

from imvograph.store import sandbox

TELL = 100_000
"""A line of progress after so many quads: about one a second."""

_CHUNK = 1 << 18
LARGE = 2_000_000
"""Above so many statements the files are compacted before anybody reads them: Oxigraph writes a set of files for each
million (a statement counts twice, for the union), and reads on many overlapping ones are 2 to 7 times slower. At 1 million
it would cost a sixth of the load and gain nothing."""


class _BadSourceError(Exception):
    """The source is not what it should be; says why."""


class _Source:
    """What the parser reads from: decompressed, and digested and kept on the way."""

    def __init__(self, source: IO[bytes], kept: IO[bytes] | None) -> None:
        self._pieces = _plain(source)
        self._kept = kept
        self._rest = b""
        self.digest = sha256()

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, as a file does."""
        if not self._rest:
            self._rest = next(self._pieces, b"")
            self.digest.update(self._rest)
            if self._kept:
                self._kept.write(self._rest)
        if size < 0 or size >= len(self._rest):
            piece, self._rest = self._rest, b""
        else:
            piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def _plain(source: IO[bytes]) -> Iterator[bytes]:
    """The content of a source in pieces that are not empty; raises `_BadSourceError` if it is cut off."""
    piece = source.read(_CHUNK)
    if piece.startswith(b"\x1f\x8b"):
        fresh: Any = lambda: zlib.decompressobj(31)  # noqa: E731
    elif piece.startswith(b"\x28\xb5\x2f\xfd"):
        fresh = lambda: zstandard.ZstdDecompressor().decompressobj()  # noqa: E731
    else:
        while piece:
            yield piece
            piece = source.read(_CHUNK)
        return
    inflated = fresh()
    while piece:
        if inflated.eof:
            inflated = fresh()
        try:
            content = inflated.decompress(piece)
        except (zlib.error, zstandard.ZstdError) as exc:
            raise _BadSourceError(f"the compressed file is damaged: {exc}") from exc
        if content:
            yield content
        piece = inflated.unused_data if inflated.eof and inflated.unused_data else source.read(_CHUNK)
    if not inflated.eof:
        raise _BadSourceError("the compressed file is cut off; take it again from where it came")


class _WithUnion:
    """What the engine reads: some statements of a source, then their triples in the default graph, and so on; counts them.

    Lines as we write them are cut as bytes, since making terms of them costs more than all the rest; others are parsed.
    """

    def __init__(self, source: _Source) -> None:
        self.count = 0
        self._source = source
        self._counts = [0]  # of statements before each piece

    def __iter__(self) -> Iterator[bytes]:
        rest = b""
        while content := self._source.read():
            content = rest + content
            end = content.rfind(b"\n") + 1
            if end:
                yield from self._piece(content[:end])
            rest = content[end:]
        if rest:
            yield from self._piece(rest + b"\n")

    def why(self, exc: SyntaxError) -> str:
        """What is wrong with a statement, given what the engine says of a line that it read."""
        line = exc.lineno or 1
        before = max(count for count in self._counts if 2 * count < line)
        half = next((count for count in self._counts if count > before), before) - before
        number = line - 2 * before
        if number <= half:
            return _NO_STATEMENT.format(before + number, exc)
        return _NOT_OURS.format(before + number - half, "it has no")

    def _piece(self, text: bytes) -> Iterator[bytes]:
        """Whole lines, and what they are without their graphs."""
        lines = text.split(b"\n")
        lines.pop()
        if not _is_ours(text, len(lines)):
            lines = [f"{quad.triple} {quad.graph_name} .".encode() for quad in self._parsed(text)]
            text = b"".join(line + b"\n" for line in lines)
        if not lines:
            return
        self.count = self._counts[-1] + len(lines)
        if self._counts[-1] // TELL < self.count // TELL:
            _tell({"quads": self.count})
        self._counts.append(self.count)
        yield text
        lines.append(b"")
        yield b" .\n".join([line[: line.rfind(b" <")] for line in lines])

    def _parsed(self, text: bytes) -> Iterator[ox.Quad]:
        number = self.count
        try:
            for quad in ox.parse(text, ox.RdfFormat.N_QUADS):
                number += 1
                subject, _, object = quad.triple
                if (
                    type(subject) is not ox.NamedNode
                    or not isinstance(object, ox.NamedNode | ox.Literal)
                    or type(quad.graph_name) is not ox.NamedNode
                ):
                    raise _BadSourceError(_NOT_OURS.format(number, f"{quad} has a blank node, a quoted triple or no"))
                yield quad
        except SyntaxError as exc:
            raise _BadSourceError(_NO_STATEMENT.format(number + 1, exc)) from exc


_NOT_OURS = "statement {:,}: {} graph; a dump of ours has IRIs for nodes, and a graph for each statement"
_NO_STATEMENT = "the N-Quads do not parse: statement {:,}: {}"
# In our lines an IRI is followed by a blank and an IRI, a literal, or the dot that ends the line. What else may follow is a
# blank node, a quoted triple, a comment, other white space; or it stands in a literal, and is no harm.
_STRANGE = re.compile(rb'>(?! [<"]| \.\n)')


def _is_ours(text: bytes, lines: int) -> bool:
    """Whether every line begins with an IRI and ends with one and the dot, and none holds anything strange."""
    return (
        text.startswith(b"<")
        and text.endswith(b"> .\n")
        and text.count(b"> .\n<") == lines - 1
        and not _STRANGE.search(text)
    )


def _pour(content: Iterable[bytes], store: ox.Store) -> None:
    """Loads N-Quads through a pipe: from an object of Python the engine reads 2 kB at a time, which costs a tenth more."""
    out, into = os.pipe()
    fcntl.fcntl(into, fcntl.F_SETPIPE_SZ, 1 << 20)
    failed: list[Exception] = [RuntimeError("the source was not read to its end")]

    def pour() -> None:
        try:
            for piece in content:
                view = memoryview(piece)
                while view:
                    view = view[os.write(into, view) :]
            failed.clear()
        except BrokenPipeError:
            failed.clear()  # the engine stopped reading, and says why
        except (_BadSourceError, MemoryError, OSError, ValueError) as exc:
            failed[:] = [exc]
        finally:
            os.close(into)

    pouring = threading.Thread(target=pour)
    pouring.start()
    try:
        store.bulk_load(path=f"/dev/fd/{out}", format=ox.RdfFormat.N_QUADS)
    finally:
        os.close(out)
        pouring.join()
    if failed:
        raise failed[0]


def main() -> None:
    """Load what comes on the standard input."""
    directory, kept, memory = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    sandbox.end_with_parent(int(sys.argv[4]))
    sandbox.confine(memory)
    try:
        _tell({"state": "ok", **_load(directory, kept)})
    except MemoryError:
        _tell({"state": "failed", "message": f"more than {memory >> 20:,} MiB of memory were needed"})
    except (_BadSourceError, OSError, RuntimeError, ValueError) as exc:
        _tell({"state": "failed", "message": str(exc)})


def _load(directory: str, kept: Path) -> dict[str, Any]:
    if not directory:
        source = _Source(sys.stdin.buffer, None)
        while source.read():
            pass
        return {"quads": 0, "digest": source.digest.hexdigest()}
    with ExitStack() as files:
        spool = files.enter_context(kept.open("wb"))
        source = _Source(sys.stdin.buffer, files.enter_context(zstandard.ZstdCompressor(1).stream_writer(spool)))
        store, quads = ox.Store(directory), _WithUnion(source)
        try:
            _pour(quads, store)
        except SyntaxError as exc:
            raise _BadSourceError(quads.why(exc)) from exc
    if quads.count > LARGE:
        store.optimize()
    store.flush()
    return {"quads": quads.count, "digest": source.digest.hexdigest()}


def _tell(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
