"""The XML of the official publications (KOOP): Kamerstukken, Handelingen, Aanhangsels, and the older ``kamerwrk``.

Handelingen become a paragraph a line, as in the record; in Kamerstukken and the rest a blank line stands between
paragraphs, so that headings and sentences can be told apart. Element names: op-xsd 2012 and 2014, and the DTD before it.
"""

import re
from datetime import date

from lxml import etree

from imvograph.errors import SourceError
from imvograph.ingest.markup import first, local, text_of, tree
from imvograph.ingest.official_ids import official_id
from imvograph.ingest.writing import SOFT, Blocks, document, joined
from imvograph.model.documents import Document, Origin
from imvograph.model.kamerstuk import OFFICIAL_PAGE

ROOTS = frozenset({"officiele-publicatie", "kamerwrk", "kamerstuk", "handelingen"})

# About the publication, not of it. The head of a sitting is the Origin's date; «Kamerstukken» above the own number would
# read as a citation of it.
_OMITTED = frozenset(
    {"metadata", "metadata_gegevens", "versie", "ordernr", "vergjaar", "vergadering", "witreg", "colspec"}
)
_OMITTED_LINES = frozenset({"kamernummer", "documenttype"})
# Everything inside is one line, with a space between the parts.
_JOINED = frozenset({"kop", "stuknr", "spreker", "row", "dossiernummer", "onderw", "naam", "deze"})
# A paragraph: text with words set apart in it; another paragraph, a list or a table in it ends it.
_PARAGRAPHS = frozenset(
    "al noot.al considerans.al tekstregel titel item-titel subtitel nr tussenkop tuskop wie datumtekst nummer li.nr lidnr"
    " kamervraagnummer kamervraagomschrijving title term ltrlabel vergadernummer".split()
)
_CONTAINERS = frozenset(
    "al-groep lijst li lid table tgroup thead tbody motie motie-info vraag antwoord bijlage".split()
)
# Words in running text.
_INLINE = frozenset(
    "nadruk extref intref nootref sup inf datum ondernummer achternaam voornaam politiek functie kamervraagonderwerp b i u"
    " cur vet ovl".split()
)
# The mark of what follows on the same line.
_MARKS = frozenset({"li.nr", "lidnr", "term", "ltrlabel"})
# Parts that the file may have put together without a space.
_APART = frozenset({"nr", "titel", "subtitel", "label", "dossiernr", "begrotingshoofdstuk", "voorvoegsels", "naam"}) | {
    "voornaam",
    "achternaam",
    "nummer",
    "al",
}
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_IN_WORDS = re.compile(rf"\b(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(_MONTHS)})\s+(?P<year>\d{{4}})\b", re.IGNORECASE)


def parse(raw: bytes, name: str) -> Document:
    """The publication in this XML; raises `SourceError` if it is broken, or holds no text of a publication."""
    root = tree(raw, name)
    handelingen = next(root.iter("handelingen"), None)
    origin = _origin(root)
    if handelingen is not None:
        return document(_Writing().write(root).text("\n"), raw, name, origin)
    text = _Writing().write(root).text()
    if not text:
        raise SourceError(
            f"{name}: this XML of {origin.id or 'a publication'} has no text in it (it may be the record of a paper that "
            "is still to be set); take the PDF"
        )
    return document(text, raw, name, origin)


def _origin(root: etree._Element) -> Origin:
    meta = {m.get("name"): m.get("content") or "" for m in root.iter("meta")}
    record = re.search(r"/([^/]+)/metadata\.xml$", meta.get("OVERHEIDop.externMetadataRecord", ""))
    stated = record[1] if record else meta.get("DC.identifier") or meta.get("DCTERMS.identifier") or ""
    dossier = " ".join(filter(None, (first(root, "dossiernr"), first(root, "begrotingshoofdstuk"))))
    dossier = dossier or first(root, "onderw", "nummer") or ""
    paper = first(root, "ondernummer") or first(root, "stuk", "nummer") or ""
    id = official_id(stated, dossier, paper)
    subjects = (first(root, "item-titel"), first(root, "dossier", "titel"), first(root, "onderw", "naam"))
    return Origin(
        title="; ".join(title for title in (*subjects, _title_of(root)) if title) or None,
        url=OFFICIAL_PAGE.format(id or stated) if id or stated else None,
        publisher=_chamber(root),
        id=id,
        dated=_date(root),
    )


