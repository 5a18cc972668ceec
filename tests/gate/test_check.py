"""The gate judges a change together with what is stored, refuses it for its own mistakes only, at a cost that follows the change."""

import re

import pytest
from pyoxigraph import BlankNode, NamedNode, Triple

from imvograph.errors import TurtleError
from imvograph.gate import Change
from imvograph.gate.parse import parse
from imvograph.model.iris import IMVO, PREFIXES, SHAPES, graph, thing

RDF = PREFIXES["rdf"]
HEAD = """
@prefix assertion-status: <https://w3id.org/imvograph/id/assertion-status/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix id: <https://w3id.org/imvograph/id/> .
@prefix imvo: <https://w3id.org/imvograph/def/imvo#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://w3id.org/imvograph/id/> .
"""
GROUNDS = "imvo:assertionStatus assertion-status:curated ; dcterms:source <https://www.tweedekamer.nl/bron>"
DEBATE = f"""<debate/ao-imvo-2020-03-03> a imvo:Debate ; skos:prefLabel "AO IMVO van 3 maart 2020"@nl ;
  imvo:debateType <debate-type/algemeen-overleg> ; imvo:startDate "2020-03-03"^^xsd:date ; {GROUNDS} ."""


def triples(turtle):
    return parse((HEAD + turtle).encode(), "test.ttl")


def change(turtle, name="test"):
    return Change(graph("curated", name), triples(turtle))


def rules(report):
    return {result.rule.removeprefix(SHAPES) for result in report.results}


def post(number):
    return f'<post/post-{number}> a imvo:Post ; skos:prefLabel "Post {number}"@nl ; {GROUNDS} .'


def test_a_change_in_order_conforms(gate, graphs):
    report = gate.check(change(DEBATE), graphs())
    assert report.conforms and report.results == () and report.graph == graph("curated", "test")


def test_a_warning_does_not_refuse(gate, graphs):
    report = gate.check(change(re.sub(r"imvo:startDate \S+ ;", "", DEBATE)), graphs())
    assert report.conforms and rules(report) == {"Time-known"}


def test_a_thing_that_two_graphs_describe_is_judged_as_a_whole(gate, graphs):
    # The date that this graph lacks is in the other one.
    report = gate.check(change(re.sub(r"imvo:startDate \S+ ;", "", DEBATE)), graphs(other=triples(DEBATE)))
    assert report.conforms and report.total == 0


def test_of_a_thing_that_very_many_graphs_describe_enough_is_read_and_no_more(gate, graphs):
    many = triples("".join(f"<debate/ao-imvo-2020-03-03> imvo:concerns <sector/s{n}> ." for n in range(1000)))
    bare = change(re.sub(r"a imvo:Debate ;|imvo:startDate \S+ ;", "", DEBATE))
    stored = graphs(many=many, other=triples(DEBATE))
    assert gate.check(bare, stored).total == 0, "class and date are in the other one"
    assert stored.reads < 200, "and not all"
    same, another = triples(DEBATE), triples(DEBATE.replace('"AO IMVO van', '"Algemeen overleg van'))
    for one, two in ((same, another), (another, same)):
        report = gate.check(change(DEBATE), graphs(many=many, one=one, two=two))
        assert rules(report) == {"Thing-label-once"}, "also where the first label that is read is that of this graph"


def test_the_old_triples_of_the_same_graph_do_not_count(gate, graphs):
    stored = graphs(test=triples(DEBATE.replace("van 3 maart", "van 4 maart")))
    assert gate.check(change(DEBATE), stored).total == 0
    without_class = DEBATE.replace("a imvo:Debate ;", "")
    assert rules(gate.check(change(without_class), stored)) == {"untyped-subject"}


def test_two_sources_that_differ_are_both_kept_with_a_warning(gate, graphs):
    report = gate.check(change(DEBATE), graphs(other=triples(DEBATE.replace('"AO IMVO van', '"Algemeen overleg van'))))
    assert report.conforms and rules(report) == {"Thing-label-once"}
    assert {result.severity for result in report.results} == {"Warning"}
    assert "both stay" in report.as_text("en") and "beide blijven staan" in report.as_text("nl")


