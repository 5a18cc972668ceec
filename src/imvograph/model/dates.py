"""Dates as a source states them: a day, a month, a season or a year, and the parliamentary session year."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

from imvograph.errors import SourceError

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# The meteorological seasons; winter is that in which the year begins.
SEASONS = {"lente": (3, 5), "voorjaar": (3, 5), "zomer": (6, 8), "herfst": (9, 11), "najaar": (9, 11), "winter": (1, 2)}

_STATED = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?|-(spring|summer|autumn|winter))?")
_DUTCH_SEASONS = {"spring": "lente", "summer": "zomer", "autumn": "herfst", "winter": "winter"}
_SEASON_NAMES = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (1, 2)}


@dataclass(frozen=True, order=True)
class StatedDate:
    """A date in the precision of its source: ``2021-11-25``, ``2021-09``, ``2022-summer`` or ``2022``."""

    value: str

    def __post_init__(self) -> None:
        try:
            _ = self.start, self.end
        except ValueError as exc:
            raise SourceError(
                f"{self.value!r} is no date; one looks like '2021-11-25', '2021-09', '2022-summer' or '2022'"
            ) from exc

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> Self:
        """From numbers; raises `SourceError` if there is no such day."""
        parts = (f"{year:04}", *(f"{part:02}" for part in (month, day) if part is not None))
        return cls("-".join(parts))

    @property
    def words(self) -> str:
        """The date as Dutch prose: ``3 maart 2020``, ``september 2021``, ``zomer 2022``, ``2022``."""
        return self.in_words("nl")

    def in_words(self, language: str) -> str:
        """The date as prose, in Dutch (``nl``) or else English: ``3 March 2020``, ``September 2021``, ``summer 2022``."""
        year, month, day, season = self._parts()
        months, seasons = (MONTHS, _DUTCH_SEASONS) if language == "nl" else (_ENGLISH_MONTHS, {})
        name = seasons.get(season, season) if season else months[int(month) - 1] if month else ""
        return " ".join(part for part in (day and str(int(day)), name, year) if part)

    @property
    def precision(self) -> str:
        """``day``, ``month``, ``season`` or ``year``."""
        if not self.value[-1].isdigit():
            return "season"
        return {4: "year", 7: "month", 10: "day"}[len(self.value)]

    @property
    def start(self) -> date:
        """The first day of the period; what a date sorts by."""
        year, month, day, season = self._parts()
        first = _SEASON_NAMES[season][0] if season else int(month or 1)
        return date(int(year), first, int(day or 1))

    @property
    def end(self) -> date:
        """The last day of the period."""
        year, month, day, season = self._parts()
        last = _SEASON_NAMES[season][1] if season else int(month or 12)
        return date(int(year), last, int(day or monthrange(int(year), last)[1]))

    def _parts(self) -> tuple[str, str | None, str | None, str | None]:
        match = _STATED.fullmatch(self.value)
        if match is None:
            raise ValueError(self.value)
        return match[1], match[2], match[3], match[4]

    def __str__(self) -> str:
        return self.value


def last_before(month: int, day: int, reference: date) -> date:
    """The day that ``25 november jl.`` means in a text of ``reference``: the last such day on or before it.

    Raises `SourceError` if there is no such day. It may lie in the year before the text.
    """
    for year in range(reference.year, reference.year - 9, -1):  # 29 February comes back within eight years
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if candidate <= reference:
            return candidate
    raise SourceError(f"there is no day {day} in month {month}")


def session_year(day: date) -> str:
    """The parliamentary session year of a day, as ``20212022``.

    It runs from the third Tuesday of September (article 65 of the Dutch constitution) to the day before the next.
    """
    first = date(day.year, 9, 1)
    opening = date(day.year, 9, 1 + (1 - first.weekday()) % 7 + 14)
    start = day.year if day >= opening else day.year - 1
    return f"{start}{start + 1}"
