"""Other official numbers: those of the Tweede Kamer itself, acts of the European Union, and the official gazettes."""

import re
from collections.abc import Iterator

from imvograph.extract.layout import Found, View, around, one_of
from imvograph.model.official import EuAct, Gazette

_S = r"\s{0,2}"
_TK = re.compile(r"[12](?<![A-Z\d].)(?:(?<=1)9|(?<=2)0)\d\d[ZDA][\dO]{5}(?![\dO])")
_EU_NAMES = r"(?:EU|EG|EEG|Euratom|EGKS|GBVB|JBZ)"
# «op Richtlijn (EU) 2024/1760»: the act is named after the word; «Gedelegeerde Verordening (EU) …» is its name.
_NO_PART = one_of(
    "[Dd]e [Hh]et een [Oo]p en [Ii]n van [Bb]ij [Mm]et uit aan over of naar onder [Vv]olgens [Dd]eze [Dd]ie [Cc]onform krachtens "
    "tot [Vv]oor [Dd]oor ook [Zz]ie is als om te [Tt]egen binnen tussen per zoals"
)
_EU = re.compile(
    rf"(?P<one>\d(?<![\d/.,-].)\d{{1,3}})/\n?(?P<two>\d{{1,4}})(?![\d/–-]*\d)(?P<tail>/{_EU_NAMES}(?:,\s?{_EU_NAMES})?\b)?"
)
_BEFORE_EU = re.compile(
    rf"""(?P<word>(?<![^\W\d_])(?:(?!{_NO_PART}\s)[A-Za-z]{{1,30}}\s|EU-|Euro)?
             (?:[Rr]ichtlijn(?:en)?|[Vv]erordening(?:en)?|[Bb]esluit(?:en)?|[Bb]eschikking|[Aa]anbeveling)\s{{0,2}}(?:nr\.\s)?)?
         (?P<union>\(?{_EU_NAMES}(?:,\s?{_EU_NAMES})?\)?\s{{0,2}})?(?P<nr>[Nn]r\.?\s{{0,2}})?$""",
    re.VERBOSE,
)
_COM = re.compile(
    rf"[CJS](?<!\w.)(?P<body>OM|OIN|WD|EC)(?:{_S}[(\[](?P<year>(?:19|20)\d\d)[)\]]{_S}(?:nr\.{_S})?"
    rf"|[ /](?P<other>(?:19|20)\d\d)/)(?P<number>\d{{1,4}})(?!\d)"
)
_COM_NEXT = re.compile(rf"(?:,|{_S}en){_S}(?P<number>\d{{1,4}})(?=\s?(?:[);]|\.(?!\d)|$|(?:,|\sen)\s\d{{1,4}}\b))")
_CELEX = re.compile(r"[35](?:(?<![\w%].)|(?<=%3A.))(?:19|20)\d\d[A-Z]{1,2}\d{4}(?!\w)")
_GAZETTE = re.compile(
    rf"""(?=[ST])(?<![^\W\d_])
         (?:(?P<stb>Stb\b\.?|Staatsblad)|(?P<stcrt>Stcrt\b\.?|Staatscourant)|(?P<trb>Trb\b\.?|Tractatenblad))
         {_S}(?:van\s)?(?P<year>(?:18|19|20)\d\d){_S}[,/]?{_S}(?:nr\.?{_S})?(?P<number>\d{{1,5}})(?![\d-])""",
    re.VERBOSE,
)
_GAZETTE_NEXT = re.compile(rf"(?:,|{_S}en)\s{{1,2}}(?P<number>\d{{1,4}})(?=\s?(?:[);]|\.(?!\d)|$|\sen\s\d{{1,4}}\b))")
_GAZETTE_ID = re.compile(r"-(?:(?<=\bstb-)|(?<=\bstcrt-)|(?<=\btrb-))(?:18|19|20)\d\d-\d{1,5}(?![\w-])")
_TYPES = {
    "richtlijn": "L",
    "verordening": "R",
    "kaderbesluit": "F",
    "besluit": "D",
    "beschikking": "D",
    "aanbeveling": "H",
}
_BODIES = {"OIN": "JC", "WD": "SC", "EC": "SC"}  # JOIN, SWD, SEC without their first letter
_TYPE_WORD = re.compile("|".join(_TYPES), re.IGNORECASE)
_DOCUMENT = re.compile(r"mededeling|verslag|witboek|groenboek|actieplan|strategie|jaarverslag", re.IGNORECASE)
_BEFORE = 120  # how far back the word is looked for that says what kind of act a bare number is


