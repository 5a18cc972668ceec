"""What every reading step looks at: a text with its mentions and sentences, to be asked for by place."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from imvograph.model.documents import SourceText
from imvograph.model.entities import Gazetteer, Passage, Signature
from imvograph.model.mentions import Mention


@dataclass(frozen=True)
class Context:
    """What every reading step looks at: the text, its mentions and its sentences in order of place, who signed it."""

    source: SourceText
    dated: date | None
    key: str
    mentions: Sequence[Mention]
    sentences: Sequence[Passage]
    gazetteer: Gazetteer
    signature: Signature | None = None

    def of(self, *kinds: str, within: Passage | None = None) -> list[Mention]:
        """The mentions of these kinds, in order; only those that lie within the passage, if one is given."""
        if within is None:
            return [m for m in self.mentions if m.kind in kinds] if len(kinds) > 1 else self._of.get(kinds[0], [])
        first, last = (bisect_left(self._starts, at) for at in (within.start, within.end))
        return [m for m in self.mentions[first:last] if m.kind in kinds and m.end <= within.end]

    def number(self, at: int) -> int | None:
        """The number of the sentence at a position; None between two sentences."""
        number = bisect_right(self._sentence_starts, at) - 1
        return number if number >= 0 and at < self.sentences[number].end else None

    def sentence(self, at: int) -> Passage:
        """The sentence at a position."""
        return Passage(at, at + 1) if (number := self.number(at)) is None else self.sentences[number]

    def sentences_of(self, part: Passage) -> range:
        """The numbers of the sentences that begin in a part of the text."""
        return range(*(bisect_left(self._sentence_starts, at) for at in (part.start, part.end)))

    @cached_property
    def _of(self) -> Mapping[str, list[Mention]]:
        by_kind: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            by_kind.setdefault(mention.kind, []).append(mention)
        return by_kind

    @cached_property
    def _starts(self) -> list[int]:
        return [m.start for m in self.mentions]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    def topics(self, *passages: Passage) -> tuple[str, ...]:
        """The topics that the words of these passages name."""
        found = {m.iri for p in passages for m in self.of("sector", "topic", "covenant", within=p) if m.iri}
        return tuple(sorted(iri for iri in found if "/covenant/" not in iri))
