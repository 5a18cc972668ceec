"""The competency questions: each ● and ∅ of questions.md (and most ◐) with its exact answer; the matrix of section 4."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from imvograph import assets
from imvograph.answers import ask
from imvograph.catalog import Catalog
from imvograph.errors import CatalogError
from imvograph.questions import Question, answered, faults_of, long, read, short
from imvograph.store import EmbeddedStore

QUESTIONS = {question.id: question for question in read(assets.QUERIES, Catalog.read(assets.QUERIES))}
ANSWERED = [id for id, question in QUESTIONS.items() if question.checks]
MATRIX = yaml.safe_load((Path(__file__).parent / "matrix.yaml").read_text("utf-8"))
KINDS = ("motions", "commitments", "covenants", "agreements", "kamerstukken", "debates", "meetings", "publications")
CELLS = [(topic, kind) for topic in MATRIX["rows"] for kind in (*KINDS, "organisations")]


@pytest.mark.parametrize("id", ANSWERED)
def test_a_competency_question_has_its_exact_answer(id: str, catalog: Catalog, seed: EmbeddedStore) -> None:
    outcome = answered(QUESTIONS[id], catalog, seed)
    assert (outcome.status, outcome.faults) == ("pass", ())
    assert len(outcome.rows) == len(QUESTIONS[id].checks)


def printed(shared: Path) -> dict[str, tuple[str, str]]:
    """The questions of questions.md, section 5: id → the question in words (nl and en), and its mark."""
    rows = re.findall(
        r"^\| ([A-N]-\d\d) \| (.*?) \|.*?\| ([●◐∅○]) \|", (shared / "questions.md").read_text("utf-8"), re.MULTILINE
    )
    return {id: (words, mark) for id, words, mark in rows}


def test_every_question_is_answered_or_lacks_a_source_and_stands_in_one_place(shared: Path, catalog: Catalog) -> None:
    marks = {id: mark for id, (_, mark) in printed(shared).items()}
    assert len(marks) > 100
    assert set(QUESTIONS) == set(marks)
    pending = {item.id for item in catalog.not_yet}
    assert pending == set(QUESTIONS) - set(ANSWERED)
    # The letter gives part of I-08, but no statement says what a debate was on.
    assert {id for id in pending if marks[id] != "○"} == {"I-08"}
    assert {question for query in catalog.values() for question in query.questions} == set(ANSWERED)


def test_a_question_is_asked_in_the_words_of_questions_md(shared: Path) -> None:
    words = {id: text for id, (text, _) in printed(shared).items()}
    other = [id for id in ANSWERED if words[id] != "{nl} *{en}*".format(**QUESTIONS[id].text)]
    assert other == []


def test_a_check_sees_what_is_wrong_with_an_answer(catalog: Catalog, seed: EmbeddedStore) -> None:
    """Each exact answer, made wrong in one way, fails."""
    (check,) = QUESTIONS["B-01"].checks
    answer = ask(catalog, seed, check.query, check.parameters)
    assert faults_of(answer, check) == []
    wrong = {
        "1 rows are missing": replace(check, rows=(*check.rows, ["t5"])),
        "1 should not be there": replace(check, rows=check.rows[1:]),
        "another order": replace(check, rows=check.rows[::-1], ordered=True),
        "these rows must be there too": replace(check, beside=(["t5"],)),
        "no text of the answer says": replace(check, says=("kinderarbeid",)),
        "should rest on the passage": replace(check, passages=((0, 1),)),
        "the answer should be empty": replace(check, rows=(), empty=True),
    }
    for fault, made in wrong.items():
        assert [fault in said for said in faults_of(answer, made)] == [True], fault
    (check,) = QUESTIONS["C-01"].checks
    answer = ask(catalog, seed, check.query, check.parameters)
    assert faults_of(answer, check) == []
    assert "searched were" in faults_of(answer, replace(check, searched=("another",)))[0]
    assert "should name as near: sierteelt" in faults_of(answer, replace(check, related=("sierteelt",)))[0]


def test_a_topic_that_is_gone_fails_its_question_and_no_other(catalog: Catalog, seed: EmbeddedStore) -> None:
    (check,) = QUESTIONS["C-01"].checks
    gone = Question("C-01", QUESTIONS["C-01"].text, (replace(check, parameters={"topic": "tomatensoep"}),))
    outcome = answered(gone, catalog, seed)
    assert outcome.status == "fail" and "tomatensoep" in outcome.faults[0]


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("checks: [{query: motions, with: {}, row: [[x]]}]", "this one has"),
        ("checks: [{query: motions, with: {}}]", "rows or empty"),
        ("checks: [{query: motions, with: {}, columns: [motion], rows: [[x, y]]}]", "one cell for each"),
        ("checks: [{query: movies, with: {}, columns: [motion], rows: [[x]]}]", "'movies', which does not exist"),
        ("checks: []", "needs a question"),
    ],
)
def test_a_check_that_would_check_nothing_is_an_error(entry: str, says: str, catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "questions.yaml").write_text(
        f"names: {{}}\nsearched: [L]\nA-01:\n  question: {{nl: x, en: x}}\n  {entry}\n", "utf-8"
    )
    with pytest.raises(CatalogError, match=re.escape(says)):
        read(tmp_path, catalog)


def test_a_question_without_an_answer_names_the_missing_source_in_two_languages(catalog: Catalog) -> None:
    assert len(catalog.not_yet) > 10
    for item in catalog.not_yet:
        assert set(item.question) == set(item.missing) == {"nl", "en"}
        assert all([*item.question.values(), *item.missing.values()])


def test_the_queries_of_a_question_say_that_they_answer_it(catalog: Catalog) -> None:
    asked = {(id, query) for id in ANSWERED for query in QUESTIONS[id].queries}
    assert {(id, query) for id, query in asked if id not in catalog[query].questions} == set()


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
    return {long(name, MATRIX["names"]) for name in names}
