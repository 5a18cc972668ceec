"""A document as it came in: its text, what identifies it, and what is known about where it came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256

from imvograph.errors import EvidenceError
from imvograph.model.reviews import Review


@dataclass(frozen=True)
class SourceText:
    """The exact text that offsets count in: Unicode code points, half-open, as decoded without newline translation.

    ``raw`` are the bytes as received (UTF-8), of which the SHA-256 names this text.
    """

    text: str
    raw: bytes = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        return sha256(self.raw).hexdigest()

    @property
    def key(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256: the text's key in every IRI."""
        return self.sha256[:16]

    def slice(self, start: int, end: int) -> str:
        """``text[start:end]``; raises `EvidenceError` unless ``0 <= start < end <= len(text)``."""
        if not 0 <= start < end <= len(self.text):
            raise EvidenceError(
                f"[{start},{end}) is no passage of text {self.key}, which has {len(self.text)} code points"
            )
        return self.text[start:end]

    def quote(self, start: int, end: int) -> str:
        """The passage as a person reads it: line breaks and line-end hyphenation undone."""
        return readable(self.slice(start, end))


# A hyphen at a line's end, with the word before it and the word after.
_LINE_END_HYPHEN = re.compile(r"(\S*\w)-[ \t]*\n\s*(\w+)")


def readable(text: str) -> str:
    """Text without its line breaks: one space between words, and words that a line's end cut in two made whole.

    A hyphen stays where it belongs to the word: after an abbreviation in capitals («IMVO-convenant»), inside an address,
    and before *en* or *of* («defensie- en veiligheidsindustrie»). Nothing else is changed.
    """
    return " ".join(_LINE_END_HYPHEN.sub(_joined, text).split())


def _joined(match: re.Match[str]) -> str:
    before, after = match.groups()
    last = re.split(r"\W", before)[-1]
    if after in ("en", "of"):
        return f"{before}- {after}"
    real = "/" in before or (len(last) > 1 and last.isupper())
    return f"{before}-{after}" if real else before + after


@dataclass(frozen=True)
class Origin:
    """What is known about a document beside its text; from its sidecar file (``data/README.md``) or a source."""

    title: str | None = None
    url: str | None = None
    licence: str | None = None
    publisher: str | None = None
    id: str | None = None  # the official id, where the text does not give it
    dated: date | None = None  # the document's date, where the text does not give it
    file: str | None = (
        None  # the file that it came in; an official number in its name counts where nothing else gives one
    )
    original_sha256: str | None = None  # of the bytes as received, where the text was written out of another format


@dataclass(frozen=True)
class Document:
    """One document: the unit of loading. One document is one named graph, one transaction, one report."""

    source: SourceText
    origin: Origin = field(default_factory=Origin)
    expected: Mapping[str, int] = field(default_factory=dict)  # the least number of mentions, by kind
    reviews: tuple[Review, ...] = ()  # what a person said of mentions in it (data/reviews)
