"""Answers of servers as every store of ours writes them: the same bytes for the same rows, whatever the engine sent."""

import json
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, parse_query_results

from imvograph.store.base import Table, Term
from imvograph.store.formats import TABLES, in_xml

_STRING = "http://www.w3.org/2001/XMLSchema#string"


def written(answer: Table | bool, media_type: str) -> bytes:
    """The rows of a SELECT, or the answer to an ASK, in one of the media types of `TABLES`."""
    content: dict[str, Any] = {"head": {}, "boolean": answer}
    if isinstance(answer, Table):
        rows = [
            {name: _json(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
            for row in answer.rows
        ]
        content = {"head": {"vars": list(answer.variables)}, "results": {"bindings": rows}}
    parsed = parse_query_results(json.dumps(content).encode(), QueryResultsFormat.JSON)
    text = parsed.serialize(format=TABLES[media_type]) or b""
    return bytes(in_xml(text)) if media_type.endswith("xml") else text


def _json(term: Term) -> dict[str, str]:
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal(language=str() as language):
            return {"type": "literal", "value": term.value, "xml:lang": language}
        case Literal() if term.datatype.value == _STRING:
            return {"type": "literal", "value": term.value}
        case Literal():
            return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
    raise TypeError(f"{term} cannot stand in a row")
