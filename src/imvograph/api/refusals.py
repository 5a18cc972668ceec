"""Errors as answers: problem documents (RFC 9457), for programs as JSON and for browsers as a page.

``type`` (a path that explains it), ``title``, ``status``, ``detail``, ``instance``, and what the error carries:
``parameter``, ``value``, ``example``, ``near``, ``replaced_by``, ``release``, ``offered``, ``line``, ``column``, ``retry_after``. Nothing
of our inside is shown: an error that is our fault says only that it is.
"""

import json
import logging
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from imvograph.answers.hints import alike
from imvograph.api.allowance import SpentError
from imvograph.api.asking import Asked, NotAcceptable, WrongRequest
from imvograph.api.headers import BEARER, LONGEST_ADDRESS, PROTECTION
from imvograph.api.negotiate import BY_FORM_AND_LANGUAGE, HTML, LANGUAGES, PROBLEM, choose, language
from imvograph.api.pages import Pages, web_address
from imvograph.api.portal.lists import LISTS
from imvograph.api.problems import OURS, Kind, kind_of
from imvograph.api.views import Link, Words
from imvograph.errors import (
    ForbiddenError,
    GoneError,
    ImvographError,
    NotFoundError,
    ParameterError,
    QuerySyntaxError,
    StoreAnswerError,
    StoreBusyError,
)
from imvograph.model.iris import ID
from imvograph.store.base import Store

_PAGES = ("/docs", "/figures", "/kinds", "/questions", "/search", *(f"/{name}" for name in LISTS))
"""Pages that OpenAPI does not know."""

RETRY = 5
"""Seconds after which a server that did not answer is asked first again, at the earliest (`store.remote.cluster`)."""

_log = logging.getLogger(__name__)
_LONGEST_DETAIL, _LONGEST_VALUE = 2000, 200


class Refusals:
    """Turns errors into answers; ``pages`` draws those for browsers, where things are called as in the ``store``."""

    def __init__(self, app: FastAPI, pages: Pages, store: Store) -> None:
        self._app, self._pages, self._store = app, pages, store
        for error in (ImvographError, HTTPException, RequestValidationError, Exception):
            app.add_exception_handler(error, self.answer)

    async def answer(self, request: Request, error: Exception) -> Response:
        """The problem document of an error, as JSON or as a page."""
        if isinstance(error, RequestValidationError):
            error = _first(error, request)
        kind = kind_of(error)
        headers = dict(getattr(error, "headers", None) or {})
        members = self._nowhere(request) if _is_nowhere(error) else _members(error)
        if kind is OURS:
            request_id = request.scope.get("request_id", "")
            _log.error("%s %s failed (%s)", request.method, request.scope["path"], request_id, exc_info=error)
        elif isinstance(error, StoreAnswerError):
            _log.warning("%s %s: %s", request.method, request.scope["path"], error)
        if kind.status == 405:
            headers["Allow"] = ", ".join(self._allowed(request))
            if request.method == "OPTIONS":
                return Response(status_code=204, headers=headers)
        if isinstance(error, ForbiddenError):
            headers["WWW-Authenticate"] = f'{BEARER}, error="insufficient_scope", scope="{error.scope}"'
        if "retry_after" in members:
            headers["Retry-After"] = str(members["retry_after"])
        asked = _asked(request)
        document = {
            "type": f"/problems/{kind.name}",
            "title": kind.title[asked.language],
            "status": kind.status,
            "detail": _detail(error, kind, request, headers, asked.language),
            "instance": quote(request.scope["path"][:_LONGEST_DETAIL], safe="/:@!$&'()*+,;=~-._"),
            **members,
        }
        if "request_id" in request.scope:
            document["request_id"] = request.scope["request_id"]
        headers |= {**PROTECTION, "Cache-Control": "no-store", "Vary": BY_FORM_AND_LANGUAGE}
        if request.scope["path"].endswith(".html") or choose(request.headers.get("accept"), (PROBLEM, HTML)) == HTML:
            near = await run_in_threadpool(self._in_words, document.get("near"), asked.language)
            page = self._pages.draw(
                "problem.html",
                asked,
                problem=document,
                advice=kind.advice[asked.language],
                near=near,
                sought=sought(request.scope["path"], members.get("near")),
                mended=_mended(request, members),
                query=_query(request, members),
            )
            return Response(page, kind.status, headers, HTML)
        body = json.dumps(document, ensure_ascii=False).encode(errors="replace")
        return Response(body, kind.status, headers, PROBLEM)

    def _nowhere(self, request: Request) -> dict[str, object]:
        """The addresses that look like one where nothing is."""
        known = sorted(path for path in (*self._app.openapi()["paths"], *_PAGES) if "{" not in path)
        asked = request.scope["path"][:_LONGEST_VALUE]
        graph = [f"/graphs/{asked.rpartition('/')[2]}"] if asked.startswith("/graphs/") else []  # not /graphs/added/x
        return {"near": graph + alike(asked, known)}

    def _in_words(self, near: object, language: str) -> list[Link]:
        """What is near as links in words; what is no address of ours stays as it is."""
        names = [str(name) for name in near] if isinstance(near, list) else []
        try:
            words = Words(self._store.snapshot(), language)
            return [Link(words(name) if name.startswith(ID) else name, _followed(name)) for name in names]
        except ImvographError:  # the store itself is what failed
            return [Link(name, _followed(name)) for name in names]

    def _allowed(self, request: Request) -> list[str]:
        """The methods that the routes of this path take together (each route knows only its own)."""
        found = {"OPTIONS"}
        whole = {**request.scope, "root_path": request.scope.get("app_root_path", "")}  # a mount moved it
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            asked = {**whole, "method": method}
            routes = (route for route in self._app.routes if method == "GET" or not isinstance(route, Mount))
            if any(route.matches(dict(asked))[0] is Match.FULL for route in routes):
                found |= {"GET", "HEAD"} if method == "GET" else {method}
        return sorted(found)


