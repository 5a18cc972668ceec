"""Written questions: their head («Vragen van het lid …»), their numbers, and which of them a letter answers."""

import re
from datetime import date

from imvograph.extract.context import Context
from imvograph.model.dates import session_year
from imvograph.model.entities import Asked, Passage
from imvograph.model.official import Aanhangsel, WrittenQuestions

_OPENING = 4_000
"""Code points in which a document says what it is."""

_CASE = r"(?:19|20)\d\d ?Z ?\d{5}"
_TITLE = re.compile(
    r"^Vragen\s+van\s+(?:het\s+lid|de\s+leden)\s+(?P<askers>[^\n]{1,200}(?:\n[^\n]{1,200}){0,3}?)\s+aan\s+de\s"
    r"(?:[^\n(]|\n(?!\s*\n)|\((?!\s*ingezonden)){0,1200}",
    re.MULTILINE,
)
# As printed: «Vergaderjaar 2024–2025 Aanhangsel van de Handelingen … 545», and on the day itself «AH 610».
_PRINTED = re.compile(
    r"^Vergaderjaar\s+(\d{4})\s?[-–]\s?(\d{4})\s+Aanhangsel\s+van\s+de\s+Handelingen\b[^\d]{0,200}?^(\d{1,4})\s*$",
    re.MULTILINE,
)
_OF_THE_DAY = re.compile(r"^\s*AH\s(\d{1,4})\s*$", re.MULTILINE)
_SENT_IN = re.compile(rf"^\s*({_CASE})\s*$", re.MULTILINE)
_ANSWERS = re.compile(
    rf"\b(?:[Aa]ntwoord(?:en)?|[Bb]eantwoording)\s+(?:aan\s+)?op\s(?:[^\n]|\n(?!\s*\n)){{0,400}}?(?<!\w)({_CASE})(?!\d)"
)
_ASKED = re.compile(r"^Vragen\s+(?:van\s+(?:het\s+lid|de\s+leden)|gesteld\s+door)\b", re.MULTILINE)
_ANSWER = re.compile(r"^(?:Antwoord|Mededeling)\b", re.MULTILINE)


def own_id(text: str, dated: date | None) -> str | None:
    """The id of an Aanhangsel or of written questions that the text gives for itself; None if it is neither."""
    opening = text[:_OPENING]
    if (printed := _PRINTED.search(opening)) and int(printed[2]) == int(printed[1]) + 1:
        return Aanhangsel(printed[1] + printed[2], int(printed[3])).id
    if dated and (of_the_day := _OF_THE_DAY.match(opening)):
        return Aanhangsel(session_year(dated), int(of_the_day[1])).id
    case = _SENT_IN.search(opening)
    return WrittenQuestions(_bare(case[1])).id if case and _ASKED.search(opening) and not _ANSWER.search(text) else None


def answered(text: str) -> tuple[str, Passage] | None:
    """The id of the written questions that a text answers, and where it says so."""
    opening = text[:_OPENING]
    of_the_day = _OF_THE_DAY.match(opening)
    case = _SENT_IN.search(opening, of_the_day.end()) if of_the_day else _ANSWERS.search(opening)
    return (WrittenQuestions(_bare(case[1])).id, Passage(*case.span())) if case else None


def asked(context: Context) -> Asked | None:
    """Who put the questions of this text, and what they are about; None if it has no head that says so."""
    if not (title := _TITLE.search(context.source.text[:_OPENING])):
        return None
    whole = Passage(title.start(), title.start() + len(title[0].rstrip()))
    persons = context.of("person", within=Passage(*title.span("askers")))
    return Asked(
        names=tuple(dict.fromkeys(str(m.fields["name"]) for m in persons if m.fields.get("name"))),
        persons=tuple(sorted({m.iri for m in persons if m.iri})),
        title=context.source.quote(whole.start, whole.end),
        concerns=context.topics(whole),
        passage=whole,
    )


def _bare(case: str) -> str:
    return case.replace(" ", "")
