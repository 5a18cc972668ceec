"""The way out: curated queries, SPARQL, dumps."""

import csv
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from imvograph.cli.parts import Json, Language, StorePath, bytes_of, err, language, opened, out, print_json, short
from imvograph.errors import ParameterError, QueryError, SourceError, StoreError

if TYPE_CHECKING:
    from imvograph.answers import CuratedAnswer, Row
    from imvograph.catalog import Catalog

TABLES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
}
GRAPHS = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


def query(
    name: Annotated[str | None, typer.Argument(help="Name of the curated query; none lists them all.")] = None,
    parameters: Annotated[list[str] | None, typer.Argument(help="name=value …", show_default=False)] = None,
    store: StorePath = None,
    as_json: Json = False,
    lang: Language = "en",
) -> None:
    """Ask a curated query, as in: imvograph query commitments-by-topic topic=tomaat-italie

    A table on a terminal, CSV into a pipe or a file, JSON with --json.
    """
    from imvograph import assets
    from imvograph.answers import ask
    from imvograph.catalog import Catalog

    catalog, told = Catalog.read(assets.QUERIES), language(lang)
    if name is None:
        _list(catalog, told, as_json)
        return
    given = dict(_pair(parameter) for parameter in parameters or [])
    with opened(store, read_only=True) as graph:
        answer = ask(catalog, graph, name, given)
    if as_json:
        print_json(
            {
                "query": name,
                "parameters": answer.parameters,
                "version": answer.version,
                "rows": answer.rows,
                "explanation": asdict(answer.explanation) if answer.explanation else None,
            }
        )
    else:
        _show(answer, told)


def _list(catalog: "Catalog", lang: str, as_json: bool) -> None:
    if as_json:
        print_json([{"name": q.name, "title": q.title, "parameters": list(q.parameters)} for q in catalog.values()])
        return
    shown = Table()
    shown.add_column("name", no_wrap=True)  # a name that is cut cannot be asked
    shown.add_column("what it answers")
    shown.add_column("parameters")
    for one in catalog.values():
        shown.add_row(one.name, escape(one.title[lang]), " ".join(one.parameters))
    out.print(shown)


def _pair(parameter: str) -> tuple[str, str]:
    name, equals, value = parameter.partition("=")
    if not equals:
        raise ParameterError(f"{parameter!r} is no parameter; write name=value", parameter)
    return name, value


def _show(answer: "CuratedAnswer", lang: str) -> None:
    filled = [name for name in answer.columns if any(row.get(name) not in (None, "", []) for row in answer.rows)]
    if not sys.stdout.isatty():
        lines = csv.writer(sys.stdout, lineterminator="\n")
        lines.writerows([filled, *([short(row.get(name)) for name in filled] for row in answer.rows)] if filled else [])
    shown = Table(title=answer.query.title[lang])
    for name in filled:
        shown.add_column(name, overflow="fold")
    for row in answer.rows:
        shown.add_row(*(escape(short(row.get(column))) for column in filled))
    if answer.rows and sys.stdout.isatty():
        out.print(shown)
    if answer.explanation:
        told = out if sys.stdout.isatty() else err
        told.print(answer.explanation.message[lang], style="bold", markup=False)
        titles = ("doorzocht", "verwant") if lang == "nl" else ("searched", "related")
        for title, rows in zip(titles, (answer.explanation.searched, answer.explanation.related), strict=True):
            for words in dict.fromkeys(map(_words, rows)):  # a thing may be near by several paths
                told.print(f"  {title}: {' · '.join(words)}", markup=False)


def _words(row: "Row") -> tuple[str, str]:
    """What a person wants of a row: its label, its kind or path, its key."""
    first = next((str(v) for k, v in row.items() if k != "query" and isinstance(v, str)), "")
    return str(row.get("label") or ""), short(first)


def sparql(
    text: Annotated[str, typer.Argument(help="A query, the name of a file that holds one, or - for standard input.")],
    accept: Annotated[str | None, typer.Option("--format", help="csv tsv json xml, or ttl nt jsonld rdf.")] = None,
    store: StorePath = None,
) -> None:
    """Run a SPARQL query on the newest snapshot, with the limits that strangers have.

    A term of the ontology or a graph that is not there finds nothing; standard error then names the nearest.
    """
    from imvograph.answers.hints import Terms
    from imvograph.sparql import form, tokens

    asked = text if "{" in text else _query_in(text)
    offered = GRAPHS if form(tokens(asked)) in ("CONSTRUCT", "DESCRIBE") else TABLES
    wanted = next(iter(offered)) if accept is None else accept
    if wanted not in offered:
        raise ParameterError(f"--format {wanted}: this query can be {', '.join(offered)}", "format", wanted)
    with opened(store, read_only=True) as graph:
        body = graph.answer(asked, offered[wanted]).body
        sys.stdout.buffer.write(body if body.endswith(b"\n") else body + b"\n")
        sys.stdout.flush()
        if hint := Terms().hint(graph, asked, (), "en"):
            err.print(f"hint: {hint}", markup=False)


def _query_in(name: str) -> str:
    path = Path(name)
    if name != "-" and not path.is_file():
        wrong = f"{name[:80]!r} is no query (it has no {{ … }}) and no file"
        raise QueryError(f"{wrong}; as in: imvograph sparql 'SELECT * {{ ?thing ?property ?value }} LIMIT 10'")
    try:
        return bytes_of(path).decode("utf-8")
    except UnicodeDecodeError as exc:
        raise SourceError(f"{path}: a SPARQL query is UTF-8 text: {exc}") from exc


def dump(
    accept: Annotated[
        str,
        typer.Option(
            "--format",
            help="ttl or nt (the union), nq, trig or jsonld (all graphs), types (that follow from the ontology).",
        ),
    ] = "ttl",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; standard output if not given.")] = None,
    store: StorePath = None,
) -> None:
    """Write the whole graph; the same graph gives the same bytes."""
    from imvograph.dumps import FORMATS
    from imvograph.dumps import dump as write

    if accept not in FORMATS:
        raise ParameterError(f"--format {accept}: there is {', '.join(FORMATS)}", "format", accept, "ttl")
    with opened(store, read_only=True) as graph:
        if output is None:
            write(graph, accept, sys.stdout.buffer)
            return
        part = output.with_name(output.name + ".part")
        try:
            with part.open("wb") as file:
                count = write(graph, accept, file)
            part.replace(output)
        except OSError as exc:
            raise StoreError(f"{output}: cannot be written: {exc.strerror}") from exc
    err.print(f"{output}: {count} statements, {output.stat().st_size} bytes", markup=False)
