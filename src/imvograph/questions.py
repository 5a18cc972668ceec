"""The competency questions: what the graph must answer, with the exact answers, and whether it gives them.

``queries/questions.yaml`` holds them (its head says what each word of a check means); those that lack a source are in
``queries/not-yet.yaml``. A check asks one curated query and compares its rows with what was transcribed by hand.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from imvograph.answers import MOST, CuratedAnswer, Row, ask
from imvograph.answers.names import key_of
from imvograph.catalog import Catalog, Words
from imvograph.errors import CatalogError, ImvographError
from imvograph.model.iris import IMVO
from imvograph.store import Store

FILE = "questions.yaml"
PASS, FAIL, MISSING = "pass", "fail", "missing"
_MOST_SHOWN = 5  # rows in a fault

_Cells = list[Any]


@dataclass(frozen=True)
class Check:
    """One curated query with its parameters, and what its answer must be; cells are in short form (`short`)."""

    query: str
    parameters: Mapping[str, str]
    columns: tuple[str, ...] = ()
    rows: tuple[_Cells, ...] = ()
    beside: tuple[_Cells, ...] = ()
    only: tuple[Any, ...] = ()
    says: tuple[str, ...] = ()
    passages: tuple[tuple[int, int], ...] = ()
    empty: bool = False
    searched: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    ordered: bool = False
    distinct: bool = False


@dataclass(frozen=True)
class Question:
    """A competency question: its checks, or the source that is ``missing``; exactly one of the two."""

    id: str
    text: Words
    checks: tuple[Check, ...] = ()
    missing: Words | None = None

    @property
    def queries(self) -> tuple[str, ...]:
        """The curated queries that answer it."""
        return tuple(dict.fromkeys(check.query for check in self.checks))


@dataclass(frozen=True)
class Outcome:
    """What the graph answers to a question: the number of rows of each check, and what is wrong with them."""

    question: Question
    rows: tuple[int, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """``pass``, ``fail`` or ``missing`` (no source yet)."""
        if self.question.missing is not None:
            return MISSING
        return FAIL if self.faults else PASS


def read(folder: Path, catalog: Catalog) -> list[Question]:
    """Every question of ``questions.yaml`` and of the catalogue's ``not_yet``, by id; raises `CatalogError`."""
    path = folder / FILE
    try:
        table = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as exc:
        raise CatalogError(f"{path}: cannot be read: {exc}") from exc
    names, searched = table.pop("names"), table.pop("searched")
    questions = {item.id: Question(item.id, item.question, missing=item.missing) for item in catalog.not_yet}
    for id, entry in table.items():
        if id in questions:
            raise CatalogError(f"{FILE}: {id} has an answer, so it cannot stand in not-yet.yaml as well")
        if set(entry) != {"question", "checks"} or set(entry["question"]) != {"nl", "en"} or not entry["checks"]:
            raise CatalogError(f"{FILE}: {id} needs a question in nl and en, and checks; it has {sorted(entry)}")
        checks = tuple(_check(id, {"searched": searched, **check}, names) for check in entry["checks"])
        questions[id] = Question(id, entry["question"], checks)
        for query in questions[id].queries:
            if query not in catalog:
                raise CatalogError(f"{FILE}: {id} asks the query {query!r}, which does not exist")
    return [questions[id] for id in sorted(questions)]


def _check(id: str, said: Mapping[str, Any], names: Mapping[str, str]) -> Check:
    """A check as written; a word that we do not know is an error, for it would check nothing."""
    words = {"with": "parameters", "rests-on": "passages"}
    fields = {words.get(word, word): value for word, value in said.items()}
    unknown = set(fields) - set(Check.__dataclass_fields__)
    if unknown or not {"query", "parameters"} <= set(fields) or bool(fields.get("rows")) == bool(fields.get("empty")):
        raise CatalogError(f"{FILE}: a check of {id} has a query, with, and rows or empty; this one has {sorted(said)}")
    if any(len(row) != len(fields["columns"]) for name in ("rows", "beside") for row in fields.get(name, ())):
        raise CatalogError(f"{FILE}: a row of {id} has not one cell for each of the columns {fields['columns']}")
    fields["parameters"] = {name: long(value, names) for name, value in fields["parameters"].items()}
    for name in ("rows", "beside"):
        fields[name] = tuple([long(cell, names) for cell in row] for row in fields.get(name, ()))
    for name in ("only", "searched", "related"):
        fields[name] = tuple(long(value, names) for value in fields.get(name, ()))
    fields["passages"] = tuple((start, end) for start, end in fields.get("passages", ()))
    fields["says"] = tuple(fields.get("says", ()))
    return Check(**{**fields, "columns": tuple(fields.get("columns", ()))})


