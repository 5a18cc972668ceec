"""OWL 2 RL on ontology, concepts and curated data: nothing contradicts itself, nothing gets a wrong type."""

import pytest
from owlrl import DeductiveClosure, OWLRL_Semantics
from rdflib import Graph, Literal, Namespace, URIRef, namespace

IMVO = Namespace("https://w3id.org/imvograph/def/imvo#")
ID = "https://w3id.org/imvograph/id/"
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")  # what owlrl writes on a contradiction


def closure(*graphs: Graph) -> Graph:
    whole = Graph()
    for graph in graphs:
        whole += graph
    DeductiveClosure(OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(whole)
    return whole


def contradictions(whole: Graph) -> list[str]:
    return [str(message) for message in whole.objects(None, ERROR)] + [
        f"{thing} is nothing" for thing in whole.subjects(namespace.RDF.type, namespace.OWL.Nothing)
    ]


@pytest.fixture(scope="module")
def whole(ontology: Graph, concepts: Graph, curated: Graph) -> Graph:
    return closure(ontology, concepts, curated)


def test_nothing_contradicts_itself(whole: Graph) -> None:
    assert contradictions(whole) == []


def test_no_class_is_empty_by_definition(whole: Graph) -> None:
    assert set(whole.subjects(namespace.OWL.equivalentClass, namespace.OWL.Nothing)) <= {namespace.OWL.Nothing}


def test_reasoning_gives_no_thing_a_class_of_ours_that_is_not_above_its_own(
    ontology: Graph, concepts: Graph, curated: Graph, whole: Graph
) -> None:
    above = closure(ontology)
    stated = concepts + curated
    subclass = URIRef("http://www.w3.org/2000/01/rdf-schema#subClassOf")
    for thing, cls in whole.subject_objects(namespace.RDF.type):
        known = set(stated.objects(thing, namespace.RDF.type))
        if isinstance(cls, URIRef) and cls in IMVO and known and (thing, namespace.RDF.type, cls) not in stated:
            assert any((own, subclass, cls) in above for own in known), f"{thing} would become a {cls}"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Motion", "Letter"), ("Person", "Organisation"), ("Motion", "Commitment"), ("Commitment", "FollowUp"),
     ("Debate", "Meeting"), ("Covenant", "Agreement"), ("Topic", "Concept")],
)  # fmt: skip
def test_a_thing_of_two_kinds_that_exclude_each_other_is_noticed(one: str, other: str, ontology: Graph) -> None:
    both = Graph()
    for cls in (one, other):
        both.add((URIRef(ID + "thing/two-kinds"), namespace.RDF.type, IMVO[cls]))
    assert contradictions(closure(ontology, both))


def test_citing_is_referring_and_being_cited_is_its_inverse(ontology: Graph) -> None:
    letter, paper = URIRef(ID + "letter/bhos-2022-04-07-1"), URIRef(ID + "kamerstuk/kst-26485-337")
    told = Graph().add((letter, IMVO.cites, paper))
    whole = closure(ontology, told)
    terms = Namespace("http://purl.org/dc/terms/")
    assert (paper, IMVO.citedBy, letter) in whole
    assert (letter, terms.references, paper) in whole
    assert (paper, terms.isReferencedBy, letter) in whole


def test_a_motion_is_a_work_for_those_who_know_eli_only(ontology: Graph) -> None:
    motion = URIRef(ID + "kamerstuk/kst-26485-277")
    whole = closure(ontology, Graph().add((motion, namespace.RDF.type, IMVO.Motion)))
    assert (motion, namespace.RDF.type, URIRef("http://data.europa.eu/eli/ontology#Work")) in whole


def test_what_stands_on_every_thing_makes_no_types(ontology: Graph) -> None:
    meeting, theme = URIRef(ID + "meeting/2020-04-01-nvb-banken"), URIRef(ID + "standard/gepaste-zorgvuldigheid")
    told = Graph().add((meeting, IMVO.concerns, theme)).add((meeting, IMVO.startDate, Literal("2020-04-01")))
    whole = closure(ontology, told)
    assert {
        cls for thing in (meeting, theme) for cls in whole.objects(thing, namespace.RDF.type) if cls in IMVO
    } == set()
