"""What is searched in a snapshot: every thing that has a name, and every paragraph of the texts that we hold."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from imvograph.extract.layout import View, words
from imvograph.extract.prose import paragraphs
from imvograph.model.iris import ID, IMVO, PREFIXES, kind_of, thing
from imvograph.store import Snapshot

PASSAGE = "passage"
"""The kind of a paragraph; a thing's kind is its class in kebab-case (``supply-chain``)."""

SECTOR = "sector"

_SKOS, _FOAF, _OA = PREFIXES["skos"], PREFIXES["foaf"], PREFIXES["oa"]
_LABEL, _TYPE = _SKOS + "prefLabel", PREFIXES["rdf"] + "type"
_NAMES = {
    _SKOS + "altLabel",
    _SKOS + "hiddenLabel",
    _FOAF + "name",
    _FOAF + "familyName",
    PREFIXES["dcterms"] + "identifier",
    PREFIXES["dcterms"] + "title",
    IMVO + "celex",
}
_DATES = {PREFIXES["dcterms"] + "date", IMVO + "startDate", IMVO + "signedOn", IMVO + "statedDate"}
_TOPICS = {IMVO + "concerns", IMVO + "sector", _SKOS + "broader"}
_SPONSORS = {IMVO + "mover": "mover", IMVO + "cosigner": "cosigner"}
_RESTING = f"""SELECT ?start ?meant ?stating {{{{
  ?passage <{_OA}hasSource> {{source}} ; <{_OA}start> ?start .
  ?stating <{IMVO}evidence> ?passage .
  OPTIONAL {{{{ ?stating <{IMVO}mentionOf> ?meant }}}}
}}}}"""
_YEAR = re.compile(r"\d{4}(?=-|$)")


@dataclass(frozen=True)
class Entry:
    """One thing or one paragraph, as it is searched.

    ``iri`` is the thing, or the document of a paragraph; ``labels`` its name by language; ``names`` all that it is called,
    official number and sponsors included. Of a paragraph ``start`` and ``end`` are half-open code points in its text
    as received, and ``things`` is what is named or stated there.
    """

    iri: str
    kind: str
    labels: Mapping[str, str]
    names: tuple[str, ...] = ()
    text: str = ""
    years: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    things: tuple[str, ...] = ()


def sponsored(name: str, role: str = "mover") -> str:
    """What a motion is called after a sponsor: looked up by `resolve`, never shown."""
    return f"{role} {name}"


def label_words(snapshot: Snapshot) -> set[str]:
    """The words of four letters or more in the Dutch names of our things, in lower case."""
    said = (t for name in ("prefLabel", "altLabel", "hiddenLabel") for t in _stated(snapshot, _SKOS + name))
    dutch = (value.value for iri, value in said if iri.startswith(ID) and value.language != "en")
    return {word for label in dutch for word in re.findall(r"[^\W\d_]{4,}", label.lower())}


def entries(snapshot: Snapshot) -> Iterator[Entry]:
    """All that is searched, in order of IRI; the paragraphs of a document behind the things. Nothing that is retired."""
    about = _About(snapshot)
    retired = {iri for iri, _ in _stated(snapshot, PREFIXES["owl"] + "deprecated")}
    texts = [(t.object.value, t.subject) for t in snapshot.triples(predicate=NamedNode(IMVO + "textOf"))
             if isinstance(t.object, NamedNode)]  # fmt: skip
    documents: dict[str, Entry | None] = dict.fromkeys(iri for iri, _ in texts)
    for iri in sorted({iri for iri, _ in _stated(snapshot, _LABEL) if iri.startswith(ID)} - retired):
        entry = about.entry(iri)
        if entry is not None:
            if iri in documents:
                documents[iri] = entry
            yield entry
    for iri, source in sorted(texts, key=str):
        if isinstance(source, NamedNode) and (document := documents[iri]):
            yield from _passages(snapshot, document, source, about)


def _stated(snapshot: Snapshot, predicate: str) -> Iterator[tuple[str, Literal]]:
    for triple in snapshot.triples(predicate=NamedNode(predicate)):
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, Literal):
            yield triple.subject.value, triple.object


@dataclass
class _Told:
    """What the triples of one thing say, sorted out."""

    kinds: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    years: set[str] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)


