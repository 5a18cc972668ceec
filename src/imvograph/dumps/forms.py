"""The graph as a file in any of its forms. Same graph, same bytes; memory stays flat, whatever the size of the graph."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize

from imvograph.dumps.sorting import sorted_lines
from imvograph.model.iris import ID, PREFIXES, kind_and_key
from imvograph.store import Snapshot

SUBCLASS = NamedNode(PREFIXES["rdfs"] + "subClassOf")
TYPE = NamedNode(PREFIXES["rdf"] + "type")

FORMATS = {
    "ttl": "Turtle: the union of all graphs, by subject; what /sparql sees",
    "nt": "N-Triples: the union of all graphs, sorted",
    "nq": "N-Quads: all named graphs, sorted",
    "trig": "TriG: all named graphs, graph by graph",
    "jsonld": "JSON-LD: all named graphs, graph by graph",
    "types": "N-Triples: the types that follow from the ontology and are not in the graph, sorted",
}
"""What there is, and what is in it."""


def dump(snapshot: Snapshot, form: str, output: IO[bytes]) -> int:
    """Writes a snapshot as one of `FORMATS`; returns the number of statements."""
    writers: dict[str, Callable[[Snapshot, IO[bytes]], int]] = {
        "ttl": _turtle,
        "nt": lambda source, out: _lines(source.triples(), out),
        "nq": lambda source, out: _lines(source.quads(), out),
        "trig": lambda source, out: _graphs(source, out, RdfFormat.TRIG),
        "jsonld": lambda source, out: _graphs(source, out, RdfFormat.JSON_LD),
        "types": lambda source, out: _lines(anchors(source), out),
    }
    return writers[form](snapshot, output)


def _lines(statements: Iterable[Triple | Quad], output: IO[bytes]) -> int:
    count = 0
    for line in sorted_lines(f"{statement} .\n".encode() for statement in statements):
        output.write(line)
        count += 1
    return count


def _turtle(snapshot: Snapshot, output: IO[bytes]) -> int:
    with TemporaryFile() as sorted_by_subject:
        count = _lines(snapshot.triples(), sorted_by_subject)
        sorted_by_subject.seek(0)
        read = (quad.triple for quad in parse(sorted_by_subject, RdfFormat.N_TRIPLES))
        serialize(_types_first(read), output, RdfFormat.TURTLE, prefixes=_prefixes(snapshot))
    return count


def _types_first(triples: Iterable[Triple]) -> Iterator[Triple]:
    """Triples that come subject by subject: of each its types before the rest."""
    for _, told in groupby(triples, key=lambda triple: triple.subject):
        yield from sorted(told, key=_place)


def _place(triple: Triple) -> tuple[str, bool, str, str]:
    return (str(triple.subject), triple.predicate != TYPE, str(triple.predicate), str(triple.object))


def _prefixes(snapshot: Snapshot) -> dict[str, str]:
    """Ours, and one per kind of thing, so that Turtle reads ``letter:bhos-…`` and not ``id:letter\\/bhos-…``."""
    kinds = {named[0] for iri in _typed(snapshot) if (named := kind_and_key(iri))}
    return PREFIXES | {kind: f"{ID}{kind}/" for kind in sorted(kinds) if kind not in PREFIXES}


def _typed(snapshot: Snapshot) -> Iterator[str]:
    return (str(getattr(t.subject, "value", "")) for t in snapshot.triples(predicate=TYPE))


def _graphs(snapshot: Snapshot, output: IO[bytes], syntax: RdfFormat) -> int:
    count = 0

    def quads() -> Iterator[Quad]:
        nonlocal count
        for iri in snapshot.graphs():
            for triple in sorted(snapshot.graph(iri), key=_place):
                count += 1
                yield Quad(triple.subject, triple.predicate, triple.object, NamedNode(iri))

    prefixes = _prefixes(snapshot) if syntax == RdfFormat.TRIG else None
    serialize(quads(), output, syntax, prefixes=prefixes)
    return count


def anchors(snapshot: Snapshot) -> Iterator[Triple]:
    """The types that follow from the ontology's anchors, so that a client that knows only ELI or ORG finds things."""
    above: dict[str, set[NamedNode]] = {}
    for triple in snapshot.triples(predicate=SUBCLASS):
        if isinstance(triple.object, NamedNode):
            above.setdefault(str(triple.subject), set()).add(triple.object)
    known = {str(cls): frozenset(_ancestors(str(cls), above)) for cls in list(above)}
    typed = (t for t in snapshot.triples(predicate=TYPE) if str(getattr(t.subject, "value", "")).startswith(ID))
    for subject, told in groupby(sorted(typed, key=_place), key=lambda triple: triple.subject):
        stated = {t.object for t in told}
        following = {cls for stated_class in stated for cls in known.get(str(stated_class), ())} - stated
        yield from (Triple(subject, TYPE, cls) for cls in following)


def _ancestors(cls: str, above: dict[str, set[NamedNode]]) -> Iterator[NamedNode]:
    seen: set[NamedNode] = set()
    waiting = [*above.get(cls, ())]
    while waiting:
        if (anchor := waiting.pop()) not in seen:
            seen.add(anchor)
            waiting.extend(above.get(str(anchor), ()))
    yield from seen
