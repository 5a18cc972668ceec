"""The way in from the world: one reader per source format; each turns bytes into a `Document`, or says why not.

What a file is, its content says, not its ending. ``README.md`` beside this file says how to add a format.
"""

import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from imvograph.errors import SourceError, unreadable
from imvograph.ingest import text
from imvograph.model.documents import Document

__all__ = ["FORMATS", "Format", "parse", "read"]

Reader = Callable[[bytes, str], list[Document]]


@dataclass(frozen=True)
class Format:
    """A kind of file: how it is known by its first bytes, and what reads it."""

    name: str
    fits: Callable[[bytes], bool]
    read: Reader


def read(path: Path) -> list[Document]:
    """The documents in this file, with what its sidecar (``name.toml``, data/README.md) says of them.

    Raises `SourceError`, and nothing else, if the file cannot be read as a document.
    """
    try:
        if not stat.S_ISREG((status := path.stat()).st_mode):
            raise SourceError(
                f"{path}: no file; give a document, or name the documents of a folder one by one",
                nl=f"{path}: geen bestand; geef een document, of noem de documenten van een map een voor een",
            )
        if status.st_size > text.LARGEST:
            raise text.too_large(str(path), status.st_size)
        raw = path.read_bytes()
        beside = path.with_suffix(".toml")
        sidecar = beside.read_text(encoding="utf-8") if beside.is_file() and beside != path else ""
    except (OSError, ValueError) as exc:
        raise unreadable(path, exc) from exc
    return _with_sidecar(parse(raw, str(path)), text.parse_sidecar(sidecar, str(beside)), raw, path)


def parse(raw: bytes, name: str) -> list[Document]:
    """The documents in these bytes; ``name`` is for messages. Raises `SourceError`, and nothing else, if there is none."""
    if len(raw) > text.LARGEST:
        raise text.too_large(name, len(raw))
    return next(format.read for format in FORMATS if format.fits(raw))(raw, name)


def _with_sidecar(found: list[Document], sidecar: text.Sidecar, raw: bytes, path: Path) -> list[Document]:
    """The documents; what a person wrote into the sidecar file goes before what the file says of itself."""
    if sidecar.sha256 not in (None, digest := sha256(raw).hexdigest()):
        raise SourceError(
            f"{path}: its SHA-256 is {digest}, but {path.stem}.toml says {sidecar.sha256}: "
            "the file has changed. Every offset counts in the exact text; restore it, or add the new version as another file"
        )
    own = {key: value for key, value in vars(sidecar.origin).items() if value is not None}
    if len(found) > 1 and own.keys() & {"id", "title", "url", "dated"}:
        raise SourceError(
            f"{path}: {len(found)} documents, but {path.stem}.toml tells of one; leave out its id, title, url, date"
        )
    own["file"] = str(path)
    return [replace(each, origin=replace(each.origin, **own), expected=sidecar.expected) for each in found]


# Readers are imported when they are first needed: most runs of the command line need none of their libraries.


def _pdf(raw: bytes, name: str) -> list[Document]:
    from imvograph.ingest import pdf

    return [pdf.parse(raw, name)]


def _zip(raw: bytes, name: str) -> list[Document]:
    from imvograph.ingest import docx

    return [docx.parse(raw, name)]


def _markup(raw: bytes, name: str) -> list[Document]:
    """XML or HTML, by its root element."""
    from imvograph.ingest import html, koop, markup, vlos

    root = markup.root_name(raw) or ""
    for reader in (koop, vlos, html):
        if root in reader.ROOTS:
            return [reader.parse(raw, name)]
    known = ", ".join(f"<{each}>" for reader in (koop, vlos, html) for each in sorted(reader.ROOTS))
    raise SourceError(
        f"{name}: XML with the root <{root}>, which is no publication; read are {known}",
        nl=f"{name}: XML met de wortel <{root}>, en dat is geen publicatie; gelezen worden {known}",
    )


def _json(raw: bytes, name: str) -> list[Document]:
    from imvograph.ingest import odata

    return odata.parse(raw, name)


def _text(raw: bytes, name: str) -> list[Document]:
    return [Document(text.parse(raw, name))]


def _refused(en: str, nl: str) -> Reader:
    def refuse(raw: bytes, name: str) -> list[Document]:
        raise SourceError(f"{name}: {en}", nl=f"{name}: {nl}")

    return refuse


def _begins(*magic: bytes) -> Callable[[bytes], bool]:
    return lambda raw: raw.startswith(magic)


def _is_markup(raw: bytes) -> bool:
    """An XML declaration, a document type, or an element; a text that begins with «<» has no closing tags."""
    head = raw[:64].lstrip(b"\xef\xbb\xbf\xc3\xc2\xaf\xbf \t\r\n")
    wide = raw.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<"))
    element = re.match(rb"<[A-Za-z!?]", head) is not None and (b"</" in raw or b"/>" in raw)
    return wide or element or head[:9].lower().startswith((b"<?xml", b"<!doctype"))


FORMATS = (
    Format("PDF", lambda raw: b"%PDF-" in raw[:1024], _pdf),
    Format("DOCX", _begins(b"PK\x03\x04", b"PK\x05\x06"), _zip),
    Format(
        "Word 97",
        _begins(b"\xd0\xcf\x11\xe0"),
        _refused(
            "an old or locked Word file; save it as DOCX or PDF",
            "een oud of vergrendeld Word-bestand; bewaar het als DOCX of PDF",
        ),
    ),
    Format(
        "RTF",
        _begins(b"{\\rtf"),
        _refused("rich text (RTF); save it as DOCX or PDF", "opgemaakte tekst (RTF); bewaar die als DOCX of PDF"),
    ),
    Format(
        "image",
        _begins(b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8"),
        _refused(
            "a picture of a page; make it a PDF with a text layer (ocrmypdf --language nld), and check what it read",
            "een plaatje van een bladzijde; maak er een PDF met een tekstlaag van (ocrmypdf --language nld), en kijk na wat "
            "die las",
        ),
    ),
    Format(
        "archive",
        _begins(b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf"),
        _refused("packed; unpack it first", "ingepakt; pak het eerst uit"),
    ),
    Format("XML or HTML", _is_markup, _markup),
    Format("OData JSON", lambda raw: re.match(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*\{)', raw) is not None, _json),
    Format("plain text", lambda raw: True, _text),
)
"""Every kind of file that is known, in the order in which they are tried; the first that fits reads it."""
