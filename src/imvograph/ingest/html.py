"""Pages of the official publications (zoek.officielebekendmakingen.nl): the text of the paper, not the site around it.

What a page is, its ``<meta name="DCTERMS.…">`` and ``OVERHEIDop.…`` say; a page without them is none of these and refused.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from lxml import etree

from imvograph.errors import SourceError
from imvograph.ingest.markup import local, page, text_of
from imvograph.ingest.official_ids import official_id
from imvograph.ingest.writing import Blocks, document
from imvograph.model.documents import Document, Origin
from imvograph.model.kamerstuk import OFFICIAL_PAGE

ROOTS = frozenset({"html"})

# Where the paper is, on pages of different years; the first that is there.
_PAPER = (
    ("class", "stuk"),
    ("id", "broodtekst"),
    ("class", "broodtekst"),
    (None, "article"),
    (None, "main"),
    (None, "body"),
)
_OMITTED = frozenset(
    "head script style nav header footer form noscript aside button svg template iframe select".split()
)
_INLINE = frozenset(
    "a abbr b bdi cite code em font i ins label mark q s small span strong sub sup time u var wbr".split()
)


def parse(raw: bytes, name: str) -> Document:
    """The publication on this page; raises `SourceError` if it is another page, or none."""
    root = page(raw, name)
    meta = _meta(root)
    origin = _origin(meta)
    if not origin.url:
        title = " ".join(text_of(next(root.iter("title"), root)).split())[:80]
        raise SourceError(
            f"{name}: a web page ({title!r}), but no official publication: it has no DCTERMS.identifier. Fetch the "
            "publication itself, or save the text that you want as a .txt file",
            nl=f"{name}: een webpagina ({title!r}), maar geen officiële publicatie: er staat geen DCTERMS.identifier in. Haal de "
            "publicatie zelf op, of bewaar de tekst die je wilt als .txt",
        )
    out = Blocks()
    for part in _paper(root):
        _Writing(out).write(part)
        out.end_block()
    return document(out.text(), raw, name, origin)


def _meta(root: etree._Element) -> dict[str, str]:
    """The page's statements about itself; the first of each. The site has written the names in both cases."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        key, value = (element.get("name") or "").lower(), " ".join((element.get("content") or "").split())
        if value:
            found.setdefault(key, value)
    return found


def _origin(meta: dict[str, str]) -> Origin:
    def either(*names: str) -> str:
        return next((meta[name] for name in names if name in meta), "")

    stated = either("dcterms.identifier", "dc.identifier").rpartition("/")[2].removesuffix(".html")
    id = official_id(stated, either("overheidop.dossiernummer"), either("overheidop.ondernummer"))
    # The day of the paper itself before the day of its publication.
    dated = either(
        "overheidop.datumbrief",
        "overheidop.datumvergadering",
        "overheidop.datumindiening",
        "dcterms.date",
        "dcterms.issued",
    )
    return Origin(
        title=either("dcterms.title", "dc.title", "overheidop.documenttitel") or None,
        url=OFFICIAL_PAGE.format(id or stated) if id or stated else None,
        publisher=either("dcterms.creator", "dc.creator", "dcterms.publisher") or None,
        id=id,
        dated=_day(dated),
    )


def _day(stated: str) -> date | None:
    try:
        return date.fromisoformat(stated[:10])
    except ValueError:
        return None


def _paper(root: etree._Element) -> Iterator[etree._Element]:
    for attribute, value in _PAPER:
        found = [e for e in root.iter() if _is(e, attribute, value)]
        if found:
            inside = set(found)
            yield from (e for e in found if not any(ancestor in inside for ancestor in e.iterancestors()))
            return


def _is(element: etree._Element, attribute: str | None, value: str) -> bool:
    if attribute is None:
        return local(element) == value
    return value in (element.get(attribute) or "").split()


class _Writing:
    """Writes elements out as blocks. The parser lets no tree be deeper than 256, so recursion is safe."""

    def __init__(self, out: Blocks) -> None:
        self._out = out
        self._in_row = False

    def write(self, element: etree._Element) -> None:
        self._out.add(element.text)
        for child in element:
            self._child(child)
            self._out.add(child.tail)

    def _child(self, child: etree._Element) -> None:
        name = local(child)
        if not name or name in _OMITTED or child.get("hidden") is not None or child.get("aria-hidden") == "true":
            return
        if name == "br":
            self._out.add(" ") if self._in_row else self._out.end_line()
        elif name == "sup" and _is_note_mark(child):
            self._out.add(f"[{text_of(child).strip()}]")
        elif name in _INLINE:
            self.write(child)
        elif name == "tr":
            self._row(child)
        elif self._in_row:
            self._out.add(" ")
            self.write(child)
        elif name in ("thead", "tbody", "tfoot"):
            self.write(child)
        else:
            self._out.end_block()
            self.write(child)
            self._out.end_block()

    def _row(self, row: etree._Element) -> None:
        self._out.end_line()
        outer, self._in_row = self._in_row, True
        for cell in row:
            self._out.cell()
            self.write(cell)
        self._in_row = outer
        self._out.end_line()


def _is_note_mark(sup: etree._Element) -> bool:
    """A raised number that leads to a note; «m²» is none."""
    inside = list(islice(sup.iter(), 5))
    if len(inside) == 5 or not (mark := text_of(sup).strip()).isalnum() or len(mark) > 4:
        return False
    parent = sup.getparent()
    linked = any(local(e) == "a" for e in inside) or (parent is not None and local(parent) == "a")
    return linked or any("noot" in (e.get("class") or "") for e in inside)
