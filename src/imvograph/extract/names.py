"""Names that the gazetteer knows: sectors, organisations, covenants, persons and topics, by longest match.

Words are compared without case, accents, hyphens and spaces, so that a word cut at a line's end, a lost space
(«financiëlesector») and «IMVOconvenant» are found; then case and gaps are checked. «verzekerings- en pensioensector»
gives both sectors with the same phrase, «convenanten van de sierteeltsector en natuursteensector» both covenants.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from imvograph.extract.covenants import covenants
from imvograph.extract.layout import Found, View, one_of, words
from imvograph.extract.neighbours import beside
from imvograph.extract.titles import WEAK
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
_RUN = re.compile(rf"[{_CAPITAL}]{{2,}}(?![a-zà-ÿ])|[{_CAPITAL}]?[a-zà-ÿ]+|\d+|[^\W_]")
_GAP = re.compile(r"(?:[ \n]|\s?[-–’'&/.]\s?|- )?")
_STEM = 4
_MOST_WORDS = 100_000  # kept; a dictionary has not more
_NO_LETTER, _GAPS, _BROKEN = re.compile(r"[^\w]"), re.compile(r"[ \n]"), re.compile(r"-[ \n]")
# Function words that a lost space leaves stuck to a name: «de financiële sectoraan», «definanciële sector».
_STUCK_BEHIND = "aan als bij dat die door heeft het hun is met naar om op te van voor wordt zijn in de".split()
_STUCK_BEFORE = "de het een van en in op met voor door".split()
_COORDINATED = re.compile(r"-\s(?:en|of)\s(?P<last>\w{5,40})")
_STEMS = re.compile(r"(?<![\w-])\w{3,30}-(?:,\s\w{3,30}-){0,4}\Z")
_LONGEST_STEMS = 5 * 33
_COVENANT_WORD = re.compile(r"convenant|akkoord|overeenkomst|initiatief|pact|agreement", re.IGNORECASE)
# «bloemensector», «sojaketen», «schoenenbranche»; not what names no trade: «waardeketen», «deelsector».
_SECTOR_WORDS = tuple(re.compile(rf"{rest}(?![\w-])") for rest in ("ector", "eten", "ranche", "ndustrie"))
_SECTOR_STEM = re.compile(r"(?<![\w-])[A-Za-zà-ÿ]{3,30}-?\Z")
_NO_TRADE = re.compile(
    one_of(
        "sub deel kern top bedrijfs waarde toeleverings leverings toelever productie handels logistieke risico strafrecht "
        "straf zorg keten afval jeugd asiel migratie vreemdelingen veiligheids reken aanvoer distributie basis hele proef data informatie "
        "transport markt doel natuur groot vitale"
    )
    + r"s?-?$",
    re.IGNORECASE,
)
# «chemische sector», «farmaceutische industrie»: adjectives of a trade; not those of a place, a size or an owner.
_OF_A_TRADE = re.compile(
    r"(?<![\w-])(?!(?:Nederlandse|Europese|specifieke|maatschappelijke|commerciële|informele|formele|traditionele|economische|nationale|"
    r"internationale|regionale|particuliere|potentiële|essentiële|strategische|kritische|industriële)\b)"
    r"[a-zà-ÿ]{4,30}(?:sche|ële|aire|ieme)\s\Z"
)


def fold(text: str) -> str:
    """Lower case without accents, every character in its place."""
    low = text.replace("İ", "i").lower()
    for accented in _ACCENTS.keys() & set(low):
        low = low.replace(accented, _ACCENTS[accented])
    return low


@dataclass(frozen=True)
class _Form:
    entry: Entry
    kind: str
    written: str
    runs: tuple[str, ...]

    @cached_property
    def acronym(self) -> str | None:
        """The letters, if the form is one of capitals."""
        plain = self.written
        capitals = len(plain) <= 10 and not any(c.islower() for c in plain) and any(c.isupper() for c in plain)
        return _NO_LETTER.sub("", plain) if capitals else None

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
        return (capitals[1:] if len(capitals) > 1 else capitals), _capitals(self.written)


class Names:
    """The forms of a gazetteer, ready to be looked up by their letters."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.forms: dict[str, list[_Form]] = {}
        for entry in gazetteer.entries:
            if kind := KINDS.get(entry.cls):
                for written in dict.fromkeys(_written(entry, kind)):
                    self._add(entry, kind, written)
        self.beginnings = {key[:length] for key in self.forms for length in range(1, len(key) + 1)}
        after: dict[str, set[str]] = {}
        for key in self.beginnings:
            after.setdefault(key[:-1], set()).add(key[-1])
        self.after = {key: "".join(sorted(letters)) for key, letters in after.items()}
        # Words come back, in this text and the next: each is looked at once, and passed by if it begins nothing.
        self.looked_at: dict[str, _Word] = {}
        self.dull: set[str] = set()
        self.covenants = {e.iri.rsplit("/", 1)[-1]: e for e in gazetteer.of_class("Covenant")}

    def _add(self, entry: Entry, kind: str, written: str) -> None:
        runs = tuple(_RUN.findall(written))
        key = fold("".join(runs))
        if len(key) > 1 and key not in _TOO_WIDE and not (kind == "organisation" and _common(written, entry)):
            known = self.forms.setdefault(key, [])
            if all((form.entry.iri, form.written) != (entry.iri, written) for form in known):
                known.append(_Form(entry, kind, written, runs))

    def sectors(self, word: str) -> list[_Form]:
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


