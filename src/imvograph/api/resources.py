"""Things: ``/id/{kind}/{key}`` names one, ``/doc/{kind}/{key}`` describes it (303 from the one to the other).

A thing that was retired (``owl:deprecated``) is described with status 410, and a Link to what replaced it; one that is
gone from the graph since a release is a 410 too; what never was is a 404 that names what is near.
"""

import re
from collections.abc import Callable
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from imvograph.api import rdf
from imvograph.api.allowance import charged
from imvograph.api.asking import Asked, Asking, form
from imvograph.api.caching import etag, headers, not_modified
from imvograph.api.description import Description, describe
from imvograph.api.near import Near
from imvograph.api.negotiate import HTML, suffix_of
from imvograph.dumps import Releases
from imvograph.errors import GoneError, NotFoundError
from imvograph.model.iris import BASE, thing
from imvograph.store.base import Snapshot, Store

OFFERED = (HTML, *rdf.FORMATS)
_VARY = "Accept, Accept-Language"
_KIND = re.compile(r"[a-z][a-z-]{0,60}")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,200}")


def router(store: Store, draw: Callable[[Snapshot, Description, Asked, str], str], releases: Releases) -> APIRouter:
    """The addresses of things; ``draw`` makes the page of one, ``releases`` know what there was before."""
    routes = APIRouter(tags=["things"])
    near = Near()

    async def described(snapshot: Snapshot, kind: str, key: str) -> Description:
        if _KIND.fullmatch(kind) and _KEY.fullmatch(key):
            description = describe(snapshot, thing(kind, key))
            if description is not None:
                return description
            gone = await run_in_threadpool(releases.gone)
            if (iri := thing(kind, key)) in gone:
                last = gone[iri]
                nl = f"/id/{kind}/{key} stond het laatst in uitgave {last.version}"
                raise GoneError(f"/id/{kind}/{key} was last in release {last.version}", last.replaced_by, nl=nl)
            found = await run_in_threadpool(near, snapshot, kind, key)
        else:
            found = []
        asked = f"/id/{kind[:80]}/{key[:200]}"
        raise NotFoundError(f"There is no {asked} in this graph", found, nl=f"{asked} is er niet in deze graaf")

    @routes.get("/id/{kind}/{key}", status_code=303, response_class=Response, summary="Go to what describes a thing")
    async def identify(kind: str, key: str, request: Request, asked: Asking) -> Response:
        """The IRI of a thing leads to its page, which gives HTML or RDF by the Accept header; a suffix stays."""
        stem, _ = form(request, key, OFFERED)
        await described(store.snapshot(), kind, stem)
        query = f"?{urlencode({'lang': asked.language})}" if asked.chosen else ""
        return Response(status_code=303, headers={"Location": f"/doc/{kind}/{key}{query}", "Vary": _VARY})

    @routes.get(
        "/doc/{kind}/{key}",
        response_class=Response,
        summary="What is said about a thing",
        responses={200: {"content": {media_type: {} for media_type in OFFERED}}},
    )
    async def document(kind: str, key: str, request: Request, asked: Asking) -> Response:
        """All triples with the thing as subject, those of its evidence, and the labels of what they point to.

        The same triples in each RDF format; HTML for people. A suffix asks for a form: ``.html .ttl .jsonld .nt .rdf``.
        """
        key, media_type = form(request, key, OFFERED)
        snapshot = store.snapshot()
        tag = etag(request, snapshot.version, media_type, asked.language)
        unchanged = not_modified(request, tag, _VARY, media_type)
        if unchanged is not None:
            return unchanged
        description = await described(snapshot, kind, key)
        sent = headers(tag, _VARY) | {
            "Link": ", ".join(
                [_links(kind, key), *(f'<{iri}>; rel="successor-version"' for iri in description.replaced_by)]
            ),
            "Content-Location": f"/doc/{kind}/{key}.{suffix_of(media_type)}",
        }
        status = 410 if description.retired else 200
        if media_type == HTML:
            page = await charged(request, draw, snapshot, description, asked, f"/doc/{kind}/{key}")
            return Response(page, status, sent, HTML)
        return Response(rdf.serialised(description.triples, media_type), status, sent, media_type)

    return routes


def _links(kind: str, key: str) -> str:
    """The Link header (RFC 8288): the thing, the page's lasting address, and its other forms."""
    address = f"/doc/{kind}/{key}"
    alternates = [f'<{address}.{suffix_of(t)}>; rel="alternate"; type="{t}"' for t in OFFERED]
    return ", ".join([f'<{thing(kind, key)}>; rel="describes"', f'<{BASE}{address[1:]}>; rel="canonical"', *alternates])