class _About:
    """Reads what is said about things; remembers what persons are called, and sectors."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._called: dict[str, set[str]] = {}
        for predicate in (_FOAF + "familyName", _FOAF + "name", _LABEL, _SKOS + "altLabel"):
            for iri, name in _stated(snapshot, predicate):
                if iri.startswith(
                    thing("person", "")
                ):  # by more than the family: «motie-Jasper van Dijk», as there are two
                    self._called.setdefault(iri, set()).add(name.value)
        above = snapshot.triples(predicate=NamedNode(PREFIXES["rdfs"] + "subClassOf"))
        self._wider = {(t.subject.value, t.object.value) for t in above
                       if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode)}  # fmt: skip
        self._sectors: dict[str, frozenset[str]] = {}

    def entry(self, iri: str) -> Entry | None:
        """The thing; None for what has no class of ours, such as a concept scheme."""
        told = self._told(iri)
        kind = next((k for k in sorted(told.kinds) if not any((other, k) in self._wider for other in told.kinds)), None)
        if kind is None:
            return None
        names = tuple(dict.fromkeys((*told.labels.values(), *told.names)))
        sectors = tuple(sorted(self.sectors([iri, *told.topics])))
        text = "\n".join(sorted(set(told.texts)))
        return Entry(iri, kind_of(kind), told.labels, names, text, tuple(sorted(told.years)), sectors)

    def sectors(self, iris: Iterable[str]) -> set[str]:
        """The sectors that these things are, or stand below or concern."""
        return set[str]().union(*map(self._sectors_of, iris))

    def _sectors_of(self, iri: str) -> frozenset[str]:
        """The topic itself if it is a sector, and those above it."""
        if iri not in self._sectors:
            self._sectors[iri] = frozenset()  # ends a circle
            above = self._snapshot.triples(NamedNode(iri), NamedNode(_SKOS + "broader"))
            found = self.sectors(t.object.value for t in above if isinstance(t.object, NamedNode))
            self._sectors[iri] = frozenset(found | ({iri} if iri.startswith(thing(SECTOR, "")) else set()))
        return self._sectors[iri]

    def _told(self, iri: str) -> _Told:
        told = _Told()
        stated = sorted(self._snapshot.triples(NamedNode(iri)), key=lambda t: (t.predicate.value, str(t.object)))
        for triple in stated:
            predicate, value = triple.predicate.value, triple.object
            if isinstance(value, NamedNode):
                if predicate == _TYPE and value.value.startswith(IMVO):
                    told.kinds.append(value.value)
                elif predicate in _TOPICS:
                    told.topics.add(value.value)
                elif predicate in _SPONSORS:
                    called = sorted(self._called.get(value.value, ()))
                    told.names += [sponsored(name, _SPONSORS[predicate]) for name in called]
            elif isinstance(value, Literal):
                if predicate == _LABEL:
                    told.labels.setdefault(value.language or "nl", value.value)
                elif predicate in _NAMES:
                    told.names.append(value.value)
                elif predicate == IMVO + "moverAsStated":
                    told.names.append(sponsored(value.value))
                elif predicate in _DATES and (year := _YEAR.match(value.value)):
                    told.years.add(year[0])
                elif value.language:
                    told.texts.append(value.value)
        return told


def _passages(snapshot: Snapshot, document: Entry, source: NamedNode, about: _About) -> Iterator[Entry]:
    """The paragraphs of a text, with their broken words made whole."""
    held = snapshot.triples(source, NamedNode(IMVO + "text"))
    for text in (t.object.value for t in held if isinstance(t.object, Literal)):
        view = View(text)
        blocks = [(block, view.source(block.start, block.end)) for block in paragraphs(view.plain)]
        named = _things_at(snapshot, source, [start for _, (start, _) in blocks])
        for number, (block, (start, end)) in enumerate(blocks):
            things = sorted(named.get(number, ()))
            yield Entry(
                document.iri,
                PASSAGE,
                document.labels,
                (),
                words(view.plain[block.start : block.end]),
                document.years,
                tuple(sorted(about.sectors(things))),
                start,
                end,
                tuple(things),
            )


def _things_at(snapshot: Snapshot, source: NamedNode, starts: list[int]) -> dict[int, set[str]]:
    """What is named or stated in each paragraph (by its number), by the passages that statements rest on."""
    found: dict[int, set[str]] = {}
    for begin, *nodes in snapshot.select(_RESTING.format(source=source)).rows:
        node = next((node for node in nodes if node is not None), None)
        if isinstance(node, NamedNode) and _worth(node.value):
            number = bisect_right(starts, int(str(getattr(begin, "value", "0")))) - 1
            found.setdefault(number, set()).add(node.value)
    return found


def _worth(iri: str) -> bool:
    """Mentions and statements are about things; they are none themselves."""
    return iri.startswith(ID) and iri.removeprefix(ID).split("/")[0] not in ("mention", "statement", "section")
