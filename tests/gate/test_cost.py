"""What the gate reads follows the change: the same number, counted exactly, in a graph of ten thousand and of two hundred thousand."""

import sys

import pytest

from imvograph.gate import Change

SIZES = (10_000, 200_000)
SHARED = ("/software/", "/kamerstuk/kst-10", "/dossier/10")


@pytest.fixture(scope="module")
def bench(root):
    """The bench of the gate; its stores count the calls and the triples that are taken."""
    sys.path.insert(0, str(root))
    import bench.gate

    yield bench.gate
    sys.path.remove(str(root))
    for name in [name for name in sys.modules if name.partition(".")[0] == "bench"]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def stores(bench):
    return [bench.filled(size) for size in SIZES]


def reads(gate, store, change):
    store.calls = store.taken = 0
    assert gate.check(change, store).conforms
    return store.calls + store.taken


def test_a_change_reads_exactly_as_much_from_a_graph_twenty_times_as_large(bench, stores, gate):
    for change in bench.offered(100)[:5]:
        # Without what thousands of graphs describe: that is the test below.
        own = frozenset(t for t in change.triples if not any(part in t.subject.value for part in SHARED))
        small, large = (reads(gate, store, Change(change.graph, own)) for store in stores)
        assert small == large <= 10 * len(own)


def test_a_change_to_what_thousands_of_graphs_describe_reads_only_a_few_of_their_triples(bench, stores, gate):
    for change in bench.offered(100)[:5]:
        assert reads(gate, stores[1], change) <= 10 * len(change.triples)


def test_the_same_version_again_reads_the_old_one_and_nothing_else(stores, gate):
    for store in stores:
        iri = next(iri for iri in store.graphs() if "/extraction/" in iri)
        held = store.graph(iri)
        assert reads(gate, store, Change(iri, held)) == 1 + len(held)
