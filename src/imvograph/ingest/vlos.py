"""The record of a meeting as the Tweede Kamer publishes it (``vlosCoreDocument``): a paragraph a line, as in the Handelingen."""

from datetime import date
from itertools import islice

from lxml import etree

from imvograph.errors import SourceError
from imvograph.ingest.markup import first, local, text_of, tree
from imvograph.ingest.writing import Blocks, document
from imvograph.model.documents import Document, Origin
from imvograph.model.kamerstuk import Handelingen

ROOTS = frozenset({"vloscoredocument"})


def parse(raw: bytes, name: str) -> Document:
    """The meeting in this XML; raises `SourceError` if it is broken, or is a Casco: the frame of a record, without text."""
    root = tree(raw, name)
    meeting = next(root.iter("{*}vergadering"), None)
    if meeting is None:
        raise SourceError(f"{name}: a vlosCoreDocument without a <vergadering>; fetch the Verslag again")
    writing = _Writing()
    writing.write(meeting)
    if not writing.spoken:
        raise SourceError(
            f"{name}: the record of this meeting has no text yet (status {root.get('status', 'unknown')!r}; a Casco is the "
            "frame of a record). Take the Tussenpublicatie or the Eindpublicatie of the same Vergadering"
        )
    return document(writing.out.text("\n"), raw, name, _origin(meeting))


def _origin(meeting: etree._Element) -> Origin:
    session, number = first(meeting, "vergaderjaar") or "", first(meeting, "vergaderingnummer") or ""
    id = None
    if meeting.get("soort") == "Plenair" and number.isdecimal():
        try:
            id = Handelingen.parse(f"h-tk-{session.replace('-', '')}-{int(number)}").id
        except SourceError:
            id = None  # a session year that is none: the text says it, the id would be wrong
    try:
        dated = date.fromisoformat((first(meeting, "datum") or "")[:10])
    except ValueError:
        dated = None
    return Origin(title=first(meeting, "titel"), publisher="Tweede Kamer der Staten-Generaal", id=id, dated=dated)


class _Writing:
    """Writes out headings, and what was said in the order in which it was said. No tree is deeper than 256."""

    def __init__(self) -> None:
        self.out = Blocks()
        self.spoken = False
        self._heading: str | None = None

    def write(self, element: etree._Element) -> None:
        for child in element:
            match local(child):
                case "alineaitem":
                    self.spoken |= self._line(text_of(child))
                case "stemming":
                    self._line(": ".join(filter(None, (_child(child, "fractie"), _child(child, "stem")))))
                case "" | "spreker" | "titel" | "onderwerp":
                    pass  # told where they belong
                case name:
                    if name in ("activiteit", "activiteithoofd"):
                        self._head(child)
                    elif name in ("woordvoerder", "interrumpant"):
                        self._label(child)
                    self.write(child)

    def _head(self, activity: etree._Element) -> None:
        """The subject of an activity or of a part of it, once."""
        title = _child(activity, "onderwerp") or _child(activity, "titel")
        if title and title != self._heading:
            self._line(title)
            self._heading = title

    def _label(self, turn: etree._Element) -> None:
        """Who speaks, as the House prints it; where the turn's first line does not say it already."""
        opening, speaker = _opening(turn), turn.find("{*}spreker")
        if not opening or opening.endswith(":") or speaker is None:
            return
        if _child(turn, "isvoorzitter") == "true":
            self._line("De voorzitter:")
            return
        name, party = _child(speaker, "verslagnaam") or _child(speaker, "achternaam"), _child(speaker, "fractie")
        post = speaker.get("soort") if not party else None
        if name:
            self._line(f"{post or _child(speaker, 'aanhef') or ''} {name}{f' ({party})' if party else ''}:")

    def _line(self, text: str) -> bool:
        self.out.add(text)
        written = not self.out.line_is_empty
        self.out.end_block()
        return written


def _opening(turn: etree._Element) -> str:
    """The first line of a turn; empty if its text begins with many that are empty."""
    text = turn.find("{*}tekst")
    items = islice(text.iter("{*}alineaitem"), 20) if text is not None else ()
    return next((line for item in items if (line := " ".join(text_of(item).split()))), "")


def _child(element: etree._Element, name: str) -> str | None:
    child = element.find("{*}" + name)
    return " ".join(text_of(child).split()) or None if child is not None else None
