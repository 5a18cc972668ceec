"""What extraction finds: mentions, each with its place, its exact quote, the rule that found it, and what it says.

The kinds and their fields are those of the corpus (``kind``, ``id``, ``start``, ``end``, ``quote``, extra fields), so
that ``imvograph extract`` prints what the scorer reads. Offsets are code points, half-open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CITATION_KINDS = (
    "kamerstuk",
    "dossier",
    "handelingen",
    "aanhangsel",
    "tk-number",
    "eu-act",
    "staatsblad",
    "staatscourant",
    "tractatenblad",
)
NAME_KINDS = ("person", "organisation", "covenant", "sector", "topic")
KINDS = (*CITATION_KINDS, "motion", "commitment", "debate", "date", *NAME_KINDS)


@dataclass(frozen=True)
class Mention:
    """One mention: ``text[start:end] == quote``.

    ``id`` is the official id (``kst-26485-277``) where the text gives one. ``iri`` is the thing's IRI where a gazetteer
    knows it (persons, organisations, covenants, sectors, topics). ``rule`` names the rule that found it. ``fields`` holds
    what the kind adds: motion ``sponsors``, ``et_al``; commitment ``made_on``, ``status``; debate ``type``, ``date``,
    ``subject``; date ``value``; names ``name``. ``verified``: a reviewer accepted it (``extract.reviewing``).
    """

    kind: str
    start: int
    end: int
    quote: str
    rule: str
    id: str | None = None
    iri: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    verified: bool = False

    def as_json(self) -> dict[str, Any]:
        """The mention as the corpus writes it (``shared`` format: kind, id, start, end, quote, then its own fields)."""
        own = {"iri": self.iri} if self.iri else {}
        head = {"kind": self.kind, "id": self.id, "start": self.start, "end": self.end, "quote": self.quote}
        return {**head, **self.fields, **own}
