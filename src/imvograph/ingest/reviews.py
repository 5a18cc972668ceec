"""Reviews of mentions as CSV, for a person and a spreadsheet: read, and written as a template to fill in.

The columns are those of `COLUMNS`; `ASIDE` are for the reader and may be left out. A line without a verdict says nothing.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from imvograph.errors import SourceError, unreadable
from imvograph.model.documents import Document
from imvograph.model.mentions import KINDS, Mention
from imvograph.model.reviews import VERDICTS, Review

COLUMNS = ("start", "end", "kind", "verdict", "reviewer", "date", "note")
ASIDE = ("says", "quote")
LARGEST = 16 * 2**20
"""The largest file of reviews, in bytes: some hundred thousand lines."""


def reviewed(document: Document, place: Path) -> Document:
    """The document with the reviews of its text: ``place`` is a file of them, or a folder with ``{key of the text}.csv``.

    A folder without that file has nothing to say of it. Raises `SourceError` as `read` does, or if the name of the file
    is the key of another text.
    """
    path = place / f"{document.source.key}.csv" if place.is_dir() else place
    if place.is_dir() and not path.exists():
        return document
    if re.fullmatch("[0-9a-f]{16}", path.stem) and path.stem != document.source.key:
        raise SourceError(f"{path}: reviews of another text; the key of this one is {document.source.key}")
    return replace(document, reviews=read(path))


def read(path: Path) -> tuple[Review, ...]:
    """The reviews in this file; raises `SourceError` if it cannot be read as such."""
    try:
        if path.stat().st_size > LARGEST:
            raise SourceError(f"{path}: {path.stat().st_size} bytes; a file of reviews has at most {LARGEST}")
        return parse(path.read_bytes(), str(path))
    except OSError as exc:
        raise unreadable(path, exc) from exc


def parse(raw: bytes, name: str) -> tuple[Review, ...]:
    """The reviews in these bytes, those without a verdict left out; raises `SourceError` with the line that is wrong.

    Commas or, as Dutch spreadsheets write them, semicolons part the columns; the first line names them.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise SourceError(f"{name}: byte {raw[exc.start]:#04x} at offset {exc.start} is not UTF-8") from exc
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",", strict=True)
    try:
        _must_have_columns(rows.fieldnames or (), name)
        told = [_review(row, f"{name}, line {rows.line_num}") for row in rows]
    except csv.Error as exc:
        raise SourceError(f"{name}, line {rows.line_num}: not CSV: {exc}") from exc
    found: dict[tuple[int, int, str], Review] = {}
    for review in filter(None, told):
        known = found.setdefault((review.start, review.end, review.kind), review)
        if known is not review:
            raise SourceError(f"{review.where}: this mention has a verdict already ({known.where}); keep one of them")
    return tuple(found.values())


def template(mentions: Iterable[Mention]) -> str:
    """A file to fill in: a line for each place and kind, verdict, reviewer, date and note left open."""
    places: dict[tuple[int, int, str], list[Mention]] = {}
    for mention in mentions:
        places.setdefault((mention.start, mention.end, mention.kind), []).append(mention)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*COLUMNS, *ASIDE))
    for (start, end, kind), here in places.items():
        writer.writerow((start, end, kind, "", "", "", "", " ".join(map(_says, here)), " ".join(here[0].quote.split())))
    return out.getvalue()


def _says(mention: Mention) -> str:
    """What a mention is taken to say, in a cell: an id, a name, a value."""
    told = mention.id or next(
        (mention.fields[f] for f in ("name", "value", "date", "made_on") if f in mention.fields), ""
    )
    return str(told or "")


def _must_have_columns(given: Iterable[str], name: str) -> None:
    columns = list(given)
    if missing := [column for column in COLUMNS if column not in columns]:
        raise SourceError(f"{name}: no column {missing[0]!r}; the first line is: {','.join(COLUMNS)}")
    if unknown := [column for column in columns if column not in (*COLUMNS, *ASIDE)]:
        raise SourceError(f"{name}: unknown column {unknown[0]!r}; there is {', '.join((*COLUMNS, *ASIDE))}")


def _review(row: Mapping[str | None, str | list[str] | None], where: str) -> Review | None:
    """The review in one row; None if it has no verdict yet."""
    if None in row or None in row.values():
        raise SourceError(f"{where}: as many cells as the first line has; put a note with a comma in it in quotes")
    cells = {str(column): str(cell).strip() for column, cell in row.items()}
    if not cells["verdict"]:
        return None
    if cells["verdict"] not in VERDICTS:
        raise SourceError(f"{where}: verdict {cells['verdict']!r}; there is {' and '.join(VERDICTS)}")
    if cells["kind"] not in KINDS:
        raise SourceError(f"{where}: kind {cells['kind']!r}; there is {', '.join(KINDS)}")
    if not cells["reviewer"]:
        raise SourceError(f"{where}: a verdict without a reviewer; say whose it is")
    return Review(
        start=_number(cells["start"], "start", where),
        end=_number(cells["end"], "end", where),
        kind=cells["kind"],
        verdict=cells["verdict"],
        reviewer=cells["reviewer"],
        date=_day(cells["date"], where),
        note=cells["note"],
        quote=cells.get("quote") or None,
        where=where,
    )


def _number(cell: str, column: str, where: str) -> int:
    if not (cell.isascii() and cell.isdigit() and len(cell) < 10):
        raise SourceError(f"{where}: {column} {cell!r} is no offset; it counts code points, as in: 2076")
    return int(cell)


def _day(cell: str, where: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError as exc:
        raise SourceError(f"{where}: date {cell!r}; write the day of the review as in: 2026-11-24") from exc
