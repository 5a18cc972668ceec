"""What is published: releases."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from imvograph import settings
from imvograph.cli.parts import Json, StorePath, embedded, err, out, print_json, progress

if TYPE_CHECKING:
    from imvograph.dumps import Release

ReleasesPath = Annotated[
    Path | None, typer.Option("--releases", help="Folder of the releases (setting IMVOGRAPH_RELEASES).")
]
CatalogueShapes = Annotated[
    list[Path] | None,
    typer.Option(
        "--catalogue-shapes",
        metavar="FILE|FOLDER",
        help="Published SHACL shapes (Turtle) that the catalogue is checked by too; can be given several times "
        "(setting IMVOGRAPH_CATALOGUE_SHAPES: one file or folder).",
        show_default=False,
    ),
]


def release(
    store: StorePath = None, releases: ReleasesPath = None, shapes: CatalogueShapes = None, as_json: Json = False
) -> None:
    """Make a release of the newest snapshot: dumps, checksums, counts, catalogue, and what changed since the one before.

    A release is immutable and is named by the version of the snapshot; who asks again gets the one that is there, with its
    catalogue checked by the published shapes that are given. A Violation is an error, and no release is made; Warnings and
    remarks are told.
    """
    from imvograph.dumps.checking import checked, demand, published
    from imvograph.dumps.making import STEPS
    from imvograph.dumps.releases import Releases, moment_of

    s = settings.read(store=store, releases=releases)
    by = published(shapes or ([Path(s.catalogue_shapes)] if s.catalogue_shapes else []))
    with embedded(s.store, read_only=True) as graph, progress() as shown:
        task = shown.add_task("Releasing", total=STEPS)
        made, new = Releases(s.releases).make(
            graph.snapshot(),
            moment_of(graph.changes()),
            s.contact,
            lambda step: shown.update(task, advance=1, description=step),
            by,
        )
    report = checked(made.said("catalogue.ttl"), by) if by else None
    if report:
        demand(report, f"{made.version} was released already, and stays as it is")
    if as_json:
        print_json({**_as_json(made), "made": new, "report": report and report.as_json()})
        return
    if report:
        err.print(f"{report.as_text()}\nChecked by {', '.join(file.name for file in by)}", markup=False)
    out.print(f"{made.version}: {'released' if new else 'was released already'}, as {made.folder}", markup=False)
    changes = ", ".join(f"{number} {name}" for name, number in made.changes.items())
    out.print(f"{made.triples} triples, {made.entities} things; {changes}", markup=False)


def _as_json(release: "Release") -> dict[str, object]:
    return {
        "version": release.version,
        "number": release.number,
        "issued": release.issued,
        "previous": release.previous,
        "folder": str(release.folder),
        "triples": release.triples,
        "quads": release.quads,
        "entities": release.entities,
        "changes": dict(release.changes),
        "files": {file.name: {"size": file.size, "sha256": file.sha256} for file in release.files},
    }
