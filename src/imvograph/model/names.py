"""How people write names and numbers: folded for comparing, and official numbers as the House prints them."""

import re
import unicodedata

from imvograph.model.kamerstuk import Dossier, Handelingen, Kamerstuk

# As printed: «Kamerstukken II 2020/21, 26 485, nr. 337», «35 925 XVII, nr. 33», «21 501-02, nr. 2301», «35925-XVII-33».
_DOSSIER = r"(?P<number>\d{2}[ .]?\d{3})(?:(?:[ -]+\(?|\()(?P<kingdom>R\d{4})\)?)?(?:[ -]*(?P<addition>[IVXLC]+[A-Z]?|[A-Z]|\d{2}))?"
_SERIES = r"(?:(?:Kamerstuk(?:ken)?|kst|dossier)\.?[ -]*)?(?:II?[ ,]+)?(?:\d{4}[/-]\d{2,4}[ ,]+)?"
_PAPER = re.compile(rf"{_SERIES}{_DOSSIER}[ ,/-]+(?:nr\.? ?)?(?P<paper>\d+[a-z]?|(?!nr\b)[A-Z]{{1,3}})", re.IGNORECASE)
_WHOLE = re.compile(_SERIES + _DOSSIER, re.IGNORECASE)
_CHAPTER = re.compile("[IVX]+[AB]?")
_RECORD = re.compile(
    r"Handelingen (?P<house>II?),? (?P<from>\d{4})/(?:\d{2})?(?P<to>\d{2}), "
    r"nr\. ?(?P<sitting>\d+)(?:, item ?(?P<item>\d+))?",
    re.IGNORECASE,
)
_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "‑": "-"})


def fold(text: str) -> str:
    """A text for comparing: without case, accents, kinds of quote and dash, and surplus white space."""
    plain = unicodedata.normalize("NFKD", text.translate(_SIGNS)).casefold()
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def printed(text: str) -> str | None:
    """The official id of a number as the House prints it, or None: «26 485, nr. 277» → ``kst-26485-277``.

    «35 570 V» is a dossier, a chapter of the budget; paper V of the Eerste Kamer has a comma or «kst-» before it.
    """
    text = " ".join(text.split()).strip(" .()")
    if (match := _WHOLE.fullmatch(text)) and _is_whole(match):
        return _dossier(match).id
    if match := _PAPER.fullmatch(text):
        number = match["paper"]
        return Kamerstuk(_dossier(match), number.lower() if number[0].isdigit() else number.upper()).id
    if match := _WHOLE.fullmatch(text):
        return _dossier(match).id
    if match := _RECORD.fullmatch(text):
        chamber = {"II": "tk", "I": "ek"}[match["house"].upper()]
        session = match["from"] + match["from"][:2] + match["to"]
        return Handelingen(chamber, session, int(match["sitting"]), int(match["item"]) if match["item"] else None).id
    return None


def _is_whole(match: re.Match[str]) -> bool:
    """Whether what stands behind a number is part of it, though it could be a paper's: «35 570 V», «21 501-02»."""
    said, addition = match[0].casefold(), (match["addition"] or "").upper()
    council = re.sub("[ .]", "", match["number"]) == "21501" and addition.isdigit()
    named = said.startswith("dossier") and addition.isalpha()
    return not said.startswith("kst") and (council or named or bool(_CHAPTER.fullmatch(addition)))


def _dossier(match: re.Match[str]) -> Dossier:
    upper = {name: (match[name] or "").upper() or None for name in ("addition", "kingdom")}
    return Dossier(re.sub("[ .]", "", match["number"]), upper["addition"], upper["kingdom"])
