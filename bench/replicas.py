"""Reads of a remote store with one and with two replicas: questions a second, and the processor time of servers and asker.

Each server has a core to itself, as if it were a machine; who asks has what they leave. The question is one that costs the server
much more than the asker (a join and a count), asked by eight threads at once through the remote store, which checks the version
with each answer. The whole built graph is on both. Servers listen on loopback and are ended at the end.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2

from imvograph.build import build, shapes_gate
from imvograph.store import EmbeddedStore, RemoteStore, Servers

OXIGRAPH = Path(sys.executable).parent / "oxigraph"
QUESTION = (
    "SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) (COUNT(?other) AS ?links) WHERE "
    "{ ?thing a ?class ; ?property ?other . ?other a ?kind } GROUP BY ?class"
)
ASKERS = 8


def main(arguments: Sequence[str]) -> int:
    """Prints a table; exit status 2 if the engine is not there."""
    options = argparse.ArgumentParser(prog="python -m bench replicas", description=__doc__)
    options.add_argument("--engine", choices=("oxigraph", "fuseki"), default="oxigraph")
    options.add_argument(
        "--seconds", type=float, default=10.0, help="of asking, for each number of replicas (default: 10)"
    )
    given = options.parse_args(arguments)
    jars = sorted(Path(".imvograph/fuseki").resolve().glob("jena-fuseki-server-*.jar"))
    if given.engine == "fuseki" and not (jars and shutil.which("java")):
        print("Fuseki is not here: ./imvo test --all brings it, where Java and Maven are", file=sys.stderr)
        return 2
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        command = [str(OXIGRAPH)] if given.engine == "oxigraph" else ["java", "-Xmx1g", "-jar", str(jars[-1])]
        pair = [stack.enter_context(_server(given.engine, command, folder / str(core), core)) for core in (0, 1)]
        _fill(folder, *(address for address, _ in pair))
        print(
            "| replicas | questions | a second | times one | servers, CPU s | asker, CPU s |\n|---|---|---|---|---|---|"
        )
        first = 0.0
        for number in (1, 2):
            chosen = pair[:number]
            before = sum(_cpu(process) for _, process in chosen), time.process_time()
            done = _ask([address for address, _ in chosen], given.seconds)
            spent = sum(_cpu(process) for _, process in chosen) - before[0], time.process_time() - before[1]
            rate = done / given.seconds
            first = first or rate
            print(
                f"| {number} | {done} | {rate:.1f} | {rate / first:.2f} | {spent[0]:.1f} | {spent[1]:.1f} |", flush=True
            )
    return 0


@contextmanager
def _server(
    engine: str, command: list[str], folder: Path, core: int
) -> Iterator[tuple[tuple[str, str, str], "subprocess.Popen[bytes]"]]:
    """An empty server on a core: its query, update and graph store addresses, and its process."""
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    if engine == "oxigraph":
        words, address = (
            ["serve", "-l", str(folder / "data"), "-b", f"127.0.0.1:{port}"],
            (base + "/query", base + "/update", base + "/store"),
        )
    else:
        words, address = (
            ["--localhost", "--mem", "--update", "--port", str(port), "/ds"],
            tuple(base + f"/ds/{name}" for name in ("query", "update", "data")),
        )  # type: ignore[assignment]
    cores = sorted(os.sched_getaffinity(0))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*command, *words], stdout=log, stderr=log, cwd=folder)
    os.sched_setaffinity(process.pid, {cores[core % len(cores)]})
    try:
        for _ in range(600):
            try:
                httpx2.get(address[0], params={"query": "ASK {}"}, timeout=5)
                break
            except httpx2.TransportError:
                time.sleep(0.1)
        yield address, process
    finally:
        process.terminate()
        process.wait(30)


def _fill(folder: Path, first: tuple[str, str, str], second: tuple[str, str, str]) -> None:
    """The whole graph on one server, and a copy of all that it holds on the other."""
    with EmbeddedStore.open(folder / "built") as embedded:
        build(embedded, shapes_gate("turbo"))
        with RemoteStore.open(Servers([first[0]], [first[1]], first[2])) as remote, remote.batch():
            for iri in embedded.graphs():
                remote.replace_graph(iri, embedded.graph(iri))
    quads = {"Content-Type": "application/n-quads", "Accept": "application/n-quads"}
    held = httpx2.get(first[2], headers=quads, timeout=60)
    httpx2.post(second[2], content=held.content, headers=quads, timeout=60).raise_for_status()


def _ask(addresses: list[tuple[str, str, str]], seconds: float) -> int:
    """How many answers came; raises what went wrong in any thread."""
    with RemoteStore.open(Servers([address[0] for address in addresses]), read_only=True) as store:
        expected = sorted(map(str, store.select(QUESTION).rows))
        end = time.monotonic() + seconds

        def ask(_: int) -> int:
            done = 0
            while time.monotonic() < end:
                if sorted(map(str, store.select(QUESTION).rows)) != expected:
                    raise AssertionError("two replicas, two answers")
                done += 1
            return done

        with ThreadPoolExecutor(ASKERS) as askers:
            return sum(askers.map(ask, range(ASKERS)))


def _cpu(process: "subprocess.Popen[bytes]") -> float:
    """Processor seconds of a process so far (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
