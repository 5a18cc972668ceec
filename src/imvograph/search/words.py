"""How words are compared: as written, by stem, and compounds by their parts; and what a person's query asks.

The Dutch stemmer takes *-en* and *-s* for a plural wherever it sees them: *keten* → keet, *ketens* → keten; *sector* →
sector, *sectoren* → sectoor. So a word is also looked for under the stems of its own singular and plurals (`stems`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from tantivy import Filter, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

LONGEST, MOST_WORDS = 500, 24
"""Characters and words of a query that are looked at; what comes behind them is passed over."""

_ENDINGS = ("s", "en", "n")
_PART = re.compile(r'(?P<without>(?<![^\s(])-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟", '"') | {"‑": "-", "–": "-"})


def exact() -> TextAnalyzer:
    """Words as written: lower case, accents folded."""
    return _whole().filter(Filter.ascii_fold()).build()


def stemmed(parts: Iterable[str] = ()) -> TextAnalyzer:
    """Stems; a compound of ``parts`` becomes the stems of its parts. Folded after stemming, as the stemmer needs accents."""
    builder = _whole()
    if known := sorted(parts):
        builder = builder.filter(Filter.split_compound(known))
    return builder.filter(Filter.stemmer("dutch")).filter(Filter.ascii_fold()).build()


@cache
def _plain() -> TextAnalyzer:
    return _of_any_length().build()


@cache
def _common() -> TextAnalyzer:
    return _of_any_length().filter(Filter.stopword("dutch")).filter(Filter.stopword("english")).build()


def _of_any_length() -> TextAnalyzerBuilder:
    """Words in lower case; of a query also those that are too long to be in the index, so that they are not found."""
    return TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())


def _whole() -> TextAnalyzerBuilder:
    return _of_any_length().filter(Filter.remove_long(60))


def parts_of_compounds(names: set[str]) -> set[str]:
    """The words that compounds are divided into: those of our own names, and the parts of the compounds among them.

    *tomatenketen* is a compound, as *keten* is one of our words and *tomaten* a form of one. A compound is no part.
    """
    stem = stemmed()
    known = {name for name in names if _common().analyze(name)}
    stems = {tuple(stem.analyze(name)) for name in known}
    compounds, parts = set(), set(known)
    for name in known:
        for at in range(3, len(name) - 3):
            head, tail = name[:at], name[at:]
            if tail in known and any(tuple(stem.analyze(form)) in stems for form in (head, head.removesuffix("s"))):
                compounds.add(name)
                parts |= {head, tail}
    return parts - compounds


def stems(word: str, analyzer: TextAnalyzer) -> list[list[str]]:
    """The stems of a word, and of its own singular and plurals; each is a list, for a compound has several. Own first."""
    forms = [word, *(word + end for end in _ENDINGS), *(word.removesuffix(end) for end in _ENDINGS)]
    found = (tuple(analyzer.analyze(form)) for form in forms if len(form) > 2 or form == word)
    return [list(tokens) for tokens in dict.fromkeys(found) if tokens]


@dataclass(frozen=True)
class Asked:
    """A query read: words that must be there, words that may be («de»), phrases, and what must not be there.

    Words are in lower case, with their accents, as the stemmer needs them; ``text`` is the query as it came.
    """

    text: str
    words: tuple[str, ...]
    common: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    without: tuple[tuple[str, ...], ...]

    @property
    def wordless(self) -> bool:
        """Whether it has no word that must be there."""
        return not (self.words or self.common or self.phrases)

    @property
    def of_all(self) -> bool:
        """Whether it asks for all things, or for all without some: nothing was typed, or only what to leave out."""
        return self.wordless and (bool(self.without) or not self.text.strip())


def read(text: str) -> Asked:
    """Reads a query; whatever comes is words. ``"…"`` is a phrase, ``-word`` leaves out."""
    wanted: list[str] = []
    common: list[str] = []
    phrases: list[tuple[str, ...]] = []
    without: list[tuple[str, ...]] = []
    text = readable(text)
    for match in _PART.finditer(text.translate(_QUOTES)):
        tokens = _plain().analyze(match["phrase"] or match["word"] or "")
        if not tokens:
            continue
        if match["without"]:
            without.append(tuple(tokens))
        elif match["phrase"] and len(tokens) > 1:
            phrases.append(tuple(tokens))
        else:
            for token in tokens:
                (wanted if _common().analyze(token) else common).append(token)
    most = MOST_WORDS
    return Asked(text, _once(wanted)[:most], _once(common)[:most], tuple(phrases)[:most], tuple(without)[:most])


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def surface(text: str) -> list[str]:
    """The words of a text as names are indexed: lower case, accents folded."""
    return exact().analyze(readable(text))[:MOST_WORDS]


def readable(text: str) -> str:
    """As much of a text as is looked at, without what is no character (a surrogate on its own)."""
    return text[:LONGEST].encode(errors="replace").decode()
