"""What a document says, as values: the step between mentions (places in a text) and triples.

Every value carries the passages it rests on. Things are named by their IRI (``model.iris``) so that one found twice is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from imvograph.model.dates import StatedDate
from imvograph.model.documents import Document
from imvograph.model.mentions import Mention


@dataclass(frozen=True)
class Entry:
    """One thing that a gazetteer knows: its IRI, its class (``Organisation``, ``Sector`` …), label and further forms."""

    iri: str
    cls: str
    label: str
    forms: tuple[str, ...] = ()
    family_name: str | None = None


@dataclass(frozen=True)
class RoleTerm:
    """A person in a post from one day up to and including another (None: still)."""

    iri: str
    post: str
    person: str
    start: date
    end: date | None


@dataclass(frozen=True)
class Gazetteer:
    """The names that we know, from the SKOS schemes and the curated data (``triples.gazetteer`` reads it)."""

    entries: tuple[Entry, ...] = ()
    role_terms: tuple[RoleTerm, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Taken once: the tables made of a gazetteer are kept by it, and looked up for every document."""
        return hash((self.entries, self.role_terms))

    def of_class(self, *classes: str) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.cls in classes)

    def label(self, iri: str) -> str | None:
        """The label of a thing that is known; so that one thing has one label, whoever speaks of it."""
        return self._labels.get(iri)

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        return {entry.iri: entry.label for entry in self.entries}

    def holder(self, post: str, day: date) -> RoleTerm | None:
        """Who held a post on a day; None if nobody is known, or more than one."""
        holders = [
            term
            for term in self.role_terms
            if term.post == post and term.start <= day and (term.end is None or day <= term.end)
        ]
        return holders[0] if len(holders) == 1 else None


@dataclass(frozen=True, order=True)
class Passage:
    """A half-open range of code points of the document's text."""

    start: int
    end: int


@dataclass(frozen=True)
class Paper:
    """A Kamerstuk that the document cites, and the class and date that the text gives it (``PolicyNote``)."""

    id: str
    cls: str
    label: str
    dated: date | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Debate:
    """A debate, vote or briefing; ``stated`` is the date as printed, ``credible`` whether it can be (see Anomaly)."""

    iri: str
    type: str
    label: str
    subject: str | None
    stated: StatedDate | None
    passages: tuple[Passage, ...]
    credible: bool = True


@dataclass(frozen=True)
class Motion:
    """A motion that the document mentions, by its official id."""

    iri: str
    id: str
    label: str
    sponsors: tuple[str, ...]
    movers: tuple[str, ...]
    et_al: bool
    requests: tuple[str, ...]
    concerns: tuple[str, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Decision:
    """What the document says was decided on a motion."""

    iri: str
    motion: str
    outcome: str
    stated: StatedDate | None
    credible: bool
    debate: str | None
    recorded_in: tuple[str, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Commitment:
    """A promise to the House that the document reports on; one wording per passage, in order.

    ``made_by`` is the role term of the signatory, where the promise stands in the first person.
    """

    iri: str
    label: str
    promises: tuple[str, ...]
    made_as_stated: str | None
    made_by: str | None
    made_in: str
    condition: str | None
    recorded_in: tuple[str, ...]
    concerns: tuple[str, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Section:
    """A part of the document under a heading; ``about`` are the motions and commitments that it deals with."""

    iri: str
    ordinal: int
    title: str
    about: tuple[str, ...]
    heading: Passage
    body: Passage


@dataclass(frozen=True)
class ReferringExpression:
    """Words that mean another thing in another text: «mijn voorganger». ``refers_to`` stays with the curators."""

    iri: str
    surface: str
    passage: Passage


@dataclass(frozen=True)
class Anomaly:
    """A slip of the source: kept as printed, pointed out.

    ``kind`` is the key of a concept in ``ontology/concepts/anomaly-kinds.ttl``; ``reason`` says in Dutch and English why
    the statement cannot be right or needs care; ``affects`` is the thing whose statement it touches.
    """

    iri: str
    kind: str
    stated: str
    resolved: str | None
    reason: Mapping[str, str]
    affects: tuple[str, ...]
    passages: tuple[Passage, ...]


@dataclass(frozen=True)
class Signature:
    """Who signed, as stated; the short key of the office; and the role term, when the gazetteer knows one."""

    post: str
    name: str
    passage: Passage
    office: str
    role_term: str | None = None


@dataclass(frozen=True)
class Asked:
    """The head of written questions: who asked, as printed and as known, of whom and about what."""

    names: tuple[str, ...]
    persons: tuple[str, ...]
    title: str
    concerns: tuple[str, ...]
    passage: Passage


@dataclass(frozen=True)
class Reading:
    """Everything that one document says, ready to become triples; ``cls`` is the class of the document itself.

    ``dated`` may be missing in an item of the Handelingen only: the day stands in the opening of the sitting. ``answers`` is
    the id of the written questions that the document answers. ``left_out`` are the mentions that a reviewer rejected:
    nothing is said of them.
    """

    document: Document
    cls: str
    iri: str
    key: str
    title: str
    dated: date | None
    place: str | None
    addressee: str | None
    signature: Signature | None
    head: tuple[Passage, ...]
    mentions: tuple[Mention, ...]
    sections: tuple[Section, ...] = ()
    debates: tuple[Debate, ...] = ()
    motions: tuple[Motion, ...] = ()
    decisions: tuple[Decision, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    expressions: tuple[ReferringExpression, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    papers: tuple[Paper, ...] = ()
    left_out: tuple[Mention, ...] = ()
    asked: Asked | None = None
    answers: str | None = None
