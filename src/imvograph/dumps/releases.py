"""Releases: a snapshot as files, made once, never changed, to be cited.

    {folder}/{version}/imvograph.{ttl,nt,nq,trig,jsonld}[.gz|.zst]   the graph
    {folder}/{version}/imvograph-types.nt.gz                         the types that follow from the ontology, beside it
    {folder}/{version}/void.ttl, catalogue.ttl                       counts (VoID), description (DCAT-AP-NL)
    {folder}/{version}/changes.jsonl, changes.rdfp.gz                things and statements changed since the one before
    {folder}/{version}/gone.jsonl                                    every thing that a release held, and this one does not
    {folder}/{version}/SHA256SUMS, release.json                      checksums of all files; what `Release` says

A release is written in a folder of its own and renamed when it is whole and its catalogue conforms. Its version is the
snapshot's; its day is that of the snapshot, so that the same store gives the same bytes.
"""

import fcntl
import gzip
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse

from imvograph.dumps.changing import DELETED, Changed, compare, net, patch_lines
from imvograph.dumps.counting import count
from imvograph.dumps.dcat import MEDIA_TYPES, checked, dcat
from imvograph.dumps.forms import dump
from imvograph.dumps.packing import File, described, packed
from imvograph.dumps.vocabulary import address, release_iri, turtle
from imvograph.dumps.void import void
from imvograph.errors import NotFoundError, RefusedError, StoreError
from imvograph.store import Snapshot
from imvograph.store.journal import Entry

FORMS = tuple(MEDIA_TYPES)
STEPS = len(FORMS) + 3
"""How often `Releases.make` tells its progress."""


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

    def said(self, name: str) -> frozenset[Triple]:
        """The triples of ``catalogue.ttl`` or ``void.ttl``."""
        return frozenset(quad.triple for quad in parse((self.folder / name).read_bytes(), RdfFormat.TURTLE))

    def changed(self) -> Iterator[dict[str, Any]]:
        """The things that changed since the release before it: ``action``, ``iri``, ``label``; by IRI."""
        with (self.folder / "changes.jsonl").open("rb") as lines:
            yield from map(json.loads, lines)


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
            found = (_read(path.parent) for path in self.folder.glob("[0-9]*/release.json"))
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

    def since(self, version: str) -> Iterator[tuple[bytes, bytes]]:
        """What was added (``A``) and removed (``D``) from a release to the newest: statements in N-Quads, sorted."""
        after = [release for release in self.all() if release.number > self[version].number]
        with ExitStack() as stack:
            patches = [_patch(stack.enter_context(gzip.open(r.folder / "changes.rdfp.gz", "rb"))) for r in after[::-1]]
            yield from net(patches)

    def make(
        self, snapshot: Snapshot, issued: str, contact: str, progress: Callable[[str], None] = lambda step: None
    ) -> tuple[Release, bool]:
        """The release of a snapshot, and whether it was made now (else it was there). ``issued`` is its day.

        Raises `RefusedError` if its catalogue breaks a shape, `StoreError` if it cannot be written.
        """
        try:
            with _alone(self.folder):
                for release in self.all():
                    if release.version == snapshot.version:
                        return release, False
                making = self.folder / f".making-{snapshot.version}"
                shutil.rmtree(making, ignore_errors=True)
                making.mkdir()
                try:
                    _write(making, snapshot, issued, contact, self.all(), progress)
                    making.rename(self.folder / snapshot.version)
                finally:
                    shutil.rmtree(making, ignore_errors=True)
                return self[snapshot.version], True
        except OSError as exc:
            raise StoreError(f"{self.folder}: the release cannot be written: {exc}") from exc


def day_of(changes: Sequence[Entry]) -> str:
    """The day (UTC, ISO 8601) of the newest change of a store; today if its journal is empty."""
    return changes[-1].time[:10] if changes else datetime.now(UTC).date().isoformat()


