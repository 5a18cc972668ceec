"""The store beside the engine it stands on: loads and dumps, every curated query by size, a stranger's query, memory.

    python -m bench store                                    # on 100k and 1M statements
    python -m bench store --sizes 100k,1M,10M --only queries # choose sizes and parts: loads, queries, stranger, memory

Loads and dumps count processor time (user and system) of all processes, ours and `oxigraph`'s by turns, best of the rounds.
"""

import argparse
import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import pyoxigraph as ox

from bench.generator import Parliament, count, write
from bench.program import program
from imvograph import assets
from imvograph.answers import Explanation, Listed, Row
from imvograph.answers.rows import asked
from imvograph.catalog import Catalog, Parameter, Query
from imvograph.catalog.plan import binds_things
from imvograph.store import EmbeddedStore, Snapshot

MOST_WHOLE = 20_000  # rows of an answer that is read whole
PARTS = ("loads", "queries", "stranger", "memory")
OXIGRAPH = str(Path(sys.executable).with_name("oxigraph"))
DUMP = (
    "import sys, pyoxigraph as ox; from pathlib import Path; from imvograph.store import EmbeddedStore\n"
    "with EmbeddedStore.open(Path(sys.argv[1]), read_only=True) as s, open(sys.argv[2], 'wb') as f:\n"
    "    s.dump(f, ox.RdfFormat.TURTLE)"
)

LOAD = (
    "import sys; from pathlib import Path; from imvograph.store import EmbeddedStore\n"
    "with EmbeddedStore.open(Path(sys.argv[2])) as s, open(sys.argv[1], 'rb') as f:\n"
    "    s.load(f)"
)


def main(arguments: list[str]) -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench store", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="100k,1M", help="statements, as in 100k,1M,10M")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part; all if not given")
    parser.add_argument(
        "--folder", type=Path, help="keep the stores here, store-1M and so on; what is there is not made again"
    )
    parser.add_argument("--rounds", type=int, default=2, help="rounds of loads and dumps")
    given = parser.parse_args(arguments)
    wanted, sizes = given.only or PARTS, given.sizes.split(",")
    with ExitStack() as stack:
        work = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="imvograph-bench-")))
        examples = {}
        for size in sizes:
            parliament = Parliament.of(count(size))
            examples[size] = parliament.examples()
            if (work / f"store-{size}").exists() and "loads" not in wanted:
                continue
            with (work / f"{size}.nq").open("wb") as out:
                write(parliament, out)
                program(out)
        if "loads" in wanted:
            _loads(work, sizes[-1], given.rounds)
        for size in sizes:
            if not (work / f"store-{size}").exists():
                _cpu("-m", "imvograph", "load-dump", f"{size}.nq", "--store", f"store-{size}", folder=work)
        if "queries" in wanted:
            _queries(work, sizes, examples)
        if "stranger" in wanted:
            _stranger(work / f"store-{sizes[-1]}", examples[sizes[-1]]["letter"])
        if "memory" in wanted:
            _memory(work / f"store-{sizes[-1]}")
    return 0


