"""What the SPARQL editor completes from: our prefixes, and the classes and properties of the ontology."""

import json

from fastapi import APIRouter, Request, Response

from imvograph.answers import At, ask
from imvograph.api.asking import Asking
from imvograph.api.caching import of_one_version
from imvograph.api.negotiate import JSON
from imvograph.api.pages import Pages
from imvograph.api.portal.questions import without_header
from imvograph.catalog import Catalog, Query
from imvograph.model.iris import PREFIXES
from imvograph.store.base import Store

_CLASSES = ("owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty")
TO_TRY = ("commitments-by-topic", "motions-by-topic", "covenants", "evidence-of", "anomalies", "timeline")


def router(store: Store, catalog: Catalog, pages: Pages) -> APIRouter:
    """``/sparql/terms.json``."""
    routes = APIRouter(include_in_schema=False)

    def example(at: At, query: Query) -> dict[str, object]:
        """A curated query with the values of its own example, as a text to start from."""
        found = ask(catalog, at, query.name, query.example)
        return {"title": query.title, "query": without_header(query.bind(found.parameters))}

    def terms(at: At) -> bytes:
        found = [row["thing"] for name in _CLASSES for row in ask(catalog, at, "things-of-class", {"class": name}).rows]
        body = {
            "prefixes": PREFIXES,
            "terms": [{"iri": iri} for iri in sorted(set(found))],
            "examples": [example(at, catalog[name]) for name in TO_TRY if name in catalog],
        }
        return json.dumps(body, ensure_ascii=False).encode()

    @routes.get("/sparql/terms.json", response_class=Response)
    async def of_the_editor(request: Request, asked: Asking) -> Response:
        return await of_one_version(request, store, terms, media_type=JSON)

    return routes
