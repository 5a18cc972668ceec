"""What search gives, as JSON: things and paragraphs in words, snippets, facets."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, Field

from imvograph import search
from imvograph.api.retirement import Former
from imvograph.api.views import Words
from imvograph.model.iris import class_of, kind_and_key
from imvograph.search import Entry
from imvograph.store.base import Snapshot

_PASSAGE = {"nl": "passage", "en": "passage"}


class Thing(BaseModel):
    """A thing of the graph."""

    iri: str = Field(json_schema_extra={"format": "iri"})
    label: str
    kind: str = Field(description="Its class in kebab-case; «passage» is a paragraph of a document")
    kindLabel: str  # noqa: N815 - JSON is written so


class Snippet(BaseModel):
    """A piece of the text, without markup; marks are half-open places (code points) of what was found."""

    text: str
    marks: list[tuple[int, int]]


class Hit(Thing):
    """A thing, or a paragraph: then iri is its document, start and end its place there (code points)."""

    snippet: Snippet | None
    years: list[str]
    sectors: list[str]
    start: int | None
    end: int | None
    things: list[str] = Field(description="What is named or stated in the paragraph")


class Facet(BaseModel):
    """A value, and how many matches have it."""

    value: str
    label: str
    count: int


class Searched(BaseModel):
    """The answer of a search."""

    q: str
    snapshot: str
    total: int
    hits: list[Hit]
    facets: dict[str, list[Facet]]
    links: dict[str, str]
    near: list[Thing] = Field(description="What looks like the words, when nothing has them")


class Suggested(BaseModel):
    """What the text typed so far can become."""

    q: str
    snapshot: str
    suggestions: list[Thing]


class Candidate(Thing):
    """A thing that is meant, and by what."""

    by: Literal["iri", "number", "mover", "cosigner", "name"]


class RetiredThing(Thing):
    """A thing that is retired, and the IRIs of what took its place."""

    replaced_by: list[str]


class Resolved(BaseModel):
    """What a text means: one thing, several (choose), or none; then also what it meant before that was retired."""

    text: str
    snapshot: str
    outcome: Literal["one", "several", "none"]
    candidates: list[Candidate]
    numbers: list[str] = Field(description="The official ids in the text, also of papers that the graph does not know")
    near: list[Thing] = Field(description="What looks like the text, when nothing is meant")
    retired: list[RetiredThing] = Field(description="What the text meant, and is retired; when nothing else is meant")


class Shown:
    """Entries in words, in a language."""

    def __init__(self, snapshot: Snapshot, language: str) -> None:
        self._words, self._language = Words(snapshot, language), language

    def thing(self, entry: Entry) -> dict[str, str]:
        label = self._label(entry.labels, entry.iri)
        return {"iri": entry.iri, "label": label, "kind": entry.kind, "kindLabel": self.kind(entry.kind)}

    def retired(self, former: Former) -> RetiredThing:
        """What is retired, in words."""
        parts = kind_and_key(former.iri)
        kind = parts[0] if parts else ""
        told = {"iri": former.iri, "label": self._words(former.iri), "kind": kind, "kindLabel": self.kind(kind)}
        return RetiredThing(**told, replaced_by=list(former.replaced_by))

    def kind(self, kind: str) -> str:
        if kind == search.PASSAGE:
            return _PASSAGE[self._language]
        return self._words(class_of(kind))

    def hit(self, hit: search.Hit) -> Hit:
        entry, found = hit.entry, hit.snippet
        passage = entry.kind == search.PASSAGE
        return Hit(
            **self.thing(entry),
            snippet=Snippet(text=found.text, marks=list(found.marks)) if found else None,
            years=list(entry.years),
            sectors=list(entry.sectors),
            start=entry.start if passage else None,
            end=entry.end if passage else None,
            things=list(entry.things),
        )

    def facet(self, name: str, facet: search.Facet) -> Facet:
        label = self.kind(facet.value) if name == "kind" else self._label(facet.labels, facet.value)
        return Facet(value=facet.value, label=label, count=facet.count)

    def _label(self, labels: Mapping[str, str], otherwise: str) -> str:
        return labels.get(self._language) or next(iter(labels.values()), otherwise)
