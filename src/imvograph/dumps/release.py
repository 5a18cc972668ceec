"""What a release is, and its manifest ``release.json``."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import chain, takewhile
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse

from imvograph.dumps.packing import File
from imvograph.errors import NotFoundError, StoreError

_MANIFEST = "release.json"


@dataclass(frozen=True)
class Release:
    """What a release is: its version and number (from 1), its day, the one before it, its files, how much it holds.

    ``changes`` counts the things created, updated and deleted, and the statements added and removed.
    """

    version: str
    number: int
    issued: str
    first_issued: str
    previous: str | None
    files: tuple[File, ...]
    triples: int
    quads: int
    entities: int
    changes: Mapping[str, int]
    folder: Path
    moment: str | None = None

    @property
    def updated(self) -> str:
        """Its moment; the beginning of its day if only that is known."""
        return self.moment or f"{self.issued}T00:00:00Z"

    def file(self, name: str) -> File:
        """A file of the release; raises `NotFoundError`."""
        for file in self.files:
            if file.name == name:
                return file
        raise NotFoundError(
            f"Release {self.version} has no file {name[:80]!r}",
            [file.name for file in self.files],
            nl=f"Uitgave {self.version} heeft geen bestand {name[:80]!r}",
        )

    @property
    def kept(self) -> tuple[File, ...]:
        """Its files that are still there: those of an old release may be removed."""
        return tuple(file for file in self.files if (self.folder / file.name).is_file())

    @property
    def dumps(self) -> tuple[File, ...]:
        """Of those the graph itself, in each form and packing."""
        return tuple(file for file in self.kept if file.name.startswith("imvograph."))

    def said(self, name: str) -> frozenset[Triple]:
        """The triples of ``catalogue.ttl`` or ``void.ttl``."""
        return frozenset(quad.triple for quad in parse((self.folder / name).read_bytes(), RdfFormat.TURTLE))

    def changed(self) -> Iterator[dict[str, Any]]:
        """The things that changed since the release before it: ``action``, ``iri``, ``label``; by IRI.

        Where it is so also ``retired``, and ``replaced_by``: what took the place of one that was retired or went.
        """
        with (self.folder / "changes.jsonl").open("rb") as lines:
            yield from map(json.loads, lines)

    def held(self, subject: str) -> list[bytes]:
        """What it says of an IRI, as lines of N-Quads; halving ``imvograph.nq``, whose lines are sorted, finds them.

        Nothing if that file is no longer there.
        """
        wanted = f"<{subject}> ".encode()
        try:
            with (self.folder / "imvograph.nq").open("rb") as lines:

                def line_from(place: int) -> bytes:
                    """The first line that begins at a place or behind it; at the end what sorts behind all."""
                    lines.seek(max(place - 1, 0))
                    if place:
                        lines.readline()
                    return lines.readline() or b"~"

                first = line_from(bisect_left(range(self.file("imvograph.nq").size), wanted, key=line_from))
                return [*takewhile(lambda line: line.startswith(wanted), chain([first], lines))]
        except FileNotFoundError:
            return []

    def write_manifest(self) -> None:
        """Writes what it is into its folder; raises OSError."""
        told = {name: value for name, value in asdict(self).items() if name != "folder"}
        (self.folder / _MANIFEST).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def read(folder: Path) -> Release:
    """The release in a folder; raises `StoreError` if there is none that can be read."""
    try:
        told = json.loads((folder / _MANIFEST).read_bytes())
        return Release(**{**told, "files": tuple(File(**file) for file in told["files"])}, folder=folder)
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise StoreError(
            f"{folder} holds no release that can be read: {exc}; take it from a copy, or remove it"
        ) from exc
