"""Dates: days, months and seasons as they are written, relative ones resolved from the date of the text itself."""

import re
from collections.abc import Iterator
from datetime import date

from imvograph.errors import SourceError
from imvograph.extract.layout import Found, View
from imvograph.model.dates import MONTHS, SEASONS, StatedDate, last_before

_SHORT = {
    "jan": 1,
    "feb": 2,
    "mrt": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "okt": 10,
    "nov": 11,
    "dec": 12,
}
_MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)} | _SHORT | {"oktber": 10}
_SEASON_NAMES = {
    "lente": "spring",
    "voorjaar": "spring",
    "zomer": "summer",
    "herfst": "autumn",
    "najaar": "autumn",
    "winter": "winter",
}
# A scan takes rn for m: «3 rnaart», «5 septernber»; heads stand in capitals: «7 APRIL 2022».
_MONTH = "|".join(
    (
        *(f"[{name[0].upper()}{name[0]}]{name[1:]}" for name in (*MONTHS, "oktber")),
        *(name.upper() for name in MONTHS),
        *(name.replace("m", "rn") for name in MONTHS if "m" in name),
        *(rf"[{name[0].upper()}{name[0]}]{name[1:]}(?:\.|(?=\s(?:[12]|jl)))" for name in _SHORT),
    )
)
_SEASON = "|".join(f"[{name[0].upper()}{name[0]}]{name[1:]}" for name in SEASONS)
_PAST, _COMING = r"j\.?\s?l\b\.?|ll\b\.?|jongstleden|laatstleden", r"a\.?\s?s\.|aanstaande|eerstkomende"

DAY = re.compile(
    rf"""
      (?=[\dl])(?<![\d.,:/])(?P<day>\d{{1,2}}|(?<!\w)l\d)e?\s{{0,2}}(?P<month>{_MONTH})
          (?:(?:,?\s{{0,2}}(?P<year>(?:18|19|2[0O])[\dO]{{2}})(?!\d{{3}}))(?:\s{{1,2}}(?:{_PAST}))?
            |\s{{0,2}}(?:(?P<past>{_PAST})|(?P<coming>{_COMING})))
    | (?=\d)(?<![\d.,:/-])(?:
          (?P<d>\d{{1,2}})(?P<mark>[-/.])(?P<m>\d{{1,2}})(?P=mark)(?P<y>(?:19|20)\d\d)(?![\d/-])
        | (?P<iy>(?:19|20)\d\d)-(?P<im>\d\d)-(?P<id>\d\d)(?![\d/-])
        | (?P<sd>\d{{1,2}})-(?P<sm>{"|".join(_SHORT)})-(?P<sy>\d\d|(?:19|20)\d\d)(?![\d/-])
      )
    | (?=[a-zA-Z])(?<![^\W\d_])(?:
          (?P<in>{_MONTH})\s{{1,2}}(?:(?P<inyear>(?:18|19|20)\d\d)(?!\d)|(?P<inpast>{_PAST}))
        | (?P<season>{_SEASON})\s{{1,2}}(?:van\s{{1,2}})?(?P<of>(?:19|20)\d\d)(?!\d)
      )
    """,
    re.VERBOSE,
)
# Where a date can be: at a number before a letter or a mark, at a year behind its month or season, at «jl.» behind a month.
_HINT = re.compile(
    r"[\djl](?:(?<=\d)\d*(?:(?<=\d{4})|(?=\s{0,2}[^\W\d_]|[-/.]\w))"
    r"|(?<=\s[jl])(?:(?<=j)(?:\.?\s?l\b|ongstleden)|(?<=l)(?:l\b|aatstleden)))"
)
_LEAD = re.compile(r"(?<![^\W\d_])(?<!\d[-/])[^\W\d_]{3,10}\.?\s{1,2}(?:van\s{1,2})?\Z")
_LONGEST_LEAD = 20
_OPENING = 8_000  # a text's own date stands in its head, or under the last question of a short list