def names(view: View, gazetteer: Gazetteer, grammar: Sequence[Found] = (), people: Sequence[Found] = ()) -> list[Found]:
    """Every name that the gazetteer knows, and what follows from them.

    ``grammar`` are organisations found by their form: kept where the gazetteer knows nothing. ``people`` are persons
    found by grammar, which nothing of ours may overlap.
    """
    known = names_of(gazetteer)
    text = view.plain
    found = _longest([*_coordinated(text, known), *_known(text, known)])
    found = _beside(found, sorted([*grammar, *_sector_words(text)], key=lambda f: (f.start, -f.end)))
    found = _beside(found, sorted(beside(text, found), key=lambda f: (f.start, -f.end)))
    found = _longest([*found, *covenants(text, found, known.covenants)])
    people = sorted(people, key=lambda f: f.start)
    starts = [person.start for person in people]
    return [f for f in found if not any(_yields(f, person) for person in _near(people, starts, f))]


def _yields(one: Found, person: Found) -> bool:
    """Whether a name gives way to a person at its place; what is known goes before one that only looks like a person."""
    return _overlap(one, person) and not (person.rule in WEAK and (one.iri or one.rule in _WHOLE))


def _beside(found: list[Found], more: Iterable[Found]) -> list[Found]:
    """With those of ``more`` that overlap nothing that is known, save a place or topic within an organisation's name."""
    starts = [f.start for f in found]
    return sorted(
        [*found, *(m for m in more if not any(_overlap(m, f) and not _in_name(f, m) for f in _near(found, starts, m)))],
        key=lambda f: (f.start, -f.end),
    )


_WHOLE = frozenset(
    f"organisation-{rule}"
    for rule in "known begins institution field foreign legal branch ministry embassy called fixed".split()
)


def _in_name(inner: Found, outer: Found) -> bool:
    """«Nederland» in «Rijksdienst voor Ondernemend Nederland»."""
    within = outer.start <= inner.start and inner.end <= outer.end and inner.end - inner.start < outer.end - outer.start
    if outer.kind != "organisation" or not within:
        return False
    # «CNV Internationaal» is more than «CNV»; neighbours in a list are not
    return inner.kind == "topic" or (inner.kind == "organisation" and outer.rule in _WHOLE)


def _known(text: str, known: Names) -> Iterator[Found]:
    folded = fold(text)
    looked_at, dull = known.looked_at, known.dull
    if len(looked_at) + len(dull) > _MOST_WORDS:
        looked_at.clear()
        dull.clear()
    end = -1
    for piece in text.split(" "):
        start, end = end + 1, end + 1 + len(piece)
        if piece not in dull:
            nothing = True
            for run in _RUN.finditer(text, start, end):
                word = looked_at.get(run[0])
                if word is None:
                    word = looked_at[run[0]] = _word(fold(run[0]), known)
                if word.places:
                    nothing = False
                    yield from _from(text, folded, run, word, known)
            if nothing:
                dull.add(piece)


