"""The store: named graphs and their union, published version by version; strangers' queries under guard and limits."""

from imvograph.store.base import Answer, Limits, Snapshot, Store, Table
from imvograph.store.companions import Companion, Earlier
from imvograph.store.embedded import EmbeddedStore
from imvograph.store.rebuilding import Rebuilt, rebuild
from imvograph.store.remote import RemoteStore, Servers
from imvograph.store.snapshots import EmbeddedSnapshot

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
