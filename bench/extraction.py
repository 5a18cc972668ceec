"""How well and how fast extraction reads, on the shared corpus, beside nllegalcit; README.md tells what is compared."""

import argparse
import importlib.util
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import Any

from bench.environment import MissingError, python_with
from imvograph.build import asset_names
from imvograph.extract import mentions
from imvograph.extract.citations import citations
from imvograph.extract.handelingen import aanhangsels, handelingen
from imvograph.extract.layout import View
from imvograph.extract.numbers import numbers
from imvograph.model.entities import Gazetteer

HERE = Path(__file__).resolve().parent
PEER = "nllegalcit==0.0.4"
PEER_KINDS = ("kamerstuk", "handelingen")
HOSTILE = {
    "brackets": "(",
    "digits": "1234567890",
    "«Kamerstuk »": "Kamerstuk ",
    "«motie van »": "motie van ",
    "«12 »": "12 ",
    "hyphen and line end": "a-\n",
    "quotation marks": "«",
}
MEGABYTE = 1_000_000

Text = tuple[str, dict[str, Any], str, list[dict[str, Any]]]
Table = list[Sequence[object]]


def main(arguments: Sequence[str]) -> int:
    """Prints the tables that are asked for; exit status 0, also where a part was skipped by name."""
    options = argparse.ArgumentParser(prog="python -m bench extraction", description=__doc__)
    options.add_argument("--corpus", type=Path, default=HERE.parents[1] / "shared" / "corpus", help="the shared corpus")
    options.add_argument("--no-peer", action="store_true", help="leave nllegalcit out: it takes some minutes")
    options.add_argument("--no-speed", action="store_true", help="leave the speed out")
    given = options.parse_args(arguments)
    names = asset_names()
    if (given.corpus / "score.py").is_file():
        _quality(given.corpus, names, peer=not given.no_peer)
    else:
        print(f"skipped: no corpus at {given.corpus}; name it with --corpus")
    if not given.no_speed:
        _speed(names)
    return 0


def _quality(corpus: Path, names: Gazetteer, *, peer: bool) -> None:
    score = _scorer(corpus)
    texts: list[Text] = [(name, head, text, gold) for name, head, _, text, gold in score.load(corpus / "gold", corpus)]
    own = [[m.as_json() for m in mentions(text, date.fromisoformat(head["date"]), names)] for _, head, text, _ in texts]
    totals = _totals(score, texts, own, score.KINDS)
    rows: Table = [_scores(score, kind, totals[kind]) for kind in score.KINDS if totals[kind]["spans"]]
    print(f"## Every kind, {len(texts)} texts, {sum(len(t) for _, _, t, _ in texts)} characters\n")
    _print(("kind", "needed", "precision", "recall", "F1", "ids: precision", "recall", "F1"), rows)
    if not peer:
        return
    try:
        python = python_with(PEER)
        plain, seconds = _ask_peer(python, [text for _, _, text, _ in texts])
        helped, _ = _ask_peer(python, [with_chamber(text)[0] for _, _, text, _ in texts])
    except MissingError as why:
        print(f"skipped: {why}")
        return
    rows = [("imvograph", *_scores(score, kind, totals[kind])) for kind in PEER_KINDS]
    back = [moved_back(found, with_chamber(text)[1]) for found, (_, _, text, _) in zip(helped, texts, strict=True)]
    for name, found in ((PEER, plain), (f"{PEER}, helped", back)):
        counted = _totals(score, texts, found, PEER_KINDS)
        rows += [(name, *_scores(score, kind, counted[kind])) for kind in PEER_KINDS]
    megabytes = sum(len(text.encode()) for _, _, text, _ in texts) / MEGABYTE
    print("## The kinds that the peer knows\n")
    _print(("", "kind", "needed", "precision", "recall", "F1", "ids: precision", "recall", "F1"), rows)
    print(f"{PEER}: {seconds / megabytes:.0f} s of CPU time per MB of the corpus\n")


def _scorer(corpus: Path) -> ModuleType:
    """The corpus' own scorer, as a module."""
    spec = importlib.util.spec_from_file_location("corpus_score", corpus / "score.py")
    if spec is None or spec.loader is None:
        raise MissingError(f"{corpus}/score.py cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _totals(
    score: ModuleType, texts: Sequence[Text], found: Sequence[list[dict[str, Any]]], kinds: Sequence[str]
) -> dict[str, Counter[str]]:
    """The scorer's counts by kind, over the texts in which that kind is completely labelled."""
    totals: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    for (_, head, _, gold), mine in zip(texts, found, strict=True):
        for kind in set(kinds) & set(head["labelled"]):
            totals[kind] += score.score(kind, gold, mine)[0]
    return totals


def _scores(score: ModuleType, kind: str, c: Counter[str]) -> tuple[object, ...]:
    spans = score.f1(c["spans_right"], c["spans"], c["spans_found"])
    ids = score.f1(c["ids_right"], c["ids"], c["ids_found"]) if c["ids"] or c["ids_found"] else ("–",) * 3
    return kind, c["spans"], *spans, *ids


