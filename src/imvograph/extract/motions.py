"""Motions: by their sponsors, by their number, at their introduction in a debate, and in the head of their paper."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from imvograph.extract.footnotes import footnotes, marked
from imvograph.extract.layout import Found, View, around, one_of
from imvograph.extract.persons import NAME, PARTY, UPPER_NAME, Name, shown
from imvograph.extract.phrases import CAP
from imvograph.extract.printed import printed_head
from imvograph.model.entities import Gazetteer
from imvograph.model.iris import slug

_S = r"\s{0,2}"
# «motie» at the beginning of a word, or behind one that has lost its space.
_MOTIE_WORD = (
    r"[Mm]otie(?:(?<![^\W\d_].{5})|(?<=aangenomen.{5})|(?<=gewijzigde.{5})|(?<=ingediende.{5})|(?<=aangehouden.{5}))s?"
)
_LID = r"(?:(?:het\s{0,2})?(?:oud-|toenmalig\s)?(?:[Kk]amer)?lid|(?:de\s{0,2})?(?:[Kk]amer)?leden|mevrouw|de\s{1,2}heer|meneer)"
_ET_AL = rf"(?:{PARTY}?,?\s{{1,2}}(?P<etal>[cC]\.\s?[sS]\b\.?|cs\b|et\sal\.))?"
_AND = rf"{PARTY}?(?:\s?/\s?|,\s{{1,2}}|\s{{1,2}}en\s{{1,2}}(?:(?:het\s)?lid\s|van\s(?:het\slid|de\sleden)\s)?)"
_NAME = rf"(?:(?:[A-Z]\.){{1,4}}[ ]?)?{NAME}"
_NAMES = rf"(?P<names>{_NAME}(?:{_AND}{_NAME})*)"

# Surnames after a lone «van»: «de motie van Dijk» names Van Dijk, «de motie van Hirsch» names Hirsch.
_VAN = one_of(
    "Aalst Aartsen Apeldoorn Ark Baalen Baarle Bemmel Berkum Beukering Bochove Bommel Bree Brenk Campen Dam Dekken "
    "Dijck Dijk Duijn Eijk Egmond Engelshoven Esch Gent Gerven Gijlswijk Gijzel Ginneken Groenewoud Haersma Haga "
    "Hattem Hees Heemst Helvert Hijum Houwelingen Hoof Huffelen Kent Klaveren Kooten Lanschot Leeuwen Loon "
    "Lunteren Meenen Meijeren Meppelen Miltenburg Nieuwenhuizen Nispen Nieuwenhoven Ojik Oosten Oven Raak Raan "
    "Rijn Rooijen Schijndel Sloten Soest Strien Tongeren Toorenburg Veen Velzen Vliet Vroonhoven Waveren "
    "Weerdenburg Weyenberg Wijngaarden Zandbrink Zijl Zuijlen"
)

_SAID = re.compile(
    rf"""
    {_MOTIE_WORD}
    (?:
        {_S}(?:ingediend\sdoor|van){_S}(?P<lid>{_LID}){_S}{_NAMES}
      | (?P<hyphen>[-–]{_S}){_NAMES.replace("P<names>", "P<hyphened>")}
      | (?:[ \n](?:van[ ](?=[{CAP}])(?!{_VAN}))?|(?=[{CAP}])){_NAMES.replace("P<names>", "P<plain>")}
    ){_ET_AL}
    """,
    re.VERBOSE,
)
_HEAD = re.compile(
    rf"(?m)^\s?(?:N[rR]\.?\s?\d{{1,5}}\s{{1,2}})?"
    rf"(?P<what>(?:(?:(?:TWEEDE|DERDE)[ ])?(?:NADER[ ])?GEWIJZIGDE[ ])?MOTIE)\s{{1,2}}VAN\s{{1,2}}"
    rf"(?:HET\s{{1,2}}LID|DE\s{{1,2}}LEDEN)\s{{1,2}}"
    rf"(?P<names>{UPPER_NAME}(?:(?:,\s{{1,2}}|\s{{1,2}}EN\s{{1,2}}(?:HET[ ]LID[ ])?){UPPER_NAME}){{0,30}})"
    rf"(?:,?\s{{1,2}}(?P<etal>C\.\s?S\.?))?"
)
_INTRODUCED = re.compile(
    rf"(?:Deze|De)\s(?:(?:nader\s)?gewijzigde\s)?motie\sis\s(?:mede\s)?voorgesteld\sdoor\s(?:het\slid|de\sleden)\s{_NAMES}{_ET_AL}"
)
# «de moties Ceder (29237-191) en Boswijk/Ceder (29237-192)»: of several each has its number in brackets.
_NEXT_OF_SEVERAL = re.compile(
    rf"{PARTY}?\s\([^()\n]{{4,60}}\)(?:,|,?{_S}en){_S}(?:(?:die\s)?van{_S}{_LID}{_S})?{_NAMES}{_ET_AL}(?=\s\([^()\n]{{0,50}}\d)"
)
_BY_NUMBER = re.compile(r"(?:\s{1,2}(?:uit|van)\s{1,2}(?:19|20)\d\d)?(?:\s{1,2}|\s{0,2}\(\s?)$")
_ON_PAPER = re.compile(
    rf"(?:\s\w+){{0,1}},?\s{{1,2}}(?:(?:die|namelijk\sdie)\s)?op\sstuk\s{{1,2}}nr\.{_S}(?P<number>\d{{1,5}})(?!\d)"
)
_MOTIE = re.compile(rf"{_MOTIE_WORD}\b")
_SPLIT = re.compile(
    rf"{PARTY}?(?:\s?/\s?|,\s{{1,2}}"
    rf"|\s{{1,2}}(?:en|EN)\s{{1,2}}(?:(?:het\s)?(?:lid|LID)\s|HET[ ]LID\s|van\s(?:het\slid|de\sleden)\s)?)"
)
_REPLACED = re.compile(r"(?:t\.\s?v\.\s?v\.|[Tt]er\svervanging\svan)[^;:)]{0,50}$")
_LISTED = re.compile(
    r"\s?[-–:|]\s{1,2}(?:(?:[Gg]ewijzigde|[Nn]ader [Gg]ewijzigde|[Aa]angehouden)\s)?"
)  # «35000-VIII-67 – Motie van het lid»
_REACH = 400  # how far behind the name the number of the motion may stand, within its sentence
_IN_BRACKETS = re.compile(r"\.?\s{1,2}\((?=[Kk]amerstuk|TK|\d)[^()\n]{5,60}\)")
_DAY_HEAD = re.compile(
    r"(?m)^\s?(\d\d\s?\d{3}(?:-\(R\d{4}\))?(?:[ ]?[-–][ ]?[A-Z0-9]+){0,2}?)[ ]?[-–][ ]?(\d{1,5})\s?$"
)

# Members whose surname has a hyphen; another hyphen after «motie» and a space stands between two sponsors.
_ONE_NAME = frozenset(
    "aiking-van-wageningen baay-timmerman berckmoes-duindam broekers-knol de-bruijn-wezeman de-vries-leggedoor "
    "faber-van-de-klashorst frijters-klijnen gunal-gezer huijbregts-schiedon jorritsma-lebbink klip-martin kneppers-heijnert "
    "kraneveldt-van-der-veen lokin-sassen oomen-ruijten quik-schuijt schut-welkzijn slagter-roukema van-kooten-arissen "
    "versnel-schmitz berndsen-jansen bijleveld-schouten blanksma-van-den-heuvel de-pater-van-der-meer dekker-abdulaziz "
    "dik-faber geluk-poortvliet hennis-plasschaert huizinga-heringa laan-geselschap lucas-smeerdijk "
    "martens-america michon-derkzen nijkerken-de-haan ortega-martijn pouw-verweij schreijer-pierik "
    "snijder-hazelhoff van-nieuwenhuizen-wijbenga van-vroonhoven-kok wiegman-van-meppelen-scheppink "
    "willemse-van-der-ploeg yesilgoz-zegerius".split()
)


# «mr. A.C. Quik-Schuijt», «mevrouw Quik-Schuijt»: a surname with a hyphen, as the text itself shows it to be one.
_SPOKEN = re.compile(
    rf"(?:[{CAP}]\.\s?|\b[Mm]evrouw\s|\bheer\s|\blid\s|\b[Mm]inister\s|\b[Ss]taatssecretaris\s)"
    rf"(?P<name>(?:(?:[Vv]an|[Dd]e[nr]?|[Tt]e[nr])\s){{0,2}}[{CAP}][^\W\d_]+-(?:(?:van|de[nr]?)\s){{0,2}}[{CAP}][^\W\d_]+)"
)


@dataclass(frozen=True)
class Motion:
    """A motion at its place in the view: who brought it in as far as the mention says so, and its number if known."""

    start: int
    end: int
    rule: str
    sponsors: tuple[Name, ...] = ()
    et_al: bool = False
    id: str | None = None

    @property
    def found(self) -> Found:
        fields: dict[str, object] = {"sponsors": [name.shown for name in self.sponsors]} if self.sponsors else {}
        if self.et_al:
            fields["et_al"] = True
        return Found("motion", self.start, self.end, self.rule, self.id, fields=fields)


def motions(view: View, cited: Sequence[Found], gazetteer: Gazetteer) -> list[Motion]:
    """Every motion that the text names, in order of place. ``cited`` are its citations, which give the numbers."""
    text = view.plain
    papers = sorted((found for found in cited if found.kind == "kamerstuk"), key=lambda found: (found.start, found.end))
    doubles = _doubles(gazetteer)
    own = own_number(text)
    found = [replace(motion, id=own) for motion in _heads(text)]
    found += [*_introduced(text), *_said(text, doubles)]
    found.sort(key=lambda motion: motion.start)
    starts = [motion.start for motion in found]
    numbered = [motion if motion.id else replace(motion, id=_number(view, motion, papers, starts)) for motion in found]
    taken = {motion.start for motion in numbered}
    numbered += [motion for motion in _by_number(text, papers) if motion.start not in taken]
    numbered = _on_papers(text, _same_sponsors(_by_footnote(view, numbered, papers)), papers)
    return sorted(numbered, key=lambda motion: (motion.start, motion.end, motion.id or ""))


def own_number(text: str) -> str | None:
    """The id of the paper that this text is itself, from its head; None if it has none."""
    opening = text[:1500]
    motion = _HEAD.search(opening)
    if not motion:
        return None
    if printed := printed_head(opening, motion.end("what")):
        return printed.id
    day = _DAY_HEAD.search(opening, 0, motion.start())
    return f"kst-{re.sub(r'[ ]|-[(]R[0-9]+[)]', '', day[1]).replace('–', '-')}-{day[2]}" if day else None


def _heads(text: str) -> Iterator[Motion]:
    for match in around(text, _HEAD, "MOTIE", 36):
        names = _names(text, *match.span("names"))
        yield Motion(match.start("what"), match.end(), "motion-head", names, match["etal"] is not None)


def _introduced(text: str) -> Iterator[Motion]:
    for match in _INTRODUCED.finditer(text):
        names = _names(text, *match.span("names"))
        yield Motion(match.start(), match.end(), "motion-introduced", names, match["etal"] is not None)


@lru_cache(maxsize=4)
def _doubles(gazetteer: Gazetteer) -> frozenset[str]:
    """The surnames that have a hyphen: those of the curated persons, and those known here."""
    curated = (person.family_name or "" for person in gazetteer.of_class("Person"))
    return _ONE_NAME | {slug(name) for name in curated if "-" in name}


def _said(text: str, doubles: frozenset[str]) -> Iterator[Motion]:
    spoken: frozenset[str] | None = None
    for match in around(text, _SAID, "otie"):
        group = "names" if match["names"] else "hyphened" if match["hyphened"] else "plain"
        # After «motie-» the sponsors are parted by slashes; after «motie» and a space by hyphens.
        if group == "plain" and "-" in match["plain"] and spoken is None:
            spoken = frozenset(slug(name["name"]) for name in _SPOKEN.finditer(text))
        names = _names(text, *match.span(group), parted=doubles | (spoken or frozenset()) if group == "plain" else None)
        yield Motion(match.start(), match.end(), f"motion-{group}", names, match["etal"] is not None)
        end = match.end()
        while text.startswith("oties", match.start() + 1) and (more := _NEXT_OF_SEVERAL.match(text, end)):
            start, end = more.start("names"), more.end()
            yield Motion(start, end, "motion-several", _names(text, *more.span("names")), more["etal"] is not None)


def _names(text: str, start: int, end: int, parted: frozenset[str] | None = None) -> tuple[Name, ...]:
    """The names in a list; ``parted`` are the double surnames that a hyphen does not part, None if no hyphen does."""
    names: list[Name] = []
    at = start
    for match in (*_SPLIT.finditer(text, start, end), None):
        stop = match.start() if match else end
        piece = text[at:stop]
        if parted is not None and "-" in piece and slug(piece) not in parted:
            for part in re.finditer(r"[^-]+", piece):
                names.append(Name(at + part.start(), at + part.end(), shown(part[0])))
        elif piece.strip():
            names.append(Name(at, stop, shown(piece)))
        at = match.end() if match else end
    return tuple(names)


def _number(view: View, motion: Motion, papers: Sequence[Found], starts: Sequence[int]) -> str | None:
    """The number of a motion: the first citation behind it in its sentence, before the next motion.

    At an introduction it comes with the next sentence: «Zij krijgt nr. 305 (32637).»
    """
    before = bisect_left(papers, motion.start, key=lambda found: found.start) - 1
    if (
        before >= 0
        and motion.rule != "motion-introduced"
        and _LISTED.fullmatch(view.plain, papers[before].end, motion.start)
    ):
        return papers[before].id
    reach = motion.end + _REACH
    if motion.rule != "motion-introduced":
        reach = min(reach, view.sentence(motion.end)[1])
        if behind := _IN_BRACKETS.match(
            view.plain, reach
        ):  # «Motie van het lid Hul over loon. (Kamerstuk 26 485, nr. 340)»
            reach = behind.end()
    following = bisect_left(starts, motion.start + 1)
    reach = min(reach, starts[following]) if following < len(starts) else reach
    first = bisect_left(papers, motion.end, key=lambda found: found.start)
    while (
        first < len(papers)
        and papers[first].start < reach
        and _REPLACED.search(view.plain, max(motion.end, papers[first].start - 60), papers[first].start)
    ):
        first += 1
    if first < len(papers) and papers[first].start < reach:
        chair = papers[first].rule == "kamerstuk-chair"
        return papers[first].id if chair == (motion.rule == "motion-introduced") else None
    return None


def _by_number(text: str, papers: Sequence[Found]) -> Iterator[Motion]:
    """«motie 30 252, nr. 58», «moties 30420, nrs 100 en 101», «mijn motie (Kamerstuk 35 663, nr. 19)»."""
    for paper in papers:
        window = max(0, paper.start - 24)
        said = list(_MOTIE.finditer(text, window, paper.start))
        if said and _BY_NUMBER.fullmatch(text, said[-1].end(), paper.start):
            yield Motion(said[-1].start(), paper.end, "motion-number", id=paper.id)


def _by_footnote(view: View, found: Sequence[Motion], papers: Sequence[Found]) -> list[Motion]:
    """A motion without a number has that of the footnote whose mark comes first behind it, before the next motion."""
    notes = footnotes(view.plain, papers)
    ends = [*(motion.start for motion in found[1:]), len(view.plain)]
    return [
        motion if motion.id or motion.rule == "motion-introduced"
        else replace(motion, id=marked(view.plain, motion.end, min(end, view.sentence(motion.end - 1)[1] + 3), notes))
        for motion, end in zip(found, ends, strict=False)
    ]  # fmt: skip


def _same_sponsors(found: Sequence[Motion]) -> list[Motion]:
    """A motion named again without its number has the number that the text gives elsewhere, if it gives just one."""
    ids: dict[tuple[str, ...], set[str]] = {}
    for motion in found:
        if motion.id and motion.sponsors:
            ids.setdefault(tuple(slug(name.shown) for name in motion.sponsors), set()).add(motion.id)
    return [
        replace(motion, id=min(one))
        if not motion.id
        and motion.sponsors
        and len(one := ids.get(tuple(slug(n.shown) for n in motion.sponsors), set())) == 1
        else motion
        for motion in found
    ]


def _on_papers(text: str, found: Sequence[Motion], papers: Sequence[Found]) -> list[Motion]:
    """«motie (van mevrouw Ellemeet) op stuk nr. 210»: the one paper of that number that the text introduces."""
    ids: dict[str, set[str]] = {}
    for paper in papers:
        if paper.id:
            ids.setdefault(paper.id.rsplit("-", 1)[1], set()).add(paper.id)
    named = {motion.start: number for number, motion in enumerate(found)}
    result = list(found)
    for said in around(text, _MOTIE, "otie"):
        number = named.get(said.start())
        match = _ON_PAPER.match(text, said.end() if number is None else found[number].end)
        if not match:
            continue
        one = ids.get(match["number"], set())
        id = min(one) if len(one) == 1 else None
        if number is not None:
            result[number] = replace(found[number], end=match.end(), id=id or found[number].id)
        elif id:
            result.append(Motion(said.start(), match.end(), "motion-on-paper", id=id))
    return result
