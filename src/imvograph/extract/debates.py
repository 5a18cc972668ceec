"""Debates and other meetings of the House: by type, with subject and date where they adjoin."""

import re
from collections.abc import Iterator
from datetime import date

from imvograph.extract.debate_days import DATED, day_before, day_behind, day_held, is_coming
from imvograph.extract.layout import Found, View, one_of, places, words

# How a type is written -> the short name that mentions carry; the scheme debate-type has the full names.
TYPES = {
    "AO": "AO",
    "algemeen overleg": "AO",
    "VAO": "VAO",
    "voortgezet algemeen overleg": "VAO",
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
    "rondetafel": "rondetafelgesprek",
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
_HINTS = "overleg Overleg debat Debat egroting briefing gesprek detafel zitting ragenuur nterpellatie eschouwingen AO CD NO WGO SO"
_LONGEST_TYPE = 8 + max(map(len, TYPES))
_ABOUT = re.compile(
    rf"{_S}(?:met{_S}(?:de|het|minister){_S}[^.,;()\n]{{2,90}}?{_S})?(?:over|inzake|betreffende|aangaande|met{_S}betrekking{_S}tot){_S}"
)
_OF_MINISTRY = re.compile(rf"{_S}van{_S}(?:het{_S}(?:ministerie{_S}van{_S})?)?(?=[A-Z])")
_ABBREVIATION = re.compile(r"\((?:[A-Z]{2,3}\s)?[A-Z][A-Za-z&-]{1,11}\)(?=\s{1,2}(?:[A-Z]|van\s|op\s|d\.d))")
_QUOTED = re.compile(r"\s{1,2}[«“\"](?P<subject>[^»”\"\n]{3,120})[»”\"]")
_NOT_OF_THE_HOUSE = re.compile(
    r"(?:maatschappelijk|publiek|openbaar|openbare|breed|brede|wetenschappelijk|ethisch|nationaal)e?\s$"
)
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
    r"|\s{1,2}(?=(?:(?:van|op|d\.?d\.?)\s{1,2}(?:\w+dag\s{1,2})?)?\d{1,2}[\s/-](?:\d|[a-z]{2}|t/m))"
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
_SUBJECT_LENGTH, _LOWER_SUBJECT = 180, 60


def debates(view: View, dated: date | None) -> Iterator[Found]:
    """Every meeting that is named with a subject or a date; a bare «het debat» says too little to be one."""
    text = view.plain
    reached = 0
    for match in _named(text):
        start = match.start(match.lastgroup or 0)
        if start < reached:  # «Algemeen Overleg Handelspolitiek (AO Handel) van 4 maart 2020» is one
            continue
        kind = _KINDS[match["short"] or re.sub(r"\s", "", match["long"]).lower()]
        if text.endswith("activiteit ", 0, start):  # «Soort activiteit Schriftelijk overleg»: a row, no meeting
            continue
        if kind == "debat" and _NOT_OF_THE_HOUSE.search(text, max(0, start - 20), start):
            continue
        end, subject = _subject(text, match.end(), kind)
        day_end, day = day_behind(text, end, dated, is_coming(text, start))
        if day_end and subject is None and _ABOUT.match(text, day_end):  # «AO van 4 maart 2020 over Jemen»
            day_end, subject = _subject(text, day_end, kind)
        held_on = None
        if day_end:
            end = day_end
        elif held := day_held(text, match.end(), dated):
            day, held_on, day_end = held
            end = day_end if subject is None and day_end - match.end() < 40 else end
        else:
            day = day_before(text, start, dated)
        if subject or day or (day_end and dated is None):  # a day without a year, in a text without a date
            rule = "debate-held" if held_on else "debate"
            fields = {"type": kind, "date": day, "subject": subject}
            reached = end
            yield Found("debate", start, end, rule, fields=fields)


def _named(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_DEBATE` in the text, in order; hints first, as `_DEBATE` is slow to pass over other text."""
    last = 0
    for start, end in places(text, _HINTS):
        if start >= last and (match := _DEBATE.search(text, max(last, start - _LONGEST_TYPE), end + _LONGEST_TYPE)):
            yield match
            last = match.end()


def _subject(text: str, at: int, kind: str) -> tuple[int, str | None]:
    """Where the subject ends, and the subject; without «over» it begins with a capital or stands before a date."""
    about = _ABOUT.match(text, at) or (_OF_MINISTRY.match(text, at) if kind == "begrotingsbehandeling" else None)
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
        bool(DATED.match(text, end) or _LISTED.match(text, end))
        or text[end : end + 2] in ("\n\n", "")
        or text[end : end + 1] == "\n"
    )
