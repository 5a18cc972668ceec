"""The reading room: a whole text with every mention marked by kind, what rests on it beside it, both ways linked."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import NamedNode

from imvograph.answers import At, Row, ask
from imvograph.answers.wording import best
from imvograph.api.asking import Asked
from imvograph.api.description import Description
from imvograph.api.pages import Pages, web_address
from imvograph.api.views import Link, Words
from imvograph.catalog import Catalog
from imvograph.model.iris import IMVO, class_of, kind_and_key
from imvograph.store.base import Snapshot

# What a mark can be, in the order of the legend; each has its hue in reading.css.
KINDS = {
    "commitment": ("toezegging", "commitment"),
    "motion": ("motie", "motion"),
    "debate": ("debat", "debate"),
    "kamerstuk": ("Kamerstuk", "parliamentary paper"),
    "handelingen": ("Handelingen", "plenary record"),
    "dossier": ("dossier", "dossier"),
    "aanhangsel": ("Aanhangsel", "annex of questions"),
    "tk-number": ("nummer van de Tweede Kamer", "number of the House"),
    "eu-act": ("EU-handeling", "EU act"),
    "staatsblad": ("Staatsblad", "Staatsblad"),
    "staatscourant": ("Staatscourant", "Staatscourant"),
    "tractatenblad": ("Tractatenblad", "Tractatenblad"),
    "covenant": ("convenant", "covenant"),
    "sector": ("sector", "sector"),
    "organisation": ("organisatie", "organisation"),
    "person": ("persoon", "person"),
    "date": ("datum", "date"),
    "topic": ("onderwerp", "topic"),
    "source-anomaly": ("onregelmatigheid", "anomaly"),
    "statement": ("andere bewering", "other statement"),
    "found": ("gevraagde passage", "passage asked for"),
}


@dataclass(frozen=True)
class Mark:
    """A stretch of the text, in half-open code points: its kind, what it names, and the rule that found it."""

    start: int
    end: int
    kind: str
    target: Link
    rule: str


@dataclass(frozen=True)
class Stretch:
    """A piece of the text under the same marks, the narrowest first; ``anchors`` are the passages that begin here."""

    text: str
    marks: tuple[Mark, ...]
    anchors: tuple[str, ...]


@dataclass(frozen=True)
class Resting:
    """Something that rests on the text: what it is called, its kind, and its passages as anchors."""

    link: Link
    kind: str
    anchors: tuple[str, ...]


class ReadingRoom:
    """Draws the page of a source text."""

    def __init__(self, catalog: Catalog, pages: Pages) -> None:
        self._catalog, self._pages = catalog, pages

    def page(self, snapshot: Snapshot, described: Description, asked: Asked) -> str | None:
        """The page of a source text at a snapshot; None if its text or its document is not there."""
        iri = described.iri
        text = _literal(snapshot, iri, "text")
        held = snapshot.triples(NamedNode(iri), NamedNode(IMVO + "textOf"))
        documents = [t.object.value for t in held if isinstance(t.object, NamedNode)]
        if text is None or not documents:
            return None
        words, document, at = Words(snapshot, asked.language), min(documents), At(snapshot)
        rows = [
            row
            for row in ask(self._catalog, at, "marks-in-document", {"document": document}).rows
            if row["source"] == iri
        ]
        marks = [*_marks(rows, words), *_asked_for(asked, text)]
        anomalies = ask(self._catalog, at, "anomalies", {"document": document}).rows
        return self._pages.draw(
            "reading.html",
            asked,
            iri=iri,
            retired=described.retired,
            replaced_by=[words.link(successor) for successor in described.replaced_by],
            key=(kind_and_key(iri) or ("", iri))[1],
            document=words.link(document),
            stretches=list(stretches(text, marks)),
            kind_names={kind: names[asked.language == "en"] for kind, names in KINDS.items()},
            kinds=_legend(marks, asked.language),
            resting=_resting(rows, words),
            anomalies=[_anomaly(row, rows, asked.language) for row in anomalies],
            length=len(text),
            version=snapshot.version,
        )


def stretches(text: str, marks: Iterable[Mark]) -> Iterator[Stretch]:
    """The whole text in pieces, in order: joined together they are the text."""
    inside = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    begins: dict[int, list[Mark]] = {}
    for mark in inside:
        begins.setdefault(mark.start, []).append(mark)
    edges = sorted({0, len(text), *(m.start for m in inside), *(m.end for m in inside)})
    over: list[Mark] = []
    for start, end in pairwise(edges):
        over = [m for m in over if m.end > start] + begins.get(start, [])
        narrowest = tuple(sorted(over, key=lambda m: (m.end - m.start, m.kind == "statement", m.kind)))
        anchors = tuple(dict.fromkeys(anchor(m.start, m.end) for m in begins.get(start, ())))
        yield Stretch(text[start:end], narrowest, anchors)


def anchor(start: int, end: int) -> str:
    """The fragment of a passage on the page of its text."""
    return f"p-{start}-{end}"


def _legend(marks: Iterable[Mark], language: str) -> list[tuple[str, str, int]]:
    """The kinds that occur: kind, its name, how many marks."""
    counts = Counter(mark.kind for mark in marks)
    return [(kind, nl if language == "nl" else en, counts[kind]) for kind, (nl, en) in KINDS.items() if counts[kind]]


def _marks(rows: Iterable[Row], words: Words) -> list[Mark]:
    """One mark for each kind at each place; that of a mention, which has a rule, before that of a statement."""
    found: dict[tuple[int, int, str], Mark] = {}
    for mark in sorted((_mark(row, words) for row in rows), key=lambda mark: not mark.rule):
        found.setdefault((mark.start, mark.end, mark.kind), mark)
    return sorted(found.values(), key=lambda mark: (mark.start, mark.end))


def _asked_for(asked: Asked, text: str) -> list[Mark]:
    """The passage that the address asks for: ``?mark=7784-8031``, in half-open code points."""
    found = re.fullmatch(r"(\d{1,9})-(\d{1,9})", dict(asked.given).get("mark", ""))
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    return [Mark(start, end, "found", Link("", None), "")] if start < end <= len(text) else []


def _mark(row: Row, words: Words) -> Mark:
    kind = row["sort"] or (kind_and_key(row["thing"]) or ("", ""))[0]
    target = row["about"][0] if row["about"] else row["thing"]
    return Mark(row["start"], row["end"], kind if kind in KINDS else "statement", words.link(target), row["rule"] or "")


def _resting(rows: Iterable[Row], words: Words) -> list[Resting]:
    """The statements (not the mentions), by kind, each with its passages."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if not row["sort"]:
            found.setdefault(row["thing"], []).append(row)
    resting = [
        Resting(words.link(iri), _kind_in_words(iri, words), tuple(anchor(r["start"], r["end"]) for r in some))
        for iri, some in found.items()
    ]
    return sorted(resting, key=lambda each: (each.kind, int(each.anchors[0].split("-")[1])))


def _kind_in_words(iri: str, words: Words) -> str:
    """What the class of a thing of ours is called."""
    kind = (kind_and_key(iri) or ("", ""))[0]
    return words(class_of(kind))


def _anomaly(row: Row, rows: Iterable[Row], language: str) -> dict[str, object]:
    """A slip of the text: what is stated, what it is resolved to, why, and where."""
    places = [anchor(r["start"], r["end"]) for r in rows if r["thing"] == row["anomaly"]]
    return {
        "stated": row["stated"],
        "resolved": row["resolved"],
        "reason": row["reasonEn" if language == "en" else "reasonNl"],
        "href": web_address(row["anomaly"]),
        "anchor": places[0] if places else None,
    }


def _literal(snapshot: Snapshot, iri: str, name: str) -> str | None:
    return best((t.object for t in snapshot.triples(NamedNode(iri), NamedNode(IMVO + name))), "nl")
