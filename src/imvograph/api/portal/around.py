"""``/around/{kind}/{key}``: the neighbourhood of a thing, as a picture, a table, and JSON to expand it with."""

import json
from dataclasses import asdict

from fastapi import APIRouter, Request, Response

from imvograph.api.allowance import charged
from imvograph.api.asking import NO_OTHERS, Asking, form
from imvograph.api.named import Named
from imvograph.api.negotiate import HTML, JSON
from imvograph.api.pages import Pages, web_address
from imvograph.api.portal.neighbourhood import Neighbourhood, neighbourhood
from imvograph.api.vendor import POLICY
from imvograph.api.views import Words
from imvograph.store.base import Store


def router(store: Store, pages: Pages, named: Named) -> APIRouter:
    """The address of a thing's neighbourhood; ``named`` finds the thing."""
    routes = APIRouter(include_in_schema=False, dependencies=[NO_OTHERS])

    @routes.get("/around/{kind}/{key}", response_class=Response)
    async def around(kind: str, key: str, request: Request, asked: Asking) -> Response:
        key, media_type = form(request, key, (HTML, JSON))
        snapshot = store.snapshot()
        view = await named.standing(request, asked, snapshot, kind, key, media_type)
        if isinstance(view, Response):
            return view
        description = view.thing

        def draw() -> str:
            words = Words(snapshot, asked.language)
            found = neighbourhood(snapshot, description.iri, words)
            if media_type == JSON:
                return json.dumps(_elements(found), ensure_ascii=False)
            return pages.draw(
                "around.html",
                asked,
                found=found,
                names={node.iri: words.link(node.iri) for node in found.nodes},
                address=f"/around/{kind}/{key}",
                thing=f"/doc/{kind}/{key}",
                retired=description.retired,
                replaced_by=[words.link(iri) for iri in description.replaced_by],
            )

        sent = view.headers | ({"Link": ", ".join(view.successors)} if view.successors else {})
        more = {"Content-Security-Policy": POLICY} if media_type == HTML else {}
        return Response(await charged(request, draw), view.status, {**sent, **more}, media_type)

    return routes


def _elements(found: Neighbourhood) -> dict[str, object]:
    """The neighbourhood for a program; each node with the address of its page."""
    nodes = [asdict(node) | {"href": web_address(node.iri)} for node in found.nodes]
    return {"nodes": nodes, "edges": [asdict(edge) for edge in found.edges], "cut": found.cut}
