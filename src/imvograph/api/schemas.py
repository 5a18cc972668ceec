"""OpenAPI for the curated queries: one operation each, with real parameters, columns and an example that runs."""

from collections.abc import Mapping
from typing import Any

from imvograph.api import rdf
from imvograph.api.negotiate import CSV, JSON, JSON_LD, PARQUET, PROBLEM, suffix_of
from imvograph.catalog import Catalog, Column, Parameter, Query

Schema = dict[str, Any]

_KINDS: Mapping[str, Schema] = {
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "boolean": {"type": "boolean"},
}
_CELLS: Mapping[str, Schema] = {
    "thing": {"type": ["string", "null"], "format": "iri"},
    "label": {"type": ["string", "null"]},
    "text": {"type": ["string", "null"]},
    "date": {"type": ["string", "null"]},
    "integer": {"type": ["integer", "null"]},
    "boolean": {"type": ["boolean", "null"]},
    "list": {"type": "array", "items": {"type": "string"}},
    "texts": {"type": "array", "items": {"type": "string"}},
}
_PASSAGE: Schema = {
    "type": "object",
    "title": "Passage",
    "description": "A passage in a text: half-open code-point offsets and the words (with evidence=full)",
    "properties": {
        "iri": {"type": "string", "format": "iri"},
        "quote": {"type": ["string", "null"]},
        "start": {"type": ["integer", "null"]},
        "end": {"type": ["integer", "null"]},
        "source": {"type": ["string", "null"], "format": "iri"},
        "document": {"type": ["string", "null"], "format": "iri"},
    },
}
TRIPLE_COLUMNS = ("subject", "predicate", "object", "language", "datatype")
"""The columns of a CONSTRUCT as rows."""

GENERAL: tuple[Schema, ...] = (
    {
        "name": "evidence",
        "in": "query",
        "required": False,
        "description": "full: each passage with its quote and offsets, in place of its IRI",
        "schema": {"type": "string", "enum": ["iri", "full"], "default": "iri"},
    },
    {
        "name": "lang",
        "in": "query",
        "required": False,
        "description": "Language of labels and messages; without it Accept-Language decides, and else it is Dutch",
        "schema": {"type": "string", "enum": ["nl", "en"]},
    },
)
"""Parameters that every curated query takes."""

Responses = dict[int | str, dict[str, Any]]
"""What FastAPI takes as the further answers of an operation."""


