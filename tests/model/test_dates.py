"""Dates in the precision of their source, and the year that «jl.» leaves unsaid."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imvograph.errors import SourceError
from imvograph.model.dates import StatedDate, last_before, session_year


@given(st.dates(date(1800, 1, 1), date(2100, 1, 1)))
def test_a_day_is_its_own_first_and_last(day):
    stated = StatedDate.of(day.year, day.month, day.day)
    assert (stated.start, stated.end, stated.precision) == (day, day, "day")


@pytest.mark.parametrize(
    ("value", "start", "end", "precision"),
    [
        ("2021-09", date(2021, 9, 1), date(2021, 9, 30), "month"),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), "month"),
        ("2022-summer", date(2022, 6, 1), date(2022, 8, 31), "season"),
        ("2022", date(2022, 1, 1), date(2022, 12, 31), "year"),
    ],
)
def test_a_wider_date_runs_from_its_first_day_to_its_last(value, start, end, precision):
    stated = StatedDate(value)
    assert (stated.start, stated.end, stated.precision) == (start, end, precision)


@pytest.mark.parametrize(
    "value", ["2021-02-30", "2021-13", "2021-13-01", "", "21-02-03", "2022-spring-1", "0000", "٢٠٢١"]
)
def test_there_is_no_such_day(value):
    with pytest.raises(SourceError, match="2021-11-25"):
        StatedDate(value)


def test_jl_points_back_into_the_year_before_the_letter():
    letter = date(2022, 4, 7)
    assert last_before(1, 14, letter) == date(2022, 1, 14)
    assert last_before(11, 25, letter) == date(2021, 11, 25)
    assert last_before(4, 7, letter) == letter
    assert last_before(2, 29, letter) == date(2020, 2, 29)


def test_a_day_that_no_year_has_is_refused():
    with pytest.raises(SourceError):
        last_before(2, 30, date(2022, 4, 7))


@pytest.mark.parametrize(
    ("day", "session"),
    [
        (date(2018, 4, 14), "20172018"),
        (date(2018, 9, 17), "20172018"),
        (date(2018, 9, 18), "20182019"),  # Prinsjesdag 2018
        (date(2021, 9, 21), "20212022"),  # Prinsjesdag 2021
        (date(2021, 11, 25), "20212022"),
    ],
)
def test_the_session_year_begins_on_the_third_tuesday_of_september(day, session):
    assert session_year(day) == session
