"""No request waits for another one's look into the store: what asks it does so in a thread, and its version once a request."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any

import pytest
from fastapi.testclient import TestClient

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.catalog import Catalog
from imvograph.settings import Settings
from imvograph.store import EmbeddedSnapshot, EmbeddedStore

CATALOG = Catalog.read(assets.QUERIES)
LETTER = "letter/bhos-2022-04-07-1"
ADDRESSES = f"""/ /kinds /questions /figures /commitments /motions /covenants /debates /topics /dossiers /commitments.csv
/api/v1/queries /api/v1/queries/motions /api/v1/motions?limit=2 /api/v1/search?q=tomaat /api/v1/suggest?q=tom
/api/v1/resolve?text=motie-Becker /search?q=tomaat /id/{LETTER} /doc/{LETTER} /doc/letter/none /around/{LETTER}
/def/imvo /def/shapes /graphs /graph/union /graph/extraction/bhos-2022-04-07-1 /catalog /.well-known/void /changes /feed.atom
/sparql /sparql?query=SELECT*{{?s+?p+?o}}LIMIT+3 /sparql?query=SELECT*{{?s+a+<https://w3id.org/imvograph/def/imvo%23Motio>}}
/api/v1/openapi.json /healthz /readyz /metrics /robots.txt /sitemap.xml /sitemap/1.xml /nowhere /questions/motions
/questions/commitments-by-topic?topic=tomaat-italie /questions/commitments-by-topic?topic=tomat /read/{LETTER}
/api/v1/queries/commitments-by-topic?topic=tomat /graphs/added/x""".split()
READS = ("select", "ask", "construct", "triples", "graphs", "graph", "others", "elsewhere", "quads", "shared_things")

_pinned: ContextVar[bool] = ContextVar("pinned", default=False)


def waiting() -> bool:
    """Whether other requests wait for what is done now."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


class Far(EmbeddedStore):
    """As a store on another machine: it may say its version where others wait only if that is pinned."""

    far = True
    asked = 0

    def pinned(self) -> AbstractContextManager[None]:
        assert not waiting()
        self.asked += 1
        return _pin()

    def snapshot(self) -> EmbeddedSnapshot:
        assert _pinned.get() or not waiting(), "the version is asked where others wait"
        return super().snapshot()


@contextmanager
def _pin() -> Iterator[None]:
    token = _pinned.set(True)
    try:
        yield
    finally:
        _pinned.reset(token)


@pytest.fixture
def far(small_store: EmbeddedStore, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Far]:
    def apart(read: Callable[..., Any]) -> Callable[..., Any]:
        def checked(*given: Any, **named: Any) -> Any:
            assert not waiting(), f"{read.__name__} reads the store where others wait"
            return read(*given, **named)

        return checked

    with Far.open(tmp_path / "store", workers=1) as store:
        for iri in small_store.graphs():
            store.replace_graph(iri, small_store.graph(iri))
        for name in READS:
            monkeypatch.setattr(EmbeddedSnapshot, name, apart(getattr(EmbeddedSnapshot, name)))
        yield store


@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/turtle"])
def test_nothing_reads_the_store_where_others_wait(far: Far, accept: str) -> None:
    client = TestClient(create_app(far, CATALOG, Settings(cache_mb=1)))
    statuses = set()
    for address in ADDRESSES:
        before = far.asked
        answer = client.get(address, headers={"accept": accept}, follow_redirects=False)
        statuses.add(answer.status_code)
        assert answer.status_code < 500, (address, answer.text[:300])
        assert far.asked == before + 1, "once for each request"
    assert {200, 404} <= statuses
