"""What rests on the whole graph is read before a reader asks, once for a version that stays."""

import asyncio
import gc
import time
from collections.abc import Sequence
from functools import partial

from fastapi.testclient import TestClient
from pytest import MonkeyPatch
from starlette.types import Receive, Scope, Send

from imvograph import assets
from imvograph.api.ahead import Ahead, _get
from imvograph.api.app import create_app
from imvograph.api.portal import WHOLE
from imvograph.catalog import Catalog
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore


class Heard:
    """An application that remembers which addresses were asked for."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.paths.append(scope["path"])


def asked_for(versions: Sequence[str], ahead: Sequence[str] = ("/figures", "/motions")) -> list[str]:
    """What the application hears when a reader comes once at each of these versions, the last one staying."""
    heard, now = Heard(), [""]

    async def readers() -> None:
        middleware = Ahead(heard, lambda: now[0], ahead, patience=0.05)
        for version in versions:
            now[0] = version
            await middleware({"type": "http", "path": "/reader"}, None, None)  # type: ignore[arg-type]
            await asyncio.sleep(0)
        await asyncio.sleep(0.2)

    asyncio.run(readers())
    return heard.paths


def test_a_version_that_stays_is_read_ahead_once() -> None:
    assert asked_for(["een", "een", "een"]) == ["/reader", "/reader", "/reader", "/figures", "/motions"]


def test_a_version_that_does_not_stay_is_not_read_ahead() -> None:
    assert asked_for(["een", "twee"]) == ["/reader", "/reader"]


def test_what_was_read_is_not_looked_through_for_cycles_until_the_next_version() -> None:
    gc.unfreeze()
    asked_for(["een", "twee"])
    assert gc.get_freeze_count() == 0
    try:
        asked_for(["een"])
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_nothing_is_read_ahead_unless_it_is_asked() -> None:
    assert asked_for(["een"], ahead=()) == ["/reader"]


def test_the_pages_that_are_read_ahead_are_there(small_store: EmbeddedStore) -> None:
    client = TestClient(create_app(small_store, Catalog.read(assets.QUERIES), Settings(cache_mb=0)))
    assert [path for path in WHOLE if client.get(path, headers={"accept": "text/html"}).status_code != 200] == []


def test_a_service_reads_ahead_after_its_first_request(small_store: EmbeddedStore, monkeypatch: MonkeyPatch) -> None:
    monkeypatch.setattr("imvograph.api.ahead._get", lambda path, app: reached.append(path) or _get(path, app))
    monkeypatch.setattr("imvograph.api.app.Ahead", partial(Ahead, patience=0))
    reached: list[str] = []
    with TestClient(create_app(small_store, Catalog.read(assets.QUERIES), Settings(), ahead=WHOLE)) as client:
        client.get("/healthz")
        deadline = time.monotonic() + 30
        while len(reached) < len(WHOLE) and time.monotonic() < deadline:
            time.sleep(0.05)
    assert tuple(reached) == WHOLE
