"""The service on a remote store: what the server does to one request it does to no other."""

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pyoxigraph import Literal, NamedNode, Triple

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.catalog import Catalog
from imvograph.errors import StoreError
from imvograph.model.iris import BASE, graph
from imvograph.settings import Settings
from imvograph.store import RemoteStore, Servers
from servers import served

SECONDS, AT_ONCE = 2, 16


def letter(number: int) -> Triple:
    title = NamedNode("http://purl.org/dc/terms/title")
    return Triple(NamedNode(f"{BASE}id/letter/{number}"), title, Literal(f"brief {number}"))


def test_while_the_server_hangs_requests_wait_beside_each_other_and_then_all_goes_on(
    start_engine: Callable[..., Any], tmp_path: Path
) -> None:
    with (
        start_engine("oxigraph", tmp_path / "server") as (query, update, process),
        RemoteStore.open(Servers([query], [update], patience=0.5, seconds=SECONDS)) as store,
    ):
        first = store.replace_graph(graph("extraction", "1"), [letter(1)])
        with served(create_app(store, Catalog.read(assets.QUERIES), Settings())) as address:

            def ask(path: str) -> httpx2.Response:
                return httpx2.get(address + path, headers={"accept": "application/json"}, timeout=60)

            assert ask("/healthz").json()["version"] == first
            os.kill(process.pid, signal.SIGSTOP)
            try:
                begun = time.monotonic()
                with ThreadPoolExecutor(AT_ONCE) as pool:
                    answers = list(pool.map(ask, ["/healthz", "/api/v1/queries/documents"] * (AT_ONCE // 2)))
                took = time.monotonic() - begun
            finally:
                os.kill(process.pid, signal.SIGCONT)
            assert {answer.status_code for answer in answers} == {503}
            assert all(query not in answer.text for answer in answers), (
                "where the store is, is no business of a stranger"
            )
            assert answers[1].headers["retry-after"] == "5"
            assert took < SECONDS * AT_ONCE / 2, "not one after the other"
            second = store.replace_graph(graph("extraction", "2"), [letter(2)])
            assert second != first and ask("/healthz").json()["version"] == second


def test_a_closed_remote_store_answers_nothing_and_waits_for_nobody(
    start_engine: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with start_engine("oxigraph", tmp_path / "server") as (query, update, _):
        store = RemoteStore.open(Servers([query], [update]))
        store.close()
        pauses: list[float] = []
        monkeypatch.setattr("imvograph.store.remote.cluster.time.sleep", pauses.append)
        for read in (store.snapshot, store.graphs, lambda: store.replace_graph(graph("extraction", "1"), [letter(1)])):
            with pytest.raises(StoreError, match="closed"):
                read()
        assert pauses == []


def test_what_is_written_in_a_request_is_read_in_it(start_engine: Callable[..., Any], tmp_path: Path) -> None:
    with (
        start_engine("oxigraph", tmp_path / "server") as (query, update, _),
        RemoteStore.open(Servers([query], [update])) as store,
        RemoteStore.open(Servers([query], [update])) as other,
    ):
        before = store.version
        with store.pinned():
            after = other.replace_graph(graph("extraction", "1"), [letter(1)])
            assert (store.version, other.version) == (before, after), "pinned, and another store is not"
            own = store.replace_graph(graph("extraction", "2"), [letter(2)], expected=after)
            assert store.version == own
        assert store.version == own
