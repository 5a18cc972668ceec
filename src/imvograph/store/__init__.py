"""The store: named graphs and their union, published version by version; strangers' queries under guard and limits.

A name is looked up when it is first asked for: the processes that answer queries and load dumps start in this package too,
and need a tenth of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imvograph.store.base import Answer, Limits, Snapshot, Store, Table
    from imvograph.store.companions import Companion, Earlier
    from imvograph.store.embedded import EmbeddedStore
    from imvograph.store.rebuilding import Rebuilt, rebuild
    from imvograph.store.remote import RemoteStore, Servers
    from imvograph.store.snapshots import EmbeddedSnapshot

_MODULES = {
    "base": ("Answer", "Limits", "Snapshot", "Store", "Table"),
    "companions": ("Companion", "Earlier"),
    "embedded": ("EmbeddedStore",),
    "rebuilding": ("Rebuilt", "rebuild"),
    "remote": ("RemoteStore", "Servers"),
    "snapshots": ("EmbeddedSnapshot",),
}

__all__ = [
    "Answer",
    "Companion",
    "Earlier",
    "EmbeddedSnapshot",
    "EmbeddedStore",
    "Limits",
    "Rebuilt",
    "RemoteStore",
    "Servers",
    "Snapshot",
    "Store",
    "Table",
    "rebuild",
]


def __getattr__(name: str) -> object:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
