"""A stranger's query costs at most its limit, whatever it is, and never the next one's answer."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest

from bench.attacks import ATTACKS, MEASURED
from imvograph.errors import (
    QueryError,
    QueryLimitError,
    QueryPolicyError,
    StoreBusyError,
    StoreError,
)
from imvograph.model.iris import BASE
from imvograph.store import EmbeddedStore, Limits
from imvograph.store.poison import MOST, Poison
from imvograph.store.process import IN_MEMORY
from imvograph.store.workers import WorkerPool
from processes import lives, state
from waiting import until

TABLE = "application/sparql-results+json"
ONE = f"<{BASE}id/letter/1-1>"
ORDINARY = f"SELECT ?property ?value {{ {ONE} ?property ?value }}"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_at_its_limit_with_a_clear_text_and_the_next_is_answered(
    name: str, public: EmbeddedStore
) -> None:
    query = ATTACKS[name]
    public.warm()
    start = time.monotonic()
    with pytest.raises((QueryError, QueryLimitError)) as caught:
        public.answer(query, "text/turtle" if query.startswith(("CONSTRUCT", "DESCRIBE")) else TABLE)
    assert time.monotonic() - start < 0.8 + 1.0
    assert 20 < len(str(caught.value)) < 500
    assert len(rows(public.answer(ORDINARY, TABLE).body)) == 4


def rows(body: bytes) -> list[object]:
    found: list[object] = json.loads(body)["results"]["bindings"]
    return found


@contextmanager
def pool(size: int = 1, **limits: float) -> Iterator[WorkerPool]:
    """A pool on its own, without the guard before it."""
    workers = WorkerPool(Limits(**{"seconds": 5.0, **limits}), size)  # type: ignore[arg-type]
    try:
        yield workers
    finally:
        workers.close()


@pytest.fixture
def snapshot(public: EmbeddedStore) -> Path:
    return public.snapshot().path


def test_a_query_that_breaks_the_engine_is_reported_as_such(snapshot: Path) -> None:
    with pool() as workers:
        with pytest.raises(QueryLimitError, match="broke down on this query"):
            workers.run(snapshot, "SELECT * {" + "{" * 20_000 + "}" * 20_000 + "}", TABLE)
        assert len(rows(workers.run(snapshot, ORDINARY, TABLE).body)) == 4


def test_a_query_that_needs_too_much_memory_is_reported_as_such(snapshot: Path) -> None:
    with pool(seconds=20.0, memory=1 << 30) as workers:
        with pytest.raises(QueryLimitError, match=r"more than 1,024 MiB of memory"):
            workers.run(snapshot, MEASURED["a text of 10 GB"], TABLE)
        assert len(rows(workers.run(snapshot, ORDINARY, TABLE).body)) == 4


def mixed() -> tuple[str, int]:
    """A query that the engine's sort ends the process over, as its order of texts, truths, years and numbers together is
    none; and how many rows it has."""
    year = "<http://www.w3.org/2001/XMLSchema#gYear>"
    texts, numbers = [f'"t{n:02d}"' for n in range(30)], [str(n) for n in range(30)]
    values = [*texts, *["true", "false"] * 3, f'"2000"^^{year}', f'"2001"^^{year}', *numbers]
    Random(12).shuffle(values)
    return f"SELECT ?x {{ VALUES ?x {{ {' '.join(values)} }} }} ORDER BY DESC(?x)", len(values)


def test_values_of_several_kinds_that_the_engine_cannot_sort_are_sorted_by_kind(snapshot: Path) -> None:
    query, size = mixed()
    with pool() as workers:
        workers.warm()
        first = workers.pids
        found = [
            row["x"]["value"] for row in json.loads(workers.run(snapshot, query, TABLE).body)["results"]["bindings"]
        ]
        assert len(found) == size
        assert [x for x in found if x[0] == "t" and x != "true"] == [f"t{n:02d}" for n in reversed(range(30))]
        assert [x for x in found if x.isdigit() and len(x) < 4] == [str(n) for n in reversed(range(30))]
        second = workers.pids
        assert first != second, "the engine could not"
        workers.run(snapshot, query, TABLE)
        assert workers.pids == second, "what it cannot sort ends one worker only"


def test_what_has_used_its_time_up_is_not_sorted_another_way(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = count(0, 6)  # seconds that only go up, six at each look
    monkeypatch.setattr("imvograph.store.workers.time", SimpleNamespace(monotonic=clock.__next__))
    with pool(seconds=5.0) as workers, pytest.raises(QueryLimitError):
        workers.run(snapshot, mixed()[0], TABLE)


def test_what_needs_too_much_memory_to_sort_is_told_within_its_time(snapshot: Path) -> None:
    many = " ".join(f"VALUES ?x{n} {{ {' '.join(map(str, range(10)))} }}" for n in range(9))
    query = f"SELECT * {{ {many} }} ORDER BY DESC(?x0) ?x1 STR(?x2)"
    with pool(seconds=8.0, memory=1 << 30) as workers:
        begun = time.monotonic()
        with pytest.raises(QueryLimitError):
            workers.run(snapshot, query, TABLE)
        assert time.monotonic() - begun < 14.0, "not twice its time"
        with pytest.raises(QueryPolicyError, match="is not run again"):
            workers.run(snapshot, query, TABLE)


def test_a_worker_killed_from_outside_is_replaced(snapshot: Path) -> None:
    with pool() as workers, ThreadPoolExecutor(1) as threads:
        workers.warm()
        (busy,) = workers.pids
        asked = threads.submit(workers.run, snapshot, SLOW, TABLE)
        until(lambda: works(busy))
        os.kill(busy, signal.SIGKILL)
        with pytest.raises(QueryLimitError, match="killed by the system"):
            asked.result()
        (idle,) = workers.pids
        assert idle != busy
        os.kill(idle, signal.SIGKILL)
        until(lambda: not lives(idle))
        assert len(rows(workers.run(snapshot, ORDINARY, TABLE).body)) == 4


def test_a_worker_can_call_nobody_even_if_the_guard_lets_service_pass(snapshot: Path) -> None:
    bell = socket.create_server(("127.0.0.1", 0))
    bell.settimeout(0.5)
    query = f"SELECT * {{ SERVICE <http://127.0.0.1:{bell.getsockname()[1]}/> {{ ?s ?p ?o }} }}"
    with bell, pool() as workers:
        with pytest.raises(StoreError, match=r"could not answer.*Permission denied"):
            workers.run(snapshot, query, TABLE)
        with pytest.raises(TimeoutError):
            bell.accept()


def test_a_worker_that_nobody_watches_has_limits_of_its_own(snapshot: Path) -> None:
    with pool(seconds=3.0) as workers:
        workers.run(snapshot, ORDINARY, TABLE)
        (pid,) = workers.pids
        assert resource.prlimit(pid, resource.RLIMIT_AS)[0] == Limits().memory
        assert resource.prlimit(pid, resource.RLIMIT_CORE) == (0, 0)
        assert 3 <= resource.prlimit(pid, resource.RLIMIT_CPU)[0] <= 8, "seconds of processor time, all together"


def test_a_signal_to_all_processes_is_not_for_a_worker(snapshot: Path) -> None:
    """Ctrl-C, or a stop of the service: queries that run may end, and the parent ends the workers."""
    with pool() as workers:
        workers.run(snapshot, ORDINARY, TABLE)
        (pid,) = workers.pids
        for sent in (signal.SIGINT, signal.SIGTERM):
            os.kill(pid, sent)
        assert len(rows(workers.run(snapshot, ORDINARY, TABLE).body)) == 4
        assert workers.pids == [pid]


def test_a_worker_that_has_served_long_enough_is_replaced(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imvograph.store.workers.RECYCLE", 3)
    with pool() as workers:
        served = []
        for _ in range(6):
            workers.warm()
            served.append(*workers.pids)
            workers.run(snapshot, ORDINARY, TABLE)
    assert [served.count(pid) for pid in dict.fromkeys(served)] == [3, 3]


def test_an_answer_above_the_limit_is_refused_not_cut(snapshot: Path) -> None:
    with pool() as workers:
        whole = workers.run(snapshot, ORDINARY, TABLE).body
    with pool(answer_bytes=len(whole)) as workers:
        assert workers.run(snapshot, ORDINARY, TABLE).body == whole
    with pool(answer_bytes=len(whole) - 1) as workers:
        with pytest.raises(QueryLimitError, match=f"larger than {len(whole) - 1} bytes"):
            workers.run(snapshot, ORDINARY, TABLE)
        (same,) = workers.pids
        workers.run(snapshot, "ASK {}", TABLE)
        assert workers.pids == [same], "it stopped by itself, and serves on"


@pytest.mark.parametrize("process", ["worker", "loader"])
def test_the_processes_of_the_store_start_with_little(process: str) -> None:
    """No client of HTTP is in them, nor what the others need: a fifth of the time to start, two thirds of the memory."""
    program = f"import sys, imvograph.store.{process}; print(*sorted(sys.modules))"
    loaded = set(
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    )
    assert not loaded & {"httpx2", "SPARQLWrapper", "rdflib", "imvograph.store.embedded", "imvograph.sparql.tokens"}


def test_many_small_questions_cost_what_they_cost(snapshot: Path) -> None:
    """Under a limit of processor time the kernel counts that of a process by its clock ticks: a short question is nothing."""
    with pool() as workers:
        assert all(workers.run(snapshot, ORDINARY, TABLE).seconds > 0 for _ in range(50))


def test_an_answer_of_megabytes_comes_whole(snapshot: Path) -> None:
    with pool() as workers:
        body = workers.run(snapshot, "SELECT ?s ?p ?o ?x { ?s ?p ?o VALUES ?x { 1 2 } }", TABLE).body
    assert len(body) > 5_000_000
    assert len(rows(body)) == 40_000


def test_when_workers_and_queue_are_taken_the_next_is_sent_away_at_once(library: Path) -> None:
    limits = Limits(seconds=1.5, queue=1)
    with (
        EmbeddedStore.open(library, read_only=True, limits=limits, workers=1) as store,
        ThreadPoolExecutor(2) as threads,
    ):
        store.warm()
        runs = threads.submit(store.answer, SLOW, TABLE)
        until(lambda: store.workers.taken == (1, 0))
        waits = threads.submit(store.answer, ORDINARY, TABLE)
        until(lambda: store.workers.taken == (1, 1))
        with pytest.raises(StoreBusyError, match="1 queries run and 1 wait") as caught:
            store.answer(ORDINARY, TABLE)
        assert not runs.done() and not waits.done()
        assert caught.value.retry_after >= 1
        with pytest.raises(QueryLimitError):
            runs.result()
        assert len(rows(waits.result().body)) == 4


def test_one_client_never_takes_all_workers_nor_the_whole_queue(library: Path) -> None:
    limits = Limits(seconds=2.0, queue=3)
    with (
        EmbeddedStore.open(library, read_only=True, limits=limits, workers=2) as store,
        ThreadPoolExecutor(8) as threads,
    ):
        store.warm()
        heavy = [threads.submit(store.answer, SLOW, TABLE, client="a") for _ in range(3)]  # one runs, two wait
        until(lambda: store.workers.taken == (1, 2))
        with pytest.raises(StoreBusyError, match="1 queries of yours run and 2 wait"):
            store.answer(ORDINARY, TABLE, client="a")
        for _ in range(5):
            assert len(rows(store.answer(ORDINARY, TABLE, client="b").body)) == 4
        assert not any(query.done() for query in heavy), "b did not wait for a"
        for query in heavy:
            with pytest.raises((QueryLimitError, QueryPolicyError, StoreBusyError)):
                query.result()
        assert len(rows(store.answer(ORDINARY, TABLE, client="a").body)) == 4


def test_who_has_the_fewest_running_is_next_then_who_came_first(snapshot: Path) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    finished: list[str] = []

    def ask(client: str, text: str) -> None:
        with suppress(QueryLimitError):
            workers.run(snapshot, text, TABLE, client=client)
        finished.append(client)

    with pool(3, seconds=1.0) as workers, ThreadPoolExecutor(8) as threads:
        workers.warm()
        waiting = []
        for client, taken in (("a", (1, 0)), ("a", (2, 0)), ("b", (3, 0)), ("a", (3, 1)), ("c", (3, 2))):
            waiting.append(threads.submit(ask, client, slow if client != "c" else ORDINARY))
            until(lambda taken=taken: workers.taken == taken)  # type: ignore[misc]
        for one in waiting:
            one.result()
    assert finished.index("c") < len(finished) - 1, "c came last and has none running: it goes before the third of a"


def test_a_query_that_breaks_the_engine_is_not_tried_twice(snapshot: Path) -> None:
    breaks = "SELECT * {" + "{" * 20_000 + "}" * 20_000 + "}"
    with pool() as workers:
        with pytest.raises(QueryLimitError, match="broke down"):
            workers.run(snapshot, breaks, TABLE)
        workers.run(snapshot, ORDINARY, TABLE)
        before = workers.pids
        with pytest.raises(QueryPolicyError, match=r"ended the process that ran it, and is not run again for \d+ s"):
            workers.run(snapshot, breaks, TABLE)
        assert workers.pids == before


def test_a_query_that_is_killed_at_its_deadline_twice_is_not_tried_a_third_time(snapshot: Path) -> None:
    with pool(seconds=0.4) as workers:
        for _ in range(2):
            with pytest.raises(QueryLimitError, match="was stopped after"):
                workers.run(snapshot, SLOW, TABLE)
        with pytest.raises(QueryPolicyError, match="not run again"):
            workers.run(snapshot, SLOW, TABLE)
        assert len(rows(workers.run(snapshot, ORDINARY, TABLE).body)) == 4


def test_what_is_remembered_is_forgotten_after_a_while_and_never_much() -> None:
    now = [0.0]
    poison = Poison(lambda: now[0])
    poison.strike("x", surely=True)
    poison.strike("y", surely=False)
    poison.check("y")
    with pytest.raises(QueryPolicyError, match="for 600 s"):
        poison.check("x")
    now[0] = 599.0
    with pytest.raises(QueryPolicyError, match="for 1 s"):
        poison.check("x")
    now[0] = 601.0
    poison.check("x")
    poison.strike("y", surely=False)
    poison.check("y")  # its first strike had gone
    for number in range(3 * MOST):
        poison.strike(f"{number}\ud800", surely=True)
    assert len(poison._strikes) == MOST


def test_a_question_is_answered_on_the_newest_version(tmp_path: Path, library: Path) -> None:
    with EmbeddedStore.open(library, read_only=True) as source, EmbeddedStore.open(tmp_path, workers=1) as store:
        for number in range(3):
            iri = f"{BASE}graph/letters/{number}"
            version = store.replace_graph(iri, source.graph(iri))
            answer = store.answer("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv")
            assert (answer.version, int(answer.body.split()[1])) == (version, 200 * (number + 1))


def test_many_threads_each_get_their_own_answer(library: Path) -> None:
    def ask(number: int) -> bool:
        query = f"SELECT ?title {{ <{BASE}id/letter/{number}-7> <{BASE}t> ?title }}"
        return f"Brief {number} 7 over" in store.answer(query, "text/csv").body.decode()

    with (
        EmbeddedStore.open(library, read_only=True, limits=Limits(queue=20), workers=2) as store,
        ThreadPoolExecutor(12) as threads,
    ):
        assert all(threads.map(ask, [number % 100 for number in range(200)]))


def test_closing_ends_the_queries_that_run(snapshot: Path) -> None:
    with pool(seconds=120.0) as workers, ThreadPoolExecutor(1) as threads:
        workers.warm()
        running = threads.submit(workers.run, snapshot, SLOW, TABLE)
        (busy,) = workers.pids
        until(lambda: works(busy))
        workers.close()
        with pytest.raises(StoreError, match="closed while the query ran"):
            running.result(timeout=30)
        assert workers.pids == []
        with pytest.raises(StoreError, match="is closed"):
            workers.run(snapshot, ORDINARY, TABLE)


def test_workers_end_with_their_parent_also_in_the_middle_of_a_query(library: Path) -> None:
    script = f"""
