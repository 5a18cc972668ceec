"""The graph as files: the same graph, the same bytes; and what was dumped reads back."""

import io

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from imvograph.build import build, shapes_gate
from imvograph.dumps import dump
from imvograph.model.iris import thing
from imvograph.store import EmbeddedStore


def dumped(store, format):
    output = io.BytesIO()
    return dump(store, format, output), output.getvalue()


@pytest.mark.parametrize("format", ["ttl", "nq"])
def test_two_builds_from_the_same_files_are_byte_identical(tmp_path, built, format):
    store = EmbeddedStore.open(tmp_path / "again")
    build(store, shapes_gate("turbo"))
    assert dumped(store, format) == dumped(built, format)
    store.close()


def test_the_n_quads_hold_every_graph_sorted_by_line(built):
    count, content = dumped(built, "nq")
    lines = content.decode().splitlines()
    assert lines == sorted(lines) and len(lines) == count == len(set(lines))
    quads = set(parse(content, format=RdfFormat.N_QUADS))
    assert {quad.graph_name.value for quad in quads} == set(built.graphs())


def test_the_turtle_holds_the_union_and_the_anchors_of_its_types(built):
    count, content = dumped(built, "ttl")
    triples = {quad.triple for quad in parse(content, format=RdfFormat.TURTLE)}
    assert set(built.triples()) <= triples and len(triples) == count
    motion = NamedNode(thing("kamerstuk", "kst-26485-277"))
    types = {t.object.value for t in triples if t.subject == motion and t.predicate.value.endswith("#type")}
    assert "http://data.europa.eu/eli/ontology#Work" in types


def test_the_turtle_is_grouped_by_subject_with_our_prefixes(built):
    _, content = dumped(built, "ttl")
    text = content.decode()
    assert "@prefix imvo:" in text and "@prefix kamerstuk:" in text
    subjects = [line.split(" ", 1)[0] for line in text.splitlines() if line and line[0] not in "\t@"]
    assert len(subjects) == len(set(subjects)) > 100
