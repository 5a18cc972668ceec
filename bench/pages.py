"""What a page of the portal costs on a big graph: the server's processor time, how long it takes, how much is sent.

    python -m bench pages --folder /tmp/pages                # 1M statements; the graph is kept for another run

The server is one of ours in a process of its own, that keeps no answers (`IMVOGRAPH_CACHE_MB=0`): each page is made anew.
It has read ahead what it reads ahead of readers (`api/ahead.py`), which is measured first. Of a kind of page several are
asked, one after the other; the first may have to read what else is read once per version, and stands apart. The last
column is a page asked again of a server that keeps answers. Bytes are the page with its style sheets and scripts (without
the libraries of the editor and the graph), as they are sent.
"""

import argparse
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from bench.generator import Parliament, count, write
from bench.http import Served, asked, nanoseconds, our_service, serving, settled
from bench.program import program
from imvograph.model.iris import IMVO, kind_and_key
from imvograph.store import EmbeddedStore

HTML = "text/html"
_ASSETS = re.compile(rb'(?:href|src)="(/static/[^"]+)"')
_LISTS = (
    "commitments motions covenants debates kamerstukken publications organisations persons topics dossiers meetings"
)
_THINGS = (
    "Motion Letter CommitteeReport PolicyNote EvaluationReport Covenant Commitment Person Organisation Faction Post RoleTerm "
    "Topic Sector Dossier Debate Decision Agreement Meeting FollowUp Announcement Position GrantCondition Publication "
    "SourceAnomaly Section Evidence Mention CitationMention ExtractionRun"
)


def main(arguments: Sequence[str]) -> int:
    """Prints the table."""
    options = argparse.ArgumentParser(prog="python -m bench pages", description=(__doc__ or "").splitlines()[0])
    options.add_argument("--statements", type=count, default=1_000_000, help="size of the graph (1M)")
    options.add_argument("--each", type=int, default=20, help="pages of a kind (20)")
    options.add_argument("--folder", type=Path, help="keep the graph here for another run; else it is thrown away")
    given = options.parse_args(arguments)
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        prepared(folder, given.statements)
        with EmbeddedStore.open(folder / "store", read_only=True) as store:
            kinds = dict(pages(store, Parliament.of(given.statements).examples(), given.each))
        fresh = stack.enter_context(serving(folder, "imvograph", *our_service(folder), IMVOGRAPH_CACHE_MB="0"))
        keeping = stack.enter_context(serving(folder, "imvograph", *our_service(folder)))
        print(f"Read ahead: {settled(fresh):.1f} s of processor time.\n")
        settled(keeping)
        print(
            "| page | CPU p50 / p95 ms | time p50 / p95 ms | first ms | kB, all | kept: CPU ms |\n|---|---|---|---|---|---|"
        )
        for kind, paths in kinds.items():
            seen = list(_up_to_the_last(fresh, paths))
            print(_line(kind, [each for _, each in seen], keeping, seen[-1][0]), flush=True)
    return 0


def prepared(folder: Path, statements: int) -> None:
    """A parliament and our own program in a store, with its text index; made once in a folder."""
    if (folder / "store").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "graph.nq").open("wb") as output:
        write(Parliament.of(statements), output)
        program(output)
    command = [*our_service(folder)[:3], "load-dump", str(folder / "graph.nq"), "--store", str(folder / "store")]
    subprocess.run(command, check=True, capture_output=True)


