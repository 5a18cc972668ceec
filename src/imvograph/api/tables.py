"""Rows as CSV (RFC 4180): UTF-8, a header line, CRLF; safe to open in a spreadsheet. And as Parquet, with their types.

A text that starts with ``=``, ``+``, ``-``, ``@``, a tab or a line end would run as a formula in a spreadsheet; it
gets an apostrophe before it (the OWASP advice on CSV injection). Numbers and dates are written as they are. Lists are
one cell, an item per line; a passage of ``evidence=full`` is its IRI, a space and the quote.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from unicodedata import normalize

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_of(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """The rows as CSV, with the columns in this order."""
    output = io.StringIO()
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    return output.getvalue().encode()


def parquet_of(columns: Mapping[str, str], rows: Sequence[Mapping[str, object]]) -> bytes:
    """The rows as Parquet; ``columns`` gives each its kind. A date is text, as a source may state but a month.

    polars is loaded here, and not before: it takes some 60 MB.
    """
    import polars

    text, number, texts = polars.String(), polars.Int64(), polars.List(polars.String())
    place = dict.fromkeys(("iri", "quote", "source", "document"), text)
    passages = polars.List(polars.Struct({**place, "start": number, "end": number}))
    types = {"integer": number, "boolean": polars.Boolean(), "list": texts, "texts": texts, "passages": passages}
    schema = {name: types.get(kind, text) for name, kind in columns.items()}
    output = io.BytesIO()
    polars.DataFrame(list(rows), schema=schema, strict=False).write_parquet(output, compression="zstd")
    return output.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list() | tuple():
            return _safe("\n".join(_item(item) for item in value))
        case other:
            return _safe(_item(other))


def _item(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(str(value[name]) for name in ("iri", "quote") if value.get(name))
    return str(value)


def _safe(text: str) -> str:
    # Spreadsheets take full-width signs for the plain ones, and some pass over white space before them.
    seen = normalize("NFKC", text[:80])
    return f"'{text}" if seen.startswith(_FORMULA) or seen.lstrip().startswith(_FORMULA) else text
