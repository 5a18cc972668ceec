"""Debates and other meetings of the House: by type, with subject and date where they adjoin."""

import re
from collections.abc import Iterator
from datetime import date

from imvograph.errors import SourceError
from imvograph.extract.dates import DAY, value, without_year
from imvograph.extract.layout import Found, View, one_of, words
from imvograph.model.dates import MONTHS

# How a type is written -> the short name that mentions carry; the scheme debate-type has the full names.
TYPES = {
    "AO": "AO",
    "algemeen overleg": "AO",
    "VAO": "VAO",
    "CD": "CD",
    "commissiedebat": "CD",
    "NO": "NO",
    "notaoverleg": "NO",
    "WGO": "WGO",
    "wetgevingsoverleg": "WGO",
    "begrotingsoverleg": "begrotingsoverleg",
    "SO": "SO",
    "VSO": "VSO",
    "schriftelijk overleg": "SO",
    "tweeminutendebat": "tweeminutendebat",
    "dertigledendebat": "dertigledendebat",
    "hoofdlijnendebat": "hoofdlijnendebat",
    "interpellatiedebat": "interpellatiedebat",
    "spoeddebat": "spoeddebat",
    "plenair debat": "plenair-debat",
    "plenaire debat": "plenair-debat",
    "begrotingsbehandeling": "begrotingsbehandeling",
    "behandeling van de begroting": "begrotingsbehandeling",
    "technische briefing": "technische-briefing",
    "rondetafelgesprek": "rondetafelgesprek",
    "hoorzitting": "hoorzitting",
    "vragenuur": "vragenuur",
    "debat": "debat",
}
_S = r"\s{1,2}"
_LONG = "|".join(
    re.sub(r"\b([a-z])", lambda first: f"[{first[1].upper()}{first[1]}]", name).replace(" ", _S)
    for name in TYPES
    if name.islower()
)
_SHORT = "|".join(name for name in TYPES if name.isupper())
_DEBATE = re.compile(
    # A PDF may have lost the space before it: «hetnotaoverleg».
    rf"(?<![^\W\d_])(?:(?P<short>{_SHORT})(?!\w|\.\w)|(?:het|de|een)?(?P<long>{_LONG})(?![a-zà-ÿ]))"
    rf"(?:{_S}\((?:{_SHORT})\))?"
)
_HINT = re.compile(r"overleg|Overleg|debat|Debat|begroting|briefing|gesprek|zitting|ragenuur|AO|CD|NO|WGO|SO")
_LONGEST_TYPE = 8 + max(map(len, TYPES))
_ABOUT = re.compile(rf"{_S}(?:over|inzake|betreffende|aangaande|met{_S}betrekking{_S}tot){_S}")
_DATED = re.compile(
    rf"[\s,]{{1,2}}(?:(?:van|op|d\.?d\.?|gehouden{_S}op){_S}(?:(?:maan|dins|woens|donder|vrij)dag{_S})?(?=\d))"
)
_DD = re.compile(rf"{_S}(?:d\.?d\.?\s)?(\d{{1,2}})[/-](\d{{1,2}})(?![\d/-])")  # «AO d.d. 21/02», «CD 08/02»
# What a subject runs up to, and the words that show that the sentence goes on.
_GOES_ON = one_of(
    "is was zijn waren heeft hebben had hadden wordt worden werd werden zal zullen kan kunnen wil moet "
    "moeten stuur sprak wees deel vond vindt vroeg vraag ontving ging gaat bleek blijkt volgde vind ben "
    "heb kom komt te handhaven organiseren houden plaats dat die waarin waarbij waar toegezegd aangegeven "
    "gedaan gesteld gevoerd gehouden van_de_agenda met_als naar_aanleiding naar_voren vorige gisteren ik "
    "u hij zij we wij er niet ook nog wel"
)
_STOP = re.compile(
    r"\n\n|[(;:.?!»”\"](?=\s|$|\d|[A-Z«])|[()«]|,(?=\s)"
    r"|\s{1,2}(?=(?:van|op|d\.?d\.?)\s{1,2}(?:\w+dag\s{1,2})?\d{1,2}[\s/-])"
    rf"|\s{{1,2}}(?={_GOES_ON}\b)"
)
_YEAR_AFTER = re.compile(r"(?<=\w)\s{1,2}(?:19|20)\d\d$")
_HELD = re.compile(
    rf"[^.;()\n]{{0,160}}?(?:\n[^.;()\n]{{0,120}}?){{0,2}}?"
    rf"\b{one_of('heeft_op vond_plaats_op vindt_plaats_op die_op')}{_S}(?=\d)"
)
_TOOK_PLACE = re.compile(r"\s{0,2}(?:plaats|gehouden|jongstleden)")
_BEFORE = re.compile(rf"\bop{_S}(?P<when>[^()]{{5,40}}?){_S}(?:tijdens|in|bij){_S}(?:de|het|een)?\s{{0,2}}$")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})\s{{1,2}}({'|'.join(MONTHS)})")
_SUBJECT_LENGTH, _LOWER_SUBJECT = 180, 60