def pages(store: EmbeddedStore, examples: Mapping[str, str], each: int) -> Iterator[tuple[str, list[str]]]:
    """The addresses of each kind of page."""
    key = {name: quote(iri) for name, iri in examples.items()}
    topics = [f"onderwerp-{n}" for n in range(10, 10 + each)]
    yield "home", ["/", *["/?lang=en"] * 4]
    yield "kinds", ["/kinds"] * 5
    yield "questions", ["/questions"] * 5
    yield "figures", ["/figures"] * 5
    for name in _LISTS.split():
        yield f"list: {name}", [f"/{name}?page={n}" for n in range(1, 1 + each)]
    yield "list: motions of a topic", [f"/motions?topic={topic}" for topic in topics]
    yield "list: commitments claimed undone", [f"/commitments?claimed=none&page={n}" for n in range(1, 1 + each)]
    yield "list of a class", [f"/kinds/Decision?page={n}" for n in range(1, 1 + each)]
    for name, parameter in (("motions", ""), ("timeline", ""), ("little-evidence", ""), ("statements-by-graph", "")):
        yield f"question: {name}", [f"/questions/{name}?page={n}{parameter}" for n in range(1, 1 + each)]
    for name in (
        "related-to-topic",
        "motions-by-topic",
        "commitments-by-topic",
        "ministers-of-topic",
    ):  # an empty one shows the first
        yield f"question: {name}", [f"/questions/{name}?topic={topic}" for topic in topics]
    yield (
        "question: roles of an organisation",
        [f"/questions/roles-of-organisation?organisation={key['organisation']}"] * 5,
    )
    words = "sector convenant keten bedrijf afspraak toezegging motie onderzoek arbeid loon risico klimaat".split()
    yield "search", [f"/search?q={word}" for word in words]
    snapshot = store.snapshot()
    for cls in _THINGS.split():
        found = [t.subject for t in islice(snapshot.triples(predicate=_TYPE, object=ox.NamedNode(IMVO + cls)), 20_000)]
        some = [
            kind_and_key(node.value) for node in found[:: max(1, len(found) // each)] if isinstance(node, ox.NamedNode)
        ]
        named = ["/".join(part) for part in some if part][:each]
        if named:
            yield f"thing: {cls}", [f"/doc/{name}" for name in named]
        if cls in ("Motion", "Topic", "Covenant"):
            yield f"around: {cls}", [f"/around/{name}" for name in named]
    texts = [
        t.subject for t in islice(snapshot.triples(predicate=_TYPE, object=ox.NamedNode(IMVO + "SourceText")), each)
    ]
    named = ["/".join(part) for text in texts if (part := kind_and_key(getattr(text, "value", "")))]
    yield "reading room", [f"/doc/{name}" for name in named]


def _up_to_the_last(server: Served, paths: Sequence[str]) -> Iterator[tuple[str, tuple[float, float, bytes]]]:
    """Each address with what it cost; a list of few pages has no more than it has."""
    for path in paths:
        try:
            yield path, measured(server, path)
        except RuntimeError as exc:
            if "page=" not in path or f"{path}: 404" not in str(exc):
                raise
            return


def measured(server: Served, path: str) -> tuple[float, float, bytes]:
    """Milliseconds of processor and of the clock, and the page."""
    before, begun = nanoseconds(server.process), time.perf_counter()
    body = asked(server.port, path, HTML)
    elapsed = (time.perf_counter() - begun) * 1000
    return (nanoseconds(server.process) - before) / 1e6, elapsed, body


def _line(kind: str, seen: Sequence[tuple[float, float, bytes]], keeping: Served, path: str) -> str:
    later = seen[1:] or seen
    cells = [f"{_middle(v)} / {_high(v)}" for v in ([cpu for cpu, _, _ in later], [wall for _, wall, _ in later])]
    assets = {address for _, _, body in seen[-1:] for address in _ASSETS.findall(body)}
    extra = sum(len(asked(keeping.port, address.decode(), "*/*")) for address in assets)
    size = max(len(body) for _, _, body in seen)
    asked(keeping.port, path, HTML)
    again = statistics.median(measured(keeping, path)[0] for _ in range(5))
    return f"| {kind} | {cells[0]} | {cells[1]} | {seen[0][1]:.0f} | {(size + extra) / 1000:.0f} | {again:.1f} |"


def _middle(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.1f}"


def _high(values: Sequence[float]) -> str:
    return f"{sorted(values)[int(len(values) * 0.95)]:.1f}"


_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
