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
    "nota-overleg": "NO",
    "WGO": "WGO",
    "wetgevingsoverleg": "WGO",
    "begrotingsoverleg": "begrotingsoverleg",
    "SO": "SO",
    "VSO": "VSO",
    "schriftelijk overleg": "SO",
    "tweeminutendebat": "tweeminutendebat",
    "2-minutendebat": "tweeminutendebat",
    "dertigledendebat": "dertigledendebat",
    "30-ledendebat": "dertigledendebat",
    "hoofdlijnendebat": "hoofdlijnendebat",
    "interpellatiedebat": "interpellatiedebat",
    "interpellatie": "interpellatiedebat",
    "spoeddebat": "spoeddebat",
    "plenair debat": "plenair-debat",
    "plenaire debat": "plenair-debat",
    "verantwoordingsdebat": "plenair-debat",
    "algemene politieke beschouwingen": "plenair-debat",
    "algemene financiële beschouwingen": "plenair-debat",
    "begrotingsdebat": "begrotingsbehandeling",
    "begrotingsbehandeling": "begrotingsbehandeling",
    "behandeling van de begroting": "begrotingsbehandeling",
    "technische briefing": "technische-briefing",
    "rondetafelgesprek": "rondetafelgesprek",
    "ronde tafelgesprek": "rondetafelgesprek",
    "ronde-tafelgesprek": "rondetafelgesprek",
    "hoorzitting": "hoorzitting",
    "vragenuur": "vragenuur",
    "vragenuurtje": "vragenuur",
    "kamerdebat": "debat",
    "debat": "debat",
}
_S = r"\s{1,2}"
_LONG = "|".join(
    re.sub(r"\b([a-z])", lambda first: f"[{first[1].upper()}{first[1]}]", name).replace(" ", r"\s{0,2}")
    for name in sorted(TYPES, key=len, reverse=True)
    if name.islower()
)
_KINDS = {name.replace(" ", ""): kind for name, kind in TYPES.items()}
_SHORT = "|".join(name for name in TYPES if name.isupper())
_DEBATE = re.compile(
    # A PDF may have lost the space before it: «hetnotaoverleg».
    rf"(?<![^\W\d_])(?:(?P<short>{_SHORT})(?:[’']s)?(?!\w|\.\w)|(?:het|de|een)?(?P<long>{_LONG})(?![a-zà-ÿ]))"
    rf"(?:{_S}\((?:{_SHORT})\))?"
)
_HINT = re.compile(
    r"overleg|Overleg|debat|Debat|begroting|briefing|gesprek|zitting|ragenuur|nterpellatie|eschouwingen|AO|CD|NO|WGO|SO"
)
_LONGEST_TYPE = 8 + max(map(len, TYPES))
_ABOUT = re.compile(
    rf"{_S}(?:met{_S}(?:de|het|minister){_S}[^.,;()\n]{{2,90}}?{_S})?(?:over|inzake|betreffende|aangaande|met{_S}betrekking{_S}tot){_S}"
)
_DATED = re.compile(
    rf"[\s,]{{1,2}}(?:(?:van|op|d\.?d\.?|gehouden{_S}op){_S}(?:(?:maan|dins|woens|donder|vrij)dag{_S})?(?=\d))"
)
_WEEKDAY = rf"(?:(?:maan|dins|woens|donder|vrij)dag{_S})?"
_BARE_DAY = re.compile(rf"[\s,]{{1,2}}{_WEEKDAY}(?=\d)")  # «AO IMVO 3 maart 2020»
_IN_BRACKETS = re.compile(rf"\s{{0,2}}\((?:(?:van|op|d\.?d\.?){_S})?{_WEEKDAY}(?=\d)")  # «AO IMVO (3 maart 2020)»
_ABBREVIATION = re.compile(r"\([A-Z][A-Za-z&-]{1,11}\)(?=\s{1,2}(?:[A-Z]|van\s|op\s|d\.d))")
_QUOTED = re.compile(r"\s{1,2}[«“\"](?P<subject>[^»”\"\n]{3,120})[»”\"]")
_NOT_OF_THE_HOUSE = re.compile(
    r"(?:maatschappelijk|publiek|openbaar|openbare|breed|brede|wetenschappelijk|ethisch|nationaal)e?\s$"
)
_DD = re.compile(rf"{_S}(?:(?:d\.?d\.?|van|op)\s)?(\d{{1,2}})[/-](\d{{1,2}})(?![\d/-])")  # «AO d.d. 21/02», «CD 08/02»
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
    r"|\s{1,2}(?=(?:(?:van|op|d\.?d\.?)\s{1,2}(?:\w+dag\s{1,2})?)?\d{1,2}[\s/-](?:\d|[a-z]{2}))"
    rf"|\s{{1,2}}(?={_GOES_ON}\b)"
)
_NO_SUBJECT = re.compile(one_of("en in of op van met bij te tot aan uit voor door naar om als") + r"\b")
# «Hulp, handel en investeringen» before a date: a list in the subject, no new clause.
_LONG_SUBJECT = re.compile(
    rf",{_S}(?!(?:de|het|een|mijn|uw|en)\b)(?:(?!{_GOES_ON}\b)[\w’'/&-]+,?{_S}){{1,6}}?en{_S}(?:(?!{_GOES_ON}\b)[\w’'/&-]+{_S}){{1,5}}?"
    rf"(?=(?:van|op|d\.?d\.?){_S}(?:\w+dag{_S})?\d{{1,2}}[\s/-])"
)
_FIRST_SPEAKER = re.compile(rf"{_S}(?!over\b)(?P<subject>\w[^\n.;]{{2,160}}?),?{_S}met{_S}als{_S}eerste{_S}spreker")
_LISTED = re.compile(r"\s?\((?:AO|CD|SO)\b|;|,\s{1,2}met\sals\seerste\sspreker")
_YEAR_AFTER = re.compile(r"(?<=\w)\s{1,2}(?:19|20)\d\d$")
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
# «beantwoorden voor het commissiedebat op 5 juni»: a meeting that is still to come.
_BEFORE_IT = re.compile(
    rf"\b(?:voor|vóór|voorafgaand{_S}aan|komende?|aanstaande?){_S}(?:(?:het|de){_S})?$", re.IGNORECASE
)
_TWO_DAYS = re.compile(r"(\d{1,2})\s{0,2}(?:en|t/m|[-–])\s{0,2}(?=\d{1,2}\s{1,2}[a-z])")  # the first is the date
_THAT_ON = re.compile(rf"\b(?:die|dat){_S}op{_S}$")
_DAY_MONTH = re.compile(rf"(\d{{1,2}})\s{{1,2}}({'|'.join(MONTHS)})")
_SUBJECT_LENGTH, _LOWER_SUBJECT = 180, 60


