"""Many documents: read and understood on all cores, admitted in order, published in batches.

Each document is still one graph and one report. A batch is published whole or not at all, so that an interruption leaves
whole documents; what was published is skipped by the next run, unless it is told to read again.
"""

import os
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse, serialize

from imvograph import __version__, assets
from imvograph.errors import ImvographError, SourceError
from imvograph.extract.reading import read
from imvograph.gate import Change, Gate, Report
from imvograph.ingest import read as read_file
from imvograph.ingest.reviews import reviewed
from imvograph.model.documents import Document
from imvograph.model.entities import Gazetteer
from imvograph.pipeline import admit, known_names, must_be_the_same_text, must_hold
from imvograph.store import Store
from imvograph.triples import graph_of, run_of, triples_of

BATCH = 50
"""The fewest documents per published version."""

PATIENCE = 4
"""A version is published when the documents since the last one took so many times what that took.

A version carries the search index of the whole graph, and a batch of a remote store begins with a copy of it, so that it costs
more the more there is: of the time of a load at most a fifth goes there, and a load that is killed loses what it did in the last
four times as long.
"""

FEW = 8
"""Up to so many files are read in this process: starting others takes longer."""


@dataclass(frozen=True)
class Outcome:
    """What became of one document of a file: loaded (``changed`` or not), skipped as known, or refused with ``error``."""

    path: Path
    graph: str | None = None
    changed: bool = False
    skipped: bool = False  # its text is in the store, as ``graph``
    counts: Mapping[str, int] = field(default_factory=dict)  # mentions by kind
    left_out: int = 0  # mentions that a reviewer rejected
    report: Report | None = None
    error: ImvographError | None = None


@dataclass(frozen=True)
class _Read:
    """What a reading process sends back: the triples as N-Triples, which cost a tenth of pickled terms."""

    graph: str
    iri: str
    sha256: str
    triples: bytes
    counts: Mapping[str, int]
    left_out: int


@dataclass(frozen=True)
class _Known:
    """A document whose text this program has read before, in a ``run`` that is in the store."""

    run: str


_Given = list[_Read | _Known | SourceError]  # per document: read, known already, or why not


def load_files(
    paths: Iterable[Path],
    gate: Gate,
    store: Store,
    *,
    processes: int,
    replace: bool = False,
    again: bool = False,
    reviews: Path = assets.REVIEWS,
    progress: Callable[[Path], None] = lambda path: None,
) -> Iterator[Outcome]:
    """Loads documents of any format that `ingest` knows, in the order of ``paths``; never raises for one of them.

    ``processes`` read; this one admits. ``again`` reads also what is in the store with the same text and program.
    ``reviews`` is a file of reviews, or a folder that has one per text (`ingest.reviews`). An outcome comes when its version is
    published; ``progress`` hears of a file when it is dealt with, and may raise to stop: what is not published is undone.
    """
    files = list(paths)
    known = {} if again else _runs(store)
    reader = _Reader(known_names(store), frozenset(known), reviews)
    with _mapped(reader, files, processes if len(files) > FEW else 1) as results:
        told, publishing, more = zip(files, results, strict=True), 0.0, True
        while more:
            outcomes: list[Outcome] = []
            entering = time.monotonic()
            with store.batch():  # of a remote store this copies the whole graph here
                begun = time.monotonic()
                for path, result in told:
                    outcomes.extend(_outcome(path, each, known, gate, store, replace) for each in result)
                    progress(path)
                    if len(outcomes) >= BATCH and time.monotonic() - begun >= PATIENCE * publishing:
                        break
                else:
                    more = False
                admitted = time.monotonic()
            publishing = begun - entering + time.monotonic() - admitted
            yield from outcomes


def _runs(store: Store) -> dict[str, str]:
    """The extraction runs in the store, each with the graph that it made."""
    made = store.triples(None, NamedNode("http://www.w3.org/ns/prov#wasGeneratedBy"), None)
    return {str(getattr(t.object, "value", "")): str(getattr(t.subject, "value", "")) for t in made}


@dataclass(frozen=True)
class _Reader:
    """What reads a file, in any process: the names to look for, the runs that are in the store already, where reviews lie."""

    names: Gazetteer
    known: frozenset[str]
    reviews: Path

    def read(self, path: Path) -> _Given:
        """The documents of one file, read."""
        try:
            documents = read_file(path)
            return [_understood(reviewed(document, self.reviews), self.names, self.known) for document in documents]
        except SourceError as exc:
            return [exc]


@contextmanager
def _mapped(reader: _Reader, files: list[Path], processes: int) -> Iterator[Iterable[_Given]]:
    if processes == 1:
        yield map(reader.read, files)
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), _start, (reader,)) as pool:
        try:
            yield _ahead(pool, files, 4 * processes)
        finally:
            pool.shutdown(cancel_futures=True)


_here: list[_Reader] = []  # in a reading process: its reader, sent once and not with each file


def _start(reader: _Reader) -> None:
    """Makes a process a reading one. It ends with the process that admits, which alone hears an interrupt."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _here[:] = [reader]


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)


def _read(path: Path) -> _Given:
    return _here[0].read(path)


def _ahead(pool: ProcessPoolExecutor, files: list[Path], most: int) -> Iterator[_Given]:
    """The results in order, with only a few files under way: memory stays flat over any number of them."""
    waiting = iter(files)
    under_way = deque(pool.submit(_read, path) for path in islice(waiting, most))
    while under_way:
        result = under_way.popleft().result()
        under_way.extend(pool.submit(_read, path) for path in islice(waiting, 1))
        yield result


def _understood(document: Document, names: Gazetteer, known: frozenset[str]) -> _Read | _Known | SourceError:
    if (run := run_of(document, __version__)) in known:
        return _Known(run)
    try:
        reading = read(document, names)
        must_hold(document, reading)
    except SourceError as exc:
        return exc
    triples = serialize(triples_of(reading), format=RdfFormat.N_TRIPLES) or b""
    counts = Counter(mention.kind for mention in reading.mentions)
    return _Read(graph_of(reading), reading.iri, document.source.sha256, triples, counts, len(reading.left_out))


def _outcome(
    path: Path,
    result: _Read | _Known | SourceError,
    known: Mapping[str, str],
    gate: Gate,
    store: Store,
    replace: bool,
) -> Outcome:
    if isinstance(result, _Known):
        return Outcome(path, known[result.run], skipped=True)
    if isinstance(result, SourceError):
        return Outcome(path, error=result)
    try:
        if not replace:
            must_be_the_same_text(result.iri, result.graph, result.sha256, store)
        triples = frozenset(quad.triple for quad in parse(result.triples, format=RdfFormat.N_TRIPLES))
        loaded = admit(Change(result.graph, triples), gate, store)
    except ImvographError as exc:
        return Outcome(path, result.graph, counts=result.counts, error=exc)
    return Outcome(
        path, loaded.graph, loaded.changed, counts=result.counts, left_out=result.left_out, report=loaded.report
    )