import sys, threading, time
from pathlib import Path
from imvograph.store import EmbeddedStore, Limits
store = EmbeddedStore.open(Path(sys.argv[1]), read_only=True, workers=2, limits=Limits(seconds=120.0))
store.warm()
print(*store.workers.pids, flush=True)
threading.Thread(target=store.answer, args=("{SLOW}", "{TABLE}"), daemon=True).start()
time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, str(library)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        until(lambda: any(works(pid) for pid in pids))
        parent.kill()
    assert len(pids) == 2
    until(lambda: not any(lives(pid) for pid in pids))


def works(pid: int) -> bool:
    """Whether a worker is at work on a query."""
    return state(pid) == "R"


def test_a_big_answer_waits_in_a_file_and_is_whole(snapshot: Path) -> None:
    ten = " ".join(map(str, range(10)))
    text = f"SELECT * {{ {' '.join(f'VALUES ?x{n} {{ {ten} }}' for n in range(5))} }}"
    with pool(seconds=20.0) as workers:
        answer = workers.run(snapshot, text, "text/csv")
        assert not isinstance(answer.content, bytes) and answer.size > IN_MEMORY
        lines = b"".join(answer.pieces(1000)).splitlines()
        assert (len(lines), sum(map(len, lines)) + 2 * len(lines)) == (100_001, answer.size)
        assert answer.body == b"".join(answer.pieces()) and answer.seconds > 0
        assert workers.run(snapshot, ORDINARY, TABLE).body.startswith(b"{")


def test_a_big_answer_for_which_there_is_no_room_costs_one_worker_and_not_the_next_answer(snapshot: Path) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    with pool() as workers:
        workers.warm()
        resource.setrlimit(resource.RLIMIT_FSIZE, (2 * IN_MEMORY, most))  # as a full disk does, it ends in an OSError
        try:
            with pytest.raises(
                StoreBusyError, match=r"could not be kept until it is sent: File too large.*try again in 30 s"
            ):
                workers.run(snapshot, "SELECT ?s ?p ?o ?x { ?s ?p ?o VALUES ?x { 1 2 } }", "text/csv")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        for _ in range(3):
            assert len(rows(workers.run(snapshot, ORDINARY, TABLE).body)) == 4
        assert len(workers.pids) == 1
