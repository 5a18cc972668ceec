"""The day of a debate: beside its name, in its sentence («heeft op 17 februari 2021 plaatsgevonden»), or before it."""

import re
from datetime import date

from imvograph.errors import SourceError
from imvograph.extract.dates import DAY, value, without_year
from imvograph.model.dates import MONTHS

_S = r"\s{1,2}"
DATED = re.compile(
    rf"[\s,]{{1,2}}(?:(?:van|op|d\.?d\.?|gehouden{_S}op){_S}(?:(?:maan|dins|woens|donder|vrij)dag{_S})?(?=\d))"
)
_WEEKDAY = rf"(?:(?:maan|dins|woens|donder|vrij)dag{_S})?"
_BARE_DAY = re.compile(rf"[\s,]{{1,2}}{_WEEKDAY}(?=\d)")  # «AO IMVO 3 maart 2020»
_IN_BRACKETS = re.compile(rf"\s{{0,2}}\((?:(?:van|op|d\.?d\.?){_S})?{_WEEKDAY}(?=\d)")  # «AO IMVO (3 maart 2020)»
_DD = re.compile(rf"{_S}(?:(?:d\.?d\.?|van|op)\s)?(\d{{1,2}})[/-](\d{{1,2}})(?![\d/-])")  # «AO d.d. 21/02», «CD 08/02»
_HELD = re.compile(
    rf"[^.;()\n]{{0,160}}?(?:\n[^.;()\n]{{0,120}}?){{0,2}}?"
    rf"\b(?:heeft|v[oi]ndt?{_S}plaats|(?:die|dat)(?:{_S}plaats(?:vond|vindt|had))?|(?:wordt|werd){_S}gehouden){_S}op{_S}{_WEEKDAY}(?=\d)"
)
_TOOK_PLACE = re.compile(r"\s{0,2}(?:plaats|gehouden|jongstleden)")
# «op 25 november 2021 tijdens de», «Op 10 juni 2021 vond het», «het op 14 maart 2019 gehouden».
_BEFORE = re.compile(
    rf"\b[Oo]p{_S}{_WEEKDAY}(?P<when>\d[^()]{{4,30}}?){_S}"
    rf"(?:(?:tijdens|in|bij){_S}(?:de|het|een|uw)?|(?:vond|vindt|heeft|hield|houdt|voerde|is|was|had|staat){_S}(?:[a-zA-Z]{{2,12}}{_S}){{0,4}}?"
    rf"(?:het|een)|gehouden)\s{{0,2}}$"
)
# «11-06-2009 Wetgevingsoverleg», «4 maart 2020: commissiedebat Handel»: in a table or a calendar.
_BESIDE = re.compile(
    rf"(?<![\w-])(?P<when>(?:\d{{1,2}}[-/]\d{{1,2}}[-/]\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}\s(?:{'|'.join(MONTHS)})\s\d{{4}})(?!\d))"
    r"(?::\s|[ \n]|[ ][-–|][ ])$"
)
_BEFORE_IT = re.compile(
    rf"\b(?:voor|vóór|voorafgaand{_S}aan|komende?|aanstaande?){_S}(?:(?:het|de){_S})?$", re.IGNORECASE
)
_TWO_DAYS = re.compile(r"(\d{1,2})\s{0,2}(?:en|t/m|[-–])\s{0,2}(?=\d{1,2}\s{1,2}[a-z])")  # the first is the date
_THAT_ON = re.compile(rf"\b(?:die|dat){_S}op{_S}$")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})\s{{1,2}}({'|'.join(MONTHS)})")


def is_coming(text: str, start: int) -> bool:
    """Whether the meeting named at ``start`` is still to come: «beantwoorden voor het commissiedebat op 5 juni»."""
    return _BEFORE_IT.search(text, max(0, start - 24), start) is not None


def day_before(text: str, start: int, dated: date | None) -> str | None:
    """The day that stands before the meeting named at ``start``: «op 25 november 2021 tijdens de»."""
    before = _BEFORE.search(text, max(0, start - 90), start) or _BESIDE.search(text, max(0, start - 24), start)
    day = DAY.match(text, before.start("when")) if before else None
    return value(day, dated) if day else None


def day_behind(text: str, at: int, dated: date | None, coming: bool) -> tuple[int | None, str | None]:
    """The date that adjoins, with its end: «van 4 maart 2020», «op 23 oktober jongstleden», «d.d. 21/02».

    A day without a year is the last such day, or the next where the meeting is ``coming``.
    """
    if numeric := _DD.match(text, at):
        return numeric.end(), _without_year(int(numeric[1]), int(numeric[2]), dated)
    if lead := DATED.match(text, at):
        if (first := _TWO_DAYS.match(text, lead.end())) and (last := DAY.match(text, first.end())):
            stated = value(last, dated)
            return last.end(), f"{stated[:8]}{int(first[1]):02}" if stated and len(stated) == 10 else stated
        if day := DAY.match(text, lead.end()):
            return day.end(), value(day, dated)
        if (bare := _DAY_MONTH.match(text, lead.end())) and dated:
            stated = _without_year(int(bare[1]), MONTHS.index(bare[2]) + 1, dated, coming=coming)
            return (bare.end(), stated) if stated else (None, None)
    elif (lead := _BARE_DAY.match(text, at)) and (day := DAY.match(text, lead.end())) and day["year"]:
        return day.end(), value(day, dated)
    elif lead and (bare := _DAY_MONTH.match(text, lead.end())) and dated:
        stated = _without_year(int(bare[1]), MONTHS.index(bare[2]) + 1, dated, coming=coming)
        return (bare.end(), stated) if stated else (None, None)
    elif (lead := _IN_BRACKETS.match(text, at)) and (day := DAY.match(text, lead.end())):
        return day.end() + (text[day.end() : day.end() + 1] == ")"), value(day, dated)
    return None, None


def day_held(text: str, at: int, dated: date | None) -> tuple[str | None, bool, int] | None:
    """The day that the sentence gives (None: its year cannot be known), whether it is past, and where it ends.

    «… heeft op 17 februari 2021 plaatsgevonden», «vond plaats op 28 maart jl.», «die op 19 november plaatsvindt».
    """
    match = _HELD.match(text, at)
    if not match:
        return None
    day = DAY.match(text, match.end())
    if day:
        stated, stop = value(day, dated), day.end()
    elif bare := _DAY_MONTH.match(text, match.end()):
        coming = "plaats" in text[bare.end() : bare.end() + 12] and _THAT_ON.search(match[0]) is not None
        month = MONTHS.index(bare[2]) + 1
        stated, stop = _without_year(int(bare[1]), month, dated, coming=coming), bare.end()
    else:
        return None
    took_place = "plaats" in match[0][-30:] or "gehouden" in match[0][-18:] or _TOOK_PLACE.match(text, stop)
    past = "vindt" not in match[0] and not (_THAT_ON.search(match[0]) and "plaatsvond" not in text[stop : stop + 14])
    return (stated, past, stop) if took_place and (stated or dated is None) else None


def _without_year(day: int, month: int, dated: date | None, *, coming: bool = False) -> str | None:
    try:
        return without_year(day, month, dated, coming=coming) if dated else None
    except SourceError:
        return None
