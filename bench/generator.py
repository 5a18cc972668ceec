"""A made-up parliament of any size, in our ontology and within our shapes, as N-Quads; the same for the same size.

    python -m bench generator 1M parliament.nq      # about a million statements; 10k, 250k and 10M go too

Shared graphs (topics, bodies, persons, debates), then one named graph per document: 20 % motions, 30 % letters, 20 % reports of
committees, 19 % other papers, 1 % evaluations, 5 % policy notes, 5 % covenants. Skewed as a real one: topics, persons, organisations and
dossiers by Zipf's law; citations to papers of lately, to any earlier one, and to famous old ones, which many graphs describe
alike. All of it passes the gate (``tests/test_generator.py``), so any store, query or engine may be measured with it.
"""

import argparse
import sys
from bisect import bisect
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from time import perf_counter
from typing import BinaryIO

from bench.draws import Draws, Sizes, Zipf
from bench.papers import FIRST_DAY, LAST_DAY, MINISTRIES, TERM_YEARS, Document, Paper, covenant, term
from bench.statements import Graph, node, text, typed
from imvograph.model.iris import graph, thing

SEED = 20240607
FIRST_DOSSIER = 20_000
PER_DOCUMENT, SHARED = 148.0, 2_700
"""Statements per document on average, and in the shared graphs of a small parliament (measured from 10k to 1M)."""

_KINDS = {
    "Motion": 0.20,
    "Letter": 0.30,
    "CommitteeReport": 0.20,
    "Kamerstuk": 0.19,
    "EvaluationReport": 0.01,
    "PolicyNote": 0.05,
    "Covenant": 0.05,
}
_PARTIES = 16
_CLASSIFICATIONS = ("bedrijf", "vakbond", "brancheorganisatie", "ngo")


