"""Fetching many documents of a dossier, so that an interruption costs nothing: what was handled is not handled again."""

from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from imvograph.errors import SourceError
from imvograph.model.documents import Document

Item = TypeVar("Item")

MOST_FAILURES = 3
"""As many documents in a row that cannot be fetched or read, and it is the service or the network, not the documents."""


@dataclass(frozen=True)
class Step:
    """How far a sync is: this document is the ``position``-th of ``total``; ``error`` if it could not be had."""

    id: str
    position: int
    total: int
    error: SourceError | None = None


Progress = Callable[[Step], None]


def silent(step: Step) -> None:
    """Progress that nobody watches."""


class Checkpoint:
    """A file with the ids that were handled, one a line. A line that an interruption cut off does not count."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._done: set[str] = set()
        try:
            whole, _, cut = (path.read_text(encoding="utf-8") if path and path.exists() else "").rpartition("\n")
            if path and cut:
                path.write_text(f"{whole}\n" if whole else "", encoding="utf-8")
        except (OSError, ValueError) as exc:
            raise SourceError(f"{path}: no checkpoint that can be read ({exc}); delete it to start afresh") from exc
        self._done.update(whole.splitlines())

    def __contains__(self, id: object) -> bool:
        return id in self._done

    def add(self, id: str) -> None:
        """This one is handled; it stands in the file when this returns."""
        self._done.add(id)
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(f"{id}\n")
        except OSError as exc:
            raise SourceError(f"{self._path}: the checkpoint cannot be written: {exc}") from exc


def documents(
    items: Iterable[tuple[str, Item]],
    get: Callable[[Item], Document],
    known: Container[str],
    progress: Progress,
    checkpoint: Path | None,
) -> Iterator[Document]:
    """The document of each item whose id is neither known nor in the checkpoint.

    An id counts as handled when the next document is asked for: who stops in between gets that document again. One that
    cannot be had is told to ``progress`` and left out; it is tried again next time. After `MOST_FAILURES` in a row the last
    `SourceError` is raised.
    """
    done = Checkpoint(checkpoint)
    wanted = [(id, item) for id, item in dict(items).items() if id not in known and id not in done]
    failures = 0
    for position, (id, item) in enumerate(wanted, 1):
        try:
            document = get(item)
        except SourceError as exc:
            progress(Step(id, position, len(wanted), exc))
            failures += 1
            if failures == MOST_FAILURES:
                raise
            continue
        failures = 0
        progress(Step(id, position, len(wanted)))
        yield document
        done.add(id)
