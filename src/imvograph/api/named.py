"""The thing that an address names, and how it stands: here, retired or gone (410), or never there (404 with what is near)."""

import re
from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from imvograph.api.asking import Asked
from imvograph.api.caching import etag, headers, not_modified
from imvograph.api.description import Description, describe
from imvograph.api.near import near
from imvograph.api.negotiate import BY_FORM_AND_LANGUAGE
from imvograph.dumps import Releases
from imvograph.errors import GoneError, NotFoundError
from imvograph.model.iris import thing
from imvograph.store.base import Snapshot

_KIND = re.compile(r"[a-z][a-z-]{0,60}")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,200}")


@dataclass(frozen=True)
class Standing:
    """How every view of a thing stands: its status, its headers but for Link, and the parts of Link to what replaced it."""

    thing: Description
    status: int
    headers: dict[str, str]
    successors: list[str]


class Named:
    """Things by the kind and key of their address; ``releases`` know what there was before."""

    def __init__(self, releases: Releases) -> None:
        self._releases = releases

    async def __call__(self, snapshot: Snapshot, kind: str, key: str) -> Description:
        """The thing, retired or not; raises `GoneError` if a release held it, `NotFoundError` for any other."""
        if not (_KIND.fullmatch(kind) and _KEY.fullmatch(key)):
            raise _never(kind, key)
        found = await run_in_threadpool(describe, snapshot, thing(kind, key))
        if found is None:
            raise await run_in_threadpool(self._missing, snapshot, kind, key)
        return found

    async def standing(
        self, request: Request, asked: Asked, snapshot: Snapshot, kind: str, key: str, media_type: str
    ) -> Standing | Response:
        """How this view of the thing stands, or the 304 for a client that holds it already; raises as a call does."""
        tag = etag(request, snapshot.version, media_type, asked.language)
        unchanged = not_modified(request, tag, BY_FORM_AND_LANGUAGE, media_type)
        if unchanged is not None:
            return unchanged
        found = await self(snapshot, kind, key)
        successors = [f'<{iri}>; rel="successor-version"' for iri in found.replaced_by]
        status, tag = (410, "") if found.retired else (200, tag)
        return Standing(found, status, headers(tag, BY_FORM_AND_LANGUAGE), successors)

    def _missing(self, snapshot: Snapshot, kind: str, key: str) -> GoneError | NotFoundError:
        gone, asked = self._releases.last(thing(kind, key)), f"/id/{kind}/{key}"
        if gone is None:
            return _never(kind, key, *near(snapshot, kind, key))
        en = f"{asked} was last in release {gone.version}, and is no longer in the graph"
        nl = f"{asked} stond het laatst in uitgave {gone.version}, en is niet meer in de graaf"
        return GoneError(en, gone.replaced_by, f"/dump/{gone.version}/", nl=nl)


def _never(kind: str, key: str, *near: str) -> NotFoundError:
    asked = f"/id/{kind[:80]}/{key[:200]}"
    return NotFoundError(f"There is no {asked} in this graph", near, nl=f"{asked} is er niet in deze graaf")
