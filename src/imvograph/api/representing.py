"""An answer in the form that a client asked for: JSON, CSV, Parquet, and RDF."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from imvograph.answers import CuratedAnswer, Row
from imvograph.api import rdf
from imvograph.api.asking import Asked
from imvograph.api.description import describe
from imvograph.api.negotiate import CSV, JSON, PARQUET, suffix_of
from imvograph.api.schemas import TRIPLE_COLUMNS
from imvograph.api.tables import csv_of, parquet_of
from imvograph.errors import AnswerSizeError
from imvograph.store.base import Snapshot

TABLES = (JSON, CSV, PARQUET)
"""The forms of rows, the one we like best first."""


MOST_DESCRIBED = 1000
"""Things that one answer in RDF describes."""


def body(found: CuratedAnswer, asked: Asked) -> dict[str, Any]:
    """What the JSON of every answer says: the question as it was understood, the version, the columns and the rows."""
    query, language, rows = found.query, asked.language, rows_of(found)
    defaults = {p.name: p.default for p in query.parameters.values() if p.default is not None}
    kinds = {c.name: "passages" if found.full and c.name == "evidence" else c.kind for c in query.columns.values()}
    said: dict[str, Any] = {
        "query": query.name,
        "title": query.title[language],
        "parameters": defaults | dict(found.parameters),
        "snapshot": found.version,
        "count": len(rows),
        "columns": [{"name": c.name, "kind": kinds[c.name], "label": c.label[language]} for c in query.columns.values()]
        or [{"name": name, "kind": "text", "label": name} for name in TRIPLE_COLUMNS],
        "rows": rows,
    }
    if found.explanation is not None:
        said["explanation"] = {
            "message": found.explanation.message[language],
            "searched": list(found.explanation.searched),
            "related": list(found.explanation.related),
        }
    return said


def written(said: Mapping[str, Any], media_type: str, triples: Sequence[Triple] = ()) -> bytes:
    """A body in one of `TABLES`, or the triples in a format of RDF."""
    if media_type == JSON:
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    if media_type in TABLES:
        kinds = {column["name"]: column["kind"] for column in said["columns"]}
        return csv_of(list(kinds), said["rows"]) if media_type == CSV else parquet_of(kinds, said["rows"])
    return rdf.serialised(triples, media_type)


def named(name: str, media_type: str) -> dict[str, str]:
    """The header that gives a saved table its name."""
    table = media_type in TABLES and media_type != JSON
    return {"Content-Disposition": f'attachment; filename="{name}.{suffix_of(media_type)}"'} if table else {}


def rows_of(found: CuratedAnswer) -> list[Row]:
    """The rows of a SELECT; the triples of a CONSTRUCT as rows."""
    return [_row(triple) for triple in found.triples] if found.query.form == "CONSTRUCT" else found.rows


def described(snapshot: Snapshot, rows: Sequence[Row]) -> frozenset[Triple]:
    """What the pages of the things in the first column say (``/doc/…``); raises `AnswerSizeError` if they are too many."""
    things = dict.fromkeys(str(next(iter(row.values()))) for row in rows)
    if len(things) > MOST_DESCRIBED:
        raise AnswerSizeError(
            f"in RDF an answer describes {MOST_DESCRIBED} things at most, and here are {len(things)}: narrow the question, "
            "take the list page by page (/api/v1/), or the dump (/dump/latest/)",
            nl=f"in RDF beschrijft een antwoord hoogstens {MOST_DESCRIBED} zaken, en hier zijn er {len(things)}: vraag "
            "preciezer, neem de lijst per bladzijde (/api/v1/), of de dump (/dump/latest/)",
        )
    found = (describe(snapshot, iri) for iri in things)
    return frozenset[Triple]().union(*(description.triples for description in found if description))


def _row(triple: Triple) -> Row:
    value = triple.object
    literal = value if isinstance(value, Literal) else None
    return {
        "subject": triple.subject.value if isinstance(triple.subject, NamedNode) else str(triple.subject),
        "predicate": triple.predicate.value,
        "object": value.value if isinstance(value, NamedNode | Literal) else str(value),
        "language": literal.language if literal else None,
        "datatype": literal.datatype.value if literal and not literal.language else None,
    }
