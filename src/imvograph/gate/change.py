"""A change, what is already known of the graph, and how triples are read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from imvograph.errors import TurtleError
from imvograph.model.iris import PREFIXES

Node = NamedNode | BlankNode | Triple
Term = NamedNode | BlankNode | Literal | Triple
RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")


@dataclass(frozen=True)
class Change:
    """A named graph, and all that it is to hold from now on; empty to remove it.

    Raises `TurtleError` if a triple holds a blank node or a triple: nothing could check it, point at it or remove it.
    """

    graph: str
    triples: frozenset[Triple]

    def __post_init__(self) -> None:
        for triple in self.triples:
            for node in (triple.subject, triple.object):
                if isinstance(node, BlankNode | Triple):
                    raise TurtleError(
                        f"{self.graph}: {node} in «{triple}» is no IRI or literal; give it an IRI of its own",
                        nl=f"{self.graph}: {node} in «{triple}» is geen IRI of tekst; geef het een eigen IRI",
                    )


class Context(Protocol):
    """What is stored already; a `Store` fits. Each of these reads is lazy: what is not asked for costs nothing."""

    def triples(
        self, subject: Node | None = None, predicate: NamedNode | None = None, object: Term | None = None
    ) -> Iterator[Triple]:
        """The triples of all graphs together that match, each once; None matches everything."""
        ...

    def graph(self, iri: str) -> frozenset[Triple]:
        """The triples of one named graph, as it is before the change."""
        ...

    def elsewhere(self, triple: Triple, graph: str) -> bool:
        """Whether a named graph other than ``graph`` states the triple too."""
        ...


class Told(list[Triple]):
    """What is said of a thing, in order; its lines and its values by property are made once, and it is not altered."""

    _lines: list[str] | None = None
    _by_path: dict[str, list[Term]] | None = None

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> "Told":
        """The triples in order, which is that of their lines."""
        by_line = sorted([(f"{triple} .", triple) for triple in triples])
        told = cls([triple for _, triple in by_line])
        told._lines = [line for line, _ in by_line]
        return told

    @property
    def lines(self) -> list[str]:
        """The same as lines of N-Triples."""
        if self._lines is None:
            self._lines = [f"{triple} ." for triple in self]
        return self._lines

    @property
    def by_path(self) -> dict[str, list[Term]]:
        """The values of each property."""
        if self._by_path is None:
            self._by_path = {}
            for triple in self:
                self._by_path.setdefault(triple.predicate.value, []).append(triple.object)
        return self._by_path


def objects(triples: Iterable[Triple], predicate: str) -> list[Term]:
    """The values of a property."""
    if isinstance(triples, Told):
        return triples.by_path.get(predicate, [])
    return [triple.object for triple in triples if triple.predicate.value == predicate]


def iris(triples: Iterable[Triple], predicate: str) -> list[str]:
    """The values of a property that are IRIs."""
    return [value.value for value in objects(triples, predicate) if isinstance(value, NamedNode)]


def words(triples: Iterable[Triple], predicate: str) -> list[str]:
    """The values of a property that are literals, as text."""
    return [value.value for value in objects(triples, predicate) if isinstance(value, Literal)]