def test_two_sources_that_give_other_days_do_not_refuse_each_other(gate, graphs):
    march = DEBATE.replace(GROUNDS, f'imvo:endDate "2020-03-03"^^xsd:date ; {GROUNDS}')
    april = march.replace('2020-03-03"', '2020-04-03"')
    for offered, stored in ((march, april), (april, march)):
        report = gate.check(change(offered), graphs(other=triples(stored)))
        assert report.conforms and rules(report) == {"Time-start", "Time-end", "Time-order"}
    backwards = march.replace('endDate "2020-03-03"', 'endDate "2020-03-02"')
    assert not gate.check(change(backwards), graphs(other=triples(april))).conforms


def test_one_source_that_contradicts_itself_is_refused(gate, graphs):
    twice = DEBATE.replace('"AO IMVO van 3 maart 2020"@nl', '"AO IMVO van 3 maart 2020"@nl , "Algemeen overleg"@nl')
    report = gate.check(change(twice), graphs())
    assert not report.conforms and rules(report) == {"Thing-label-once"}
    assert '"Algemeen overleg"@nl' in report.as_text("nl")


def test_a_mistake_that_is_stored_already_elsewhere_is_not_that_of_this_change(gate, graphs):
    wrong = triples(DEBATE.replace("debate-type/algemeen-overleg", "debate-type/praatje"))
    report = gate.check(change(DEBATE), graphs(other=wrong))
    assert report.conforms and {result.severity for result in report.results} == {"Warning"}


def test_a_narrower_class_in_another_graph_is_no_contradiction(gate, graphs):
    paper = f"""<kamerstuk/kst-26485-277> a imvo:CLASS ; skos:prefLabel "Motie Becker c.s."@nl ; {GROUNDS} ;
      <http://data.europa.eu/eli/ontology#is_member_of> <dossier/26485> ; imvo:paperNumber "277" ; imvo:textHeld false ;
      dcterms:identifier "kst-26485-277" ; PART
      <http://xmlns.com/foaf/0.1/page> <https://zoek.officielebekendmakingen.nl/kst-26485-277.html> ."""
    stub = paper.replace("CLASS", "Kamerstuk").replace("PART", "")
    motion = paper.replace("CLASS", "Motion").replace("PART", "imvo:mover <person/becker-b> ;")
    for offered, stored in ((stub, motion), (motion, stub)):
        assert gate.check(change(offered), graphs(other=triples(stored))).total == 0


def test_what_others_still_need_may_not_go(gate, graphs):
    stored = graphs(
        test=triples(DEBATE + post(1)),
        other=triples("<debate/ao-imvo-2020-03-03> imvo:concerns <sector/pensioen> ."),
    )
    report = gate.check(change(post(1)), stored)
    assert not report.conforms and rules(report) == {"left-behind"}
    assert gate.check(change(DEBATE), stored).conforms, "what nobody speaks of may go"


MOTION = "<kamerstuk/kst-26485-277> imvo:tabledIn <debate/ao-imvo-2020-03-03> ."


def test_what_others_refer_to_is_not_removed_with_its_graph(gate, graphs):
    stored = graphs(test=triples(DEBATE), other=triples(MOTION))
    report = gate.check(Change(graph("curated", "test"), frozenset()), stored)
    assert not report.conforms and rules(report) == {"still-referred-to"}
    assert "1 triples of other graphs" in report.as_text("en") and "tabledIn" in report.as_text("nl")
    both = graphs(test=triples(DEBATE), other=triples(MOTION), third=triples(DEBATE))
    assert gate.check(Change(graph("curated", "test"), frozenset()), both).total == 0, "another graph describes it too"


def test_a_new_version_of_a_source_may_leave_out_what_others_refer_to_and_says_so(gate, graphs):
    stored = graphs(test=triples(DEBATE + post(1)), other=triples(MOTION))
    report = gate.check(change(post(1)), stored)
    assert report.conforms and rules(report) == {"still-referred-to"}
    assert {result.severity for result in report.results} == {"Warning"}


