"""The answer to a curated query as a table for people: names instead of IRIs, sentences instead of evidence nodes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from imvograph.answers import At, CuratedAnswer, Row, ask, listed
from imvograph.api.asking import Asked
from imvograph.api.pages import web_address
from imvograph.api.portal.paging import ROWS, page_of
from imvograph.api.views import Words
from imvograph.catalog import Catalog, Column
from imvograph.model.iris import BASE, IMVO

PASSAGES, NEAR = 5, 25
"""Passages of a row, and what an empty answer names of what was searched and is near: a page stays below
150 kB. The page of a thing has all of its passages."""

_LABELS = frozenset({"labelEn", "typeLabel", "personLabel", "debateLabel", "ofLabel"})  # said by the thing itself


@dataclass(frozen=True)
class Item:
    """One value of a cell: its words, and where they lead; a passage also has the document it stands in."""

    text: str
    href: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Cell:
    """A cell: its column's name and label, its kind (``things passages number days texts``), its values, how many are not
    here."""

    name: str
    label: str
    kind: str
    items: tuple[Item, ...]
    more: int = 0


@dataclass(frozen=True)
class Sheet:
    """A page of rows. ``total`` rows in all; this page shows ``first`` to ``last``, counted from 1."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    page: int

    @property
    def first(self) -> int:
        return min((self.page - 1) * ROWS + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.page * ROWS, self.total)


def asked(catalog: Catalog, at: At, name: str, parameters: Mapping[str, str], asking: Asked) -> CuratedAnswer:
    """The page of the answer that is asked for, with its passages (a CONSTRUCT whole); raises as `ask` and `page_of`."""
    given = {**parameters, "evidence": "full"}
    if name in catalog and catalog[name].form == "CONSTRUCT":
        return ask(catalog, at, name, given)
    whole = listed(catalog, at, name, given)
    page = page_of(asking, len(whole.things))
    return whole.page((page - 1) * ROWS, page * ROWS, PASSAGES, NEAR)


def sheet(
    found: CuratedAnswer,
    words: Words,
    language: str,
    page: int = 1,
    leave_out: frozenset[str] = frozenset(),
) -> Sheet:
    """A page of an answer, which holds its rows. Columns empty in all are left out."""
    shown = [column for column in _shown(found.columns) if column.name not in leave_out]
    filled = [column for column in shown if any(row[column.name] not in (None, "", []) for row in found.rows)]
    cells = tuple(tuple(cell(row, column, words, language) for column in filled) for row in found.rows)
    return Sheet(tuple(column.label[language] for column in filled), cells, found.total, page)


def sheet_of_triples(found: CuratedAnswer, words: Words, language: str, page: int = 1) -> Sheet:
    """One page of the triples of a CONSTRUCT."""
    heads = {"nl": ("ding", "eigenschap", "waarde"), "en": ("thing", "property", "value")}[language]

    def shown(head: str, term: object) -> Cell:
        value = str(getattr(term, "value", term))
        item = Item(words(value), web_address(value)) if isinstance(term, NamedNode) else Item(value)
        return Cell(head, head, "things", (item,))

    some = found.triples[(page - 1) * ROWS : page * ROWS]
    rows = tuple(tuple(shown(head, term) for head, term in zip(heads, triple, strict=True)) for triple in some)
    return Sheet(heads, rows, len(found.triples), page)


def cell(row: Row, column: Column, words: Words, language: str) -> Cell:
    """What stands in one cell."""
    value = row[column.name]
    values = value if isinstance(value, list) else [] if value in (None, "") else [value]
    kind = {"integer": "number", "thing": "things", "list": "things", "date": "days"}.get(column.kind, "texts")
    kind = {"evidence": "passages", "statedDate": "days"}.get(
        column.name, kind
    )  # stated may be a season, so it is text
    here = values[:PASSAGES] if kind == "passages" else values
    items = tuple(_item(each, column, words) for each in here)
    return Cell(column.name, column.label[language], kind, items, len(values) - len(here))


def kind_in_words(words: Words) -> Callable[[str], str]:
    """What a class is called, by the end of its IRI (the column ``kind`` of an explanation)."""
    return lambda kind: words(IMVO + kind)


def _shown(columns: Mapping[str, Column]) -> list[Column]:
    """The columns for people: a label that belongs to a thing is shown by the thing."""
    names = list(columns)
    of_a_thing = {name for name in names[1:2] if name == "label" and columns[names[0]].kind == "thing"}
    return [column for name, column in columns.items() if name not in _LABELS | of_a_thing]


def _item(value: Any, column: Column, words: Words) -> Item:
    if isinstance(value, Mapping):  # a passage, or the address of a page that a curator read
        document = value["document"] and words(value["document"])
        return Item(value["quote"] or words(value["iri"]), web_address(value["iri"]), document)
    if column.kind in ("thing", "list"):
        named = value.startswith(BASE) or column.kind == "thing"
        return Item(words(value) if named else value, web_address(value))
    if isinstance(value, bool):
        return Item({True: "✓", False: "–"}[value])
    return Item(str(value), web_address(str(value)) if column.kind == "text" else None)
