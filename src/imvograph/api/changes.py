"""What changed: ``/feed.atom`` and ``/feed.json`` tell of things, ``/changes`` gives statements."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Annotated, Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from imvograph.api.asking import NO_OTHERS, form
from imvograph.api.caching import etag, headers, not_modified
from imvograph.api.dumps import newest_of
from imvograph.api.negotiate import JSON
from imvograph.api.rdf import NOT_IN_XML
from imvograph.api.schemas import Responses, in_forms, problem
from imvograph.dumps import Release, Releases
from imvograph.dumps.making import PATCH_END, patch_head
from imvograph.dumps.vocabulary import release_iri
from imvograph.errors import NotFoundError
from imvograph.model.iris import BASE

RDF_PATCH, ATOM, JSON_FEED = "application/rdf-patch", "application/atom+xml", "application/feed+json"
PAGE = 1000
"""Things on one page of a feed."""

_PIECE = 500  # statements sent at a time
_PROBLEMS: Responses = {
    404: problem("There is no such release, none before it, or it has no such page"),
    422: problem("A parameter is missing or of the wrong type"),
}
_Version = Annotated[str | None, Query(description="A release; without it the newest", max_length=80)]
_Page = Annotated[int, Query(description="Page of that release, from 1", ge=1, le=1_000_000, examples=[1])]


def router(releases: Releases) -> APIRouter:
    """The feeds and the changes."""
    routes = APIRouter(tags=["releases"], dependencies=[NO_OTHERS])

    @routes.get(
        "/feed.atom",
        response_class=Response,
        summary="Things that changed (Atom)",
        responses=in_forms(ATOM) | _PROBLEMS,
    )
    async def atom(request: Request, release: _Version = None, page: _Page = 1) -> Response:
        """Each thing created, updated or deleted by a release; ``rel="next"`` leads on, and to the release before.

        A thing that is retired is ``updated`` and ``retired``; the summary says what took its place."""
        return await feed(request, release, page, ATOM)

    @routes.get(
        "/feed.json",
        response_class=Response,
        summary="Things that changed (JSON Feed)",
        responses=in_forms(JSON_FEED) | _PROBLEMS,
    )
    async def json_feed(request: Request, release: _Version = None, page: _Page = 1) -> Response:
        """As ``/feed.atom``, as JSON Feed 1.1."""
        return await feed(request, release, page, JSON_FEED)

    async def feed(request: Request, version: str | None, page: int, media_type: str) -> Response:
        found = releases[version] if version else newest_of(releases)
        tag = etag(request, found.version)
        unchanged = not_modified(request, tag, "", media_type)
        if unchanged is not None:
            return unchanged
        drawn = _atom if media_type == ATOM else _json
        address = request.scope["path"]
        body = await run_in_threadpool(lambda: drawn(found, page, *_page(found, page, address)))
        return Response(body, headers=headers(tag, ""), media_type=media_type)

    @routes.get(
        "/changes",
        response_class=Response,
        summary="Statements that came and went since a release",
        responses={
            **in_forms(RDF_PATCH, JSON),
            406: problem("None of the forms is accepted"),
            **_PROBLEMS,
        },
    )
    async def changes(
        request: Request,
        since: Annotated[
            str | None,
            Query(description="The release that you have; without it the one before the newest", max_length=80),
        ] = None,
    ) -> Response:
        """From the release that you have to the newest: as RDF Patch, or as JSON with the statements as N-Quads."""
        _, media_type = form(request, "x", (RDF_PATCH, JSON))
        newest = newest_of(releases)
        held = releases[since] if since else _before(releases, newest)
        tag = etag(request, newest.version, media_type)
        unchanged = not_modified(request, tag, "Accept", media_type)
        if unchanged is not None:
            return unchanged
        lines = _patch if media_type == RDF_PATCH else _as_json
        return StreamingResponse(
            _pieces(lines(releases, held, newest)), headers=headers(tag, "Accept"), media_type=media_type
        )

    return routes


def _before(releases: Releases, newest: Release) -> Release:
    if newest.previous is None:
        whole = f"/dump/{newest.version}/"
        raise NotFoundError(
            f"There is one release, {newest.version}, and none before it: take it whole at {whole}, and ask later with since=",
            [whole],
            nl=f"Er is één uitgave, {newest.version}, en geen ervoor: haal hem heel bij {whole}, en vraag later met since=",
        )
    return releases[newest.previous]


def _pieces(lines: Iterator[bytes]) -> Iterator[bytes]:
    while some := list(islice(lines, _PIECE)):
        yield b"".join(some)


def _patch(releases: Releases, held: Release, newest: Release) -> Iterator[bytes]:
    yield patch_head(newest.version, held.version)
    for mark, statement in releases.since(held.version):
        yield mark + b" " + statement
    yield PATCH_END


def _as_json(releases: Releases, held: Release, newest: Release) -> Iterator[bytes]:
    """One object, written as it is read: the statements are gone through twice."""
    yield f'{{"since":{json.dumps(held.version)},"until":{json.dumps(newest.version)}'.encode()
    for name, wanted in (("removed", b"D"), ("added", b"A")):
        yield f',"{name}":['.encode()
        comma = b""
        for mark, statement in releases.since(held.version):
            if mark == wanted:
                yield comma + json.dumps(statement.decode().rstrip("\n"), ensure_ascii=False).encode()
                comma = b",\n"
        yield b"]"
    yield b"}\n"


def _page(release: Release, page: int, address: str) -> tuple[list[dict[str, Any]], str | None]:
    """The things of one page that are ours, and what the page after it is asked with; raises `NotFoundError` past the last."""
    found = list(islice(_ours(release), (page - 1) * PAGE, page * PAGE + 1))
    if page > 1 and not found:
        last = max(-(-sum(1 for _ in _ours(release)) // PAGE), 1)
        en = f"Release {release.version} has no page {page} of changes; the last is page {last}"
        nl = f"Uitgave {release.version} heeft geen bladzijde {page} met wijzigingen; de laatste is bladzijde {last}"
        raise NotFoundError(en, [f"{address}?{urlencode({'release': release.version, 'page': last})}"], nl=nl)
    following = None
    if len(found) > PAGE:
        following = urlencode({"release": release.version, "page": page + 1})
    elif release.previous:
        following = urlencode({"release": release.previous})
    return found[:PAGE], following


def _ours(release: Release) -> Iterator[dict[str, Any]]:
    return (item for item in release.changed() if item["iri"].startswith(BASE))


def _entry_id(release: Release, item: Mapping[str, Any]) -> str:
    """An IRI has one «#» at most (RFC 3987), and so has an id of Atom (RFC 4287, section 4.2.6)."""
    return f"{release_iri(release.version)}#{item['iri'].removeprefix(BASE).replace('#', '%23')}"