def _title_of(root: etree._Element) -> str | None:
    """The paper's own title, without the note in it."""
    if (titel := root.find(".//stuk/titel")) is None:
        return None
    own = [
        titel.text,
        *(part for child in titel for part in (text_of(child) if child.tag != "noot" else "", child.tail)),
    ]
    return joined("".join(part or "" for part in own))


def _chamber(root: etree._Element) -> str | None:
    lines = (line for line in root.iter("tekstregel") if line.get("inhoud") == "kameraanduiding")
    return next((joined(text_of(line)) for line in lines), None)


def _date(root: etree._Element) -> date | None:
    """The day that the publication states: «Voorgesteld 8 februari 2023», or of the sitting. A letter's is in its text."""
    for element in root.iter("datum"):
        parent = element.getparent()
        if parent is not None and local(parent) == "datumtekst" and (stated := element.get("isodatum")):
            try:
                return date.fromisoformat(stated)
            except ValueError:
                break  # the words beside it are still there
    for words in (first(root, "datumtekst"), first(root, "vergaderdatum")):
        if words and (match := _IN_WORDS.search(words)):
            try:
                return date(int(match["year"]), _MONTHS.index(match["month"].lower()) + 1, int(match["day"]))
            except ValueError:
                return None  # «31 november»: the text keeps it as printed
    return None


class _Writing:
    """Writes elements out as blocks. The parser lets no tree be deeper than 256, so recursion is safe."""

    def __init__(self) -> None:
        self._out = Blocks()
        self._mark = False  # the line so far is the mark of what follows
        self._tight = 0  # inside a table: its rows are the lines of one block

    def write(self, element: etree._Element) -> Blocks:
        self._container(element)
        self._out.end_block()
        return self._out

    def _break(self) -> None:
        if self._mark and not self._out.line_is_empty:
            self._mark = False
            self._out.add(SOFT)
        elif self._tight:
            self._out.end_line()
        else:
            self._out.end_block()

    def _block(self, element: etree._Element) -> None:
        """An element that stands by itself."""
        name = local(element)
        if name in _OMITTED or (name == "tekstregel" and element.get("inhoud") in _OMITTED_LINES):
            return
        self._break()
        if name in _JOINED:
            self._joined(element)
        elif name in _PARAGRAPHS:
            self._paragraph(element)
        elif name == "table":
            self._tight += 1
            self._container(element)
            self._tight -= 1
        elif name == "ondertekening":
            self._signature(element)
        else:
            self._container(element)
        if name in _MARKS:
            self._mark = True
        else:
            self._mark = False
            self._break()

    def _container(self, element: etree._Element) -> None:
        self._out.add(element.text)
        for child in element:
            name = local(child)
            if name == "noot":
                self._note(child)
            elif name in _INLINE:
                self._paragraph(child)
            elif name:
                self._block(child)
            self._out.add(child.tail)

    def _paragraph(self, element: etree._Element) -> None:
        self._out.add(element.text)
        for child in element:
            name = local(child)
            if name == "noot":
                self._note(child)
            elif name in _PARAGRAPHS or name in _CONTAINERS or name in ("row", "spreker", "ondertekening"):
                self._block(child)
            elif name:
                self._paragraph(child)
            self._out.add(child.tail)

    def _joined(self, element: etree._Element) -> None:
        self._out.add(element.text)
        for child in element:
            name = local(child)
            if name == "noot":
                self._note(child)
            elif name:
                if name == "entry":
                    self._out.cell()
                self._out.add(SOFT if name in _APART else None)
                self._joined(child)
                self._out.add(SOFT if name in _APART else None)
            self._out.add(child.tail)

    def _signature(self, element: etree._Element) -> None:
        """Post and name as two lines of one block: «De Minister voor …,⏎E.N.A.J. Schreinemacher»."""
        self._tight += 1
        named = False
        self._out.add(element.text)
        for child in element:
            name = local(child)
            if name in ("naam", "deze") or (name == "functie" and named):
                self._out.end_line()
                named = name != "functie"
            if name == "noot":
                self._note(child)
            elif name:
                self._joined(child)
            self._out.add(child.tail)
        self._tight -= 1

    def _note(self, noot: etree._Element) -> None:
        mark = first(noot, "noot.nr") or noot.get("nr") or "*"
        said = [noot.text or "", *(text_of(part) for part in noot if local(part) not in ("", "noot.nr"))]
        self._out.note(mark, SOFT.join(said))
