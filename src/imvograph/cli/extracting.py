"""What a text mentions, without loading it: as JSON Lines, as a table, as a page to check, as a file of verdicts."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from imvograph.cli.parts import Files, bytes_of, out
from imvograph.errors import ParameterError, SourceError

if TYPE_CHECKING:
    from imvograph.model.mentions import Mention


def extract(
    files: Files,
    explain: Annotated[bool, typer.Option("--explain", help="Say with each mention which rule found it.")] = False,
    table: Annotated[bool, typer.Option("--table", help="A table for people instead of JSON Lines.")] = False,
    html: Annotated[bool, typer.Option("--html", help="A page with the mentions marked, to check them.")] = False,
    template: Annotated[
        bool, typer.Option("--reviews-template", help="A CSV file to fill in with verdicts, for load --reviews.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where the page or CSV goes; standard output if not given.")
    ] = None,
) -> None:
    """Find the mentions in a text: one JSON object a line, with kind, id, start, end and quote.

    Offsets count code points, half-open: text[start:end] is the quote.
    """
    from imvograph.build import asset_names
    from imvograph.extract import document_date, mentions
    from imvograph.ingest.reviews import template as reviews_template
    from imvograph.ingest.text import parse

    names = asset_names()
    if table + html + template > 1:
        raise ParameterError("--table, --html and --reviews-template: choose one of them", "html")
    if output and not (html or template):
        raise ParameterError("--output goes with --html or --reviews-template", "output", str(output))
    if (html or template) and len(files) > 1:
        raise ParameterError("--html and --reviews-template take one file at a time", "files", str(len(files)))
    for path in files:
        source = parse(bytes_of(path), str(path))
        found = mentions(source.text, document_date(source.text), names)
        if html or template:
            _written(_page(path, source.text, found) if html else reviews_template(found), output)
            continue
        if table:
            _as_table(path, found)
            continue
        for mention in found:
            line = mention.as_json() | ({"rule": mention.rule} if explain else {})
            print(json.dumps(line, ensure_ascii=False))


def _page(path: Path, text: str, found: "list[Mention]") -> str:
    from imvograph.extract.marking import marked

    return marked(text, found, "Vermeldingen" if str(path) == "-" else path.name)


def _written(content: str, output: Path | None) -> None:
    """To a file, or to standard output as UTF-8 with the line ends that it has."""
    if output is None:
        sys.stdout.buffer.write(content.encode())
        return
    try:
        output.write_text(content, encoding="utf-8", newline="")
    except OSError as exc:
        raise SourceError(f"{output}: cannot be written: {exc.strerror}") from exc


def _as_table(path: Path, found: "list[Mention]") -> None:
    shown = Table("kind", "id or name", "start", "end", "quote", title=str(path))
    for m in found:
        name = m.id or m.fields.get("name") or m.fields.get("value") or ""
        shown.add_row(m.kind, escape(str(name)), str(m.start), str(m.end), escape(" ".join(m.quote.split())))
    out.print(shown)
    out.print(_counts(found))


def _counts(found: "list[Mention]") -> str:
    counts = Counter(m.kind for m in found)
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))
