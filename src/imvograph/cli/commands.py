"""The commands, assembled; an error of ours is a sentence on standard error and exit status 1, never a traceback."""

import os
import sys
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from imvograph import __version__, settings
from imvograph.cli import (
    asking,
    backend,
    extracting,
    fetching,
    loading,
    questioning,
    releasing,
    restoring,
    tokens,
    unloading,
)
from imvograph.cli.parts import Json, StorePath, err, out, print_json, spoken
from imvograph.errors import ImvographError, NotFoundError, ParameterError, QuerySyntaxError, RefusedError

app = typer.Typer(
    name="imvograph",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",  # lines of a paragraph flow; else what stands in [ ] would be taken for a colour
    context_settings={"help_option_names": ["-h", "--help"]},
    help="A knowledge graph of Dutch policy on responsible business conduct; every statement leads to its sentence.",
)
for command in (
    loading.build,
    extracting.extract,
    loading.load,
    loading.validate,
    unloading.unload,
    fetching.fetch,
    fetching.sync,
    asking.query,
    asking.sparql,
    questioning.questions,
    asking.dump,
    releasing.release,
    restoring.load_dump,
    restoring.rebuild,
):
    app.command()(command)
app.add_typer(backend.app, name="backend")
app.add_typer(tokens.app, name="token")


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    if version:
        print(f"imvograph {__version__}")
        raise typer.Exit


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (setting IMVOGRAPH_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (setting IMVOGRAPH_PORT).")] = None,
    store: StorePath = None,
    build: Annotated[bool, typer.Option("--build", help="Build the graph first, if its files have changed.")] = False,
) -> None:
    """Serve the graph over HTTP: pages, REST, SPARQL and linked data."""
    from imvograph.serving import run

    run(settings.read(host=host, port=port, store=store), build_first=build, console=err)


@app.command("settings")
def show_settings(
    as_json: Json = False,
    as_toml: Annotated[bool, typer.Option("--toml", help="Print an imvograph.toml with every default.")] = False,
) -> None:
    """Every setting: its name, value now, default, where to set it, what it does."""
    if as_toml:
        print(settings.as_toml(), end="")
        return
    told = settings.told(settings.read())
    if as_json:
        print_json(told)
        return
    shown = Table(caption="in imvograph.toml: the same name in small letters, without IMVOGRAPH_")
    shown.add_column("environment", no_wrap=True)  # a name that is cut cannot be copied
    for column in ("value", "default", "what it does"):
        shown.add_column(column, overflow="fold")
    for one in told:
        shown.add_row(*(escape(str(one[column])) for column in ("environment", "value", "default", "help")))
    out.print(shown)


def main() -> None:
    """Entry point of ``imvograph``."""
    for told in settings.unknown(os.environ):
        err.print(f"warning: {told}", style="yellow", markup=False)
    try:
        app()
    except ImvographError as exc:
        lang = spoken[-1]
        err.print("fout: " if lang == "nl" else "error: ", style="red", end="")
        err.print(exc.told(lang), markup=False)
        for line in _advice(exc, lang):
            err.print(line, markup=False)
        sys.exit(1)
    except BrokenPipeError:  # who read our output has left, as `head` does
        sys.stderr.close()
        sys.exit(141)


def _advice(exc: ImvographError, lang: str) -> Iterator[str]:
    if isinstance(exc, RefusedError):
        yield exc.report.as_text(lang)
    if isinstance(exc, NotFoundError) and any(near not in str(exc) for near in exc.near):
        yield f"{'erop lijkt' if lang == 'nl' else 'near'}: {', '.join(exc.near)}"
    if isinstance(exc, ParameterError) and exc.example:
        yield f"{'voorbeeld' if lang == 'nl' else 'example'}: {exc.name}={exc.example}"
    if isinstance(exc, QuerySyntaxError) and exc.line and f"line {exc.line}, column" not in str(exc):
        yield f"{'op regel' if lang == 'nl' else 'at line'} {exc.line}, {'kolom' if lang == 'nl' else 'column'} {exc.column}"
