"""A change, what is already known, and both seen together: all that the rules look at."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from imvograph.errors import TurtleError
from imvograph.gate.vocabulary import Vocabulary
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
                        f"{self.graph}: {node} in «{triple}» is no IRI or literal; give it an IRI of its own"
                    )


class Context(Protocol):
    """What is stored already; a `Store` fits."""

    def others(self, subject: Node, graph: str) -> Iterator[Triple]:
        """The triples of a subject in named graphs other than ``graph``."""
        ...

    def triples(
        self, subject: Node | None = None, predicate: NamedNode | None = None, object: Term | None = None
    ) -> Iterator[Triple]:
        """The triples of all graphs that match; None matches everything."""
        ...

    def graph(self, iri: str) -> frozenset[Triple]:
        """The triples of one named graph, as it is before the change."""
        ...


class View:
    """A change on top of what the other graphs say; every read is of one thing, and is done once."""

    def __init__(self, change: Change, context: Context, vocabulary: Vocabulary) -> None:
        self.graph, self.vocabulary, self._context = change.graph, vocabulary, context
        self.own: dict[str, list[Triple]] = defaultdict(list)
        for triple in sorted(change.triples, key=str):
            if isinstance(triple.subject, NamedNode):
                self.own[triple.subject.value].append(triple)
        self._others: dict[str, list[Triple]] = {}

    @cached_property
    def left(self) -> list[str]:
        """The things that this graph spoke of, and no longer does."""
        before = {t.subject.value for t in self._context.graph(self.graph) if isinstance(t.subject, NamedNode)}
        return sorted(before - self.own.keys())

    @cached_property
    def _stated(self) -> frozenset[tuple[str, ...]]:
        """The triples that an rdf:Statement of this graph speaks of."""
        rdf = PREFIXES["rdf"]
        parts = (
            [objects(told, rdf + name) for name in ("subject", "predicate", "object")] for told in self.own.values()
        )
        return frozenset(tuple(str(term) for term in row) for part in parts for row in product(*part))

    def has_statement(self, triple: Triple) -> bool:
        """Whether this graph gives this triple a status of its own, by an rdf:Statement."""
        return (str(triple.subject), str(triple.predicate), str(triple.object)) in self._stated

    def others(self, iri: str) -> list[Triple]:
        """What the other graphs say of a thing."""
        if iri not in self._others:
            self._others[iri] = sorted(self._context.others(NamedNode(iri), self.graph), key=str)
        return self._others[iri]

    def everything(self, iri: str) -> list[Triple]:
        """What is said of a thing once the change is made."""
        return list(dict.fromkeys((*self.own.get(iri, ()), *self.others(iri))))

    def pointing(self, predicate: str, iri: str) -> list[str]:
        """The things that point at one with this property once the change is made, in this graph or another."""
        target, link = NamedNode(iri), NamedNode(predicate)
        stored = (t.subject for t in self._context.triples(None, link, target))
        offered = (t.subject for told in self.own.values() for t in told if t.predicate == link and t.object == target)
        found = sorted({s.value for s in (*stored, *offered) if isinstance(s, NamedNode)})
        return [s for s in found if any(t.predicate == link and t.object == target for t in self.everything(s))]

    def types(self, iri: str) -> frozenset[str]:
        """The narrowest classes that a thing is taken to have.

        What this graph says goes before what others say, unless they say the same more narrowly: a letter that only
        cites a motion may know it as a Kamerstuk.
        """
        own = self.vocabulary.known(iris(self.own.get(iri, ()), RDF_TYPE.value))
        other = self.vocabulary.known(iris(self.others(iri), RDF_TYPE.value))
        taken = own | {o for o in other if self.vocabulary.above(o) & own} if own else other
        return self.vocabulary.narrowest(taken)


def objects(triples: Iterable[Triple], predicate: str) -> list[Term]:
    """The values of a property."""
    return [triple.object for triple in triples if triple.predicate.value == predicate]


def iris(triples: Iterable[Triple], predicate: str) -> list[str]:
    """The values of a property that are IRIs."""
    return [value.value for value in objects(triples, predicate) if isinstance(value, NamedNode)]


def words(triples: Iterable[Triple], predicate: str) -> list[str]:
    """The values of a property that are literals, as text."""
    return [value.value for value in objects(triples, predicate) if isinstance(value, Literal)]
