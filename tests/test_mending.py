"""What is told of a query that does not parse: the right place, what could stand there, and what was perhaps meant."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imvograph import assets
from imvograph.errors import QueryPolicyError, QuerySyntaxError
from imvograph.model.iris import BASE, IMVO, PREFIXES
from imvograph.sparql import tokens
from imvograph.sparql.grammar import stop
from imvograph.sparql.mending import mended, unknown_terms

QUERIES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(assets.QUERIES.glob("*.rq"))}

RIGHT = [
    "BASE <http://x/> PREFIX : <a#> SELECT DISTINCT ?a (COUNT(DISTINCT *) AS ?n) FROM <g> FROM NAMED :h { ?a :b ?c } GROUP BY ?a",
    "SELECT REDUCED * WHERE { ?s <a:b>/^<c:d>|!(<e:f>|^a)*/(<g:h>+)? ?o ; a <k:l>, <m:n> . }",
    "SELECT * { { ?a ?b ?c } UNION { ?a ?b -1.5e3 } MINUS { [] <a:b> () } GRAPH ?g { [ <a:b> (1 'x'@nl) ] } }",
    "SELECT * { ?a ?b ?c FILTER NOT EXISTS { ?c ?d ?e } FILTER(?a NOT IN (1, -2) && !(?b = 'x'^^<x:y>) || ?c * 2 + 1 >= -3) }",
    "SELECT ?a { VALUES (?a ?b) { (UNDEF 'x') (<a:b> true) } BIND(IF(BOUND(?a), SUBSTR('abc', 2), 1) AS ?z) } VALUES ?a { 1 }",
    "SELECT (GROUP_CONCAT(DISTINCT ?a; SEPARATOR = ', ') AS ?x) { ?a ?b ?c } HAVING (COUNT(*) > 1) ORDER BY DESC(?x) STR(?a) LIMIT 5",
    "SELECT * { { SELECT ?a { ?a ?b ?c } ORDER BY ?a OFFSET 3 } OPTIONAL { ?a <a:b> ?c . FILTER REGEX(?c, 'x', 'i') } . }",
    "CONSTRUCT { ?a ?b ?c . _:x <a:b> ?a } WHERE { ?a ?b ?c } LIMIT 1",
    "CONSTRUCT FROM <a:b> WHERE { ?a ?b ?c }",
    "DESCRIBE <a:b> ?x { ?x ?y ?z }",
    "DESCRIBE <a:b>",
    "ASK {}",
]  # fmt: skip


@pytest.mark.parametrize("text", [*QUERIES.values(), *RIGHT])
def test_nothing_is_wrong_with_the_order_of_words_in_a_right_query(text: str) -> None:
    ox.Store().query(text)
    assert stop(list(tokens(text))) is None


WRONG = [
    ("SELECT * WHERE { ?a ?b }", 1, 24, "three parts", ()),
    ("SELECT ?a {\n  ?a ?b ?c\n  ?d ?e ?f }", 3, 3, "dot missing", ()),
    ("SELECT ?a {\n  ?a ?b ?c", 2, 11, "«{» of 1:11 is not closed", ()),
    ("SELECT ?a WEHRE { ?a ?b ?c }", 1, 11, "did you mean WHERE?", ("WHERE",)),
    ("SELECT ?a { FILTR(?a) }", 1, 13, "did you mean FILTER?", ("FILTER",)),
    ("SELECT ?a { ?a ?b ?c . FILTER regexp(?a, 'x') }", 1, 31, "did you mean REGEX?", ("REGEX",)),
    ("SELECT ?a { ?a ?b ?c } ORDR BY ?a", 1, 24, "did you mean ORDER?", ("ORDER",)),
    ("SELECT ?a { ?a ?b ?c FILTER ?a = 1 }", 1, 29, "between brackets", ()),
    ("SELECT ?a { ?a ?b ?c FILTER(?a == 1) }", 1, 33, "equals is one =", ()),
    ("SELECT ?a, ?b { ?a ?b ?c }", 1, 10, "space between them", ()),
    ("SELECT (COUNT(?a) ?n) { ?a ?b ?c }", 1, 19, "AS ?x", ()),
    ("SELECT ?a { ?a ?b ?c } LIMIT x", 1, 30, "a whole number", ()),
    ("PREFIX imvo <http://x> ASK {}", 1, 8, "a prefix with its colon", ()),
    ("ASK { ?a a imvo:Motion }", 1, 12, f"add: PREFIX imvo: <{IMVO}>", (f"PREFIX imvo: <{IMVO}>",)),
    ("ASK { ?a dct:title ?t }", 1, 10, "add: PREFIX dct: <http://purl.org/dc/terms/>", None),
    ("PREFIX imvo: <a:b> ASK { ?a a imov:Motion }", 1, 31, "did you mean imvo:?", ("imvo:",)),
    ("ASK { ?a <label> ?t }", 1, 10, "no whole IRI", ()),
    ("ASK {\n ?a <http://a:b/> ?t }", 2, 5, "<http://a:b/> is no IRI", ()),
    ("SELECT ?a (COUNT(?b) AS ?n) { ?a ?b ?c }", 1, 8, "?a is neither grouped nor aggregated", ()),
    ("SELECT * { ?a ?b ?c } GROUP BY ?a", 1, 1, "name the variables", ()),
    ("SELECT * { ?a ?b ?c } LIMIT 99999999999999999999", 1, 29, "LIMIT is a number of at most 19 digits", ()),
    ("SELECT * { ?a ?b ?c }\nOFFSET 18446744073709551616", 2, 8, "OFFSET is a number of at most 19 digits", ()),
    ("ASK { ?a ?b 'a\\uD800' }", 1, 13, "\\uD800 is no character", ()),
    ("ASK { ?a ?b 'a\\\\\\U0000dfff' }", 1, 13, "\\U0000dfff is no character", ()),
    ("ASK { ?a ?b '\\U00110000' }", 1, 13, "\\U00110000 is no character", ()),
    ("ASK { ?a ?b 'x'@abcdefghij }", 1, 16, "@abcdefghij is no language", ()),
    ("SELECT * { VALUES (?a ?b) { (1) } }", 1, 1, "a row of VALUES has more or fewer values than names", ()),
]


@pytest.mark.parametrize(("text", "line", "column", "said", "near"), WRONG)
def test_a_wrong_query_is_told_where_and_why(
    text: str, line: int, column: int, said: str, near: tuple[str, ...] | None
) -> None:
    with pytest.raises(SyntaxError) as engine:
        ox.Store().query(text)
    error = mended(text, str(engine.value))
    assert (error.line, error.column) == (line, column)
    assert said in str(error)
    assert near is None or error.near == near
    assert error.told("nl").startswith(f"regel {line}, kolom {column}: ") and error.told("nl") != str(error)
    assert "expected" not in str(error)


PIECES = (
    "SELECT ASK CONSTRUCT { } ( ) [ ] ?a ?b <a:b> 'x' 1 . ; , = AS BIND FILTER GROUP BY COUNT a * / ! - VALUES".split()
)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25))
def test_what_the_engine_takes_is_in_order_and_what_it_refuses_has_a_place(pieces: list[str]) -> None:
    text = " ".join(pieces)
    try:
        ox.Store().query(text)
    except SyntaxError as exc:
        error = mended(text, str(exc))
        assert error.line == 1 and error.column and 1 <= error.column <= len(text) + 1
    else:
        assert stop(list(tokens(text))) is None


def test_depth_costs_nothing() -> None:
    deep = "ASK " + "{" * 20_000
    found = stop(list(tokens(deep)))
    assert found is not None and found.place == 20_001
    assert "not closed" in str(mended(deep))


def test_a_term_that_the_ontology_does_not_have_is_pointed_out_with_the_nearest() -> None:
    known = {IMVO + name for name in ("Commitment", "promise", "Motion")}
    text = f"PREFIX i: <{IMVO}>\nSELECT * {{ ?c a i:Comitment ; i:promise ?p ; <{IMVO}nothingLikeIt> 'i:Comitment' }}"
    assert [(token.line, token.text, near) for token, near in unknown_terms(text, known)] == [
        (2, "i:Comitment", "imvo:Commitment"),
        (2, f"<{IMVO}nothingLikeIt>", ""),
    ]


@pytest.mark.parametrize(
    "wrong", [IMVO.replace("imvo#", "imvoo#"), IMVO.replace("https", "http"), IMVO.replace("#", "/"), IMVO.rstrip("#")]
)
def test_a_namespace_of_ours_that_is_misspelt_is_pointed_out_with_the_right_one(wrong: str) -> None:
    text = f"PREFIX imvo: <{wrong}>\nSELECT * {{ ?c a imvo:Commitment }}"
    assert [(token.line, token.text, near) for token, near in unknown_terms(text, {IMVO + "Commitment"})] == [
        (1, f"<{wrong}>", f"<{IMVO}>")
    ]


@pytest.mark.parametrize(
    "right", [IMVO, BASE, BASE + "id/motion/", BASE + "graph/added/", "https://example.org/def/imvo#"]
)
def test_a_namespace_that_is_right_or_of_others_is_not_pointed_at(right: str) -> None:
    assert unknown_terms(f"PREFIX x: <{right}> SELECT * {{ ?c a x:Commitment }}", {IMVO + "Commitment"}) == []


@pytest.mark.parametrize("name", QUERIES)
def test_the_curated_queries_use_no_term_that_is_not_there(name: str) -> None:
    known = {
        quad.subject.value
        for path in assets.ONTOLOGY.rglob("*.ttl")
        for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE)
        if isinstance(quad.subject, ox.NamedNode)
    }
    assert unknown_terms(QUERIES[name], known) == []


def test_a_text_that_no_scanner_reads_is_told_in_the_scanners_words() -> None:
    for text in ("ASK { ?a ?b 'x }", "SELECT \\u0045"):
        with pytest.raises((QuerySyntaxError, QueryPolicyError)):
            mended(text)
    assert "SELECT" in str(mended("")) and PREFIXES
