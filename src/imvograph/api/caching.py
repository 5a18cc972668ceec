"""ETags: what is read changes only when a new snapshot is published, so the snapshot's version is the tag.

The tag also covers the address, the form, the language and our own version; so a client that holds the tag of an
address has had a good answer from it at this snapshot, and a 304 needs no work at all.
"""

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from types import MappingProxyType

from fastapi import Request, Response

from imvograph import __version__
from imvograph.answers import At
from imvograph.api.allowance import charged
from imvograph.api.negotiate import HTML
from imvograph.store.base import Store

REVALIDATE = "no-cache"
"""Keep it, and ask each time whether it is still good; a snapshot can be replaced at any moment."""


def etag(request: Request, version: str, *variant: str) -> str:
    """The ETag of this address in this form and language (``variant``) at a snapshot."""
    address = f"{request.scope['path']}?{request.scope['query_string']!r}"
    shared = sha256("\x1f".join((__version__, address, *variant)).encode()).hexdigest()[:12]
    return f'"{version}.{shared}"'


def not_modified(request: Request, tag: str, vary: str, media_type: str) -> Response | None:
    """The 304 for a client that holds this tag already (RFC 9110, section 13.1.2; compared weakly), or None.

    Its type is for `packing.Packed`, which takes it off.
    """
    held = request.headers.get("if-none-match", "")
    if tag not in (part.strip().removeprefix("W/") for part in held.split(",")):
        return None
    return Response(status_code=304, headers=headers(tag, vary), media_type=media_type)


def headers(tag: str, vary: str) -> dict[str, str]:
    """The headers of an answer that can be asked for again; ``vary`` is empty for one that is the same for all.

    ``tag`` is empty for one that is no 200: for such there is no 304 (RFC 9110, section 13.2.1).
    """
    return {"Cache-Control": REVALIDATE} | ({"ETag": tag} if tag else {}) | ({"Vary": vary} if vary else {})


async def of_one_version(
    request: Request,
    store: Store,
    draw: Callable[[At], bytes | str],
    *variant: str,
    vary: str = "",
    media_type: str = HTML,
    more: Mapping[str, str] = MappingProxyType({}),
    day: date | None = None,
) -> Response:
    """The newest version's answer: 304 for a client that holds it, or what ``draw`` makes of that version alone.

    With a ``day`` it rests on that too: its tag begins with the day, so it is kept (`kept.Kept`) for no other. ``more``
    are further headers of the answer.
    """
    at = At(store.snapshot())
    tag = etag(request, at.held.version if day is None else f"{day}.{at.held.version}", *variant)
    unchanged = not_modified(request, tag, vary, media_type)
    if unchanged is not None:
        return unchanged
    return Response(await charged(request, draw, at), headers={**headers(tag, vary), **more}, media_type=media_type)