def debates(view: View, dated: date | None) -> Iterator[Found]:
    """Every meeting that is named with a subject or a date; a bare «het debat» says too little to be one."""
    text = view.plain
    for match in _named(text):
        start = match.start(match.lastgroup or 0)
        kind = _KINDS[match["short"] or re.sub(r"\s", "", match["long"]).lower()]
        if kind == "debat" and _NOT_OF_THE_HOUSE.search(text, max(0, start - 20), start):
            continue
        end, subject = _subject(text, match.end(), kind)
        coming = _BEFORE_IT.search(text, max(0, start - 24), start) is not None
        day_end, day = _date(text, end, dated, coming)
        if day_end and subject is None and _ABOUT.match(text, day_end):  # «AO van 4 maart 2020 over Jemen»
            day_end, subject = _subject(text, day_end, kind)
        held_on = None
        if day_end:
            end = day_end
        elif held := _held(text, match.end(), dated):
            day, held_on, day_end = held
            end = day_end if subject is None and day_end - match.end() < 40 else end
        elif before := _BEFORE.search(text, max(0, start - 90), start):
            day_match = DAY.match(text, before.start("when"))
            day = value(day_match, dated) if day_match else None
        if subject or day or (day_end and dated is None):  # a day without a year, in a text without a date
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
    if quoted := _QUOTED.match(text, at):
        return quoted.end(), words(quoted["subject"])
    if listed := _FIRST_SPEAKER.match(text, at):  # «het VAO zenderen (zee)dieren, met als eerste spreker …»
        return listed.end("subject"), words(listed["subject"])
    stop = _STOP.search(text, start if about else at, limit)
    while stop and stop[0] == "(" and (within := _ABBREVIATION.match(text, stop.start())):  # «(RBZ) Handel»
        stop = _STOP.search(text, within.end(), limit)
    if stop and stop[0] == "," and (longer := _LONG_SUBJECT.match(text, stop.start())):
        stop = longer
    end = (stop.end() if stop.re is _LONG_SUBJECT else stop.start()) if stop else limit
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
    if about is None and _NO_SUBJECT.match(subject):
        return at, None
    if about is None and (kind == "debat" or not (capital or (len(subject) <= _LOWER_SUBJECT and _closes(text, end)))):
        return at, None
    if year := _YEAR_AFTER.search(subject):
        subject = subject if kind != "begrotingsbehandeling" else subject[: year.start()]
    return end, subject


def _closes(text: str, end: int) -> bool:
    """Whether a subject that begins small stands before a date, or at the end of its line or sentence."""
    return (
        bool(_DATED.match(text, end) or _LISTED.match(text, end))
        or text[end : end + 2] in ("\n\n", "")
        or text[end : end + 1] == "\n"
    )


def _date(text: str, at: int, dated: date | None, coming: bool) -> tuple[int | None, str | None]:
    """The date that adjoins, with its end: «van 4 maart 2020», «op 23 oktober jongstleden», «d.d. 21/02».

    A day without a year is the last such day, or the next where the meeting is ``coming``.
    """
    if numeric := _DD.match(text, at):
        return numeric.end(), _without_year(int(numeric[1]), int(numeric[2]), dated)
    if lead := _DATED.match(text, at):
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
    elif (lead := _IN_BRACKETS.match(text, at)) and (day := DAY.match(text, lead.end())):
        return day.end() + (text[day.end() : day.end() + 1] == ")"), value(day, dated)
    return None, None


def _held(text: str, at: int, dated: date | None) -> tuple[str | None, bool, int] | None:
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
