"""The curated queries: files in ``queries/``, each one question with typed parameters and described columns.

A file is legal SPARQL as it lies; lines that begin with ``#+`` hold its header as YAML (the form of grlc). ``$name`` is
a parameter, ``?name`` a variable. What several queries share (the words for ``topic``, ``status``, ``evidence`` …) is
written once, in ``queries/vocabulary.yaml``. ``queries/README.md`` says how to add, change and retire a query.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from imvograph.catalog.files import projection, read_query
from imvograph.catalog.parameters import Kind, Parameter, Words
from imvograph.catalog.query import COLUMN_KINDS, LIST_SEPARATORS, Column, Query
from imvograph.errors import CatalogError

__all__ = [
    "COLUMN_KINDS",
    "LIST_SEPARATORS",
    "Catalog",
    "Column",
    "Kind",
    "NotYet",
    "Parameter",
    "Query",
    "Words",
    "projection",
]


@dataclass(frozen=True)
class NotYet:
    """A competency question that no query answers yet, and the source that is missing."""

    id: str
    question: Words
    missing: Words


class Catalog(Mapping[str, Query]):
    """The curated queries by name, in alphabetical order; ``not_yet`` are the questions that still lack a source."""

    def __init__(self, queries: Mapping[str, Query], not_yet: tuple[NotYet, ...] = ()) -> None:
        self._queries = dict(sorted(queries.items()))
        self.not_yet = not_yet

    @classmethod
    def read(cls, folder: Path) -> "Catalog":
        """Reads ``*.rq``, ``vocabulary.yaml`` and ``not-yet.yaml``; raises `CatalogError` naming file and line."""
        vocabulary = _yaml(folder / "vocabulary.yaml") or {}
        queries = {path.stem: read_query(path, vocabulary) for path in sorted(folder.glob("*.rq"))}
        if not queries:
            raise CatalogError(f"{folder} holds no query; expected files such as motions-by-topic.rq")
        for query in queries.values():
            lists = [parameter.choices for parameter in query.parameters.values() if parameter.choices]
            for other in (*query.when_empty, *lists):
                if other not in queries:
                    raise CatalogError(f"{query.name}.rq: names the query {other!r}, which does not exist in {folder}")
        try:
            pending = tuple(NotYet(**item) for item in _yaml(folder / "not-yet.yaml") or [])
        except TypeError as exc:
            raise CatalogError(f"not-yet.yaml: each question has id, question and missing: {exc}") from exc
        return cls(queries, pending)

    def __getitem__(self, name: str) -> Query:
        return self._queries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._queries)

    def __len__(self) -> int:
        return len(self._queries)


def _yaml(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text("utf-8")) if path.exists() else None
    except yaml.YAMLError as exc:
        raise CatalogError(f"{path.name}: {exc}") from exc
