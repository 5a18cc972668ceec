"""``/around/{kind}/{key}``: the neighbourhood of a thing, as a picture, a table, and JSON to expand it with."""

import json
from dataclasses import asdict

from fastapi import APIRouter, Request, Response
from pyoxigraph import NamedNode

from imvograph.answers import At
from imvograph.api.asking import Asking, form
from imvograph.api.caching import of_one_version
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

        def draw(at: At) -> str:
            words = Words(at.held, asked.language)
            found = neighbourhood(at.held, _named(at.held, kind, key), words)
            if media_type == JSON:
                return json.dumps(_elements(found), ensure_ascii=False)
            return pages.draw(
                "around.html",
                asked,
                found=found,
                names={node.iri: words.link(node.iri) for node in found.nodes},
                address=f"/around/{kind}/{key}",
                thing=f"/doc/{kind}/{key}",
            )

        more = {"Content-Security-Policy": POLICY} if media_type == HTML else {}
        variant = media_type, asked.language
        return await of_one_version(request, store, draw, *variant, vary=_VARY, media_type=media_type, more=more)

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
