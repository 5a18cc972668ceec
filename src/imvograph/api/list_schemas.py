"""OpenAPI for the lists: the operation of the query, with pages and the forms of what its things say."""

from imvograph.api.negotiate import JSON
from imvograph.api.schemas import Schema, operation, problem
from imvograph.catalog import Catalog, Query

LIMIT: Schema = {"type": "integer", "minimum": 1, "maximum": 500, "default": 50}
"""The schema of the number of rows on a page."""

_PAGES: tuple[Schema, ...] = (
    {"name": "limit", "in": "query", "required": False, "description": "Rows on a page", "schema": LIMIT},
    {
        "name": "cursor",
        "in": "query",
        "required": False,
        "description": "Where the page before ended: follow the Link header («next»). It is bound to a version of the graph",
        "schema": {"type": "string"},
    },
)


def operations(catalog: Catalog) -> dict[str, Schema]:
    """The paths of the lists, by address."""
    return {f"/api/v1/{query.name}": {"get": _operation(query)} for query in catalog.values() if query.listed}


def _operation(query: Query) -> Schema:
    of_query = operation(query)
    content = dict(of_query["responses"]["200"]["content"])
    body = content[JSON]["schema"]
    own: dict[str, Schema] = {
        "total": {"type": "integer", "description": "The number of rows on all pages"},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}, "description": "Names of the things"},
    }
    content[JSON] = {
        "schema": body | {"required": [*body["required"], *own], "properties": {**body["properties"], **own}}
    }
    found = {
        "description": "A page; RDF is what the things on it say",
        "headers": {"Link": {"description": "rel=first and rel=next (RFC 8288)", "schema": {"type": "string"}}},
        "content": content,
    }
    answers = {
        status: said for status, said in of_query["responses"].items() if status != "413"
    }  # a page is not too large
    gone = problem("The cursor is of a version of the graph that is gone; begin at the first page")
    return of_query | {
        "operationId": f"list_{query.name.replace('-', '_')}",
        "tags": ["lists"],
        "description": f"{query.description['en']}\n\n{query.title['nl']}. {query.description['nl']}\n\n"
        "A suffix asks for a form: .json .csv .parquet .ttl .jsonld .nt .rdf. Follow the Link header from page to page.",
        "parameters": [*of_query["parameters"], *_PAGES],
        "responses": answers | {"200": found, "410": gone},
    }
