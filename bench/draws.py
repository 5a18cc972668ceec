"""What a made-up parliament draws at random: things by Zipf's law, words, sentences."""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from bench.statements import node

_SMALL = (
    "de het een van in op aan voor met over bij door naar uit tot om en of dat die dit deze als ook nog wel niet "
    "zij wij er hier daar toen waar zodra omdat hoewel tijdens binnen tussen volgens"
).split()
_NOUNS = (
    "beleid keten sector convenant bedrijf afspraak toezegging motie brief onderzoek arbeid kind loon mens recht risico "
    "milieu klimaat water grond olie palmolie cacao koffie tomaat textiel kleding goud mineraal pensioen bank visie "
    "toezicht richtlijn wet norm zorg plicht handel import export haven markt prijs boer vrouw vakbond overheid kabinet"
).split()
_SUFFIXES = "plan overleg rapport akkoord toets norm doel fonds kader traject aanpak raad dialoog lijst agenda".split()
_ACCENTED = "financiële geïnformeerd coördinatie reëel initiële één vóór cliënten oriëntatie efficiënt".split()


class Zipf:
    """Ranks from 0, drawn so that rank r comes (r + 1) ** -a times as often as rank 0."""

    def __init__(self, count: int, a: float) -> None:
        self._upto = list(accumulate((rank + 1) ** -a for rank in range(count)))

    def draw(self, random: Random) -> int:
        return bisect(self._upto, random.random() * self._upto[-1])


@dataclass(frozen=True)
class Sizes:
    """How many there are of each kind of thing, for a number of documents."""

    documents: int

    @property
    def topics(self) -> int:
        return min(900, 30 + self.documents // 8)

    @property
    def sectors(self) -> int:
        return min(120, 10 + self.documents // 40)

    @property
    def organisations(self) -> int:
        return min(300, 20 + self.documents // 20) + self.documents // 100

    @property
    def persons(self) -> int:
        return 100 + min(400, self.documents // 20) + self.documents // 200

    @property
    def dossiers(self) -> int:
        return 10 + self.documents // 15

    @property
    def debates(self) -> int:
        return 5 + self.documents // 25


class Draws:
    """One stream of chance, and what it can draw."""

    def __init__(self, sizes: Sizes, seed: int) -> None:
        self.random = random = Random(seed)
        self._topics, self._sectors = Zipf(sizes.topics, 1.0), Zipf(sizes.sectors, 0.9)
        self._organisations, self._persons = Zipf(sizes.organisations, 1.0), Zipf(sizes.persons, 0.9)
        self._famous = Zipf(20 + sizes.documents // 10, 0.8)
        words = [*_SMALL, *_NOUNS, *(noun + suffix for noun in _NOUNS for suffix in _SUFFIXES), *_ACCENTED]
        rank = Zipf(len(words), 1.0)
        count = min(10_000, 200 + sizes.documents)
        self._sentences = [
            " ".join(words[rank.draw(random)] for _ in range(random.randrange(8, 24))).capitalize() + "."
            for _ in range(count)
        ]

    def topic(self) -> str:
        return node("topic", f"onderwerp-{self._topics.draw(self.random)}")

    def sector(self) -> str:
        return node("sector", f"sector-{self._sectors.draw(self.random)}")

    def person(self) -> str:
        return node("person", f"persoon-{self._persons.draw(self.random)}")

    def organisation(self) -> str:
        return node("organisation", f"organisatie-{self._organisations.draw(self.random)}")

    def famous(self) -> tuple[int, int]:
        """Dossier and number of a paper from before the first day, which is known from citations only."""
        rank = self._famous.draw(self.random)
        return 10_000 + rank % 97, rank // 97 + 1

    def sentence(self) -> str:
        return self.random.choice(self._sentences)

    def some(self, mean: float, most: int) -> int:
        """A number of things: exponential, from 0 to ``most``."""
        return min(most, int(self.random.expovariate(1 / mean)))
