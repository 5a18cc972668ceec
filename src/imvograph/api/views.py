"""What a thing's page shows, out of its description: words for people instead of IRIs."""

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode, Triple

from imvograph.answers.wording import best
from imvograph.api.description import EVIDENCE, HAS_PART, LABEL, PREF_LABEL, Description
from imvograph.api.pages import web_address
from imvograph.model.iris import IMVO, PREFIXES, kind_and_key
from imvograph.store.base import Snapshot

MOST_INCOMING, MOST_WORDS = 50, 20_000
_TYPE = PREFIXES["rdf"] + "type"
_SUBJECT = NamedNode(PREFIXES["rdf"] + "subject")
_PREDICATE, _OBJECT = PREFIXES["rdf"] + "predicate", PREFIXES["rdf"] + "object"
_STATUS = IMVO + "assertionStatus"
_NAMES = (PREF_LABEL, LABEL, *(NamedNode(iri) for iri in (IMVO + "rawString", IMVO + "quote")))
_LONGEST_NAME = 240
_SHOWN_ELSEWHERE = {_TYPE, _STATUS, EVIDENCE.value, PREF_LABEL.value}
_OA = PREFIXES["oa"]


_words: WeakKeyDictionary[Snapshot, dict[str, dict[str, str]]] = WeakKeyDictionary()  # gone when the version is


@dataclass(frozen=True)
class Link:
    """An IRI in words; ``href`` is None if a page may not link to it."""

    text: str
    href: str | None


@dataclass(frozen=True)
class Status(Link):
    """How a statement came to be, in words; ``kind`` is its key: ``extracted curated official``, …."""

    kind: str = ""


@dataclass(frozen=True)
class Value:
    """A value in a statement: a link, or words with their language or datatype (its short name).

    ``status`` is there when the statement has a status of its own, and links to what it rests on.
    """

    text: str
    href: str | None = None
    language: str | None = None
    datatype: str | None = None
    status: Status | None = None


@dataclass(frozen=True)
class Statements:
    """All values of one property."""

    property: Link
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Passage:
    """A passage that the thing rests on: the words, the half-open code points, the text they stand in."""

    iri: str
    quote: str
    start: int
    end: int
    source: Link


@dataclass(frozen=True)
class View:
    """The page of a thing; of one that is retired also what took its place."""

    iri: str
    label: str
    kinds: tuple[Link, ...]
    statuses: tuple[Status, ...]
    statements: tuple[Statements, ...]
    passages: tuple[Passage, ...]
    incoming: tuple[Statements, ...]
    incoming_cut: bool
    graphs: tuple[str, ...]
    retired: bool = False
    replaced_by: tuple[Link, ...] = ()


class Words:
    """What things are called, at a snapshot: in the asked language, else the other; else the end of the IRI.

    What was called lately is known to the next page too.

    A mention or a passage has no label; it is called by its words.
    """

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        self._snapshot, self._language = snapshot, language
        self._known = _words.setdefault(snapshot, {}).setdefault(language, {})
        if len(self._known) > MOST_WORDS:
            self._known.clear()

    def __call__(self, iri: str) -> str:
        if (known := self._known.get(iri)) is not None:
            return known
        node = NamedNode(iri)
        said = ([t.object for t in self._snapshot.triples(node, name)] for name in _NAMES)
        found = next(filter(None, (best(terms, self._language) for terms in said)), None)
        self._known[iri] = told = _in_one_line(found) if found else short(iri)
        return told

    def link(self, iri: str) -> Link:
        return Link(self(iri), web_address(iri))


def _in_one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_NAME else textwrap.shorten(line, _LONGEST_NAME, placeholder="…")


