"""Every constraint and every rule is broken by a fixture of its own, and every class has an example that breaks none."""

import re
from pathlib import Path

import pytest

from imvograph import assets
from imvograph.gate import rules
from imvograph.model.iris import SHAPES

FIXTURES = Path(__file__).parent / "fixtures"
BROKEN = sorted(path.name for path in FIXTURES.glob("*.ttl"))
VALID = sorted(path.name for path in (FIXTURES / "valid").glob("*.ttl"))
# Told to a person, and not by itself: shapes that others are made of have no message.
CONSTRAINT = re.compile(r"^imvosh:(\S+) a sh:(?:Node|Property)Shape ;\n(?:(?!^imvosh:).*\n)*?  sh:message ", re.M)


def constraints():
    return {name for path in assets.SHAPES.glob("*.ttl") for name in CONSTRAINT.findall(path.read_text())}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_fixture_breaks_just_what_it_is_for_on_both_engines(name, fixture, gates):
    read = fixture(name)
    reports = {engine: read.reported_by(gate) for engine, gate in gates.items()}
    found = {result.rule.replace(SHAPES, "imvosh:") for result in reports["turbo"].results}
    assert found == set(read.expected), reports["turbo"].as_text("en")
    assert reports["turbo"].conforms is _is_stored(read), (
        "a fixture is refused, but for what is advice or comes from two graphs"
    )
    assert reports["pyshacl"] == reports["turbo"]
    assert reports["pyshacl"].as_triples() == reports["turbo"].as_triples()


def _is_stored(read):
    between_graphs = "-another-graph-" in read.name or read.name.endswith("-in-another-graph.ttl")
    return read.expected[0] in STORED or (
        bool(read.given) and between_graphs and read.expected[0] not in REFUSED_ANYHOW
    )


# Stored and shown, as the table in shapes/README.md says.
STORED = {f"imvosh:{name}" for name in ("Time-known", "evidence-source", "Covenant-page-known", "Concept-defined")}
# What may not be even where another graph has the other half: that half was there first, and is named.
REFUSED_ANYHOW = {
    f"imvosh:{name}" for name in ("left-behind", "one-holder", "evidence-slice", "grounds-per-graph", "topic-key")
}


@pytest.mark.parametrize("name", VALID)
def test_a_valid_example_gives_no_error_and_no_warning_on_either_engine(name, fixture, gates):
    read = fixture(f"valid/{name}")
    for gate in gates.values():
        report = read.reported_by(gate)
        assert {result.severity for result in report.results} <= {"Info"}, report.as_text("en")


def test_every_constraint_and_every_rule_is_the_reason_of_a_fixture():
    reasons = {(FIXTURES / name).read_text().split()[2].removeprefix("imvosh:") for name in BROKEN}
    known = constraints() | {rule.name for rule in rules.RULES}
    assert len(constraints()) > 400, "the pattern that finds constraints has lost them"
    assert sorted(known - reasons) == [], "constraints without a fixture"
    assert sorted(reasons - known) == [], "fixtures for what is no constraint"


def test_a_fixture_breaks_a_second_rule_only_when_it_repeats_or_garbles_a_number():
    several = [name for name in BROKEN if len((FIXTURES / name).read_text().splitlines()[0].split()) > 3]
    assert all("-twice" in name or "-in-another-form" in name for name in several), several


def test_every_class_of_the_ontology_has_a_valid_example():
    ontology = (assets.ONTOLOGY / "imvo.ttl").read_text()
    classes = set(re.findall(r"^imvo:(\w+) a owl:Class", ontology, re.M))
    shown = {cls for name in VALID for cls in re.findall(r" a imvo:(\w+)", (FIXTURES / "valid" / name).read_text())}
    assert sorted(classes - shown) == []


def test_no_given_graph_lies_unused():
    used = {
        file
        for path in FIXTURES.rglob("*.ttl")
        for file in re.findall(r"^# given: given/(\S+)", path.read_text(), re.M)
    }
    assert {path.name for path in (FIXTURES / "given").glob("*.ttl")} == used
