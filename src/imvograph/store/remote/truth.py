"""Whether an answer is what it says: whole, not cut at a cap, no error in the clothes of a 200. And reading it.

Engines that fail in mid-answer have already sent "200"; some cut at a number of rows and say so in a header, or nowhere.
"""

import json
import math
import re
from contextlib import suppress
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from imvograph.errors import (
    AnswerSizeError,
    QueryError,
    QueryLimitError,
    QuerySyntaxError,
    StoreAnswerError,
    StoreBusyError,
    StoreError,
)
from imvograph.sparql import tokens
from imvograph.store.base import Table, Term
from imvograph.store.remote.client import RESULTS, TRIPLES, Reply
from imvograph.store.remote.dialects import Dialect

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TAIL = 400
"""How many bytes at the end of a body are searched for the words of a cancelled query."""


def must_succeed(reply: Reply, dialect: Dialect, url: str) -> None:
    """Raises what an answer's status and warnings mean, if it is no success."""
    state = reply.headers.get("x-neptune-status", "200")
    if reply.status < 300 and reply.headers.get("x-sql-state", "00000") != "00000":  # that one means: no trouble
        raise QueryLimitError(f"{url} stopped the query ({reply.headers['x-sql-state']}) and sent a part of the answer")
    if reply.status < 300 and not state.startswith("200"):
        raise StoreAnswerError(
            f"{url} failed in the middle of its answer: {state} {reply.headers.get('x-neptune-detail', '')}"
        )
    if reply.status < 300:
        return
    said = f"{url} answered {reply.status}: {reply.text or 'nothing more'}"
    if reply.status in (301, 302, 303, 307, 308):
        where = reply.headers.get("location", "nowhere")
        raise StoreError(f"{said}. It sends us on to {where}; if that is right, write that address into the settings")
    if reply.status in (401, 403):
        raise StoreError(f"{said}. Look at remote_auth, remote_user and the secret")
    if re.search(dialect.cancelled, reply.text) or reply.status in (408, 504):
        raise QueryLimitError(f"the query was stopped at its time limit. {said}")
    if reply.status in (429, 503):
        after = reply.headers.get("retry-after", "")
        raise StoreBusyError(said, retry_after=max(1, min(60, _number(after))))
    if reply.status == 409:
        raise StoreError(f"the server refuses the change by rules of its own. {said}")
    if reply.status == 400:
        nl = f"de vraag wordt niet aangenomen. De server zegt zelf: «{reply.text or 'niets'}»"
        raise QuerySyntaxError(f"the query is not taken. {said}", nl=nl)
    raise StoreAnswerError(said)


def table(reply: Reply, dialect: Dialect, url: str, text: str) -> Table:
    """The rows of a SELECT, in the order in which it names its columns, whatever the server made of that.

    Raises `AnswerSizeError` if they were cut, `StoreAnswerError` if the answer is not whole.
    """
    found = _results(reply, dialect, url)
    asked = _columns(text)
    try:
        names = tuple(str(name) for name in found["head"]["vars"])
        if asked and found["results"]["bindings"] and not set(names) <= set(asked):
            raise ValueError(f"columns {names}")
        names = asked or names
        rows = tuple(tuple(_term(row[n]) if n in row else None for n in names) for row in found["results"]["bindings"])
    except (AttributeError, KeyError, TypeError, ValueError) as exc:
        raise StoreAnswerError(f"{url} sent JSON that is no table of results: {exc!r}") from exc
    _must_be_all(len(rows), "rows", _own_limit(text), reply, dialect, url)
    return Table(names, rows)


def full(reply: Reply, dialect: Dialect, url: str, text: str) -> Table:
    """As `table`, of a question of our own that leaves nothing open; a server that leaves out something is not believed."""
    found = table(reply, dialect, url, text)
    if any(term is None for row in found.rows for term in row):
        raise StoreAnswerError(f"{url} left out values that were asked for: {reply.text}")
    return found


def boolean(reply: Reply, dialect: Dialect, url: str) -> bool:
    """The answer to an ASK."""
    answer = _results(reply, dialect, url)
    found = answer.get("boolean")
    with suppress(AttributeError, IndexError, KeyError, TypeError):  # then it is no answer to an ASK
        if "boolean" not in answer and answer["head"]["vars"] == ["__ASK_RETVAL"]:  # Virtuoso's, with a dataset
            found = bool(answer["results"]["bindings"]) and _asked(answer["results"]["bindings"][0]["__ASK_RETVAL"])
    if not isinstance(found, bool):
        raise StoreAnswerError(f"{url} sent JSON that is no answer to an ASK: {reply.text}")
    return found


