"""``/dump/``: the releases, and the files of each. A file never changes, so it is kept for ever once fetched."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, JSONResponse
from starlette.types import Message, Receive, Scope, Send

from imvograph.api import rdf
from imvograph.api.asking import NO_OTHERS, Asked, Asking, NotAcceptable, WrongRequest
from imvograph.api.caching import etag, headers, not_modified
from imvograph.api.negotiate import BY_FORM_AND_LANGUAGE, HTML, JSON, choose
from imvograph.api.pages import Pages
from imvograph.api.schemas import Responses, in_forms, problem
from imvograph.dumps import Release, Releases
from imvograph.dumps.dcat import MEDIA_TYPES, PACKINGS, citation, distribution
from imvograph.dumps.vocabulary import VOCABULARIES
from imvograph.errors import GoneError, NotFoundError
from imvograph.model.iris import thing

_OFFERED = (HTML, JSON, *rdf.FORMATS)
_FOR_EVER = "public, max-age=31536000, immutable"
_BESIDE = ("SHA256SUMS", "release.json")
_TYPES = MEDIA_TYPES | PACKINGS | {"json": JSON, "jsonl": "application/jsonl"}
_NOT_FOUND: Responses = {
    404: problem("There is no such release or file"),
    410: problem("The file was there, and is not kept"),
    406: problem("None of the forms is accepted"),
}
"""What else the addresses of releases answer."""


class Unchanging(FileResponse):
    """A file by its own name and media type, in whole or in ranges (RFC 9110, section 14)."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # `EveryAnswer` asks GET for HEAD; a file of gigabytes should not be read for its headers.
        asked = {**scope, "method": "HEAD"} if scope.get("head") else scope
        # A Range of another unit, or that is none, is to be ignored (section 14.2); Starlette refuses it.
        kept = [
            (name, value) for name, value in scope["headers"] if name != b"range" or _is_ranges(value.decode("latin-1"))
        ]

        async def send_on(message: Message) -> None:
            if message.get("status") == 416:  # Starlette's own words; ours say what would be right
                size = Path(self.path).stat().st_size
                raise WrongRequest(
                    416,
                    f"This file has {size} bytes, and none in the range that was asked; ask within 0-{size - 1}",
                    nl=f"Dit bestand heeft {size} bytes, en geen in het gevraagde bereik; vraag binnen 0-{size - 1}",
                    headers={"Content-Range": f"bytes */{size}"},
                )
            await send(message)

        await super().__call__({**asked, "headers": kept}, receive, send_on)


_RANGE = re.compile(r"(\d{0,30})-(\d{0,30})")


def _is_ranges(header: str) -> bool:
    """Whether a Range header asks ranges of bytes as it should (RFC 9110, section 14.1.1), whether there are any or not."""
    unit, _, listed = header.partition("=")
    found = [_RANGE.fullmatch(part.strip()) for part in listed.split(",") if part.strip()]
    return (
        unit.strip().lower() == "bytes"
        and bool(found)
        and all(one and (one[1] or one[2]) and not (one[1] and one[2] and int(one[1]) > int(one[2])) for one in found)
    )


