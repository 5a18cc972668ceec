"""When things happened to a thing: what it is tied to that has a day, as a drawing and as a list."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from imvograph.api.views import Link, Words
from imvograph.model.iris import ID, IMVO, PREFIXES
from imvograph.store.base import Snapshot

MOST, NEIGHBOURS = 40, 200
_DAYS = (NamedNode(IMVO + "startDate"), NamedNode(PREFIXES["dcterms"] + "date"), NamedNode(IMVO + "statedDate"))
_WIDTH, _MARGIN = 1000, 20


@dataclass(frozen=True)
class Event:
    """A thing with its day; ``x`` is its place in the drawing, 0 to 1000."""

    day: str
    link: Link
    x: float = 0.0


@dataclass(frozen=True)
class Timeline:
    """The events in order, and the years of the axis with their places."""

    events: tuple[Event, ...]
    years: tuple[tuple[int, float], ...]


def timeline(snapshot: Snapshot, iri: str, words: Words) -> Timeline | None:
    """The events of a thing and of its neighbours (at most `NEIGHBOURS` each way); None for fewer than two days."""
    dated: dict[str, str] = {}
    for node in dict.fromkeys((iri, *_neighbours(snapshot, iri))):
        day = next(_days(snapshot, node), None)
        if day is not None:
            dated[node] = day
    if len(set(dated.values())) < 2:
        return None
    ordered = sorted(dated.items(), key=lambda item: (item[1], item[0]))[:MOST]
    place = _scale(date.fromisoformat(ordered[0][1]), date.fromisoformat(ordered[-1][1]))
    first, last = int(ordered[0][1][:4]), int(ordered[-1][1][:4])
    step = max((last - first) // 12, 1)
    years = [(year, place(date(year, 1, 1))) for year in range(first, last + 2, step)]
    return Timeline(
        tuple(Event(day, words.link(node), place(date.fromisoformat(day))) for node, day in ordered),
        tuple((year, x) for year, x in years if 0 <= x <= _WIDTH),
    )


def _scale(first: date, last: date) -> Callable[[date], float]:
    """Days to places between the margins of the drawing."""
    span = max(last.toordinal() - first.toordinal(), 1)
    return lambda day: round(_MARGIN + (day.toordinal() - first.toordinal()) / span * (_WIDTH - 2 * _MARGIN), 1)


def _neighbours(snapshot: Snapshot, iri: str) -> Iterator[str]:
    """What the thing points to, and what points to it, among our own things."""
    node = NamedNode(iri)
    for number, triple in enumerate(snapshot.triples(subject=node)):
        if number < NEIGHBOURS and isinstance(triple.object, NamedNode) and triple.object.value.startswith(ID):
            yield triple.object.value
    for number, triple in enumerate(snapshot.triples(object=node)):
        if number >= NEIGHBOURS:
            break
        if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(ID):
            yield triple.subject.value


def _days(snapshot: Snapshot, iri: str) -> Iterator[str]:
    for name in _DAYS:
        for triple in snapshot.triples(subject=NamedNode(iri), predicate=name):
            if isinstance(triple.object, Literal) and len(triple.object.value) == 10 and _is_day(triple.object.value):
                yield triple.object.value


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
