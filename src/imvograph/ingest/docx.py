"""Word documents (DOCX): the running text of ``word/document.xml``, a block per paragraph, tables a line a row.

Heads and feet of pages are no part of it; nor is text that was struck out under tracked changes, or the numbers of lists,
which Word counts itself. A DOCX is a zip of XML, so it is read with limits: what is too large, or grows too much, is refused.
"""

import io
import struct
import zipfile
import zlib

from lxml import etree

from imvograph.errors import SourceError
from imvograph.ingest.markup import first, local, tree
from imvograph.ingest.writing import Blocks, document
from imvograph.model.documents import Document, Origin

LARGEST_PART = 64 * 2**20
"""The most bytes that one part of the zip may unpack to."""

_LARGEST_DIRECTORY = 2**20  # the list of parts: a Word document has some dozens, at about 60 bytes each
_END = struct.Struct("<4s4H2IH")  # the end of central directory record (PKWARE APPNOTE, section 4.3.16)
# A second form of the same drawing, for old programs; the text of what was struck out, and the codes of fields.
_OMITTED = frozenset({"Fallback", "del", "moveFrom", "instrText", "delText", "pPr", "rPr", "tblPr", "sectPr", "sdtPr"})


def parse(raw: bytes, name: str) -> Document:
    """The Word document in this zip; raises `SourceError` if it is another zip, is broken, or unpacks to too much."""
    _must_be_modest(raw, name)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = set(archive.namelist())
            if "word/document.xml" not in parts:
                raise SourceError(f"{name}: a zip without word/document.xml, so not a Word document; {_hint(parts)}")
            body = tree(_part(archive, "word/document.xml", name), name)
            notes = tree(_part(archive, "word/footnotes.xml", name), name) if "word/footnotes.xml" in parts else None
            core = tree(_part(archive, "docProps/core.xml", name), name) if "docProps/core.xml" in parts else None
    # NotImplementedError is zipfile's word for a compression that it does not know, RuntimeError for a locked part.
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as exc:
        raise SourceError(f"{name}: a broken or locked zip ({exc}); fetch it again, or save it anew in Word") from exc
    text = _Writing(notes).write(body).text()
    return document(text, raw, name, Origin(title=first(core, "title") if core is not None else None))


def _must_be_modest(raw: bytes, name: str) -> None:
    """No zip with a list of parts that would fill the memory: the list is read whole by whatever opens it."""
    at = raw.rfind(b"PK\x05\x06")
    if at < 0 or len(raw) < at + _END.size:
        raise SourceError(f"{name}: a zip that is cut off; fetch it again")
    size = _END.unpack_from(raw, at)[5]
    if size > _LARGEST_DIRECTORY or raw.rfind(b"PK\x06\x07", max(0, at - 20), at) >= 0:
        raise SourceError(f"{name}: a zip with more parts than a document has; not read")


def _part(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    """A part unpacked, whatever its head says of its size."""
    with archive.open(part) as stream:
        data = stream.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise SourceError(f"{name}: {part} unpacks to more than {LARGEST_PART} bytes; not read")
    return data


def _hint(parts: set[str]) -> str:
    if "content.xml" in parts:
        return "it looks like OpenDocument (.odt): save it as DOCX or PDF"
    return "unpack it, and give the documents in it"


class _Writing:
    """Writes paragraphs out as blocks. The parser lets no tree be deeper than 256, so recursion is safe."""

    def __init__(self, notes: etree._Element | None) -> None:
        self._out = Blocks()
        self._count = 0
        self._in_row = False
        found = notes.iter("{*}footnote") if notes is not None else ()
        self._notes = {_attribute(note, "id"): "".join(map(str, note.itertext("{*}t"))) for note in found}

    def write(self, element: etree._Element) -> Blocks:
        for child in element:
            self._element(child)
        return self._out

    def _element(self, element: etree._Element) -> None:
        match local(element):
            case "p":
                self._paragraph(element)
            case "tbl" if not self._in_row:
                self._out.end_block()
                self.write(element)
                self._out.end_block()
            case "tr" if not self._in_row:
                self._in_row = True
                self.write(element)
                self._in_row = False
                self._out.end_line()
            case "tc":
                self._out.cell()
                self.write(element)
            case "t":
                self._out.add(element.text)
            case "tab":
                self._out.add("\t")
            case "br" | "cr":
                self._out.add(" ") if self._in_row else self._out.end_line()
            case "noBreakHyphen":
                self._out.add("-")
            case "footnoteReference":
                self._count += 1
                self._out.note(str(self._count), self._notes.get(_attribute(element, "id"), ""))
            case name if name not in _OMITTED:
                self.write(element)

    def _paragraph(self, element: etree._Element) -> None:
        if self._in_row:
            self._out.add(" ")
            self.write(element)
        else:
            self._out.end_block()
            self.write(element)
            self._out.end_block()


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "")
