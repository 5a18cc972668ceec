"""The forms by which a gazetteer's things are known in a text, ready to be looked up by their letters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from imvograph.model.entities import Entry, Gazetteer

KINDS = {
    "Sector": "sector",
    "SupplyChain": "sector",
    "Covenant": "covenant",
    "Organisation": "organisation",
    "Faction": "organisation",
    "Party": "organisation",
    "Committee": "organisation",
    "Person": "person",
    "RiskTheme": "topic",
    "AffectedGroup": "topic",
    "PolicyInstrument": "topic",
    "Standard": "topic",
    "Legislation": "topic",
    "Place": "topic",
    "Commodity": "topic",
}
_PROPER = {"Organisation", "Faction", "Party", "Committee", "Person", "Place"}
_TOO_WIDE = {"kamer", "commissie", "raad", "ministerie", "kabinet", "regering", "overheid", "minister", "partij"}
_ACCENTS = dict(
    zip(
        "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿğıışčšžłİ",
        "aaaaaaceeeeiiiinoooooouuuuyygiisCSZLi".lower(),
        strict=True,
    )
)
_CAPITAL = "A-ZÀ-ÖØ-Þ"
RUN = re.compile(rf"[{_CAPITAL}]{{2,}}(?![a-zà-ÿ])|[{_CAPITAL}]?[a-zà-ÿ]+|\d+|[^\W_]")
STEM = 4
NO_LETTER = re.compile(r"[^\w]")
MOST_WORDS = 100_000  # kept; a dictionary has not more
_COVENANT_WORD = re.compile(r"convenant|akkoord|overeenkomst|initiatief|pact|agreement", re.IGNORECASE)


def fold(text: str) -> str:
    """Lower case without accents, every character in its place."""
    low = text.replace("İ", "i").lower()
    if not low.isascii():
        for accented, letter in _ACCENTS.items():
            low = low.replace(accented, letter)
    return low


@dataclass(frozen=True)
class Form:
    entry: Entry
    kind: str
    written: str
    runs: tuple[str, ...]

    @cached_property
    def acronym(self) -> str | None:
        """The letters, if the form is one of capitals."""
        plain = self.written
        capitals = len(plain) <= 10 and not any(c.islower() for c in plain) and any(c.isupper() for c in plain)
        return NO_LETTER.sub("", plain) if capitals else None

    @cached_property
    def gaps(self) -> int:
        """How many gaps a text may have in it."""
        return self.written.count(" ") + self.written.count("-")

    @cached_property
    def capitals(self) -> tuple[list[str], int]:
        """The words with a capital but the first, and how many capitals there are; none if the form is no proper name."""
        if self.entry.cls not in _PROPER:
            return [], 0
        capitals = [word for word in re.findall(r"\w+", self.written) if word[0].isupper()]
        return (capitals[1:] if len(capitals) > 1 else capitals), capitals_in(self.written)


class Names:
    """The forms of a gazetteer, ready to be looked up by their letters."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.forms: dict[str, list[Form]] = {}
        for entry in gazetteer.entries:
            if kind := KINDS.get(entry.cls):
                for written in dict.fromkeys(_written(entry, kind)):
                    self._add(entry, kind, written)
        self.beginnings = {key[:length] for key in self.forms for length in range(1, len(key) + 1)}
        after: dict[str, set[str]] = {}
        for key in self.beginnings:
            after.setdefault(key[:-1], set()).add(key[-1])
        self.after = {key: "".join(sorted(letters)) for key, letters in after.items()}
        # Words come back, in this text and the next: by each piece between spaces, the words in it that may begin a name
        # and their places (most have none); by each name as written, the forms that fit it and the name that they give.
        self.looked_at: dict[str, tuple[tuple[int, int, Word], ...]] = {}
        self.fitting: dict[str, list[tuple[Form, dict[str, str]]]] = {}
        self.covenants = {e.iri.rsplit("/", 1)[-1]: e for e in gazetteer.of_class("Covenant")}

    def _add(self, entry: Entry, kind: str, written: str) -> None:
        runs = tuple(RUN.findall(written))
        key = fold("".join(runs))
        if len(key) > 1 and key not in _TOO_WIDE and not (kind == "organisation" and _common(written, entry)):
            known = self.forms.setdefault(key, [])
            if all((form.entry.iri, form.written) != (entry.iri, written) for form in known):
                known.append(Form(entry, kind, written, runs))

    def sectors(self, word: str) -> list[Form]:
        """The sectors that a word names."""
        return [form for form in self.forms.get(fold(re.sub(r"[\W_]", "", word)), ()) if form.kind == "sector"]


def _common(written: str, entry: Entry) -> bool:
    """Whether an organisation's form is a word of the language: «kabinet»; «evofenedex» is none."""
    return written.islower() and (written != entry.label or len(written) < 8)


@lru_cache(maxsize=4)
def names_of(gazetteer: Gazetteer) -> Names:
    """The look-up table of a gazetteer; made once."""
    return Names(gazetteer)


def _written(entry: Entry, kind: str) -> Iterator[str]:
    """The forms to look for: those given, and for sectors the compounds that Dutch makes of them."""
    for form in (entry.label, *entry.forms):
        if kind == "covenant" and not _COVENANT_WORD.search(form):
            continue  # «kleding en textiel» names the sector
        if kind == "person" and " " not in form:
            continue  # a surname alone means a person only where the grammar says so (persons.py)
        yield form
        if entry.cls == "Sector" and re.fullmatch(r"\w{4,}", form) and not form.endswith("sector"):
            yield from (f"{form}sector", f"{form}ssector")
        if kind == "sector" and form.endswith(("sector", "keten")):
            yield form + ("en" if form.endswith("sector") else "s")


@dataclass(frozen=True)
class Word:
    """What is known of a word by itself: where in it a name may begin, and what must follow if it is no name alone.

    A name begins later than its word if a space was lost: «definanciële sector», «bankenin». ``goes_on`` are the
    letters that a name goes on with behind the gap.
    """

    places: tuple[int, ...]
    begins: bool = False
    goes_on: str | None = None


def capitals_in(text: str) -> int:
    """How many letters are capitals."""
    return sum(c.isupper() for c in text)
