"""What changed between two releases: two sorted streams of N-Quads compared, and changes put together. Flat memory."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby

from pyoxigraph import Literal, RdfFormat, parse

from imvograph.model.iris import PREFIXES

CREATED, UPDATED, DELETED = "created", "updated", "deleted"
_LABEL = f"<{PREFIXES['skos']}prefLabel>".encode()
_REPLACED = f"<{PREFIXES['dcterms']}isReplacedBy>".encode()
_RETIRED = re.compile(rb'\S+ <%sdeprecated> "(?:true|1)"' % PREFIXES["owl"].encode())
_IRI = re.compile(rb"<([^>]*)>")


@dataclass(frozen=True)
class Changed:
    """A subject whose statements are not the same: what was done, the statements (lines of N-Quads) that went and came.

    ``label`` is its Dutch name now, or before it went. ``retired``: it is said to be so from now on (``owl:deprecated``).
    ``replaced_by`` is what took the place of one that went or was retired.
    """

    iri: str
    action: str
    removed: tuple[bytes, ...]
    added: tuple[bytes, ...]
    label: str | None = None
    replaced_by: tuple[str, ...] = ()
    retired: bool = False


def compare(old: Iterable[bytes], new: Iterable[bytes]) -> Iterator[Changed]:
    """The subjects that differ between two streams of N-Quads that are sorted by their bytes, in that order.

    No subject is the beginning of another (each ends in ``>``), so that the order of lines is the order of subjects.
    """
    before, after = _by_subject(old), _by_subject(new)
    was, now = next(before, None), next(after, None)
    while was or now:
        if was and (now is None or was[0] < now[0]):
            yield _changed(was[0], was[1], [])
            was = next(before, None)
        elif now and (was is None or now[0] < was[0]):
            yield _changed(now[0], [], now[1])
            now = next(after, None)
        elif was and now:
            if was[1] != now[1]:
                yield _changed(now[0], was[1], now[1])
            was, now = next(before, None), next(after, None)


def _by_subject(lines: Iterable[bytes]) -> Iterator[tuple[bytes, list[bytes]]]:
    for subject, told in groupby(lines, key=lambda line: line.partition(b" ")[0]):
        yield subject, list(told)


def _changed(subject: bytes, was: Sequence[bytes], now: Sequence[bytes]) -> Changed:
    held, holds = set(was), set(now)
    action = CREATED if not was else UPDATED if now else DELETED
    retired = any(_RETIRED.match(line) for line in now) and not any(_RETIRED.match(line) for line in was)
    last = now if retired else () if now else was
    return Changed(
        subject[1:-1].decode(),
        action,
        tuple(line for line in was if line not in holds),
        tuple(line for line in now if line not in held),
        _label(now or was),
        replaced_by(last),
        retired,
    )


def replaced_by(lines: Iterable[bytes]) -> tuple[str, ...]:
    """What took the place of the subject of lines of N-Quads, as they say: IRIs, sorted."""
    return tuple(sorted({_IRI.findall(line)[2].decode() for line in lines if _says(line, _REPLACED)}))


def _says(line: bytes, predicate: bytes) -> bool:
    return line.split(b" ", 2)[1] == predicate


def _label(lines: Iterable[bytes]) -> str | None:
    labels = b"".join(line for line in lines if _says(line, _LABEL))
    found = [q.object for q in parse(labels, RdfFormat.N_QUADS) if isinstance(q.object, Literal)] if labels else []
    return min(((label.language != "nl", label.value) for label in found), default=(True, None))[1]


def net(patches: Sequence[Iterable[bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Of several patches (each sorted by statement), the oldest first: what they do together, as ``A`` or ``D`` with the
    statement; what one adds and another takes away again is not there.

    A statement changes hands each time it occurs, so that only its first and its last mark count.
    """
    streams = [_marked(patch, number) for number, patch in enumerate(patches)]
    for statement, marks in groupby(merge(*streams), key=lambda item: item[0]):
        told = [mark for _, _, mark in marks]
        if told[0] == told[-1]:
            yield told[-1], statement


def _marked(patch: Iterable[bytes], number: int) -> Iterator[tuple[bytes, int, bytes]]:
    return ((line[2:], number, line[:1]) for line in patch)


def patch_lines(changed: Changed) -> list[bytes]:
    """The lines of RDF Patch of one subject, sorted by statement."""
    marked = [(line, b"A ") for line in changed.added] + [(line, b"D ") for line in changed.removed]
    return [mark + line for line, mark in sorted(marked)]
