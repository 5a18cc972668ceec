"""Two replicas of a real engine behind a log of changes: what one of them, or the log, may do without anybody losing.

The engines are real (two Oxigraph servers; two Fuseki servers where Java and Maven are). The log is the test's own: it takes an
update, keeps it, and brings it to each replica in order, also later, as the patch log of a replicated Fuseki does.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import Popen
from urllib.parse import parse_qs

import httpx2
import pytest
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.errors import StoreBusyError, StoreError
from imvograph.model.iris import BASE
from imvograph.store import RemoteStore, Servers
from imvograph.store.snapshots import sequence

TITLE = NamedNode(BASE + "def/imvo#title")
LETTERS = f"SELECT ?s WHERE {{ ?s {TITLE} ?o }}"


def letter(number: int) -> Triple:
    return Triple(NamedNode(f"{BASE}id/letter/cluster-{number}"), TITLE, Literal(f"Brief {number}", language="nl"))


def graph(number: int) -> str:
    return f"{BASE}graph/added/cluster-{number}"


class Replica:
    """A server of its own process; ``position``: how much of the log it has; ``paused``: it gets nothing more."""

    def __init__(self, base: str, update: str, process: "Popen[bytes]") -> None:
        self.base, self.update, self.process = base, update, process
        self.position, self.paused = 0, False


class Log(ThreadingHTTPServer):
    """Takes updates, and brings them to the replicas in order; ``refuses``: a word after which it takes no more."""

    def __init__(self, replicas: list[Replica]) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.replicas, self.entries, self.lock = replicas, list[str](), threading.Lock()
        self.refuses, self.refusing = "", False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/update"

    def take(self, text: str) -> tuple[int, str]:
        with self.lock:
            if self.refusing:
                return 503, "the log takes no changes"
            self.entries.append(text)
            self.refusing = bool(self.refuses) and self.refuses in text
            problems = [self.bring(replica) for replica in self.replicas]
            wrong = next((p for p in problems if p and p != "down"), "")
            return (400, wrong) if wrong else (200, "")

    def bring(self, replica: Replica) -> str:
        """Bring a replica up to the end of the log."""
        if replica.paused:
            return "down"
        for text in self.entries[replica.position :]:
            try:
                done = httpx2.post(replica.update, content=text, headers={"Content-Type": "application/sparql-update"})
            except httpx2.TransportError:
                return "down"
            if done.status_code >= 300:
                self.entries.pop()
                return done.text
            replica.position += 1
        return ""

    def resume(self, replica: Replica) -> None:
        with self.lock:
            replica.paused = False
            self.bring(replica)


class _Taking(BaseHTTPRequestHandler):
    server: Log

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        direct = self.headers["Content-Type"].startswith("application/sparql-update")
        status, said = self.server.take(body if direct else parse_qs(body)["update"][0])
        self.send_response(status)
        self.send_header("Content-Length", str(len(said.encode())))
        self.end_headers()
        self.wfile.write(said.encode())

    def log_message(self, *_: object) -> None:
        pass


class Pair:
    """Two replicas and their log, and how a store on them is opened."""

    def __init__(self, replicas: list[Replica], log: Log) -> None:
        self.replicas, self.log = replicas, log

    def servers(self, confirm: int = 1, patience: float = 3) -> Servers:
        return Servers([r.base for r in self.replicas], [self.log.address], patience=patience, confirm=confirm)


@pytest.fixture(params=["oxigraph", "fuseki"])
def pair(request: pytest.FixtureRequest, tmp_path: Path, start_engine: Callable[..., object]) -> Iterator[Pair]:
    """Two fresh servers of an engine, and the log before them."""
    with ExitStack() as stack:
        replicas = [stack.enter_context(start_engine(request.param, tmp_path / name)) for name in ("a", "b")]  # type: ignore[arg-type]
        log = Log([Replica(*found) for found in replicas])  # type: ignore[misc]
        thread = threading.Thread(target=log.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        stack.callback(thread.join)
        stack.callback(log.server_close)
        stack.callback(log.shutdown)
        yield Pair(log.replicas, log)


def test_a_replicated_pair_keeps_what_it_acknowledged(pair: Pair) -> None:
    a, b = pair.replicas
    with RemoteStore.open(pair.servers()) as store:
        # Both replicas have what was written, and both answer.
        store.replace_graph(graph(0), [letter(0)])
        for replica in (a, b):
            with RemoteStore.open(Servers([replica.base]), read_only=True) as alone:
                assert alone.graphs() == [graph(0)] and alone.version == store.version

        # One lags: whoever was told of the newer version is never answered with less.
        b.paused = True
        store.replace_graph(graph(1), [letter(1)])
        assert {len(store.select(LETTERS).rows) for _ in range(12)} == {2}
        assert {len(store.graphs()) for _ in range(6)} == {2}
        with RemoteStore.open(Servers([b.base]), read_only=True) as alone:
            assert len(alone.select(LETTERS).rows) == 1, "it does lag"
        pair.log.resume(b)

        # A change that must be seen on both is not acknowledged by one.
        b.paused = True
        with RemoteStore.open(pair.servers(confirm=2, patience=0.5)) as careful:
            with pytest.raises(StoreBusyError, match="too few servers"):
                careful.replace_graph(graph(2), [letter(2)])
            pair.log.resume(b)
            careful.replace_graph(graph(3), [letter(3)])

        # One is killed while there is reading and writing: the other goes on, and nothing acknowledged is lost.
        acknowledged, seen, wrong = [3], list[float](), list[str]()
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                least = acknowledged[-1]
                try:
                    found = len(store.select(LETTERS).rows)
                except StoreBusyError:
                    continue
                seen.append(time.monotonic())
                if found <= least:
                    wrong.append(f"{found} letters after number {least} was acknowledged")

        reader = threading.Thread(target=read)
        reader.start()
        try:
            for number in range(4, 16):
                if number == 9:
                    a.process.kill()
                    a.process.wait()
                    killed = time.monotonic()
                store.replace_graph(graph(number), [letter(number)])
                acknowledged.append(number)
            time.sleep(0.3)
        finally:
            stop.set()
            reader.join(30)
        assert wrong == []
        assert len([moment for moment in seen if moment > killed]) > 2
        assert sorted(store.graphs()) == sorted(graph(number) for number in range(16))
        assert sequence(store.version) == 16

        # The log stops: reads go on, a write gets a clear error and changes nothing.
        pair.log.shutdown()
        pair.log.server_close()
        assert len(store.select(LETTERS).rows) == 16
        with pytest.raises(StoreError, match=r"cannot be reached|no whole answer|Connection refused"):
            store.replace_graph(graph(99), [letter(99)])
        assert len(store.select(LETTERS).rows) == 16

        # The last one that is not behind goes: an error, and never the older answer of the other.
        b.process.kill()
        b.process.wait()
        with pytest.raises(StoreError):
            store.select(LETTERS)


def test_a_large_change_whose_writer_stops_half_way_is_finished_by_the_next(pair: Pair) -> None:
    many = [letter(number) for number in range(2_600)]
    with RemoteStore.open(pair.servers(patience=0.5)) as store:
        store.replace_graph(graph(0), many[:5])
        pair.log.refuses = "stagedFor"  # it takes the beginning of the change, and nothing after it
        with pytest.raises(StoreError):
            store.replace_graph(graph(1), many)
        with pytest.raises(StoreBusyError, match="large change"):
            store.select(LETTERS)
    pair.log.refuses, pair.log.refusing = "", False
    with RemoteStore.open(pair.servers()) as store:
        assert len(store.graph(graph(1))) == len(store.select(LETTERS).rows) == 2_600
        assert store.graphs() == [graph(0), graph(1)] and sequence(store.version) == 2