# What stands before a text's own date, best first.
_OWN_DATE = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^\s?(?:Den Haag|’s-Gravenhage|'s-Gravenhage|Brussel),?\s(?=\d)",
        r"^Datum:?\s{1,2}(?=\d)",
        r"^Voorgesteld\s(?:tijdens\s[^\n]{0,60}?\s(?:van|d\.d\.)\s)?(?=\d)",
        r"^Vastgesteld\s(?=\d)",
        r"^(?=\d{1,2}\s[a-z]{3,9}\s\d{4}$)",
        r"\(ontvangen\s{0,2}(?=\d)",
        r"\(?[Ii]ngezonden\s{0,2}(?=\d)",
    )
)


def dates(view: View, dated: date | None) -> Iterator[Found]:
    """Every date with its ``value``; not one that cannot be (31 februari), nor a relative one without a start."""
    for match in _days(view.plain):
        resolved = value(match, dated)
        if resolved:
            relative = {"relative": True} if match["past"] or match["coming"] or match["inpast"] else {}
            end = match.end()
            rule = "date-relative" if relative else "date-season" if match["season"] else "date"
            yield Found("date", match.start(), end, rule, fields={"value": resolved, **relative})


def _days(text: str) -> Iterator[re.Match[str]]:
    """The matches of `DAY` in the text, in order; hints first, for `DAY` by itself is slow to pass over other text."""
    last = 0
    for hint in _HINT.finditer(text):
        at = hint.start()
        if at < last:
            continue
        behind = len(hint[0]) == 4 or text[at] in "jl"  # of its month: a year, or «jl.»
        lead = _LEAD.search(text, max(last, at - _LONGEST_LEAD), at) if behind else None
        match = DAY.match(text, lead.start()) if lead else None
        if not match and at > last and text[at - 1] == "l":  # a scan takes l for 1
            match = DAY.match(text, at - 1)
        if match := match or DAY.match(text, at):
            yield match
            last = match.end()


def value(match: re.Match[str], dated: date | None) -> str | None:
    """The date that a match of `DAY` states: ``2021-11-25``, ``2021-09`` or ``2022-summer``; None if it cannot be."""
    try:
        return _value(match, dated)
    except SourceError:
        return None


def _value(match: re.Match[str], dated: date | None) -> str | None:
    if match["day"]:
        day, month = int(match["day"].replace("l", "1")), _month(match["month"])
        if match["year"]:
            return StatedDate.of(int(match["year"].replace("O", "0")), month, day).value
        return without_year(day, month, dated, coming=match["coming"] is not None) if dated else None
    if match["in"]:
        month = _month(match["in"])
        if match["inyear"]:
            return StatedDate.of(int(match["inyear"]), month).value
        return StatedDate.of(dated.year - (month > dated.month), month).value if dated else None
    if match["season"]:
        return StatedDate(f"{match['of']}-{_SEASON_NAMES[match['season'].lower()]}").value
    if match["d"]:
        return StatedDate.of(int(match["y"]), int(match["m"]), int(match["d"])).value
    if match["iy"]:
        return StatedDate.of(int(match["iy"]), int(match["im"]), int(match["id"])).value
    year = int(match["sy"])
    century = 0 if year > 99 else 2000 if year < 50 else 1900
    return StatedDate.of(year + century, _SHORT[match["sm"]], int(match["sd"])).value


def without_year(day: int, month: int, dated: date, *, coming: bool = False) -> str:
    """The last such day up to the date of the text, or the first from it on; raises `SourceError` if there is none."""
    if not coming:
        return last_before(month, day, dated).isoformat()
    this_year = StatedDate.of(dated.year, month, day)
    return this_year.value if this_year.start >= dated else StatedDate.of(dated.year + 1, month, day).value


def _month(name: str) -> int:
    return _MONTH_NUMBERS[name.lower().rstrip(".").replace("rn", "m")]


def document_date(text: str) -> date | None:
    """The date that a text gives for itself (after its place, «Datum», «Voorgesteld», «ontvangen»); else None."""
    return own_date(View(text[:_OPENING]))


def own_date(view: View) -> date | None:
    """The same of a view, of which only the opening is looked at."""
    plain = view.plain[:_OPENING]
    for pattern in _OWN_DATE:
        for place in pattern.finditer(plain):
            match = DAY.match(plain, place.end())
            resolved = value(match, None) if match else None
            if resolved and len(resolved) == 10:
                return date.fromisoformat(resolved)
    return None
