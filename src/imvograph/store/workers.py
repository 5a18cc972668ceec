"""The pool of query workers: strangers' queries in processes of their own, under limits, killed when they pass them.

The engine has no cancel and no time limit, and some short queries end its process. So each query runs in a worker
(``worker.py``: started with exec, never forked from a process that has a store open), which opens a published snapshot.
What a query can cost is one worker, which is replaced at once; who did so is remembered (``poison.py``). One client never
has all workers, nor the whole queue.
"""

import logging
import math
import signal
import threading
import time
import weakref
from collections import Counter, OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from imvograph.errors import (
    AnswerSizeError,
    QueryLimitError,
    QueryPolicyError,
    QuerySyntaxError,
    StoreBusyError,
    StoreError,
)
from imvograph.sparql.ordering import ordered_by_kind
from imvograph.store.base import Answer, Limits
from imvograph.store.poison import Poison
from imvograph.store.process import GRACE, DiedError, Worker

RECYCLE = 20_000
"""A worker is replaced after so many queries, so that what the allocator keeps cannot pile up."""

TRIES = 3
"""How often a worker is started for one query before we give up."""

SORTED_ANEW = 50
"""So many queries are remembered that the engine can sort in another form only (`sparql.ordering`)."""

_log = logging.getLogger(__name__)


