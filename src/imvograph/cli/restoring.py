"""The store as a whole: from a dump, and from its journal."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from imvograph import settings
from imvograph.cli.parts import (
    MOST_REPORTS,
    Json,
    Language,
    StorePath,
    embedded,
    err,
    gate,
    language,
    out,
    print_json,
    progress,
)
from imvograph.errors import RefusedError, SourceError, unreadable

if TYPE_CHECKING:
    from rich.progress import Progress

    from imvograph.gate import Report
    from imvograph.store.reader import Reader


_WORDS = {
    "nl": {
        "refused": "geweigerd: {} grafen van de dump breken regels; er is niets opgeslagen",
        "stored": "versie {}: {} beweringen",
        "nothing": "versie {}: niets nieuws",
    },
    "en": {
        "refused": "refused: {} graphs of the dump break rules; nothing was stored",
        "stored": "version {}: {} statements",
        "nothing": "version {}: nothing new",
    },
}


def load_dump(
    file: Annotated[Path, typer.Argument(help="N-Quads, plain, .gz or .zst; - reads standard input.")],
    store: StorePath = None,
    replace_all: Annotated[
        bool, typer.Option("--replace-all", help="Let the dump replace all that the store holds.")
    ] = False,
    trusted: Annotated[
        bool,
        typer.Option(
            "--trusted", help="Do not check a file of a release again: the SHA256SUMS beside it vouches for it."
        ),
    ] = False,
    as_json: Json = False,
    lang: Language = "en",
) -> None:
    """Make the store hold just what is in a dump: all of it or, if anything is wrong with it, nothing.

    About 50,000 statements a second, and twice as long for the gate, which checks every graph before anybody sees it; exit
    status 1 if one is refused. Readers see the old version until the new one is whole. An interrupted load has changed
    nothing: run it again. The same dump again is no change.
    """
    told, refused = language(lang), _Refused()
    if trusted:
        _must_be_vouched_for(file)
    try:
        source = sys.stdin.buffer if str(file) == "-" else file.open("rb")
    except OSError as exc:
        raise unreadable(file, exc) from exc
    with source, embedded(store) as graph, progress() as shown:
        task = shown.add_task("Statements", total=None)
        before = version = graph.version
        with suppress(RefusedError):  # told below
            version = graph.load(
                source,
                replace=replace_all,
                progress=lambda count: shown.update(task, completed=count),
                admit=lambda loaded: None if trusted else refused.check(loaded, shown),
            )
        statements = graph.changes()[-1].added if version != before else 0
    if as_json:
        told_of = {"refused": refused.count, "reports": [report.as_json() for report in refused.first]}
        print_json({"version": version, "changed": version != before, "statements": statements, **told_of})
    elif refused.count:
        for report in refused.first:
            err.print(report.as_text(told) + "\n", markup=False)
        err.print(_WORDS[told]["refused"].format(refused.count), style="red")
    else:
        out.print(_WORDS[told]["stored" if version != before else "nothing"].format(version, statements))
    if refused.count:
        raise typer.Exit(1)


class _Refused:
    """The graphs of a dump that the gate refuses: how many, and the reports of the first."""

    def __init__(self) -> None:
        self.count = 0
        self.first: list[Report] = []

    def check(self, loaded: "Reader", shown: "Progress") -> None:
        """Raises `RefusedError` if the gate refuses any."""
        from imvograph.build import check_whole

        task = shown.add_task("Checking", total=len(loaded.graphs()))
        for report in check_whole(loaded, gate()):
            shown.update(task, advance=1)
            if not report.conforms:
                self.count += 1
                self.first += [report] if len(self.first) < MOST_REPORTS else []
        if self.first:
            raise RefusedError(f"{self.count} graphs of the dump break rules; nothing was stored", self.first[0])


def _must_be_vouched_for(file: Path) -> None:
    from imvograph.dumps.packing import is_vouched_for

    try:
        vouched = is_vouched_for(file)
    except (OSError, UnicodeDecodeError) as exc:
        raise unreadable(file, exc) from exc
    if not vouched:
        raise SourceError(
            f"{file}: no SHA256SUMS beside it has its checksum, so it is no file of a release as it was made; load it "
            "without --trusted, and the gate will check it"
        )


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
