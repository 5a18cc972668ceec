"""Search: Dutch full text over names and paragraphs, suggestions for a search box, and any spelling to its IRI.

All of it works on one snapshot of the graph (`index_of`), so that answers and pages speak of the same version. Nothing
here raises on what a person types.
"""

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from imvograph.search.content import PASSAGE, SECTOR, Entry, entries, label_words
from imvograph.search.index import FACETS, Hit, SearchIndex, Snippet
from imvograph.search.resolving import Candidate, Resolved, resolve
from imvograph.search.words import LONGEST, read, surface
from imvograph.store import Companion, Earlier, EmbeddedSnapshot, Snapshot

__all__ = [
    "COMPANION",
    "FACETS",
    "LONGEST",
    "PASSAGE",
    "SECTOR",
    "Candidate",
    "Entry",
    "Facet",
    "Found",
    "Hit",
    "Resolved",
    "SearchIndex",
    "Snippet",
    "find",
    "index_of",
    "resolve",
    "suggest",
]

_log = logging.getLogger(__name__)
_indexes: WeakKeyDictionary[Snapshot, SearchIndex] = WeakKeyDictionary()  # gone when the version is
_building = threading.Lock()


@dataclass(frozen=True)
class Facet:
    """A value of kind, sector (its IRI) or year, and how many matches have it."""

    value: str
    count: int
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """What was found: the number of matches, one page of them, best first, and the facets of them all.

    The counts of a facet leave its own filter out, so that they say what another choice would give.
    """

    total: int
    hits: Sequence[Hit]
    facets: Mapping[str, Sequence[Facet]]


def _beside(data: EmbeddedSnapshot, folder: Path, earlier: Earlier | None) -> None:
    """Always all of it: 100,000 paragraphs take a few seconds, and no index can fall behind its graph."""
    SearchIndex.build(entries(data), label_words(data), folder)


COMPANION = Companion("search-2", _beside)
"""The index, published with each snapshot by who opens the store for writing with it; its name changes with its format."""


def index_of(snapshot: Snapshot) -> SearchIndex:
    """The index of a snapshot: the one that was published with it, or one made now, in memory, and kept with it."""
    with _building:
        if snapshot not in _indexes:
            folder = snapshot.beside(COMPANION.name) if isinstance(snapshot, EmbeddedSnapshot) else None
            _indexes[snapshot] = _opened(folder) or SearchIndex.build(entries(snapshot), label_words(snapshot))
        return _indexes[snapshot]


def _opened(folder: Path | None) -> SearchIndex | None:
    try:
        return SearchIndex.open(folder) if folder else None
    except (OSError, ValueError) as exc:
        _log.warning("the search index %s cannot be read (%s); another is made in memory", folder, exc)
        return None


def find(
    index: SearchIndex,
    text: str,
    *,
    kind: Iterable[str] = (),
    sector: Iterable[str] = (),
    year: Iterable[str] = (),
    limit: int = 20,
    offset: int = 0,
) -> Found:
    """Things and paragraphs that have all the words; ``"…"`` is a phrase, ``-word`` leaves out. Nothing asked: everything.

    ``kind``, ``sector`` (IRIs) and ``year`` each keep what has one of the values.
    """
    asked, filters = read(text), {"kind": [*kind], "sector": [*sector], "year": [*year]}
    total, hits = index.find(asked, filters, limit, offset)
    facets = {
        name: [Facet(value, count, _labels(index, name, value)) for value, count in values]
        for name, values in index.counts(asked, filters).items()
    }
    return Found(total, hits, facets)


def suggest(index: SearchIndex, text: str, limit: int = 10) -> list[Entry]:
    """Things of which a name has the words typed so far, the last as a beginning; with one slip of the pen if need be."""
    words = surface(text)
    found = index.starting(words, limit)
    if not found and words and len(words[-1]) > 4:
        found = index.starting(words, limit, typos=1)
    return found


def _labels(index: SearchIndex, name: str, value: str) -> Mapping[str, str]:
    entry = index.thing(value) if name == SECTOR else None
    return entry.labels if entry else {}
