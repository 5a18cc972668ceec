"""The way in: build, extract, load, validate."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from imvograph.cli.parts import (
    Files,
    Json,
    Language,
    StorePath,
    bytes_of,
    err,
    gate,
    language,
    opened,
    out,
    print_json,
    progress,
)
from imvograph.errors import ImvographError, RefusedError

if TYPE_CHECKING:
    from imvograph.model.mentions import Mention
    from imvograph.pipeline import Loaded


def build(store: StorePath = None, as_json: Json = False) -> None:
    """Build the graph from ontology/ and data/: what is new or changed is loaded, what is gone is removed."""
    from imvograph.build import build as make
    from imvograph.build import steps

    with opened(store) as graph:
        with progress() as shown:
            task = shown.add_task("Building the graph", total=len(steps()))
            version = make(graph, gate(), lambda step: shown.update(task, advance=1, description=step.path.name))
        triples, graphs = sum(1 for _ in graph.triples()), len(graph.graphs())
    if as_json:
        print_json({"version": version, "triples": triples, "graphs": graphs})
    else:
        out.print(f"{triples} triples in {graphs} graphs, version {version}")


def extract(
    files: Files,
    explain: Annotated[bool, typer.Option("--explain", help="Say with each mention which rule found it.")] = False,
    table: Annotated[bool, typer.Option("--table", help="A table for people instead of JSON Lines.")] = False,
) -> None:
    """Find the mentions in a text: one JSON object a line, with kind, id, start, end and quote.

    Offsets count code points, half-open: text[start:end] is the quote.
    """
    from imvograph.build import asset_names
    from imvograph.extract import document_date, mentions
    from imvograph.ingest.text import parse

    names = asset_names()
    for path in files:
        source = parse(bytes_of(path), str(path))
        found = mentions(source.text, document_date(source.text), names)
        if table:
            _as_table(path, found)
            continue
        for mention in found:
            line = mention.as_json() | ({"rule": mention.rule} if explain else {})
            print(json.dumps(line, ensure_ascii=False))


def _as_table(path: Path, found: "list[Mention]") -> None:
    shown = Table("kind", "id or name", "start", "end", "quote", title=str(path))
    for m in found:
        name = m.id or m.fields.get("name") or m.fields.get("value") or ""
        shown.add_row(m.kind, escape(str(name)), str(m.start), str(m.end), escape(" ".join(m.quote.split())))
    out.print(shown)
    out.print(_counts(found))


def _counts(found: "list[Mention] | tuple[Mention, ...]") -> str:
    counts = Counter(m.kind for m in found)
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))


def load(
    files: Files,
    store: StorePath = None,
    replace: Annotated[bool, typer.Option("--replace", help="Let a new text of the same letter replace it.")] = False,
    as_json: Json = False,
    lang: Language = "en",
) -> None:
    """Load letters (.txt) and curated facts (.ttl) through the gate; a refused file changes nothing.

    A Turtle file becomes the graph graph/curated/{name of the file}. Exit status 1 if any file was refused.
    """
    from imvograph.build import load_file

    checked, told = gate(), language(lang)
    loaded: list[tuple[Path, Loaded]] = []
    refused: list[tuple[Path, ImvographError]] = []
    with opened(store) as graph, progress() as shown:
        task = shown.add_task("Loading", total=len(files))
        for path in files:
            shown.update(task, description=path.name)
            try:
                loaded.append((path, load_file(path, checked, graph, replace=replace)))
            except ImvographError as exc:
                refused.append((path, exc))
            shown.advance(task)
    if as_json:
        print_json(
            {
                "loaded": [
                    {"file": str(path), "graph": one.graph, "changed": one.changed, "version": one.version}
                    for path, one in loaded
                ],
                "refused": [{"file": str(path), "why": str(exc), "report": _report(exc)} for path, exc in refused],
            }
        )
    else:
        for path, one in loaded:
            out.print(f"{path}: {'loaded' if one.changed else 'unchanged'} as {one.graph}", markup=False)
            if one.reading:
                out.print(f"  {_counts(one.reading.mentions)}", markup=False)
            if one.report.total:
                out.print(one.report.as_text(told), markup=False)
        for path, why in refused:
            err.print(f"{path}: refused; nothing of it was stored", style="red", markup=False)
            err.print(why.report.as_text(told) if isinstance(why, RefusedError) else str(why), markup=False)
    if refused:
        raise typer.Exit(1)


def _report(exc: ImvographError) -> object:
    return exc.report.as_json() if isinstance(exc, RefusedError) else None


def validate(files: Files, store: StorePath = None, as_json: Json = False, lang: Language = "en") -> None:
    """Check Turtle against the shapes and the graph, without storing it; exit status 1 if it would be refused."""
    from imvograph.build import check_file

    checked, told = gate(), language(lang)
    with opened(store, read_only=True) as graph:
        reports = [(path, check_file(path, bytes_of(path), checked, graph)) for path in files]
    if as_json:
        print_json([{"file": str(path), **report.as_json()} for path, report in reports])
    else:
        for path, report in reports:
            out.print(f"{path}: {'conforms' if report.conforms else 'would be refused'}", markup=False)
            if report.total:
                out.print(report.as_text(told), markup=False)
    if not all(report.conforms for _, report in reports):
        raise typer.Exit(1)
