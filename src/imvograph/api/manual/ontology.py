"""The pages of the ontology and of the shapes, whole, in one language: what the templates draw."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from imvograph.api.manual.diagram import Card, Drawing, Group, Link, draw
from imvograph.api.manual.facts import TYPE, Facts
from imvograph.api.manual.rules import Rule, Rules, Use
from imvograph.api.manual.terms import (
    ANNOTATION,
    DATATYPE,
    DCTERMS,
    OBJECT,
    OWL,
    RDFS,
    SKOS,
    Name,
    Scheme,
    Term,
    Vocabulary,
)
from imvograph.api.manual.wording import how_often, severity
from imvograph.model.iris import IMVO, class_of

MOST_TARGETS = 2
"""A property that may lead to more kinds of things than this is no line of the diagram: it says little there."""

_DOCUMENT = IMVO.removesuffix("#")


@dataclass(frozen=True)
class Told:
    """A rule in words; ``grave`` is what it does if broken, ``severity`` its name in SHACL."""

    name: str
    message: str
    grave: str
    severity: str
    property: Name | None


@dataclass(frozen=True)
class UseTold:
    """A property of a class in words."""

    property: Name
    how_often: str
    rules: tuple[Told, ...]


@dataclass(frozen=True)
class Common:
    """What most classes have alike, told once."""

    general: tuple[Told, ...]
    uses: tuple[UseTold, ...]


@dataclass(frozen=True)
class ClassTold:
    """A class; ``common`` are those of its properties that `Common` tells."""

    term: Term
    above: tuple[Name, ...]
    below: tuple[Name, ...]
    general: tuple[Told, ...]
    own: tuple[UseTold, ...]
    common: tuple[UseTold, ...]


@dataclass(frozen=True)
class GroupTold:
    """Classes of one kind; ``term`` is None for those that are in no group."""

    term: Term | None
    classes: tuple[ClassTold, ...]

    @property
    def size(self) -> int:
        return len(self.classes)


@dataclass(frozen=True)
class PropertyTold:
    """A property; ``kind`` is the IRI of its class in OWL, or None for a property of others."""

    term: Term
    kind: str | None
    domain: tuple[Name, ...]
    range: tuple[Name, ...]
    above: tuple[Name, ...]
    inverse: tuple[Name, ...]
    classes: tuple[Name, ...]


@dataclass(frozen=True)
class Header:
    """What the ontology says of itself."""

    title: str
    description: str
    version: str
    modified: str


@dataclass(frozen=True)
class OntologyPage:
    """The page ``/def/imvo``. ``others`` are classes of others that our data have, ``wider`` those that ours lie below."""

    header: Header
    groups: tuple[GroupTold, ...]
    properties: tuple[PropertyTold, ...]
    reused: tuple[PropertyTold, ...]
    others: tuple[ClassTold, ...]
    wider: tuple[Term, ...]
    common: Common
    schemes: tuple[Scheme, ...]
    drawing: Drawing


@dataclass(frozen=True)
class ShapesPage:
    """The page ``/def/shapes``: rules that several classes keep, those of one class, those that are code in the gate."""

    shared: tuple[Told, ...]
    classes: tuple[tuple[Name, tuple[Told, ...]], ...]
    coded: tuple[Told, ...]


class Manual:
    """Both pages, from the facts of the ontology and the rules of the shapes."""

    def __init__(self, facts: Facts, rules: Rules, language: str) -> None:
        self._facts, self._rules, self._language = facts, rules, language
        self._words = Vocabulary(facts, language)

    def ontology(self) -> OntologyPage:
        words = self._words
        groups = self._groups()
        reused = words.reused()
        others = words.by_label(set(self._rules.of_class) - set(words.classes()))
        wider = {iri for cls in words.classes() for iri in self._facts.iris(cls, RDFS + "subClassOf")}
        return OntologyPage(
            header=self._header(),
            groups=tuple(GroupTold(term, tuple(map(self._class, classes))) for term, classes in groups),
            properties=tuple(map(self._property, words.properties())),
            reused=tuple(self._property(iri) for iri in reused if iri not in wider and iri not in others),
            others=tuple(map(self._class, others)),
            wider=tuple(words.term(iri) for iri in reused if iri in wider and iri not in others),
            common=self._common(),
            schemes=words.schemes(),
            drawing=draw([self._drawn(term, classes) for term, classes in groups]),
        )

    def shapes(self, coded: Iterable[Rule]) -> ShapesPage:
        """``coded``: the rules of the gate that are no shapes."""
        shared = self._rules.shared()
        seen = {rule.name for rule in shared}
        own = (
            (self._words.name(cls), self._told(rule for rule in self._rules.of_class[cls] if rule.name not in seen))
            for cls in self._words.by_label(self._rules.of_class)
        )
        return ShapesPage(self._told(shared), tuple(own), self._told(coded))

    def _groups(self) -> list[tuple[Term | None, list[str]]]:
        """Our classes by group, the groups in the order of their notation; what is in none comes last."""
        says, left = self._facts, dict.fromkeys(self._words.classes())
        found: list[tuple[Term | None, list[str]]] = []
        collections = says.of_type(SKOS + "Collection")
        for group in sorted(collections, key=lambda iri: (says.value(iri, SKOS + "notation") or "", iri)):
            members = [iri for iri in self._words.by_label(says.iris(group, SKOS + "member")) if iri in left]
            for iri in members:
                del left[iri]
            found.append((self._words.term(group), members))
        return [*found, (None, list(left))] if left else found

    def _drawn(self, term: Term | None, classes: Sequence[str]) -> Group:
        title = term.label if term else {"nl": "overig", "en": "other"}[self._language]
        return Group(title, tuple(map(self._card, classes)))

    def _card(self, cls: str) -> Card:
        above = next((iri for iri in self._iris(cls, "subClassOf") if iri.startswith(IMVO)), None)
        links = (Link(name.text, targets) for name, targets in self._links(cls) if targets)
        return Card(cls, self._words.label(cls), self._words.name(cls).href, above, tuple(links))

    def _links(self, cls: str) -> Iterator[tuple[Name, tuple[str, ...]]]:
        """The properties of this class itself, and not of one above it, with the classes of ours that they lead to.

        Ours are those that the ontology gives to it, and lead where it says, or else where the shape says; those of
        others are in its shape. Not itself, and no plain concept.
        """
        own = (use for use in self._rules.uses(cls) if any(rule.name.startswith(_stem(cls)) for rule in use.rules))
        kinds = {use.path: use.kinds for use in own}
        ours = [iri for iri in self._words.properties() if cls in self._iris(iri, "domain")]
        for iri in (*ours, *self._words.by_label(path for path in kinds if not path.startswith(IMVO))):
            targets = [each for each in self._iris(iri, "range") if each.startswith(IMVO)]
            told = (class_of(kind) for kind in kinds.get(iri, ()))
            targets = self._widest(targets or [target for target in told if target in self._facts])
            if len(targets) <= MOST_TARGETS:
                yield self._words.name(iri), tuple(t for t in targets if t not in (cls, IMVO + "Concept"))

    def _widest(self, classes: Sequence[str]) -> list[str]:
        return [cls for cls in classes if not set(classes).intersection(self._iris(cls, "subClassOf"))]

    def _class(self, iri: str) -> ClassTold:
        uses = self._rules.uses(iri)
        below = (cls for cls in self._words.classes() if iri in self._iris(cls, "subClassOf"))
        return ClassTold(
            term=self._words.term(iri),
            above=self._words.names(self._iris(iri, "subClassOf")),
            below=self._words.names(below),
            general=self._told(self._rules.general(iri)),
            own=tuple(self._use(use) for use in uses if not use.common),
            common=tuple(self._use(use) for use in uses if use.common),
        )

    def _common(self) -> Common:
        general, uses = self._rules.common()
        return Common(self._told(general), tuple(map(self._use, uses)))

    def _use(self, use: Use) -> UseTold:
        return UseTold(self._words.name(use.path), how_often(use, self._language), self._told(use.rules))

    def _told(self, rules: Iterable[Rule]) -> tuple[Told, ...]:
        return tuple(
            Told(
                name=rule.name,
                message=rule.messages[self._language],
                grave=severity(rule.severity, self._language),
                severity=rule.severity,
                property=self._words.name(rule.path) if rule.path else None,
            )
            for rule in rules
        )

    def _property(self, iri: str) -> PropertyTold:
        words = self._words
        kinds = (OBJECT, DATATYPE, ANNOTATION)
        return PropertyTold(
            term=words.term(iri),
            kind=next((kind for kind in kinds if kind in self._facts.iris(iri, TYPE)), None),
            domain=words.names(self._iris(iri, "domain")),
            range=words.names(self._iris(iri, "range")),
            above=words.names(self._iris(iri, "subPropertyOf")),
            inverse=words.names(self._facts.iris(iri, OWL + "inverseOf")),
            classes=words.names(words.by_label(self._rules.classes_with(iri))),
        )

    def _iris(self, iri: str, name: str) -> list[str]:
        return sorted(self._facts.iris(iri, RDFS + name))

    def _header(self) -> Header:
        says = self._facts
        return Header(
            title=says.text(_DOCUMENT, self._language, DCTERMS + "title"),
            description=says.text(_DOCUMENT, self._language, DCTERMS + "description"),
            version=says.value(_DOCUMENT, OWL + "versionInfo") or "",
            modified=says.value(_DOCUMENT, DCTERMS + "modified") or "",
        )


def _stem(cls: str) -> str:
    """How the names of a class's own rules begin: ``Letter-``."""
    return cls.removeprefix(IMVO) + "-"
