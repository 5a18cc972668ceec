"""Loads a folder of many documents, made by varying the corpus: time, memory of all its processes, a second run, kill -9.

    python -m bench load-folder --documents 1000 10000
    python -m bench load-folder --documents 1000 --kill 20

Peak memory is the sum over the processes of the load, looked at ten times a second (`/proc`, Linux).
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str]) -> int:
    """Measures for each number of documents; exit status 1 if a load refused one, or left another graph than it should."""
    options = argparse.ArgumentParser(prog="python -m bench load-folder", description=__doc__)
    options.add_argument("--documents", type=int, nargs="+", default=[1000], help="how many (1000); several to compare")
    options.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus", help="the folder to vary")
    options.add_argument("--kill", type=int, default=0, help="kill the load so many times at random, then compare (0)")
    options.add_argument("--seed", type=int, default=1, help="where chance begins, so that a run repeats (1)")
    given = options.parse_args(arguments)
    # Not the papers of the day itself: read by OCR, their numbers cannot be changed by rule.
    texts = sorted(path for path in given.corpus.glob("*/*.txt") if not path.name.startswith("dag-"))
    if not texts:
        print(f"skipped: no corpus at {given.corpus}; name it with --corpus")
        return 0
    failed = 0
    with tempfile.TemporaryDirectory(prefix="imvograph-load-") as place:
        built = Path(place) / "built"
        _imvograph(built, "build")
        print(
            "| documents | MB | time | memory by thirds: middle to most | of files | second run | memory by thirds | of files |",
            f"|{'---|' * 8}",
            sep="\n",
        )
        for count in given.documents:
            folder = Path(place) / f"documents-{count}"
            size = sum(_write(folder, name, text) for name, text in varied(texts, count)) / 1e6
            store = Path(place) / f"store-{count}"
            shutil.copytree(built, store)
            first, second = _measured(store, folder), _measured(store, folder)
            failed += bool(first.status or second.status)
            shown = (f"{run.seconds:.0f} s | {run.memory}" for run in (first, second))
            print(f"| {count} | {size:.1f} | {' | '.join(shown)} |", first.said or "", flush=True)
            if given.kill:
                killed = Path(place) / f"killed-{count}"
                shutil.copytree(built, killed)
                same = _killed(killed, folder, given.kill, first.seconds, random.Random(given.seed)) == dump_of(store)
                print(f"killed {given.kill} times: {'the same graph' if same else 'ANOTHER GRAPH'}", flush=True)
                failed += not same
    return 1 if failed else 0


def varied(texts: Sequence[Path], count: int) -> Iterator[tuple[str, str]]:
    """Names and texts of ``count`` documents with numbers of their own: the corpus, over and over, never the same text."""
    for number in range(count):
        path = texts[number % len(texts)]
        text, turn = path.read_bytes().decode(), number // len(texts)
        if turn == 0:
            yield path.name, text
            continue
        name, text = _renumbered(path.stem, text, turn)
        yield f"{name}.txt", f"{text.rstrip()}\n\nAfschrift {turn}.\n"


def _renumbered(name: str, text: str, turn: int) -> tuple[str, str]:
    """The name and the text of another document of the same kind."""
    if name.startswith("h-tk-"):
        session, sitting, item = name.removeprefix("h-tk-").split("-")
        return f"h-tk-{session}-{int(sitting) + turn}-{item}", text
    if name.startswith("ah-tk-"):
        session, number = name.removeprefix("ah-tk-").split("-")
        other = str(int(number) + 1000 * turn)
        return f"ah-tk-{session}-{other}", re.sub(rf"^(AH )?{number}$", rf"\g<1>{other}", text, flags=re.M)
    if case := re.search(r"(20\d\dZ)(\d{5})", name):
        other = f"{case[1]}{(int(case[2]) + 37 * turn) % 100_000:05}"
        return name.replace(case[0], other), text.replace(case[0], other)
    if paper := re.fullmatch(r"kst-(.+)-(\d+)", name):
        other = str(int(paper[2]) + 1_000 * turn)
        text = re.sub(rf"(?<![\d.])([Nn][Rr]\.\s*|kst-{re.escape(paper[1])}-){paper[2]}(?!\d)", rf"\g<1>{other}", text)
        return f"kst-{paper[1]}-{other}", text
    year = 2030 + turn  # the letter and the decision list: another year, up to that which the gate allows
    return f"{name}-{turn}", re.sub(r"\b(?:2022|2009)\b", str(year), text)


def _write(folder: Path, name: str, text: str) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    return (folder / name).write_bytes(text.encode())


@dataclass(frozen=True)
class Run:
    """What one load took: seconds of the clock, memory of all its processes at each look (their own, and pages of files,
    which the system may take back; in bytes), its exit status, its refusals."""

    seconds: float
    looks: Sequence[tuple[int, int]]
    status: int
    said: str

    @property
    def memory(self) -> str:
        """Their own in each third of the load, the middle of the looks and the most, and the most pages of files, in MiB."""
        third = len(self.looks) // 3 + 1
        thirds = (sorted(own for own, _ in self.looks[at : at + third]) for at in range(0, len(self.looks), third))
        own = (f"{looks[len(looks) // 2] >> 20} to {looks[-1] >> 20}" for looks in thirds)
        return f"{', '.join(own)} | {max(pages for _, pages in self.looks) >> 20}"


def _command(*words: object) -> list[str]:
    return [sys.executable, "-m", "imvograph", *map(str, words)]


def _environment(store: Path) -> dict[str, str]:
    return os.environ | {"IMVOGRAPH_STORE": str(store), "NO_COLOR": "1"}


def _imvograph(store: Path, *words: object) -> bytes:
    return subprocess.run(_command(*words), env=_environment(store), capture_output=True, check=True).stdout


def dump_of(store: Path) -> str:
    """A digest of the whole graph as N-Quads."""
    return sha256(_imvograph(store, "dump", "--format", "nq")).hexdigest()


def _measured(store: Path, folder: Path) -> Run:
    begun, looks = time.monotonic(), list[tuple[int, int]]()
    with tempfile.TemporaryFile() as said:
        load = subprocess.Popen(_command("load", folder), env=_environment(store), stdout=said, stderr=said)
        while load.poll() is None:
            found = [_memory(process) for process in (load.pid, *_children(load.pid))]
            looks.append((sum(own for own, _ in found), sum(pages for _, pages in found)))
            time.sleep(0.1)
        said.seek(0)
        told = said.read().decode()
    return Run(time.monotonic() - begun, looks, load.returncode, "" if load.returncode == 0 else told[-2000:])


def _memory(process: int) -> tuple[int, int]:
    """Resident memory of a process, its own and pages of files, in bytes; 0 if it has ended."""
    try:
        resident, pages = (int(field) for field in Path(f"/proc/{process}/statm").read_text().split()[1:3])
    except (OSError, ValueError):
        return 0, 0
    size = os.sysconf("SC_PAGE_SIZE")
    return (resident - pages) * size, pages * size


def _children(process: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def _killed(store: Path, folder: Path, times: int, seconds: float, chance: random.Random) -> str:
    """The graph of a load that was killed at random moments, and then allowed to end."""
    for _ in range(times):
        load = subprocess.Popen(_command("load", folder), env=_environment(store), stdout=-3, stderr=-3)
        try:
            load.wait(chance.uniform(0.5, max(2.0, seconds / 3)))
        except subprocess.TimeoutExpired:
            load.kill()
            load.wait()
    _imvograph(store, "load", folder)
    return dump_of(store)
