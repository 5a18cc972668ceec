"""The competency questions: each ● and ∅ of questions.md (and most ◐) with its exact answer; the matrix of section 4."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from imvograph.answers import CuratedAnswer, Row, ask
from imvograph.answers.names import key_of
from imvograph.catalog import Catalog
from imvograph.model.iris import IMVO
from imvograph.store import EmbeddedStore

HERE = Path(__file__).parent
QUESTIONS = yaml.safe_load((HERE / "questions.yaml").read_text("utf-8"))
NAMES = QUESTIONS.pop("names")
MATRIX = yaml.safe_load((HERE / "matrix.yaml").read_text("utf-8"))
KINDS = ("motions", "commitments", "covenants", "agreements", "kamerstukken", "debates", "meetings", "publications")
CELLS = [(topic, kind) for topic in MATRIX["rows"] for kind in (*KINDS, "organisations")]


def named(value: Any, names: dict[str, str] = NAMES) -> Any:
    """A value of the table with the short names written out; lists sorted, as ours are."""
    if isinstance(value, list):
        return sorted(named(part, names) for part in value)
    return names.get(value, value) if isinstance(value, str) else value


def short(value: Any) -> Any:
    """A value of an answer as the table writes it: things by key, classes by name."""
    if isinstance(value, list):
        return sorted(short(part) for part in value)
    return key_of(value).removeprefix(IMVO) if isinstance(value, str) else value


def asked(catalog: Catalog, store: EmbeddedStore, check: dict[str, Any]) -> CuratedAnswer:
    return ask(catalog, store, check["query"], {name: named(value) for name, value in check["with"].items()})


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_competency_question_has_its_exact_answer(question: str, catalog: Catalog, seed: EmbeddedStore) -> None:
    if isinstance(QUESTIONS[question], str):
        pytest.skip(f"{question} cannot be answered yet: {QUESTIONS[question]}")
    for check in QUESTIONS[question]:
        answer = asked(catalog, seed, check)
        if check.get("empty"):
            must_explain_that_it_is_empty(answer, check)
        else:
            must_be_the_rows(answer.rows, check)
            must_say(answer.rows, check)
            must_rest_on(answer.rows, check)


def must_be_the_rows(rows: list[Row], check: dict[str, Any]) -> None:
    got = [[short(row[column]) for column in check["columns"]] for row in rows]
    got = [row for row in got if "only" not in check or row[0] in check["only"]]
    expected = [[named(cell) for cell in row] for row in check["rows"]]
    if beside := [[named(cell) for cell in row] for row in check.get("beside", [])]:
        assert [row for row in beside if row not in got] == []
        got = [row for row in got if row not in beside]
    if check.get("distinct"):
        got = [row for number, row in enumerate(got) if row not in got[:number]]
    if not check.get("ordered"):
        got, expected = sorted(got, key=repr), sorted(expected, key=repr)
    assert got == expected


def must_say(rows: list[Row], check: dict[str, Any]) -> None:
    """The words are in the answer, in one of its texts."""
    texts = repr([list(row.values()) for row in rows])
    assert [words for words in check.get("says", []) if words not in texts] == []


def must_rest_on(rows: list[Row], check: dict[str, Any]) -> None:
    """The answer's evidence includes these passages of the letter."""
    passages = {short(iri).partition("-")[2] for row in rows for iri in row.get("evidence", [])}
    assert [range for range in check.get("rests-on", []) if f"{range[0]}-{range[1]}" not in passages] == []


def must_explain_that_it_is_empty(answer: CuratedAnswer, check: dict[str, Any]) -> None:
    assert answer.rows == []
    assert answer.explanation is not None
    assert [short(row["document"]) for row in answer.explanation.searched] == [NAMES["L"]]
    assert set(answer.explanation.message) == {"nl", "en"}
    related = {short(row[next(name for name in row if name != "query")]) for row in answer.explanation.related}
    assert {named(key) for key in check.get("related", [])} <= related


def test_every_question_that_the_letter_answers_is_in_the_table(shared: Path, catalog: Catalog) -> None:
    rows = re.findall(
        r"^\| ([A-N]-\d\d) \|.*?\| ([●◐∅○]) \|", (shared / "questions.md").read_text("utf-8"), re.MULTILINE
    )
    marks = dict(rows)
    assert len(marks) > 100
    assert [id for id, mark in marks.items() if mark in "●∅" and id not in QUESTIONS] == []
    claimed = {id for query in catalog.values() for id in query.questions}
    pending = {item.id for item in catalog.not_yet}
    assert [id for id in marks if id not in claimed | pending] == []
    assert sorted(claimed - set(marks)) == []
    assert sorted(pending - {id for id, mark in marks.items() if mark == "○"}) == []


def test_a_question_without_an_answer_names_the_missing_source_in_two_languages(catalog: Catalog) -> None:
    assert len(catalog.not_yet) > 10
    for item in catalog.not_yet:
        assert set(item.question) == set(item.missing) == {"nl", "en"}
        assert all([*item.question.values(), *item.missing.values()])


def test_the_queries_of_a_question_say_that_they_answer_it(catalog: Catalog) -> None:
    silent = {
        (question, check["query"])
        for question, checks in QUESTIONS.items()
        if not isinstance(checks, str)
        for check in checks
        if question not in catalog[check["query"]].questions
    }
    assert silent == set()


@pytest.mark.parametrize(("topic", "kind"), CELLS)
def test_the_matrix_which_things_concern_which_topic(
    topic: str, kind: str, catalog: Catalog, seed: EmbeddedStore
) -> None:
    cell = MATRIX["rows"][topic].get(kind, {})
    differs = MATRIX["differs"].get(topic, {}).get(kind, {})
    direct = keys(cell.get("direct", []))
    linked = (direct | keys(cell.get("linked", [])) | keys(differs.get("extra", []))) - keys(differs.get("missing", []))
    (document,) = MATRIX["documents"]
    for scope, expected in (("direct", direct), ("linked", linked)):
        answer = ask(catalog, seed, f"{kind}-by-topic", {"topic": topic, "scope": scope, "document": document})
        first = next(iter(answer.columns))
        assert {short(row[first]) for row in answer.rows} == expected, scope
        assert {short(row[first]) for row in answer.rows if row["path"] == "direct"} == direct
        paths = [(row[first], row["path"]) for row in answer.rows]
        assert len(set(paths)) == len(paths)


def test_every_row_says_its_status_and_what_it_rests_on(catalog: Catalog, seed: EmbeddedStore) -> None:
    # Concepts of our own schemes have a status and no evidence: nobody claims them, they are words.
    concepts = {row["topic"] for row in ask(catalog, seed, "topics", {}).rows}
    for name, query in catalog.items():
        for row in ask(catalog, seed, name, query.example).rows:
            first = next(iter(row.values()))
            assert row.get("status", True), (name, first)
            assert row.get("evidence", True) or first in concepts, (name, first)


@pytest.mark.parametrize("topic", ["tomaat-italie", "kinderarbeid", "leefbaar-loon"])
def test_three_rows_of_the_matrix_are_as_printed(topic: str) -> None:
    assert topic in MATRIX["rows"]
    assert topic not in MATRIX["differs"]


def keys(names: list[str]) -> set[str]:
    return {named(name, MATRIX["names"]) for name in names}
