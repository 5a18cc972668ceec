"""The pool of query workers: strangers' queries in processes of their own, under limits, killed when they pass them.

The engine has no cancel and no time limit, and some short queries end its process. So each query runs in a worker
(``worker.py``: started with exec, never forked from a process that has a store open), which opens a published snapshot.
What a query can cost is one worker, which is replaced at once.
"""

import json
import logging
import math
import os
import select
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, cast

from imvograph.errors import (
    AnswerSizeError,
    QueryLimitError,
    QueryPolicyError,
    QuerySyntaxError,
    StoreBusyError,
    StoreError,
)
from imvograph.store.base import Limits

GRACE = 0.3
"""Seconds that a worker gets to stop by itself; then it is killed."""

START_SECONDS = 30.0
"""A worker that has not started after this long never will (usual: 0.15 s)."""

RECYCLE = 1_000
"""A worker is replaced after so many queries, so that what the allocator keeps cannot pile up."""

_log = logging.getLogger(__name__)


class WorkerPool:
    """At most ``size`` worker processes and ``limits.queue`` queries that wait for one; any thread may call it."""

    def __init__(self, limits: Limits, size: int) -> None:
        self._limits, self._size = limits, size
        self._state = threading.Condition()
        self._idle: list[_Worker] = []
        self._all: weakref.WeakSet[_Worker] = weakref.WeakSet()
        self._busy = self._waiting = 0
        self._closed = False

    def run(
        self,
        snapshot: Path,
        text: str,
        media_type: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> bytes:
        """The answer to a query on a snapshot, which the caller holds open.

        Raises `QuerySyntaxError`, `QueryLimitError` (time, memory, size, or the worker died of it), `StoreBusyError`
        (all workers and the queue are taken), `StoreError`.
        """
        request = {
            "snapshot": str(snapshot),
            "text": text,
            "media_type": media_type,
            "default_graphs": list(default_graphs),
            "named_graphs": list(named_graphs),
            "seconds": self._limits.seconds,
            "answer_bytes": self._limits.answer_bytes,
        }
        self._enter()
        worker: _Worker | None = None
        try:
            worker = self._take()
            return self._read(*worker.ask(request, self._limits.seconds))
        except _DiedError as exc:
            raise self._obituary(exc) from None
        finally:
            self._leave(worker)

    def warm(self) -> None:
        """Start all workers now; returns when they are ready."""
        with self._state:
            missing = self._size - sum(worker.alive for worker in self._all)
        fresh = [self._start() for _ in range(missing)]
        for worker in fresh:
            worker.wait_ready()
        with self._state:
            self._idle += fresh

    @property
    def pids(self) -> list[int]:
        """Process ids of the living workers, for who watches them."""
        with self._state:
            return sorted(worker.pid for worker in self._all if worker.alive)

    def close(self) -> None:
        """Kill the workers, also those that are at work; later calls raise `StoreError`."""
        with self._state:
            self._closed = True
            self._state.notify_all()
            workers = list(self._all)
        for worker in workers:
            worker.kill()

    def _enter(self) -> None:
        """Wait for a place among the running; raises `StoreBusyError` when the queue is full or does not move."""
        retry = max(1, math.ceil(self._limits.seconds / 2))
        patience = self._limits.seconds + GRACE + 1  # so that who waits behind the slowest query is still served
        with self._state:
            if self._busy >= self._size:
                if self._waiting >= self._limits.queue:
                    raise StoreBusyError(
                        f"{self._busy} queries run and {self._waiting} wait; try again in {retry} s",
                        retry,
                        nl=f"{self._busy} vragen lopen en {self._waiting} wachten; probeer het over {retry} s weer",
                    )
                self._waiting += 1
                try:
                    free = self._state.wait_for(lambda: self._closed or self._busy < self._size, patience)
                finally:
                    self._waiting -= 1
                if not free:
                    raise StoreBusyError(
                        f"no query worker came free in {patience:g} s; try again in {retry} s",
                        retry,
                        nl=f"in {patience:g} s kwam geen werker vrij; probeer het over {retry} s weer",
                    )
            if self._closed:
                raise StoreError("the store is closed")
            self._busy += 1

    def _take(self) -> "_Worker":
        with self._state:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                _log.warning("query worker %d died idle (status %s)", worker.pid, worker.status)
        return self._start()

    def _leave(self, worker: "_Worker | None") -> None:
        """Give the place back, and the worker, or a fresh one for it if it died or has served long enough."""
        try:
            if worker is not None and (not worker.alive or worker.asked >= RECYCLE):
                worker.kill()
                worker = None if self._closed else self._start()
        except StoreError as exc:
            worker = None
            _log.warning("%s", exc)
        with self._state:
            self._busy -= 1
            if worker is not None and not self._closed:
                self._idle.append(worker)
            self._state.notify()

    def _start(self) -> "_Worker":
        worker = _Worker(self._limits.memory)
        with self._state:
            self._all.add(worker)
            closed = self._closed
        if closed:
            worker.kill()
            raise StoreError("the store is closed")
        return worker

    def _read(self, reply: dict[str, Any], body: bytes) -> bytes:
        match reply["state"]:
            case "ok":
                return body
            case "query" if "line" in reply:
                place = reply["line"], reply["column"], reply["near"]
                raise QuerySyntaxError(reply["message"], *place, nl=reply["nl"])
            case "query":
                raise QueryPolicyError(reply["message"], nl=reply["nl"])
            case "size":
                size = self._limits.answer_bytes
                raise AnswerSizeError(
                    f"the answer is larger than {size:,} bytes, and half an answer is not sent: add a LIMIT, ask for "
                    "fewer variables, or take the dump",
                    nl=f"het antwoord is groter dan {size} bytes, en een half antwoord sturen we niet: geef een LIMIT, "
                    "vraag minder variabelen, of neem de dump",
                )
            case "time":
                raise self._too_slow()
            case "memory":
                raise self._too_much_memory()
            case _:
                raise StoreError(f"the store could not answer: {reply['message']}")

    def _obituary(self, died: "_DiedError") -> StoreError:
        """What to tell the one whose query ended its worker; by what the kernel says of its end."""
        if self._closed:
            return StoreError("the store was closed while the query ran")
        status = died.status
        _log.warning("a query worker ended (%s) and is replaced", "deadline" if died.late else status)
        if died.late or status == -signal.SIGXCPU:
            return self._too_slow()
        if status == -signal.SIGABRT:
            return self._too_much_memory()
        if status == -signal.SIGSEGV:
            return QueryLimitError(
                "the query engine broke down on this query (segmentation fault: too deep, or out of memory); nothing "
                "else was touched. Write it with less nesting",
                nl="de zoekmachine liep op deze vraag stuk (te diep, of geheugen op); verder is niets geraakt. Nest minder",
            )
        if status == -signal.SIGKILL:
            return QueryLimitError(
                "the process of this query was killed by the system, most likely because memory ran out; ask for less, "
                "or try again",
                nl="het proces van deze vraag is door het systeem gestopt, waarschijnlijk omdat het geheugen op was; vraag "
                "minder, of probeer het nog eens",
            )
        return StoreError(f"the process of this query ended unexpectedly (status {status}); try again")

    def _too_slow(self) -> QueryLimitError:
        return QueryLimitError(
            f"the query was stopped after {self._limits.seconds:g} s; put the most selective pattern first, narrow the "
            "query, or add a LIMIT (which does not help where all rows must be sorted or counted)",
            nl=f"de vraag is na {self._limits.seconds:g} s gestopt; zet het kleinste patroon voorop, maak de vraag nauwer, of "
            "geef een LIMIT (die niet helpt waar alle rijen gesorteerd of geteld worden)",
        )

    def _too_much_memory(self) -> QueryLimitError:
        megabytes = self._limits.memory >> 20
        return QueryLimitError(
            f"the query needed more than {megabytes:,} MiB of memory and was stopped; join fewer rows, and build shorter "
            "texts",
            nl=f"de vraag had meer dan {megabytes} MiB geheugen nodig en is gestopt; koppel minder rijen, maak kortere teksten",
        )


class _DiedError(Exception):
    """The worker ended before it answered; ``late`` if we killed it at the deadline."""

    def __init__(self, status: int, late: bool) -> None:
        super().__init__(status, late)
        self.status, self.late = status, late


class _Worker:
    """One worker process, used by one thread at a time (`kill` by any)."""

    def __init__(self, memory: int) -> None:
        command = [sys.executable, "-P", "-m", "imvograph.store.worker", str(os.getpid()), str(memory)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0
            )
        except OSError as exc:
            raise StoreError(f"no query worker could be started: {exc}") from exc
        self._input, self._output = cast(IO[bytes], self._process.stdin), cast(IO[bytes], self._process.stdout)
        self._received = bytearray()
        self._ready = False
        self.asked = 0
        weakref.finalize(self, _end, self._process)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def status(self) -> int | None:
        return self._process.poll()

    def wait_ready(self) -> None:
        """Wait until it takes queries; raises `StoreError` if it does not come up."""
        if self._ready:
            return
        try:
            reply = self._line(time.monotonic() + START_SECONDS)
        except _DiedError as exc:
            raise StoreError(f"a query worker did not start (status {exc.status}); see its message on stderr") from None
        if not reply["confined"]:
            _log.warning("query workers cannot be kept from the network on this system; only the guard refuses SERVICE")
        self._ready = True

    def ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        """Send a query and wait for its answer; raises `_DiedError`, after which the worker is gone."""
        self.wait_ready()
        self.asked += 1
        try:
            line = memoryview(json.dumps(request).encode() + b"\n")
            while line:
                line = line[os.write(self._input.fileno(), line) :]
        except OSError:
            raise self._gone() from None
        reply = self._line(time.monotonic() + seconds + GRACE)
        deadline = time.monotonic() + seconds + GRACE  # the answer is there; this is for its way through the pipe
        while len(self._received) < reply["length"]:
            self._receive(deadline)
        body = bytes(self._received[: reply["length"]])
        del self._received[: reply["length"]]
        return reply, body

    def kill(self) -> None:
        """End the process; returns when it has ended."""
        self._process.kill()
        self._process.wait()

    def _line(self, deadline: float) -> dict[str, Any]:
        while (end := self._received.find(b"\n")) < 0:
            self._receive(deadline)
        reply: dict[str, Any] = json.loads(self._received[:end])
        del self._received[: end + 1]
        return reply

    def _receive(self, deadline: float) -> None:
        poll = select.poll()  # not select(): a server may have more than 1,024 files open
        poll.register(self._output, select.POLLIN)
        if not poll.poll(max(0, math.ceil((deadline - time.monotonic()) * 1000))):
            self.kill()
            raise _DiedError(-signal.SIGKILL, late=True)
        piece = os.read(self._output.fileno(), 1 << 20)
        if not piece:
            raise self._gone()
        self._received += piece

    def _gone(self) -> _DiedError:
        try:
            return _DiedError(self._process.wait(timeout=1.0), late=False)
        except subprocess.TimeoutExpired:
            self.kill()
            return _DiedError(-signal.SIGKILL, late=False)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """When a worker is forgotten, or the program ends."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