def short(iri: str) -> str:
    """An IRI as people abbreviate it: ``dcterms:date``; a thing without a label by its key."""
    named = kind_and_key(iri)
    if named is not None:
        return named[1]
    for prefix, space in PREFIXES.items():
        if iri.startswith(space) and len(iri) > len(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    return iri


def view(snapshot: Snapshot, description: Description, language: str) -> View:
    """The page of a thing, in a language."""
    words = Words(snapshot, language)
    by_property = _by_property(description.own)
    shown = {name: terms for name, terms in by_property.items() if name not in _SHOWN_ELSEWHERE}
    referring = (t for t in snapshot.triples(object=NamedNode(description.iri)) if t.predicate != _SUBJECT)
    incoming = list(islice(referring, MOST_INCOMING + 1))
    return View(
        iri=description.iri,
        label=words(description.iri),
        kinds=_links(by_property.get(_TYPE, ()), words),
        statuses=_statuses(by_property.get(_STATUS, ()), words),
        statements=_statements(shown, words, _own_statuses(snapshot, description.iri, words)),
        passages=_passages(description, words),
        incoming=_incoming(incoming[:MOST_INCOMING], words),
        incoming_cut=len(incoming) > MOST_INCOMING,
        graphs=graphs_of(snapshot, description.iri),
        retired=description.retired,
        replaced_by=tuple(map(words.link, description.replaced_by)),
    )


def graphs_of(snapshot: Snapshot, iri: str) -> tuple[str, ...]:
    """The named graphs that say something about a thing, sorted."""
    table = snapshot.select(f"SELECT DISTINCT ?graph WHERE {{ GRAPH ?graph {{ {NamedNode(iri)} ?p ?o }} }}")
    return tuple(sorted(node.value for row in table.rows for node in row if isinstance(node, NamedNode)))


def _by_property(triples: Iterable[Triple]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for triple in triples:
        found.setdefault(triple.predicate.value, []).append(triple.object)
    return found


def _links(terms: Iterable[object], words: Words) -> tuple[Link, ...]:
    links = (words.link(term.value) for term in terms if isinstance(term, NamedNode))
    return tuple(sorted(links, key=lambda link: link.text))


def _statuses(terms: Iterable[object], words: Words) -> tuple[Status, ...]:
    found = (term.value for term in terms if isinstance(term, NamedNode))
    statuses = (Status(words(iri), web_address(iri), (kind_and_key(iri) or ("", ""))[1]) for iri in found)
    return tuple(sorted(statuses, key=lambda status: status.text))


def _own_statuses(snapshot: Snapshot, iri: str, words: Words) -> dict[tuple[str, str], Status]:
    """The statements about a thing that have a status of their own (``rdf:Statement``), by property and value."""
    found = {}
    for stated in snapshot.triples(predicate=_SUBJECT, object=NamedNode(iri)):
        told = _by_property(snapshot.triples(stated.subject))
        for name, term in ((p, o) for p in told.get(_PREDICATE, ()) for o in told.get(_OBJECT, ())):
            statuses = _statuses(told.get(_STATUS, ()), words)
            found[str(getattr(name, "value", "")), str(term)] = Status(
                ", ".join(status.text for status in statuses),
                web_address(str(getattr(stated.subject, "value", ""))),
                statuses[0].kind if statuses else "",
            )
    return found


def _statements(
    by_property: Mapping[str, Iterable[object]],
    words: Words,
    own: Mapping[tuple[str, str], Status] = MappingProxyType({}),
) -> tuple[Statements, ...]:
    rows = (
        Statements(
            words.link(name),
            tuple(
                sorted(
                    (replace(_value(term, words), status=own.get((name, str(term)))) for term in terms),
                    key=lambda v: v.text,
                )
            ),
        )
        for name, terms in by_property.items()
    )
    return tuple(sorted(rows, key=lambda row: row.property.text.lower()))


def _value(term: object, words: Words) -> Value:
    if isinstance(term, NamedNode):
        link = words.link(term.value)
        return Value(link.text, link.href)
    if isinstance(term, Literal):
        if term.language:
            return Value(term.value, language=term.language)
        datatype = short(term.datatype.value)
        return Value(term.value, datatype=None if datatype == "xsd:string" else datatype)
    return Value(str(term))


def _incoming(triples: Iterable[Triple], words: Words) -> tuple[Statements, ...]:
    subjects: dict[str, list[object]] = {}
    for triple in triples:
        subjects.setdefault(triple.predicate.value, []).append(triple.subject)
    return _statements(subjects, words)


def _passages(description: Description, words: Words) -> tuple[Passage, ...]:
    """The passages of a thing (a passage is its own); parts are shown as the whole that holds them."""
    nodes: dict[str, dict[str, list[object]]] = {}
    for triple in description.own | description.evidence:
        if isinstance(triple.subject, NamedNode):
            nodes.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
    parts = {str(part) for said in nodes.values() for part in said.get(HAS_PART.value, ())}
    found = [
        _passage(iri, said, words)
        for iri, said in nodes.items()
        if _OA + "start" in said and (f"<{iri}>" not in parts or iri == description.iri)
    ]
    return tuple(sorted(found, key=lambda passage: (passage.source.text, passage.start, passage.end)))


def _passage(iri: str, said: Mapping[str, list[object]], words: Words) -> Passage:
    def first(name: str) -> str:
        return next((term.value for term in said.get(name, ()) if isinstance(term, Literal | NamedNode)), "")

    quote = first(IMVO + "quote") or first(_OA + "exact")
    source = first(_OA + "hasSource")
    start, end = int(first(_OA + "start")), int(first(_OA + "end") or 0)
    return Passage(iri, quote, start, end, words.link(source) if source else Link("", None))
