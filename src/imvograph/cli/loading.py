"""The way in: build, load, validate."""

import os
import time
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from imvograph.cli.fetching import Base, fetched, official_id_in
from imvograph.cli.parts import (
    MOST_REPORTS,
    Json,
    Language,
    StorePath,
    bytes_of,
    gate,
    interrupts,
    language,
    opened,
    out,
    print_json,
    progress,
)
from imvograph.cli.summary import Summary
from imvograph.errors import ImvographError, ParameterError, SourceError
from imvograph.model.kamerstuk import OFFICIAL_PAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from imvograph.bulk import Outcome
    from imvograph.gate import Gate, Report
    from imvograph.store import Snapshot, Store

_CHECKED = {
    "nl": (
        "{graphs} grafen nagekeken, {wrong} zouden geweigerd worden, {findings} bevindingen",
        "getoond zijn de eerste {most} grafen met bevindingen",
    ),
    "en": (
        "{graphs} graphs checked, {wrong} would be refused, {findings} findings",
        "shown are the first {most} graphs with findings",
    ),
}

SIDECARS = (".toml", ".csv", ".md")


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


def load(
    given: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|FOLDER|ID…",
            help="Files, folders, and numbers or addresses of official publications, as kst-26485-337.",
            show_default=False,
        ),
    ],
    store: StorePath = None,
    replace: Annotated[bool, typer.Option("--replace", help="Let a new text of the same letter replace it.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Read also what has not changed since the last load.")] = False,
    processes: Annotated[int, typer.Option(min=1, max=64, help="Processes that read documents.")] = os.cpu_count() or 1,
    reviews: Annotated[
        Path | None,
        typer.Option(help="Verdicts on mentions, a CSV file; data/reviews/ if not given.", show_default=False),
    ] = None,
    base: Base = None,
    as_json: Json = False,
    lang: Language = "en",
) -> None:
    """Load documents and facts through the gate; what is refused changes nothing.

    A document (text, PDF, DOCX, XML, HTML, OData JSON: told by its content) becomes the graph of what it says; Turtle
    (.ttl) becomes the graph graph/added/{name of the file}; a number or an address of an official publication is fetched first.
    After an interruption the same command goes on where it was; Ctrl-C ends it after the document at hand, twice at once.
    Exit status 1 if anything was refused.
    """
    from imvograph import assets
    from imvograph.bulk import load_files

    begun, checked, told = time.monotonic(), gate(), language(lang)
    facts, documents, ids, missing = _sorted_out(given)
    verdicts = reviews or assets.REVIEWS
    if reviews and len(documents) != 1 and not reviews.is_dir():
        raise ParameterError(f"--reviews {reviews}: a file speaks of one document, not of {len(documents)}", "reviews")
    summary = Summary(keep_all=as_json)
    try:
        with opened(store) as graph, progress() as shown, interrupts() as interrupt:
            task = shown.add_task("Loading", total=len(facts) + len(documents) + len(ids))

            def step(path: Path) -> None:
                interrupt()
                shown.update(task, advance=1, description=path.name)

            for outcome in chain(
                map(_missing, missing),
                (_facts(path, checked, graph, replace, step) for path in facts),
                load_files(
                    documents,
                    checked,
                    graph,
                    processes=processes,
                    replace=replace,
                    again=again,
                    reviews=verdicts,
                    progress=step,
                ),
                fetched(ids, base, checked, graph, replace=replace, progress=step),
            ):
                summary.add(outcome)
    except KeyboardInterrupt:
        summary.interrupted = True
    seconds = time.monotonic() - begun
    if as_json:
        print_json(summary.as_json(seconds))
    else:
        summary.tell(told, seconds)
    if summary.interrupted:
        raise typer.Exit(130)
    if summary.refused:
        raise typer.Exit(1)


