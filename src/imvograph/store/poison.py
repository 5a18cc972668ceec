"""Queries that ended their worker are remembered for a while, and not tried again: each costs a process, and all its time."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256

from imvograph.errors import QueryPolicyError

SECONDS = 600.0
"""How long a query is remembered."""

MOST = 1_000
"""How many are remembered; the oldest are forgotten first. A digest and two numbers each: about 200 bytes."""

ENOUGH = 2
"""Strikes until a query is refused: one that breaks the engine has them at once, one that was killed might be unlucky."""


class Poison:
    """What ended workers, by the digest of the text; any thread may call it. ``clock`` gives seconds that only go up."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._strikes: OrderedDict[bytes, tuple[int, float]] = OrderedDict()

    def check(self, text: str) -> None:
        """Raises `QueryPolicyError` if this very text has ended workers of late."""
        with self._lock:
            count, until = self._strikes.get(_digest(text), (0, 0.0))
            left = until - self._clock()
        if count >= ENOUGH and left > 0:
            raise QueryPolicyError(
                f"this query ended the process that ran it, and is not run again for {left:.0f} s; write it in another way: "
                "fewer joins, less nesting, the most selective pattern first",
                nl=f"deze vraag maakte een eind aan het proces dat hem uitvoerde, en wordt {left:.0f} s lang niet weer uitgevoerd; "
                "schrijf hem anders: minder koppelingen, minder nesting, het kleinste patroon voorop",
            )

    def strike(self, text: str, *, surely: bool) -> None:
        """Remember that a worker ended on this text; ``surely`` by the query's own doing."""
        with self._lock:
            now, key = self._clock(), _digest(text)
            count, until = self._strikes.pop(key, (0, 0.0))
            self._strikes[key] = ((count if until > now else 0) + (ENOUGH if surely else 1), now + SECONDS)
            while len(self._strikes) > MOST:
                self._strikes.popitem(last=False)


def _digest(text: str) -> bytes:
    return sha256(text.encode(errors="surrogatepass")).digest()