def _followed(name: str) -> str | None:
    return name if name.startswith("/") else web_address(name)


def sought(path: str, near: object) -> str:
    """What somebody may have looked for at an address where nothing is: its last step, as words for search.

    Nothing where the address itself is right, and it is another page of it that is near.
    """
    if isinstance(near, list) and any(str(name).startswith(path + "?") for name in near):
        return ""
    return re.sub(r"\.[a-z]{2,6}$", "", path.rstrip("/").rpartition("/")[2])[:80]


def _query(request: Request, members: Mapping[str, object]) -> tuple[str, str, str] | None:
    """The SPARQL that an address asks, in three: what is before the place that is wrong, that place, what is behind it."""
    if request.scope["path"] != "/sparql" or len(request.scope["query_string"]) > LONGEST_ADDRESS:
        return None
    text = request.query_params.get("query", "")
    line, column = members.get("line"), members.get("column")
    if not text.strip():
        return None
    if not (isinstance(line, int) and isinstance(column, int)):
        return text, "", ""
    start = sum(len(before) + 1 for before in text.split("\n")[: line - 1]) + column - 1
    word = re.compile(r"[\w?$:-]+|.?").match(text, start)
    end = word.end() if word else start
    return text[:start], text[start:end] or " ", text[end:]


def _mended(request: Request, members: Mapping[str, object]) -> str:
    """The query string with the example of the parameter that is wrong in its place, without the language."""
    if "example" not in members:
        return ""
    wrong, example = str(members["parameter"]), str(members["example"])
    others = [pair for pair in request.query_params.multi_items() if pair[0] not in ("lang", wrong)]
    return urlencode([*others, (wrong, example)])


def _is_nowhere(error: Exception) -> bool:
    """Whether no route knows the address (Starlette's own words)."""
    return isinstance(error, HTTPException) and error.status_code == 404 and error.detail == "Not Found"


def _asked(request: Request) -> Asked:
    """The language, whatever is wrong with the request; an address that is too long is not taken apart."""
    short = len(request.scope["query_string"]) <= LONGEST_ADDRESS
    chosen = request.query_params.get("lang") if short else None
    if chosen in LANGUAGES:
        return Asked(chosen, chosen=True)
    return Asked(language(request.headers.get("accept-language")))


