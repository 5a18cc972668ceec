"""The made-up parliament of the benches is one that our gate lets in, the same each time, and near the size asked for."""

import io
import sys

import pytest
from pyoxigraph import RdfFormat, Store, parse

from imvograph.gate import Change
from imvograph.store.embedded import EmbeddedStore


@pytest.fixture
def generator(root, monkeypatch):
    monkeypatch.syspath_prepend(str(root))
    import bench.generator

    yield bench.generator
    for name in [name for name in sys.modules if name.partition(".")[0] == "bench"]:
        del sys.modules[name]


def written(generator, parliament):
    output = io.BytesIO()
    return generator.write(parliament, output), output.getvalue()


def test_every_graph_of_a_made_up_parliament_passes_the_gate_without_a_word(generator, gate, tmp_path):
    with EmbeddedStore.open(tmp_path / "store") as store, store.batch():
        for made in generator.Parliament(60).graphs():
            lines = "".join(f"{line} .\n" for line in made.lines)
            change = Change(made.iri, frozenset(q.triple for q in parse(lines, RdfFormat.N_TRIPLES)))
            report = gate.check(change, store)
            assert report.total == 0, report.as_text("en")
            store.replace_graph(change.graph, change.triples)


def test_a_parliament_is_the_same_each_time_and_another_with_another_seed(generator):
    once, again, other = (written(generator, generator.Parliament(20, seed)) for seed in (1, 1, 2))
    assert once == again != other


@pytest.mark.parametrize("statements", ["10k", "30k"])
def test_a_parliament_is_about_as_large_as_asked(generator, statements):
    wanted = generator.count(statements)
    told, data = written(generator, generator.Parliament.of(wanted))
    assert 0.8 * wanted < told < 1.2 * wanted
    assert told == len(set(data.splitlines())) == data.count(b"\n"), "each statement of a graph stands there once"


def test_what_the_benches_ask_for_is_there_and_is_described_by_more_than_one_graph(generator):
    parliament, store = generator.Parliament(300), Store()
    store.load(written(generator, parliament)[1], RdfFormat.N_QUADS)
    for name, iri in parliament.examples().items():
        assert store.query(f"ASK {{ GRAPH ?g {{ <{iri}> a ?cls }} }}"), name
    describing = store.query(f"SELECT DISTINCT ?g {{ GRAPH ?g {{ <{parliament.examples()['famous']}> a ?cls }} }}")
    assert len(list(describing)) > 5
