"""A small store that may be written, and one of 20,000 triples that strangers may ask."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.model.iris import BASE
from imvograph.store import EmbeddedStore, Limits

CITES, TITLE, ORDINAL = NamedNode(BASE + "def/imvo#cites"), NamedNode(BASE + "t"), NamedNode(BASE + "n")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    """An empty store."""
    with EmbeddedStore.open(tmp_path / "store") as opened:
        yield opened


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 100 graphs with 50 letters each, which cite each other: 20,000 triples."""
    path = tmp_path_factory.mktemp("library")
    with EmbeddedStore.open(path) as store, store.batch():
        for number in range(100):
            triples = []
            for item in range(50):
                letter = NamedNode(f"{BASE}id/letter/{number}-{item}")
                triples += [
                    Triple(letter, NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), NamedNode(BASE + "c")),
                    Triple(letter, TITLE, Literal(f"Brief {number} {item} over de tomatenketen", language="nl")),
                    Triple(letter, CITES, NamedNode(f"{BASE}id/letter/{(number * 7 + 1) % 100}-{(item * 3 + 2) % 50}")),
                    Triple(letter, ORDINAL, Literal(item)),
                ]
            store.replace_graph(f"{BASE}graph/letters/{number}", triples)
    return path


@pytest.fixture(scope="session")
def public(library: Path) -> Iterator[EmbeddedStore]:
    """That store as a server opens it: read only, 0.8 seconds for each query."""
    with EmbeddedStore.open(library, read_only=True, limits=Limits(seconds=0.8, queue=1), workers=2) as opened:
        opened.warm()
        yield opened
