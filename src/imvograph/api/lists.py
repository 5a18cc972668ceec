"""``/api/v1/motions`` and the lists of every other kind of thing: filters, pages, and what each page's things say.

A list is a curated query whose header says so. A page ends with a cursor, which is bound to the version of the graph: a
walk along the pages never mixes two versions. When a newer one has been published, a walk goes on in the old one as
long as that is kept here; then it is 410, and begins again.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from imvograph.answers import At, CuratedAnswer, listed
from imvograph.api import rdf
from imvograph.api.allowance import charged
from imvograph.api.asking import Asking, WrongRequest, form, parameters
from imvograph.api.caching import etag, headers, not_modified
from imvograph.api.cursors import Cursor, behind, end_of, question
from imvograph.api.list_schemas import LIMIT
from imvograph.api.negotiate import BY_FORM_AND_LANGUAGE, suffix_of
from imvograph.api.queries import LISTS, examples
from imvograph.api.representing import TABLES, body, described, named, written
from imvograph.api.views import Words
from imvograph.catalog import Catalog
from imvograph.errors import NotFoundError, ParameterError
from imvograph.model.iris import ID
from imvograph.store.base import Snapshot, Store

FORMS = (*TABLES, *rdf.FORMATS)
_VERSIONS_KEPT = 2


def router(store: Store, catalog: Catalog) -> APIRouter:
    """The lists of the catalogue over a store."""
    routes = APIRouter()
    walks = _Walks(store)

    async def page(request: Request, asked: Asking) -> Response:
        name = request.scope["path"].rpartition("/")[2]
        stem, media_type = form(request, name, FORMS)
        if stem not in catalog:
            message, nl = f"there is no list {stem[:80]!r}", f"er is geen lijst {stem[:80]!r}"
            raise NotFoundError(message, [f"{LISTS}{stem.partition('.')[0]}"], nl=nl)
        filters = parameters(request, examples(catalog, stem) | {"limit": str(LIMIT["default"]), "cursor": None})
        limit = _limit(filters.pop("limit", None))
        given = filters.pop("cursor", None)
        asking = question(stem, filters)
        cursor = Cursor.read(given, asking) if given else None  # an empty one is one not given
        tag = etag(request, cursor.version if cursor else store.version, media_type, asked.language)
        unchanged = not_modified(request, tag, BY_FORM_AND_LANGUAGE, media_type)
        if unchanged is not None:
            return unchanged
        snapshot = walks.at(cursor.version if cursor else None)
        own = {**filters, **({"lang": asked.language} if asked.chosen else {})}
        if limit != LIMIT["default"]:
            own["limit"] = str(limit)
        if snapshot is None:
            raise _too_old(_address(name, own))

        def made() -> tuple[dict[str, str], bytes]:
            walk = listed(catalog, At(snapshot), stem, filters)
            start = behind(walk.things, cursor) if cursor else 0
            end = min(start + limit, len(walk.things))
            links = {"first": _address(name, own)}
            if end < len(walk.things):
                following = end_of(walk.things, end, snapshot.version, asking)
                links["next"] = _address(name, {**own, "cursor": str(following)})
            shown = walk.page(start, end)
            if media_type in rdf.FORMATS:
                return links, written({}, media_type, sorted(described(snapshot, shown.rows), key=str))
            here = {**own, "cursor": str(cursor)} if cursor else own
            forms = {suffix_of(t): _address(f"{stem}.{suffix_of(t)}", here) for t in FORMS}
            more = {
                "total": shown.total,
                "labels": _labels(Words(snapshot, asked.language), shown),
                "links": {"self": _address(name, here), **links, **forms},
            }
            return links, written(body(shown, asked) | more, media_type)

        links, content = await charged(request, made)
        sent = headers(etag(request, snapshot.version, media_type, asked.language), BY_FORM_AND_LANGUAGE) | named(
            stem, media_type
        )
        sent["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in links.items())
        return Response(content, headers=sent, media_type=media_type)

    for query in catalog.values():  # OpenAPI has an operation for each (list_schemas.operations)
        if query.listed:
            for path in (query.name, query.name + ".{suffix}"):
                routes.add_api_route(LISTS + path, page, response_class=Response, include_in_schema=False)
    return routes


class _Walks:
    """The versions in which lists were asked lately, so that a walk along the pages ends in the one where it began.

    What a version holds on disk stays as long as it is kept here, so only the newest two are.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[str, Snapshot] = OrderedDict()
        self._lock = threading.Lock()

    def at(self, version: str | None) -> Snapshot | None:
        """A version, without its name the newest; None if it is gone."""
        newest = self._store.snapshot()
        with self._lock:
            self._kept[newest.version] = newest
            while len(self._kept) > _VERSIONS_KEPT:
                self._kept.popitem(last=False)
            return self._kept.get(version or newest.version)


def _limit(text: str | None) -> int:
    if text is None:
        return int(LIMIT["default"])
    most = int(LIMIT["maximum"])
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most):
        raise ParameterError(
            f"parameter 'limit' cannot be {text[:80]!r}; give a whole number from 1 to {most}",
            "limit",
            text,
            str(LIMIT["default"]),
            nl=f"parameter 'limit' kan niet {text[:80]!r} zijn; geef een heel getal van 1 tot en met {most}",
        )
    return int(text)


def _too_old(first: str) -> WrongRequest:
    return WrongRequest(
        410,
        f"This cursor is of a version of the graph that is no longer here; begin again at {first}",
        nl=f"Deze cursor is van een versie van de graaf die er niet meer is; begin opnieuw bij {first}",
        headers={"Link": f'<{first}>; rel="first"'},
    )


def _address(name: str, parameters: Mapping[str, str]) -> str:
    return f"{LISTS}{name}?{urlencode(parameters)}" if parameters else f"{LISTS}{name}"


def _labels(words: Words, shown: CuratedAnswer) -> dict[str, str]:
    """What the things in the rows are called, passages not."""
    columns = [
        name for name, column in shown.columns.items() if column.kind in ("thing", "list") and name != "evidence"
    ]
    cells: list[Any] = [row[name] for row in shown.rows for name in columns]
    iris = {iri for cell in cells for iri in (cell if isinstance(cell, list) else [cell])}
    return {iri: words(iri) for iri in sorted(filter(None, iris)) if iri.startswith(ID)}