def _from(text: str, folded: str, run: re.Match[str], word: "_Word", known: Names) -> Iterator[Found]:
    """Every name that begins in this word, of which the table says where one may."""
    end = run.end()
    if word.goes_on is not None and text[end : end + 1] in (" ", "\n"):
        following = folded[end + 1 : end + 1 + _STEM]
        if following[:1].isalnum() and following[0] not in word.goes_on:
            return  # most often settled here, by one letter or a few
        if following.isalnum() and folded[run.start() : end] + following not in known.beginnings:
            return
    if not word.begins or _begins_here(text, folded, run, known):
        for place in word.places:
            yield from _at(text, folded, run, run.start() + place, known)


@dataclass(frozen=True)
class _Word:
    """What is known of a word by itself: where in it a name may begin, and what must follow if it is no name alone.

    A name begins later than its word if a space was lost: «definanciële sector», «bankenin». ``goes_on`` are the
    letters that a name goes on with behind the gap.
    """

    places: tuple[int, ...]
    begins: bool = False
    goes_on: str | None = None


def _word(word: str, known: Names) -> _Word:
    begins = known.beginnings
    if word in begins:
        return _Word((0,), True, None if word in known.forms else known.after.get(word, ""))
    if len(word) <= _STEM:
        return _Word(())
    if word[:_STEM] in begins:  # no name, so it is one only with a word stuck to its end: «bankenin»
        stuck = any(word.endswith(end) and word[: -len(end)] in known.forms for end in _STUCK_BEHIND)
        return _Word((0,) if stuck else ())
    return _Word(tuple(len(lead) for lead in _STUCK_BEFORE if word.startswith(lead) and word[len(lead) :] in begins))


def _begins_here(text: str, folded: str, run: re.Match[str], known: Names) -> bool:
    """Whether a word that begins names may do so here: at the edge of a word, and if it is none itself, with the next."""
    start, end = run.span()
    word = folded[start:end]
    if word not in known.forms:
        following = _RUN.search(text, end)
        if not following or word + folded[following.start() : following.end()][:_STEM] not in known.beginnings:
            return False
    return start == 0 or not text[start - 1].isalpha() or text[start - 1].isupper() != text[start].isupper()


def _at(text: str, folded: str, run: re.Match[str], begin: int, known: Names) -> Iterator[Found]:
    """The longest known name that begins here, in this run of letters."""
    key = ""
    best: list[Found] = []
    before = -1  # where the last run ended
    for each in _RUN.finditer(text, run.start()):
        start, end = each.span()
        if before >= 0 and not _GAP.fullmatch(text, before, start):
            break
        key += folded[max(begin, start) : end]
        if key in known.forms:
            best = list(_matches(text, known, key, begin, end)) or best
        if key not in known.beginnings:
            if before < 0 or key[: len(key) - end + start] + folded[start : start + _STEM] in known.beginnings:
                best = _behind(text, known, key, begin, start, end) or best
            break
        before = end
    yield from best


def _behind(text: str, known: Names, key: str, begin: int, start: int, end: int) -> list[Found]:
    """A name with a function word stuck to its end: «financiële sectoraan»."""
    for stuck in _STUCK_BEHIND:
        if key.endswith(stuck) and len(key) - len(stuck) >= 2 * _STEM and end - start > len(stuck):
            found = list(_matches(text, known, key[: -len(stuck)], begin, end - len(stuck), stuck=True))
            if found:
                return found
    return []


def _matches(text: str, known: Names, key: str, begin: int, end: int, stuck: bool = False) -> Iterator[Found]:
    forms = known.forms.get(key)
    if not forms or (not stuck and not _ends_here(text, end)):
        return
    written = text[begin:end]
    for form in sorted(forms, key=lambda form: form.written != written) if len(forms) > 1 else forms:
        if _fits(written, form):
            fields = {"name": _shortest(form, known) if form.entry.cls == "SupplyChain" else form.written}
            yield Found(form.kind, begin, end, "gazetteer", iri=form.entry.iri, fields=fields)


def _shortest(form: _Form, known: Names) -> str:
    """The name without its adjective, if it has one without: «tomatenketen» of «Italiaanse tomatenketen»."""
    bare = form.written.rpartition(" ")[2]
    same = known.forms.get(fold(re.sub(r"[\W_]", "", bare)), ())
    return bare if any(other.entry.iri == form.entry.iri for other in same) else form.written


