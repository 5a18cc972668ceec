"""A curated query asked of a store: names become IRIs, terms plain values, and an empty answer explains itself."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol
from weakref import WeakKeyDictionary

from pyoxigraph import Triple

from imvograph.answers.names import Choices, key_of
from imvograph.answers.rows import Row, plain, rows_of, with_passages
from imvograph.catalog import Catalog, Column, Parameter, Query, Words
from imvograph.errors import NotFoundError, ParameterError
from imvograph.model.iris import ID, PREFIXES
from imvograph.model.names import printed
from imvograph.store import Snapshot

__all__ = ["At", "CuratedAnswer", "Explanation", "Row", "ask"]

SEARCHED = "documents-searched"  # the query that lists the documents behind an empty answer
MOST = 100  # rows of an explanation; its message gives the full number
EVIDENCE = ("iri", "full")  # values of the parameter `evidence`, which every query takes

_NAME = re.compile(r"[a-z0-9-]+/[A-Za-z0-9._~-]+")  # kind/key
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+")
_PREFIXES = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("imvo", "skos"))

_choices: WeakKeyDictionary[Snapshot, dict[str, Choices]] = WeakKeyDictionary()  # gone when the version is


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
    """

    query: Query
    parameters: Mapping[str, str]
    version: str
    rows: list[Row]
    columns: Mapping[str, Column]
    triples: tuple[Triple, ...] = ()
    explanation: Explanation | None = None


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
    if name not in catalog:
        near = get_close_matches(name, list(catalog), n=5, cutoff=0.5)
        raise NotFoundError(
            f"there is no curated query {name!r}; near it: {', '.join(near) or 'nothing'}",
            near,
            nl=f"er is geen vraag {name!r} in de catalogus; erop lijkt: {', '.join(near) or 'niets'}",
        )
    query = catalog[name]
    given = dict(parameters)
    evidence = given.pop("evidence", EVIDENCE[0])
    if evidence not in EVIDENCE:
        raise ParameterError(
            f"parameter 'evidence' cannot be {evidence!r}; give {' or '.join(EVIDENCE)}",
            "evidence",
            evidence,
            "full",
            nl=f"parameter 'evidence' kan niet {evidence!r} zijn; geef {' of '.join(EVIDENCE)}",
        )
    snapshot = store.snapshot()
    values = {
        key: _resolved(catalog, snapshot, query.parameters[key], value) if key in query.parameters else value
        for key, value in given.items()
    }
    if query.form == "CONSTRUCT":
        triples = tuple(sorted(snapshot.construct(query.bind(values)), key=str))
        explanation = None if triples else _explain(catalog, snapshot, query, values)
        return CuratedAnswer(query, values, snapshot.version, [], query.columns, triples, explanation)
    rows = _rows(snapshot, query, values)
    if evidence == "full":
        rows = with_passages(rows, query, snapshot)
    explanation = None if rows else _explain(catalog, snapshot, query, values)
    return CuratedAnswer(query, values, snapshot.version, rows, query.columns, (), explanation)


def _rows(snapshot: Snapshot, query: Query, values: Mapping[str, str]) -> list[Row]:
    return rows_of(snapshot.select(query.bind(values)), query.columns)


def _resolved(catalog: Catalog, snapshot: Snapshot, parameter: Parameter, value: str) -> str:
    """A thing's IRI; any other value as it came."""
    if not parameter.is_thing or value == "":
        return value
    found = _by_key(snapshot, parameter, value)
    if len(found) == 1:
        return found[0]
    if parameter.choices:
        return _listed(catalog, snapshot, parameter).find(parameter.name, value)
    raise NotFoundError(
        f"there is no thing {value!r} in the graph; give an IRI or kind/key, for example {parameter.example!r}",
        nl=f"er is geen ding {value!r} in de graaf; geef een IRI of soort/sleutel, bijvoorbeeld {parameter.example!r}",
    )


def _by_key(snapshot: Snapshot, parameter: Parameter, value: str) -> list[str]:
    """The things of the kind that a value names by IRI, kind/key, key or printed number; without listing them all."""
    paths = parameter.things.paths
    keys = [key for key in (value, printed(value)) if key]
    named = {value.removeprefix(ID), *(f"{path}/{key}" for path in paths for key in keys)}
    iris = {ID + name for name in named if _NAME.fullmatch(name) and (not paths or name.split("/")[0] in paths)}
    if not paths and _IRI.fullmatch(value):
        iris.add(value)
    if not iris:
        return []
    terms = " ".join(parameter.term(iri) for iri in sorted(iris))
    text = f"{_PREFIXES}SELECT DISTINCT ?thing WHERE {{ VALUES ?thing {{ {terms} }} ?thing {parameter.things.has} }}"
    return sorted(str(plain(row[0])) for row in snapshot.select(text).rows)


def _listed(catalog: Catalog, snapshot: Snapshot, parameter: Parameter) -> Choices:
    """The things that a parameter can mean, asked once per version."""
    query = catalog[parameter.choices or ""]
    known = _choices.setdefault(snapshot, {})
    if query.text not in known:
        first = next(iter(query.columns))
        named = ((row[first], _names(row)) for row in _rows(snapshot, query, {}))
        known[query.text] = Choices.of(parameter.kind, named)
    return known[query.text]


def _names(row: Row) -> list[str]:
    """What a row of a list of choices calls its thing."""
    cells = (row.get(column) for column in ("label", "labelEn", "identifier", "other", "names"))
    return [name for cell in cells for name in (cell if isinstance(cell, list) else [cell]) if name]


def _explain(catalog: Catalog, snapshot: Snapshot, query: Query, values: Mapping[str, str]) -> Explanation:
    def asked(name: str) -> list[Row]:
        other = catalog[name]
        return _rows(snapshot, other, {key: value for key, value in values.items() if key in other.parameters})

    searched = asked(SEARCHED) if SEARCHED in catalog else []
    related = [{"query": name, **row} for name in query.when_empty for row in asked(name)]
    given = ", ".join(f"{name}={key_of(value)}" for name, value in values.items() if value)
    asked_for = f" ({given})" if given else ""
    nl, en = _count(searched, "document", "documenten"), _count(searched, "document", "documents")
    message = {
        "nl": f"«{query.title['nl']}»{asked_for}: geen resultaat. Doorzocht: {nl}; verwant: {len(related)}. "
        "Dat hier niets staat, wil niet zeggen dat er niets is.",
        "en": f"“{query.title['en']}”{asked_for}: no result. Searched: {en}; related: {len(related)}. "
        "That nothing is found here does not mean that there is nothing.",
    }
    return Explanation(message, tuple(searched[:MOST]), tuple(related[:MOST]))


def _count(rows: list[Row], one: str, many: str) -> str:
    return f"{len(rows)} {one if len(rows) == 1 else many}"
