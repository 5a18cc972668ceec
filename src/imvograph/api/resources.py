"""Things: ``/id/{kind}/{key}`` names one, ``/doc/{kind}/{key}`` describes it (303 from the one to the other).

A thing that was retired (``owl:deprecated``) is described with status 410, and a Link to what replaced it (`named`).
"""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from imvograph.api import rdf
from imvograph.api.allowance import charged
from imvograph.api.asking import NO_OTHERS, Asked, Asking, form
from imvograph.api.description import Description
from imvograph.api.named import Named
from imvograph.api.negotiate import BY_FORM_AND_LANGUAGE, HTML, suffix_of
from imvograph.api.schemas import in_forms
from imvograph.model.iris import BASE, thing
from imvograph.store.base import Snapshot, Store

OFFERED = (HTML, *rdf.FORMATS)
_Mark = Annotated[
    str | None, Query(description="Of the page of a text: the place to show, from-to in code points", max_length=40)
]  # read by portal.reading


def router(store: Store, draw: Callable[[Snapshot, Description, Asked, str], str], named: Named) -> APIRouter:
    """The addresses of things; ``draw`` makes the page of one, ``named`` finds it."""
    routes = APIRouter(tags=["things"], dependencies=[NO_OTHERS])

    @routes.get("/id/{kind}/{key}", status_code=303, response_class=Response, summary="Go to what describes a thing")
    async def identify(kind: str, key: str, request: Request, asked: Asking) -> Response:
        """The IRI of a thing leads to its page, which gives HTML or RDF by the Accept header; a suffix stays."""
        stem, _ = form(request, key, OFFERED)
        await named(store.snapshot(), kind, stem)
        query = f"?{urlencode({'lang': asked.language})}" if asked.chosen else ""
        return Response(
            status_code=303, headers={"Location": f"/doc/{kind}/{key}{query}", "Vary": BY_FORM_AND_LANGUAGE}
        )

    @routes.get(
        "/doc/{kind}/{key}",
        response_class=Response,
        summary="What is said about a thing",
        responses=in_forms(*OFFERED),
    )
    async def document(kind: str, key: str, request: Request, asked: Asking, mark: _Mark = None) -> Response:
        """All triples with the thing as subject, those of its evidence, and the labels of what they point to.

        The same triples in each RDF format; HTML for people. A suffix asks for a form: ``.html .ttl .jsonld .nt .rdf``.
        """
        key, media_type = form(request, key, OFFERED)
        snapshot = store.snapshot()
        view = await named.standing(request, asked, snapshot, kind, key, media_type)
        if isinstance(view, Response):
            return view
        sent = view.headers | {
            "Link": ", ".join([_links(kind, key), *view.successors]),
            "Content-Location": f"/doc/{kind}/{key}.{suffix_of(media_type)}",
        }
        if media_type == HTML:
            page = await charged(request, draw, snapshot, view.thing, asked, f"/doc/{kind}/{key}")
            return Response(page, view.status, sent, HTML)
        return Response(rdf.serialised(view.thing.triples, media_type), view.status, sent, media_type)

    return routes


def _links(kind: str, key: str) -> str:
    """The Link header (RFC 8288): the thing, the page's lasting address, and its other forms."""
    address = f"/doc/{kind}/{key}"
    alternates = [f'<{address}.{suffix_of(t)}>; rel="alternate"; type="{t}"' for t in OFFERED]
    return ", ".join([f'<{thing(kind, key)}>; rel="describes"', f'<{BASE}{address[1:]}>; rel="canonical"', *alternates])
