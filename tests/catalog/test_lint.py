"""Every curated query passes the linter, and each of its rules finds the query that breaks just that rule."""

import re
from dataclasses import replace

import pytest

from imvograph import assets
from imvograph.catalog import Catalog, Column, Query
from imvograph.catalog.lint import RULES, lint

WORDS = {"nl": "x", "en": "x"}
IMVO = "PREFIX imvo: <https://w3id.org/imvograph/def/imvo#>\n"
XSD = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
ORDERED = "ORDER BY STR(?a) STR(?b)"
SOUND = IMVO + "SELECT ?a ?b WHERE { ?a imvo:cites ?b } " + ORDERED


def query(text: str) -> Query:
    columns = {name: Column(name, "thing", WORDS) for name in ("a", "b")}
    return Query("example", WORDS, WORDS, "SELECT", {}, columns, text, (), (), {})


def asking(where: str, head: str = "SELECT ?a ?b", tail: str = ORDERED) -> str:
    return f"{IMVO}{head} WHERE {{ {where} }} {tail}"


BROKEN: dict[str, list[str | Query]] = {
    "listed-variables": [asking("?a imvo:cites ?b", "SELECT *")],
    "own-prefixes": [
        "SELECT ?a ?b WHERE { ?a imvo:cites ?b } " + ORDERED,
        XSD + SOUND,
    ],
    "only-reads-here": [
        asking("?a imvo:cites ?b SERVICE <http://x/> { ?a imvo:cites ?c }"),
        asking("?a imvo:cites ?c BIND(ENCODE_FOR_URI(STR(?c)) AS ?b)"),
    ],
    "terms-in-place": [
        asking("VALUES ?class { $kind } ?a a ?class ; imvo:cites ?b"),
        asking("VALUES ?b { <http://x/> } ?a imvo:cites ?b"),
        asking("?a imvo:cites ?b", tail=ORDERED + " VALUES ?b { <http://x/> }"),
    ],
    "total-order": [
        asking("?a imvo:cites ?b", tail=""),
        asking("?a imvo:cites ?b", tail="ORDER BY STR(?a)"),
        asking("?a imvo:cites ?b", tail="ORDER BY ?a STR(?b)"),
    ],
    "strings-concatenated": [
        asking(
            "?a imvo:cites ?c", 'SELECT ?a (GROUP_CONCAT(DISTINCT ?c; SEPARATOR=" ") AS ?b)', f"GROUP BY ?a {ORDERED}"
        )
    ],
    "sums-of-nothing": [asking("?a imvo:cites ?c", "SELECT ?a (SUM(?c) AS ?b)", f"GROUP BY ?a {ORDERED}")],
    "least-of-strings": [asking("?a imvo:cites ?c", "SELECT ?a (MIN(STR(?c)) AS ?b)", f"GROUP BY ?a {ORDERED}")],
    "exact-division": [asking("?a imvo:cites ?c BIND(?c / 2 AS ?b)")],
    "no-durations": [XSD + asking('?a imvo:cites ?b FILTER(?b = "P2D"^^xsd:duration)')],
    "matched-languages": [
        asking('?a imvo:cites ?b FILTER(LANG(?b) = "nl")'),
        asking("?a imvo:cites ?b FILTER(DATATYPE(?b) = imvo:x)"),
    ],
    "no-existence-as-value": [
        asking("?a imvo:cites ?c BIND(EXISTS { ?c imvo:cites ?a } AS ?b)"),
        asking("?a imvo:cites ?c", "SELECT ?a (EXISTS { ?c imvo:cites ?a } AS ?b)"),
    ],
    "no-casts": [XSD + asking("?a imvo:cites ?c BIND(xsd:date(?c) AS ?b)")],
    "anchored-paths": [asking("?a imvo:cites ?b . ?c imvo:cites+ ?d")],
    "aggregates-said": [
        asking("?a imvo:cites ?c", "SELECT ?a (MIN(?c) AS ?b)", "GROUP BY ?a ORDER BY MIN(?c) STR(?a) ?b")
    ],
    "filters-with-patterns": [
        asking("{ ?a imvo:cites ?b } UNION { FILTER(?b = ?a) { ?b imvo:cites ?a } UNION { ?b imvo:madeIn ?a } }"),
    ],
    "alternatives-last": [
        asking("?a imvo:cites ?b OPTIONAL { ?a imvo:concerns|imvo:sector ?c } OPTIONAL { ?a imvo:madeIn ?d }")
    ],
    "small-pages": [
        asking("?a imvo:cites ?b", tail=ORDERED + " LIMIT 10 OFFSET 1000"),
        asking("?a imvo:cites ?b", tail=ORDERED + " LIMIT 20000"),
    ],
    "plain-characters": [asking('?a imvo:cites ?b FILTER(STRSTARTS(STR(?b), "\\u0041"))')],
    "union-joined": [
        asking("{ ?a imvo:cites ?b } UNION { ?b imvo:cites ?a } ?a imvo:concerns ?c"),
        asking(
            "{ ?a imvo:cites ?b } UNION { ?b imvo:cites ?a } OPTIONAL { ?c imvo:concerns ?a . ?c imvo:madeIn ?d }",
        ),
    ],
    "optional-last": [asking("?a imvo:cites ?b OPTIONAL { ?a imvo:concerns ?c } ?c imvo:sector ?d")],
    "classes-named": [asking("?a imvo:cites ?c ; imvo:madeIn ?d . ?e a ?b")],
    "literal-in-pattern": [
        asking('?a imvo:cites ?b FILTER(STR(?b) = "kst-26485-417")'),
        asking("?a imvo:cites ?b FILTER(?b = imvo:x)"),
        asking("?a imvo:cites ?b FILTER(?b = $document)"),
    ],
    "no-group-inside": [
        asking("?a imvo:cites ?b { SELECT ?a (COUNT(?c) AS ?n) WHERE { ?a imvo:concerns ?c } GROUP BY ?a }")
    ],
    "no-minus": [asking("?a imvo:cites ?b MINUS { ?a imvo:concerns ?c }")],
    "existence-bound": [asking("?a imvo:cites ?b FILTER NOT EXISTS { ?c imvo:concerns ?d . ?d imvo:sector ?a }")],
    "small-enough": [
        asking("?a imvo:cites ?b " + " ".join(f"OPTIONAL {{ ?a imvo:concerns ?c{n} }}" for n in range(21))),
        asking("?a imvo:cites ?b " + " ".join(f". ?a imvo:concerns ?c{n}" for n in range(25))),
    ],
    "nothing-retired": [replace(query(SOUND), listed=True)],
    "graphs-listed": [
        "SELECT DISTINCT ?a WHERE { GRAPH ?a { ?s ?p ?o } } ORDER BY STR(?a)",
    ],
}


def test_a_curated_query_breaks_no_rule() -> None:
    catalog = Catalog.read(assets.QUERIES)
    assert {name: found for name, query in catalog.items() if (found := lint(query))} == {}


def test_each_rule_says_what_was_measured_and_has_a_query_that_breaks_it() -> None:
    assert set(BROKEN) == set(RULES)
    assert [name for name, rule in RULES.items() if not re.search(r"\w+ \w+", rule.__doc__ or "")] == []


def test_a_sound_query_passes() -> None:
    assert lint(query(SOUND)) == []


@pytest.mark.parametrize(("rule", "text"), [(rule, text) for rule, texts in BROKEN.items() for text in texts])
def test_a_rule_finds_the_query_that_breaks_it(rule: str, text: str | Query) -> None:
    found = lint(query(text) if isinstance(text, str) else text)
    assert rule in {finding.rule for finding in found}
    extra = {finding.rule for finding in found} - {rule}
    assert extra <= {"total-order"}, "the example should break this rule only"