class WorkerPool:
    """At most ``size`` worker processes and ``limits.queue`` queries that wait for one; any thread may call it."""

    def __init__(self, limits: Limits, size: int) -> None:
        self._limits, self._size = limits, size
        self._state = threading.RLock()
        self._idle: list[Worker] = []
        self._all: weakref.WeakSet[Worker] = weakref.WeakSet()
        self._running: Counter[str] = Counter()
        self._waiting: list[_Place] = []
        self._poison = Poison()
        self._by_kind: OrderedDict[str, str] = OrderedDict()
        self._closed = False

    def run(
        self,
        snapshot: Path,
        text: str,
        media_type: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        client: str = "",
    ) -> Answer:
        """The answer to a query on a snapshot, which the caller holds open.

        A big answer is a file, so that a hundred slow clients cost disk and no memory. It is whole: the first byte leaves
        when the last is known, so that no client takes a part for the answer, and a slow client holds no worker.

        ``client`` says who asks; nobody is told apart from nobody. Raises `QuerySyntaxError`, `QueryPolicyError` (it has
        ended workers before), `QueryLimitError` (time, memory, size, or the worker died of it), `StoreBusyError` (all
        workers and the queue are taken, or this client's share of them), `StoreError`.
        """
        self._poison.check(text)
        request = {
            "snapshot": str(snapshot),
            "media_type": media_type,
            "default_graphs": list(default_graphs),
            "named_graphs": list(named_graphs),
            "answer_bytes": self._limits.answer_bytes,
        }
        begun, asked, left = time.monotonic(), self._by_kind.get(text, text), self._limits.seconds
        while True:
            try:
                body, seconds = self._once({**request, "text": asked, "seconds": left}, client)
                return Answer(body, media_type, snapshot.name, seconds + self._limits.seconds - left)
            except DiedError as exc:
                left = self._limits.seconds - (time.monotonic() - begun)
                if exc.status == -signal.SIGABRT and asked == text and left > 0 and not self._closed:
                    asked = ordered_by_kind(text)  # if it was the engine's sort, this can be sorted
                    if asked != text:
                        self._remember(text, asked)
                        continue
                if not self._closed:
                    self._poison.strike(text, surely=exc.status in (-signal.SIGSEGV, -signal.SIGABRT))
                raise self._obituary(exc, time.monotonic() - begun) from None

    def _once(self, request: dict[str, Any], client: str) -> tuple[bytes | IO[bytes], float]:
        """What a worker answers, and what it cost; raises `DiedError` if the worker ended, and what `run` does."""
        self._enter(client)
        worker: Worker | None = None
        try:
            worker = self._take()
            reply, body = worker.ask(request, request["seconds"])
            self._check(reply)
            return body, reply["seconds"]
        finally:
            self._leave(worker, client)

    def _remember(self, text: str, by_kind: str) -> None:
        """That a query can only be sorted in another form, so that it ends no second worker."""
        with self._state:
            self._by_kind[text] = by_kind
            if len(self._by_kind) > SORTED_ANEW:
                self._by_kind.popitem(last=False)

    def warm(self) -> None:
        """Start all workers now; returns when they are ready."""
        with self._state:
            missing = self._size - sum(worker.alive for worker in self._all)
            idle, self._idle = self._idle, []
        idle += [self._start() for _ in range(missing)]
        for worker in idle:
            worker.wait_ready()
        with self._state:
            self._idle += idle

    @property
    def pids(self) -> list[int]:
        """Process ids of the living workers, for who watches them."""
        with self._state:
            return sorted(worker.pid for worker in self._all if worker.alive)

    @property
    def taken(self) -> tuple[int, int]:
        """How many queries run and how many wait, for who watches them."""
        with self._state:
            return self._running.total(), len(self._waiting)

    def close(self) -> None:
        """Kill the workers, also those that are at work; later calls raise `StoreError`."""
        with self._state:
            self._closed = True
            for place in self._waiting:
                place.turn.notify()
            workers = list(self._all)
        for worker in workers:
            worker.kill()

    def _enter(self, client: str) -> None:
        """Wait for a place among the running; raises `StoreBusyError` when the queue is full or does not move."""
        patience = self._limits.seconds + GRACE + 1  # so that who waits behind the slowest query is still served
        mine = _Place(client, threading.Condition(self._state))
        with self._state:
            self._waiting.append(mine)
            try:
                if self._next() is not mine:
                    self._must_have_room(client)
                    if not mine.turn.wait_for(lambda: self._closed or self._next() is mine, patience):
                        raise self._busy(
                            f"no query worker came free in {patience:g} s", f"in {patience:g} s kwam geen werker vrij"
                        )
                if self._closed:
                    raise StoreError("the store is closed")
                self._running[client] += 1
            finally:
                self._waiting.remove(mine)
                self._wake()

    def _next(self) -> "_Place | None":
        """Who may start now: of those with a share left the one with the fewest running, then the first that came."""
        if self._running.total() >= self._size:
            return None
        may = [place for place in self._waiting if self._running[place.client] < self._share(place.client, self._size)]
        return min(may, key=lambda place: self._running[place.client], default=None)

    def _wake(self) -> None:
        """Tell who may start now, and nobody else: to wake a whole queue for one place costs more than a query."""
        following = self._next()
        if following is not None:
            following.turn.notify()

    def _share(self, client: str, of: int) -> int:
        """How many of the places one client may have: all but one, where there are several."""
        return max(1, of - 1) if client else of

    def _must_have_room(self, client: str) -> None:
        running, waiting = self._running.total(), len(self._waiting) - 1
        if waiting >= self._limits.queue:
            raise self._busy(
                f"{running} queries run and {waiting} wait", f"{running} vragen lopen en {waiting} wachten"
            )
        mine, mine_wait = self._running[client], sum(place.client == client for place in self._waiting) - 1
        if client and mine_wait >= self._share(client, self._limits.queue):
            raise self._busy(
                f"{mine} queries of yours run and {mine_wait} wait",
                f"van jou lopen {mine} vragen en wachten er {mine_wait}",
            )

    def _busy(self, en: str, nl: str) -> StoreBusyError:
        retry = max(1, math.ceil(self._limits.seconds / 2))
        return StoreBusyError(f"{en}; try again in {retry} s", retry, nl=f"{nl}; probeer het over {retry} s weer")

    def _take(self) -> Worker:
        """A worker that takes queries; one that ends before it has started is tried again."""
        for _ in range(TRIES - 1):
            worker = self._idle_or_new()
            try:
                worker.wait_ready()
                return worker
            except StoreError as exc:
                worker.kill()
                _log.warning("%s", exc)
        worker = self._idle_or_new()
        worker.wait_ready()
        return worker

    def _idle_or_new(self) -> Worker:
        with self._state:
            while self._idle:
                started = [worker for worker in self._idle if worker.alive and worker.ready]
                worker = started[-1] if started else self._idle[-1]  # one that replaces another may still be starting
                self._idle.remove(worker)
                if worker.alive:
                    return worker
                _log.warning("query worker %d died idle (status %s)", worker.pid, worker.status)
        return self._start()

    def _leave(self, worker: Worker | None, client: str) -> None:
        """Give the place back, and the worker, or a fresh one for it if it died or has served long enough."""
        try:
            if worker is not None and (not worker.alive or worker.asked >= RECYCLE):
                worker.kill()
                worker = None if self._closed else self._start()
        except StoreError as exc:
            worker = None
            _log.warning("%s", exc)
        with self._state:
            self._running[client] -= 1
            self._running += Counter()  # who has none left is forgotten
            if worker is not None and not self._closed:
                self._idle.append(worker)
            self._wake()

    def _start(self) -> Worker:
        worker = Worker(self._limits.memory)
        with self._state:
            self._all.add(worker)
            closed = self._closed
        if closed:
            worker.kill()
            raise StoreError("the store is closed")
        return worker

    def _check(self, reply: dict[str, Any]) -> None:
        """Raises what a worker says is wrong."""
        match reply["state"]:
            case "ok":
                return
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
                    reply["seconds"],
                    nl=f"het antwoord is groter dan {size} bytes, en een half antwoord sturen we niet: geef een LIMIT, "
                    "vraag minder variabelen, of neem de dump",
                )
            case "time":
                raise self._too_slow(reply["seconds"])
            case "memory":
                raise self._too_much_memory(reply["seconds"])
            case _:
                raise StoreError(f"the store could not answer: {reply['message']}")

    def _obituary(self, died: DiedError, seconds: float) -> StoreError:
        """What to tell the one whose query ended its worker; by what the kernel says of its end."""
        if self._closed:
            return StoreError("the store was closed while the query ran")
        status = died.status
        _log.warning("a query worker ended (%s) and is replaced", "deadline" if died.late else status)
        if died.late or status == -signal.SIGXCPU:
            return self._too_slow(seconds)
        if status == -signal.SIGABRT:
            return self._too_much_memory(seconds)
        if status == -signal.SIGSEGV:
            return QueryLimitError(
                "the query engine broke down on this query (segmentation fault: too deep, or out of memory); nothing "
                "else was touched. Write it with less nesting",
                seconds,
                nl="de zoekmachine liep op deze vraag stuk (te diep, of geheugen op); verder is niets geraakt. Nest minder",
            )
        if status == -signal.SIGKILL:
            return QueryLimitError(
                "the process of this query was killed by the system, most likely because memory ran out; ask for less, "
                "or try again",
                seconds,
                nl="het proces van deze vraag is door het systeem gestopt, waarschijnlijk omdat het geheugen op was; vraag "
                "minder, of probeer het nog eens",
            )
        return StoreError(f"the process of this query ended unexpectedly (status {status}); try again")

    def _too_slow(self, seconds: float) -> QueryLimitError:
        return QueryLimitError(
            f"the query was stopped after {self._limits.seconds:g} s; put the most selective pattern first, narrow the "
            "query, or add a LIMIT (which does not help where all rows must be sorted or counted)",
            seconds,
            nl=f"de vraag is na {self._limits.seconds:g} s gestopt; zet het kleinste patroon voorop, maak de vraag nauwer, of "
            "geef een LIMIT (die niet helpt waar alle rijen gesorteerd of geteld worden)",
        )

    def _too_much_memory(self, seconds: float) -> QueryLimitError:
        megabytes = self._limits.memory >> 20
        return QueryLimitError(
            f"the query needed more than {megabytes:,} MiB of memory and was stopped; join fewer rows, and build shorter "
            "texts",
            seconds,
            nl=f"de vraag had meer dan {megabytes} MiB geheugen nodig en is gestopt; koppel minder rijen, maak kortere teksten",
        )


class _Place:
    """A place in the queue; ``turn`` is notified when it may start."""

    def __init__(self, client: str, turn: threading.Condition) -> None:
        self.client, self.turn = client, turn
