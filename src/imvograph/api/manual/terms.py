"""The terms of the ontology in one language: what a page says of each class, property and concept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from imvograph.api.manual.facts import Facts
from imvograph.api.views import short
from imvograph.model.iris import ID, IMVO, PREFIXES, kind_and_key

RDFS, OWL, SKOS, DCTERMS = (PREFIXES[prefix] for prefix in ("rdfs", "owl", "skos", "dcterms"))
CLASSES = (OWL + "Class", RDFS + "Class")
OBJECT, DATATYPE, ANNOTATION = (OWL + f"{kind}Property" for kind in ("Object", "Datatype", "Annotation"))
_LABELS = (RDFS + "label", SKOS + "prefLabel")
_EXPLANATIONS = (SKOS + "definition", RDFS + "comment", SKOS + "scopeNote")


@dataclass(frozen=True)
class Name:
    """A term as other terms speak of it; ``href`` is its anchor on the page, or its IRI if the page does not explain it."""

    text: str
    code: str
    href: str


@dataclass(frozen=True)
class Term:
    """What a term says of itself. ``anchor`` is its local name, ``successors`` are for a retired term."""

    iri: str
    anchor: str
    code: str
    label: str
    definition: str
    example: str
    status: str
    retired: bool
    successors: tuple[Name, ...]
    change: str


@dataclass(frozen=True)
class Concept:
    """A concept of a scheme, with its other names in the language of the page."""

    term: Term
    others: tuple[str, ...]
    broader: tuple[Name, ...]


@dataclass(frozen=True)
class Scheme:
    """A list of concepts, by label."""

    term: Term
    concepts: tuple[Concept, ...]


class Vocabulary:
    """The triples of ontology, groups, reused terms and concept schemes, read in one language."""

    def __init__(self, facts: Facts, language: str) -> None:
        self.facts, self.language = facts, language

    def classes(self) -> list[str]:
        """Our classes, by label."""
        return self.by_label(iri for iri in self.facts.of_type(*CLASSES) if iri.startswith(IMVO))

    def properties(self) -> list[str]:
        """Our properties, by label."""
        found = self.facts.of_type(OBJECT, DATATYPE, ANNOTATION)
        return self.by_label(iri for iri in found if iri.startswith(IMVO))

    def reused(self) -> list[str]:
        """The terms of others to which we gave a label, by their code."""
        ours = (IMVO.removesuffix("#"), ID)
        labelled = (node for node in self.facts if not node.startswith(ours) and self.facts.objects(node, _LABELS[0]))
        return sorted(labelled, key=lambda iri: short(iri).lower())

    def schemes(self) -> tuple[Scheme, ...]:
        members: dict[str, list[str]] = {}
        for concept in self.facts:
            for scheme in self.facts.iris(concept, SKOS + "inScheme"):
                members.setdefault(scheme, []).append(concept)
        return tuple(
            Scheme(self.term(scheme), tuple(self._concept(iri) for iri in self.by_label(members.get(scheme, ()))))
            for scheme in self.by_label(self.facts.of_type(SKOS + "ConceptScheme"))
        )

    def by_label(self, iris: Iterable[str]) -> list[str]:
        return sorted(iris, key=lambda iri: (self.label(iri).lower(), iri))

    def label(self, iri: str) -> str:
        return self.facts.text(iri, self.language, *_LABELS) or short(iri)

    def name(self, iri: str) -> Name:
        code = short(iri)
        if kind_and_key(iri) is not None:
            code = iri.removeprefix(ID)
        explained = bool(self.facts.text(iri, self.language, *_LABELS))
        return Name(self.label(iri), code, f"#{anchor(iri)}" if explained else iri)

    def names(self, iris: Iterable[str]) -> tuple[Name, ...]:
        return tuple(self.name(iri) for iri in iris)

    def term(self, iri: str) -> Term:
        says = self.facts
        return Term(
            iri=iri,
            anchor=anchor(iri),
            code=short(iri),
            label=self.label(iri),
            definition=says.text(iri, self.language, *_EXPLANATIONS),
            example=says.text(iri, self.language, SKOS + "example"),
            status=says.value(iri, IMVO + "termStatus") or "",
            retired=says.value(iri, OWL + "deprecated") == "true",
            successors=self.names(says.iris(iri, DCTERMS + "isReplacedBy")),
            change=says.text(iri, self.language, SKOS + "changeNote"),
        )

    def _concept(self, iri: str) -> Concept:
        others = self.facts.texts(iri, self.language, SKOS + "altLabel")
        return Concept(self.term(iri), others, self.names(self.facts.iris(iri, SKOS + "broader")))


def anchor(iri: str) -> str:
    """The id of a term on the page: ``Commitment``, ``sector/goud``; ``dcterms-date`` for a term of others."""
    if iri.startswith(IMVO):
        return iri.removeprefix(IMVO)
    if iri.startswith(ID):
        return iri.removeprefix(ID)
    return re.sub(r"[^A-Za-z0-9_-]", "-", short(iri))
