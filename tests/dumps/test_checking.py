"""The catalogue by published shapes: what they say is told with its file and shape, and a Violation stops a release."""

import pytest
from pyoxigraph import NamedNode

from imvograph.dumps import Releases
from imvograph.dumps.checking import checked, published
from imvograph.dumps.dcat import Issued, dcat
from imvograph.dumps.packing import File
from imvograph.dumps.vocabulary import DATASET, iri
from imvograph.errors import RefusedError, SourceError, TurtleError

CATALOGUE = dcat(Issued("000003-0", "2026-11-25", [File("imvograph.nq", 1, "f" * 64)]), [], "graaf@example.org")
HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <https://example.org/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# As portals write them: property shapes without a name, alternatives, and classes of values.
AS_PORTALS_DO = """
x:Day sh:or ( [ sh:datatype xsd:date ] [ sh:datatype xsd:dateTime ] ) .
x:Dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property
  [ sh:path dct:issued ; sh:maxCount 1 ; sh:node x:Day ] ,
  [ sh:path dcat:contactPoint ; sh:class <http://www.w3.org/2006/vcard/ns#Organization> ; sh:severity sh:Warning ] ,
  [ sh:path dcat:theme ; sh:nodeKind sh:IRI ; sh:minCount 1 ] .
"""
LICENSED = "x:Licensed a sh:NodeShape ; sh:targetNode <{}> ; sh:property [ sh:path dct:rights ; sh:minCount 1 ; {} ] ."


@pytest.fixture
def given(tmp_path):
    """`given("x.ttl", text)` is a file of published shapes, read."""

    def write(name, text):
        (tmp_path / name).write_text(HEAD + text, encoding="utf-8")
        return published([tmp_path / name])

    return write


def without(kind):
    return frozenset(t for t in CATALOGUE if t.object != NamedNode(iri(kind)))


def test_the_catalogue_conforms_to_shapes_as_portals_write_them(given):
    report = checked(CATALOGUE, given("portal.ttl", AS_PORTALS_DO))
    assert report.conforms and report.total == 0, report.as_text()


def test_a_value_needs_its_class_in_the_catalogue(given):
    report = checked(without("vcard:Organization"), given("portal.ttl", AS_PORTALS_DO))
    assert report.conforms, "a Warning does not stop a release"
    assert {(r.severity, r.path) for r in report.results} == {("Warning", iri("dcat:contactPoint"))}


def test_a_finding_names_its_file_shape_message_and_severity(given, tmp_path):
    text = LICENSED.format(DATASET, 'sh:message "zeg wat mag"@nl , "say what is allowed" ; sh:severity sh:Info')
    (told,) = checked(CATALOGUE, given("rights.ttl", text)).as_json()["results"]
    assert told == {
        "rule": "https://example.org/Licensed",
        "severity": "Info",
        "focus": DATASET,
        "path": iri("dcterms:rights"),
        "value": None,
        "messages": {"nl": "zeg wat mag", "und": "say what is allowed"},
        "source": str(tmp_path / "rights.ttl"),
    }


def test_what_explains_a_finding_is_not_a_finding(given):
    other = AS_PORTALS_DO.replace("xsd:date ]", "xsd:gYear ]")
    report = checked(CATALOGUE, given("portal.ttl", other))
    days = {t.subject.value for t in CATALOGUE if t.predicate.value == iri("dcterms:issued")}
    datasets = {t.subject.value for t in CATALOGUE if t.object == NamedNode(iri("dcat:Dataset"))}
    assert sorted(r.focus for r in report.results) == sorted(days & datasets) and not report.conforms


def test_a_severity_of_their_own_stops_a_release(given):
    (result,) = checked(CATALOGUE, given("own.ttl", LICENSED.format(DATASET, "sh:severity x:Terrible"))).results
    assert result.severity == "Violation"


def test_a_shape_without_any_name_is_told(given):
    text = "[] a sh:NodeShape ; sh:targetClass dcat:Catalog ; sh:property [ sh:path dct:rights ; sh:minCount 1 ] ."
    report = checked(CATALOGUE, given("nameless.ttl", text))
    assert report.results[0].rule == "[]" and "nameless.ttl" in report.as_text()


