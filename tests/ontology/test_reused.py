"""Terms of others have labels of ours, so that no page shows a code; and every class of ours is in one group."""

from collections import Counter

import pytest
from rdflib import Graph, Literal, Namespace, URIRef, namespace

from imvograph.model.iris import BASE, GRAPH
from imvograph.store import EmbeddedStore

IMVO = Namespace("https://w3id.org/imvograph/def/imvo#")
SH = Namespace("http://www.w3.org/ns/shacl#")
LABEL, NOTE = namespace.RDFS.label, namespace.SKOS.scopeNote
ABOVE = (namespace.RDFS.subClassOf, namespace.RDFS.subPropertyOf)
SAYS = {LABEL, NOTE}


def foreign(*terms: object) -> set[URIRef]:
    return {term for term in terms if isinstance(term, URIRef) and not term.startswith(BASE)}


def wanted(ontology: Graph, shapes: Graph) -> set[URIRef]:
    """What the shapes let data say and be, and what our terms lie below."""
    above = (term for predicate in ABOVE for term in ontology.objects(None, predicate))
    return foreign(*shapes.objects(None, SH.path), *shapes.objects(None, SH.targetClass), *above)


def test_every_term_of_others_in_the_shapes_or_above_ours_has_a_label(
    ontology: Graph, shapes: Graph, reused: Graph
) -> None:
    found = wanted(ontology, shapes)
    assert len(found) > 60
    assert found - set(reused.subjects()) == set()


def test_every_property_and_class_that_stored_things_have_is_named_in_words(built: EmbeddedStore) -> None:
    """All but the ontology's own graphs, which speak of terms and not of things."""
    types = str(namespace.RDF.type)
    stored = [quad for quad in built.quads() if not str(quad.graph_name).startswith(f"<{GRAPH}ontology/")]
    used = {quad.predicate for quad in stored} | {quad.object for quad in stored if quad.predicate.value == types}
    named = {triple.subject for triple in built.triples() if triple.predicate.value == str(LABEL)}
    assert {str(term) for term in used - named} == set()


def test_no_label_is_there_for_nothing(ontology: Graph, shapes: Graph, groups: Graph, reused: Graph) -> None:
    used = wanted(ontology, shapes) | foreign(*groups.objects(None, namespace.RDF.type), namespace.RDF.type)
    assert set(reused.subjects()) - used == set()


def test_a_term_of_others_gets_words_and_no_meaning(reused: Graph) -> None:
    assert {predicate for _, predicate, _ in reused} == SAYS
    for term in set(reused.subjects()):
        said = [(predicate, value.language) for _, predicate, value in reused.triples((term, None, None))
                if isinstance(value, Literal)]  # fmt: skip
        spoken = Counter(said)
        assert {(LABEL, "nl"), (LABEL, "en")} <= set(spoken)
        assert set(spoken.values()) == {1}
        assert ((NOTE, "nl") in spoken) == ((NOTE, "en") in spoken), term


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_two_properties_of_a_class_have_one_label(
    language: str, ontology: Graph, reused: Graph, shapes: Graph
) -> None:
    """Or a page would show two rows under one word."""
    words = {
        term: str(label)
        for graph in (ontology, reused)
        for term, label in graph.subject_objects(LABEL)
        if isinstance(label, Literal) and label.language == language
    }
    for shape in shapes.subjects(SH.closed):
        paths = {path for rule in shapes.objects(shape, SH.property) for path in shapes.objects(rule, SH.path)}
        seen = Counter(words[path] for path in paths)
        assert {label: count for label, count in seen.items() if count > 1} == {}, shape


def test_every_class_is_in_exactly_one_group(ontology: Graph, groups: Graph) -> None:
    classes = set(ontology.subjects(namespace.RDF.type, namespace.OWL.Class))
    members = list(groups.objects(None, namespace.SKOS.member))
    assert set(members) == classes
    assert len(members) == len(classes)


def test_a_group_says_what_it_holds_and_where_it_comes(groups: Graph) -> None:
    found = set(groups.subjects())
    notations = sorted(str(groups.value(group, namespace.SKOS.notation)) for group in found)
    assert notations == [str(n) for n in range(1, len(found) + 1)]
    for group in found:
        assert group.startswith(IMVO + "group-")
        for predicate in (namespace.SKOS.prefLabel, namespace.SKOS.definition):
            said = [value.language for value in groups.objects(group, predicate) if isinstance(value, Literal)]
            assert sorted(filter(None, said)) == ["en", "nl"], group
