"""A report is read by a person in Dutch or English, by a program as JSON, and by a graph as RDF; all say the same."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from imvograph.gate import Report, Result
from imvograph.gate.names import prefixed
from imvograph.gate.report import MOST
from imvograph.model.iris import IMVO, PREFIXES, SHAPES, graph, thing

SH = PREFIXES["sh"]
GRAPH = graph("curated", "test")
LETTER = thing("letter", "bhos-2022-04-07-1")
MISSING = Result(
    SHAPES + "Letter-date",
    "Violation",
    LETTER,
    PREFIXES["dcterms"] + "date",
    None,
    {"nl": "Geef de datum van de brief, precies één keer", "en": "Give the date of the letter, exactly once"},
    SH + "MinCountConstraintComponent",
)


def result(number=0, severity="Violation", value=None, path=IMVO + "cites", rule="Letter-cites"):
    messages = {"nl": f"fout {number}", "en": f"error {number}"}
    return Result(SHAPES + rule, severity, thing("letter", f"l-{number:04}"), path, value, messages)


def test_a_refusal_reads_like_this_in_dutch():
    assert Report.of(GRAPH, [MISSING]).as_text("nl") == (
        "graph:curated/test wordt geweigerd; er is niets opgeslagen (1 fout)\n"
        "\n"
        "1. Fout: id:letter/bhos-2022-04-07-1 dcterms:date (ontbreekt)\n"
        "   Geef de datum van de brief, precies één keer\n"
        "   Regel: imvosh:Letter-date"
    )


def test_a_refusal_reads_like_this_in_english():
    wrong = Result(
        SHAPES + "Letter-page", "Warning", LETTER, PREFIXES["foaf"] + "page", '"x"@nl', {"nl": "nee", "en": "no"}
    )
    assert Report.of(GRAPH, [wrong, MISSING]).as_text("en") == (
        "graph:curated/test is refused; nothing was stored (1 error, 1 warning)\n"
        "\n"
        "1. Error: id:letter/bhos-2022-04-07-1 dcterms:date (missing)\n"
        "   Give the date of the letter, exactly once\n"
        "   Rule: imvosh:Letter-date\n"
        "\n"
        '2. Warning: id:letter/bhos-2022-04-07-1 foaf:page "x"@nl\n'
        "   no\n"
        "   Rule: imvosh:Letter-page"
    )


def test_nothing_to_say_is_one_line():
    assert Report.of(GRAPH, []).as_text("nl") == "graph:curated/test is in orde"
    assert Report.of(GRAPH, []).as_text("en") == "graph:curated/test is in order"


@pytest.mark.parametrize(("severity", "conforms"), [("Violation", False), ("Warning", True), ("Info", True)])
def test_only_a_violation_refuses(severity, conforms):
    assert Report.of(GRAPH, [result(severity=severity)]).conforms is conforms


def test_a_long_report_shows_the_gravest_and_counts_all():
    report = Report.of(GRAPH, [*(result(n, "Info") for n in range(MOST)), *(result(n + MOST) for n in range(5))])
    assert (len(report.results), report.total, report.conforms) == (MOST, MOST + 5, False)
    assert [r.severity for r in report.results[:6]] == ["Violation"] * 5 + ["Info"]
    assert f"the first {MOST} of {MOST + 5}" in report.as_text("en")
    assert f"de eerste {MOST} van {MOST + 5}" in report.as_text("nl")


def test_a_violation_beyond_the_hundredth_still_refuses():
    report = Report.of(GRAPH, [result(n, path=f"{IMVO}p{n}") for n in range(MOST + 1)])
    assert not report.conforms and report.total == MOST + 1


def test_a_rule_that_two_constraints_of_one_shape_break_is_said_once():
    twice = [
        Result(*[getattr(MISSING, f) for f in ("rule", "severity", "focus", "path", "value", "messages")], c)
        for c in "ab"
    ]
    assert Report.of(GRAPH, twice).total == 1


def test_of_two_severities_of_one_finding_the_graver_is_kept():
    report = Report.of(GRAPH, [result(severity="Info"), result(severity="Violation"), result(severity="Warning")])
    assert [r.severity for r in report.results] == ["Violation"] and not report.conforms


def test_json_says_the_same():
    told = json.loads(json.dumps(Report.of(GRAPH, [MISSING]).as_json()))
    assert told["graph"] == GRAPH and told["conforms"] is False and told["total"] == 1
    assert told["results"] == [
        {
            "rule": MISSING.rule,
            "severity": "Violation",
            "focus": LETTER,
            "path": MISSING.path,
            "value": None,
            "messages": dict(MISSING.messages),
        }
    ]


def read(triples):
    """A report graph back to its results."""
    about = {}
    for triple in triples:
        about.setdefault(triple.subject, {}).setdefault(triple.predicate.value.removeprefix(SH), []).append(
            triple.object
        )
    for told in about.values():
        if "focusNode" in told:
            (rule,), (focus,), (severity,) = told["sourceShape"], told["focusNode"], told["resultSeverity"]
            yield Result(
                rule.value,
                severity.value.removeprefix(SH),
                focus.value,
                *(
                    next((show(v) for v in told.get(name, [])), None)
                    for name, show in (("resultPath", iri), ("value", str))
                ),
                {message.language: message.value for message in told["resultMessage"]},
            )


def iri(node):
    return node.value


values = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("Cs",))).map(lambda text: str(Literal(text, language="nl"))),
    st.integers().map(lambda number: str(Literal(number))),
    st.just(str(NamedNode(LETTER))),
)
results = st.builds(result, st.integers(0, 99), st.sampled_from(["Violation", "Warning", "Info"]), values)


@given(st.lists(results, max_size=20))
def test_a_report_in_rdf_reads_back_and_has_no_blank_nodes(found):
    report = Report.of(GRAPH, found)
    triples = report.as_triples()
    assert not any(isinstance(node, BlankNode) for t in triples for node in (t.subject, t.object))
    assert sorted(read(triples), key=lambda r: r.order) == list(report.results)
    (conforms,) = [t.object.value for t in triples if t.predicate.value == SH + "conforms"]
    assert conforms == str(report.conforms).lower()


@given(st.lists(results, max_size=10), st.randoms())
def test_a_report_does_not_depend_on_the_order_of_its_results(found, random):
    shuffled = random.sample(found, len(found))
    assert Report.of(GRAPH, shuffled).as_triples() == Report.of(GRAPH, found).as_triples()


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (IMVO + "madeIn", "imvo:madeIn"),
        (f"<{SHAPES}Letter>", "imvosh:Letter"),
        (LETTER, "id:letter/bhos-2022-04-07-1"),
        ("https://example.org/x", "<https://example.org/x>"),
        ('"2022-04-07"^^<http://www.w3.org/2001/XMLSchema#date>', '"2022-04-07"^^xsd:date'),
        ('"brief"@nl', '"brief"@nl'),
        (f'"{"a" * 500}"', f'"{"a" * 118}…"'),
    ],
)
def test_terms_are_shown_with_prefixes_and_not_too_long(term, shown):
    assert prefixed(term) == shown
