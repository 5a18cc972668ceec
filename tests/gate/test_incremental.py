"""Judging what a change touches says all that is new when everything is judged again, on both engines, whatever the change."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.gate import Change, check_all
from imvograph.gate.parse import parse
from imvograph.model.iris import PREFIXES, graph

VALID = sorted((Path(__file__).parent / "fixtures" / "valid").glob("*.ttl"))
EXAMPLES = {graph("curated", path.stem): parse(path.read_bytes(), path.name) for path in VALID}
EVERY = sorted({triple for triples in EXAMPLES.values() for triple in triples}, key=str)
SUBJECTS = sorted({triple.subject for triple in EVERY}, key=str)
TYPE = NamedNode(PREFIXES["rdf"] + "type")
CLASSES = sorted({triple.object for triple in EVERY if triple.predicate == TYPE}, key=str)
DAY = NamedNode(PREFIXES["xsd"] + "date")
VALUES = [
    Literal("x", language="nl"),
    Literal("x"),
    Literal(7),
    Literal("2021-02-30", datatype=DAY),
    NamedNode("urn:x"),
]


@st.composite
def versions(draw, held):
    """A new version of a graph: triples taken, given, moved and spoilt; things retyped and dropped; now and then no graph."""
    if draw(st.integers(0, 9)) == 0:
        return frozenset()
    made = set(held)
    for _ in range(draw(st.integers(1, 5))):
        some = sorted(made, key=str) or EVERY
        triple = draw(st.sampled_from(some))
        match draw(st.sampled_from(["take", "give", "move", "spoil", "retype", "drop", "repeat"])):
            case "take":
                made.discard(triple)
            case "give":
                made.add(draw(st.sampled_from(EVERY)))
            case "move":
                made.add(Triple(draw(st.sampled_from(SUBJECTS)), triple.predicate, triple.object))
            case "spoil":
                made.discard(triple)
                made.add(Triple(triple.subject, triple.predicate, draw(st.sampled_from(VALUES))))
            case "retype":
                made = {t for t in made if (t.subject, t.predicate) != (triple.subject, TYPE)}
                made.add(Triple(triple.subject, TYPE, draw(st.sampled_from(CLASSES))))
            case "drop":
                made = {t for t in made if t.subject != triple.subject}
            case "repeat":
                made.update(t for t in EVERY if t.subject == triple.subject)
    return frozenset(made)


def findings(report):
    assert report.total == len(report.results), "small enough to be shown whole"
    return {(r.rule, r.focus, r.path, r.value, r.severity, r.component) for r in report.results}


@pytest.fixture(scope="module")
def stored(graphs, gates):
    """The examples of every class together, as far as the gate lets them in beside each other."""
    together = graphs()
    for name, triples in EXAMPLES.items():
        if gates["turbo"].check(Change(name, triples), together).conforms:
            together.put(name, triples)
    assert len(together.graphs()) > 40
    return together


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_a_change_touches_gives_all_that_is_new_and_nothing_that_is_not(data, gates, stored):
    gate = gates["turbo"]
    name = data.draw(st.sampled_from(stored.graphs()))
    held = stored.graph(name)
    change = Change(name, data.draw(versions(held)))
    by_difference, whole = (gate.check(change, stored, whole=flag) for flag in (False, True))
    before = gate.check(Change(name, held), stored, whole=True)
    assert findings(by_difference) <= findings(whole)
    assert findings(whole) - findings(before) <= findings(by_difference)
    assert gates["pyshacl"].check(change, stored) == by_difference


# Rules that name one of two things: another graph's check names the other one.
PAIRED = {"decision-before-motion", "one-holder", "topic-key"}


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_breaks_in_another_graph_is_said_when_the_change_is_offered(data, gates, stored, graphs):
    gate = gates["turbo"]
    name = data.draw(st.sampled_from(stored.graphs()))
    change = Change(name, data.draw(versions(stored.graph(name))))
    said = gate.check(change, stored)
    rules_said = {result.rule.rpartition("#")[2] for result in said.results}
    of_two_classes = {
        result.focus for result in said.results if result.rule.endswith(("one-class", "disjoint-classes"))
    }
    after = graphs()
    for other in stored.graphs():
        after.put(other, stored.graph(other))
    after.put(name, change.triples)
    places = {(result.rule.rpartition("#")[2], result.focus, result.path) for result in said.results}
    before = {report.graph: findings(report) for report in check_all(gate, stored)}
    for report in check_all(gate, after):
        new = findings(report) - before.get(report.graph, set()) if report.graph != name else set()
        for rule, focus, path, _, severity, _ in sorted(new, key=str):
            rule = rule.rpartition("#")[2]
            if rule in PAIRED:
                assert rule in rules_said
            elif rule == "untyped-subject":
                assert {("untyped-subject", focus, None), ("left-behind", focus, None)} & places
            elif severity != "Info" and focus not in of_two_classes:
                assert (rule, focus, path) in places, (report.graph, severity)


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_whole_graph_read_in_batches_gives_each_graph_the_report_that_it_gets_alone(data, gates, graphs):
    gate, stored = gates["turbo"], graphs()
    for name in data.draw(st.lists(st.sampled_from(sorted(EXAMPLES)), min_size=2, max_size=12)):
        stored.put(name, data.draw(versions(EXAMPLES[name])))
    alone = [gate.check(Change(name, stored.graph(name)), stored, whole=True) for name in stored.graphs()]
    assert list(check_all(gate, stored)) == alone


def test_what_another_graph_says_of_a_thing_is_found_when_the_whole_graph_is_read(gate, graphs):
    stored, (one, other) = graphs(), sorted(EXAMPLES)[:2]
    things = {triple.subject for triple in EXAMPLES[one]}
    stored.put(one, EXAMPLES[one])
    stored.put(other, frozenset(Triple(thing, TYPE, cls) for thing in things for cls in CLASSES[:2]))
    found = {report.graph: {result.focus for result in report.results} for report in check_all(gate, stored)}
    assert found[one] == found[other] == {thing.value for thing in things}
