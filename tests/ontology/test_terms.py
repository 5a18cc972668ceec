"""Each term of the ontology explains itself, and the files hold nothing that the store refuses."""

import re
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, RdfFormat, parse
from rdflib import Graph, Literal, Namespace, URIRef, namespace

IMVO = Namespace("https://w3id.org/imvograph/def/imvo#")
DOCUMENT = URIRef("https://w3id.org/imvograph/def/imvo")
KINDS = {
    namespace.OWL.Class,
    namespace.OWL.ObjectProperty,
    namespace.OWL.DatatypeProperty,
    namespace.OWL.AnnotationProperty,
}
# The properties that stand on things of every kind: a domain or range would make each thing everything.
UNBOUND = ("concerns", "evidence", "assertionStatus", "startDate", "endDate", "statedDate")


def terms(ontology: Graph) -> list[URIRef]:
    return sorted({subject for subject in ontology.subjects() if isinstance(subject, URIRef) and subject in IMVO})


def languages(graph: Graph, subject: URIRef, predicate: URIRef) -> list[str | None]:
    return sorted(value.language or "" for value in graph.objects(subject, predicate) if isinstance(value, Literal))


def test_every_file_is_turtle_without_blank_nodes_or_relative_iris(root: Path) -> None:
    files = sorted((root / "ontology").rglob("*.ttl"))
    assert len(files) > 2
    for path in files:
        quads = list(parse(path=path))  # without a base: a relative IRI is a syntax error
        assert quads, path
        assert [q for q in quads if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)] == [], path


def test_a_relative_iri_would_not_parse() -> None:
    with pytest.raises(SyntaxError):
        list(parse("<sector/goud> a <https://w3id.org/imvograph/def/imvo#Sector> .", format=RdfFormat.TURTLE))


def test_the_ontology_says_which_version_it_is_and_under_which_licence(ontology: Graph) -> None:
    assert (DOCUMENT, namespace.RDF.type, namespace.OWL.Ontology) in ontology
    version = str(ontology.value(DOCUMENT, namespace.OWL.versionInfo))
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert ontology.value(DOCUMENT, namespace.OWL.versionIRI) == URIRef(f"{DOCUMENT}/{version}")
    assert ontology.value(DOCUMENT, namespace.DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert languages(ontology, DOCUMENT, namespace.DCTERMS.title) == ["en", "nl"]
    created, modified = (ontology.value(DOCUMENT, p) for p in (namespace.DCTERMS.created, namespace.DCTERMS.modified))
    assert isinstance(created, Literal)
    assert isinstance(modified, Literal)
    assert created.datatype == modified.datatype == namespace.XSD.date
    assert created.toPython() <= modified.toPython()


def test_every_term_has_label_definition_example_and_status(ontology: Graph) -> None:
    found = terms(ontology)
    assert len(found) > 150
    for term in found:
        assert len(KINDS & set(ontology.objects(term, namespace.RDF.type))) == 1, term
        assert languages(ontology, term, namespace.RDFS.label) == ["en", "nl"], term
        assert languages(ontology, term, namespace.SKOS.definition) == ["en", "nl"], term
        assert languages(ontology, term, namespace.SKOS.example) == [""], term
        assert [str(s) for s in ontology.objects(term, IMVO.termStatus)] in (["stable"], ["testing"]), term
        assert list(ontology.objects(term, namespace.RDFS.isDefinedBy)) == [DOCUMENT], term


def test_a_definition_is_a_sentence_and_no_label_again(ontology: Graph) -> None:
    for term in terms(ontology):
        labels = {str(label).casefold() for label in ontology.objects(term, namespace.RDFS.label)}
        for definition in ontology.objects(term, namespace.SKOS.definition):
            assert str(definition).endswith("."), term
            assert str(definition).rstrip(".").casefold() not in labels, term


def test_classes_have_a_capital_and_properties_do_not(ontology: Graph) -> None:
    for term in terms(ontology):
        name = term.removeprefix(IMVO)
        pattern = (
            r"[A-Z][A-Za-z]+" if (term, namespace.RDF.type, namespace.OWL.Class) in ontology else r"[a-z][A-Za-z0-9]+"
        )
        assert re.fullmatch(pattern, name), term


@pytest.mark.parametrize("kind", [namespace.OWL.Class, namespace.OWL.ObjectProperty, namespace.OWL.DatatypeProperty])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_two_terms_of_a_kind_have_one_label(kind: URIRef, language: str, ontology: Graph) -> None:
    seen: dict[str, URIRef] = {}
    for term in terms(ontology):
        if (term, namespace.RDF.type, kind) in ontology:
            for label in ontology.objects(term, namespace.RDFS.label):
                if isinstance(label, Literal) and label.language == language:
                    assert str(label) not in seen, f"{term} and {seen[str(label)]} are both called {label}"
                    seen[str(label)] = term


@pytest.mark.parametrize("name", UNBOUND)
def test_what_stands_on_everything_has_no_domain_or_range(name: str, ontology: Graph) -> None:
    assert (IMVO[name], namespace.RDF.type, None) in ontology
    for bound in (namespace.RDFS.domain, namespace.RDFS.range):
        assert list(ontology.objects(IMVO[name], bound)) == []


def test_a_property_of_literals_has_no_class_as_range(ontology: Graph) -> None:
    datatypes = {
        namespace.XSD.string,
        namespace.XSD.date,
        namespace.XSD.boolean,
        namespace.XSD.integer,
        namespace.RDF.langString,
    }
    for prop in ontology.subjects(namespace.RDF.type, namespace.OWL.DatatypeProperty):
        assert set(ontology.objects(prop, namespace.RDFS.range)) <= datatypes, prop
    for prop in ontology.subjects(namespace.RDF.type, namespace.OWL.ObjectProperty):
        assert set(ontology.objects(prop, namespace.RDFS.range)).isdisjoint(datatypes), prop


def retired_in_silence(ontology: Graph) -> list[str]:
    """The retired terms without a successor, or without a note of the change."""
    needed = (namespace.DCTERMS.isReplacedBy, namespace.SKOS.changeNote)
    retired = ontology.subjects(namespace.OWL.deprecated, None)
    return sorted(str(term) for term in retired if any(ontology.value(term, name) is None for name in needed))


def test_a_retired_term_names_its_successor(ontology: Graph) -> None:
    assert retired_in_silence(ontology) == []
    said = 'dcterms:isReplacedBy imvo:cites ; skos:changeNote "0.3.0: use imvo:cites."@en ; '
    for note, found in ((said, []), ("", [IMVO + "refersTo"])):
        one = Graph(bind_namespaces="core").parse(
            data="@prefix imvo: <https://w3id.org/imvograph/def/imvo#> . @prefix owl: <http://www.w3.org/2002/07/owl#> . "
            "@prefix dcterms: <http://purl.org/dc/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> . "
            f"imvo:refersTo {note} owl:deprecated true .",
            format="turtle",
        )
        assert retired_in_silence(one) == list(map(str, found))


def test_alignments_speak_of_our_terms_only(ontology: Graph, alignments: Graph) -> None:
    assert len(alignments) > 0
    assert set(alignments.subjects()) <= set(terms(ontology))
    assert set(alignments) & set(ontology) == set()
