"""Text written out of a format that is not plain text: lines, blocks, notes, and the document that they become.

The text that comes out is the one that offsets count in; the digest of the bytes that it came from is kept in
`Origin.original_sha256`. The same bytes always give the same text: a change here moves every offset of documents that
were loaded before, so it is a change of the format's version, told in the changelog.
"""

import re
from dataclasses import replace
from hashlib import sha256

from imvograph.errors import SourceError
from imvograph.ingest.text import LARGEST
from imvograph.model.documents import Document, Origin, SourceText

SOFT = "\n"
"""White space that only the lay-out of the file gave: a space between words, nothing before a comma or after a bracket."""

_SPACE = re.compile(r"\s+")
_CLOSING, _OPENING = frozenset(".,;:)]»"), frozenset("([«")
# Control characters, and halves of letters that UTF-8 has no bytes for; a form feed is a page's end.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Blocks:
    """Blocks of lines in the making. What a block's notes say follows it, each as a block: ``[1] Kamerstuk …``.

    A note's mark stands in brackets: glued to «nr. 337» a bare 1 would make it another paper.
    """

    def __init__(self) -> None:
        self._blocks: list[str] = []
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._notes: list[str] = []
        self._written = False  # something is on the line that is no space
        self._cell = False  # what comes is a cell of its own

    def add(self, text: str | None) -> None:
        """More text on the line."""
        if not text:
            return
        if not text.isspace():
            if self._cell and self._written:
                self._pieces.append(" | ")
            self._written, self._cell = True, False
        self._pieces.append(text)

    def cell(self) -> None:
        """What comes is the next cell of a row, if it is not empty."""
        self._pieces.append(" ")
        self._cell = True

    def note(self, mark: str, text: str) -> None:
        """The mark of a note here, and its text after this block."""
        self.add(f"[{mark}]")
        if line := joined(text):
            self._notes.append(f"[{mark}] {line}")

    @property
    def line_is_empty(self) -> bool:
        return not self._written

    def end_line(self) -> None:
        if line := joined("".join(self._pieces)):
            self._lines.append(line)
        self._pieces.clear()
        self._written = self._cell = False

    def end_block(self) -> None:
        self.end_line()
        if self._lines:
            self._blocks.append("\n".join(self._lines))
            self._lines.clear()
        self._blocks += self._notes
        self._notes.clear()

    def text(self, between: str = "\n\n") -> str:
        """All blocks, with ``between`` them; ends the one in the making."""
        self.end_block()
        return between.join(self._blocks) + "\n" if self._blocks else ""


def joined(text: str) -> str:
    """One line of running text: single spaces, and none that only the lay-out of the file put there."""

    def space(run: re.Match[str]) -> str:
        soft = SOFT in run[0]
        return "" if soft and (_at(text, run.end()) in _CLOSING or _at(text, run.start() - 1) in _OPENING) else " "

    return _SPACE.sub(space, text).strip()


def _at(text: str, place: int) -> str:
    return text[place] if 0 <= place < len(text) else ""


def document(text: str, original: bytes, name: str, origin: Origin) -> Document:
    """The document that this text is, written out of these bytes; raises `SourceError` if there is no text in it."""
    text = _UNPRINTABLE.sub("", text)
    if not any(character.isalpha() for character in text):
        raise SourceError(f"{name}: there is no text in it; is it the right file?")
    raw = text.encode()
    if len(raw) > LARGEST:
        raise SourceError(f"{name}: {len(raw)} bytes of text; a document has at most {LARGEST}. Load its parts")
    return Document(SourceText(text, raw), replace(origin, original_sha256=sha256(original).hexdigest()))


def completed(origin: Origin, known: Origin) -> Origin:
    """The origin, with what ``known`` says where it says nothing itself."""
    return Origin(**{field: getattr(origin, field) or getattr(known, field) for field in Origin.__dataclass_fields__})
