"""A loading process: makes a new store from N-Quads, away from the process that serves (``python -m …loader``).

Arguments: the folder of the new store (must not exist; empty to digest the source only), the file that keeps the source,
the memory limit in bytes, the parent's process id (this one ends with it). Standard input: N-Quads, plain or compressed by
gzip or zstd, told by their first bytes. Standard output: lines of JSON: ``{"quads": n}`` on the way, at the end ``state``
(``ok``, or ``failed`` with ``message``), ``quads`` and ``digest`` (SHA-256 of the N-Quads). The default graph becomes the
union of the named ones.
"""

import json
import sys
import zlib
from collections.abc import Iterator
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


class _Quads:
    """The quads of a source, each followed by its triple in the default graph; counts them."""

    def __init__(self, source: _Source) -> None:
        self.count = 0
        self._source = source

    def __iter__(self) -> Iterator[ox.Quad]:
        for quad in ox.parse(self._source, ox.RdfFormat.N_QUADS):  # type: ignore[arg-type]
            subject, predicate, object = quad.triple
            if (
                type(subject) is not ox.NamedNode
                or not isinstance(object, ox.NamedNode | ox.Literal)
                or type(quad.graph_name) is not ox.NamedNode
            ):
                raise _BadSourceError(
                    f"statement {self.count + 1}: {quad} has a blank node, a quoted triple or no graph; a dump of ours "
                    "has IRIs for nodes, and a graph for each statement"
                )
            self.count += 1
            if self.count % TELL == 0:
                _tell({"quads": self.count})
            yield quad
            yield ox.Quad(subject, predicate, object)


def main() -> None:
    """Load what comes on the standard input."""
    directory, kept, memory = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    sandbox.end_with_parent(int(sys.argv[4]))
    sandbox.confine(memory)
    try:
        _tell({"state": "ok", **_load(directory, kept)})
    except SyntaxError as exc:
        _tell({"state": "failed", "message": f"the N-Quads do not parse: {exc}"})
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
        store, quads = ox.Store(directory), _Quads(source)
        store.bulk_extend(quads)
    if quads.count > LARGE:
        store.optimize()
    store.flush()
    return {"quads": quads.count, "digest": source.digest.hexdigest()}


def _tell(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    main()