def _write(
    folder: Path,
    snapshot: Snapshot,
    issued: str,
    contact: str,
    before: Sequence[Release],
    progress: Callable[[str], None],
) -> None:
    files: list[Path] = []
    quads = 0
    for form in FORMS:
        progress(f"imvograph.{form}")
        path = folder / f"imvograph.{form}"
        with path.open("wb") as output:
            written = dump(snapshot, form, output)
        quads = written if form == "nq" else quads
        files += packed(path)
    dumped = [described(path) for path in files]
    progress("imvograph-types.nt.gz")
    types = folder / "imvograph-types.nt"
    with types.open("wb") as output:
        dump(snapshot, "types", output)
    plain, *packings = packed(types)
    plain.unlink()
    progress("void.ttl, catalogue.ttl")
    counts = count(snapshot.triples())
    previous = before[0] if before else None
    first = before[-1].issued if before else issued
    last = previous.version if previous else None
    addresses = [address(snapshot.version, f"imvograph.{form}.gz") for form in ("nt", "ttl")]
    earlier = [(release.version, release.issued) for release in before]
    catalogue = dcat(version=snapshot.version, issued=issued, before=earlier, files=dumped, contact=contact)
    report = checked(catalogue)
    if not report.conforms:
        raise RefusedError(
            f"the catalogue breaks {report.total} rules of shapes/catalogue/; no release was made", report
        )
    (folder / "catalogue.ttl").write_bytes(turtle(catalogue))
    (folder / "void.ttl").write_bytes(
        turtle(void(counts, snapshot.version, addresses, [snapshot.version, *(version for version, _ in earlier)]))
    )
    progress("changes")
    changes = _changes(folder, previous, snapshot.version)
    named = ("void.ttl", "catalogue.ttl", "changes.jsonl", "changes.rdfp.gz", "gone.jsonl")
    beside = [described(path) for path in (*packings, *(folder / name for name in named)) if path.exists()]
    release = Release(
        version=snapshot.version,
        number=previous.number + 1 if previous else 1,
        issued=issued,
        first_issued=first,
        previous=last,
        files=(*dumped, *beside),
        triples=counts.triples,
        quads=quads,
        entities=counts.entities,
        changes=changes,
        folder=folder,
    )
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in sorted(release.files, key=lambda file: file.name))
    (folder / "SHA256SUMS").write_text(sums, encoding="ascii")
    manifest = {name: value for name, value in asdict(release).items() if name != "folder"}
    (folder / "release.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    for path in folder.iterdir():
        path.chmod(0o444)
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _changes(folder: Path, previous: Release | None, version: str) -> dict[str, int]:
    """Writes what changed since the release before, and what is gone; counts it."""
    counts = dict.fromkeys(("created", "updated", "deleted", "added", "removed"), 0)
    gone = {} if previous is None else _gone_before(previous)
    with ExitStack() as stack:
        new = stack.enter_context((folder / "imvograph.nq").open("rb"))
        old: Iterable[bytes] = ()
        things = stack.enter_context((folder / "changes.jsonl").open("w", encoding="utf-8"))
        patch = None
        if previous is not None:
            old = stack.enter_context((previous.folder / "imvograph.nq").open("rb"))
            raw = stack.enter_context((folder / "changes.rdfp.gz").open("wb"))
            patch = stack.enter_context(gzip.GzipFile("", "wb", 6, raw, mtime=0))
            patch.write(patch_head(version, previous.version))
        for changed in compare(old, new):
            counts[changed.action] += 1
            counts["added"] += len(changed.added)
            counts["removed"] += len(changed.removed)
            things.write(_line(action=changed.action, iri=changed.iri, label=changed.label))
            if patch is not None and previous is not None:
                patch.writelines(patch_lines(changed))
                _note(gone, changed, previous.version)
        if patch is not None:
            patch.write(PATCH_END)
    told = (_line(iri=iri, **gone[iri]) for iri in sorted(gone))
    (folder / "gone.jsonl").write_text("".join(told), encoding="utf-8")
    return counts


def _gone_before(previous: Release) -> dict[str, dict[str, Any]]:
    with (previous.folder / "gone.jsonl").open("rb") as lines:
        return {item.pop("iri"): item for item in map(json.loads, lines)}


def _note(gone: dict[str, dict[str, Any]], changed: Changed, last: str) -> None:
    if changed.action == DELETED:
        gone[changed.iri] = {"version": last, "replaced_by": list(changed.replaced_by)}
    else:
        gone.pop(changed.iri, None)


PATCH_END = b"TC .\n"


def patch_head(version: str, since: str) -> bytes:
    """The head of an RDF Patch that leads from one release to another, and the begin of its transaction."""
    return f"H id <{release_iri(version)}> .\nH prev <{release_iri(since)}> .\nTX .\n".encode()


def _patch(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The changes of a patch, without its head and its end."""
    return (line for line in lines if line.startswith((b"A ", b"D ")))


def _line(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"


def _read(folder: Path) -> Release:
    try:
        told = json.loads((folder / "release.json").read_bytes())
        return Release(**{**told, "files": tuple(File(**file) for file in told["files"])}, folder=folder)
    except (OSError, ValueError, TypeError, KeyError) as exc:
        raise StoreError(
            f"{folder} holds no release that can be read: {exc}; take it from a copy, or remove it"
        ) from exc


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time makes a release; the others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
