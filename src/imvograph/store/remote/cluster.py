"""The servers of a remote store: which one answers, and what to do when one is down, lags behind, or takes no writes.

Every answer comes from one server at one version: the version that this server had before the question and has after it.
A server that has less than we were ever told (by a write, or by another answer) is not believed.
"""

import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from imvograph.errors import AnswerSizeError, QueryLimitError, StoreAnswerError, StoreBusyError, StoreError
from imvograph.store.base import Term
from imvograph.store.remote import registry, truth
from imvograph.store.remote.client import Client, Question
from imvograph.store.remote.dialects import Dialect
from imvograph.store.snapshots import FIRST, is_version, sequence

T = TypeVar("T")

REST, LONGEST_REST = 5.0, 60.0
"""For so many seconds a server that failed is asked after all others: ten times as long as it kept us waiting, in these bounds."""

PROMPT = 5.0
"""Seconds in which a server says its version, where there are others to ask: one that hangs takes connections for ever."""


@dataclass
class Node:
    """One server: where it is asked, the version it was last seen at, until when it counts as down."""

    url: str
    version: str | None = None
    down_until: float = 0.0


@dataclass
class Cluster:
    """The servers. ``seconds``: time limit of one question of ours; ``patience``: how long one may be tried again."""

    client: Client
    dialect: Dialect
    nodes: list[Node]
    seconds: float
    patience: float
    told: int = 0
    """How many changes the newest version had that any server, or any write, told us of."""
    _turn: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, ask: Callable[[str], T], exactly: str | None = None) -> tuple[T, str]:
        """What ``ask`` gives for the address of a server, and the version that it was computed on.

        The version is the one given, or one not older than we know of. Other servers are tried, with pauses, while the
        patience lasts. Raises `StoreBusyError` if all lag or the store moved on, else what the last one said. A query that
        takes too long is not tried elsewhere, where it would take as long, unless its server hangs.
        """
        for _ in self.while_patient():
            problem: StoreError = StoreBusyError("every server is behind what was written; try again in a moment")
            for node in self.in_turn():
                begun = time.monotonic()
                try:
                    before = node.version if self._is_right(node.version, exactly) else self.look(node)
                    if not self._is_right(before, exactly):
                        continue
                    found = ask(node.url)
                    if self.look(node) == before:
                        return found, str(before)
                except AnswerSizeError:
                    raise
                except QueryLimitError as exc:
                    if len(self.nodes) == 1 or self._is_well(node):
                        raise
                    self.failed(node, exc, begun)
                    problem = exc
                except StoreError as exc:
                    self.failed(node, exc, begun)
                    problem = exc
            if exactly is not None and self.told > sequence(exactly):
                raise StoreBusyError(f"the graph changed while version {exactly} was read; ask again")
        raise problem

    def newest(self) -> str:
        """The newest version that a server has which is not behind; raises as `read`."""
        for _ in self.while_patient():
            problem: StoreError = StoreBusyError("every server is behind what was written; try again in a moment")
            for node in self.in_turn():
                begun = time.monotonic()
                try:
                    if self._is_right(version := self.look(node), None):
                        return version
                except StoreError as exc:
                    self.failed(node, exc, begun)
                    problem = exc
        raise problem

    def look(self, node: Node) -> str:
        """The version that a server has now; raises `StoreBusyError` while a large change is under way there."""
        version = self.held(node)
        if version.startswith(registry.PENDING):
            raise StoreBusyError(
                f"{node.url} takes in a large change ({version}); try again in a moment", retry_after=2
            )
        node.version, node.down_until = version, 0.0
        self.hear(version)
        return version

    def hear(self, version: str) -> None:
        """A server, or a write, told us of a version: nothing older is believed from here on."""
        with self._lock:
            self.told = max(self.told, sequence(version))

    def held(self, node: Node) -> str:
        """As `look`, but for the version as it stands there, perhaps pending."""
        found = [str(getattr(row[0], "value", "")) for row in self.rows(node, registry.VERSION)]
        if len(found) > 1:
            raise StoreError(
                f"{node.url} has {len(found)} versions at once ({', '.join(sorted(found))}); who wrote there?"
            )
        version = found[0] if found else FIRST
        if not is_version(version.removeprefix(registry.PENDING)):
            raise StoreAnswerError(f"{node.url} says that it has version {version[:80]!r}, which is none of imvograph")
        return version

    def rows(self, node: Node, text: str) -> tuple[tuple[Term | None, ...], ...]:
        """The rows of a question about the registry, which names its graphs itself, from one server as it is now.

        Such a question is small: a server that has no time for it is as good as down (`StoreAnswerError`).
        """
        seconds = min(self.seconds, PROMPT) if len(self.nodes) > 1 else self.seconds
        try:
            reply = self.client.ask(node.url, self.dialect.question(Question(text), seconds), seconds)
            return truth.full(reply, self.dialect, node.url, text).rows
        except QueryLimitError as exc:
            raise StoreAnswerError(f"{node.url} hangs: it has no time for a small question: {exc}") from exc

    def write(
        self, urls: Sequence[str], send: Callable[[str], None], shown: Callable[[], bool | None] | None = None
    ) -> bool:
        """Sends a change that may be sent twice to the first server that takes it; whether it was accepted.

        ``send`` raises if a server refuses or does not answer; ``shown`` looks whether the change is there: True, False
        (another one came first), None (not yet); without it, what a server takes is accepted. Raises what went wrong if
        nobody took it while the patience lasted.
        """
        problem: StoreError = StoreAnswerError("there is no address for updates; set remote_update")
        for _ in self.while_patient():
            for url in urls:
                try:
                    send(url)
                except StoreError as exc:
                    problem = exc
                    if not self._another_may(exc):
                        raise
                else:
                    if shown is None:
                        return True
                    problem = StoreBusyError(f"{url} took the change, but too few servers show it yet")
                # Also after a failure: an answer may be lost on its way, and the change be made all the same.
                if shown is not None and (known := shown()) is not None:
                    return known
        raise problem

    def _another_may(self, exc: StoreError) -> bool:
        """Whether another server, or the same one later, may take a change that one did not."""
        follower = self.dialect.follower and re.search(self.dialect.follower, str(exc))
        return bool(follower) or isinstance(exc, StoreAnswerError | StoreBusyError | QueryLimitError)

    def _is_right(self, version: str | None, exactly: str | None) -> bool:
        if version is None or exactly is not None:
            return version is not None and version == exactly
        return sequence(version) >= self.told

    def in_turn(self) -> list[Node]:
        """The servers, each time beginning with the next one; those that are down at the end."""
        with self._lock:
            self._turn += 1
            start = self._turn % len(self.nodes)
        now = time.monotonic()
        return sorted(self.nodes[start:] + self.nodes[:start], key=lambda node: node.down_until > now)

    def failed(self, node: Node, exc: StoreError, begun: float) -> None:
        """A server that was asked then did not answer: others are asked before it for a while."""
        node.version = None
        if not isinstance(exc, StoreBusyError):
            now = time.monotonic()
            node.down_until = now + min(max(REST, 10 * (now - begun)), LONGEST_REST)

    def _is_well(self, node: Node) -> bool:
        try:
            return bool(self.held(node))
        except StoreError:
            return False

    def while_patient(self) -> Iterator[None]:
        """Tries while the patience lasts and the store is open, at least one; the pauses grow and are never quite equal."""
        deadline, pause = time.monotonic() + self.patience, 0.05
        yield
        while time.monotonic() < deadline and not self.client.closed:
            time.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(pause * 2, 1.0)
            yield
