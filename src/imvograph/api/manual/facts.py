"""Triples, looked up by subject and predicate, in the order in which they came."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from imvograph.answers.wording import best
from imvograph.model.iris import PREFIXES

_RDF = PREFIXES["rdf"]
TYPE = _RDF + "type"


class Facts:
    """What some triples say. A node is named by its IRI; a blank node (in the lists of shapes) by ``_:…``."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._said: dict[str, dict[str, list[object]]] = {}
        for triple in triples:
            about = self._said.setdefault(_name(triple.subject), {})
            about.setdefault(triple.predicate.value, []).append(triple.object)

    def __contains__(self, node: str) -> bool:
        return node in self._said

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def of_type(self, *classes: str) -> list[str]:
        """The nodes of these classes, sorted."""
        wanted = set(classes)
        return sorted(node for node in self._said if wanted & set(self.iris(node, TYPE)))

    def objects(self, node: str, predicate: str) -> list[object]:
        return self._said.get(node, {}).get(predicate, [])

    def iris(self, node: str, predicate: str) -> list[str]:
        """The nodes that a property leads to; values that are words or numbers are left out."""
        return [_name(term) for term in self.objects(node, predicate) if not isinstance(term, Literal)]

    def value(self, node: str, predicate: str) -> str | None:
        """The first value, as text."""
        return next((_name(term) for term in self.objects(node, predicate)), None)

    def text(self, node: str, language: str, *predicates: str) -> str:
        """The words of the first property that has any: in this language, else in the other; else nothing."""
        said = (best(self.objects(node, predicate), language) for predicate in predicates)
        return next((words for words in said if words), "")

    def texts(self, node: str, language: str, predicate: str) -> tuple[str, ...]:
        """All the words of a property in this language, and those of no language."""
        found = [term for term in self.objects(node, predicate) if isinstance(term, Literal)]
        return tuple(sorted(term.value for term in found if term.language in (language, None)))

    def items(self, head: str) -> list[str]:
        """The members of an RDF list."""
        found: list[str] = []
        while head in self and self.objects(head, _RDF + "first"):
            found.append(_name(self.objects(head, _RDF + "first")[0]))
            head = next(iter(self.iris(head, _RDF + "rest")), "")
        return found


def _name(term: object) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
