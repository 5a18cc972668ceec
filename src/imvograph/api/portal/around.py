"""``/around/{kind}/{key}``: the neighbourhood of a thing, as a picture, a table, and JSON to expand it with."""

from dataclasses import asdict

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pyoxigraph import NamedNode

from imvograph.api.allowance import charged
from imvograph.api.asking import Asking, form
from imvograph.api.caching import etag, headers, not_modified
from imvograph.api.negotiate import HTML, JSON
from imvograph.api.pages import Pages, web_address
from imvograph.api.portal.neighbourhood import Neighbourhood, neighbourhood
from imvograph.api.vendor import POLICY
from imvograph.api.views import Words
from imvograph.catalog import Catalog
from imvograph.errors import NotFoundError
from imvograph.model.iris import thing
from imvograph.store.base import Snapshot, Store

_VARY = "Accept, Accept-Language"


def router(store: Store, catalog: Catalog, pages: Pages) -> APIRouter:
    """The address of a thing's neighbourhood."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/around/{kind}/{key}", response_class=Response)
    async def around(kind: str, key: str, request: Request, asked: Asking) -> Response:
        key, media_type = form(request, key, (HTML, JSON))
        snapshot = store.snapshot()
        tag = etag(request, snapshot.version, media_type, asked.language)
        unchanged = not_modified(request, tag, _VARY)
        if unchanged is not None:
            return unchanged
        iri = _named(snapshot, kind, key)
        words = Words(snapshot, asked.language)
        found = await charged(request, neighbourhood, snapshot, iri, words)
        if media_type == JSON:
            return JSONResponse(_elements(found), headers=headers(tag, _VARY))
        page = pages.draw(
            "around.html",
            asked,
            found=found,
            names={node.iri: words.link(node.iri) for node in found.nodes},
            address=f"/around/{kind}/{key}",
            thing=f"/doc/{kind}/{key}",
        )
        return Response(page, headers=headers(tag, _VARY) | {"Content-Security-Policy": POLICY}, media_type=HTML)

    return routes


def _named(snapshot: Snapshot, kind: str, key: str) -> str:
    iri = thing(kind, key)
    try:
        if next(iter(snapshot.triples(subject=NamedNode(iri))), None) is not None:
            return iri
    except ValueError:  # no IRI at all
        pass
    asked = f"/id/{kind[:80]}/{key[:200]}"
    raise NotFoundError(f"There is no {asked} in this graph", [], nl=f"{asked} is er niet in deze graaf")


def _elements(found: Neighbourhood) -> dict[str, object]:
    """The neighbourhood for a program; each node with the address of its page."""
    nodes = [asdict(node) | {"href": web_address(node.iri)} for node in found.nodes]
    return {"nodes": nodes, "edges": [asdict(edge) for edge in found.edges], "cut": found.cut}
