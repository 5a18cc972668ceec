"""A SHACL engine in processes of its own, with limits: what a change can cost is one of them, and it is replaced.

A process starts with the first validation (half a second, to compile the shapes) and stays; a second one when two validations come
at once. Data go in as N-Triples, results come back as JSON, over a socket pair.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import weakref
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from imvograph.errors import SettingError, TurtleError
from imvograph.gate.engines import ENGINES
from imvograph.gate.report import Result

START_SECONDS = 60.0
"""A process that has not compiled the shapes after this long never will (usual: 0.5 s)."""


@dataclass(frozen=True)
class Limits:
    """What one piece of a change (about 5,000 triples, usually 0.1 s) may cost its engine, and how many work at once."""

    seconds: float = 60.0
    memory: int = 2 << 30
    processes: int = 2


class Engine:
    """The `Validator` that works in other processes; any thread may call it.

    Raises `SettingError` if there is no such engine.
    """

    def __init__(self, name: str, shapes: bytes, limits: Limits) -> None:
        if name not in ENGINES:
            raise SettingError(f"no SHACL engine {name!r}; there is {' and '.join(ENGINES)}")
        self._name, self._shapes, self._limits = name, shapes, limits
        self._free = threading.BoundedSemaphore(limits.processes)
        self._idle: list[_Process] = []
        self._all: weakref.WeakSet[_Process] = weakref.WeakSet()

    def validate(self, data: bytes) -> list[Result]:
        """As `Validator.validate`; raises `TurtleError` if it takes more than the limits, or ends the engine."""
        with self._free:
            worker = self._take()
            try:
                results = worker.ask(data, self._limits.seconds)
            except BaseException:
                worker.end()
                raise
            self._idle.append(worker)
            return results

    @property
    def pids(self) -> list[int]:
        """Process ids of the engines that are up, for who watches them."""
        return sorted(worker.pid for worker in list(self._all) if worker.alive)

    def close(self) -> None:
        """End the processes; the next validation starts anew."""
        self._idle.clear()
        for worker in list(self._all):
            worker.end()

    def _take(self) -> "_Process":
        while self._idle:
            worker = self._idle.pop()
            if worker.alive:
                return worker
        return self._start()

    def _start(self) -> "_Process":
        worker = _Process(self._name, self._shapes, self._limits)
        self._all.add(worker)
        return worker


class _Process:
    """One engine, used by one thread at a time."""

    def __init__(self, name: str, shapes: bytes, limits: Limits) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "imvograph.gate.worker", str(theirs.fileno()), name, str(limits.memory)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        try:
            self._process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        except OSError as exc:
            raise SettingError(f"no process for the SHACL engine {name!r} could be started: {exc}") from exc
        finally:
            theirs.close()
        self._pipe = Connection(ours.detach())
        self._memory = limits.memory
        weakref.finalize(self, _end, self._process, self._pipe)
        try:
            self._pipe.send_bytes(shapes)
            reply = self._reply(START_SECONDS)
        except BaseException:
            self.end()
            raise
        if "setting" in reply:
            raise SettingError(reply["setting"])
        if "turtle" in reply:
            raise TurtleError(reply["turtle"])

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, data: bytes, seconds: float) -> list[Result]:
        deadline = str(seconds).encode()
        try:
            self._pipe.send_bytes(deadline)
            self._pipe.send_bytes(data)
        except OSError:
            raise self._broken() from None
        reply = self._reply(seconds)
        if "turtle" in reply:
            raise TurtleError(reply["turtle"])
        if "memory" in reply:
            raise self._too_much()
        said = reply["messages"]
        return [
            Result(rule, severity, focus, path, value, said[number], component)
            for rule, severity, focus, path, value, number, component in reply["results"]
        ]

    def end(self) -> None:
        """End the process; returns when it has ended."""
        _end(self._process, self._pipe)

    def _reply(self, seconds: float) -> dict[str, Any]:
        until = time.monotonic() + seconds
        try:
            if not self._pipe.poll(max(0.0, until - time.monotonic())):
                raise TurtleError(
                    f"the check was stopped after {seconds:g} s; offer the triples in smaller graphs, with fewer values of "
                    "one property",
                    nl=f"de controle is na {seconds:g} s gestopt; bied de tripels in kleinere grafen aan, met minder waarden van "
                    "één eigenschap",
                )
            reply: dict[str, Any] = json.loads(self._pipe.recv_bytes())
        except (EOFError, OSError):
            raise self._broken() from None
        return reply

    def _broken(self) -> TurtleError:
        """What to tell the one whose change ended the engine."""
        try:
            status: object = self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            status = "running"
        if status in (-6, -9, -11):  # aborted on memory, killed by the kernel, or out of its stack
            return self._too_much()
        return TurtleError(
            f"the SHACL engine ended unexpectedly on this change (status {status}); nothing was stored",
            nl=f"de SHACL-motor hield onverwacht op bij deze wijziging (status {status}); er is niets opgeslagen",
        )

    def _too_much(self) -> TurtleError:
        return TurtleError(
            f"the check needed more than {self._memory >> 20:,} MiB of memory and was stopped; offer the triples in "
            "smaller graphs",
            nl=f"de controle had meer dan {self._memory >> 20} MiB geheugen nodig en is gestopt; bied de tripels in kleinere "
            "grafen aan",
        )


def _end(process: "subprocess.Popen[bytes]", pipe: "Connection[bytes, bytes]") -> None:
    pipe.close()
    process.kill()
    process.wait()
