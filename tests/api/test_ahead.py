"""What rests on the whole graph is read before a reader asks, once for a version that stays."""

import asyncio
import gc
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from imvograph import assets
from imvograph.api.ahead import Ahead
from imvograph.api.app import create_app
from imvograph.api.portal import WHOLE
from imvograph.catalog import Catalog
from imvograph.model.iris import graph
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore, Table
from imvograph.store.snapshots import EmbeddedSnapshot
from waiting import until


class Heard:
    """An application that remembers which addresses were asked for, and answers each with a status; 0 is an exception."""

    def __init__(self, statuses: Mapping[str, int]) -> None:
        self.paths: list[str] = []
        self._statuses = statuses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.paths.append(scope["path"])
        status = self._statuses.get(scope["path"], 200)
        if not status:
            raise ValueError("this page is broken")
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause after reading is some times what it took, and with it went through all objects of all tests before."""
    monkeypatch.setattr("imvograph.api.ahead.PAUSE", 0)


async def nothing(*_: object) -> Any:
    """A reader who says and hears nothing."""


def asked_for(
    versions: Sequence[str],
    ahead: Sequence[str] = ("/figures", "/motions"),
    between: float = 0,
    times: int = 99,
    statuses: Mapping[str, int] = MappingProxyType({}),
) -> list[str]:
    """What the application hears when a reader comes once at each of these versions, the last one staying.

    ``between``: seconds from one reader to the next, who come until the pages were asked so many ``times``; a version is
    read ahead after 0.05.
    """
    heard, now = Heard(statuses), [""]

    async def readers() -> None:
        middleware = Ahead(heard, lambda: now[0], ahead, patience=0.05)
        for version in versions:
            now[0] = version
            await middleware({"type": "http", "path": "/reader"}, nothing, nothing)
            if between:
                await asyncio.sleep(between)
            if ahead and heard.paths.count(ahead[-1]) == times:
                break
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})

    asyncio.run(readers())
    return heard.paths


def readings(heard: Sequence[str]) -> list[str]:
    return [path for path in heard if path != "/reader"]


def test_a_version_that_stays_is_read_ahead_once() -> None:
    assert asked_for(["een", "een"]) == ["/reader", "/reader", "/figures", "/motions"]
    assert readings(asked_for(["een"] * 12, between=0.1)) == ["/figures", "/motions"]


@pytest.mark.parametrize("status", [0, 500, 404])
def test_a_page_that_fails_does_not_keep_the_others_from_being_read(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    heard = asked_for(["een"] * 12, between=0.1, statuses={"/figures": status})
    assert readings(heard) == ["/figures", "/motions"]
    assert "/figures could not be read ahead" in caplog.text and "/motions" not in caplog.text


@pytest.mark.parametrize("status", [429, 503])
def test_a_page_that_is_refused_for_a_while_is_asked_again_by_a_later_reader(status: int) -> None:
    heard = asked_for(["een"] * 200, between=0.1, times=2, statuses={"/figures": status})
    assert readings(heard) == ["/figures", "/motions"] * 2


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


def test_what_a_service_has_read_ahead_a_reader_does_not_wait_for(
    small_store: EmbeddedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, select = list[str](), EmbeddedSnapshot.select

    def counted(snapshot: EmbeddedSnapshot, text: str) -> Table:
        table = select(snapshot, text)
        asked.append(text)
        return table

    monkeypatch.setattr(EmbeddedSnapshot, "select", counted)
    store = EmbeddedStore.open(tmp_path, workers=1)
    for iri in small_store.graphs():
        store.replace_graph(iri, small_store.graph(iri))
    catalog, settings = Catalog.read(assets.QUERIES), Settings(cache_mb=0)

    def queries_for(client: TestClient) -> int:
        asked.clear()
        assert client.get("/motions").status_code == 200
        return len(asked)

    first, second = (queries_for(TestClient(create_app(store, catalog, settings))) for _ in range(2))
    assert first > second
    store.replace_graph(graph("extraction", "another"), list(small_store.triples())[:1])
    asked.clear()
    gc.unfreeze()
    with TestClient(create_app(store, catalog, settings, ahead=["/motions"])) as client:
        client.get("/healthz")
        until(gc.get_freeze_count)  # it is read, and set apart
        assert len(asked) >= first
        assert queries_for(client) == second
    gc.unfreeze()
    store.close()
