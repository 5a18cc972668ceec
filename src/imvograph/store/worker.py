"""A query worker: a process of its own that answers one query after the other on a snapshot (``python -m …worker``).

On standard input a line of JSON per query. On standard output lines of JSON: of ``state`` part, each followed by
``length`` bytes of the answer, then one that says how it ended (ok, query, size, …) and what it cost. The process ends
when its input ends, also in the middle of a query: when the parent dies.
"""

import json
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from imvograph.errors import QueryError, StoreError
from imvograph.model.iris import PREFIXES
from imvograph.store import sandbox
from imvograph.store.formats import GRAPHS, RDF_XML, TABLES, in_xml, named_in_xml
from imvograph.store.snapshots import EmbeddedSnapshot

_PART = 2**17
"""Bytes of an answer that are sent at once."""


class _StoppedError(Exception):
    """The answer grew beyond its limit of size or time; its argument says which."""


class _Body:
    """Where the engine writes an answer: sends it on in parts; raises once there is too much of it, or it takes too long."""

    def __init__(self, output: IO[bytes], size: int, seconds: float, xml: bool) -> None:
        self._output, self._waiting, self._xml = output, bytearray(), xml
        self._left, self._deadline = size, time.monotonic() + seconds

    def write(self, piece: bytes) -> int:
        self._left -= len(piece)
        if self._left < 0:
            raise _StoppedError("size")
        if time.monotonic() > self._deadline:
            raise _StoppedError("time")
        self._waiting += piece
        if len(self._waiting) >= _PART:
            self.send()
        return len(piece)

    def flush(self) -> None:
        """The engine asks for it now and then; `send` is called at the end."""

    def send(self) -> None:
        """Send what waits."""
        if self._waiting:
            part = in_xml(self._waiting) if self._xml else self._waiting
            _send(self._output, {"state": "part", "length": len(part)}, part)
            self._waiting = bytearray()


def main() -> None:
    """Answer queries until the input ends. Arguments: the parent's process id, the memory limit in bytes."""
    parent, memory = int(sys.argv[1]), int(sys.argv[2])
    for sent_to_all in (signal.SIGINT, signal.SIGTERM):  # they are for the parent, which lets queries end
        signal.signal(sent_to_all, signal.SIG_IGN)
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    confined = sandbox.confine(memory)
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    _send(output, {"state": "ready", "confined": confined})
    snapshot: EmbeddedSnapshot | None = None
    for request in _requests():
        sandbox.allow_cpu(request["seconds"])
        begun = time.thread_time()  # that of the process goes by the kernel's ticks, under a limit of processor time
        xml = request["media_type"].endswith("xml")
        body = _Body(output, request["answer_bytes"], request["seconds"], xml)
        try:
            path = Path(request["snapshot"])
            if snapshot is None or snapshot.path != path:
                snapshot = None
                snapshot = EmbeddedSnapshot(path)
            _evaluate(snapshot, request, body)
            body.send()
            reply: dict[str, Any] = {"state": "ok"}
        except _StoppedError as exc:
            reply = {"state": str(exc)}
        except MemoryError:
            reply = {"state": "memory"}
        except QueryError as exc:
            reply = {"state": "query", "message": str(exc), **vars(exc)}
        except (StoreError, OSError, RuntimeError, ValueError) as exc:
            reply = {"state": "failed", "message": str(exc)}
        _send(output, {**reply, "seconds": time.thread_time() - begun})


def _evaluate(snapshot: EmbeddedSnapshot, request: dict[str, Any], body: _Body) -> None:
    results = snapshot.query(request["text"], request["default_graphs"], request["named_graphs"])
    if isinstance(results, ox.QueryTriples):
        triples, media_type = _distinct(results), request["media_type"]
        named = named_in_xml(triples) if media_type == RDF_XML else triples
        ox.serialize(named, body, GRAPHS[media_type], prefixes=PREFIXES)  # type: ignore[arg-type]
    else:
        results.serialize(body, TABLES[request["media_type"]])  # type: ignore[arg-type]


def _distinct(triples: ox.QueryTriples) -> Iterator[ox.Triple]:
    """The answer to a CONSTRUCT is a graph, a set; the engine repeats a triple for each solution that gives it."""
    seen = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple


def _send(output: IO[bytes], reply: dict[str, Any], body: bytes | bytearray = b"") -> None:
    output.write(json.dumps(reply).encode() + b"\n")
    output.write(body)
    if reply["state"] != "part":  # a part goes with what follows
        output.flush()


def _requests() -> Iterator[dict[str, Any]]:
    """The queries that come in; the process ends when no more can come."""
    waiting = b""
    while piece := os.read(0, 1 << 16):
        *lines, waiting = (waiting + piece).split(b"\n")
        for line in lines:
            yield json.loads(line)
    os._exit(0)


def _watch(parent: int) -> None:
    """End the process with the parent, whatever the main thread is doing."""
    end = select.poll()
    end.register(0, 0)  # no event but the end: what comes in is for the main thread
    # The process id is looked at too: a child that the parent forked may hold the other end of our input open.
    while os.getppid() == parent and not end.poll(1000):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
