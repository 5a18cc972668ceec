"""The version that is read in a context, as in a request: asked once, and then at hand for whoever cannot wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from imvograph.errors import StoreError
from imvograph.store.remote.snapshot import RemoteSnapshot


@dataclass
class Pin:
    """The version of a store, or why there is none; ``over`` once the store was written in this context."""

    store: object
    found: RemoteSnapshot | StoreError
    over: bool = False

    @property
    def snapshot(self) -> RemoteSnapshot:
        """The version; raises what asking for it raised."""
        if isinstance(self.found, StoreError):
            raise self.found
        return self.found


_PIN: ContextVar[Pin | None] = ContextVar("pin", default=None)


def pin_of(store: object) -> Pin | None:
    """The pin of a store that holds in this context."""
    pin = _PIN.get()
    return pin if pin is not None and pin.store is store and not pin.over else None


@contextmanager
def held(pin: Pin) -> Iterator[None]:
    """Inside, in this context and in threads with a copy of it, the pin holds."""
    token = _PIN.set(pin)
    try:
        yield
    finally:
        _PIN.reset(token)


@contextmanager
def written(store: object) -> Iterator[None]:
    """A change is made inside; after it the store is asked again, whatever became of the change."""
    try:
        yield
    finally:
        if pin := pin_of(store):
            pin.over = True
