"""What is asked of a version again and again, kept as long as the version is: which things a list has, a few columns."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from imvograph.store import Snapshot

MOST, LEAST = 1_000_000, 50
"""Values kept of one version, about 100 bytes each, and what an answer counts for at least."""

T = TypeVar("T")


class _Kept:
    """The answers of a version; what was used least lately is let go first."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, tuple[Any, ...]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> tuple[Any, ...] | None:
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: Hashable, answer: tuple[Any, ...]) -> None:
        with self._lock:
            if key in self._answers:  # two asked at once
                return
            self._answers[key] = answer
            self._size += _size(answer)
            while self._size > MOST and len(self._answers) > 1:
                self._size -= _size(self._answers.popitem(last=False)[1])


_versions: WeakKeyDictionary[Snapshot, _Kept] = WeakKeyDictionary()  # gone when the version is


def kept(snapshot: Snapshot, key: Hashable, make: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
    """What ``make`` gives, made once per version and key."""
    known = _versions.setdefault(snapshot, _Kept())
    answer = known.get(key)
    if answer is None:
        answer = make()
        known.keep(key, answer)
    return answer


def _size(answer: tuple[Any, ...]) -> int:
    width = len(answer[0]) if answer and isinstance(answer[0], tuple) else 1
    return max(LEAST, len(answer) * width)
