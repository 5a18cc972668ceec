"""The make-up of a running text: paragraphs, headings and sentences, as passages of the text as received."""

import re
from collections.abc import Iterator
from itertools import pairwise

from imvograph.model.entities import Passage

_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![ \t\r]*\n))*")
_HEADING_LENGTH, _HEADING_LINES = 200, 3

# A full stop after these is no end of a sentence; nor is one after a single capital (initials).
_ABBREVIATION = re.compile(
    r"(?:\b(?:nr|nrs|blz|p|art|jl|d\.d|c\.s|bijv|resp|ca|mr|dr|drs|prof|ir|t\.a\.v|m\.b\.t|o\.a|i\.v\.m)|\b[A-Z])\.$"
)
_STOP = re.compile(r"[.!?](?:[»”’)]|\d{1,2}(?=\s))?(?=\s+[«“‘(]?[A-ZÀ-Þ•–])")


def trimmed(text: str, start: int, end: int) -> Passage:
    """The passage without the white space at its ends."""
    inside = text[start:end]
    return Passage(start + len(inside) - len(inside.lstrip()), end - len(inside) + len(inside.rstrip()))


def paragraphs(text: str) -> Iterator[Passage]:
    """The blocks of text between blank lines, in order."""
    for match in _PARAGRAPH.finditer(text):
        yield trimmed(text, *match.span())


def headings(text: str, start: int, end: int) -> Iterator[Passage]:
    """The paragraphs of ``text[start:end]`` that stand over a section.

    Short, beginning with a capital, without a full stop or other closing mark, and followed by a paragraph that is none.
    """
    blocks = [block for block in paragraphs(text) if start <= block.start and block.end <= end]
    for block, following in pairwise(blocks):
        if _is_heading(text[block.start : block.end]) and not _is_heading(text[following.start : following.end]):
            yield block


def _is_heading(block: str) -> bool:
    return (
        len(block) <= _HEADING_LENGTH
        and block.count("\n") < _HEADING_LINES
        and block[0].isupper()
        and (block[-1].isalnum() or block[-1] in ")»")
        and not re.search(r"[.!?:]\s", block)
        and not re.search(r"\d{4}$", block)  # place and date
    )


def sentences(text: str, start: int, end: int) -> Iterator[Passage]:
    """The sentences of ``text[start:end]``, with their closing mark; a paragraph's end always ends one."""
    for block in paragraphs(text[start:end]):
        at, stop = start + block.start, start + block.end
        for match in _STOP.finditer(text, at, stop):
            if not _ABBREVIATION.search(text, max(at, match.start() - 8), match.start() + 1):
                yield trimmed(text, at, match.end())
                at = match.end()
        if text[at:stop].strip():
            yield trimmed(text, at, stop)
