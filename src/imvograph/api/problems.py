"""The one table that knows what our errors are in HTTP: the kinds of problem, by error and by status (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.exceptions import HTTPException

from imvograph.errors import (
    AnswerSizeError,
    ConflictError,
    ForbiddenError,
    GoneError,
    ImvographError,
    NotFoundError,
    ParameterError,
    QueryLimitError,
    QueryPolicyError,
    QuerySyntaxError,
    RefusedError,
    SourceError,
    StoreAnswerError,
    StoreBusyError,
    TurtleError,
)


@dataclass(frozen=True)
class Kind:
    """A row of the table: the name in ``/problems/{name}``, the status, the title in both languages, and what to do."""

    name: str
    status: int
    title: Mapping[str, str]
    advice: Mapping[str, str]


def _kind(name: str, status: int, nl: str, en: str, advice_nl: str, advice_en: str) -> Kind:
    return Kind(name, status, {"nl": nl, "en": en}, {"nl": advice_nl, "en": advice_en})


OURS = _kind(
    "internal-error", 500, "Fout bij ons", "Our error",
    "De fout ligt bij deze dienst. Probeer het later nog eens.",
    "The fault is in this service. Try again later.",
)  # fmt: skip
_NOT_FOUND = _kind(
    "not-found", 404, "Niet gevonden", "Not found",
    "Kijk bij «near» wat er wel is en erop lijkt, of begin op de startpagina.",
    "See «near» for what does exist and looks like it, or start at the home page.",
)  # fmt: skip

_FORBIDDEN = _kind(
    "forbidden", 403, "Niet toegestaan", "Not allowed",
    "Lees «detail»: het zegt wat wel mag.", "Read «detail»: it says what is allowed.",
)  # fmt: skip
REFUSED = _kind(
    "refused", 422, "Geweigerd door de controle", "Refused by the gate",
    "Lees het rapport: het zegt per bewering wat er mis is en wat te doen. Er is niets opgeslagen.",
    "Read the report: it says of each statement what is wrong and what to do. Nothing was stored.",
)  # fmt: skip
_UNREADABLE = _kind(
    "unreadable", 400, "Niet te lezen", "Cannot be read",
    "Lees «detail»: het noemt de plaats en wat daar moet staan.",
    "Read «detail»: it names the place, and what should be there.",
)  # fmt: skip

_NOT_READY = _kind(
    "not-ready", 503, "Niet gereed", "Not ready",
    "De graaf is nu niet te lezen; probeer het over een paar seconden nog eens.",
    "The graph cannot be read now; try again in a few seconds.",
)  # fmt: skip
"""Its advice is all that is told: what the store says of itself holds addresses of ours, and is in the log."""

ERRORS: Mapping[type[ImvographError], Kind] = {
    NotFoundError: _NOT_FOUND,
    ConflictError: _kind(
        "precondition-failed", 412, "Intussen veranderd", "Changed meanwhile",
        "Haal de graaf opnieuw op, en stuur de wijziging met de nieuwe ETag.",
        "Fetch the graph again, and send the change with its new ETag.",
    ),
    ForbiddenError: _FORBIDDEN,
    RefusedError: REFUSED,
    SourceError: _UNREADABLE,
    TurtleError: _UNREADABLE,
    GoneError: _kind(
        "gone", 410, "Vervallen", "Retired",
        "Wat hier was, bestaat niet meer; «replaced_by» noemt wat ervoor in de plaats kwam, «release» waar het het laatst stond.",
        "What was here is no more; «replaced_by» names what took its place, «release» where it was last.",
    ),
    ParameterError: _kind(
        "parameter", 422, "Parameter klopt niet", "Parameter not right",
        "Verbeter de genoemde parameter; «example» is een waarde die werkt.",
        "Mend the parameter that is named; «example» is a value that works.",
    ),
    QuerySyntaxError: _kind(
        "query-syntax", 400, "SPARQL klopt niet", "SPARQL does not parse",
        "Kijk op de genoemde regel en kolom.", "Look at the line and column given.",
    ),
    QueryPolicyError: _kind(
        "query-refused", 403, "Vraag geweigerd", "Query refused",
        "Dit eindpunt leest alleen, en alleen uit deze graaf; grote of diep geneste vragen voert het niet uit.",
        "This endpoint only reads, and only this graph; large or deeply nested queries are not run.",
    ),
    StoreAnswerError: _NOT_READY,
    StoreBusyError: _kind(
        "busy", 503, "Bezet", "Busy",
        "Alle werkers zijn bezig. Probeer het zo nog eens; een programma leest in «Retry-After» na hoeveel seconden.",
        "All workers are busy. Try again in a moment; «Retry-After» tells a program after how many seconds.",
    ),
    QueryLimitError: _kind(
        "query-limit", 504, "Vraag afgebroken op zijn grens", "Query stopped at its limit",
        "De vraag kostte te veel tijd of geheugen; maak hem kleiner of vraag in delen (LIMIT, OFFSET).",
        "The query took too much time or memory; make it smaller or ask in parts (LIMIT, OFFSET).",
    ),
    AnswerSizeError: _kind(
        "answer-too-large", 413, "Antwoord te groot", "Answer too large",
        "Een half antwoord sturen we niet. Vraag minder (LIMIT, minder variabelen), of neem de dump.",
        "Half an answer is not sent. Ask for less (LIMIT, fewer variables), or take the dump.",
    ),
    ImvographError: OURS,
}  # fmt: skip
"""Our errors in HTTP. The nearest class upwards counts; what is not named is our fault."""

STATUSES: Mapping[int, Kind] = {
    400: _kind(
        "bad-request", 400, "Verzoek klopt niet", "Bad request",
        "Lees «detail» en verbeter het verzoek.", "Read «detail» and mend the request.",
    ),
    401: _kind(
        "unauthorized", 401, "Geen geldig token", "No valid token",
        "Stuur een token mee (Authorization: Bearer …); de beheerder maakt er een met `imvograph token create`.",
        "Send a token (Authorization: Bearer …); who runs the service makes one with `imvograph token create`.",
    ),
    403: _FORBIDDEN,
    404: _NOT_FOUND,
    405: _kind(
        "method-not-allowed", 405, "Methode kan hier niet", "Method not possible here",
        "De header Allow noemt de methoden die kunnen.", "The Allow header names the methods that are possible.",
    ),
    406: _kind(
        "not-acceptable", 406, "Vorm niet beschikbaar", "Form not available",
        "Vraag een van de vormen in «offered».", "Ask for one of the forms in «offered».",
    ),
    410: _kind(
        "cursor-of-old-version", 410, "Cursor van een oudere versie", "Cursor of an older version",
        "De gegevens zijn intussen vernieuwd. Begin bij de eerste bladzijde (de kop Link, «first»), zodat bladzijden van twee "
        "versies niet door elkaar lopen.",
        "The data have been renewed meanwhile. Begin at the first page (the Link header, «first»), so that pages of two "
        "versions do not mix.",
    ),
    412: _kind(
        "another-file", 412, "Een ander bestand", "Another file",
        "Haal het bestand in zijn geheel op; zijn ETag en SHA256SUMS zeggen welk het is.",
        "Fetch the file whole; its ETag and SHA256SUMS tell which one it is.",
    ),
    413: _kind(
        "too-large", 413, "Verzoek te groot", "Request too large",
        "Maak het verzoek kleiner dan de genoemde grens.", "Make the request smaller than the limit given.",
    ),
    414: _kind(
        "address-too-long", 414, "Adres te lang", "Address too long",
        "Stuur een lange vraag met POST.", "Send a long query with POST.",
    ),
    415: _kind(
        "unsupported-media-type", 415, "Soort inhoud niet bekend", "Kind of content not known",
        "De header Accept-Post noemt wat kan.", "The Accept-Post header names what is possible.",
    ),
    416: _kind(
        "range-not-satisfiable", 416, "Bereik is er niet", "No such range",
        "Vraag een bereik binnen de grootte die «Content-Range» noemt.",
        "Ask for a range within the size that «Content-Range» tells.",
    ),
    422: ERRORS[ParameterError],
    429: _kind(
        "allowance-spent", 429, "Je deel is op", "Your share is spent",
        "Deze dienst deelt de rekentijd eerlijk; probeer het na «retry_after» seconden weer.",
        "This service shares its computing time; try again after «retry_after» seconds.",
    ),
    500: OURS,
    503: _NOT_READY,
}  # fmt: skip
"""What is wrong with HTTP itself rather than with the field."""

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*ERRORS.values(), *STATUSES.values())}


def kind_of(error: Exception) -> Kind:
    """The row of the table for an error."""
    if isinstance(error, HTTPException):
        return STATUSES.get(error.status_code, OURS)
    return next((ERRORS[cls] for cls in type(error).__mro__ if cls in ERRORS), OURS)


PROBLEM_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "title": "Problem",
    "description": "What is wrong with a request, and what would be right (RFC 9457)",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "The kind of problem; the address explains it"},
        "title": {"type": "string", "description": "The kind, in words"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What came, and what would be right"},
        "instance": {"type": "string", "description": "The path that was asked"},
        "parameter": {"type": "string", "description": "The parameter that is wrong"},
        "value": {"type": "string", "description": "The value that came, cut if long"},
        "example": {"type": "string", "description": "A value that works"},
        "near": {"type": "array", "items": {"type": "string"}, "description": "What exists and looks like it"},
        "request_id": {"type": "string", "description": "As in X-Request-Id; name it when you ask us about it"},
        "replaced_by": {"type": "array", "items": {"type": "string"}, "description": "What took the place of this"},
        "release": {"type": "string", "description": "Address of the last release that holds it"},
        "offered": {
            "type": "array",
            "items": {"type": "string"},
            "description": "The media types that this address has",
        },
        "line": {"type": "integer", "description": "Line of the query, from 1"},
        "column": {"type": "integer", "description": "Column of the query, from 1"},
        "retry_after": {"type": "integer", "description": "Seconds to wait"},
    },
}
"""The schema of a problem document, for OpenAPI."""
