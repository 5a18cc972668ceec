"""What the tests of the ontology read: the terms, the ties to other vocabularies, the concepts, the curated data."""

from pathlib import Path

import pytest
from rdflib import Graph


def read(*paths: Path) -> Graph:
    """The triples of these Turtle files, together."""
    graph = Graph()
    for path in sorted(paths):
        graph.parse(path)
    return graph


@pytest.fixture(scope="session")
def ontology(root: Path) -> Graph:
    return read(root / "ontology" / "imvo.ttl")


@pytest.fixture(scope="session")
def alignments(root: Path) -> Graph:
    return read(root / "ontology" / "alignments.ttl")


@pytest.fixture(scope="session")
def reused(root: Path) -> Graph:
    """Our labels for terms of others."""
    return read(root / "ontology" / "reused.ttl")


@pytest.fixture(scope="session")
def groups(root: Path) -> Graph:
    """The classes by kind."""
    return read(root / "ontology" / "groups.ttl")


@pytest.fixture(scope="session")
def shapes(root: Path) -> Graph:
    return read(*(root / "shapes").glob("*.ttl"))


@pytest.fixture(scope="session")
def concepts(root: Path) -> Graph:
    return read(*(root / "ontology" / "concepts").glob("*.ttl"))


@pytest.fixture(scope="session")
def curated(root: Path) -> Graph:
    """The curated data; empty where there are none."""
    return read(*(root / "data" / "curated").rglob("*.ttl"))
