"""Rows as CSV: what a spreadsheet opens must be what we hold, and never run."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imvograph.api.tables import csv_of


def read(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode(), newline="")))


cells = st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


@given(st.lists(cells, min_size=1, max_size=4))
def test_a_row_reads_back(row: list[str]) -> None:
    names = [f"c{number}" for number in range(len(row))]
    header, back = read(csv_of(names, [dict(zip(names, row, strict=True))]))
    assert header == names
    assert [cell.removeprefix("'") for cell in back] == [cell.removeprefix("'") for cell in row]


@given(st.one_of(cells, st.lists(cells)))
def test_no_text_starts_as_a_formula(value: object) -> None:
    _, (cell,) = read(csv_of(["a"], [{"a": value}]))
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("formula", ["=1+1", "+31", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'])
def test_a_formula_gets_an_apostrophe(formula: str) -> None:
    assert read(csv_of(["a"], [{"a": formula}]))[1] == ["'" + formula]


def test_values_of_each_kind_are_written_as_they_are() -> None:
    row = {"n": -3, "b": True, "none": None, "list": ["https://a", "https://b"], "date": "2022-04-07"}
    assert read(csv_of(list(row), [row]))[1] == ["-3", "true", "", "https://a\nhttps://b", "2022-04-07"]


def test_a_passage_is_its_iri_and_its_words() -> None:
    passage = {"iri": "https://x/1-2", "quote": "De tomatenketen", "start": 1, "end": 2}
    assert read(csv_of(["evidence"], [{"evidence": [passage]}]))[1] == ["https://x/1-2 De tomatenketen"]


def test_lines_end_as_rfc_4180_says() -> None:
    assert csv_of(["a", "b"], [{"a": 'say "hé"', "b": "x,y"}]) == 'a,b\r\n"say ""hé""","x,y"\r\n'.encode()
