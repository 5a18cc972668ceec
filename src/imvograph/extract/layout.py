"""The text as it is read: a plain view without the accidents of printing, and the way back to the text as received.

In the view white space is one space, one line break or one blank line; a word cut in two by a line's end is whole; page
feet and the inside of web addresses are gone; twice-encoded letters are themselves. Patterns are written for the view,
mentions are reported in the text as received.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from imvograph.model.mentions import Mention

YEARS = r"\d{4}\s?[-–—/]\s?\d{2,4}"
URL = "\ufffc"  # stands for a web address in the view

# What the bytes of UTF-8 look like when read as Windows-1252, for the letters of Dutch names and its quotation marks.
_TWICE = (
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6"
    "\u02dc\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]"
)

# A foot may stand in the middle of a sentence; the numbers in it are the paper's own. «Aanhangsel 1» is a page.
_CHAMBER = rf"Tweede[ ]Kamer,[ ]vergaderjaar[ ]{YEARS},[ ]"
_FOOT_LINE = rf"""(?:
      (?:kst|ah-tk|kv-tk|h-tk|nds-tk)-[\w()–-]+(?=\s+(?:ISSN|[’'‘]s-Gravenhage|Tweede[ ]Kamer,))
    | ISSN[ ]\d{{4}}[ ]?-[ ]?\d{{4}}
    | [’'‘]s-Gravenhage[ ]\d{{4}}
    | {_CHAMBER}(?:Aanhangsel|Vragen)(?:[ ]\d+)?
)"""
# A line with a paper's number is a foot beside another foot line, with a page number, or as the last line;
# else a citation.
_OWN_LINE = rf"{_CHAMBER}\d\d[ ]?\d{{3}}[^\n,]{{0,16}},[ ]nr\.[ ]\d+"
_PAGE = r"(?:\s+\d{1,3}(?=\s*(?:\n|\Z)))"
_FOOT = rf"""(?m:^)[^\S\n]*+(?:
      (?:{_FOOT_LINE}[^\S\n]*+(?:\n\s*+|\Z|(?=[’'‘T])))+(?:{_OWN_LINE}{_PAGE}?[^\S\n]*+(?:\n\s*+|\Z))?
    | {_OWN_LINE}{_PAGE}[^\S\n]*+(?:\n\s*+|\Z)
    | {_OWN_LINE}(?=\s*\Z)
)"""

_FEET = re.compile(_FOOT, re.VERBOSE)

_ACCENT = "[\u0300-\u036f]"
# Its first letter comes first, for so other letters are passed by quickly; most spaces and h's are by the letter behind them.
_SPECIAL = rf"""
    [\s.hwï\u00ad\u200b-\u200d\u2060\ufeff\ufb00-\ufb04ÃÂÄÅâ-](?!(?<=[ h])[^\st])(?:
          (?P<space>(?<=\s)\s+|(?<=[^\S\x20\n]))
        | (?P<hyphen>(?<=[^\W_]-)[^\S\n]*+\n\s*+(?=(?P<next>[^\W_]{{1,3}})))
        | (?P<url>(?:(?<=h)ttps?://|(?<=w)ww\.)\S+(?:(?<=-)\n\S+[-./]\S*|(?<=/)\n(?=\S+[-/]\S+[-/])\S+)*
            | (?<=\.)(?:nl|com|org|eu|net)/\S*)
        | (?P<nothing>(?<=[\u00ad\u200b-\u200d\u2060\ufeff])[\u00ad\u200b-\u200d\u2060\ufeff]*|(?<=ï)»¿)
        | (?P<twice>(?<=[ÃÂ]){_TWICE}|(?<=[ÄÅ])[\u0080-\u00bf]|(?<=â)€[\u0080-\u00bf\u0153\u0161\u02dc\u2018-\u201d\u2122])
        | (?P<ligature>(?<=[\ufb00-\ufb04]))
    )
"""
_PLAIN_LETTERS = re.compile(_SPECIAL, re.VERBOSE)
_WITH_ACCENTS = re.compile(rf"{_SPECIAL} | (?P<apart>[^\W\d_]{_ACCENT}+)", re.VERBOSE)
_LIGATURES = dict(zip("\ufb00\ufb01\ufb02\ufb03\ufb04", ("ff", "fi", "fl", "ffi", "ffl"), strict=True))
_AFTER_URL = "].,;:)»”’\"'"


# A full stop after these, or after a capital alone (initials), ends no sentence; a footnote's mark may follow
# one that does.
_SENTENCE_END = re.compile(
    r"[.!?\n](?:(?<=\n)(?:\n|(?=[•–-] ))|(?<!\n)(?<!\bnr.)(?<!\bnrs.)(?<!\bt.v.v.)(?<!\bn.a.v.)(?<!\bi.v.m.)(?<!\ba.s.)"
    r"(?<!\bc\.s.)(?<!\bd\.d.)(?<!\bblz.)(?<!\bjl.)(?<!\bart.)(?<!\b[A-Z].)"
    r"(?=[»”’)\d]{0,3}(?:\s|$|[A-Z])))"
)
_LONGEST_SENTENCE = 700


class Found(NamedTuple):
    """A mention in the making: its place counts in the view. A tuple, for tens of thousands are made of a long text."""

    kind: str
    start: int
    end: int
    rule: str
    id: str | None = None
    iri: str | None = None
    fields: Mapping[str, Any] | None = None


class View:
    """``plain`` is the text to search; `source` and `mention` lead back to the text as received."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._from: list[int] = [0]  # where each piece begins in the view
        self._at: list[int] = [0]  # where it begins in the text
        self._until: list[int] = [0]  # where its text ends; 0 if the piece is a plain copy
        pieces: list[str] = []
        length = place = 0
        for start, end, new in _changes(text):
            if start > place:
                pieces.append(text[place:start])
                self._piece(length, place, 0)
                length += start - place
            if new:
                pieces.append(new)
                self._piece(length, start, end)
                length += len(new)
            place = end
        if place < len(text):
            pieces.append(text[place:])
            self._piece(length, place, 0)
        self.plain = "".join(pieces)

    def _piece(self, start: int, at: int, until: int) -> None:
        if self._from[-1] == start:
            self._at[-1], self._until[-1] = at, until
        else:
            self._from.append(start)
            self._at.append(at)
            self._until.append(until)

    @cached_property
    def _ends(self) -> tuple[list[int], list[int]]:
        """Where the closing marks of sentences begin and end."""
        marks = [match.span() for match in _SENTENCE_END.finditer(self.plain)]
        return [start for start, _ in marks], [end for _, end in marks]

    def sentence(self, at: int) -> tuple[int, int]:
        """The sentence of the view at a place, without its closing mark; of a very long one the part around it."""
        starts, ends = self._ends
        before, behind = bisect_right(ends, at) - 1, bisect_left(starts, at)
        start = max(ends[before] if before >= 0 else 0, at - _LONGEST_SENTENCE)
        end = min(starts[behind] if behind < len(starts) else len(self.plain), at + _LONGEST_SENTENCE)
        opening = self.plain[start:at]
        return start + len(opening) - len(opening.lstrip(" \n•–-")), end

    def source(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text as received of ``plain[start:end]``."""
        first = bisect_right(self._from, start) - 1
        last = bisect_right(self._from, end - 1) - 1
        until = self._until[last] or self._at[last] + end - self._from[last]
        return self._at[first] + (0 if self._until[first] else start - self._from[first]), until

    def mention(self, found: Found) -> Mention:
        """What was found, placed in the text as received."""
        start, end = self.source(found.start, found.end)
        return Mention(
            found.kind, start, end, self.text[start:end], found.rule, found.id, found.iri, dict(found.fields or {})
        )


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    """What the view has otherwise than the text, in order of place: where it begins and ends, and what stands for it."""
    special = _WITH_ACCENTS if re.search(_ACCENT, text) else _PLAIN_LETTERS
    match = special.search(text)
    reached = 0
    while found := _foot(text, reached, match.start() if match else len(text)) or match:
        start, end = found.span()
        if found is not match:
            yield start, end, ""
        elif match["url"]:
            yield start, start + len(match[0].rstrip(_AFTER_URL)), URL
        else:
            yield start, end, _instead(match)
        reached = end
        if match and match.start() < reached:
            match = special.search(text, reached)


def _foot(text: str, start: int, stop: int) -> re.Match[str] | None:
    """The first foot of a page that begins from ``start`` up to ``stop``."""
    while start <= stop:
        if foot := _FEET.match(text, start):
            return foot
        start = text.find("\n", start, stop) + 1 or stop + 1
    return None


def _instead(match: re.Match[str]) -> str:
    """What the view has for a match of `_SPECIAL`."""
    text = match[0]
    if match["space"] is not None:
        breaks = text.count("\n")
        return "\n\n" if breaks > 1 else "\n" if breaks else " "
    if match["hyphen"] is not None:
        return _joint(match)
    if match["twice"] is not None:
        return _once(text)
    if match.lastgroup == "apart":  # an accent that follows its letter instead of being in it
        return unicodedata.normalize("NFC", text)
    return _LIGATURES.get(text, "")


def _joint(match: re.Match[str]) -> str:
    """What joins the halves of a word cut at a line's end: nothing, or the hyphen that belongs to it.

    It stays after a capital or a digit («IMVO-convenant»), before one («Van Toorenburg-Dijsselbloem»), and before *en*
    or *of* («defensie- en veiligheidsindustrie»).
    """
    before, following = match.string[match.start() - 1], match["next"]
    if following in ("en", "of"):
        return "- "
    return "" if before.islower() and following[0].islower() else "-"


def _once(text: str) -> str:
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        try:
            return text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return text


def one_of(words: str) -> str:
    """A pattern for any of these words, given with spaces between; a low line stands for white space.

    Those that begin alike stand together, in the order given, for then one look at the first letter passes by all the others.
    """
    beginning: dict[str, list[str]] = {}
    for word in words.split():
        first = word[0] if word[0].isalpha() and word[1:2] not in tuple("?*+{|") else ""
        beginning.setdefault(first, []).append(word[len(first) :].replace("_", r"\s{1,2}"))
    alike = (f"{first}(?:{'|'.join(ends)})" if first else "|".join(ends) for first, ends in beginning.items())
    return f"(?:{'|'.join(alike)})"


def places(text: str, pieces: str) -> list[tuple[int, int]]:
    """Where any of these pieces of text begins and ends, in order; they are given with spaces between.

    A text is searched ten times faster for a plain piece than for a pattern that begins with a choice, as nearly all do.
    """
    found = []
    for piece in pieces.split():
        start = text.find(piece)
        while start >= 0:
            end = start + len(piece)
            found.append((start, end))
            start = text.find(piece, end)
    return sorted(found)


def around(text: str, pattern: re.Pattern[str], pieces: str, most: int = 1) -> Iterator[re.Match[str]]:
    """The matches of a pattern, in order, each of which begins at most so many letters before one of these pieces of text."""
    reached = 0
    for at, _ in places(text, pieces):
        for start in range(max(reached, at - most), at + 1):
            if match := pattern.match(text, start):
                yield match
                reached = match.end()
                break


def words(text: str) -> str:
    """A piece of the view on one line: the readable form of a name or a subject."""
    return " ".join(text.split())
