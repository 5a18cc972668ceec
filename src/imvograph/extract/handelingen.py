"""Citations of the Handelingen (the record of the sittings) and of their Aanhangsel (written questions and answers)."""

import re
from collections.abc import Iterator
from datetime import date

from imvograph.extract.layout import Found, View, around
from imvograph.model.dates import session_year
from imvograph.model.kamerstuk import Handelingen
from imvograph.model.official import Aanhangsel

_S = r"\s{0,2}"
_CHAMBER = rf"(?:{_S}(?P<chamber>II?|TK|EK|(?:(?:der|van{_S}de){_S})?(?:Tweede|Eerste){_S}Kamer)\b)"
_YEARS = rf"(?P<from>(?:18|19|20)\d\d){_S}[-–—/]{_S}(?P<to>\d{{4}}|\d\d)"
_NUMBER = r"\d{1,4}(?!\d| \d{3}(?!\d))"
_NUMBERS = (
    rf"(?:nrs?\b\.?|nummers?\b){_S}(?P<numbers>{_NUMBER}(?:{_S}(?:,|,?{_S}en(?:{_S}nr\.)?){_S}{_NUMBER}){{0,30}})"
)
_BARE_NUMBER = rf",{_S}(?P<bare>{_NUMBER})(?=\s?(?:[);\n]|\.(?!\d)|$))"
_HANDELINGEN = re.compile(
    rf"""
    Handelingen(?<![^\W\d_].{{11}})(?:{_S}der{_S}Kamer)?{_CHAMBER}?,?
    (?:{_S}[Vv]ergaderjaar)?{_S}{_YEARS},?{_S}
    (?:
        (?:nr\.?{_S}|(?=\d{{1,3}},?\s(?:item|pp?\.)))(?P<sitting>\d{{1,3}})(?![\d ]*\d)
        (?:,?{_S}items?{_S}(?P<items>\d{{1,3}}(?:{_S}(?:,|en|t/m|tot{_S}en{_S}met|[-–]){_S}\d{{1,3}})*))?
      | (?:blz|p|pp)\.?{_S}(?P<paged>\d{{1,3}})-(?P<pages>\d{{1,5}}(?:{_S}(?:[-–,]|en){_S}\d{{1,5}})*)
    )
    """,
    re.VERBOSE,
)
# The session is carried over: «nr. 49, item 9 en nr. 50, item 3».
_MORE = re.compile(
    rf"(?:,|;|,?{_S}en)\s{{1,2}}(?P<own>nr\.{_S}(?P<sitting>\d{{1,3}}),?{_S}items?{_S}"
    rf"(?P<items>\d{{1,3}}(?:{_S}(?:,|en|t/m){_S}\d{{1,3}}(?!\d)){{0,20}}))"
)
_BY_ID = re.compile(r"h-(?<![\w-]..)(?:tk|ek)-\d{8}-\d{1,3}(?:-\d{1,3})?(?![\w-])")
_LATER = r"\d{4}\s?[-–—/]\s?\d{2,4}"
_AANHANGSEL = re.compile(
    rf"""
    [Aa]anhangsel(?<![^\W\d_].{{10}})(?P<bracket>\))?(?:{_S}(?:van{_S}de|der)(?=\s?H))?(?:[- ]?{_S}Handelingen)?
    {_CHAMBER}?,?(?:{_S}[Vv]ergaderjaar)?(?:{_S}{_YEARS})?
    (?:,?{_S}{_NUMBERS}(?:,?{_S}[Vv]ergaderjaar{_S}(?P<later>{_LATER}))?|{_BARE_NUMBER})
    """,
    re.VERBOSE,
)
# What may stand before it: «Kamervragen (Aanhangsel)», «vergaderjaar 2023–2024, Aanhangsel van de Handelingen».
_BEFORE = re.compile(
    rf"(?<![^\W\d_])(?:Kamervragen{_S}\(|(?:(?:Tweede{_S}Kamer,{_S})?[Vv]ergaderjaar|Handelingen{_S}II?,?){_S}{_YEARS},{_S})$"
)
_AANHANGSEL_ID = re.compile(
    rf"ah-(?<![\w-]...)(?P<house>tk|ek)-(?P<from>(?:19|20)\d\d)[-–]?(?P<to>(?:19|20)\d\d)(?:[-–]|,{_S}nr\.{_S})(?P<number>\d{{1,4}})(?!\d)"
)
_AANHANGSEL_SHORT = re.compile(rf"AH(?<=[\s(]..){_S}(?P<number>\d{{2,4}})(?![\d-])")
_AANHANGSEL_BEFORE = re.compile(r"[Aa]anhangsel[\s-]?(?:van de\s|der\s)?$")
_ITEM = re.compile(r"(t/m|tot\s*en\s*met|[-–])?\s*(\d+)")


