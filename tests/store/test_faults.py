"""kill -9, a full disk, a damaged file, a clock that jumps: nothing acknowledged is lost, nothing half is seen."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.errors import QueryLimitError, StoreError
from imvograph.store import EmbeddedStore, Limits

GRAPHS = [f"http://example.org/graph/{name}" for name in "abc"]
SIZE = 30


def step(number: int) -> dict[str, set[Triple]]:
    """What step ``number`` of the loads makes of which graphs: one, or every fifth time all three; now and then none."""
    p = NamedNode("http://example.org/p")
    content = {Triple(NamedNode(f"http://example.org/{i}"), p, Literal(number)) for i in range(SIZE)}
    graphs = GRAPHS if number % 5 == 0 else [GRAPHS[number % 3]]
    return {graph: set() if number % 7 == 0 else content for graph in graphs}


def after(number: int) -> dict[str, set[Triple]]:
    """The named graphs after so many steps."""
    held: dict[str, set[Triple]] = {}
    for at in range(1, number + 1):
        held |= step(at)
    return {graph: triples for graph, triples in held.items() if triples}


# Forks a writer per line of its input, so that none has to start Python; half of them load by bulk, as large graphs do.
WRITERS = f"""
import os, sys
from pyoxigraph import Literal, NamedNode, Triple
from imvograph.store import EmbeddedStore, batch
GRAPHS, SIZE = {GRAPHS!r}, {SIZE}
"""


def writers_script() -> str:
    import inspect

    return (
        WRITERS
        + inspect.getsource(step)
        + """
for line in sys.stdin:
    root, number, bulk = line.split()
    pid = os.fork()
    if pid == 0:
        batch.LARGE = 10 if bulk == "bulk" else batch.LARGE
        store, number = EmbeddedStore.open(root), int(number)
        while True:
            number += 1
            with store.batch():
                for graph, triples in step(number).items():
                    store.replace_graph(graph, triples)
            os.write(1, f"{number} {store.version}\\n".encode())
    os.write(1, f"pid {pid}\\n".encode())
    os.waitpid(pid, 0)
    os.write(1, b"end\\n")
