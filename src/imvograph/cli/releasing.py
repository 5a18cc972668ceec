"""What is published: releases."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from imvograph import settings
from imvograph.cli.parts import Json, StorePath, embedded, out, print_json, progress

if TYPE_CHECKING:
    from imvograph.dumps import Release

ReleasesPath = Annotated[
    Path | None, typer.Option("--releases", help="Folder of the releases (setting IMVOGRAPH_RELEASES).")
]


def release(store: StorePath = None, releases: ReleasesPath = None, as_json: Json = False) -> None:
    """Make a release of the newest snapshot: dumps, checksums, counts, catalogue, and what changed since the one before.

    A release is immutable and is named by the version of the snapshot; who asks again gets the one that is there.
    """
    from imvograph.dumps.making import STEPS
    from imvograph.dumps.releases import Releases, day_of

    s = settings.read(store=store, releases=releases)
    with embedded(s.store, read_only=True) as graph, progress() as shown:
        task = shown.add_task("Releasing", total=STEPS)
        made, new = Releases(s.releases).make(
            graph.snapshot(),
            day_of(graph.changes()),
            s.contact,
            lambda step: shown.update(task, advance=1, description=step),
        )
    if as_json:
        print_json({**_as_json(made), "made": new})
        return
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
