"""The store on somebody else's SPARQL 1.1 service: one server, or a cluster whose replicas may lag behind."""

from imvograph.store.remote.client import Access
from imvograph.store.remote.store import RemoteStore, Servers

__all__ = ["Access", "RemoteStore", "Servers"]