def test_what_only_the_removed_graph_refers_to_may_go_with_it(gate, graphs):
    stored = graphs(test=triples(DEBATE + MOTION), other=triples(post(1)))
    assert gate.check(Change(graph("curated", "test"), frozenset()), stored).total == 0


def test_a_thousand_references_are_counted_up_to_fifty(gate, graphs):
    many = "".join(f"<kamerstuk/kst-26485-{n}> imvo:tabledIn <debate/ao-imvo-2020-03-03> ." for n in range(1, 1000))
    stored = graphs(test=triples(DEBATE), other=triples(many))
    report = gate.check(Change(graph("curated", "test"), frozenset()), stored)
    assert "≥ 50 triples" in report.as_text("en") and stored.reads < 100


@pytest.mark.parametrize("gone", ["retyped", "removed", "removed with the debate here"])
def test_the_evidence_of_another_graph_may_not_go_or_become_something_else(gate, graphs, fixture, gone):
    passage = fixture("valid/evidence.ttl").change.triples
    debate = DEBATE.replace(GROUNDS, f"imvo:evidence <evidence/e2e4fa21cd26030b-3-11> ; {GROUNDS}")
    here = triples(debate) if gone.endswith("here") else frozenset()
    stored = graphs(passages=passage | here, other=triples(debate))
    kept = frozenset(t for t in passage if "/evidence/" not in t.subject.value)
    other = triples("<evidence/e2e4fa21cd26030b-3-11> a imvo:Debate .") if gone == "retyped" else frozenset()
    report = gate.check(Change(graph("curated", "passages"), kept | other), stored)
    (found,) = (result for result in report.results if result.rule == SHAPES + "evidence-known")
    assert not report.conforms and found.focus == thing("debate", "ao-imvo-2020-03-03")


def test_a_thing_that_gets_another_class_no_longer_fits_what_another_graph_says_of_it(gate, graphs):
    stored = graphs(
        test=triples(DEBATE), other=triples("<debate/ao-imvo-2020-03-03> imvo:concerns <sector/pensioen> .")
    )
    report = gate.check(change(DEBATE.replace("a imvo:Debate", "a imvo:Membership")), stored)
    (found,) = (r for r in report.results if r.path == IMVO + "concerns" and r.rule == SHAPES + "Membership")
    assert found.severity == "Warning"


def test_a_new_version_is_judged_by_what_it_changes_and_whole_when_asked(gate, graphs):
    undated = re.sub(r"imvo:startDate \S+ ;", "", DEBATE)
    stored = graphs(test=triples(undated))
    again = change(undated + post(1))
    assert gate.check(again, stored).total == 0, "that the debate has no date was said when it came in"
    assert rules(gate.check(again, stored, whole=True)) == {"Time-known"}


def test_the_cost_of_a_new_version_follows_the_difference(gate, graphs):
    reads = []
    for size in (10, 1000):
        old = "\n".join(post(number) for number in range(size))
        stored = graphs(test=triples(old))
        assert gate.check(change(old + DEBATE), stored).conforms
        reads.append(stored.reads - len(triples(old)))  # the old version is read once, to find the difference
    assert reads[0] == reads[1] < 10 * len(triples(DEBATE))


def test_a_statement_that_goes_leaves_its_triple_without_a_status(gate, graphs, fixture):
    added = fixture("valid/motion-that-another-graph-adds-to.ttl")
    stored = graphs()
    for file, name in added.given:
        stored.put("https://w3id.org/imvograph/" + name, fixture(file).change.triples)
    assert gate.check(added.change, stored).conforms
    stored.put(added.change.graph, added.change.triples)
    statements = {t.subject for t in added.change.triples if t.predicate == NamedNode(RDF + "subject")}
    kept = frozenset(t for t in added.change.triples if t.subject not in statements)
    assert rules(gate.check(Change(added.change.graph, kept), stored)) == {"status-per-graph"}


def test_a_thing_that_leaves_one_graph_and_stays_whole_in_another_may_go(gate, graphs):
    stored = graphs(test=triples(DEBATE + post(1)), other=triples(DEBATE))
    assert gate.check(change(post(1)), stored).total == 0


