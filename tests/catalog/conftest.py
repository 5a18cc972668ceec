"""The catalogue, and the graph of the checkout to ask it of."""

from collections.abc import Iterator

import pytest

from imvograph import assets, ingest
from imvograph.build import steps
from imvograph.catalog import Catalog
from imvograph.extract.reading import read
from imvograph.gate.parse import parse
from imvograph.pipeline import known_names
from imvograph.store import EmbeddedStore
from imvograph.triples import graph_of, triples_of


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return Catalog.read(assets.QUERIES)


@pytest.fixture(scope="session")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """Ontology, concepts, curated data and the letter; past the gate, so that a question fails for its own reason."""
    with EmbeddedStore.open(tmp_path_factory.mktemp("seed")) as store:
        with store.batch():
            for step in steps():
                if step.graph:
                    store.replace_graph(step.graph, parse(step.path.read_bytes(), str(step.path)))
                else:
                    reading = read(ingest.read(step.path)[0], known_names(store))
                    store.replace_graph(graph_of(reading), triples_of(reading))
        yield store
