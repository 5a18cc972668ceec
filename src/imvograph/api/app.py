"""The web application, assembled from its parts."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from imvograph import __version__, assets
from imvograph.api import (
    catalogue,
    changes,
    crawlers,
    definitions,
    docs,
    dumps,
    home,
    list_schemas,
    lists,
    portal,
    queries,
    resources,
    schemas,
    searching,
    sparql,
    vendor,
    writing,
)
from imvograph.api.ahead import Ahead
from imvograph.api.allowance import Allowance
from imvograph.api.headers import EveryAnswer
from imvograph.api.kept import Kept
from imvograph.api.named import Named
from imvograph.api.packing import Packed
from imvograph.api.pages import STATIC, Pages
from imvograph.api.pinning import Pinned
from imvograph.api.portal.things import ThingPages
from imvograph.api.problems import PROBLEM_SCHEMA
from imvograph.api.refusals import Refusals
from imvograph.api.reports import Reports
from imvograph.api.watching import Log, Numbers, Watching
from imvograph.catalog import Catalog
from imvograph.dumps import Releases
from imvograph.errors import StoreError
from imvograph.settings import Settings
from imvograph.store.base import Store
from imvograph.writing import Tokens, Writer

_ABOUT = """Dutch policy on responsible business conduct (IMVO) as a knowledge graph; every statement leads to the
sentence that it rests on. Anyone can read every address, from any page. ETags are those of the snapshot: ask again with
`If-None-Match`. Errors are problem documents (RFC 9457). Things live at `/id/{kind}/{key}`; SPARQL at `/sparql`."""


def create_app(
    store: Store,
    catalog: Catalog,
    settings: Settings,
    writer: Writer | None = None,
    log: Log | None = None,
    ahead: Sequence[str] = (),
) -> FastAPI:
    """The application over a store and a catalogue: it opens neither, and calls no other host.

    Releases are read from the folder of the settings; ``log`` gets an event per request. What a query may cost is the
    store's; what a client may, is a setting. ``ahead`` are addresses that are asked for after each new version.
    With a ``writer`` changes can be checked, and made by who has a token; these lie in the folder of the store.
    """
    app = FastAPI(
        title="imvograph",
        version=__version__,
        description=_ABOUT,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # FastAPI's pages load their scripts from another host; ours: docs.py
        redoc_url=None,
        responses={
            422: schemas.problem("A parameter is of the wrong type"),
            "default": schemas.problem("Anything else that is wrong: what came, and what would be right"),
        },
        redirect_slashes=False,  # it would redirect to whatever Host the client named
    )
    libraries, releases, numbers = vendor.Vendor(), Releases(settings.releases), Numbers()
    pages, named = Pages(libraries), Named(releases)
    allowance = app.state.allowance = Allowance(settings.client_seconds, settings.client_share)
    shapes = assets.read_all(assets.SHAPES, "*.ttl")
    for routes in (  # tried one by one: what is asked most first; things in general after those with their own address
        sparql.router(store, pages, numbers),
        queries.router(store, catalog),
        home.router(store, pages),
        portal.router(store, catalog, pages, named),
        lists.router(store, catalog),
        searching.router(store),
        crawlers.router(store, settings.address),
        catalogue.router(store, releases),
        changes.router(releases),
        dumps.router(releases, pages),
        resources.router(store, ThingPages(catalog, pages), named),
        definitions.router(store, pages, shapes),
        docs.router(pages, libraries),
        vendor.router(libraries),
    ):
        app.include_router(routes)
    if writer is not None:
        app.include_router(writing.router(store, writer, Tokens(settings.store), Reports(pages)))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_api_route("/metrics", numbers.answer, response_class=Response, include_in_schema=False)
    refuse = Refusals(app, pages, store).answer
    inner = app.build_middleware_stack

    def stack() -> ASGIApp:
        """Watched, then kept, then packed, then what every answer has: outside of all that FastAPI does."""

        def one_version(made: ASGIApp) -> ASGIApp:
            return Pinned(made, store) if store.far else made

        # What is read ahead is asked for from inside, so it is pinned there.
        whole = Ahead(one_version(EveryAnswer(inner(), refuse)), lambda: _version(store), ahead)
        kept = Kept(Packed(whole), lambda: _version(store), settings.cache_mb * 2**20)
        numbers.watch("imvograph_kept_answers", "Answers kept as bytes", lambda: len(kept))
        numbers.watch("imvograph_kept_bytes", "Bytes of kept answers", lambda: kept.size)
        numbers.watch("imvograph_clients", "Clients with a spent allowance", lambda: len(allowance))
        return Watching(one_version(kept), numbers, log)

    app.build_middleware_stack = stack  # type: ignore[method-assign]
    app.openapi = lambda: _openapi(app, catalog)  # type: ignore[method-assign]
    return app


def _version(store: Store) -> str:
    try:
        return store.version
    except StoreError:  # told by who reads it
        return ""


def _openapi(app: FastAPI, catalog: Catalog) -> dict[str, Any]:
    """FastAPI's document, with an operation for each curated query, and the schemas that all share."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=_TAGS
        )
        document["paths"] |= schemas.operations(catalog) | list_schemas.operations(catalog)
        made = document.get("components", {}).get("schemas", {})  # without FastAPI's own words for a 422
        kept = {name: schema for name, schema in made.items() if not name.endswith("ValidationError")}
        document["components"] = {
            "schemas": {"Problem": PROBLEM_SCHEMA, **kept, **schemas.schemas()},
            "securitySchemes": _SCHEMES,
        }
        app.openapi_schema = document
    return app.openapi_schema


_SCHEMES = {"token": {"type": "http", "scheme": "bearer", "description": "Made with `imvograph token create`"}}

_TAGS = [
    {"name": "queries", "description": "Curated queries: one question each, with typed parameters"},
    {"name": "lists", "description": "The things of each kind, with filters, page by page"},
    {"name": "search", "description": "Full text, suggestions, and any spelling to its IRI"},
    {"name": "sparql", "description": "Any question, in SPARQL 1.1"},
    {"name": "things", "description": "What is said about one thing, as HTML or RDF"},
    {"name": "definitions", "description": "The ontology, the shapes and the named graphs"},
    {"name": "releases", "description": "Dumps, their description for portals, and what changed"},
    {"name": "writing", "description": "Changes, through the gate; with a token"},
    {"name": "service", "description": "Whether the service is well"},
]
