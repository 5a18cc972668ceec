"""What the ontology says that the rules need: which classes and properties there are, and how classes lie."""

from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode, Triple

from imvograph.model.iris import PREFIXES

RDFS, OWL, RDF, SKOS = (PREFIXES[prefix] for prefix in ("rdfs", "owl", "rdf", "skos"))
# Classes of others that instances have by hand; every other one is ours, or follows from ours.
EXTERNAL_CLASSES = frozenset({SKOS + "ConceptScheme", RDF + "Statement"})
_CLASSES = {OWL + "Class", RDFS + "Class"}
_PROPERTIES = {OWL + name for name in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")}


class Vocabulary:
    """The classes and properties of an ontology, from its triples; and the paths that shapes give each class."""

    def __init__(self, ontology: Iterable[Triple], paths: Mapping[str, frozenset[str]] | None = None) -> None:
        self._paths = dict(paths or {})
        self._above: dict[str, frozenset[str]] = {}
        self._below: dict[str, frozenset[str]] = {}
        self.classes, self.properties = set(EXTERNAL_CLASSES), set[str]()
        self._parents: dict[str, set[str]] = {}
        self._disjoint = set[frozenset[str]]()
        for triple in ontology:
            subject, value = triple.subject, triple.object
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode):
                self._take(subject.value, triple.predicate.value, value.value)

    def _take(self, subject: str, predicate: str, value: str) -> None:
        if predicate == RDF + "type" and value in _CLASSES:
            self.classes.add(subject)
        elif predicate == RDF + "type" and value in _PROPERTIES:
            self.properties.add(subject)
        elif predicate == RDFS + "subClassOf":
            self._parents.setdefault(subject, set()).add(value)
        elif predicate == OWL + "disjointWith":
            self._disjoint.add(frozenset({subject, value}))

    def above(self, cls: str) -> frozenset[str]:
        """The classes above one, without itself."""
        if cls not in self._above:
            found: set[str] = set()
            waiting = [cls]
            while waiting:
                new = self._parents.get(waiting.pop(), set()) - found
                found |= new
                waiting.extend(new)
            self._above[cls] = frozenset(found - {cls})
        return self._above[cls]

    def below(self, cls: str) -> frozenset[str]:
        """The classes below one, without itself."""
        if cls not in self._below:
            self._below[cls] = frozenset(other for other in self.classes if cls in self.above(other))
        return self._below[cls]

    def paths(self, classes: Iterable[str]) -> list[str]:
        """The properties that the shapes of these classes look at, sorted."""
        return sorted({path for cls in classes for path in self._paths.get(cls, ())})

    def known(self, classes: Iterable[str]) -> frozenset[str]:
        """Those of the classes that there are."""
        return frozenset(classes) & self.classes

    def narrowest(self, classes: Iterable[str]) -> frozenset[str]:
        """The classes without those that lie above another of them."""
        given = frozenset(classes)
        if len(given) < 2:
            return given
        return given - frozenset(parent for cls in given for parent in self.above(cls))

    def are_disjoint(self, one: str, other: str) -> bool:
        """Whether the ontology says that nothing is both, of these classes or of ones above them."""
        return any(
            frozenset({a, b}) in self._disjoint for a in {one, *self.above(one)} for b in {other, *self.above(other)}
        )