def debates(view: View, dated: date | None) -> Iterator[Found]:
    """Every meeting that is named with a subject or a date; a bare «het debat» says too little to be one."""
    text = view.plain
    for match in _named(text):
        start = match.start(match.lastgroup or 0)
        kind = TYPES[match["short"] or words(match["long"]).lower()]
        end, subject = _subject(text, match.end(), kind)
        day_end, day = _date(text, end, dated)
        held_on = None
        if day_end:
            end = day_end
        elif held := _held(text, match.end(), dated):
            day, held_on, day_end = held
            end = day_end if subject is None and day_end - match.end() < 40 else end
        elif before := _BEFORE.search(text, max(0, start - 60), start):
            day_match = DAY.match(text, before.start("when"))
            day = value(day_match, dated) if day_match else None
        if subject or day:
            rule = "debate-held" if held_on else "debate"
            fields = {"type": kind, "date": day, "subject": subject}
            yield Found("debate", start, end, rule, fields=fields)


def _named(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_DEBATE` in the text, in order; hints first, as `_DEBATE` is slow to pass over other text."""
    last = 0
    for hint in _HINT.finditer(text):
        if hint.start() >= last and (
            match := _DEBATE.search(text, max(last, hint.start() - _LONGEST_TYPE), hint.end() + _LONGEST_TYPE)
        ):
            yield match
            last = match.end()


def _subject(text: str, at: int, kind: str) -> tuple[int, str | None]:
    """Where the subject ends, and the subject; without «over» it begins with a capital or stands before a date."""
    about = _ABOUT.match(text, at)
    start = about.end() if about else at
    limit = min(len(text), start + _SUBJECT_LENGTH)
    # «over» and «de Wet» are part of no stop; a stop directly at the start means that there is no subject.
    stop = _STOP.search(text, start if about else at, limit)
    end = stop.start() if stop else limit
    while end > start and text[end - 1].isspace():
        end -= 1
    subject = words(text[start:end]).rstrip(".")
    if not subject or (about is None and not text[at : at + 1].isspace() and not text[at : at + 1].isupper()):
        return at, None
    if stop is None and limit < len(text):
        return at, None
    if not re.search(r"[^\W\d_]{2}", subject) or (kind == "debat" and subject.startswith("een ")):
        return at, None
    capital = subject[0].isupper() or subject[0].isdigit()
    if about is None and (kind == "debat" or not (capital or (len(subject) <= _LOWER_SUBJECT and _closes(text, end)))):
        return at, None
    if year := _YEAR_AFTER.search(subject):
        subject = subject if kind != "begrotingsbehandeling" else subject[: year.start()]
    return end, subject


def _closes(text: str, end: int) -> bool:
    """Whether a subject that begins small stands before a date, or at the end of its line or sentence."""
    return bool(_DATED.match(text, end)) or text[end : end + 2] in ("\n\n", "") or text[end : end + 1] == "\n"


def _date(text: str, at: int, dated: date | None) -> tuple[int | None, str | None]:
    """The date that adjoins, with its end: «van 4 maart 2020», «op 23 oktober jongstleden», «d.d. 21/02»."""
    if numeric := _DD.match(text, at):
        return numeric.end(), _without_year(int(numeric[1]), int(numeric[2]), dated)
    if (lead := _DATED.match(text, at)) and (day := DAY.match(text, lead.end())):
        return day.end(), value(day, dated)
    return None, None


def _held(text: str, at: int, dated: date | None) -> tuple[str, bool, int] | None:
    """The day that the sentence gives, whether it is past, and where it ends.

    «… heeft op 17 februari 2021 plaatsgevonden», «vond plaats op 28 maart jl.», «die op 19 november plaatsvindt».
    """
    match = _HELD.match(text, at)
    if not match:
        return None
    day = DAY.match(text, match.end())
    if day:
        stated, stop = value(day, dated), day.end()
    elif (bare := _DAY_MONTH.match(text, match.end())) and dated:
        coming = "plaats" in text[bare.end() : bare.end() + 12] and "die" in match[0][-8:]
        month = MONTHS.index(bare[2]) + 1
        stated, stop = _without_year(int(bare[1]), month, dated, coming=coming), bare.end()
    else:
        return None
    took_place = "plaats" in match[0][-12:] or _TOOK_PLACE.match(text, stop)
    return (stated, "vindt" not in match[0] and "die" not in match[0][-8:], stop) if stated and took_place else None


def _without_year(day: int, month: int, dated: date | None, *, coming: bool = False) -> str | None:
    try:
        return without_year(day, month, dated, coming=coming) if dated else None
    except SourceError:
        return None
