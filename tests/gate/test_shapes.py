"""The shapes keep the conditions that the engines and the readers of reports set (shapes/README.md)."""

import re
from collections import defaultdict

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from imvograph import assets
from imvograph.gate import lint, rules
from imvograph.model.iris import IMVO, PREFIXES, SHAPES

SH, RDF = PREFIXES["sh"], PREFIXES["rdf"]
FILES = sorted(assets.SHAPES.glob("*.ttl"))
TRIPLES = [quad.triple for path in FILES for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE)]
ABOUT = defaultdict(lambda: defaultdict(list))
for _triple in TRIPLES:
    ABOUT[_triple.subject][_triple.predicate.value.replace(SH, "sh:").replace(RDF, "rdf:")].append(_triple.object)
NODE_SHAPES = [s for s, told in ABOUT.items() if NamedNode(SH + "NodeShape") in told["rdf:type"]]
PROPERTY_SHAPES = [s for s, told in ABOUT.items() if NamedNode(SH + "PropertyShape") in told["rdf:type"]]
CLOSED = [s for s in NODE_SHAPES if ABOUT[s]["sh:closed"]]
TARGETED = [s for s in NODE_SHAPES if ABOUT[s]["sh:targetClass"]]
# What gives results: what has a target, and the property shapes of these.
SPEAKING = list(dict.fromkeys([*TARGETED, *(p for s in TARGETED for p in ABOUT[s]["sh:property"])]))
ONTOLOGY = (assets.ONTOLOGY / "imvo.ttl").read_text()
CLASSES = set(re.findall(r"^imvo:(\w+) a owl:Class", ONTOLOGY, re.M))
PROPERTIES = set(re.findall(r"^imvo:(\w+) a owl:(?:Object|Datatype)Property", ONTOLOGY, re.M))


def kebab(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def members(head):
    while head != NamedNode(RDF + "nil"):
        yield ABOUT[head]["rdf:first"][0]
        (head,) = ABOUT[head]["rdf:rest"]


def name(shape):
    return shape.value.removeprefix(SHAPES)


def test_the_shapes_keep_every_condition_of_the_gate_and_the_engines(shapes):
    assert len(NODE_SHAPES) > 100 and len(PROPERTY_SHAPES) > 200
    assert lint.Shapes(shapes).findings() == []


@pytest.mark.parametrize("shape", SPEAKING, ids=name)
def test_what_gives_results_says_in_dutch_and_english_what_to_do_and_how_grave_it_is(shape):
    told = ABOUT[shape]
    messages = {m.language: m.value for m in told["sh:message"] if isinstance(m, Literal)}
    assert len(told["sh:message"]) == 2 and set(messages) == {"nl", "en"}
    assert messages["nl"] != messages["en"]
    for message in messages.values():
        assert message[0].isupper() and not message.endswith(".") and len(message) > 15
    assert [s.value for s in told["sh:severity"]] in ([SH + s] for s in ("Violation", "Warning", "Info"))


@pytest.mark.parametrize("shape", CLOSED, ids=name)
def test_a_class_has_a_file_of_its_name_with_its_closed_shape_and_its_address(shape):
    text = (assets.SHAPES / f"{kebab(name(shape))}.ttl").read_text()
    assert f"\nimvosh:{name(shape)} a sh:NodeShape" in text
    assert f"\nimvosh:{name(shape)}-iri a sh:NodeShape" in text
    (target,) = ABOUT[shape]["sh:targetClass"]
    assert target.value.rpartition("#")[2] == name(shape)


def test_every_class_of_the_ontology_has_a_closed_shape():
    assert sorted(CLASSES - {name(s) for s in CLOSED}) == []


def test_every_property_of_the_ontology_belongs_to_a_class_and_every_path_of_ours_to_the_ontology():
    allowed = {ABOUT[p]["sh:path"][0].value for s in CLOSED for p in ABOUT[s]["sh:property"]}
    ours = {path.removeprefix(IMVO) for path in allowed if path.startswith(IMVO)}
    # citedBy is the inverse of cites: it is asked in queries, and never stored.
    assert PROPERTIES - ours == {"citedBy"}
    assert ours - PROPERTIES == set()


def test_everything_but_evidence_and_provenance_has_a_label_a_status_and_grounds():
    needs = {"Thing-label": set(), "Thing-status": set()}
    for shape in CLOSED:
        listed = {name(p) for p in ABOUT[shape]["sh:property"]}
        for need, without in needs.items():
            if need not in listed:
                without.add(name(shape))
    provenance = {"Evidence", "SourceText", "ExtractionRun", "Software", "StatementGraph"}
    assert needs["Thing-status"] == provenance
    assert needs["Thing-label"] == provenance | {"Mention", "CitationMention", "DateMention", "Statement"}
    grounded = {t.value.rpartition("#")[2] for t in ABOUT[NamedNode(SHAPES + "Thing-grounds")]["sh:targetClass"]}
    concepts = set(
        re.findall(r"^imvo:(\w+) a owl:Class ;\n  rdfs:subClassOf (?:imvo:Topic|skos:Concept)", ONTOLOGY, re.M)
    )
    mentions = {"Mention", "CitationMention", "DateMention"}  # their passage is asked for by name: Mention-evidence
    assert {name(s) for s in CLOSED} - grounded == provenance | concepts | mentions | {"ConceptScheme"}


def test_the_lists_of_concepts_are_those_of_the_concept_files():
    kept = (assets.ONTOLOGY / "concepts").glob("*.ttl")
    concepts = {
        q.subject.value for p in kept for q in parse(p.read_bytes(), format=RdfFormat.TURTLE) if q.object == CONCEPT
    }
    listed = {
        v.value
        for s in PROPERTY_SHAPES
        for head in ABOUT[s]["sh:in"]
        for v in members(head)
        if v.value.startswith("http")
    }
    assert listed == concepts


CONCEPT = NamedNode(IMVO + "Concept")


def test_the_table_of_severities_names_all_that_does_not_refuse():
    readme = (assets.SHAPES / "README.md").read_text()
    rows = dict(re.findall(r"^\| `sh:(\w+)` \| .*? \| (.+) \|$", readme, re.M))
    for severity in ("Warning", "Info"):
        shapes = {name(s) for s in SPEAKING if ABOUT[s]["sh:severity"] == [NamedNode(SH + severity)]}
        in_code = {rule.name for rule in rules.RULES if rule.severity == severity}
        assert set(re.findall(r"`([\w-]+)`", rows[severity])) == shapes | in_code
