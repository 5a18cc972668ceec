"""One query worker seen from outside: started with exec, asked over a pipe, killed at its deadline."""

import json
import logging
import math
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
import weakref
from contextlib import suppress
from typing import IO, Any, cast

from imvograph.errors import StoreBusyError, StoreError

GRACE = 0.3
"""Seconds that a worker gets to stop by itself; then it is killed."""

START_SECONDS = 30.0
"""A worker that has not started after this long never will (usual: 0.15 s)."""

IN_MEMORY = 2**20
"""An answer of more bytes than this waits in a file for its client."""

NO_ROOM_SECONDS = 30
"""After so long who found no room for a big answer may try again: by then those who were sent have gone."""

_log = logging.getLogger(__name__)


class DiedError(Exception):
    """The worker ended before it answered; ``late`` if we killed it at the deadline."""

    def __init__(self, status: int, late: bool) -> None:
        super().__init__(status, late)
        self.status, self.late = status, late


class Worker:
    """One worker process, used by one thread at a time (`kill` by any)."""

    def __init__(self, memory: int) -> None:
        command = [sys.executable, "-P", "-m", "imvograph.store.worker", str(os.getpid()), str(memory)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "RUST_BACKTRACE": "0"}
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

    @property
    def ready(self) -> bool:
        """Whether `wait_ready` returns (or raises) at once."""
        return self._ready or _readable(self._output, 0)

    def wait_ready(self) -> None:
        """Wait until it takes queries; raises `StoreError` if it does not come up."""
        if self._ready:
            return
        try:
            reply = self._line(time.monotonic() + START_SECONDS)
        except DiedError as exc:
            raise StoreError(f"a query worker did not start (status {exc.status}); see its message on stderr") from None
        if not reply["confined"]:
            _log.warning("query workers cannot be kept from the network on this system; only the guard refuses SERVICE")
        self._ready = True

    def ask(self, request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes | IO[bytes]]:
        """Send a query and wait for its answer.

        Raises `DiedError`, `StoreBusyError` if there is no room to keep the answer; after these the worker is gone: what
        it had still to say is not for the next who asks.
        """
        self.wait_ready()
        self.asked += 1
        try:
            line = memoryview(json.dumps(request).encode() + b"\n")
            while line:
                line = line[os.write(self._input.fileno(), line) :]
        except OSError:
            raise self._gone() from None
        deadline = time.monotonic() + seconds + GRACE
        body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (who reads the answer closes it)
        try:
            while (reply := self._line(deadline))["state"] == "part":
                self._take(reply["length"], body, deadline)
        except BaseException as exc:
            self.kill()
            with suppress(OSError):  # what did not fit is written once more
                body.close()
            if isinstance(exc, OSError):
                raise _no_room(exc) from exc
            raise
        if body.tell() > IN_MEMORY:
            return reply, cast(IO[bytes], body)
        body.seek(0)
        return reply, body.read()

    def _take(self, length: int, body: IO[bytes], deadline: float) -> None:
        """Move the next bytes of an answer from the pipe into a file."""
        while length:
            if not self._received:
                self._receive(deadline)
            piece = self._received[:length]
            del self._received[:length]
            body.write(piece)
            length -= len(piece)

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
        if not _readable(self._output, deadline - time.monotonic()):
            self.kill()
            raise DiedError(-signal.SIGKILL, late=True)
        piece = os.read(self._output.fileno(), 1 << 20)
        if not piece:
            raise self._gone()
        self._received += piece

    def _gone(self) -> DiedError:
        try:
            return DiedError(self._process.wait(timeout=1.0), late=False)
        except subprocess.TimeoutExpired:
            self.kill()
            return DiedError(-signal.SIGKILL, late=False)


def _no_room(exc: OSError) -> StoreBusyError:
    why = f"{exc.strerror} ({tempfile.gettempdir()})"
    return StoreBusyError(
        f"the answer could not be kept until it is sent: {why}; ask for less, or try again in {NO_ROOM_SECONDS} s",
        NO_ROOM_SECONDS,
        nl=f"het antwoord kon niet bewaard worden tot het verstuurd is: {why}; vraag minder, of probeer het over "
        f"{NO_ROOM_SECONDS} s weer",
    )


def _readable(pipe: IO[bytes], seconds: float) -> bool:
    poll = select.poll()  # not select(): a server may have more than 1,024 files open
    poll.register(pipe, select.POLLIN)
    return bool(poll.poll(max(0, math.ceil(seconds * 1000))))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """When a worker is forgotten, or the program ends."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
