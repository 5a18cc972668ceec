"""The head of a printed paper, as in «26 485⎵Maatschappelijk verantwoord ondernemen⏎⏎Nr. 337 BRIEF VAN DE MINISTER …».

Of a paper that is printed under several dossiers the number belongs to the first of them (kst-26485-337 stands under 35 495
too). The Eerste Kamer gives letters: «35 261 Wijziging van …⏎⏎B⎵VOORLOPIG VERSLAG».
"""

import re
from dataclasses import dataclass

from imvograph.model.entities import Passage

_OPENING = 2_000
_DOSSIER = re.compile(
    r"(?m)^(?P<number>\d\d ?\d{3})(?: ?-?\(R\d{4}\))?(?:[ -](?P<part>[IVX]+[AB]?|[A-Z]|\d\d))?(?=[ \t]*$|[ \t]+[«(]?[A-ZÀ-Ý][^\W\d_]+)"
)
# What follows says what the paper is, in capitals; «HERDRUK» says that it was printed again.
_NUMBER = re.compile(r"(?m)^N[rR]\.?\s?(?P<paper>\d{1,5})(?=\s{1,6}[A-Z]{4})")
_LETTER = re.compile(r"(?m)^(?P<paper>[A-Z]{1,3})(?=[ \t]+[A-Z]{4})")
_FROM, _BETWEEN = 800, 1_200
"""Before it may stand what a site puts above; between dossier and number titles of so many characters: a bill's is long."""


@dataclass(frozen=True)
class PrintedHead:
    """The id of the paper, and where its head stands: from its first dossier to the end of the line with its number."""

    id: str
    passage: Passage


def printed_head(text: str, end: int | None = None) -> PrintedHead | None:
    """The printed head of the paper that a text is (before ``end``, if that is given); None if it has none."""
    opening = text[:_OPENING] if end is None else text[: min(end, _OPENING)]
    first = _DOSSIER.search(opening)
    if not first or first.start() > _FROM:
        return None
    limit = first.start() + _BETWEEN
    paper = _NUMBER.search(opening, first.end(), limit) or _LETTER.search(opening, first.end(), limit)
    if not paper:
        return None
    id = "-".join(filter(None, ("kst", first["number"].replace(" ", ""), first["part"], paper["paper"])))
    line = text.find("\n", paper.end())
    return PrintedHead(id, Passage(first.start(), len(text[: line if line >= 0 else len(text)].rstrip())))
