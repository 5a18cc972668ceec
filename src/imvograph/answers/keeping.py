"""What is asked of a version again and again, kept as long as the version is: which things a list has, a few columns."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from imvograph.store import Snapshot

T = TypeVar("T")
MOST = 1_000_000
"""Values kept of one version, about 100 bytes each; what was used least lately is let go first."""

_kept: WeakKeyDictionary[Snapshot, OrderedDict[Hashable, tuple[Any, ...]]] = (
    WeakKeyDictionary()
)  # gone with the version
_lock = threading.Lock()


def kept(snapshot: Snapshot, key: Hashable, make: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
    """What ``make`` gives, made once per version and key."""
    with _lock:
        known = _kept.setdefault(snapshot, OrderedDict())
        if key in known:
            known.move_to_end(key)
            return known[key]
    made = make()
    with _lock:
        known[key] = made
        size = sum(map(_size, known.values()))
        while size > MOST and len(known) > 1:
            size -= _size(known.popitem(last=False)[1])
    return made


def _size(value: tuple[Any, ...]) -> int:
    first = value[0] if value else None
    return len(value) * (len(first) if isinstance(first, tuple) else 1)
