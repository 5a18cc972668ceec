"""What an answer over HTTP costs: processor time per request, and ratios to the nearest others, in one run on one graph.

Each server runs in processes of its own; counted is what the kernel says that they and their children used, not what the
client used. The servers take turns, in rounds; the best round of each counts. README.md tells what is compared.
"""

import argparse
import os
import platform
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from bench.environment import MissingError, python_with
from bench.generator import Parliament, count, write
from imvograph.api.ahead import PATIENCE
from imvograph.store import EmbeddedStore

PEER = "rdflib-endpoint[web]==0.6.3"
TICKS = os.sysconf("SC_CLK_TCK")
JSON = "application/sparql-results+json"
CONNECTIONS, START_SECONDS = 8, 900.0
BARE = """
import sys
from pathlib import Path
import uvicorn
from fastapi import FastAPI, Response
app, body = FastAPI(), Path(sys.argv[2]).read_bytes()
@app.get("/")
async def answer() -> Response:
    return Response(body, media_type="application/json")
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", access_log=False, loop="uvloop", http="httptools")
"""


@dataclass
class Served:
    """A server that is up: its name, port and process."""

    name: str
    port: int
    process: int

    def seconds(self) -> float:
        """Processor time so far of the process and its descendants."""
        return sum(map(_used, _family(self.process)))


def main(arguments: Sequence[str]) -> int:
    """Prints the table; exit status 0, also where the peer was skipped by name."""
    options = argparse.ArgumentParser(prog="python -m bench http", description=__doc__)
    options.add_argument("--statements", type=count, default=1_000_000, help="size of the graph (1M)")
    options.add_argument("--requests", type=int, default=4_000, help="requests to each server in a round (4000)")
    options.add_argument("--rounds", type=int, default=3, help="rounds (3)")
    options.add_argument(
        "--peer-requests", type=int, default=100, help="requests to rdflib-endpoint (100); 0 leaves it out"
    )
    options.add_argument("--folder", type=Path, help="keep the graph here for another run; else it is thrown away")
    given = options.parse_args(arguments)
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        parliament = prepared(folder, given.statements)
        papers = [paper.iri.strip("<>") for paper in parliament.papers()]
        ours = stack.enter_context(serving(folder, "imvograph", *our_service(folder)))
        settled(ours)  # what it reads once for a version is no part of an answer
        cached = f"/api/v1/queries/citations-of-document?document={quote(parliament.examples()['letter'])}&lang=nl"
        body = asked(ours.port, cached, "application/json")
        (folder / "bytes").write_bytes(body)
        bare = stack.enter_context(
            serving(folder, "bare FastAPI", sys.executable, "-c", BARE, "{port}", str(folder / "bytes"))
        )
        oxigraph = stack.enter_context(serving(folder, "oxigraph serve", *_oxigraph(folder)))
        print(f"{given.statements:,} statements; {CONNECTIONS} connections; {len(body):,} bytes are kept\n")
        costs: dict[tuple[str, str], float] = {}
        lookups = [f"query={quote(_lookup(iri))}" for iri in papers]
        for turn in range(given.rounds):
            # Each is another text, by a comment: one that was asked before would be kept.
            some = [f"{lookups[n % len(lookups)]}%20%23{turn}-{n}" for n in range(given.requests)]
            for server, what, paths, accept in (
                (ours, "kept answer", [cached] * given.requests, "application/json"),
                (bare, "kept answer", ["/"] * given.requests, "application/json"),
                (ours, "look-up", [f"/sparql?{query}" for query in some], JSON),
                (oxigraph, "look-up", [f"/query?{query}" for query in some], JSON),
            ):
                key = (what, server.name)
                costs[key] = min(costs.get(key, 1e9), cost(server, paths, accept))
                print(
                    f"  round {turn + 1}: {what}, {server.name}: {costs[key] * 1e6:,.0f} µs",
                    file=sys.stderr,
                    flush=True,
                )
        if given.peer_requests:
            try:
                peer = stack.enter_context(serving(folder, PEER, *_peer(folder)))
                paths = [f"/?{query}" for query in islice(lookups, given.peer_requests)]
                costs["look-up", PEER] = cost(peer, paths, JSON)
            except MissingError as why:
                print(f"skipped: {why}")
    table(costs)
    return 0