def long(value: Any, names: Mapping[str, str]) -> Any:
    """A value of the table with its short names written out; lists sorted, as those of an answer are."""
    if isinstance(value, list):
        return sorted(long(part, names) for part in value)
    return names.get(value, value) if isinstance(value, str) else value


def short(value: Any) -> Any:
    """A value of an answer as the table writes it: things by key, classes by name."""
    if isinstance(value, list):
        return sorted(short(part) for part in value)
    return key_of(value).removeprefix(IMVO) if isinstance(value, str) else value


def answered(question: Question, catalog: Catalog, store: Store) -> Outcome:
    """Asks the queries of a question and compares; an error of ours (no such topic) is a fault of the answer."""
    rows: list[int] = []
    faults: list[str] = []
    for check in question.checks:
        try:
            answer = ask(catalog, store, check.query, check.parameters)
        except ImvographError as exc:
            faults.append(f"{check.query}: {exc}")
            continue
        rows.append(len(answer.rows))
        faults += [f"{check.query}: {fault}" for fault in faults_of(answer, check)]
    return Outcome(question, tuple(rows), tuple(faults))


def faults_of(answer: CuratedAnswer, check: Check) -> list[str]:
    """What is wrong with an answer; nothing, if it is exactly what the check says."""
    found = _of_empty(answer, check) if check.empty else _of_rows(answer.rows, check)
    return [*found, *_of_texts(answer.rows, check)]


def _of_rows(rows: Sequence[Row], check: Check) -> Iterator[str]:
    got = [[short(row[column]) for column in check.columns] for row in rows]
    got = [row for row in got if not check.only or row[0] in check.only]
    if lacking := [row for row in check.beside if row not in got]:
        yield f"these rows must be there too: {_shown(lacking)}"
    got = [row for row in got if row not in check.beside]
    if check.distinct:
        got = [row for number, row in enumerate(got) if row not in got[:number]]
    expected = list(check.rows)
    if sorted(got, key=repr) != sorted(expected, key=repr):
        missing, surplus = _without(expected, got), _without(got, expected)
        yield f"{len(missing)} rows are missing: {_shown(missing)}; {len(surplus)} should not be there: {_shown(surplus)}"
    elif check.ordered and got != expected:
        yield f"the rows come in another order: {_shown(got)}, and should be {_shown(expected)}"


def _without(rows: Sequence[_Cells], others: Sequence[_Cells]) -> list[_Cells]:
    left, found = list(others), []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            found.append(row)
    return found


def _shown(rows: Sequence[_Cells]) -> str:
    more = f" and {len(rows) - _MOST_SHOWN} more" if len(rows) > _MOST_SHOWN else ""
    return "; ".join(map(str, rows[:_MOST_SHOWN])) + more if rows else "none"


def _of_empty(answer: CuratedAnswer, check: Check) -> Iterator[str]:
    if answer.rows or answer.explanation is None:
        yield f"the answer should be empty and say what was searched; it has {len(answer.rows)} rows"
        return
    searched = tuple(short(row["document"]) for row in answer.explanation.searched)
    # Further documents may be loaded, and an answer lists no more than MOST; who names one document searches no other.
    just = "document" in check.parameters
    wanting = set(check.searched) - set(searched) if just or len(searched) < MOST else set()
    if wanting or (just and len(searched) > len(check.searched)):
        what = f"{'just ' if just else ''}{', '.join(check.searched)}"
        yield f"searched were {', '.join(searched) or 'no documents'}, and should be {what}"
    if set(answer.explanation.message) != {"nl", "en"}:
        yield f"the explanation is in {', '.join(answer.explanation.message)}, and should be in nl and en"
    near = {short(row[next(name for name in row if name != "query")]) for row in answer.explanation.related}
    if far := [key for key in check.related if key not in near]:
        yield f"the explanation should name as near: {', '.join(far)}"


def _of_texts(rows: Sequence[Row], check: Check) -> Iterator[str]:
    texts = repr([list(row.values()) for row in rows])
    for words in check.says:
        if words not in texts:
            yield f"no text of the answer says «{words}»"
    held = {short(iri).partition("-")[2] for row in rows for iri in row.get("evidence", [])}
    for start, end in check.passages:
        if f"{start}-{end}" not in held:
            yield f"the answer should rest on the passage [{start}, {end})"
