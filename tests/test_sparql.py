"""The scanner finds the tokens of SPARQL 1.1, says where it stops, and takes linear time."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from imvograph.errors import QueryError, QueryPolicyError, QuerySyntaxError
from imvograph.sparql import Token, form, tokens
from imvograph.sparql.ordering import ordered_by_kind


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<http://example.org/a#b>", "iri"),
        ("<>", "iri"),
        ("imvo:cites", "prefixed"),
        (":", "prefixed"),
        (":a:b", "prefixed"),
        ("eli-dl:x", "prefixed"),
        ("a.b:c.d", "prefixed"),
        (r"id:kamerstuk\/kst-26485-337", "prefixed"),
        (r"id:a%20b\-c\'", "prefixed"),
        ("été:zoë", "prefixed"),
        ("ex:1", "prefixed"),
        ("?brief", "variable"),
        ("?1é", "variable"),
        ("$sector", "parameter"),
        ('"a \\"b\\" \\u00e9"', "string"),
        ("'a \\' \" b'", "string"),
        ("''", "string"),
        ('"""a "b" ""c\nd"""', "string"),
        ("'''a 'b' ''c\r\nd'''", "string"),
        ('""""""', "string"),
        ("@nl", "language"),
        ("@nl-BE-x-1", "language"),
        ("12", "number"),
        ("1.5", "number"),
        (".5", "number"),
        ("1e5", "number"),
        ("1.E-5", "number"),
        (".5e+05", "number"),
        ("GROUP_CONCAT", "word"),
        ("sha256", "word"),
        ("a", "word"),
        ("_:b0.x", "blank"),
        ("^^", "punctuation"),
        ("!=", "punctuation"),
        ("<=", "punctuation"),
        ("<", "punctuation"),
        ("&&", "punctuation"),
        ("?", "punctuation"),
    ],
)
def test_each_kind_of_token_is_found_whole(text: str, kind: str) -> None:
    assert kinds(text) == [(kind, text)]


def test_tokens_need_no_space_between_them() -> None:
    query = 'SELECT?x{?x a imvo:Letter;dcterms:date?d.FILTER(?d>="2020"^^xsd:gYear&&?n!=1.)}#comment'
    words = 'SELECT ?x { ?x a imvo:Letter ; dcterms:date ?d . FILTER ( ?d >= "2020" ^^ xsd:gYear && ?n != 1 . ) }'
    assert [text for _, text in kinds(query)] == words.split()


def test_less_than_an_iri_needs_no_space_and_is_no_quoted_triple() -> None:
    assert [text for _, text in kinds("?a<<http://b'c>")] == ["?a", "<", "<http://b'c>"]
    assert [text for _, text in kinds("<<<http://a> ?b ?c>>")] == ["<<", "<http://a>", "?b", "?c", ">>"]


def test_a_name_with_dots_and_no_colon_is_several_tokens() -> None:
    assert kinds("true.a-b.c") == [
        ("word", "true"),
        ("punctuation", "."),
        ("word", "a"),
        ("punctuation", "-"),
        ("word", "b"),
        ("punctuation", "."),
        ("word", "c"),
    ]


def test_a_final_dot_ends_the_triple_not_the_name() -> None:
    assert kinds("ex:a. _:b.") == [
        ("prefixed", "ex:a"),
        ("punctuation", "."),
        ("blank", "_:b"),
        ("punctuation", "."),
    ]


def test_words_inside_strings_iris_and_comments_are_not_keywords() -> None:
    text = "\"SERVICE\" '''LOAD''' <http://x/SERVICE> # SERVICE\n?SERVICE"
    assert [kind for kind, _ in kinds(text)] == ["string", "string", "iri", "variable"]


def test_line_and_column_are_those_of_an_editor() -> None:
    found = list(tokens('SELECT *\r\n{ ?x "é\n" """a\n\nb""" ?y }'.replace('"é\n"', '"é"')))
    places = {token.text: (token.line, token.column) for token in found}
    assert places["SELECT"] == (1, 1)
    assert places["{"] == (2, 1)
    assert places['"é"'] == (2, 6)
    assert places["?y"] == (4, 6)


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ('SELECT *\n{ "abc', 2, 3, "not closed"),
        ("{ 'a\nb' }", 1, 3, "not closed"),
        ('"""abc""', 1, 1, "not closed"),
        (r'"a\q"', 1, 1, "unknown escape"),
        ("é", 1, 1, "U+00E9"),
        ("?x $ ", 1, 4, "without a name"),
        ("ex:a%zz", 1, 5, "without a name"),
        ("\x00", 1, 1, "U+0000"),
        ("a ~ b", 1, 3, "U+007E"),
    ],
)
def test_the_first_wrong_character_is_named_with_its_place(text: str, line: int, column: int, says: str) -> None:
    with pytest.raises(QuerySyntaxError, match=says.replace("+", r"\+")) as caught:
        list(tokens(text))
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize("text", [r"S\u0045RVICE", r"<http://\u0061>", r"ex:\U00000061", r"?x\u0020"])
def test_code_point_escapes_are_for_strings_only(text: str) -> None:
    with pytest.raises((QueryPolicyError, QuerySyntaxError)):
        list(tokens(f"SELECT * {{ {text} }}"))