def graph(reply: Reply, dialect: Dialect, url: str) -> list[Triple]:
    """The distinct triples of a CONSTRUCT or DESCRIBE; raises as `table`."""
    must_succeed(reply, dialect, url)
    media_type = _media_type(reply)
    formats = {
        TRIPLES: RdfFormat.N_TRIPLES,
        "text/plain": RdfFormat.N_TRIPLES,
        "application/rdf+xml": RdfFormat.RDF_XML,
    }
    if media_type not in formats:
        raise StoreAnswerError(
            f"{url} was asked for {dialect.triples} and sent {media_type or 'no media type'}: {reply.text}"
        )
    if media_type == "application/rdf+xml" and not reply.body.rstrip().endswith(b"RDF>"):
        raise StoreAnswerError(f"{url} sent an answer that is cut or broken: its RDF/XML is not closed")
    try:
        found = [quad.triple for quad in parse(reply.body, format=formats[media_type])]
    except SyntaxError as exc:
        raise _not_whole(reply, dialect, url, exc) from exc
    # Virtuoso 7.2 cuts at so many triples, says it nowhere, and its LIMIT counts rows, of which each gives several.
    _must_be_all(len(found), "triples", math.inf, reply, dialect, url)
    return list(dict.fromkeys(found))


def _must_be_all(number: int, what: str, asked: float, reply: Reply, dialect: Dialect, url: str) -> None:
    """Raises `AnswerSizeError` if a server gave as many as it ever gives, and more than that were ``asked`` for."""
    most = _number(reply.headers.get("x-sparql-maxrows", "")) or dialect.row_cap
    if most and number >= most and asked > most:
        raise AnswerSizeError(
            f"{url} gives at most {most} {what}, and gave that many: there may be more; ask for less, or add a LIMIT"
        )


def _own_limit(text: str) -> float:
    """The LIMIT at the end of a query, before or after an OFFSET; infinite if there is none."""
    last = [token.text.upper() for token in tokens(text)][-4:]
    if last[-2:-1] == ["OFFSET"]:
        del last[-2:]
    return _number(last[-1]) if last[-2:-1] == ["LIMIT"] and last[-1].isdecimal() else math.inf


def _number(digits: str) -> int:
    """A number from outside, large ones not exactly; 0 if it is none. (Python makes none of more than 4,300 digits.)"""
    return int(digits[:18]) if digits.isdecimal() else 0


def _columns(text: str) -> tuple[str, ...]:
    """The columns that a SELECT names, in order; none for ``SELECT *``."""
    found: list[str] = []
    depth = chosen = named = 0
    for token in tokens(text):
        depth += (token.text == "(") - (token.text == ")")
        if not chosen:
            chosen = token.is_word("SELECT")
        elif (token.text in ("{", "*") and depth == 0) or token.is_word("WHERE", "FROM"):
            return tuple(found) if token.text != "*" else ()
        elif token.kind in ("variable", "parameter") and (depth == 0 or named):
            found.append(token.text[1:])
        named = token.is_word("AS")
    return ()


def _results(reply: Reply, dialect: Dialect, url: str) -> dict[str, Any]:
    must_succeed(reply, dialect, url)
    media_type = _media_type(reply)
    if media_type not in (RESULTS, "application/json"):
        raise StoreAnswerError(f"{url} was asked for {RESULTS} and sent {media_type or 'no media type'}: {reply.text}")
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError) as exc:
        raise _not_whole(reply, dialect, url, exc) from exc
    if not isinstance(found, dict) or "exception" in found or found.get("status") == "ERROR":
        raise StoreAnswerError(f"{url} answered {reply.status} with an error: {reply.text}")
    return found


def _asked(binding: dict[str, str]) -> bool:
    return binding.get("value") in ("1", "true")


def _not_whole(reply: Reply, dialect: Dialect, url: str, exc: Exception) -> QueryError | StoreError:
    end = reply.body[-_TAIL:].decode("utf-8", "replace")
    if re.search(dialect.cancelled, end):
        return QueryLimitError(f"{url} stopped the query at its time limit, in the middle of its answer")
    return StoreAnswerError(f"{url} sent an answer that is cut or broken: {exc}")


def _media_type(reply: Reply) -> str:
    return reply.headers.get("content-type", "").partition(";")[0].strip().lower()


def _term(binding: dict[str, str]) -> Term:
    """A term as the engine's JSON has it, made the same for all: true for 1, language tags in small letters."""
    value = binding["value"]
    match binding["type"]:
        case "uri":
            return NamedNode(value)
        case "bnode":
            return BlankNode(re.sub(r"\W", "_", value))
        case "literal" | "typed-literal":
            if language := binding.get("xml:lang"):
                return Literal(value, language=language.lower())
            datatype = binding.get("datatype", _XSD + "string")
            if datatype == _XSD + "boolean":
                value = {"1": "true", "0": "false"}.get(value, value)
            return Literal(value, datatype=NamedNode(datatype))
        case other:
            raise ValueError(f"a term of the kind {other!r}")
