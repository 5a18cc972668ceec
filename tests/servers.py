"""Real servers for tests: on free ports of loopback, ended whatever happens."""

import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx2
import uvicorn
from starlette.types import ASGIApp

from waiting import SECONDS, until


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def answers(address: str) -> bool:
    """Whether a server answers there, whatever."""
    try:
        httpx2.get(address, timeout=SECONDS)
    except httpx2.TransportError:
        return False
    return True


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The address of an application, served in a thread of this process."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            until(lambda: server.started or not thread.is_alive())
            assert thread.is_alive(), "the application did not come up"
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(SECONDS)


@contextmanager
def running(command: Sequence[object], folder: Path, address: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another program that answers at an address; it works in ``folder``, and what it says goes to the file ``log`` there."""
    log = folder / "log"
    with log.open("ab") as output:
        process = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=output, stderr=output)
    try:
        until(lambda: answers(address) or process.poll() is not None)
        assert process.poll() is None, f"{command[0]} did not come up: {log.read_text()[-2000:]}"
        yield process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