def handelingen(view: View) -> Iterator[Found]:
    """Every citation of the record; a list of items gives one mention for each, with the same span."""
    for match in _BY_ID.finditer(view.plain):
        yield Found("handelingen", *match.span(), "handelingen-id", match[0])
    for match in _HANDELINGEN.finditer(view.plain):
        if _follows_aanhangsel(view.plain, match.start()):
            continue
        session = _session(match["from"], match["to"])
        chamber = _chamber(match)
        if session is None:
            continue
        if match["paged"]:  # before 2011 the record was cited by page: «blz. 39-2410» is page 2410, in sitting 39
            sitting = Handelingen(chamber, session, int(match["paged"]))
            yield Found("handelingen", *match.span(), "handelingen-pages", sitting.id, fields={"pages": match["pages"]})
            continue
        for item in _items(match["items"]):
            record = Handelingen(chamber, session, int(match["sitting"]), item)
            yield Found("handelingen", *match.span(), "handelingen-item" if item else "handelingen-sitting", record.id)
        end = match.end()
        while more := _MORE.match(view.plain, end):
            for item in _items(more["items"]):
                record = Handelingen(chamber, session, int(more["sitting"]), item)
                yield Found("handelingen", more.start("own"), more.end(), "handelingen-item", record.id)
            end = more.end()


def aanhangsels(view: View, dated: date | None) -> Iterator[Found]:
    """Every citation of an Aanhangsel; ``AH 616`` means the session year of the text's own date."""
    text = view.plain
    for match in around(text, _AANHANGSEL, "anhangsel"):
        low = max(0, match.start() - 60)
        before = _BEFORE.search(text[low : match.start()])
        years = match if match["from"] else before
        session = _session(years["from"], years["to"]) if years and years["from"] else None
        start = low + before.start() if before else match.start()
        if match["later"]:
            session = _session(match["later"][:4], match["later"][-2:])
        chamber = _chamber(match)
        for number in re.findall(r"\d+", match["numbers"] or match["bare"]) if session else ():
            id = Aanhangsel(session or "", int(number), chamber).id
            yield Found("aanhangsel", start, match.end(), "aanhangsel", id)
    for match in _AANHANGSEL_ID.finditer(text):
        if session := _session(match["from"], match["to"]):
            id = Aanhangsel(session, int(match["number"]), match["house"]).id
            yield Found("aanhangsel", *match.span(), "aanhangsel-id", id)
    for match in _AANHANGSEL_SHORT.finditer(text):
        if dated:
            id = Aanhangsel(session_year(dated), int(match["number"])).id
            yield Found("aanhangsel", *match.span(), "aanhangsel-short", id)


def _chamber(match: re.Match[str]) -> str:
    """``ek`` or ``tk``, which it is when nothing is said."""
    said = match["chamber"] or ""
    return "ek" if said in ("I", "EK") or "Eerste" in said else "tk"


def _follows_aanhangsel(text: str, at: int) -> bool:
    """Whether «Handelingen» here is part of «Aanhangsel (van de) Handelingen»."""
    return _AANHANGSEL_BEFORE.search(text[max(0, at - 24) : at]) is not None


def _session(first: str, last: str) -> str | None:
    """``2021`` and ``22`` as ``20212022``; None if the second year is not the next."""
    start = int(first)
    return f"{start}{start + 1}" if int(last) % 100 == (start + 1) % 100 else None


def _items(listed: str | None) -> list[int | None]:
    """The items of «5 en 9» or «3 t/m 5»; one None where only the sitting is named."""
    items: list[int | None] = []
    for match in _ITEM.finditer(listed or ""):
        number = int(match[2])
        if match[1] and items and items[-1] is not None and 0 < number - items[-1] < 100:
            items += range(items[-1] + 1, number + 1)
        else:
            items.append(number)
    return items or [None]