def test_a_thing_that_leaves_a_graph_is_judged_by_what_stays_of_it(gate, graphs):
    stays = "<debate/ao-imvo-2020-03-03> a imvo:Debate ; imvo:assertionStatus assertion-status:curated ."
    stored = graphs(test=triples(DEBATE + post(1)), other=triples(stays))
    report = gate.check(change(post(1)), stored)
    assert not report.conforms and {"Thing-label", "Thing-grounds", "Debate-debateType"} <= rules(report)


def test_an_empty_change_removes_a_graph(gate, graphs):
    nothing = Change(graph("curated", "test"), frozenset())
    assert gate.check(nothing, graphs(test=triples(DEBATE))).conforms
    needed = graphs(
        test=triples(DEBATE), other=triples("<debate/ao-imvo-2020-03-03> imvo:concerns <sector/pensioen> .")
    )
    assert rules(gate.check(nothing, needed)) == {"left-behind"}


@pytest.mark.parametrize(
    "triple",
    [
        Triple(BlankNode("x"), NamedNode(IMVO + "madeIn"), NamedNode(thing("debate", "x"))),
        Triple(NamedNode(thing("debate", "x")), NamedNode(IMVO + "madeIn"), BlankNode("x")),
    ],
)
def test_a_change_without_a_name_for_each_thing_cannot_be_made(triple):
    with pytest.raises(TurtleError, match="give it an IRI of its own"):
        Change(graph("curated", "test"), frozenset({triple}))


def test_an_unknown_property_is_said_once(gate, graphs):
    report = gate.check(change(DEBATE.replace("imvo:startDate", "imvo:begin")), graphs())
    assert [result.rule.removeprefix(SHAPES) for result in report.results if result.severity == "Violation"] == [
        "unknown-property"
    ]


def test_an_unknown_term_names_the_one_that_is_near_and_where_all_are(gate, graphs):
    wrong = DEBATE.replace("imvo:startDate", "imvo:startDat").replace("a imvo:Debate", "a imvo:Debat")
    told = {language: gate.check(change(wrong), graphs()).as_text(language) for language in ("nl", "en")}
    assert "imvo:Debat is no class of the ontology (did you mean imvo:Debate?). Choose" in told["en"]
    assert "bedoelde je imvo:Debate?" in told["nl"] and "bedoelde je imvo:startDate?" in told["nl"]
    assert all(
        "/def/imvo (https://w3id.org/imvograph/def/imvo#" in text and "/def/shapes" in text for text in told.values()
    )


def test_what_is_near_a_thousand_unknown_terms_is_sought_for_the_first_hundred(gate, graphs):
    told = DEBATE.replace(GROUNDS, " ".join(f"imvo:startDate{n} 1 ;" for n in range(1000)) + GROUNDS)
    report = gate.check(change(told), graphs())
    near = [result for result in report.results if "did you mean imvo:startDate?" in result.messages["en"]]
    assert report.total >= 1000 and len(near) <= 100


def test_of_a_thing_with_very_many_values_each_is_judged_and_nothing_lacks_twice(gates, graphs):
    """They go to the engine in slices, and only the first of these holds what a thing has once."""
    many = ", ".join(f"<sector/s{number:04d}>" for number in range(1200))
    offered = change(DEBATE.replace(GROUNDS, f"imvo:concerns {many}, <village/zz> ; {GROUNDS}"))
    reports = [gate.check(offered, graphs()) for gate in gates.values()]
    assert reports[0] == reports[1] and rules(reports[0]) == {"Thing-concerns-value"}
    assert [result.value for result in reports[0].results] == [f"<{thing('village', 'zz')}>"]


def test_two_topics_with_one_key_are_named_once(gate, graphs):
    topic = """<KIND/zuivel> a imvo:CLASS ; skos:prefLabel "zuivel"@nl , "dairy"@en ; skos:inScheme <scheme/KIND> ;
      imvo:assertionStatus assertion-status:curated ."""
    kinds = (("sector", "Sector"), ("commodity", "Commodity"))
    both = "".join(topic.replace("KIND", kind).replace("CLASS", cls) for kind, cls in kinds)
    report = gate.check(change(both), graphs())
    assert rules(report) == {"topic-key"} and report.total == 1