def test_two_files_with_the_same_shape_are_told_apart(given):
    text = LICENSED.format(DATASET, "sh:severity sh:Warning")
    report = checked(CATALOGUE, [*given("a.ttl", text), *given("b.ttl", text)])
    assert [r.source.rpartition("/")[2] for r in report.results] == ["a.ttl", "b.ttl"]


def test_our_own_shapes_are_checked_as_well():
    report = checked(
        without("dcterms:LinguisticSystem") - {t for t in CATALOGUE if t.predicate.value == iri("dcat:theme")}
    )
    assert not report.conforms and {r.source for r in report.results} == {""}


@pytest.mark.parametrize(
    ("name", "text", "error", "words"),
    [
        pytest.param("notes.md", "Dit is geen Turtle.", TurtleError, "no Turtle", id="no Turtle"),
        pytest.param("list.ttl", "x:a dct:title 'een lijst' .", TurtleError, "no SHACL", id="no shapes"),
        pytest.param("idle.ttl", "x:S a sh:NodeShape ; sh:closed true .", TurtleError, "no SHACL", id="no target"),
        pytest.param(
            "torn.ttl",
            "x:S a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property x:Elsewhere .",
            TurtleError,
            "Elsewhere> is a sh:property here, and its sh:path is not",
            id="a shape that another file has",
        ),
    ],
)
def test_a_file_that_is_no_shacl_is_told_by_its_name(given, tmp_path, name, text, error, words):
    with pytest.raises(error, match=words) as raised:
        given(name, text)
    assert str(raised.value).startswith(str(tmp_path / name))


@pytest.mark.parametrize(
    "asks",
    [
        'sh:property [ sh:path dct:title ; sh:pattern "(" ]',
        'sh:property [ sh:path dct:title ; sh:minCount "veel" ]',
        'sh:sparql [ sh:select "SELEC $this" ]',
        "sh:or x:Nothing",
    ],
)
def test_a_shape_that_cannot_run_is_told_with_its_file(given, tmp_path, asks):
    by = given("broken.ttl", f"x:S a sh:NodeShape ; sh:targetClass dcat:Catalog ; {asks} .")
    with pytest.raises(TurtleError, match="the shapes do not run") as raised:
        checked(CATALOGUE, by)
    assert str(raised.value).startswith(str(tmp_path / "broken.ttl"))


def test_a_query_of_published_shapes_asks_no_other_server(given):
    asks = "SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }"
    by = given("service.ttl", f'x:S a sh:NodeShape ; sh:targetClass dcat:Catalog ; sh:sparql [ sh:select "{asks}" ] .')
    with pytest.raises(TurtleError, match="SERVICE"):
        checked(CATALOGUE, by)


def test_a_class_that_is_a_shape_looks_at_its_things(given):
    text = """@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . dcat:Catalog a rdfs:Class , sh:NodeShape ;
      sh:property [ sh:path dct:rights ; sh:minCount 1 ] ."""
    assert checked(CATALOGUE, given("classes.ttl", text)).total == 1


def test_a_folder_gives_its_files_in_order_and_one_without_any_is_told(tmp_path):
    for name in ("b.ttl", "a.ttl", "readme.md"):
        (tmp_path / name).write_text(HEAD + AS_PORTALS_DO)
    assert [file.name.rpartition("/")[2] for file in published([tmp_path])] == ["a.ttl", "b.ttl"]
    (tmp_path / "empty").mkdir()
    for lacking in ("empty", "nowhere.ttl"):
        with pytest.raises(SourceError, match=lacking):
            published([tmp_path / lacking])


def test_a_violation_of_published_shapes_stops_a_release_and_a_warning_does_not(given, built, tmp_path):
    kept = Releases(tmp_path / "releases")
    for severity, made in (("sh:Violation", False), ("sh:Warning", True)):
        by = given("rights.ttl", LICENSED.format(DATASET, f"sh:severity {severity}"))
        if made:
            assert kept.make(built.snapshot(), "2026-11-25", "graaf@example.org", by=by)[1]
        else:
            with pytest.raises(RefusedError, match=r"rules of .*rights\.ttl; no release was made"):
                kept.make(built.snapshot(), "2026-11-25", "graaf@example.org", by=by)
        assert len(kept.all()) == made
