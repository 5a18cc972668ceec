"""For portals: ``/catalog`` (DCAT-AP-NL 3.0) and ``/.well-known/void``, both of the newest release."""

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pyoxigraph import NamedNode, Triple

from imvograph.answers.keeping import kept
from imvograph.api import rdf
from imvograph.api.asking import NO_OTHERS, form
from imvograph.api.caching import etag, headers, not_modified
from imvograph.api.negotiate import suffix_of
from imvograph.api.schemas import Responses, in_forms, problem
from imvograph.dumps import Releases
from imvograph.dumps.counting import count
from imvograph.dumps.dcat import fixed
from imvograph.dumps.vocabulary import VOCABULARIES
from imvograph.dumps.void import void
from imvograph.errors import NotFoundError
from imvograph.model.iris import kind_and_key
from imvograph.store.base import Snapshot, Store

_FORMS: Responses = {
    **in_forms(*rdf.FORMATS),
    406: problem("None of the forms is accepted"),
}


def router(store: Store, releases: Releases) -> APIRouter:
    """The descriptions for portals; before the first release: without files, with the counts of the newest snapshot."""
    routes = APIRouter(tags=["releases"], dependencies=[NO_OTHERS])
    always = fixed()

    @routes.get("/catalog.{suffix}", response_class=Response, include_in_schema=False)
    @routes.get("/catalog", response_class=Response, summary="The catalogue (DCAT-AP-NL 3.0)", responses=_FORMS)
    async def catalogue(request: Request) -> Response:
        """What there is to fetch and to ask: datasets, files with their checksums, services, all releases. Turtle, JSON-LD,
        N-Triples or RDF/XML, by Accept or suffix (``/catalog.ttl``)."""
        newest = releases.newest()
        version = newest.version if newest else store.version
        return await answer(request, version, lambda: newest.said("catalogue.ttl") if newest else always)

    @routes.get("/.well-known/void", response_class=Response, summary="How much there is (VoID)", responses=_FORMS)
    async def statistics(request: Request) -> Response:
        """Triples, entities, classes and properties with their counts, links to others, dumps."""
        newest, snapshot = releases.newest(), store.snapshot()
        version = newest.version if newest else snapshot.version
        return await answer(request, version, lambda: newest.said("void.ttl") if newest else _counted(snapshot))

    async def answer(request: Request, version: str, said: Callable[[], frozenset[Triple]]) -> Response:
        name = request.scope["path"].rpartition("/")[2]
        stem, media_type = form(request, name, rdf.FORMATS)
        if "." in stem:
            known = [f"/catalog.{suffix_of(offered)}" for offered in rdf.FORMATS]
            raise NotFoundError(f"There is no /{name[:80]}", known, nl=f"/{name[:80]} is er niet")
        tag = etag(request, version, media_type)
        unchanged = not_modified(request, tag, "Accept", media_type)
        if unchanged is not None:
            return unchanged
        body = await run_in_threadpool(lambda: rdf.serialised(said(), media_type, VOCABULARIES))
        return Response(body, headers=headers(tag, "Accept"), media_type=media_type)

    async def lead() -> Response:
        return Response(status_code=303, headers={"Location": "/catalog"})

    for iri in sorted({t.subject.value for t in always if isinstance(t.subject, NamedNode)}):
        if named := kind_and_key(iri):
            routes.add_api_route(f"/id/{'/'.join(named)}", lead, response_class=Response, include_in_schema=False)
    return routes


def _counted(snapshot: Snapshot) -> frozenset[Triple]:
    """The VoID of a snapshot, counted once."""
    return kept(snapshot, "void", lambda: (void(count(snapshot.triples()), snapshot.version),))[0]
