"""What each client may spend: processor seconds of questions, in a bucket that fills again while it waits.

A count of requests would let ten heavy queries through and stop ten thousand light ones; this counts what they cost. A
bucket may go below nothing (what a query costs is known when it has ended); then its client waits. Kept in memory, and
bounded: the client that has waited longest is forgotten.
"""

import math
import time
from collections.abc import Awaitable, Callable
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar

from fastapi import Request
from fastapi.concurrency import run_in_threadpool

from imvograph.api.asking import WrongRequest

_Done = TypeVar("_Done")

MOST_CLIENTS = 10_000
"""Above it the client that has waited longest is forgotten: a flood of addresses costs a megabyte, no more."""


class SpentError(WrongRequest):
    """A client has spent its allowance: 429; ``retry_after`` in seconds."""

    def __init__(self, retry_after: int, share: float) -> None:
        super().__init__(
            429,
            f"Your queries took more than this service gives to one client ({share:g} s of work a second); go on in "
            f"{retry_after} s, or take the dump",
            nl=f"Je vragen kostten meer dan deze dienst aan één klant geeft ({share:g} s werk per seconde); ga over "
            f"{retry_after} s verder, of neem de dump",
        )
        self.retry_after = retry_after


class Allowance:
    """The buckets: each holds ``most`` seconds and gets ``share`` seconds per second; a share of 0 limits nobody."""

    def __init__(self, most: float, share: float, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._share, self._now = most, share, now
        self._buckets: dict[str, tuple[float, float]] = {}  # what was left, and when; oldest first

    def check(self, client: str) -> None:
        """Raises `SpentError` if nothing is left."""
        left = self._left(client)
        if left <= 0 and self._share:
            raise SpentError(max(1, math.ceil(-left / self._share)), self._share)

    def spend(self, client: str, seconds: float) -> None:
        """Take what a query cost out of the bucket."""
        if self._share:
            left = self._left(client) - seconds
            self._buckets.pop(client, None)
            self._buckets[client] = left, self._now()
            if len(self._buckets) > MOST_CLIENTS:
                del self._buckets[next(iter(self._buckets))]

    def __len__(self) -> int:
        return len(self._buckets)

    def _left(self, client: str) -> float:
        left, since = self._buckets.get(client, (self._most, 0.0))
        return min(self._most, left + (self._now() - since) * self._share)


async def charged(
    request: Request,
    work: Callable[..., _Done],
    *arguments: Any,
    run: Callable[[Callable[[], _Done]], Awaitable[_Done]] = run_in_threadpool,
    clock: Callable[[], float] = time.thread_time,
) -> _Done:
    """What ``work`` gives, in a thread of its own (``run``); what it took is taken from the client's bucket.

    Seconds of processor time; of what works in other processes too, ``clock`` is that of the wall. Raises `SpentError` if
    nothing is left.
    """
    allowance, client, took = allowance_of(request), client_of(request), 0.0
    allowance.check(client)

    def timed() -> _Done:
        nonlocal took
        begun = clock()
        try:
            return work(*arguments)
        finally:
            took = clock() - begun

    try:
        return await run(timed)
    finally:
        allowance.spend(client, took)


def allowance_of(request: Request) -> Allowance:
    """The buckets of the application: there is one allowance, whatever is asked."""
    buckets: Allowance = request.app.state.allowance
    return buckets


def client_of(request: Request) -> str:
    """Who asks: the address; of IPv6 the first half, which is one household's."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host[:80]
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped) if address.ipv4_mapped else address.exploded[:19]
    return str(address)
