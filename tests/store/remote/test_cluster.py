"""Two replicas of a real engine behind a log of changes: what one of them, or the log, may do without anybody losing.

The engines are real (two Oxigraph servers; two Fuseki servers where Java and Maven are). The log is the test's own: it takes an
update, keeps it, and brings it to each replica in order, also later, as the patch log of a replicated Fuseki does.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import Popen
from urllib.parse import parse_qs

import httpx2
import pytest
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.errors import StoreBusyError, StoreError
from imvograph.model.iris import BASE
from imvograph.store import EmbeddedStore, RemoteStore, Servers
from imvograph.store.remote import registry
from imvograph.store.remote.change import Move, begun, ended, inserted
from imvograph.store.snapshots import sequence
from waiting import until

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
    """Takes updates, and brings them to the replicas in order, unless it is told to refuse."""

    def __init__(self, replicas: list[Replica]) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.replicas, self.entries, self.lock = replicas, list[str](), threading.Lock()
        self.refuses, self.refusing, self.once, self.taken = "", False, "", False

    @contextmanager
    def stopping_after(self, word: str) -> Iterator[None]:
        """While inside: takes the first change that holds a word, and nothing after it."""
        self.refuses = word
        try:
            yield
        finally:
            assert self.refusing, f"nothing held {word}"
            self.refuses, self.refusing = "", False

    @contextmanager
    def taking_once(self, word: str) -> Iterator[None]:
        """While inside: takes the first change that holds a word, and refuses each other one that does."""
        self.once, self.taken = word, False
        try:
            yield
        finally:
            assert self.taken, f"nothing held {word}"
            self.once = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/update"

    def take(self, text: str) -> tuple[int, str]:
        with self.lock:
            if self.refusing:
                return 503, "the log takes no changes"
            if self.once and self.once in text:
                if self.taken:
                    return 503, "the log takes no such change"
                self.taken = True
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

    def servers(self, confirm: int = 1, patience: float = 3, seconds: float = 60) -> Servers:
        bases = [replica.base for replica in self.replicas]
        return Servers(bases, [self.log.address], seconds=seconds, patience=patience, confirm=confirm)

    def rows(self, text: str) -> list[object]:
        """What both servers say, of all graphs that they hold."""
        found: list[object] = []
        for replica in self.replicas:
            reply = httpx2.post(
                replica.base, data={"query": text}, headers={"Accept": "application/sparql-results+json"}
            )
            found += reply.json()["results"]["bindings"]
        return found

    def nothing_is_staged(self) -> None:
        assert self.rows(registry.STAGED) == self.rows(STAGED) == []

    def forget_the_dead(self) -> None:
        """As time does: takes away the words of writers that stopped."""
        word = f"GRAPH {registry.REGISTRY} {{ ?union {registry.WANTS} ?who }}"
        assert self.log.take(f"DELETE WHERE {{ {word} }}")[0] == 200


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


one_engine = pytest.mark.parametrize("pair", ["oxigraph"], indirect=True)
"""For what is no matter of the engine: a Fuseki takes seconds to start."""


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
            until(lambda: sum(moment > killed for moment in seen) > 2)
        finally:
            stop.set()
            reader.join(30)
        assert wrong == []
        assert sorted(store.graphs()) == sorted(graph(number) for number in range(16))
        assert sequence(store.version) == 16

        # The log stops: reads go on, a write gets a clear error and changes nothing.
        pair.log.shutdown()
        pair.log.server_close()
        assert len(store.select(LETTERS).rows) == 16
        with pytest.raises(StoreError, match=r"cannot be reached|no whole answer|Connection refused"):
            store.replace_graph(graph(99), [letter(99)])
        assert len(store.select(LETTERS).rows) == 16

        # All that answered go: an error.
        b.process.kill()
        b.process.wait()
        with pytest.raises(StoreError):
            store.select(LETTERS)


@one_engine
def test_when_the_last_that_is_not_behind_goes_the_older_answer_of_the_other_is_not_given(pair: Pair) -> None:
    a, b = pair.replicas
    with RemoteStore.open(pair.servers(patience=0.5)) as store:
        store.replace_graph(graph(0), [letter(0)])
        a.paused = True
        store.replace_graph(graph(1), [letter(1)])
        b.process.kill()
        b.process.wait()
        for _ in range(3):
            with pytest.raises(StoreError):
                store.select(LETTERS)
        with RemoteStore.open(Servers([a.base]), read_only=True) as alone:
            assert len(alone.select(LETTERS).rows) == 1, "it is up, and has the older answer"


MANY = [letter(number) for number in range(2_600)]
"""More than one update takes: two statements each."""

STAGED = f"SELECT ?s WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), '{registry.STAGING}')) }} LIMIT 1"


def test_a_large_change_whose_writer_stops_half_way_is_finished_by_the_next(pair: Pair, tmp_path: Path) -> None:
    with EmbeddedStore.open(tmp_path / "embedded") as embedded:
        versions = [embedded.replace_graph(graph(0), MANY[:5]), embedded.replace_graph(graph(1), MANY)]
    with RemoteStore.open(pair.servers(patience=0.5)) as store:
        isolated = store.dialect.isolated
        assert store.replace_graph(graph(0), MANY[:5]) == versions[0]
        with pair.log.stopping_after("stagedFor"), pytest.raises(StoreError):
            store.replace_graph(graph(1), MANY)  # begun, and nothing after it
        with pytest.raises(StoreBusyError, match="large change"):
            store.select(LETTERS)
    if not isolated:  # it has its turn, and may be at work still: nobody takes its change from it
        with pytest.raises(StoreBusyError, match="large change"):
            RemoteStore.open(pair.servers(patience=0.5))
    with RemoteStore.open(pair.servers(patience=15, seconds=1.5)) as store:  # after twice that long it is dead
        assert len(store.graph(graph(1))) == len(store.select(LETTERS).rows) == 2_600
        assert store.graphs() == [graph(0), graph(1)] and store.version == versions[1]
    pair.nothing_is_staged()


def test_what_a_finished_change_left_is_not_done_again_by_a_later_crash(pair: Pair) -> None:
    with RemoteStore.open(pair.servers(patience=0.5)) as store:
        store.replace_graph(graph(0), MANY[:5])
        with pair.log.stopping_after("hasVersion"):  # all of it but the emptying
            store.replace_graph(graph(1), MANY)
        assert len(store.graph(graph(1))) == 2_600 and pair.rows(registry.STAGED), "stored, with stages that are left"
        pair.forget_the_dead()
        store.replace_graph(graph(1), MANY[:10])
        with pair.log.stopping_after("stagedFor"), pytest.raises(StoreError):
            store.replace_graph(graph(2), [*MANY[5:], letter(3_000)])
    pair.forget_the_dead()
    with RemoteStore.open(pair.servers()) as store:
        assert {len(store.graph(graph(n))) for n in (0, 1, 2)} == {5, 10, 2_596}
    pair.nothing_is_staged()


@one_engine
def test_what_one_that_died_left_goes_when_the_next_begins(pair: Pair) -> None:
    with RemoteStore.open(pair.servers(patience=0.5)) as store, pair.log.stopping_after("hasVersion"):
        store.replace_graph(graph(1), MANY)
    assert pair.rows(registry.STAGED) and pair.rows(STAGED)
    RemoteStore.open(pair.servers()).close()
    pair.nothing_is_staged()


@one_engine
def test_what_was_being_filled_when_its_writer_was_killed_goes_once_another_version_came(pair: Pair) -> None:
    with RemoteStore.open(pair.servers(patience=0.5)) as killed:
        with pair.log.stopping_after(f"INSERT DATA {{ GRAPH <{registry.STAGING}"), pytest.raises(StoreError):
            killed.replace_graph(graph(1), MANY)
        assert pair.rows(STAGED), "some of it was brought"
        with RemoteStore.open(pair.servers()) as store:
            assert pair.rows(STAGED), "its writer may be filling it still"
            store.replace_graph(graph(0), [letter(0)])
    RemoteStore.open(pair.servers()).close()
    pair.nothing_is_staged()


@one_engine
def test_what_could_not_be_brought_whole_is_taken_away(pair: Pair) -> None:
    with RemoteStore.open(pair.servers(patience=0.3)) as store:
        store.replace_graph(graph(0), MANY[:5])
        with (
            pair.log.taking_once(f"INSERT DATA {{ GRAPH <{registry.STAGING}"),
            pytest.raises(StoreError, match="takes no such"),
        ):
            store.replace_graph(graph(1), MANY)
        assert len(store.select(LETTERS).rows) == 5
    pair.nothing_is_staged()


def test_a_stage_is_copied_only_while_its_version_is_pending(pair: Pair) -> None:
    with RemoteStore.open(pair.servers()) as store:
        before = store.replace_graph(graph(0), [letter(0)])
        name = NamedNode(graph(1))
        move = Move(before, "000002-000000000000", {name: ([letter(1)], [])}, ([letter(1)], []))
        plan = list(move.stages())
        for stage in plan:
            assert pair.log.take(inserted(stage.name, stage.triples))[0] == 200
            assert pair.log.take(stage.copied())[0] == 200
        assert len(store.select(LETTERS).rows) == 1 and not store.graph(graph(1))
        pair.log.take(begun(move, plan))
        for stage in plan:
            pair.log.take(stage.emptied())
            pair.log.take(stage.copied())
        pair.log.take(ended(move.after))
        assert len(store.select(LETTERS).rows) == 2 and store.graph(graph(1)) == {letter(1)}, "not emptied too early"
        for stage in plan:
            pair.log.take(stage.emptied())
        pair.nothing_is_staged()
        pair.log.take(begun(Move(move.after, "000003-000000000000", move.graphs, move.union), plan))
        assert store.version == move.after, "a beginning that comes late begins nothing"
