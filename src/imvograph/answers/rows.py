"""From the table of a store to rows for people and machines: plain values, lists split, a total order."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode

from imvograph.answers.keeping import kept
from imvograph.catalog import LIST_SEPARATORS, Column, Query
from imvograph.catalog.plan import planned
from imvograph.model.iris import PREFIXES
from imvograph.model.names import fold
from imvograph.store import Snapshot, Table

Row = dict[str, Any]

_XSD, _DEPRECATED = PREFIXES["xsd"], NamedNode(PREFIXES["owl"] + "deprecated")
_BATCH = 200  # passages asked for at once
_PASSAGES = """PREFIX imvo: <https://w3id.org/imvograph/def/imvo#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?iri ?quote ?start ?end ?source ?document WHERE {{
  VALUES ?iri {{ {iris} }}
  ?iri oa:start ?start ; oa:end ?end ; oa:hasSource ?source .
  OPTIONAL {{ ?iri imvo:quote ?quote }}
  OPTIONAL {{ ?source imvo:textOf ?document }}
}}"""


def plain(value: object) -> Any:
    """A term as a plain value: IRI and text as ``str``, numbers and booleans as such, dates as ISO text."""
    if value is None:
        return None
    if isinstance(value, Literal):
        datatype = value.datatype.value.removeprefix(_XSD)
        if datatype in ("integer", "int", "long", "nonNegativeInteger"):
            return int(value.value)
        if datatype in ("decimal", "double", "float"):
            return float(value.value)
        return value.value in ("true", "1") if datatype == "boolean" else value.value
    return value.value if isinstance(value, NamedNode) else str(value)


def asked(
    snapshot: Snapshot,
    query: Query,
    values: Mapping[str, str],
    columns: Collection[str] = (),
    things: Collection[str] = (),
) -> list[Row]:
    """The rows of a SELECT; ``columns`` and ``things`` as `planned` takes them."""
    plan = planned(query, values, columns, things, plainly=snapshot.asked_plainly)
    table = snapshot.select(plan.text)
    rows = plan.without(table.variables, table.rows, retired(snapshot)) if plan.present else table.rows
    table = Table(table.variables, plan.in_order(table.variables, rows))
    return rows_of(table, {name: query.columns[name] for name in table.variables})


def retired(snapshot: Snapshot) -> frozenset[str]:
    """The IRIs of what says of itself that it is retired, with what is in the ontology; asked once per version."""

    def found() -> tuple[frozenset[str]]:
        subjects = (triple.subject for triple in snapshot.triples(predicate=_DEPRECATED))
        return (frozenset(subject.value for subject in subjects if isinstance(subject, NamedNode)),)

    return kept(snapshot, "retired", found)[0]


def rows_of(table: Table, columns: Mapping[str, Column]) -> list[Row]:
    """The rows of a table, by column name; columns of kind ``list`` and ``texts`` become sorted lists.

    Order: as the query gave it, then by the columns that declare ``sort``, as a person reads (case and accents folded).
    """
    rows = [
        {name: _cell(plain(value), columns[name]) for name, value in zip(table.variables, values, strict=True)}
        for values in table.rows
        if any(value is not None for value in values)  # some engines group nothing into one empty row
    ]
    by = sorted((column.sort, name) for name, column in columns.items() if column.sort is not None)
    if by:
        rows.sort(key=lambda row: [(row[name] is None, fold(str(row[name] or ""))) for _, name in by])
    return rows


def _cell(value: Any, column: Column) -> Any:
    separator = LIST_SEPARATORS.get(column.kind)
    return value if separator is None else sorted({part for part in (value or "").split(separator) if part})


def with_passages(rows: Sequence[Row], query: Query, snapshot: Snapshot, most: int | None = None) -> list[Row]:
    """The rows with each IRI in column ``evidence`` replaced by the passage: iri, quote, start, end, source, document.

    ``most``: of each row only so many, and the others stay IRIs.
    What is no passage in a text of ours (the address of a page that a curator read) has nothing but its IRI.
    """
    if "evidence" not in query.columns:
        return list(rows)
    found = _passages({iri for row in rows for iri in row["evidence"][:most]}, snapshot)
    return [{**row, "evidence": [found.get(iri, iri) for iri in row["evidence"]]} for row in rows]


def _passages(iris: Iterable[str], snapshot: Snapshot) -> dict[str, Row]:
    wanted = sorted(iris)
    empty = {"quote": None, "start": None, "end": None, "source": None, "document": None}
    found: dict[str, Row] = {iri: {"iri": iri, **empty} for iri in wanted}
    for begin in range(0, len(wanted), _BATCH):
        batch = wanted[begin : begin + _BATCH]
        table = snapshot.select(_PASSAGES.format(iris=" ".join(str(NamedNode(iri)) for iri in batch)))
        for values in table.rows:
            row = {name: plain(value) for name, value in zip(table.variables, values, strict=True)}
            found[row["iri"]] = row
    return found