def test_a_code_point_escape_that_spells_a_keyword_is_refused_by_name() -> None:
    with pytest.raises(QueryPolicyError, match=r"line 1, column 13: a code-point escape"):
        list(tokens(r"SELECT * { S\u0045RVICE ?x {} }"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PREFIX a: <http://a> BASE <http://b> select * {}", "SELECT"),
        ("# SELECT\nASK {}", "ASK"),
        ("CONSTRUCT WHERE {}", "CONSTRUCT"),
        ("DESCRIBE <http://a>", "DESCRIBE"),
        ("prefix : <http://a> INSERT DATA {}", "UPDATE"),
        ("WITH <http://a> DELETE {} WHERE {}", "UPDATE"),
        ("LOAD <http://a>", "UPDATE"),
        ("DROP ALL", "UPDATE"),
    ],
)
def test_the_form_is_the_first_keyword_after_the_prologue(text: str, expected: str) -> None:
    assert form(tokens(text)) == expected


@pytest.mark.parametrize("text", ["", "# only a comment", "PREFIX a: <http://a>", "PREFIX", "{}", "?x", "SELEKT * {}"])
def test_a_text_without_a_query_has_no_form(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        form(tokens(text))


@given(
    st.lists(st.sampled_from(["?x", "$y", "<a>", '"s"', "'''l\n'''", "a:b", "1", "1.5", "{", ".", " ", "\n", "#c\n"]))
)
def test_tokens_are_slices_in_order_and_what_lies_between_is_space_or_comment(parts: list[str]) -> None:
    text = " ".join(parts)
    found = list(tokens(text))
    assert all(text[token.start : token.end] == token.text for token in found)
    edges = [Token("", "", 0, 1, 1), *found, Token("", "", len(text), 1, 1)]
    between = "\n".join(text[left.end : right.start] for left, right in pairwise(edges))
    assert all(not line.strip() or line.strip().startswith("#") for line in between.split("\n"))
    for token in found:
        before = text[: token.start]
        assert (token.line, token.column) == (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)


@given(st.text(max_size=200))
def test_any_text_is_scanned_or_refused_as_a_query_error(text: str) -> None:
    try:
        found = list(tokens(text))
    except QueryError:
        return
    assert all(text[token.start : token.end] == token.text for token in found)


PIECES = r"""a. a- "\" "!"!"\"!"!"\ <a < ' 1. 1.1. 0e+ a:b. :. _:a. a:%2 1.e @a- ? a.b- "!"!"~ '''"!"!" a:\. # ?a<"""


@pytest.mark.parametrize("piece", [piece.replace("!", "").replace("~", " ") for piece in PIECES.split()])
def test_no_text_takes_more_than_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        try:
            for _ in tokens(text):
                continue
        except QueryError:
            pass
        return time.process_time() - start

    # Quadratic time would be 256 times as much for 16 times the text.
    assert seconds(320_000) < 64 * seconds(20_000) + 0.1


@pytest.mark.parametrize(
    ("order", "kinds"),
    [
        ("ORDER BY ?x", 1),
        ("ORDER BY DESC(?x) asc ( STR(?x) ) ?y LIMIT 3 OFFSET 1", 3),
        (
            "ORDER BY (?x + 1) STR(?x) xsd:string(?x) <http://www.w3.org/2001/XMLSchema#string>(?y) VALUES (?z) { (1) }",
            4,
        ),
        ("LIMIT 2", 0),
        ("# ORDER BY ?x", 0),
    ],
)
def test_a_query_sorted_by_kind_first_has_the_same_rows(order: str, kinds: int) -> None:
    prefix = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
    text = f"{prefix} SELECT * {{ VALUES (?x ?y) {{ (2 'b') (1 'a') (10 <x:y>) }} {{ SELECT ('ORDER BY ?n' AS ?n) {{}} }} }} {order}"
    by_kind = ordered_by_kind(text)
    assert by_kind.count("isNumeric") == kinds and (by_kind == text) == (kinds == 0)
    rows = [sorted(str(row) for row in Store().query(each)) for each in (text, by_kind)]
    assert rows[0] == rows[1] or "LIMIT" in order


def test_a_subquery_is_sorted_by_kind_too_and_groups_by_their_counts() -> None:
    text = (
        "SELECT ?x (COUNT(*) AS ?n) { { SELECT ?x { VALUES ?x { 3 'a' 2 } } ORDER BY ?x LIMIT 2 } } GROUP BY ?x "
        "ORDER BY DESC(COUNT(*)) ?x"
    )
    (_, first), (_, second) = [[str(term.value) for term in row] for row in Store().query(ordered_by_kind(text))]
    assert first == second == "1"
