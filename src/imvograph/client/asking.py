"""Sending and reading: a request answered, or the error that its problem document tells of."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import httpx2

from imvograph.errors import (
    AnswerSizeError,
    GoneError,
    ImvographError,
    NotFoundError,
    ParameterError,
    QueryLimitError,
    QueryPolicyError,
    QuerySyntaxError,
    ServiceError,
    StoreBusyError,
)

Value = str | int | bool | date | None


def send(http: httpx2.Client, request: httpx2.Request) -> httpx2.Response:
    """The answer to a request; raises `ServiceError` if none comes, and what the service refuses with."""
    try:
        answer = http.send(request)
    except httpx2.UnsupportedProtocol as exc:
        raise no_address(http.base_url) from exc
    except httpx2.HTTPError as exc:
        raise ServiceError(f"{request.url}: {_unanswered(exc, request)}") from exc
    if answer.request.method != request.method:  # a redirect made GET of POST, and what was asked is lost
        moved = str(answer.url).partition("?")[0].removesuffix(request.url.path)
        raise ServiceError(
            f"{request.url} leads to {answer.url}, where a query is not sent on; give {moved} as the address"
        )
    if not answer.is_success:
        raise _error(answer)
    return answer


def no_address(at: object) -> ServiceError:
    """The error for what can be no address."""
    return ServiceError(f"{str(at).rstrip('/')} is no address of a service; give one like http://127.0.0.1:8000")


def _unanswered(exc: httpx2.HTTPError, request: httpx2.Request) -> str:
    """Why no answer came, and what to do."""
    match exc:
        case httpx2.ConnectError() | httpx2.ConnectTimeout():
            return f"{exc}; is imvograph running there? Start one with: ./imvo up"
        case httpx2.TimeoutException():
            seconds = request.extensions["timeout"]["read"]
            return f"no answer within {seconds:g} seconds; ask for less, or wait longer: Imvograph(…, seconds=…)"
        case _:
            return f"no whole answer came ({exc}); ask again"


def address(path: str, parameters: Mapping[str, Value | Sequence[str]]) -> str:
    """A path with parameters: None is left out, a sequence is given one by one, a last low line of a name is dropped."""
    pairs = []
    for name, value in parameters.items():
        many = [value] if isinstance(value, str) or not isinstance(value, Sequence) else value
        pairs += [(name.rstrip("_"), _text(one)) for one in many if one is not None]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def read(answer: httpx2.Response, *members: str) -> dict[str, Any]:
    """The JSON of an answer, which has these members; raises `ServiceError` for anything else."""
    try:
        found = answer.json()
    except ValueError as exc:
        raise ServiceError(f"{answer.url}: no JSON came; is this an address of imvograph?") from exc
    if not isinstance(found, dict) or not found.keys() >= {*members}:
        raise ServiceError(f"{answer.url}: other JSON came than imvograph gives; is this an address of imvograph?")
    return found


def _error(answer: httpx2.Response) -> ImvographError:
    """The error that a problem document tells of (RFC 9457)."""
    try:
        told = answer.json()
        name, detail = told["type"].rpartition("/")[2], told["detail"]
    except (ValueError, KeyError, TypeError, AttributeError):
        told = f"{answer.url}: status {answer.status_code}, without a word of imvograph why"
        later = answer.headers.get("retry-after", "")  # a proxy before it can be the one that is busy
        if later.isascii() and later.isdigit() and len(later) < 6:
            return StoreBusyError(f"{told}; ask again in {later} seconds", int(later))
        return ServiceError(told)
    match name:
        case "not-found":
            near = list(told.get("near", ()))
            untold = [name for name in near if name.rpartition("/")[2] not in detail]  # what the service says already
            english = answer.request.headers.get("accept-language", "").startswith("en")
            words = "near it" if english else "erop lijkt"  # as the service says it
            return NotFoundError(f"{detail}; {words}: {', '.join(untold)}" if untold else detail, near)
        case "parameter":
            return ParameterError(detail, told.get("parameter", ""), told.get("value"), told.get("example"))
        case "query-syntax":
            return QuerySyntaxError(detail, told.get("line"), told.get("column"), told.get("near", ()))
        case "query-refused":
            return QueryPolicyError(detail)
        case "busy" | "allowance-spent" | "not-ready":
            return StoreBusyError(detail, told.get("retry_after", 1))
        case "query-limit":
            return QueryLimitError(detail)
        case "answer-too-large":
            return AnswerSizeError(detail)
        case _:
            return GoneError(detail) if answer.status_code == 410 else ServiceError(f"{answer.status_code}: {detail}")