def _cpu(*words: str, folder: Path, program: str = sys.executable) -> float:
    """Seconds of processor time of a program and all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, *words], cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _loads(work: Path, size: str, rounds: int) -> None:
    with (work / f"{size}.nq").open() as source, (work / "union.nq").open("w") as out:
        for line in source:
            out.write(line)
            out.write(f"{line[: line.rindex(' <')]} .\n")
    best: dict[str, float] = {}
    for _ in range(rounds):
        subprocess.run(["rm", "-rf", "plain", "union", "ours", f"store-{size}"], cwd=work, check=True)
        steps: Mapping[str, Callable[[], float]] = {
            "oxigraph load": lambda: _cpu("load", "-l", "plain", "--file", f"{size}.nq", folder=work, program=OXIGRAPH),
            "oxigraph load, with the union": lambda: _cpu(
                "load", "-l", "union", "--file", "union.nq", folder=work, program=OXIGRAPH
            ),
            "EmbeddedStore.load": lambda: _cpu("-c", LOAD, f"{size}.nq", "ours", folder=work),
            "imvograph load-dump, gate and text index": lambda: _cpu(
                "-m", "imvograph", "load-dump", f"{size}.nq", "--store", f"store-{size}", folder=work
            ),
            "oxigraph dump, Turtle of the union": lambda: _cpu(
                *"dump -l union --graph default --file a.ttl --format ttl".split(), folder=work, program=OXIGRAPH
            ),
            "Snapshot.dump, Turtle": lambda: _cpu("-c", DUMP, f"store-{size}", "b.ttl", folder=work),
        }
        for name, step in steps.items():
            best[name] = min(best.get(name, 1e9), step())
    print(
        f"\n| {size} | CPU s |\n|---|---|", *(f"| {name} | {seconds:.1f} |" for name, seconds in best.items()), sep="\n"
    )


def _queries(work: Path, sizes: list[str], examples: Mapping[str, Mapping[str, str]]) -> None:
    """Each query as it is asked: with what it requires, and with each thing that it can be given besides."""
    rows: dict[str, list[str]] = {}
    for at, size in enumerate(sizes):
        with EmbeddedStore.open(work / f"store-{size}", read_only=True) as store:
            snapshot, catalog = store.snapshot(), Catalog.read(assets.QUERIES)
            for told, query, values in _askings(catalog, examples[size]):
                walk = Listed(query, values, snapshot, _things(snapshot, query, values), False, lambda: _NOTHING)
                whole, found = "not read", len(walk.things)
                if found <= MOST_WHOLE:
                    whole, found = _timed(partial(asked, snapshot, query, values))
                page = _timed(partial(_page, walk))[0] if found > 20 and walk.things else ""
                rows.setdefault(told, [" | | "] * at).append(f"{whole} | {found} | {page}")
    heads = " | ".join(f"{size}: p50 / p95 ms | rows | first 20" for size in sizes)
    print(f"\n| query | {heads} |\n|---|{'---|---|---|' * len(sizes)}")
    print(*(f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()), sep="\n")


_NOTHING = Explanation({}, (), ())


def _page(walk: Listed) -> list[Row]:
    return walk.page(0, 20, explained=False).rows


def _askings(catalog: Catalog, examples: Mapping[str, str]) -> Iterator[tuple[str, Query, dict[str, str]]]:
    for name, query in catalog.items():
        if query.form != "SELECT":
            continue
        needed = {p.name: _value(p, examples) for p in query.parameters.values() if p.required and p.default is None}
        yield name, query, needed
        for parameter in query.parameters.values():
            if parameter.is_thing and parameter.name not in needed:
                yield f"{name}, {parameter.name}", query, needed | {parameter.name: _value(parameter, examples)}


def _things(snapshot: Snapshot, query: Query, values: Mapping[str, str]) -> tuple[str, ...]:
    """The things of a query, if it can be read page by page."""
    if not binds_things(query):
        return ()
    first = next(iter(query.columns))
    by = {first, *(column.name for column in query.columns.values() if column.sort is not None)}
    return tuple(str(row[first]) for row in asked(snapshot, query, values, by))


def _timed(ask: Callable[[], list[Row]]) -> tuple[str, int]:
    """Median and 95th of a hundred of processor time, of 1 to 20 runs within a second; and how many rows."""
    times, found, start = list[float](), 0, time.perf_counter()
    while len(times) < 20 and (not times or time.perf_counter() - start < 0.7):
        begun = time.process_time()
        found = len(ask())
        times.append((time.process_time() - begun) * 1000)
    times.sort()
    return f"{statistics.median(times):.2f} / {times[int(len(times) * 0.95)]:.2f}", found


def _value(parameter: Parameter, examples: Mapping[str, str]) -> str:
    """A thing of the parliament where a parameter means one; else the parameter's own example."""
    if not parameter.is_thing:
        return parameter.example
    kind = {"document": "letter", "thing": "motion", "publication": "policynote"}.get(parameter.kind, parameter.kind)
    return examples.get(kind, examples["letter"])


def _stranger(path: Path, letter: str) -> None:
    query = f"SELECT ?p ?o {{ <{letter}> ?p ?o }}"
    with EmbeddedStore.open(path, read_only=True, workers=1) as store:
        store.warm()
        snapshot = store.snapshot()

        def inside() -> None:
            snapshot.query(query).serialize(io.BytesIO(), ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]

        def guarded() -> None:
            store.answer(query, "application/sparql-results+json")

        medians = [[], []]
        for _ in range(5):
            for at, ask in enumerate((inside, guarded)):
                medians[at].append(_median(ask))
    print(
        f"\nstranger's look-up: {min(medians[0]):.2f} ms in process, {min(medians[1]):.2f} ms guarded (wall, p50, best of 5)"
    )


def _median(ask: Callable[[], None]) -> float:
    times = []
    for _ in range(200):
        begun = time.perf_counter()
        ask()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def _memory(path: Path) -> None:
    """Proportional set size (shared pages counted once) of the service and its workers, after a page and a query."""
    command = [sys.executable, "-m", "imvograph", "serve", "--port", "18765", "--store", str(path)]
    service = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            time.sleep(0.2)
            try:
                with urlopen("http://127.0.0.1:18765/healthz") as answer:
                    answer.read()
                break
            except OSError:
                continue
        with urlopen("http://127.0.0.1:18765/sparql?query=ASK%20%7B%7D") as answer:
            answer.read()
        time.sleep(2)
        threads = Path(f"/proc/{service.pid}/task").iterdir()  # a worker is the child of the thread that started it
        children = [int(pid) for thread in threads for pid in (thread / "children").read_text().split()]
        print(f"\nidle service: {sum(map(_pss, [service.pid, *children])):.0f} MB with {len(children)} workers")
    finally:
        service.terminate()
        service.wait()


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