def _sorted_out(given: list[str]) -> tuple[list[Path], list[Path], list[str], list[str]]:
    """Turtle, documents, ids to fetch, and what is none of these; of a folder all files but hidden ones and sidecars, in the
    order of their names."""
    found: list[Path] = []
    ids: list[str] = []
    missing: list[str] = []
    for name in given:
        path = Path(name)
        if not os.path.lexists(path):
            id = official_id_in(name)
            (ids if id else missing).append(id or name)
            continue
        inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        found += [p for p in inside if p == path or not (p.name.startswith(".") or p.suffix in SIDECARS)]
    found = [p for p in found if p.suffix != ".toml"]  # as of letters/*; a sidecar is no document
    return [p for p in found if p.suffix == ".ttl"], [p for p in found if p.suffix != ".ttl"], ids, missing


def _missing(name: str) -> "Outcome":
    from imvograph.bulk import Outcome

    such = f"letters/brief.txt, letters/, kst-26485-337, {OFFICIAL_PAGE.format('kst-26485-337')}"
    return Outcome(
        Path(name),
        error=SourceError(
            f"there is no such file or folder, and it is no number or address of an official publication; as in: {such}",
            nl="er is geen bestand of map met die naam, en het is geen nummer of adres van een officiële publicatie; zoals: "
            f"{such}",
        ),
    )


def _facts(path: Path, checked: "Gate", graph: "Store", replace: bool, step: "Callable[[Path], None]") -> "Outcome":
    from imvograph.build import load_facts
    from imvograph.bulk import Outcome

    step(path)
    try:
        loaded = load_facts(path, checked, graph, replace=replace)
    except ImvographError as exc:
        return Outcome(path, error=exc)
    return Outcome(path, loaded.graph, loaded.changed, report=loaded.report)


def validate(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Turtle files; - reads standard input.", show_default=False)
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Check every graph in the store instead of files.")] = False,
    store: StorePath = None,
    as_json: Json = False,
    lang: Language = "en",
) -> None:
    """Check Turtle against the shapes and the graph, without storing it; exit status 1 if it would be refused.

    With --all every graph in the store is checked again, as is needed after the shapes have changed: exit status 1 if one
    would not come in today.
    """
    from imvograph.build import check_file

    if everything == bool(files):
        raise ParameterError(
            "name Turtle files, or give --all to check the whole store", "files", str(len(files or ()))
        )
    checked, told = gate(), language(lang)
    with opened(store, read_only=True) as graph:
        if everything:
            _validate_all(checked, graph.snapshot(), as_json, told)
            return
        reports = [
            (path, check_file(path if str(path) != "-" else Path("input.ttl"), bytes_of(path), checked, graph))
            for path in files or ()
        ]
    if as_json:
        print_json([{"file": str(path), **report.as_json()} for path, report in reports])
    else:
        for path, report in reports:
            out.print(f"{path}: {report.as_text(told, trial=True)}", markup=False)
    if not all(report.conforms for _, report in reports):
        raise typer.Exit(1)


def _validate_all(checked: "Gate", snapshot: "Snapshot", as_json: bool, lang: str) -> None:
    """Every graph of one version; of those with findings the first hundred are shown, all are counted."""
    from imvograph.gate import check_all, graphs_to_check

    found: list[Report] = []
    checked_graphs = wrong = findings = left_out = 0
    with progress() as bar:
        task = bar.add_task("Checking", total=len(graphs_to_check(snapshot)))
        for report in check_all(checked, snapshot):
            bar.update(task, advance=1, description=report.graph.rpartition("/")[2])
            checked_graphs, wrong, findings = checked_graphs + 1, wrong + (not report.conforms), findings + report.total
            if report.total and len(found) < MOST_REPORTS:
                found.append(report)
            elif report.total:
                left_out += 1
    if as_json:
        print_json(
            {
                "version": snapshot.version,
                "graphs": checked_graphs,
                "refused": wrong,
                "findings": findings,
                "conforms": not wrong,
                "reports": [report.as_json() for report in found],
            }
        )
    else:
        for report in found:
            out.print(report.as_text(lang, trial=True) + "\n", markup=False)
        counted, shown = _CHECKED[lang]
        out.print(counted.format(graphs=checked_graphs, wrong=wrong, findings=findings))
        if left_out:
            out.print(shown.format(most=MOST_REPORTS))
    if wrong:
        raise typer.Exit(1)
