"""The store as a whole: from a dump, and from its journal."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from imvograph import settings
from imvograph.cli.parts import Json, StorePath, embedded, err, out, print_json, progress
from imvograph.errors import SourceError


def load_dump(
    file: Annotated[Path, typer.Argument(help="N-Quads, plain, .gz or .zst; - reads standard input.")],
    store: StorePath = None,
    replace_all: Annotated[
        bool, typer.Option("--replace-all", help="Let the dump replace all that the store holds.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make the store hold just what is in a dump: all of it or, if anything is wrong with it, nothing.

    About 50,000 statements a second, in bounded memory; readers see the old version until the new one is whole. An
    interrupted load has changed nothing: run it again. The same dump again is no change. A dump does not pass the gate:
    load only one that imvograph wrote (`imvograph dump --format nq`); documents and facts come in by `imvograph load`.
    """
    try:
        source = sys.stdin.buffer if str(file) == "-" else file.open("rb")
    except OSError as exc:
        raise SourceError(f"{file}: cannot be read: {exc.strerror}; name a file of N-Quads") from exc
    with source, embedded(store) as graph, progress() as shown:
        task = shown.add_task("Statements", total=None)
        before = graph.version
        version = graph.load(source, replace=replace_all, progress=lambda count: shown.update(task, completed=count))
        statements = graph.changes()[-1].added
    if as_json:
        print_json({"version": version, "changed": version != before, "statements": statements})
    else:
        out.print(f"version {version}: " + (f"{statements} statements" if version != before else "nothing new"))


def rebuild(store: StorePath = None, as_json: Json = False) -> None:
    """Make the store anew from its journal, for when its files are damaged, or to prove that it can be.

    Every change is made again and checked against its digest. If what was served has the very same dump, it stays; else
    the new one takes its place, and the damaged one stays aside in snapshots/. `imvograph build` makes a graph from
    ontology/ and data/ where there is no journal.
    """
    from imvograph.search import COMPANION
    from imvograph.store import rebuild as make

    with progress() as shown:
        task = shown.add_task("Changes", total=None)
        rebuilt = make(
            settings.read(store=store).store,
            companions=[COMPANION],
            progress=lambda at, of: shown.update(task, completed=at, total=of),
        )
    if as_json:
        print_json(
            {
                "version": rebuilt.version,
                "changes": rebuilt.changes,
                "sha256": rebuilt.digest,
                "same": rebuilt.same,
            }
        )
        return
    match rebuilt.same:
        case True:
            told = "byte for byte what is served"
        case False:
            told = "what was served differed; it is set aside"
        case None:
            told = "what was served could not be read; it is set aside"
    out.print(f"version {rebuilt.version} made anew from {rebuilt.changes} changes: {told}")
    err.print(f"SHA-256 of the N-Quads: {rebuilt.digest}")
