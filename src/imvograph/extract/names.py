"""Names that the gazetteer knows: sectors, organisations, covenants, persons and topics, by longest match.

Words are compared without case, accents, hyphens and spaces, so that a word cut at a line's end, a lost space
(«financiëlesector») and «IMVOconvenant» are found; then case and gaps are checked. «verzekerings- en pensioensector»
gives both sectors with the same phrase, «convenanten van de sierteeltsector en natuursteensector» both covenants.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from imvograph.extract.covenants import covenants
from imvograph.extract.institutions import beside
from imvograph.extract.layout import Found, View, one_of, words
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
# Function words that a lost space leaves stuck to a name: «de financiële sectoraan», «definanciële sector».
_STUCK_BEHIND = "aan als bij dat die door heeft het hun is met naar om op te van voor wordt zijn in de".split()
_STUCK_BEFORE = "de het een van en in op met voor door".split()
_LEADS = {lead[:2] for lead in _STUCK_BEFORE}
_COORDINATED = re.compile(r"(?<![\w-])(?P<stems>\w{3,30}-(?:,\s\w{3,30}-){0,4})\s(?:en|of)\s(?P<last>\w{5,40})")
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


class Names:
    """The forms of a gazetteer, ready to be looked up by their letters."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.forms: dict[str, list[_Form]] = {}
        for entry in gazetteer.entries:
            if kind := KINDS.get(entry.cls):
                for written in dict.fromkeys(_written(entry, kind)):
                    self._add(entry, kind, written)
        self.beginnings = {key[:length] for key in self.forms for length in range(1, len(key) + 1)}
        self.covenants = {e.iri.rsplit("/", 1)[-1]: e for e in gazetteer.of_class("Covenant")}

    def _add(self, entry: Entry, kind: str, written: str) -> None:
        runs = tuple(_RUN.findall(written))
        key = fold("".join(runs))
        if len(key) > 1 and key not in _TOO_WIDE and not (kind == "organisation" and written.islower()):
            known = self.forms.setdefault(key, [])
            if all(form.entry.iri != entry.iri for form in known):
                known.append(_Form(entry, kind, written, runs))

    def sectors(self, word: str) -> list[_Form]:
        return [form for form in self.forms.get(fold(re.sub(r"[\W_]", "", word)), ()) if form.kind == "sector"]


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
    return [f for f in found if not any(_overlap(f, person) for person in _near(people, f))]


def _beside(found: list[Found], more: Iterable[Found]) -> list[Found]:
    """With those of ``more`` that overlap nothing that is known, save a place or topic within an organisation's name."""
    return sorted(
        [*found, *(m for m in more if not any(_overlap(m, f) and not _in_name(f, m) for f in _near(found, m)))],
        key=lambda f: (f.start, -f.end),
    )


def _in_name(inner: Found, outer: Found) -> bool:
    """«Nederland» in «Rijksdienst voor Ondernemend Nederland»."""
    within = outer.start <= inner.start and inner.end <= outer.end and inner.end - inner.start < outer.end - outer.start
    if outer.kind != "organisation" or not within:
        return False
    # «CNV Internationaal» is more than «CNV»; neighbours in a list are not
    whole = ("organisation-known", "organisation-begins", "organisation-institution")
    return inner.kind == "topic" or (inner.kind == "organisation" and outer.rule in whole)


def _known(text: str, known: Names) -> Iterator[Found]:
    folded = fold(text)
    runs = [match.span() for match in _RUN.finditer(text)]
    begins = known.beginnings
    for number, (start, end) in enumerate(runs):
        word = folded[start:end]
        if word in begins:
            if end - start < _STEM and word not in known.forms and number + 1 < len(runs):
                following, until = runs[number + 1]  # «de» begins a name only together with the next word
                if word + folded[following : min(following + 2, until)] not in begins:
                    continue
            if start == 0 or not text[start - 1].isalpha() or text[start - 1].isupper() != text[start].isupper():
                yield from _at(text, folded, runs, number, start, known)
        elif end - start > _STEM and (word[:_STEM] in begins or word[:2] in _LEADS):
            yield from _unstuck(text, folded, runs, number, known)