class Parliament:
    """A parliament of so many documents. ``graphs`` makes it anew each time, always the same for one seed.

    Two with other first dossiers have no paper in common but the famous ones.
    """

    def __init__(self, documents: int, seed: int = SEED, first_dossier: int = FIRST_DOSSIER) -> None:
        self.sizes, self.seed, self.first_dossier = Sizes(documents), seed, first_dossier

    @classmethod
    def of(cls, statements: int, seed: int = SEED) -> "Parliament":
        """A parliament with about this many statements in its named graphs; at least one document."""
        return cls(max(1, round((statements - SHARED) / PER_DOCUMENT)), seed)

    def graphs(self) -> Iterator[Graph]:
        """The shared graphs, then the documents, each whole and one at a time: memory stays flat."""
        draws = Draws(self.sizes, self.seed)
        yield from (self._concepts(), self._bodies(draws.random), self._people(draws.random), self._debates())
        before: list[Paper] = []
        for paper in self.papers():
            yield covenant(paper, draws) if paper.cls == "Covenant" else Document(paper, draws, before).graph
            before.append(paper)

    def papers(self) -> Iterator[Paper]:
        """What the documents are, day by day; a paper's number counts within its dossier."""
        random, counted = Random(self.seed + 1), Counter[int]()
        dossiers, upto = Zipf(self.sizes.dossiers, 0.7), list(accumulate(_KINDS.values()))
        for i in range(self.sizes.documents):
            cls = list(_KINDS)[bisect(upto, random.random() * upto[-1])]
            dossier = self.first_dossier + dossiers.draw(random)
            counted[dossier] += cls != "Covenant"
            key = f"convenant-{i}" if cls == "Covenant" else f"kst-{dossier}-{counted[dossier]}"
            day = self._day(i, self.sizes.documents)
            yield Paper(i, cls, key, day, node("debate", f"debat-{i * self.sizes.debates // self.sizes.documents}"))

    def examples(self) -> dict[str, str]:
        """IRIs to ask for, by fixed rank: neither the most nor the least known; papers lie at three quarters."""
        later = [paper for paper in self.papers() if paper.number >= self.sizes.documents * 3 // 4]
        papers = {p.cls.lower(): p.iri.strip("<>") for p in reversed(later)}
        return papers | {
            "topic": thing("topic", f"onderwerp-{min(50, self.sizes.topics - 1)}"),
            "sector": thing("sector", f"sector-{min(10, self.sizes.sectors - 1)}"),
            "debate": thing("debate", f"debat-{self.sizes.debates * 3 // 4}"),
            "post": thing("post", "minister-3"),
            "person": thing("person", f"persoon-{min(40, self.sizes.persons - 1)}"),
            "dossier": thing("dossier", str(self.first_dossier + min(10, self.sizes.dossiers - 1))),
            "organisation": thing("organisation", "organisatie-10"),
            "famous": thing("kamerstuk", "kst-10000-1"),
        }

    @staticmethod
    def _day(place: int, places: int) -> date:
        return FIRST_DAY + timedelta(days=place * (LAST_DAY - FIRST_DAY).days // places)

    def _concepts(self) -> Graph:
        made = Graph(graph("concepts", "parliament"))
        kinds = (("topic", "Topic", "onderwerp", self.sizes.topics), ("sector", "Sector", "sector", self.sizes.sectors))
        for kind, cls, stem, count in kinds:
            for i in range(count):
                made.add(
                    node(kind, f"{stem}-{i}"),
                    a=cls,
                    skos__prefLabel=[text(f"{stem} {i}", "nl"), text(f"{kind} {i}", "en")],
                    skos__definition=text(f"Nummer {i} van de lijst.", "nl"),
                    skos__inScheme=node("scheme", kind),
                    skos__broader=node(kind, f"{stem}-{(i - 6) // 5}") if i >= 6 else None,
                    assertionStatus=node("assertion-status", "curated"),
                )
        return made

    def _bodies(self, random: Random) -> Graph:
        made = Graph(graph("curated", "parliament-bodies"))
        made.thing(node("organisation", "tweede-kamer"), "Organisation", "Tweede Kamer")
        for i in range(_PARTIES):
            made.thing(node("faction", f"fractie-{i}"), "Faction", f"Fractie {i}")
        for i in range(MINISTRIES):
            ministry, kind = node("organisation", f"ministerie-{i}"), node("organisation-type", "ministerie")
            made.thing(ministry, "Organisation", f"Ministerie {i}", org__classification=kind)
            made.thing(node("post", f"minister-{i}"), "Post", f"Minister {i}", org__postIn=ministry)
        for i in range(self.sizes.organisations):
            kind = node("organisation-type", random.choice(_CLASSIFICATIONS))
            iri = node("organisation", f"organisatie-{i}")
            same = f"<http://www.wikidata.org/entity/Q{90_000_000 + i}>" if i % 3 == 0 else None
            made.thing(iri, "Organisation", f"Organisatie {i}", org__classification=kind, owl__sameAs=same)
        return made

    def _people(self, random: Random) -> Graph:
        """Persons with their faction; on each post one holder after the other."""
        made = Graph(graph("curated", "parliament-persons"))
        for i in range(self.sizes.persons):
            family, initials = f"Persoon{i}", f"{chr(65 + i % 26)}.{chr(65 + i // 26 % 26)}."
            iri = node("person", f"persoon-{i}")
            names = {"foaf__name": text(f"{initials} {family}"), "foaf__familyName": text(family)}
            made.thing(iri, "Person", f"{initials} {family}", initials=text(initials), **names)
            start = FIRST_DAY + timedelta(days=random.randrange(5_000))
            made.thing(
                node("membership", f"persoon-{i}"),
                "Membership",
                f"{family} in de Kamer",
                org__member=iri,
                org__organization=node("faction", f"fractie-{random.randrange(_PARTIES)}"),
                startDate=typed(start, "date"),
                endDate=typed(start + timedelta(days=1_460), "date"),
            )
        for post in range(MINISTRIES):
            for turn, year in enumerate(range(FIRST_DAY.year, LAST_DAY.year + 1, TERM_YEARS)):
                made.thing(
                    term(post, date(year, 1, 1)),
                    "RoleTerm",
                    f"Minister {post} vanaf {year}",
                    org__member=node("person", f"persoon-{post * 5 + turn}"),
                    termOfPost=node("post", f"minister-{post}"),
                    startDate=typed(date(year, 1, 1), "date"),
                    endDate=typed(date(year + TERM_YEARS - 1, 12, 31), "date"),
                )
        return made

    def _debates(self) -> Graph:
        made = Graph(graph("curated", "parliament-debates"))
        for i in range(self.sizes.debates):
            day = typed(self._day(i, self.sizes.debates), "date")
            kind, label = node("debate-type", "algemeen-overleg"), f"Debat {i}"
            made.thing(node("debate", f"debat-{i}"), "Debate", label, debateType=kind, startDate=day, endDate=day)
        return made


def write(parliament: Parliament, output: BinaryIO) -> int:
    """Writes all graphs as N-Quads, graph by graph; returns the number of statements."""
    written = 0
    for made in parliament.graphs():
        lines = made.distinct()
        output.write("".join(f"{line} <{made.iri}> .\n" for line in lines).encode())
        written += len(lines)
    return written


def count(said: str) -> int:
    """A number as people write it: ``10k``, ``1.5M``, ``200000``; raises `ValueError`."""
    factor = {"k": 1_000, "m": 1_000_000}.get(said[-1:].lower(), 1)
    return int(float(said.rstrip("kKmM")) * factor)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench generator", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("statements", type=count, help="about how many statements: 10k, 250k, 1M")
    parser.add_argument("file", type=Path, help="the N-Quads file to write")
    parser.add_argument("--seed", type=int, default=SEED, help="another parliament of the same size")
    given = parser.parse_args(arguments)
    start, parliament = perf_counter(), Parliament.of(given.statements, given.seed)
    with given.file.open("wb") as output:
        written = write(parliament, output)
    seconds = perf_counter() - start
    print(f"{written:,} statements, {parliament.sizes.documents:,} documents, {seconds:.1f} s: {given.file}")
    print(*(f"  {name:<16}{iri}" for name, iri in sorted(parliament.examples().items())), sep="\n", file=sys.stderr)
    return 0
