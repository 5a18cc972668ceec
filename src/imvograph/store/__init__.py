"""The store: named graphs and their union, published version by version; strangers' queries under guard and limits."""

from imvograph.store.base import Answer, Limits, Snapshot, Store, Table
from imvograph.store.embedded import EmbeddedStore

__all__ = ["Answer", "EmbeddedStore", "Limits", "Snapshot", "Store", "Table"]
