"""A turn to write, on engines where two updates with the same condition can both be carried out at the same moment.

A writer leaves its word in the registry, and then looks whether another one has; if so it takes its word back and tries again a
little later. Of two writers at least one sees the other, since each has left its word before it looks. A word begins with the
second it was left, so that one whose writer died does not stand for ever.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

from pyoxigraph import Literal

from imvograph.errors import StoreBusyError, StoreError
from imvograph.store.remote.cluster import Cluster
from imvograph.store.remote.registry import REGISTRY, UNION, WANTED, WANTS

TOO_LONG = 2.0
"""A word that stands for so many time limits of a request is that of a writer that died."""


@contextmanager
def turn(cluster: Cluster, send: Callable[[str], None]) -> Iterator[None]:
    """While inside, no other writer that takes turns writes. ``send`` carries out an update.

    Raises `StoreBusyError` if others keep writing while the patience lasts.
    """
    mine = f"{int(time.time())}-{uuid4().hex}"
    for _ in cluster.while_patient():
        try:
            send(f"INSERT {_word(mine)}")  # in here: its answer may be lost, and the word stand all the same
            others = _others(cluster, mine)
            if not others:
                yield
                return
        finally:
            with suppress(StoreError):  # what was written is written; the word will be too old one day
                send(f"DELETE {_word(mine)}")
        for who in others:
            if time.time() - int(who.partition("-")[0]) > TOO_LONG * cluster.seconds:
                send(f"DELETE {_word(who)}")
    raise StoreBusyError("another writer is at work there; offer the change again in a moment", retry_after=2)


def _others(cluster: Cluster, mine: str) -> set[str]:
    """The words of others, from a server that shows ours: it shows all that were left before."""
    problem: StoreError = StoreBusyError("no server shows that we want to write; try again in a moment")
    for _ in cluster.while_patient():
        for node in cluster.in_turn():
            begun = time.monotonic()
            try:
                found = {str(getattr(row[0], "value", "")) for row in cluster.rows(node, WANTED)}
            except StoreError as exc:
                cluster.failed(node, exc, begun)
                problem = exc
                continue
            if mine in found:
                return found - {mine}
    raise problem


def _word(who: str) -> str:
    return f"DATA {{ GRAPH {REGISTRY} {{ {UNION} {WANTS} {Literal(who)} }} }}"