def numbers(view: View) -> Iterator[Found]:
    """Every tk-number, eu-act (CELEX), staatsblad, staatscourant and tractatenblad in the text."""
    text = view.plain
    for match in _TK.finditer(text):
        if match[0][4] != "A":  # an activity is no document
            yield Found("tk-number", *match.span(), "tk-number", match[0].replace("O", "0"))
    for match in around(text, _GAZETTE, "St Tr", 0):
        gazette = Gazette(_series(match), int(match["year"]), int(match["number"]))
        yield Found(gazette.kind, *match.span(), "gazette", gazette.id)
        end = match.end()
        while more := _GAZETTE_NEXT.match(text, end):
            further = Gazette(gazette.series, gazette.year, int(more["number"]))
            yield Found(further.kind, match.start(), more.end(), "gazette", further.id)
            end = more.end()
    for match in _GAZETTE_ID.finditer(text):
        start = match.start() - (5 if text.endswith("rt", 0, match.start()) else 3)
        gazette = Gazette.parse(text[start : match.end()])
        yield Found(gazette.kind, start, match.end(), "gazette-id", gazette.id)
    yield from _eu_acts(text)


def celex_in_addresses(text: str) -> Iterator[Found]:
    """CELEX numbers, also in web addresses (``CELEX%3A52025PC0081``), which the view leaves out: places in the text."""
    for match in _CELEX.finditer(text):
        yield Found("eu-act", *match.span(), "eu-celex", match[0])


def _series(match: re.Match[str]) -> str:
    return next(name for name in ("stb", "stcrt", "trb") if match[name])


def _eu_acts(text: str) -> Iterator[Found]:
    for match in around(text, _EU, "/", 4):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        lead = _BEFORE_EU.search(before)
        if not lead or not (lead["union"] or match["tail"] or (lead["word"] and _plausible(match))):
            continue
        words = _TYPE_WORD.findall(before)
        year, number = _year_and_number(match, lead["nr"] is not None)
        if words and 1950 <= year <= 2100:
            start = match.start() - len(before) + lead.start()
            act = EuAct(3, year, _TYPES[words[-1].lower()], number)
            yield Found("eu-act", start, match.end(), "eu-number", act.id)
    for match in _COM.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        kind = _BODIES.get(match["body"]) or ("DC" if _DOCUMENT.search(before) else "PC")
        act = EuAct(5, int(match["year"] or match["other"]), kind, int(match["number"]))
        yield Found("eu-act", *match.span(), "eu-com", act.id)
        end = match.end()
        while more := _COM_NEXT.match(text, end):
            further = EuAct(5, act.year, kind, int(more["number"]))
            yield Found("eu-act", match.start(), more.end(), "eu-com", further.id)
            end = more.end()


def _plausible(match: re.Match[str]) -> bool:
    """Whether «verordening 2017/821» gives a year; «besluit 3/4» does not."""
    return any(len(part) == 4 and part[:2] in ("19", "20") for part in (match["one"], match["two"]))


def _year_and_number(match: re.Match[str], numbered: bool) -> tuple[int, int]:
    """Directives and all acts since 2015 put the year first, older regulations («nr. 995/2010») the number."""
    one, two = match["one"], match["two"]
    number_first = len(two) == 4 and two[:2] in ("19", "20") and (numbered or not "1957" < one.zfill(4) < "2100")
    year, number = (two, one) if number_first else (one, two)
    return (int(year) if len(year) == 4 else 1900 + int(year)), int(number)
