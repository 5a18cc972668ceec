"""The graph as files: the same graph, the same bytes; the same statements in each form, and none that is not there."""

import io

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from imvograph.build import build, shapes_gate
from imvograph.dumps import FORMATS, dump
from imvograph.dumps.sorting import sorted_lines
from imvograph.model.iris import thing
from imvograph.store import EmbeddedStore


def dumped(store, format):
    output = io.BytesIO()
    return dump(store, format, output), output.getvalue()


@pytest.mark.parametrize("format", FORMATS)
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


def test_turtle_and_n_triples_hold_the_union_that_sparql_sees(built):
    union = set(built.triples())
    for form, syntax in (("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES)):
        count, content = dumped(built, form)
        read = [quad.triple for quad in parse(content, format=syntax)]
        assert set(read) == union and len(read) == count == len(union)


def test_trig_json_ld_and_n_quads_hold_the_same_statements(built):
    syntaxes = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "jsonld": RdfFormat.JSON_LD}
    read = {form: list(parse(dumped(built, form)[1], format=syntax)) for form, syntax in syntaxes.items()}
    assert set(read["nq"]) == set(read["trig"]) == set(read["jsonld"])
    assert len(read["nq"]) == len(read["trig"]) == len(read["jsonld"]) == dumped(built, "trig")[0]


def test_the_types_that_follow_from_the_ontology_come_beside(built):
    count, content = dumped(built, "types")
    triples = {quad.triple for quad in parse(content, format=RdfFormat.N_TRIPLES)}
    assert len(triples) == count > 1000 and not triples & set(built.triples())
    motion = NamedNode(thing("kamerstuk", "kst-26485-277"))
    types = {t.object.value for t in triples if t.subject == motion}
    assert "http://data.europa.eu/eli/ontology#Work" in types


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_lines_that_do_not_fit_in_memory_are_sorted_all_the_same(most):
    lines = [f"<{'é' * (n % 7)}{n * 7919 % 101}> .\n".encode() for n in range(100)]
    assert list(sorted_lines(iter(lines), most)) == sorted(lines)


def test_the_turtle_is_grouped_by_subject_with_our_prefixes(built):
    _, content = dumped(built, "ttl")
    text = content.decode()
    assert "@prefix imvo:" in text and "@prefix kamerstuk:" in text
    subjects = [line.split(" ", 1)[0] for line in text.splitlines() if line and line[0] not in "\t@"]
    assert len(subjects) == len(set(subjects)) > 100
