"""Sending and reading: a request answered, or the error that its problem document tells of."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import httpx2

from imvograph.errors import (
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
    except httpx2.HTTPError as exc:
        raise ServiceError(f"{request.url}: {exc}; is imvograph running there? Start one with: ./imvo up") from exc
    if not answer.is_success:
        raise _error(answer)
    return answer


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


def read(answer: httpx2.Response) -> dict[str, Any]:
    """The JSON of an answer; raises `ServiceError` for anything else."""
    try:
        found = answer.json()
    except ValueError as exc:
        raise ServiceError(f"{answer.url}: no JSON came; is this an address of imvograph?") from exc
    if not isinstance(found, dict):
        raise ServiceError(f"{answer.url}: other JSON came than imvograph gives")
    return found


def _error(answer: httpx2.Response) -> ImvographError:
    """The error that a problem document tells of (RFC 9457)."""
    try:
        told = answer.json()
        name, detail = told["type"].rpartition("/")[2], told["detail"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ServiceError(f"{answer.url}: status {answer.status_code}, without a word of imvograph why")
    match name:
        case "not-found":
            near = list(told.get("near", ()))
            untold = [name for name in near if name.rpartition("/")[2] not in detail]  # what the service says already
            return NotFoundError(f"{detail}; near it: {', '.join(untold)}" if untold else detail, near)
        case "parameter":
            return ParameterError(detail, told.get("parameter", ""), told.get("value"), told.get("example"))
        case "query-syntax":
            return QuerySyntaxError(detail, told.get("line"), told.get("column"), told.get("near", ()))
        case "query-refused":
            return QueryPolicyError(detail)
        case "busy" | "allowance-spent":
            return StoreBusyError(detail, told.get("retry_after", 1))
        case "query-limit":
            return QueryLimitError(detail)
        case _:
            return GoneError(detail) if answer.status_code == 410 else ServiceError(f"{answer.status_code}: {detail}")
