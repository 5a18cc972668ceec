"""The portal: pages for those who look rather than query, drawn from the same catalogue and store as the API."""

from fastapi import APIRouter

from imvograph.api.named import Named
from imvograph.api.pages import Pages
from imvograph.api.portal import around, editor, figures, home, lists, questions, registers, searching
from imvograph.catalog import Catalog
from imvograph.store.base import Store

WHOLE = ("/", *(f"/{name}" for name in lists.LISTS), "/figures")
"""The pages that rest on the whole graph; each reads once per version what the others of its kind need too."""


def router(store: Store, catalog: Catalog, pages: Pages, named: Named) -> APIRouter:
    """All pages of the portal, but those of things (`resources`); ``named`` finds a thing."""
    routes = APIRouter()
    for part in (home, searching, registers, lists, questions, figures, editor):
        routes.include_router(part.router(store, catalog, pages))
    routes.include_router(around.router(store, pages, named))
    return routes
