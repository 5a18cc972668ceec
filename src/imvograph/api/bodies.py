"""The body of a request, kept no further than its limit, and of a kind that we know.

What comes above the limit is read on a while and thrown away: many clients read no answer before they have sent all, and a
connection that is closed with bytes unread takes the answer with it.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress

from fastapi import Request
from starlette.requests import ClientDisconnect

from imvograph.api.asking import WrongRequest

MOST_THROWN_AWAY, SILENCE = 2**24, 1.0
"""Bytes above a limit that are read and thrown away, and seconds that the next of them is waited for."""


def media_type_of(request: Request) -> str:
    """What the body is said to be, in lower case and without parameters; empty if nothing is said."""
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


def kind_of_body(request: Request, known: Sequence[str]) -> str:
    """The media type of the body, without parameters; 415 if it is not one of ``known``, or if the body is packed.

    What is packed can grow a thousandfold; so it is not unpacked at all.
    """
    kind = media_type_of(request)
    listed = ", ".join(known)
    if kind not in known:
        raise WrongRequest(
            415,
            f"{repr(kind[:80]) if kind else 'A body without Content-Type'} cannot be read here; send {listed}",
            nl=f"{repr(kind[:80]) if kind else 'Een inhoud zonder Content-Type'} is hier niet te lezen; stuur {listed}",
            headers={"Accept-Post": listed},
        )
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("identity", ""):
        raise WrongRequest(
            415,
            f"Content-Encoding {coding[:80]!r}: send it unpacked",
            nl=f"Content-Encoding {coding[:80]!r}: stuur het uitgepakt",
            headers={"Accept-Encoding": "identity"},
        )
    return kind


async def body(request: Request, most: int, *, en: str, nl: str) -> bytes:
    """The body; 413 if it has more than ``most`` bytes, 400 if it is cut short. ``en`` and ``nl``: what to do with more."""
    declared = request.headers.get("content-length", "")
    size = int(declared[:19]) if declared.isdecimal() else 0
    found, pieces = bytearray(), request.stream()
    try:
        if size > most:
            if request.headers.get("expect", "").lower() != "100-continue":  # who waits for a word has sent nothing
                await _thrown_away(pieces)
            raise _too_large(most, size, en, nl)
        async for piece in pieces:
            found += piece
            if len(found) > most:
                await _thrown_away(pieces)
                raise _too_large(most, 0, en, nl)
    except ClientDisconnect as exc:
        size = len(found)
        raise WrongRequest(400, f"The body ended after {size} bytes", nl=f"De inhoud hield na {size} bytes op") from exc
    return bytes(found)


async def _thrown_away(pieces: AsyncGenerator[bytes, None]) -> None:
    """Reads on to the end, `MOST_THROWN_AWAY`, or `SILENCE`."""
    left = MOST_THROWN_AWAY
    with suppress(StopAsyncIteration, TimeoutError, ClientDisconnect):
        while left > 0:
            left -= len(await asyncio.wait_for(anext(pieces), SILENCE))


def _too_large(most: int, size: int, en: str, nl: str) -> WrongRequest:
    came = f"{size} bytes" if size else None
    return WrongRequest(
        413,
        f"The body has {came or 'more'}, and may have {most} bytes here; {en}",
        nl=f"De inhoud heeft {came or 'meer'}, en mag hier {most} bytes hebben; {nl}",
        headers={"Connection": "close"},
    )
