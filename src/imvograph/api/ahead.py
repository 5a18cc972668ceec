"""Pages that rest on the whole graph, asked for before a reader does: what they read once per version is then read.

A request after a new version begins it; nobody waits for it. Only a version that stays a while is read ahead, and after
that there is a pause of four times what it took: a load of many versions keeps the rest of the machine.

What was read stays as long as the version, a million objects. Python would look all of them through for cycles again and
again, 50 to 170 ms each time in the middle of a page; so they are set apart (`gc.freeze`) until the next version is read.

A page that fails is told in the log, and does not keep the others from being read. One that is refused for a while (429,
503) leaves the version unread: a request after the pause begins again.
"""

import asyncio
import gc
import logging
import time
from collections.abc import Callable, Sequence
from contextvars import Context

from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE, PAUSE = 5.0, 4
_FOR_A_WHILE = (429, 503)
_log = logging.getLogger(__name__)


class Ahead:
    """ASGI middleware that asks the application inside it for ``paths``, once for each version that stays."""

    def __init__(
        self, app: ASGIApp, version: Callable[[], str], paths: Sequence[str], patience: float = PATIENCE
    ) -> None:
        self._app, self._version, self._paths, self._patience = app, version, paths, patience
        self._read = ""
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._paths and scope["type"] == "http" and (self._task is None or self._task.done()):
            version = self._version()
            if version != self._read:
                # In a context of its own: nothing of this request holds there.
                ahead = self._ahead(version, scope.get("app"))
                self._task = asyncio.create_task(ahead, context=Context())
        await self._app(scope, receive, send)

    async def _ahead(self, version: str, application: object) -> None:
        await asyncio.sleep(self._patience)
        if await run_in_threadpool(self._version) != version:  # the next request begins again
            return
        begun = time.monotonic()
        if all([await self._made(path, application) for path in self._paths]):
            self._read = version
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        await asyncio.sleep(PAUSE * (time.monotonic() - begun))

    async def _made(self, path: str, application: object) -> bool:
        """Asks for a page; whether asking again at this version would give nothing else."""
        status = 0

        async def unread(message: Message) -> None:
            """An answer that nobody waits for."""
            nonlocal status
            status = message.get("status", status)

        try:
            await self._app(_get(path, application), _nothing, unread)
        except Exception as exc:  # noqa: BLE001 — whatever it is, a reader who asks gets it as an answer
            _log.warning("%s could not be read ahead: %r", path, exc)
            return True
        if status != 200:
            _log.warning("%s could not be read ahead: status %d", path, status)
        return status not in _FOR_A_WHILE


def _get(path: str, application: object) -> Scope:
    return {
        "app": application,
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"accept", b"text/html")],
        "client": (f"ahead{path}", 0),  # its cost is no reader's
        "server": ("localhost", 80),
    }


async def _nothing() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}
