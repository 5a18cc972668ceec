"""What a text names that is retired: search holds nothing of it, and the graph still says what took its place."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from imvograph.answers.keeping import kept
from imvograph.answers.rows import retired
from imvograph.model.iris import BASE, ID, PREFIXES
from imvograph.model.names import fold
from imvograph.search import Resolved
from imvograph.store.base import Snapshot

_ADDRESSES = (BASE + "doc/", "/id/", "/doc/")
_REPLACED = NamedNode(PREFIXES["dcterms"] + "isReplacedBy")
_CALLED = {PREFIXES["skos"] + name for name in ("prefLabel", "altLabel", "hiddenLabel")}
_CALLED.add(PREFIXES["dcterms"] + "identifier")


@dataclass(frozen=True)
class Former:
    """A thing that is retired, and what took its place."""

    iri: str
    replaced_by: tuple[str, ...]


def formers(snapshot: Snapshot, found: Resolved) -> list[Former]:
    """The retired things that a text means by number, name, key or IRI, if nothing that is here is meant."""
    if found.candidates:
        return []
    texts = [found.text, *found.numbers]
    texts += [found.text.removeprefix(start) for start in _ADDRESSES if found.text.startswith(start)]
    names = kept(snapshot, "names of what is retired", lambda: (_names(snapshot),))[0]
    iris = sorted({iri for text in texts for iri in names.get(fold(text.removeprefix(ID)), ())})
    return [Former(iri, _replaced_by(snapshot, iri)) for iri in iris]


def _names(snapshot: Snapshot) -> dict[str, list[str]]:
    """What is retired, by all that it is called; asked once per version."""
    found: dict[str, list[str]] = {}
    for iri in retired(snapshot):
        if iri.startswith(ID):
            stated = snapshot.triples(NamedNode(iri))
            called = [t.object.value for t in stated if t.predicate.value in _CALLED and isinstance(t.object, Literal)]
            for name in {fold(name) for name in (iri.removeprefix(ID), iri.rpartition("/")[2], *called)}:
                found.setdefault(name, []).append(iri)
    return found


def _replaced_by(snapshot: Snapshot, iri: str) -> tuple[str, ...]:
    stated = snapshot.triples(NamedNode(iri), _REPLACED)
    return tuple(sorted(t.object.value for t in stated if isinstance(t.object, NamedNode)))
