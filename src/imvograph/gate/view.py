"""A change seen on top of what is stored: what it touches, and what is said of a thing once it is made.

The cost follows the change. Read are: the graph as it was (once, to find the difference), of each thing that the
difference touches what other graphs say, and whatever points at it by the properties that a rule follows. Of a thing that
very many graphs describe only a few values of each property are read: a shape needs no more of what others say.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import chain, islice, product

from pyoxigraph import NamedNode, Triple

from imvograph.gate.change import RDF_TYPE, Change, Context, Term, Told, iris, objects
from imvograph.gate.vocabulary import Vocabulary
from imvograph.model.iris import PREFIXES

MANY = 30
"""From so many triples on, what all graphs say of a thing is read by property."""

FEW = 3
"""So many values of a property are then read: more than any count in the shapes needs, which is at most 2."""

_NOTHING = Told()
_PARTS_OF_A_STATEMENT = tuple(PREFIXES["rdf"] + name for name in ("subject", "predicate", "object"))


class View:
    """A change and its surroundings; each thing is read once.

    ``changed``: the things of this graph that the change touches; ``left``: those that it no longer speaks of. Without
    ``whole`` they are those of the difference with what is stored; with it, all things of the graph.

    ``shared`` is given for a graph as it stands, which is not read again: the things that more than one graph speaks of. Of
    what this graph alone speaks of nothing is looked up.
    """

    def __init__(
        self,
        change: Change,
        context: Context,
        vocabulary: Vocabulary,
        *,
        whole: bool = False,
        shared: frozenset[str] | None = None,
    ) -> None:
        self.graph, self.vocabulary, self._context = change.graph, vocabulary, context
        self.removes_graph = not change.triples
        self._shared = shared
        self._stored = context.graph(change.graph) if shared is None else change.triples
        self.added, self.removed = change.triples - self._stored, self._stored - change.triples
        self._here = _by_subject(change.triples)
        self._before = _by_subject(self._stored) if self.added or self.removed else self._here
        touched = {_name(triple) for triple in chain(self.added, self.removed)}
        things = {*self._here, *self._before} if whole else touched
        self.changed = sorted(things & self._here.keys())
        self.left = sorted(things - self._here.keys())
        self._looked_at = frozenset(self.changed)
        self._sorted: dict[str, Told] = {}
        self._others: dict[str, Told] = {}
        self._everything: dict[str, Told] = {}
        self._types: dict[str, frozenset[str]] = {}
        self._stated: dict[tuple[str, str], tuple[list[Term], frozenset[str]]] = {}
        self._told_anew = {(_name(t), t.predicate.value) for t in chain(self.added, self.removed)}
        if whole:
            self._told_anew.update((_name(t), t.predicate.value) for t in change.triples)

    def here(self, iri: str) -> Told:
        """What this graph says of a thing from now on, in order."""
        if iri not in self._sorted:
            self._sorted[iri] = Told.of(self._here.get(iri, ()))
        return self._sorted[iri]

    def speaks_of(self, iri: str) -> bool:
        """Whether this graph says anything of a thing from now on."""
        return iri in self._here

    def looks_at(self, iri: str) -> bool:
        """Whether a thing is among ``changed``."""
        return iri in self._looked_at

    def changes(self, iri: str, *predicates: str) -> bool:
        """Whether the change gives or takes a value of one of these properties; all of them count when seen whole."""
        return any((iri, predicate) in self._told_anew for predicate in predicates)

    def values(self, iri: str, path: str) -> tuple[list[Term], frozenset[str]]:
        """The values that this graph gives a property, and the same as N-Triples writes them."""
        if (iri, path) not in self._stated:
            found = objects(self.here(iri), path)
            self._stated[iri, path] = found, frozenset(map(str, found))
        return self._stated[iri, path]

    @cached_property
    def _statements(self) -> frozenset[tuple[str, ...]]:
        """The triples that an rdf:Statement of this graph speaks of."""
        said = _PARTS_OF_A_STATEMENT[0]
        speakers = [iri for iri, told in self._here.items() if any(t.predicate.value == said for t in told)]
        parts = ([objects(self.here(iri), name) for name in _PARTS_OF_A_STATEMENT] for iri in speakers)
        return frozenset(tuple(str(term) for term in row) for part in parts for row in product(*part))

    def has_statement(self, triple: Triple) -> bool:
        """Whether this graph gives this triple a status of its own, by an rdf:Statement."""
        return (str(triple.subject), str(triple.predicate), str(triple.object)) in self._statements

    def stated_about(self) -> list[str]:
        """The things of this graph whose rdf:Statement the change gives or takes."""
        found = {
            triple.object.value
            for node in {_name(t) for t in chain(self.added, self.removed)}
            for triple in chain(self._here.get(node, ()), self._before.get(node, ()))
            if triple.predicate.value == _PARTS_OF_A_STATEMENT[0] and isinstance(triple.object, NamedNode)
        }
        return sorted(found & self._here.keys())

    def others(self, iri: str) -> Told:
        """What the other graphs say of a thing, in order; of what this graph says too only what it says no longer."""
        if self._shared is not None and iri in self._here and iri not in self._shared:
            return _NOTHING
        if iri not in self._others:
            node, before = NamedNode(iri), self._before.get(iri, [])
            most = MANY + len(before)
            read = list(islice(self._context.triples(node), most + 1))
            if len(read) > most:
                read = list(self._few(node))
            # Stored is all that this graph said before: if there is not more of it, no other graph says anything else.
            told = [t for t in read if t not in self._stored] if len(read) > len(before) else []
            if self.removed:
                told += [triple for triple in before if self._stays(triple)]
            self._others[iri] = Told.of(told)
        return self._others[iri]

    def _few(self, node: NamedNode) -> Iterator[Triple]:
        """The classes of a thing, and a few values of each property that these classes have."""
        types = list(self._context.triples(node, RDF_TYPE))
        own = iris(self._here.get(node.value, ()), RDF_TYPE.value)
        yield from types
        for path in self.vocabulary.paths({*own, *iris(types, RDF_TYPE.value)}):
            read = self._context.triples(node, NamedNode(path))
            yield from islice((triple for triple in read if triple not in self._stored), FEW)

    def _stays(self, triple: Triple) -> bool:
        """Whether a triple of this graph as it was is still stated once the change is made, by another graph."""
        return triple in self.removed and self._context.elsewhere(triple, self.graph)

    def everything(self, iri: str) -> Told:
        """What is said of a thing once the change is made."""
        if iri not in self._everything:
            here, others = self.here(iri), self.others(iri)
            self._everything[iri] = Told(dict.fromkeys((*here, *others))) if others else here
        return self._everything[iri]

    @cached_property
    def _offered(self) -> dict[tuple[str, str], list[str]]:
        found = defaultdict(list)
        for triple in self.added:
            if isinstance(triple.object, NamedNode):
                found[triple.predicate.value, triple.object.value].append(_name(triple))
        return found

    def pointing(self, predicate: str, iri: str) -> list[str]:
        """The things that point at one with this property once the change is made, in this graph or another."""
        stored = self._context.triples(None, NamedNode(predicate), NamedNode(iri))
        stays = (_name(t) for t in stored if t not in self.removed or self._stays(t))
        return sorted({*stays, *self._offered.get((predicate, iri), ())})

    def referring(self, iri: str, without: frozenset[str], most: int) -> list[Triple]:
        """What other graphs say that points at a thing, not by these properties; at most so many triples, in order."""
        stored = self._context.triples(None, None, NamedNode(iri))
        told = (t for t in stored if t.predicate.value not in without and _name(t) != iri)
        return sorted(islice((t for t in told if t not in self._stored or self._stays(t)), most), key=str)

    def types(self, iri: str) -> frozenset[str]:
        """The narrowest classes that a thing is taken to have.

        What this graph says goes before what others say, unless they say the same more narrowly: a letter that only
        cites a motion may know it as a Kamerstuk.
        """
        if iri not in self._types:
            own = self.vocabulary.known(iris(self.here(iri), RDF_TYPE.value))
            other = self.vocabulary.known(iris(self.others(iri), RDF_TYPE.value))
            taken = own | {o for o in other if self.vocabulary.above(o) & own} if own else other
            self._types[iri] = self.vocabulary.narrowest(taken)
        return self._types[iri]


def _by_subject(triples: frozenset[Triple]) -> dict[str, list[Triple]]:
    found: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        found[triple.subject.value].append(triple)  # type: ignore[union-attr] # a Change holds IRIs only
    return dict(found)


def _name(triple: Triple) -> str:
    """The subject's IRI; no graph of ours holds another kind of subject."""
    return triple.subject.value if isinstance(triple.subject, NamedNode) else str(triple.subject)
