"""A store on another machine is asked for its version once for each request, in a thread: nobody else waits for that."""

from anyio import CapacityLimiter, to_thread
from starlette.types import ASGIApp, Receive, Scope, Send

from imvograph.store.base import Store

THREADS = 64
"""Threads that wait for the version. Of their own: while the store is silent, what needs none of it goes on."""


class Pinned:
    """ASGI middleware: inside, what reads the store reads one version of it (`Store.pinned`)."""

    def __init__(self, app: ASGIApp, store: Store) -> None:
        self._app, self._store = app, store
        self._waiting = CapacityLimiter(THREADS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope.get("imvograph.pinned"):
            await self._app(scope, receive, send)
            return
        scope["imvograph.pinned"] = True  # in place: who stands outside reads in it which route was taken
        with await to_thread.run_sync(self._store.pinned, limiter=self._waiting):
            await self._app(scope, receive, send)