def _unstuck(text: str, folded: str, runs: Sequence[tuple[int, int]], number: int, known: Names) -> Iterator[Found]:
    """Names in a word that has lost a space: «definanciële sector», «bankenin»."""
    start, end = runs[number]
    if folded[start : start + _STEM] in known.beginnings:
        yield from _at(text, folded, runs, number, start, known)
    else:
        for lead in _STUCK_BEFORE:
            if folded.startswith(lead, start) and folded[start + len(lead) : end] in known.beginnings:
                yield from _at(text, folded, runs, number, start + len(lead), known)


def _at(
    text: str, folded: str, runs: Sequence[tuple[int, int]], number: int, begin: int, known: Names
) -> Iterator[Found]:
    """The longest known name that begins here."""
    key = ""
    best: list[Found] = []
    for last in range(number, len(runs)):
        start, end = runs[last]
        if last > number and not _GAP.fullmatch(text, runs[last - 1][1], start):
            break
        key += folded[max(begin, start) : end]
        best = list(_matches(text, known, key, begin, end)) or best
        if key not in known.beginnings:
            if last == number or key[: len(key) - end + start] + folded[start : start + _STEM] in known.beginnings:
                best = _behind(text, known, key, begin, start, end) or best
            break
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
    for form in forms:
        written = text[begin:end]
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
    plain = form.written
    acronym = len(plain) <= 10 and not any(c.islower() for c in plain) and any(c.isupper() for c in plain)
    if acronym:
        return re.sub(r"[^\w]", "", written) == re.sub(r"[^\w]", "", plain)
    if len(re.findall(r"[ \n]", re.sub(r"-[ \n]", "", written))) > plain.count(" ") + plain.count("-"):
        return False
    if form.entry.cls not in _PROPER:
        return True
    capitals = [word for word in re.findall(r"\w+", plain) if word[0].isupper()]
    if len(capitals) > 1:
        capitals = capitals[1:]
    return all(word in written or word.upper() in written for word in capitals) or _capitals(written) >= _capitals(
        plain
    )


def _capitals(text: str) -> int:
    return sum(c.isupper() for c in text)


def _coordinated(text: str, known: Names) -> Iterator[Found]:
    """«verzekerings- en pensioensector»: each half with the ending of the last, if both are known."""
    for match in _COORDINATED.finditer(text):
        last = match["last"]
        if known.forms.get(fold(re.sub(r"[\W_]", "", match[0]))):
            continue  # the phrase is a name itself: «defensie- en veiligheidsindustrie»
        stems = [stem.strip(" ,-\n") for stem in match["stems"].split(",")]
        for cut in range(3, len(last) - 3):
            parts = [stem + last[cut:] for stem in stems]
            halves = [known.sectors(part) for part in (*parts, last)]
            if all(halves):
                for part, forms in zip((*parts, last), halves, strict=True):
                    fields = {"name": part}
                    yield Found("sector", *match.span(), "gazetteer-coordinated", iri=forms[0].entry.iri, fields=fields)
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


def _near(found: Sequence[Found], one: Found) -> Sequence[Found]:
    """Of things in order of place, those that may overlap this one."""
    low = bisect_left(found, one.start - 200, key=lambda f: f.start)
    high = bisect_left(found, one.end, key=lambda f: f.start)
    return found[low:high]


def _may_lie_in(inner: Found, outer: Found) -> bool:
    """A sector may lie in a covenant or a topic, a covenant's known name beside its grammar may not."""
    return inner.kind == "sector" and outer.kind in ("covenant", "topic")


def _longest(found: Iterable[Found]) -> list[Found]:
    """Without what lies in something longer, save where both are meant; of the same span the known one."""
    order = sorted(found, key=lambda f: (f.start, -f.end, f.iri is None, f.rule))
    kept: list[Found] = []
    for one in order:
        outer = [k for k in kept[-40:] if _overlap(one, k)]
        same = [k for k in outer if (k.start, k.end) == (one.start, one.end)]
        if one.iri is None and any(k.kind == one.kind for k in same) and one.rule != "covenant-of-sector":
            continue
        if any(k.kind == one.kind and k.iri == one.iri and k.iri for k in same):
            continue
        if all(k in same or _may_lie_in(one, k) for k in outer):
            kept.append(one)
    return kept