def test_a_date_that_is_none_is_not_also_out_of_order(gate, graphs):
    garbled = DEBATE.replace('"2020-03-03"^^xsd:date', '"3 maart"').replace(
        GROUNDS, 'imvo:endDate "2020-03-03"^^xsd:date ; ' + GROUNDS
    )
    assert rules(gate.check(change(garbled), graphs())) == {"Time-start-value"}


def test_a_report_is_the_same_whatever_order_the_triples_come_in(gates, graphs):
    wrong = change(
        "".join(post(n).replace(GROUNDS, "imvo:nee 1") for n in range(20)) + DEBATE.replace("maart 2020", "<i>")
    )
    reports = {
        repr(gate.check(Change(wrong.graph, frozenset(order)), graphs()))
        for gate in gates.values()
        for order in (sorted(wrong.triples, key=str), sorted(wrong.triples, key=str, reverse=True))
    }
    assert len(reports) == 1


def test_the_cost_follows_the_change_and_not_the_graph(gate, graphs):
    # A change that makes every rule look around: a role term with its post, a decision with its motion, a topic.
    offered = f"""{DEBATE} <role-term/a> a imvo:RoleTerm ; skos:prefLabel "A"@nl ; {GROUNDS} ;
      <http://www.w3.org/ns/org#member> <person/a> ; imvo:termOfPost <post/post-1> ; imvo:startDate "2020-01-01"^^xsd:date .
      <decision/kst-26485-277-1> a imvo:Decision ; skos:prefLabel "Besluit"@nl ; imvo:outcome <decision-outcome/aangenomen> ;
      imvo:decidedOn <kamerstuk/kst-26485-277> ; imvo:startDate "2018-04-14"^^xsd:date ; {GROUNDS} .
      <sector/zuivel> a imvo:Sector ; skos:prefLabel "zuivel"@nl , "dairy"@en ; skos:inScheme <scheme/sector> ;
      imvo:assertionStatus assertion-status:curated ."""
    reads = []
    for size in (10, 1000):
        stored = graphs(other=triples("\n".join(post(number) for number in range(size)) + DEBATE))
        assert gate.check(change(offered), stored).conforms
        reads.append(stored.reads)
    assert reads[0] == reads[1] < 10 * len(triples(offered))


def test_a_letter_of_another_graph_is_not_read_for_a_change_that_does_not_speak_of_it(gate, graphs):
    stored = graphs(other=triples(post(1)))
    gate.check(change(DEBATE), stored)
    assert stored.taken == 0


def test_the_part_of_a_passage_of_another_graph_may_not_go(gate, graphs, fixture):
    told = fixture("valid/evidence-in-two-parts.ttl").change.triples
    has_part = NamedNode(PREFIXES["dcterms"] + "hasPart")
    (whole,) = {t.subject for t in told if t.predicate == has_part}
    parts = sorted({t.object for t in told if t.predicate == has_part}, key=str)
    stored = graphs(parts=frozenset(t for t in told if t.subject in parts))
    stored.put(graph("curated", "whole"), frozenset(t for t in told if t.subject not in parts))
    kept = frozenset(t for t in told if t.subject == parts[0])
    report = gate.check(Change(graph("curated", "parts"), kept), stored)
    assert not report.conforms and rules(report) == {"evidence-part-of", "still-referred-to"}
    assert [result.focus for result in report.results if result.severity == "Violation"] == [whole.value]


def test_a_passage_is_checked_against_its_text_when_the_text_comes_later(gate, graphs, fixture):
    passage = fixture("evidence-whose-passage-is-elsewhere.ttl").change
    text = frozenset(t for t in passage.triples if "/source-text/" in t.subject.value)
    first = gate.check(Change(passage.graph, passage.triples - text), graphs())
    assert first.conforms and rules(first) == {"evidence-source"}
    stored = graphs(passages=passage.triples - text)
    later = gate.check(Change(graph("curated", "text"), text), stored)
    assert not later.conforms and rules(later) == {"evidence-slice"}
    assert {result.focus for result in later.results} == {thing("evidence", "e2e4fa21cd26030b-3-11")}
