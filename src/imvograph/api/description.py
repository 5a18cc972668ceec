"""What we say about a thing: the triples of its page, the same in every RDF format.

The description of a thing is: all triples with the thing as subject; for each of its evidence nodes, and their parts,
all triples with that node as subject; and the labels (``skos:prefLabel``, ``rdfs:label``) of everything that those
triples point to. All of it from the union of the graphs, at one snapshot.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from imvograph.model.iris import IMVO, PREFIXES
from imvograph.store.base import Snapshot

PREF_LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")
LABEL = NamedNode(PREFIXES["rdfs"] + "label")
EVIDENCE = NamedNode(IMVO + "evidence")
HAS_PART = NamedNode(PREFIXES["dcterms"] + "hasPart")
_DEPRECATED = NamedNode(PREFIXES["owl"] + "deprecated")
_REPLACED = NamedNode(PREFIXES["dcterms"] + "isReplacedBy")


@dataclass(frozen=True)
class Description:
    """The description of a thing, in its three layers."""

    iri: str
    own: frozenset[Triple]
    evidence: frozenset[Triple]
    labels: frozenset[Triple]

    @property
    def triples(self) -> frozenset[Triple]:
        return self.own | self.evidence | self.labels

    @property
    def retired(self) -> bool:
        """Whether the thing says of itself that it is."""
        said = (t.object for t in self.own if t.predicate == _DEPRECATED)
        return any(isinstance(value, Literal) and value.value in ("true", "1") for value in said)

    @property
    def replaced_by(self) -> tuple[str, ...]:
        """The IRIs of what took the place of a thing that is retired, sorted."""
        return tuple(sorted(iri.value for iri in _objects(self.own, _REPLACED))) if self.retired else ()


def describe(snapshot: Snapshot, iri: str) -> Description | None:
    """The description of a thing; None if no triple has it as subject."""
    own = frozenset(snapshot.triples(subject=NamedNode(iri)))
    if not own:
        return None
    evidence = _evidence(snapshot, own)
    return Description(iri, own, evidence, frozenset(_labels(snapshot, own | evidence)))


def _evidence(snapshot: Snapshot, own: frozenset[Triple]) -> frozenset[Triple]:
    found: set[Triple] = set()
    nodes = _objects(own, EVIDENCE)
    seen = set(nodes)
    while nodes:
        stated = frozenset(snapshot.triples(subject=nodes.pop()))
        found |= stated
        parts = _objects(stated, HAS_PART) - seen
        seen |= parts
        nodes |= parts
    return frozenset(found)


def _objects(triples: Iterable[Triple], predicate: NamedNode) -> set[NamedNode]:
    return {t.object for t in triples if t.predicate == predicate and isinstance(t.object, NamedNode)}


def _labels(snapshot: Snapshot, triples: Iterable[Triple]) -> Iterable[Triple]:
    for term in {triple.object for triple in triples if isinstance(triple.object, NamedNode)}:
        yield from snapshot.triples(subject=term, predicate=PREF_LABEL)
        yield from snapshot.triples(subject=term, predicate=LABEL)