def _ask_peer(python: Path, texts: list[str]) -> tuple[list[list[dict[str, Any]]], float]:
    """What the peer finds in each text, and its CPU time; shows how far it is."""
    command = [str(python), str(HERE / "peer.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8") as run:
        if run.stdin is None or run.stdout is None:
            raise MissingError("the peer could not be started")
        run.stdin.write(json.dumps(texts))
        run.stdin.close()
        answers = []
        for line in run.stdout:
            answers.append(json.loads(line))
            if sys.stderr.isatty():
                last = "\n" if len(answers) == len(texts) else ""
                print(f"\r{PEER}: {len(answers)} of {len(texts)} texts", end=last, file=sys.stderr, flush=True)
    if len(answers) < len(texts):
        raise MissingError(f"{PEER} ended with status {run.returncode} after {len(answers)} of {len(texts)} texts")
    return [answer["mentions"] for answer in answers], sum(answer["seconds"] for answer in answers)


_NO_CHAMBER = re.compile(r"\b[Kk]amerstuk(?:ken)?\s(?=\d)")
_CHAMBER = "II "


def with_chamber(text: str) -> tuple[str, list[int]]:
    """The text with the chamber written before each number after «Kamerstuk», and where that was put in.

    nllegalcit reads the form of the law journals («Kamerstukken II 2021/22, 26485, nr. 337»); parliament leaves out its own
    name. So the peer is also measured on texts where it stands.

    >>> with_chamber("Zie Kamerstuk 26 485, nr. 337.")
    ('Zie Kamerstuk II 26 485, nr. 337.', [14])
    """
    places = [match.end() for match in _NO_CHAMBER.finditer(text)]
    return _NO_CHAMBER.sub(rf"\g<0>{_CHAMBER}", text), places


def moved_back(found: list[dict[str, Any]], places: Sequence[int]) -> list[dict[str, Any]]:
    """The mentions with their offsets in the text as it was before `with_chamber`.

    >>> moved_back([{"start": 4, "end": 33}, {"start": 40, "end": 43}], [14])
    [{'start': 4, 'end': 30}, {'start': 37, 'end': 40}]
    """

    def back(at: int) -> int:
        for place in reversed(range(len(places))):
            put = places[place] + place * len(_CHAMBER)
            if at > put:
                return max(places[place], at - (place + 1) * len(_CHAMBER))
        return at

    return [{**m, "start": back(m["start"]), "end": back(m["end"])} for m in found]


def _speed(names: Gazetteer) -> None:
    """CPU time per MB of a usual text, as a ratio to one scan for a word, and at growing lengths of hostile texts."""
    letter = (HERE.parent / "data" / "letters" / "kamerbrief-2022-04-07.txt").read_bytes().decode()
    text = letter * (MEGABYTE // len(letter.encode()) + 1)
    megabytes = len(text.encode()) / MEGABYTE
    scan = _best(lambda: text.count("Kamerstuk"), 50) / megabytes
    cited = _best(lambda: _cited(text), 5) / megabytes
    everything = _best(lambda: mentions(text, date(2022, 4, 7), names), 3) / megabytes
    print("## CPU time per MB: the seed letter, repeated to 1 MB; best of several\n")
    rows: Table = [
        (what, f"{seconds * 1000:.2f} ms", f"{1 / seconds:.1f} MB/s", f"{seconds / scan:.0f}")
        for what, seconds in (('text.count("Kamerstuk")', scan), ("citations", cited), ("everything", everything))
    ]
    _print(("", "CPU time per MB", "speed", "times the scan"), rows)
    print("## Hostile repetition: CPU time; linear is four times the time for four times the text\n")
    _print(("10 MB of", "2.5 MB", "10 MB", "times"), _hostile(names))


def _hostile(names: Gazetteer) -> Iterator[tuple[object, ...]]:
    for name, piece in HOSTILE.items():
        text = piece * (10 * MEGABYTE // len(piece))
        quarter = text[: len(text) // 4]
        short, long = (_best(partial(mentions, each, date(2022, 4, 7), names), 1) for each in (quarter, text))
        yield name, f"{short:.2f} s", f"{long:.2f} s", f"{long / short:.1f}"


def _cited(text: str) -> int:
    """The citation pass with what it needs: the view of the text, then the series of numbers."""
    view = View(text)
    found = (*citations(view), *handelingen(view), *aanhangsels(view, date(2022, 4, 7)), *numbers(view))
    return sum(1 for found in map(view.mention, found))


def _best(run: Callable[[], object], times: int) -> float:
    """The least CPU time of several runs, in seconds."""
    spent = []
    for _ in range(times):
        begun = process_time()
        run()
        spent.append(process_time() - begun)
    return min(spent)


def _print(head: Sequence[str], rows: Iterator[Sequence[object]] | Table) -> None:
    """A table in Markdown."""
    print("|", " | ".join(head), "|")
    print("|", " | ".join("---" for _ in head), "|")
    for row in rows:
        print("|", " | ".join(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row), "|", flush=True)
    print()
