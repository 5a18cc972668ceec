"""Releases: a snapshot as files, made once, never changed, to be cited.

    {folder}/{version}/imvograph.{ttl,nt,nq,trig,jsonld}[.gz|.zst]   the graph
    {folder}/{version}/imvograph-types.nt.gz                         the types that follow from the ontology, beside it
    {folder}/{version}/void.ttl, catalogue.ttl                       counts (VoID), description (DCAT-AP-NL)
    {folder}/{version}/changes.jsonl, changes.rdfp.gz                things and statements changed since the one before
    {folder}/{version}/gone.jsonl                                    every thing that a release held, and this one does not
    {folder}/{version}/SHA256SUMS, release.json                      checksums of all files; what `Release` says

A release is written in a folder of its own and renamed when it is whole and its catalogue conforms. Its version is the
snapshot's; its moment is that of the snapshot, so that the same store gives the same bytes.
"""

import fcntl
import gzip
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from imvograph.dumps import making
from imvograph.dumps.changing import net, replaced_by
from imvograph.dumps.checking import Published
from imvograph.dumps.release import Release, read
from imvograph.errors import NotFoundError, StoreError
from imvograph.store import Snapshot
from imvograph.store.journal import Entry


@dataclass(frozen=True)
class Gone:
    """The last release that held a thing, and what replaced it."""

    version: str
    replaced_by: tuple[str, ...]


class Releases:
    """The releases in a folder; read again whenever one is added."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: tuple[int, tuple[Release, ...]] = (-1, ())
        self._gone: tuple[str, Mapping[str, Gone]] = ("", {})

    def all(self) -> tuple[Release, ...]:
        """Every release, the newest first; raises `StoreError` if one cannot be read."""
        try:
            mark = self.folder.stat().st_mtime_ns
        except FileNotFoundError:
            return ()
        known = self._known
        if known[0] != mark:
            found = (read(path.parent) for path in self.folder.glob("[0-9]*/release.json"))
            known = self._known = mark, tuple(sorted(found, key=lambda release: -release.number))
        return known[1]

    def newest(self) -> Release | None:
        """The last release that was made, if there is one."""
        return next(iter(self.all()), None)

    def __getitem__(self, version: str) -> Release:
        """The release of a version; raises `NotFoundError`."""
        every = self.all()
        for release in every:
            if release.version == version:
                return release
        raise NotFoundError(
            f"There is no release {version[:80]!r}",
            [release.version for release in every[:5]],
            nl=f"Er is geen uitgave {version[:80]!r}",
        )

    def gone(self) -> Mapping[str, Gone]:
        """Every thing that a release held and the newest does not, by IRI."""
        newest = self.newest()
        if newest is None:
            return {}
        if self._gone[0] != newest.version:
            with (newest.folder / "gone.jsonl").open("rb") as lines:
                told = {
                    item["iri"]: Gone(item["version"], tuple(item["replaced_by"])) for item in map(json.loads, lines)
                }
            self._gone = newest.version, told
        return self._gone[1]

    def last(self, iri: str) -> Gone | None:
        """The last release that held a thing; None if none ever did."""
        newest = self.newest()
        held = newest.held(iri) if newest else []
        return Gone(newest.version, replaced_by(held)) if newest and held else self.gone().get(iri)

    def since(self, version: str) -> Iterator[tuple[bytes, bytes]]:
        """What was added (``A``) and removed (``D``) from a release to the newest: statements in N-Quads, sorted."""
        after = [release for release in self.all() if release.number > self[version].number]
        with ExitStack() as stack:
            patches = [_patch(stack.enter_context(gzip.open(r.folder / "changes.rdfp.gz", "rb"))) for r in after[::-1]]
            yield from net(patches)

    def make(
        self,
        snapshot: Snapshot,
        moment: str,
        contact: str,
        progress: Callable[[str], None] = lambda step: None,
        by: Sequence[Published] = (),
    ) -> tuple[Release, bool]:
        """The release of a snapshot, and whether it was made now (else it was there). ``moment`` is its time, or its day.

        ``by`` are published shapes that its catalogue is checked by too; ``progress`` is told each of `making.STEPS`. Raises
        `RefusedError` if its catalogue breaks a shape, `StoreError` if it cannot be written.
        """
        try:
            with _alone(self.folder):
                for release in self.all():
                    if release.version == snapshot.version:
                        return release, False
                working = self.folder / f".making-{snapshot.version}"
                shutil.rmtree(working, ignore_errors=True)
                working.mkdir()
                try:
                    making.write(working, snapshot, moment, contact, self.all(), progress, by)
                    working.rename(self.folder / snapshot.version)
                finally:
                    shutil.rmtree(working, ignore_errors=True)
                return self[snapshot.version], True
        except OSError as exc:
            raise StoreError(f"{self.folder}: the release cannot be written: {exc}") from exc


def moment_of(changes: Sequence[Entry]) -> str:
    """The moment (UTC, ISO 8601) of the newest change of a store; today if its journal is empty."""
    return changes[-1].time if changes else datetime.now(UTC).date().isoformat()


def _patch(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The changes of a patch, without its head and its end."""
    return (line for line in lines if line.startswith((b"A ", b"D ")))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time makes a release; the others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