def problem(description: str) -> Schema:
    """A response that is a problem document."""
    return {"description": description, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def in_forms(*media_types: str) -> Responses:
    """The answer 200 in these forms."""
    return {200: {"content": {media_type: {} for media_type in media_types}}}


def schemas() -> dict[str, Schema]:
    """The components that the operations share."""
    row = {"type": "object", "additionalProperties": True}
    return {
        "Passage": _PASSAGE,
        "Explanation": {
            "type": "object",
            "description": "Why the answer is empty",
            "required": ["message", "searched", "related"],
            "properties": {
                "message": {"type": "string"},
                "searched": {"type": "array", "items": row, "description": "The documents that were searched"},
                "related": {
                    "type": "array",
                    "items": row,
                    "description": "What is near; «query» says which query found it",
                },
            },
        },
    }


_PROPERTY = r"^[A-Za-z][A-Za-z0-9+.-]*:[!#$%&'()*+,./0-9:;=?@A-Z_a-z~-]+$"
"""A name with a prefix, or an IRI, in ASCII."""


def operations(catalog: Catalog) -> dict[str, Schema]:
    """The paths of the curated queries, by address."""
    return {f"/api/v1/queries/{name}": {"get": operation(query)} for name, query in catalog.items()}


def parameter_schema(parameter: Parameter) -> Schema:
    """The JSON schema of a parameter's value."""
    schema = dict(_KINDS.get(parameter.kind, {"type": "string"}))
    if parameter.kind == "property":
        schema["pattern"] = _PROPERTY if parameter.required else f"{_PROPERTY}|^$"
    if parameter.values:
        schema["enum"] = list(parameter.values)
    if parameter.default is not None:
        schema["default"] = _typed(schema, parameter.default)
    return schema


def operation(query: Query) -> Schema:
    """The operation of a curated query."""
    return {
        "operationId": query.name.replace("-", "_"),
        "tags": ["queries"],
        "summary": query.title["en"],
        "description": f"{query.description['en']}\n\n{query.title['nl']}. {query.description['nl']}\n\n"
        f"Answers: {', '.join(query.questions)}. A suffix asks for a form: {_suffixes(query)}. "
        "In CSV a text that starts with = + - @ or white space gets an apostrophe before it, so that no spreadsheet "
        "runs it as a formula.",
        "parameters": [*(_parameter(query, parameter) for parameter in query.parameters.values()), *GENERAL],
        "responses": {
            "200": {"description": "The answer; empty answers explain themselves", "content": _content(query)},
            "304": {"description": "The answer is still the one that you have (If-None-Match)"},
            "404": problem("There is no such thing; see near"),
            "406": problem("None of the forms is accepted"),
            **_too_many(query),
            "422": problem("A parameter is unknown, missing or of the wrong type"),
            "429": problem("The client has spent its share of the computing time; see Retry-After"),
        },
    }


def _too_many(query: Query) -> Schema:
    """In RDF a SELECT describes its things, and not without end (`representing.MOST_DESCRIBED`)."""
    if query.form == "CONSTRUCT" or not in_rdf(query):
        return {}
    return {"413": problem("In RDF: more things than one answer describes")}


def _suffixes(query: Query) -> str:
    forms = (JSON, CSV, PARQUET, *(rdf.FORMATS if in_rdf(query) else ()))
    told = " (what the things in the first column say)" if in_rdf(query) and query.form == "SELECT" else ""
    return " ".join(f".{suffix_of(form)}" for form in forms) + told


def _parameter(query: Query, parameter: Parameter) -> Schema:
    schema = parameter_schema(parameter)
    found: Schema = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": f"{parameter.description['en']}. {parameter.description['nl']}.",
        "schema": schema,
    }
    # A client that runs the examples must get an answer: only what the query's own example gives, which a test runs.
    if parameter.name in query.example:
        found["example"] = _typed(schema, query.example[parameter.name])
    else:
        schema["examples"] = [_typed(schema, parameter.example)]
    if parameter.required and schema["type"] == "string":
        schema["minLength"] = 1
    if not parameter.required and "format" in schema:  # a form sends an empty field for what is left out
        schema["anyOf"] = [{"format": schema.pop("format")}, {"maxLength": 0}]
    return found


def _typed(schema: Schema, value: str) -> str | int | bool:
    match schema["type"]:
        case "integer":
            return int(value)
        case "boolean":
            return value == "true"
        case _:
            return value


def _content(query: Query) -> Schema:
    body: Schema = {JSON: {"schema": _body(query)}, CSV: {"schema": {"type": "string"}}}
    body[PARQUET] = {"schema": {"type": "string", "format": "binary"}}
    if in_rdf(query):
        body |= {
            media_type: {"schema": {"type": "object" if media_type == JSON_LD else "string"}}
            for media_type in rdf.FORMATS
        }
    return body


def in_rdf(query: Query) -> bool:
    """Whether the answer can be given in RDF: its triples, or what the things in its first column say."""
    return query.form == "CONSTRUCT" or next(iter(query.columns.values())).kind == "thing"


def _body(query: Query) -> Schema:
    columns = {name: _cell(column) for name, column in query.columns.items()}
    if query.form == "CONSTRUCT":
        columns = {name: {"type": ["string", "null"]} for name in TRIPLE_COLUMNS}
    text: Schema = {"type": "string"}
    return {
        "type": "object",
        "required": ["query", "title", "parameters", "snapshot", "count", "columns", "rows", "links"],
        "properties": {
            "query": {"const": query.name},
            "title": text,
            "parameters": {"type": "object", "additionalProperties": text, "description": "As resolved: things by IRI"},
            "snapshot": text | {"description": "The version of the data that answered"},
            "count": {"type": "integer", "description": "The number of rows"},
            "columns": {
                "type": "array",
                "items": {"type": "object", "properties": {"name": text, "kind": text, "label": text}},
            },
            "rows": {
                "type": "array",
                "items": {"type": "object", "required": list(columns), "properties": columns},
            },
            "explanation": {"$ref": "#/components/schemas/Explanation"},
            "links": {"type": "object", "additionalProperties": text},
        },
    }


def _cell(column: Column) -> Schema:
    schema = dict(_CELLS[column.kind])
    if column.name == "evidence":
        schema["items"] = {"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Passage"}]}
    return schema | {"description": f"{column.label['en']} ({column.label['nl']})"}