def table(costs: dict[tuple[str, str], float]) -> None:
    """The costs, and each as a ratio to ours, in Markdown."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, CPython {platform.python_version()}\n")
    print("| | server | CPU µs per request | imvograph is |\n|---|---|---|---|")
    for (what, name), seconds in costs.items():
        ratio = costs[what, "imvograph"] / seconds
        told = "" if name == "imvograph" else f"{ratio:.2f} × it" if ratio > 0.1 else f"1/{1 / ratio:.0f} of it"
        print(f"| {what} | {name} | {seconds * 1e6:,.0f} | {told} |")


def prepared(folder: Path, statements: int) -> Parliament:
    """The graph as N-Quads, in a store of ours and in one of the Oxigraph server; made once in a folder."""
    parliament, ready = Parliament.of(statements), folder / f"ready-{statements}"
    if ready.exists():
        return parliament
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "graph.nq").open("wb") as output:
        write(parliament, output)
    with EmbeddedStore.open(folder / "store") as store, (folder / "graph.nq").open("rb") as source:
        store.load(source)
    command = [_program("oxigraph"), "load", "--location", folder / "oxigraph", "--file", folder / "graph.nq"]
    subprocess.run(command, check=True, capture_output=True)
    ready.touch()
    return parliament


def _program(name: str) -> Path:
    return Path(sys.executable).parent / name


def _lookup(iri: str) -> str:
    return f"SELECT ?p ?o WHERE {{ <{iri}> ?p ?o }}"


def our_service(folder: Path) -> list[str]:
    """How to serve the store in a folder."""
    return [sys.executable, "-m", "imvograph", "serve", "--store", str(folder / "store"), "--port", "{port}"]


def _oxigraph(folder: Path) -> list[str]:
    bind = ["--bind", "127.0.0.1:{port}"]
    return [
        str(_program("oxigraph")),
        "serve-read-only",
        "--location",
        str(folder / "oxigraph"),
        "--union-default-graph",
        *bind,
    ]


def _peer(folder: Path) -> list[str]:
    program = python_with(PEER).parent / "rdflib-endpoint"
    return [str(program), "serve", "--host", "127.0.0.1", "--port", "{port}", str(folder / "graph.nq")]


@contextmanager
def serving(folder: Path, name: str, *command: str, **settings: str) -> Iterator[Served]:
    """A server while it is needed, with these settings; raises `MissingError` if it does not come up."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = folder / "server.log"
    words = [word.format(port=port) if word != BARE else word for word in command]
    environment = os.environ | {"IMVOGRAPH_CLIENT_SHARE": "0", "IMVOGRAPH_LOG_FORMAT": "json"} | settings
    with said.open("wb") as log, subprocess.Popen(words, stdout=log, stderr=log, env=environment) as process:
        try:
            deadline = time.monotonic() + START_SECONDS
            while True:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise MissingError(f"{name} did not come up: {said.read_text()[-400:]}")
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield Served(name, port, process.pid)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def cost(server: Served, paths: Sequence[str], accept: str) -> float:
    """Processor seconds per request, over some connections at once; every answer must be a 200."""
    for path in paths[:20]:
        asked(server.port, path, accept)
    begun = server.seconds()
    wrong: list[str] = []

    def ask(some: Sequence[str]) -> None:
        with socket.create_connection(("127.0.0.1", server.port)) as connection:
            for path in some:
                status, _ = _exchange(connection, server.port, path, accept)
                if status != 200:
                    wrong.append(f"{path}: {status}")

    threads = [threading.Thread(target=ask, args=(paths[n::CONNECTIONS],)) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(f"{server.name} did not answer {len(wrong)} of {len(paths)} requests, as {wrong[0]}")
    return (server.seconds() - begun) / len(paths)


def settled(server: Served) -> float:
    """Asks for a page, and waits until the server has read ahead and does nothing more; gives its seconds of processor."""
    before = nanoseconds(server.process)
    asked(server.port, "/kinds", "text/html")
    seen, quiet = before, time.monotonic()
    while time.monotonic() < quiet + PATIENCE + 2:
        time.sleep(0.5)
        now = nanoseconds(server.process)
        if now - seen > 20_000_000:
            seen, quiet = now, time.monotonic()
    return (seen - before) / 1e9


def nanoseconds(process: int) -> int:
    """Processor time of the threads of a process."""
    used = 0
    for task in Path(f"/proc/{process}/task").glob("*"):
        with suppress(FileNotFoundError):  # a thread that has just ended
            used += int((task / "schedstat").read_text().split()[0])
    return used


def asked(port: int, path: str, accept: str) -> bytes:
    """The body of one answer; raises RuntimeError if it is no 200."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        status, body = _exchange(connection, port, path, accept)
    if status != 200:
        raise RuntimeError(f"{path}: {status} {body[:300]!r}")
    return body


def _exchange(connection: socket.socket, port: int, path: str, accept: str) -> tuple[int, bytes]:
    """Ask and read, on a connection that stays: status and body, by length or in chunks."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {accept}\r\n\r\n"
    connection.sendall(request.encode())
    received = b""
    while (end := received.find(b"\r\n\r\n")) < 0:
        received += _more(connection)
    head, body = received[:end].lower(), received[end + 4 :]
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), None)
    while (len(body) < length) if length is not None else not body.endswith(b"0\r\n\r\n"):
        body += _more(connection)
    return int(head.split(b" ", 2)[1]), body


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(1 << 16)
    if not piece:
        raise RuntimeError("the connection ended in the middle of an answer")
    return piece


def _family(process: int) -> list[int]:
    """A process and its descendants."""
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*"):
            with suppress(FileNotFoundError):  # a thread that has just ended
                found += map(int, (task / "children").read_text().split())
    return found


def _used(process: int) -> float:
    """User and system time of a process, and of those of its children that have ended, in seconds."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:  # it has just ended, and its parent counts it
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS
