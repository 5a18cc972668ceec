"""A value goes into a query as one term, whatever it holds."""

from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imvograph.catalog import Catalog, Parameter, Query
from imvograph.catalog.files import read_query
from imvograph.errors import CatalogError, ParameterError
from imvograph.sparql import tokens

WORDS = {"nl": "x", "en": "x"}
ATTACKS = [
    '"} } DROP ALL #',
    '\\" } #',
    "\\",
    "\\u0022 . } SERVICE <http://elsewhere.example/> { ?s ?p ?o ",
    'a\nb\r\tc\'"""d',
    "$other ?other ${other}",
    "> . ?s ?p ?o . <",
    "é “quoted” 𝔻",
    "",
]


def parameter(kind: str, **more: object) -> Parameter:
    return Parameter("value", kind, WORDS, WORDS, example="x", **more)  # type: ignore[arg-type]


def query(kind: str, **more: object) -> Query:
    text = 'SELECT ?v WHERE { BIND($value AS ?v) FILTER($value = $value || $value != "$value") }'
    return Query("example", WORDS, WORDS, "SELECT", {"value": parameter(kind, **more)}, {}, text, (), (), {})


def answer(text: str) -> list[object]:
    solutions = pyoxigraph.Store().query(text)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return [solution[0] for solution in solutions]


@given(st.text())
def test_any_text_comes_out_as_it_went_in_or_is_refused(value: str) -> None:
    if any(
        (ord(sign) < 32 and sign not in "\n\r\t") or 0xD800 <= ord(sign) < 0xE000 or ord(sign) == 127 for sign in value
    ):
        with pytest.raises(ParameterError):
            query("text").bind({"value": value})
    else:
        assert answer(query("text").bind({"value": value})) == [pyoxigraph.Literal(value)]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_stays_a_text(attack: str) -> None:
    bound = query("text").bind({"value": attack})
    assert answer(bound) == [pyoxigraph.Literal(attack)]
    assert len(list(tokens(bound))) == len(list(tokens(query("text").text)))


@given(st.text(min_size=1))
def test_what_is_no_iri_is_refused_and_what_is_one_stays_one(value: str) -> None:
    try:
        bound = query("topic").bind({"value": value})
    except ParameterError as refused:
        assert refused.value == value
    else:
        assert [token.text for token in tokens(bound) if token.kind == "iri"] == [f"<{value}>"] * 4


@pytest.mark.parametrize(
    "attack", [*ATTACKS, "https://a.example/> . ?s ?p ?o . <https://b.example/", "https://a.example/ b"]
)
def test_an_attack_is_no_iri(attack: str) -> None:
    with pytest.raises(ParameterError):
        query("topic").bind({"value": attack})


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_any_whole_number_is_one_term(number: int) -> None:
    assert answer(query("integer").bind({"value": str(number)})) == [pyoxigraph.Literal(number)]


@given(st.dates())
def test_any_day_is_one_term(day: object) -> None:
    (value,) = answer(query("date").bind({"value": str(day)}))
    assert str(value) == f'"{day}"^^<http://www.w3.org/2001/XMLSchema#date>'


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", "7 april 2022"),
        ("date", "2022-02-30"),
        ("date", "20220407"),
        ("integer", "1.5"),
        ("integer", "٣"),
        ("boolean", "ja"),
        ("language", "nl}"),
        ("property", "imvo concerns"),
        ("topic", "tomaat-italie"),
        ("choice", "sideways"),
    ],
)
def test_a_value_of_the_wrong_type_names_the_parameter_and_a_right_value(kind: str, value: str) -> None:
    values = {"values": ("direct", "linked")} if kind == "choice" else {}
    with pytest.raises(ParameterError) as refused:
        query(kind, **values).bind({"value": value})
    assert (refused.value.name, refused.value.value, refused.value.example) == ("value", value, "x")


def test_an_unknown_parameter_names_the_known_ones() -> None:
    with pytest.raises(ParameterError, match="has no parameter 'topics'; it has: value"):
        query("text").bind({"topics": "x"})


def test_a_missing_parameter_is_named() -> None:
    with pytest.raises(ParameterError, match="'value' is missing"):
        query("text").bind({})


def test_an_optional_parameter_not_given_is_the_empty_text() -> None:
    assert answer(query("date", required=False).bind({})) == [pyoxigraph.Literal("")]
    assert answer(query("topic", required=False).bind({"value": ""})) == [pyoxigraph.Literal("")]


def test_a_default_stands_for_a_parameter_not_given() -> None:
    assert answer(query("choice", required=False, default="direct").bind({})) == [pyoxigraph.Literal("direct")]


def test_a_property_may_be_written_with_its_prefix() -> None:
    bound = query("property").bind({"value": "imvo:concerns"})
    assert "<https://w3id.org/imvograph/def/imvo#concerns>" in bound


def test_every_parameter_of_the_catalogue_takes_any_text_as_one_term_or_refuses_it(catalog: Catalog) -> None:
    for curated in catalog.values():
        for name, declared in curated.parameters.items():
            for attack in ATTACKS[:-1]:
                try:
                    term = declared.term(attack)
                except ParameterError as refused:
                    assert refused.name == name
                else:
                    assert [token.kind for token in tokens(term)] == ["string"]


HEADER = """#+ title: {nl: a, en: a}
#+ description: {nl: a, en: a}
#+ parameters: {value: {kind: text, example: x, label: {nl: a, en: a}, description: {nl: a, en: a}}}
#+ columns: {v: {kind: text, label: {nl: a, en: a}}}
#+ answers: []
#+ example: {value: x}
SELECT ?v WHERE { BIND($value AS ?v) }
"""


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("$value AS", "$valeu AS", "line 7: parameter 'valeu' is used but not declared"),
        ("BIND($value AS ?v)", "BIND(1 AS ?v)", "line 3: parameter 'value' is never used"),
        ("#+ answers: []\n", "", "line 1: missing header key 'answers'"),
        ("answers", "questions", "line 5: unknown header key 'questions'|missing header key 'answers'"),
        ("columns: {v:", "columns: {w:", "line 7: columns"),
        ("kind: text, example", "kind: tekst, example", "line 3: parameter 'value' of kind 'tekst'"),
        ("en: a}\n#+ desc", "de: a}\n#+ desc", "line 1: 'title' needs a text in nl and one in en"),
        (
            "example: {value: x}",
            "example: {topic: x}",
            "line 3: the example gives 'topic'|line 6: the example gives 'topic'",
        ),
        ("{nl: a, en: a}\n#+ desc", "{nl: a, en: a\n#+ desc", "the header is no YAML"),
        ("SELECT ?v WHERE", "ASK", "a curated query is a SELECT or a CONSTRUCT, not ASK"),
        ("#+ ", "# ", "line 1: expected a header"),
        ("BIND($value AS ?v)", "BIND($value AS ?v) \\", "line 7, column"),
    ],
)
def test_a_file_that_breaks_the_rules_is_named_with_its_line(
    before: str, after: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "broken.rq"
    path.write_text(HEADER.replace(before, after), "utf-8")
    with pytest.raises(CatalogError, match=message) as broken:
        read_query(path, {})
    assert str(broken.value).startswith("broken.rq")


def test_a_file_that_obeys_the_rules_is_read(tmp_path: Path) -> None:
    path = tmp_path / "right.rq"
    path.write_text(HEADER, "utf-8")
    assert read_query(path, {}).bind({"value": "x"}).endswith('SELECT ?v WHERE { BIND("x" AS ?v) }\n')


def test_a_folder_without_queries_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="holds no query"):
        Catalog.read(tmp_path)


def test_a_query_that_names_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.rq").write_text(HEADER.replace("#+ answers", "#+ when-empty: [elsewhere]\n#+ answers"), "utf-8")
    with pytest.raises(CatalogError, match="names the query 'elsewhere'"):
        Catalog.read(tmp_path)
