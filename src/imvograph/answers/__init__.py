"""A curated query asked of a store: names become IRIs, terms plain values, and an empty answer explains itself."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol

from pyoxigraph import Triple

from imvograph.answers.keeping import kept
from imvograph.answers.resolving import values_of
from imvograph.answers.rows import Row, asked, with_passages
from imvograph.answers.wording import asked_in_words
from imvograph.catalog import Catalog, Column, Query, Words
from imvograph.catalog.plan import binds_things, planned
from imvograph.errors import NotFoundError
from imvograph.store import Snapshot

__all__ = ["At", "CuratedAnswer", "Explanation", "Listed", "Row", "ask", "columns_of", "listed"]

SEARCHED = "documents-searched"  # the query that lists the documents behind an empty answer
MOST = 100  # rows of an explanation; its message gives the full number


@dataclass(frozen=True)
class Explanation:
    """Why an answer is empty: what was searched, and what is near; at most `MOST` rows of each.

    Each row of ``related`` names the ``query`` that found it.
    """

    message: Words
    searched: tuple[Row, ...]
    related: tuple[Row, ...]


@dataclass(frozen=True)
class CuratedAnswer:
    """The answer to a curated query: rows of a SELECT, or triples of a CONSTRUCT.

    ``parameters`` are the values as resolved (things as IRIs), ``version`` the one that all of the answer is read from.
    ``total``: how many rows there are; ``rows`` may be a page of them. ``full``: column ``evidence`` has passages, not IRIs.
    """

    query: Query
    parameters: Mapping[str, str]
    version: str
    rows: list[Row]
    columns: Mapping[str, Column]
    triples: tuple[Triple, ...] = ()
    explanation: Explanation | None = None
    total: int = 0
    full: bool = False


class Readable(Protocol):
    """What answers are read from: a `Store`, or one version held by `At`."""

    def snapshot(self) -> Snapshot:
        """The version to read."""
        ...


@dataclass(frozen=True)
class At:
    """One version, so that several answers on a page are of the same one."""

    held: Snapshot

    def snapshot(self) -> Snapshot:
        """The version that is held."""
        return self.held


def ask(catalog: Catalog, store: Readable, name: str, parameters: Mapping[str, str]) -> CuratedAnswer:
    """Asks a curated query by name, of the newest snapshot; ``evidence=full`` puts passages in place of their IRIs.

    Raises `NotFoundError` for an unknown query or thing, `ParameterError` for a parameter that is unknown, missing,
    ambiguous or of the wrong type.
    """
    query, snapshot = _known(catalog, name), store.snapshot()
    values, full = values_of(catalog, snapshot, query, parameters)
    if query.form == "CONSTRUCT":
        triples = tuple(sorted(snapshot.construct(planned(query, values).text), key=str))
        explanation = None if triples else _explain(catalog, snapshot, query, values)
        return CuratedAnswer(query, values, snapshot.version, [], query.columns, triples, explanation)
    rows = asked(snapshot, query, values)
    if full:
        rows = with_passages(rows, query, snapshot)
    explanation = None if rows else _explain(catalog, snapshot, query, values)
    return CuratedAnswer(query, values, snapshot.version, rows, query.columns, (), explanation, len(rows), full)


@dataclass(frozen=True)
class Listed:
    """A whole answer by the thing of each row, in order; its rows are read page by page."""

    query: Query
    parameters: Mapping[str, str]
    snapshot: Snapshot
    things: tuple[str, ...]
    _full: bool
    _explain: Callable[[int], Explanation]
    _rows: tuple[Row, ...] = ()

    def only(self, things: Collection[str]) -> "Listed":
        """The part of it that is about some things."""
        places = [place for place, thing in enumerate(self.things) if thing in things]
        rows = tuple(self._rows[place] for place in places) if self._rows else ()
        return replace(self, things=tuple(self.things[place] for place in places), _rows=rows)

    def page(self, start: int, end: int, passages: int | None = None, explained: int = MOST) -> CuratedAnswer:
        """The rows from one place to another: a query for these things, if the query binds its things.

        ``passages``: of each row, if they are wanted in full; the others are IRIs. All if not given. ``explained``: an
        empty answer says why, with at most so many rows of each kind; 0 for no explanation.
        """
        wanted = self.things[start:end]
        rows: list[Row] = []
        if self._rows:
            rows = list(self._rows[start:end])
        elif wanted:
            found = _by_thing(asked(self.snapshot, self.query, self.parameters, things=dict.fromkeys(wanted)))
            before = Counter(self.things[:start]) if len(found) < sum(map(len, found.values())) else Counter()
            for thing in wanted:
                rows.append(found[thing][before[thing]])
                before[thing] += 1
        if self._full:
            rows = with_passages(rows, self.query, self.snapshot, passages)
        explanation = self._explain(explained) if explained and not self.things else None
        version, columns = self.snapshot.version, self.query.columns
        total = len(self.things)
        return CuratedAnswer(self.query, self.parameters, version, rows, columns, (), explanation, total, self._full)


def listed(catalog: Catalog, store: Readable, name: str, parameters: Mapping[str, str]) -> Listed:
    """A curated SELECT, to be read page by page; which things it has is asked once per version. Raises as `ask`."""
    query, snapshot = _known(catalog, name), store.snapshot()
    values, full = values_of(catalog, snapshot, query, parameters)
    first = next(iter(query.columns))
    if not binds_things(query):
        rows = tuple(asked(snapshot, query, values))
        things_of = tuple(str(row[first]) for row in rows)
        return Listed(
            query, values, snapshot, things_of, full, partial(_explain, catalog, snapshot, query, values), rows
        )
    by = {first, *(column.name for column in query.columns.values() if column.sort is not None)}

    def things() -> tuple[str, ...]:
        return tuple(str(row[first]) for row in asked(snapshot, query, values, by))

    found = kept(snapshot, ("things", query.text, *sorted(values.items())), things)
    return Listed(query, values, snapshot, found, full, partial(_explain, catalog, snapshot, query, values))


def columns_of(
    catalog: Catalog,
    store: Readable,
    name: str,
    columns: Collection[str],
    parameters: Mapping[str, str] = MappingProxyType({}),
) -> list[Row]:
    """Some columns of all rows of a SELECT, asked once per version; raises as `ask`."""
    query, snapshot = _known(catalog, name), store.snapshot()
    given, _ = values_of(catalog, snapshot, query, parameters)
    names = [column for column in query.columns if column in columns]

    def cells() -> tuple[tuple[Any, ...], ...]:
        shared: dict[Any, Any] = {}

        def once(value: Any) -> Any:
            """A day or an outcome is said in many rows, and kept once; numbers are not, since 1 is True to a dict."""
            return shared.setdefault(value, value) if isinstance(value, str | tuple) else value

        rows = asked(snapshot, query, given, names)
        values = ((tuple(v) if isinstance(v, list) else v for v in map(row.__getitem__, names)) for row in rows)
        return tuple(tuple(map(once, row)) for row in values)

    found = kept(snapshot, ("columns", query.text, *names, *sorted(given.items())), cells)
    return [dict(zip(names, row, strict=True)) for row in found]


def _known(catalog: Catalog, name: str) -> Query:
    if name in catalog:
        return catalog[name]
    near = get_close_matches(name, list(catalog), n=5, cutoff=0.5)
    en, nl = ("near it: ", "erop lijkt: ") if near else ("they are listed by ", "een lijst geeft ")
    listed = ", ".join(near) or "`imvograph query`, /api/v1/queries"
    raise NotFoundError(
        f"there is no curated query {name!r}; {en}{listed}",
        near,
        nl=f"er is geen vraag {name!r} in de catalogus; {nl}{listed}",
    )


def _by_thing(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(next(iter(row.values()))), []).append(row)
    return found


def _explain(
    catalog: Catalog, snapshot: Snapshot, query: Query, values: Mapping[str, str], most: int = MOST
) -> Explanation:
    def found(name: str) -> Listed:
        known = catalog[name].parameters
        return listed(catalog, At(snapshot), name, {key: value for key, value in values.items() if key in known})

    searched = found(SEARCHED) if SEARCHED in catalog else None
    documents = len(searched.things) if searched else 0
    near = [(name, found(name)) for name in query.when_empty]
    number = sum(len(other.things) for _, other in near)
    related = [{"query": name, **row} for name, other in near for row in _first_rows(other, most)]
    said = {language: asked_in_words(snapshot, query, values, language) for language in ("nl", "en")}
    given = {language: f" ({words})" if words else "" for language, words in said.items()}
    nl, en = _count(documents, "document", "documenten"), _count(documents, "document", "documents")
    message = {
        "nl": f"«{query.title['nl']}»{given['nl']}: geen resultaat. Doorzocht: {nl}; verwant: {number}. "
        "Dat hier niets staat, wil niet zeggen dat er niets is.",
        "en": f"“{query.title['en']}”{given['en']}: no result. Searched: {en}; related: {number}. "
        "That nothing is found here does not mean that there is nothing.",
    }
    rows = _first_rows(searched, most) if searched else []
    return Explanation(message, tuple(rows), tuple(related[:most]))


def _first_rows(found: Listed, most: int) -> list[Row]:
    return found.page(0, most).rows if found.things else []


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