def router(releases: Releases, pages: Pages) -> APIRouter:
    """The addresses of releases."""
    routes = APIRouter(tags=["releases"], dependencies=[NO_OTHERS])

    @routes.get("/dump", status_code=307, response_class=Response, include_in_schema=False)
    async def without_slash() -> Response:
        return _led("/dump/")

    @routes.get("/dump/", response_class=Response, summary="The releases", responses=in_forms(*_OFFERED) | _NOT_FOUND)
    async def index(request: Request, asked: Asking) -> Response:
        """Each release with its files, checksums and counts, the newest first: HTML, JSON, or the newest as DCAT."""
        return await answer(request, asked, releases.all(), releases.newest())

    @routes.get("/dump/latest", status_code=307, response_class=Response, include_in_schema=False)
    @routes.get("/dump/latest/", status_code=307, response_class=Response, include_in_schema=False)
    async def latest() -> Response:
        return _led(f"/dump/{newest_of(releases).version}/")

    @routes.get(
        "/dump/latest/{name}",
        status_code=307,
        response_class=Response,
        summary="A file of the newest release",
        responses=_NOT_FOUND,
    )
    async def latest_file(name: str) -> Response:
        """Leads to the file under the version of the newest release."""
        newest = newest_of(releases)
        return _led(f"/dump/{newest.version}/{_known(newest, name)}")

    @routes.get("/dump/{version}", status_code=307, response_class=Response, include_in_schema=False)
    async def version_without_slash(version: str) -> Response:
        return _led(f"/dump/{releases[version].version}/")

    @routes.get(
        "/dump/{version}/", response_class=Response, summary="One release", responses=in_forms(*_OFFERED) | _NOT_FOUND
    )
    async def one(version: str, request: Request, asked: Asking) -> Response:
        """Its files, checksums and counts: HTML, JSON, or RDF (DCAT-AP-NL)."""
        release = releases[version]
        return await answer(request, asked, (release,), release)

    @routes.get(
        "/dump/{version}/{name}",
        response_class=Response,
        summary="A file of a release",
        responses={
            **in_forms(*dict.fromkeys(_TYPES.values()), "text/plain"),
            206: {"description": "The ranges that were asked"},
            304: {"description": "You have it already"},
            416: problem("The file has no such range"),
            **_NOT_FOUND,
        },
    )
    async def file(version: str, name: str, request: Request) -> Response:
        """``imvograph.{ttl,nt,nq,trig,jsonld}``, each also as ``.gz`` and ``.zst``; ``SHA256SUMS`` and what more there
        is. Ranges can be asked; the ETag is the SHA-256 of the file."""
        release = releases[version]
        name = _known(release, name)
        tag = f'"{version}.{name}"' if name in _BESIDE else f'"{release.file(name).sha256}"'
        sent = {"ETag": tag, "Cache-Control": _FOR_EVER, "Accept-Ranges": "bytes"}
        media_type = _TYPES.get(name.rpartition(".")[2], "text/plain")
        path = release.folder / name
        if not _goes_on(request, tag):
            raise WrongRequest(
                412,
                f"The file here is another one, {tag}: «latest» is a newer release by now; fetch it whole",
                nl=f"Het bestand hier is een ander, {tag}: «latest» is intussen een nieuwere uitgave; haal het in zijn geheel",
            )
        if not_modified(request, tag, "", media_type) is not None or _not_since(request, path):
            return Response(status_code=304, headers=sent)
        return Unchanging(path, headers=sent, media_type=media_type)

    @routes.get("/id/release/{version}", status_code=303, response_class=Response, include_in_schema=False)
    async def release_id(version: str) -> Response:
        return _led(f"/dump/{releases[version].version}/", 303)

    @routes.get("/id/distribution/{name}", status_code=303, response_class=Response, include_in_schema=False)
    async def distribution_id(name: str) -> Response:
        named = thing("distribution", name)
        for release in releases.all():
            if any(named == distribution(release.version, file) for file in release.files):
                return _led(f"/dump/{release.version}/", 303)
        asked = f"/id/distribution/{name[:200]}"
        raise NotFoundError(f"There is no {asked}", ["/dump/"], nl=f"{asked} is er niet")

    async def answer(
        request: Request, asked: Asked, listed: tuple[Release, ...], described: Release | None
    ) -> Response:
        media_type = choose(request.headers.get("accept"), _OFFERED)
        if media_type is None:
            raise NotAcceptable(_OFFERED)
        held = sha256("".join(f"{r.version} {r.folder.stat().st_mtime_ns}\n" for r in listed).encode()).hexdigest()[:12]
        tag = etag(request, held, media_type, asked.language)  # what is kept of a release can become less
        unchanged = not_modified(request, tag, BY_FORM_AND_LANGUAGE, media_type)
        if unchanged is not None:
            return unchanged
        sent = headers(tag, BY_FORM_AND_LANGUAGE)
        if media_type == HTML:
            page = pages.draw("releases.html", asked, releases=[(r, citation(r.version, r.issued)) for r in listed])
            return Response(page, headers=sent, media_type=HTML)
        if media_type == JSON:
            return JSONResponse({"releases": [_as_json(release) for release in listed]}, headers=sent)
        if described is None:
            raise _none_yet("/catalog")
        body = await run_in_threadpool(
            lambda: rdf.serialised(described.said("catalogue.ttl"), media_type, VOCABULARIES)
        )
        return Response(body, headers=sent, media_type=media_type)

    return routes


def _goes_on(request: Request, tag: str) -> bool:
    """Whether If-Match, if there is one, means this file (RFC 9110, section 13.1.1): who goes on where a fetch was cut off
    must not get the rest of another."""
    match = request.headers.get("if-match")
    return match is None or match.strip() == "*" or tag in (part.strip() for part in match.split(","))


def _not_since(request: Request, path: Path) -> bool:
    """Whether If-Modified-Since tells a time from which the file is as it was (section 13.1.3); a tag goes before it."""
    since = request.headers.get("if-modified-since")
    if since is None or "if-none-match" in request.headers:
        return False
    try:
        return int(path.stat().st_mtime) <= parsedate_to_datetime(since).timestamp()
    except (ValueError, OverflowError):  # what is no date counts as not said
        return False


def newest_of(releases: Releases) -> Release:
    """The newest release; raises `NotFoundError` before the first."""
    newest = releases.newest()
    if newest is None:
        raise _none_yet("/dump/")
    return newest


def _none_yet(near: str) -> NotFoundError:
    return NotFoundError("There is no release yet", [near], nl="Er is nog geen uitgave")


def _known(release: Release, name: str) -> str:
    known = name if name in _BESIDE else release.file(name).name
    if not (release.folder / known).is_file():
        address = f"/dump/{release.version}/"
        nl = f"{known} van uitgave {release.version} is niet bewaard; op {address} staat wat er nog is"
        raise GoneError(
            f"{known} of release {release.version} is not kept; {address} lists what is", release=address, nl=nl
        )
    return known


def _led(address: str, status: int = 307) -> Response:
    return Response(status_code=status, headers={"Location": address, "Cache-Control": "no-cache"})


def _as_json(release: Release) -> Mapping[str, Any]:
    return {
        "version": release.version,
        "issued": release.issued,
        "previous": release.previous,
        "triples": release.triples,
        "quads": release.quads,
        "entities": release.entities,
        "changes": release.changes,
        "citation": citation(release.version, release.issued),
        "files": [
            {"name": f.name, "href": f"/dump/{release.version}/{f.name}", "size": f.size, "sha256": f.sha256}
            for f in release.kept
        ],
    }
