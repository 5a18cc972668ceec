"""A curated query from its file: the header, and what must agree between the header and the text."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from imvograph.catalog.parameters import WRITERS, Kind, Parameter, Words
from imvograph.catalog.query import COLUMN_KINDS, Column, Query
from imvograph.errors import CatalogError, QueryError
from imvograph.sparql import Token, form, tokens

_HEADER_KEYS = {"title", "description", "parameters", "columns", "answers", "when-empty", "example", "list"}
_OWN_KEYS = {
    "parameters": {"kind", "label", "description", "example", "default", "required", "choices", "values"},
    "columns": {"kind", "label", "sort"},
}


class _Lines:
    """Where in a file a word of the header stands, for messages."""

    def __init__(self, path: Path, lines: list[str]) -> None:
        self._path, self._lines = path, lines

    def error(self, word: str, message: str) -> CatalogError:
        found = (
            number for number, line in enumerate(self._lines, 1) if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line)
        )
        return CatalogError(f"{self._path.name}, line {next(found, 1)}: {message}")


def read_query(path: Path, vocabulary: Mapping[str, Any]) -> Query:
    text = path.read_text("utf-8")
    lines = text.splitlines()
    where = _Lines(path, lines)
    count = next((number for number, line in enumerate(lines) if not line.startswith("#+")), len(lines))
    try:
        header = yaml.safe_load("\n".join(line[3:] for line in lines[:count]))
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 1 if exc.problem_mark else 1
        raise CatalogError(f"{path.name}, line {line}: the header is no YAML: {exc.problem}") from exc
    if not isinstance(header, dict) or not count:
        raise CatalogError(f"{path.name}, line 1: expected a header of lines '#+ key: value'")
    for key in {*header, "title", "description", "answers", "example"}:
        if key not in _HEADER_KEYS or key not in header:
            fault = "unknown" if key in header else "missing"
            raise where.error(str(key), f"{fault} header key {key!r}; the keys are {', '.join(sorted(_HEADER_KEYS))}")
    try:
        stream = list(tokens(text))
        query_form = form(stream)
    except QueryError as exc:
        raise CatalogError(f"{path.name}: {exc}") from exc
    if query_form not in ("SELECT", "CONSTRUCT"):
        raise where.error(query_form, f"a curated query is a SELECT or a CONSTRUCT, not {query_form}")
    query = Query(
        name=path.stem,
        title=_words(header["title"], "title", where),
        description=_words(header["description"], "description", where),
        form=query_form,
        parameters={
            name: _parameter(name, own, vocabulary, where) for name, own in (header.get("parameters") or {}).items()
        },
        columns={name: _column(name, own, vocabulary, where) for name, own in (header.get("columns") or {}).items()},
        text=text,
        questions=tuple(header["answers"] or ()),
        when_empty=tuple(header.get("when-empty") or ()),
        example={name: _plain(value) for name, value in (header["example"] or {}).items()},
        listed=bool(header.get("list", False)),
    )
    _check(query, stream, where)
    return query


def _check(query: Query, stream: list[Token], where: _Lines) -> None:
    """What is declared must be what is used: parameters, columns, the parameters of the example."""
    used = {token.text[1:] for token in stream if token.kind == "parameter"}
    for name in sorted(used ^ set(query.parameters)):
        raise where.error(name, f"parameter {name!r} is {'used but not declared' if name in used else 'never used'}")
    projected = projection(stream) if query.form == "SELECT" else []
    if projected != list(query.columns):
        name = next(
            (word for word in (*projected, *query.columns) if (word in projected) != (word in query.columns)), "columns"
        )
        raise where.error(name, f"columns {list(query.columns)} are declared, but the query gives {projected}")
    if query.listed and not _can_be_a_list(query):
        right = "a SELECT whose first column is a thing, each parameter optional and none called limit or cursor"
        raise where.error("list", f"a list is {right}")
    for name in query.example:
        if name not in query.parameters:
            raise where.error("example", f"the example gives {name!r}, which is no parameter of the query")


def _can_be_a_list(query: Query) -> bool:
    kinds = [column.kind for column in query.columns.values()]
    optional = not any(parameter.required for parameter in query.parameters.values())
    return kinds[:1] == ["thing"] and optional and not {"limit", "cursor"} & set(query.parameters)


def projection(stream: list[Token]) -> list[str]:
    """The variables that a SELECT gives, in order, from its tokens; ``*`` counts as a variable of that name."""
    words = iter(stream)
    for token in words:
        if token.kind == "word" and token.text.upper() == "SELECT":
            break
    names: list[str] = []
    depth, renamed = 0, False
    for token in words:
        if token.text == "{" or (token.kind == "word" and token.text.upper() in ("WHERE", "FROM")):
            break
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "punctuation" else 0
        if token.kind == "variable" and (depth == 0 or (depth == 1 and renamed)):
            names.append(token.text[1:])
        elif token.text == "*" and depth == 0:
            names.append("*")
        renamed = token.kind == "word" and token.text.upper() == "AS"
    return names


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _words(value: Any, name: str, where: _Lines) -> Words:
    if not isinstance(value, dict) or set(value) != {"nl", "en"}:
        raise where.error(name, f"{name!r} needs a text in nl and one in en, not {value!r}")
    return {tag: str(text) for tag, text in value.items()}


def _merged(name: str, own: Any, group: str, vocabulary: Mapping[str, Any], where: _Lines) -> dict[str, Any]:
    merged = {**vocabulary.get(group, {}).get(name, {}), **(own or {})}
    if unknown := set(merged) - _OWN_KEYS[group]:
        known = ", ".join(sorted(_OWN_KEYS[group]))
        raise where.error(name, f"{name!r} has {sorted(unknown)} in {group}; what can be said there: {known}")
    if "kind" not in merged:
        raise where.error(name, f"{name!r} has no kind; give it one here or in vocabulary.yaml under {group}")
    return merged


def _parameter(name: str, own: Any, vocabulary: Mapping[str, Any], where: _Lines) -> Parameter:
    merged = _merged(name, own, "parameters", vocabulary, where)
    kinds: Mapping[str, Mapping[str, Any]] = vocabulary.get("kinds", {})
    kind = merged["kind"]
    if name == "evidence" or (kind not in WRITERS and kind not in kinds):
        known = ", ".join((*WRITERS, *kinds))
        raise where.error(
            name, f"parameter {name!r} of kind {kind!r}: the name is taken or the kind is not one of {known}"
        )
    if "example" not in merged:
        raise where.error(name, f"parameter {name!r} has no example")
    default = merged.get("default")
    things = _kind(kinds.get(kind, {}), where)
    return Parameter(
        name=name,
        kind=kind,
        label=_words(merged.get("label"), name, where),
        description=_words(merged.get("description"), name, where),
        example=_plain(merged["example"]),
        default=None if default is None else _plain(default),
        required=bool(merged.get("required", default is None)),
        choices=merged.get("choices", things.choices),
        values=tuple(_plain(value) for value in merged.get("values", ())),
        things=things,
    )


def _kind(words: Mapping[str, Any], where: _Lines) -> Kind:
    if unknown := set(words) - {"choices", "paths", "has"}:
        raise where.error("parameters", f"vocabulary.yaml: a kind has choices, paths and has, not {sorted(unknown)}")
    return Kind(**{**words, "paths": tuple(words.get("paths", ()))})


def _column(name: str, own: Any, vocabulary: Mapping[str, Any], where: _Lines) -> Column:
    merged = _merged(name, own, "columns", vocabulary, where)
    if merged["kind"] not in COLUMN_KINDS:
        raise where.error(name, f"column {name!r} has kind {merged['kind']!r}; the kinds are {', '.join(COLUMN_KINDS)}")
    return Column(name, merged["kind"], _words(merged.get("label"), name, where), merged.get("sort"))