def _title(item: Mapping[str, Any]) -> str:
    return NOT_IN_XML.sub(" ", item["label"] or item["iri"].removeprefix(BASE))


def _tags(item: Mapping[str, Any]) -> list[str]:
    """What was done: the action first."""
    return [item["action"], *(["retired"] if item.get("retired") else [])]


def _said(item: Mapping[str, Any]) -> str:
    """What was done, in a line: ``updated, retired; replaced by https://…``."""
    replaced = ", ".join(item.get("replaced_by", ()))
    return ", ".join(_tags(item)) + (f"; replaced by {replaced}" if replaced else "")


def _atom(release: Release, page: int, items: list[dict[str, Any]], following: str | None) -> bytes:
    time = release.updated
    here = urlencode({"release": release.version, "page": page})
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl">',
        f"<id>{BASE}feed.atom</id><title>imvograph: {escape(release.version)}</title><updated>{time}</updated>",
        "<author><name>imvograph</name></author>",
        f'<link rel="self" href={quoteattr(f"{BASE}feed.atom?{here}")}/>',
    ]
    if following:
        lines.append(f'<link rel="next" href={quoteattr(f"{BASE}feed.atom?{following}")}/>')
    lines += [
        f"<entry><id>{escape(_entry_id(release, item))}</id><title>{escape(_title(item))}</title>"
        f"<updated>{time}</updated><link href={quoteattr(item['iri'])}/>"
        f"{''.join(f'<category term={quoteattr(tag)}/>' for tag in _tags(item))}"
        f"<summary>{escape(_said(item))}</summary></entry>"
        for item in items
    ]
    return "\n".join([*lines, "</feed>\n"]).encode()


def _json(release: Release, page: int, items: list[dict[str, Any]], following: str | None) -> bytes:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"imvograph: {release.version}",
        "home_page_url": BASE,
        "feed_url": f"{BASE}feed.json?{urlencode({'release': release.version, 'page': page})}",
        **({"next_url": f"{BASE}feed.json?{following}"} if following else {}),
        "items": [
            {
                "id": _entry_id(release, item),
                "url": item["iri"],
                "title": _title(item),
                "content_text": _said(item),
                "date_modified": release.updated,
                "tags": _tags(item),
            }
            for item in items
        ],
    }
    return json.dumps(body, ensure_ascii=False).encode()