def _first(error: RequestValidationError, request: Request) -> ParameterError:
    """What FastAPI found wrong with a parameter, as our own error, with an example that the handler gives."""
    found: Mapping[str, Any] = error.errors()[0]
    name = next((part for part in reversed(found["loc"]) if isinstance(part, str)), "")
    value, example = found.get("input"), _example(request, name)
    if found["type"] == "missing":
        nl = f"parameter {name!r} ontbreekt"
        return ParameterError(f"parameter {name!r} is missing", name, None, example, nl=nl)
    said = {str(key): str(value).replace(" or ", ", ") for key, value in found.get("ctx", {}).items() if key != "error"}
    limits = ", ".join(f"{key.replace('_', ' ')} {limit}" for key, limit in said.items())
    nl, en = _EXPECTED.get(found["type"], (f"iets anders ({limits or found['type']})", f"{limits or found['msg']}"))
    if found["type"] == "string_pattern_mismatch" and example:
        nl, en = "iets zoals {example}", "something like {example}"
    nl, en = nl.format(**said, example=example), en.format(**said, example=example)
    return ParameterError(
        f"parameter {name!r} cannot be {str(value)[:80]!r}; give {en}",
        name,
        str(value),
        example,
        nl=f"parameter {name!r} kan niet {str(value)[:80]!r} zijn; geef {nl}",
    )


def _example(request: Request, name: str) -> str | None:
    """The example that a handler gives of a parameter."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    fields = (field for field in getattr(dependant, "query_params", ()) if field.alias == name)
    shown = next((shown for field in fields for shown in field.field_info.examples or ()), None)
    one = shown[0] if isinstance(shown, list) else shown  # of what can be given several times
    return None if one is None else str(one)


_EXPECTED = {
    "literal_error": ("een van: {expected}", "one of: {expected}"),
    "enum": ("een van: {expected}", "one of: {expected}"),
    "int_parsing": ("een heel getal", "a whole number"),
    "bool_parsing": ("true of false", "true or false"),
    "date_from_datetime_parsing": ("een dag zoals 2022-04-07", "a day such as 2022-04-07"),
    "date_parsing": ("een dag zoals 2022-04-07", "a day such as 2022-04-07"),
    "greater_than_equal": ("{ge} of meer", "{ge} or more"),
    "less_than_equal": ("hoogstens {le}", "at most {le}"),
    "string_too_long": ("hoogstens {max_length} tekens", "at most {max_length} characters"),
    "string_too_short": ("een tekst van {min_length} of meer tekens", "a text of {min_length} or more characters"),
    "string_pattern_mismatch": ("iets van de vorm {pattern}", "something of the form {pattern}"),
    "json_invalid": ("JSON", "JSON"),
}
"""What would be right, in Dutch and English, by the kind of error that pydantic found."""


def _detail(error: Exception, kind: Kind, request: Request, headers: Mapping[str, str], asked: str) -> str:
    if kind is OURS or isinstance(error, StoreAnswerError):
        return kind.advice[asked]
    if isinstance(error, HTTPException) and error.status_code == 405:
        method, allow = request.method, headers["Allow"]
        nl, en = f"{method} kan hier niet; wel: {allow}", f"{method} is not possible here; possible: {allow}"
        return nl if asked == "nl" else en
    if _is_nowhere(error):
        nl = "Er is niets op dit adres; begin op / of lees /api/v1/openapi.json"
        return nl if asked == "nl" else "There is nothing at this address; start at / or read /api/v1/openapi.json"
    text = error.told(asked) if isinstance(error, WrongRequest | ImvographError) else kind.advice[asked]
    return text if len(text) <= _LONGEST_DETAIL else text[: _LONGEST_DETAIL - 1] + "…"


def _members(error: Exception) -> dict[str, object]:
    """What the error carries, for the document; a hostile value is cut."""
    found: Mapping[str, object]
    match error:
        case ParameterError():
            value = error.value if error.value is None else error.value[:_LONGEST_VALUE]
            found = {"parameter": error.name, "value": value, "example": error.example}
        case GoneError():
            found = {"replaced_by": list(error.replaced_by), "release": error.release}
        case NotFoundError():
            return {"near": list(error.near)}
        case QuerySyntaxError():
            found = {"line": error.line, "column": error.column, "near": list(error.near) or None}
        case StoreBusyError() | SpentError():
            found = {"retry_after": error.retry_after}
        case StoreAnswerError():
            found = {"retry_after": RETRY}
        case NotAcceptable():
            found = {"offered": list(error.offered)}
        case _:
            return {}
    return {name: value for name, value in found.items() if value is not None}
