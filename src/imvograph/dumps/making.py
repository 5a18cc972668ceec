"""How a release is made: every form of the graph, its counts, its description, what changed, in one folder."""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from imvograph.dumps.changing import DELETED, Changed, compare, patch_lines
from imvograph.dumps.checking import Published, checked, demand
from imvograph.dumps.counting import count
from imvograph.dumps.dcat import MEDIA_TYPES, Issued, dcat
from imvograph.dumps.forms import dump
from imvograph.dumps.packing import SUMS, described, gzipped, packed
from imvograph.dumps.release import Release
from imvograph.dumps.vocabulary import address, release_iri, turtle
from imvograph.dumps.void import void
from imvograph.store import Snapshot

FORMS = tuple(MEDIA_TYPES)
STEPS = len(FORMS) + 3
"""How often `write` tells its progress."""


def write(
    folder: Path,
    snapshot: Snapshot,
    moment: str,
    contact: str,
    before: Sequence[Release],
    progress: Callable[[str], None],
    by: Sequence[Published] = (),
) -> None:
    """Makes the release of a snapshot in an empty folder.

    ``moment`` is its time, or its day (ISO 8601); ``before`` are the releases so far, the newest first; ``by`` the published
    shapes that its catalogue is checked by, beside ours. Raises `RefusedError` if it breaks one; OSError.
    """
    files: list[Path] = []
    quads, issued = 0, moment[:10]
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
    earlier = [Issued(release.version, release.issued, release.dumps) for release in before]
    catalogue = dcat(Issued(snapshot.version, issued, dumped), earlier, contact)
    demand(checked(catalogue, by), "no release was made")
    (folder / "catalogue.ttl").write_bytes(turtle(catalogue))
    (folder / "void.ttl").write_bytes(
        turtle(void(counts, snapshot.version, addresses, [snapshot.version, *(release.version for release in before)]))
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
        moment=moment if moment != issued else None,
    )
    sums = "".join(f"{file.sha256}  {file.name}\n" for file in sorted(release.files, key=lambda file: file.name))
    (folder / SUMS).write_text(sums, encoding="ascii")
    release.write_manifest()
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
            patch = stack.enter_context(gzipped(folder / "changes.rdfp.gz"))
            patch.write(patch_head(version, previous.version))
        for changed in compare(old, new):
            counts[changed.action] += 1
            counts["added"] += len(changed.added)
            counts["removed"] += len(changed.removed)
            more: dict[str, object] = {"retired": True} if changed.retired else {}
            if changed.replaced_by:
                more["replaced_by"] = changed.replaced_by
            things.write(_line(action=changed.action, iri=changed.iri, label=changed.label, **more))
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


def _line(**values: object) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"
