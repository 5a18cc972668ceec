"""XML and HTML read safely: no entities, no network, no deep nesting, no more elements than a document can have."""

import re
from contextlib import suppress
from typing import Any

from lxml import etree

from imvograph.errors import SourceError

MOST_ELEMENTS = 1_000_000
"""Tags in one file; the longest budget papers have some 200,000. Each costs about 150 bytes of memory."""

_HEAD = 65_536  # where the root element begins, if this is markup
_BOM_TWICE = "ï»¿"  # a byte order mark that was encoded a second time
_PROLOG = re.compile(
    r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^\[>]*(?:\[.*?\]\s*)?>)*+<(?:[\w.-]+:)?(?P<root>[A-Za-z_][\w.-]*)",
    re.DOTALL | re.IGNORECASE,
)
# The letters that Windows-1252 has where Latin-1 has control characters.
_AS_BYTES = {
    ord(bytes([byte]).decode("cp1252")): byte
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)")


def root_name(raw: bytes) -> str | None:
    """The local name of the root element, in lower case; ``html`` for a page; None if this does not begin as markup."""
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = raw[:_HEAD].decode("utf-16" if wide else "utf-8", errors="replace")
    text = text.removeprefix(_BOM_TWICE).lstrip("\ufeff \t\r\n")
    if re.match(r"<!doctype\s+html", text, re.IGNORECASE):
        return "html"
    match = _PROLOG.match(text)
    if match:
        return match["root"].lower()
    return "" if text.startswith(("<?xml", "<!DOCTYPE")) else None


def tree(raw: bytes, name: str) -> etree._Element:
    """The root of this XML; raises `SourceError` if it is broken, or made to exhaust the machine."""
    _must_be_bounded(raw, name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(_once_encoded(raw), parser)
    except (etree.LxmlError, ValueError, LookupError) as exc:
        raise SourceError(f"{name}: broken XML: {exc}; fetch it again, or take the PDF") from exc
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and declared.entities():
        raise SourceError(f"{name}: this XML declares entities, which no official publication does; not read")
    if (reference := next(root.iter(etree.Entity), None)) is not None:
        raise SourceError(
            f"{name}: {reference.text} stands for letters that are declared elsewhere; take the HTML or PDF"
        )
    return root


def page(raw: bytes, name: str) -> etree._Element:
    """The root of this HTML, mended as browsers do; raises `SourceError` if there is none, or it nests too deep."""
    _must_be_bounded(raw, name)
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, encoding=_encoding(raw))
    try:
        root = etree.fromstring(raw, parser)
    except (etree.LxmlError, ValueError, LookupError) as exc:
        raise SourceError(f"{name}: no HTML that can be read: {exc}") from exc
    if root is None:
        raise SourceError(f"{name}: an empty page")
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise SourceError(
            f"{name}: elements nest more than 256 deep, or one text has more than 10 MB; no publication is like that. Not read"
        )
    return root


def local(element: etree._Element) -> str:
    """An element's name without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def first(element: etree._Element, *path: str) -> str | None:
    """The text of the first descendant with this name (each name inside the one before), on one line; None if empty."""
    found: etree._Element | None = element
    for step in path:
        found = next((e for e in found.iter("{*}" + step)), None) if found is not None else None
    return (" ".join(text_of(found).split()) or None) if found is not None else None


def text_of(element: etree._Element) -> str:
    """All text in an element, as it stands there."""
    return "".join(str(text) for text in element.itertext())


def _must_be_bounded(raw: bytes, name: str) -> None:
    if (tags := raw.count(b"<")) > 2 * MOST_ELEMENTS:
        raise SourceError(f"{name}: {tags} tags; a document has at most {2 * MOST_ELEMENTS}. Load its parts")


def _encoding(raw: bytes) -> str:
    """UTF-8 if it is; else the page's own word for it is not to be trusted more than Windows-1252."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _once_encoded(raw: bytes) -> bytes:
    """The bytes, with an encoding that was done twice undone, and nothing before the XML declaration.

    Mirrors of the Handelingen read UTF-8 as Latin-1 or Windows-1252 and wrote it as UTF-8 again: «KrÃ¶ger».
    Every letter must be one byte, and all bytes together UTF-8: no text that was encoded once is like that.
    """
    declared = _DECLARED.search(raw[:200])
    if raw.isascii() or (declared and declared[1].lower() not in (b"utf-8", b"utf8")):
        return raw.lstrip()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw
    with suppress(UnicodeError):
        text = text.translate(_AS_BYTES).encode("latin-1").decode("utf-8-sig")
    return text.removeprefix(_BOM_TWICE).strip().encode()