def _ends_here(text: str, end: int) -> bool:
    """Whether a word ends: no letter follows, or one in capitals after a small one (a lost space)."""
    following = text[end : end + 1]
    return not following.isalpha() or (following.isupper() and text[end - 1].islower())


def _fits(written: str, form: _Form) -> bool:
    """Whether case and gaps are as in the form: capitals of abbreviations and proper names, no gap in a word."""
    if form.acronym is not None:
        return _NO_LETTER.sub("", written) == form.acronym
    if len(_GAPS.findall(_BROKEN.sub("", written))) > form.gaps:
        return False
    own, most = form.capitals
    return all(word in written or word.upper() in written for word in own) or _capitals(written) >= most


def _capitals(text: str) -> int:
    return sum(c.isupper() for c in text)


def _coordinated(text: str, known: Names) -> Iterator[Found]:
    """«verzekerings- en pensioensector»: each half with the ending of the last, if both are known."""
    end = 0
    for match in _COORDINATED.finditer(text):
        first = _STEMS.search(text, max(end, match.start() - _LONGEST_STEMS), match.start() + 1)
        if not first:
            continue
        start, end, last = first.start(), match.end(), match["last"]
        if known.forms.get(fold(re.sub(r"[\W_]", "", text[start:end]))):
            continue  # the phrase is a name itself: «defensie- en veiligheidsindustrie»
        stems = [stem.strip(" ,-\n") for stem in first[0].split(",")]
        for cut in range(3, len(last) - 3):
            parts = [stem + last[cut:] for stem in stems]
            halves = [known.sectors(part) for part in (*parts, last)]
            if all(halves):
                for part, forms in zip((*parts, last), halves, strict=True):
                    fields = {"name": part}
                    yield Found("sector", start, end, "gazetteer-coordinated", iri=forms[0].entry.iri, fields=fields)
                break


def _sector_words(text: str) -> Iterator[Found]:
    """Sectors that no gazetteer knows, by their ending: «bloemensector»."""
    for pattern in _SECTOR_WORDS:  # without their first letter, which may be a capital; a plain search each is fastest
        for match in pattern.finditer(text):
            begin = match.start() - 1
            word = text[max(0, begin) : match.end()].lower()
            if word not in ("sector", "keten", "branche", "industrie"):
                continue
            stem = _SECTOR_STEM.search(text, max(0, begin - 32), begin)
            if not stem and word in ("sector", "industrie"):
                stem = _OF_A_TRADE.search(text, max(0, begin - 32), begin)
            if stem and not _NO_TRADE.fullmatch(stem[0]):
                name = words(text[stem.start() : match.end()])
                yield Found("sector", stem.start(), match.end(), "sector-word", fields={"name": name})


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _near(found: Sequence[Found], starts: Sequence[int], one: Found) -> Sequence[Found]:
    """Of things in order of place, those that may overlap this one; ``starts`` is where each begins."""
    return found[bisect_left(starts, one.start - 200) : bisect_left(starts, one.end)]


def _may_lie_in(inner: Found, outer: Found) -> bool:
    """A sector may lie in a covenant or a topic, a covenant's known name beside its grammar may not."""
    return inner.kind == "sector" and outer.kind in ("covenant", "topic")


def _longest(found: Iterable[Found]) -> list[Found]:
    """Without what lies in something longer, save where both are meant; of the same span the known one."""
    order = sorted(found, key=lambda f: (f.start, -f.end, f.iri is None, f.rule))
    kept: list[Found] = []
    outer: list[Found] = []
    for one in order:
        outer = [k for k in outer if k.end > one.start][-40:]  # those that began before and are not over
        same = [k for k in outer if (k.start, k.end) == (one.start, one.end)]
        if one.iri is None and any(k.kind == one.kind for k in same) and one.rule != "covenant-of-sector":
            continue
        if any(k.kind == one.kind and k.iri == one.iri and k.iri for k in same):
            continue
        if all(k in same or _may_lie_in(one, k) for k in outer):
            kept.append(one)
            outer.append(one)
    return kept
