"""A small real store, the real catalogue, the real application; and the same behind a real server."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, Triple, parse

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.build import build, shapes_gate
from imvograph.catalog import Catalog
from imvograph.model.iris import graph
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore, Limits
from servers import served

HERE = Path(__file__).parent


def _foreign_scripts(page: str) -> list[str]:
    return re.findall(
        r'<script(?! src="/static/[a-z0-9/._-]+"| type="application/ld\+json">)[^>]*', page, re.IGNORECASE
    )


@pytest.fixture(scope="session")
def foreign_scripts() -> Callable[[str], list[str]]:
    """The scripts of a page that are neither a file of ours nor data."""
    return _foreign_scripts


def triples_in(name: str) -> frozenset[Triple]:
    return frozenset(quad.triple for quad in parse((HERE / name).read_bytes(), RdfFormat.TURTLE))


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    limits = Limits(seconds=2.0)
    store = EmbeddedStore.open(tmp_path_factory.mktemp("store"), limits=limits, workers=1)
    store.replace_graph(graph("ontology", "imvo"), triples_in("ontology.ttl"))
    store.replace_graph(graph("extraction", "bhos-2022-04-07-1"), triples_in("small.ttl"))
    yield store
    store.close()


@pytest.fixture(scope="session")
def small_app(small_store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    settings = Settings(releases=tmp_path_factory.mktemp("releases"))
    return create_app(small_store, Catalog.read(assets.QUERIES), settings)


@pytest.fixture(scope="session")
def client(small_app: FastAPI) -> TestClient:
    return TestClient(small_app, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture(scope="session")
def whole_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """The whole graph, built from its files through the gate, read as the service reads it."""
    folder = tmp_path_factory.mktemp("whole")
    writer = EmbeddedStore.open(folder)
    try:
        build(writer, shapes_gate("turbo"))
    finally:
        writer.close()
    store = EmbeddedStore.open(folder, read_only=True, workers=1)
    yield store
    store.close()


@pytest.fixture(scope="session")
def whole(whole_store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The service over the whole graph."""
    settings = Settings(releases=tmp_path_factory.mktemp("releases"))
    app = create_app(whole_store, Catalog.read(assets.QUERIES), settings)
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture(scope="session")
def server(small_app: FastAPI) -> Iterator[str]:
    """The address of a real server on loopback."""
    with served(small_app) as address:
        yield address
