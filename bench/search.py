"""Full-text search over 100,000 made-up paragraphs: how long a question takes, the index in time, memory and bytes.

Words follow Zipf's law, as in Dutch text; a seed makes every run the same. A question is all of `search.find`: the matches,
the facets of all of them, twenty hits with their snippets. Times are of the processor, so that a busy machine does not count.
"""

import argparse
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from imvograph.search import Entry

FUNCTION = (
    "de van het een en in is op te dat voor met zijn die aan er om niet ook als door bij uit over naar dan".split()
)
HEADS = (
    "keten sector convenant beleid rapport toezicht overleg verdrag richtlijn verplichting instelling bedrijf".split()
)
QUESTIONS = {
    "a common word": "sector",
    "a word by its parts": "keten",
    "two words": "convenant toezicht",
    "two compounds": "tomatenketen bankensector",
    "a phrase": '"convenant toezicht"',
    "a word left out": "convenant -toezicht",
    "a rare word": "zeldzaamheid77",
    "nothing (all)": "",
}


def main(arguments: Sequence[str]) -> int:
    """Builds an index in a folder for temporary files, asks, prints a table; exit status 1 if the middle is over 5 ms."""
    options = argparse.ArgumentParser(prog="python -m bench search", description=__doc__)
    options.add_argument("--paragraphs", type=int, default=100_000, help="how many (100,000)")
    options.add_argument("--times", type=int, default=200, help="how often each question is asked (200)")
    options.add_argument("--seed", type=int, default=20220407, help="where chance begins (20220407)")
    given = options.parse_args(arguments)
    from imvograph import search
    from imvograph.search import SearchIndex

    with tempfile.TemporaryDirectory(prefix="imvograph-search-") as place:
        made = list(_entries(given.paragraphs, random.Random(given.seed)))
        begin = time.process_time()
        SearchIndex.build(made, {*HEADS, *_stems(), *_compounds()}, Path(place))
        cpu = time.process_time() - begin
        size = sum(file.stat().st_size for file in Path(place).iterdir())
        text = sum(len(entry.text.encode()) for entry in made)
        del made
        index = SearchIndex.open(Path(place))
        print(
            f"{given.paragraphs:,} paragraphs, {text / 1e6:.1f} MB of text, {size / 1e6:.0f} MB of index: {cpu:.1f} s CPU"
        )
        middles = []
        print("| question | matches | middle | 95 of 100 |", "|---|---|---|---|", sep="\n")
        for name, question in QUESTIONS.items():
            times = []
            for _ in range(given.times):
                begin = time.process_time()
                total = search.find(index, question).total
                times.append((time.process_time() - begin) * 1000)
            middles.append(statistics.median(times))
            late = sorted(times)[int(len(times) * 0.95)]
            print(f"| {name}: `{question}` | {total:,} | {middles[-1]:.2f} ms | {late:.2f} ms |")
    middle = statistics.median(middles)
    print(
        f"The middle of the middles: {middle:.2f} ms; memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB"
    )
    return int(middle > 5)


def _stems() -> list[str]:
    return "tomaten banken goud textiel energie voedsel metaal hout klimaat mensenrechten arbeids handels".split()


def _compounds() -> list[str]:
    return [stem + head for stem in _stems() for head in HEADS]


def _entries(number: int, chance: random.Random) -> "Iterator[Entry]":
    from imvograph.search import PASSAGE, Entry

    words = [*FUNCTION, *HEADS, *_stems(), *_compounds(), *(f"zeldzaamheid{n}" for n in range(3000))]
    weights = [1 / (rank + 2) for rank in range(len(words))]
    for at in range(number):
        text = " ".join(chance.choices(words, weights, k=chance.randint(20, 90)))
        year, sector = str(2005 + at * 20 // number), f"https://w3id.org/imvograph/id/sector/s{chance.randint(0, 119)}"
        document = f"https://w3id.org/imvograph/id/letter/l{at // 6}"
        yield Entry(
            document, PASSAGE, {"nl": f"Brief {at // 6}"}, (), text, (year,), (sector,), at * 500 + 1, at * 500 + 400
        )
