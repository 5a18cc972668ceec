"""The body of a request, read no further than its limit, and of a kind that we know."""

from collections.abc import Sequence

from fastapi import Request
from starlette.requests import ClientDisconnect

from imvograph.api.asking import WrongRequest


def kind_of_body(request: Request, known: Sequence[str]) -> str:
    """The media type of the body, without parameters; 415 if it is not one of ``known``, or if the body is packed.

    What is packed can grow a thousandfold; so it is not unpacked at all.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
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


async def body(request: Request, most: int) -> bytes:
    """The body; 413 if it has more than ``most`` bytes, 400 if it is cut short."""
    declared = request.headers.get("content-length", "0")
    found = bytearray()
    try:
        if declared.isdecimal() and (len(declared) > 12 or int(declared) > most):
            raise _too_large(most)
        async for piece in request.stream():
            found += piece
            if len(found) > most:
                raise _too_large(most)
    except ClientDisconnect as exc:
        size = len(found)
        raise WrongRequest(400, f"The body ended after {size} bytes", nl=f"De inhoud hield na {size} bytes op") from exc
    return bytes(found)


def _too_large(most: int) -> WrongRequest:
    return WrongRequest(
        413,
        f"A body may have {most} bytes here",
        nl=f"De inhoud mag hier {most} bytes hebben",
        headers={"Connection": "close"},
    )
