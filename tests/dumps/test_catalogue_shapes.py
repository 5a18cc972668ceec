"""Every rule of shapes/catalogue finds what it is there for: a catalogue that is spoilt just there."""

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from imvograph.dumps.checking import SHAPES, checked
from imvograph.dumps.dcat import Issued, dcat
from imvograph.dumps.packing import File
from imvograph.dumps.vocabulary import iri

DUMPS = [File("imvograph.ttl.gz", 1, "0" * 64), File("imvograph.nq", 1, "f" * 64)]
CATALOGUE = dcat(
    Issued("000003-0", "2026-11-25", DUMPS),
    [Issued("000002-0", "2026-11-24", DUMPS), Issued("000001-0", "2026-11-23", [])],
    "graaf@example.org",
)
RULES = [quad.triple for path in sorted(SHAPES.glob("*.ttl")) for quad in parse(path.read_bytes(), RdfFormat.TURTLE)]
TYPE, INVENTED = NamedNode(iri("rdf:type")), NamedNode("https://example.org/invented")
CONSTRAINTS = ("minCount", "maxCount", "class", "datatype", "in", "pattern")


def said(name, subject=None):
    return [t for t in RULES if t.predicate.value == iri(f"sh:{name}") and subject in (None, t.subject)]


EACH = [(t.subject, constraint, t.object) for constraint in CONSTRAINTS for t in said(constraint)]


def spoilt(rule, constraint, value):
    """The catalogue, wrong in what one constraint of a rule asks, wherever the rule looks."""
    (path,) = (t.object for t in said("path", rule))
    shapes = {t.subject for t in said("property") if t.object == rule}
    classes = {t.object for shape in shapes for t in said("targetClass", shape)}
    targets = {t.subject for t in CATALOGUE if t.predicate == TYPE and t.object in classes}
    meant = {t for t in CATALOGUE if t.subject in targets and t.predicate == path}
    assert meant, f"nothing in the catalogue has {path}"
    match constraint:
        case "minCount":
            return CATALOGUE - meant
        case "maxCount":
            return CATALOGUE | {Triple(t.subject, path, INVENTED) for t in meant}
        case "class":
            return CATALOGUE - {Triple(t.object, TYPE, value) for t in meant}
        case "datatype":
            return CATALOGUE - meant | {Triple(t.subject, path, Literal("x")) for t in meant}
        case _:
            return CATALOGUE - meant | {Triple(t.subject, path, INVENTED) for t in meant}


@pytest.mark.parametrize(
    ("rule", "constraint", "value"), EACH, ids=[f"{r.value.rpartition('#')[2]}-{c}" for r, c, _ in EACH]
)
def test_a_rule_of_the_catalogue_finds_what_it_is_for(rule, constraint, value):
    assert rule.value in {result.rule for result in checked(spoilt(rule, constraint, value)).results}


def test_each_rule_has_a_property_one_place_and_words_in_both_languages():
    rules = {t.subject for t in RULES if t.object == NamedNode(iri("sh:PropertyShape"))}
    assert rules == {t.object for t in said("property")} == {rule for rule, _, _ in EACH}
    for rule in rules:
        assert len(said("path", rule)) == 1 and len([t for t in said("property") if t.object == rule]) == 1
        assert sorted(t.object.language for t in said("message", rule)) == ["en", "nl"]
