"""What lies around a thing: its neighbours and what ties them, with places computed here, so that it draws at once."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from imvograph.api.views import Words
from imvograph.model.iris import ID, IMVO, PREFIXES, kind_and_key
from imvograph.store.base import Snapshot

MOST = 150
"""Nodes of a picture."""

_EACH = 40  # of one property and direction: a hub fills no picture alone
_LEFT_OUT = frozenset(
    {PREFIXES["rdf"] + "type", IMVO + "assertionStatus", IMVO + "evidence", IMVO + "mentionedIn", PREFIXES["dcterms"] + "source",
     PREFIXES["skos"] + "inScheme", PREFIXES["rdf"] + "subject", PREFIXES["rdf"] + "object"}
)  # fmt: skip
_RING = 260.0  # pixels between the rings


@dataclass(frozen=True)
class Node:
    """A thing in the picture, with its kind and its place in pixels from the middle."""

    iri: str
    label: str
    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Edge:
    """``source`` is tied to ``target`` by a property, in words."""

    source: str
    target: str
    label: str


@dataclass(frozen=True)
class Neighbourhood:
    """Nodes (the first is the thing itself), edges, and whether there was more than a picture holds."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    cut: bool


def neighbourhood(snapshot: Snapshot, iri: str, words: Words) -> Neighbourhood:
    """The thing and what is one step away from it; things grouped by kind around it, the same each time."""
    edges: dict[tuple[str, str, str], None] = {}
    cut = False
    for triple, full in _ties(snapshot, iri):
        cut = cut or full
        source, target = triple.subject, triple.object
        if isinstance(source, NamedNode) and isinstance(target, NamedNode) and not full:
            edges[source.value, target.value, triple.predicate.value] = None
    others = sorted({end for source, target, _ in edges for end in (source, target)} - {iri}, key=_place)
    shown = {iri, *others[: MOST - 1]}
    return Neighbourhood(
        (Node(iri, words(iri), _kind(iri), 0.0, 0.0), *_around(others[: MOST - 1], words)),
        tuple(Edge(s, t, words(p)) for s, t, p in edges if s in shown and t in shown),
        cut or len(others) >= MOST,
    )


def _ties(snapshot: Snapshot, iri: str) -> Iterator[tuple[Triple, bool]]:
    """The statements that tie the thing to another of ours; True for those past `_EACH` of one property and direction."""
    node = NamedNode(iri)
    for forward, triples in ((True, snapshot.triples(subject=node)), (False, snapshot.triples(object=node))):
        counts: dict[str, int] = {}
        for seen, triple in enumerate(triples):
            other = triple.object if forward else triple.subject
            name = triple.predicate.value
            if name in _LEFT_OUT or not isinstance(other, NamedNode) or not other.value.startswith(ID):
                continue
            if _kind(other.value) in ("mention", "evidence", "source-text", "statement"):
                continue
            counts[name] = counts.get(name, 0) + 1
            yield triple, counts[name] > _EACH
            if seen > 50 * MOST:
                return


def _around(iris: list[str], words: Words) -> Iterator[Node]:
    """Places on rings around the middle: 24 on the first, 48 on the next, and so on."""
    begin, ring = 0, 1
    while begin < len(iris):
        some = iris[begin : begin + 24 * ring]
        for number, iri in enumerate(some):
            angle = 2 * math.pi * number / len(some) - math.pi / 2
            x, y = _RING * ring * math.cos(angle), _RING * ring * math.sin(angle)
            yield Node(iri, words(iri), _kind(iri), round(x, 1), round(y, 1))
        begin, ring = begin + len(some), ring + 1


def _kind(iri: str) -> str:
    return (kind_and_key(iri) or ("other", ""))[0]


def _place(iri: str) -> tuple[str, str]:
    return _kind(iri), iri