"""
    )


@contextmanager
def writers() -> Iterator["subprocess.Popen[str]"]:
    running = subprocess.Popen(
        [sys.executable, "-c", writers_script()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def test_kill_9_of_the_writer_at_70_moments_loses_nothing_acknowledged_and_leaves_nothing_half(tmp_path: Path) -> None:
    chance, number, killed_after_an_answer = random.Random(26485), 0, 0
    with writers() as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for moment in range(70):
            running.stdin.write(f"{tmp_path} {number} {'bulk' if moment % 2 else 'update'}\n")
            running.stdin.flush()
            pid = int(running.stdout.readline().removeprefix("pid "))
            told = [running.stdout.readline()] if moment % 4 > 1 else []  # else perhaps while it opens the store
            time.sleep(chance.uniform(0, 0.08))
            os.kill(pid, signal.SIGKILL)
            told += iter(running.stdout.readline, "end\n")
            acknowledged, version = (int(told[-1].split()[0]), told[-1].split()[1]) if told else (number, None)
            killed_after_an_answer += bool(told)
            if not list(tmp_path.glob("CURRENT")):
                continue  # killed before there was a store
            with EmbeddedStore.open(tmp_path, read_only=True) as store:
                # The change under way when it died may have been published just before it could say so.
                held = {graph: set(store.graph(graph)) for graph in store.graphs()}
                number = acknowledged if held == after(acknowledged) else acknowledged + 1
                assert held == after(number)
                union = list(store.triples())
                assert len(union) == len(set(union))
                assert set(union) == set().union(*held.values())
                assert version is None or version in [entry.version for entry in store.changes()]
                assert store.changes() == [] or store.changes()[-1].version == store.version
    assert killed_after_an_answer > 20, "they got to work before they were killed"
    with EmbeddedStore.open(tmp_path) as store:
        assert not list(tmp_path.rglob("bulk-*.sst"))
        assert not list(tmp_path.rglob(".making-*"))
        assert {graph: set(store.graph(graph)) for graph in store.graphs()} == after(number)


def test_kill_9_of_query_workers_at_30_moments_during_loads_costs_one_query_each(tmp_path: Path) -> None:
    chance, stop = random.Random(337), threading.Event()
    wrong: list[object] = []
    killed, answered, asked = 0, 0, [0]

    def load() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with store.batch():
                for graph in GRAPHS:
                    store.replace_graph(graph, step(number * 3)[GRAPHS[0]] if number % 7 else step(3)[GRAPHS[0]])

    def kill() -> None:
        nonlocal killed
        while killed < 30 and not stop.is_set():
            before = asked[-1]
            while asked[-1] == before and not stop.is_set():  # so that none is killed three times before it has started
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.02))
            with suppress(ProcessLookupError):
                os.kill(chance.choice(store.workers.pids or [2**22]), signal.SIGKILL)
                killed += 1

    with EmbeddedStore.open(tmp_path, limits=Limits(seconds=20, queue=8), workers=2) as store:
        with store.batch():
            for graph in GRAPHS:
                store.replace_graph(graph, step(3)[GRAPHS[0]])
        store.warm()
        threads = [threading.Thread(target=load), threading.Thread(target=kill)]
        for thread in threads:
            thread.start()
        while threads[1].is_alive():
            asked.append(len(asked))  # another text each time: one that ended two workers would not be tried again
            query = f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?o) AS ?m) {{ ?s ?p ?o FILTER(?o != {-len(asked)}) }}"
            try:
                body = json.loads(store.answer(query, "application/sparql-results+json").body)
                found = [body["results"]["bindings"][0][name]["value"] for name in "nm"]
                answered += 1
                if found != [str(SIZE), "1"]:
                    wrong.append(found)
            except QueryLimitError as exc:
                if "killed by the system" not in str(exc):
                    wrong.append(exc)
        stop.set()
        for thread in threads:
            thread.join()
        assert store.answer("ASK {}", "text/csv").body
    assert wrong == []
    assert (killed, answered > 0) == (30, True)


@pytest.fixture
def small_disk(tmp_path: Path, need: Callable[[str], str]) -> Iterator[Path]:
    """A file system of 48 MB, which needs the right to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        [need("mount"), "-t", "tmpfs", "-o", "size=48m", "imvograph-test", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"needs the right to mount a small file system, as root has: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def many(number: int) -> list[Triple]:
    p = NamedNode("http://example.org/p")
    return [
        Triple(NamedNode(f"http://example.org/{i}"), p, Literal(f"{random.Random(i * number).random()}" * 9))
        for i in range(20_000)
    ]


def test_a_full_disk_costs_the_change_not_the_store_and_ends_with_its_cause(small_disk: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    filler = small_disk / "filler"
    with EmbeddedStore.open(small_disk / "store", workers=1) as store:
        version = store.replace_graph(GRAPHS[0], step(1)[GRAPHS[1]])
        held = store.graph(GRAPHS[0])
        dump = small_disk / "dump.nq"
        dump.write_bytes(b"".join(b"%s <%s> .\n" % (str(t).encode(), GRAPHS[1].encode()) for t in many(1)[:9000]))
        with filler.open("wb", buffering=0) as out, pytest.raises(OSError, match="No space left"):
            while True:
                out.write(bytes(1 << 16))
        with pytest.raises(StoreError, match=r"No space left|nothing was stored"):
            store.replace_graph(GRAPHS[1], many(1))
        with dump.open("rb") as source, pytest.raises(StoreError, match=r"No space left|cannot be opened for writing"):
            store.load(source, replace=True)
        assert (store.version, store.graph(GRAPHS[0]), len(list(store.triples()))) == (version, held, SIZE)
        assert store.answer(query, "text/csv").body.split() == [b"n", str(SIZE).encode()]
        filler.unlink()
        assert store.replace_graph(GRAPHS[1], many(1)[:5000]).startswith("000002-")
        assert store.answer(query, "text/csv").body.split() == [b"n", str(SIZE + 5000).encode()]
        assert [entry.version[:6] for entry in store.changes()] == ["000001", "000002"]
    with EmbeddedStore.open(small_disk / "store") as store:
        assert len(list(store.triples())) == SIZE + 5000


def test_a_file_damaged_inside_is_noticed_when_it_is_read(tmp_path: Path) -> None:
    with EmbeddedStore.open(tmp_path) as store:
        store.replace_graph(GRAPHS[0], many(2))
    for file in tmp_path.glob("snapshots/000001-*/*.sst"):
        content = bytearray(file.read_bytes())
        for at in range(
            0, len(content) // 2 if len(content) > 100_000 else 0, 512
        ):  # what is read at once to open stays
            content[at] ^= 0xFF
        file.unlink()
        file.write_bytes(content)
    with EmbeddedStore.open(tmp_path, read_only=True, workers=1) as store:
        uses = (
            lambda: list(store.triples()),
            lambda: store.graph(GRAPHS[0]),
            lambda: store.select("SELECT * { ?s ?p ?o }"),
            lambda: store.answer("SELECT * { ?s ?p ?o }", "text/csv"),
        )
        for use in uses:
            with pytest.raises(StoreError, match=r"(?i)corrupt|checksum"):
                use()


@pytest.mark.parametrize("year", [1999, 2099])
def test_a_clock_that_jumps_changes_nothing(year: int, tmp_path: Path) -> None:
    moment = time.mktime((year, 1, 1, 0, 0, 0, 0, 1, 0))

    def jump() -> None:
        for path in tmp_path.rglob("*"):
            os.utime(path, (moment, moment))

    with EmbeddedStore.open(tmp_path, snapshot_keep=2) as store, EmbeddedStore.open(tmp_path, read_only=True) as reader:
        for number in range(1, 7):
            jump()
            for graph, triples in step(number).items():
                version = store.replace_graph(graph, triples)
            jump()  # the pointer has the same time as before
            assert reader.version == version
            assert {graph: set(reader.graph(graph)) for graph in reader.graphs()} == after(number)
    lines = (tmp_path / "journal").read_text()
    (tmp_path / "journal").write_text(re.sub(r'"time": "\d+', f'"time": "{year}', lines))
    with EmbeddedStore.open(tmp_path) as store:
        assert store.version == version
        for graph, triples in step(8).items():
            store.replace_graph(graph, triples)
        assert [entry.version for entry in store.changes()] == sorted(entry.version for entry in store.changes())
        assert sorted(path.name[:6] for path in tmp_path.glob("snapshots/*"))[-1] == store.version[:6]
