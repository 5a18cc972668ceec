"""Sectors by the words that Dutch makes of them: «verzekerings- en pensioensector», and «bloemensector», which no gazetteer knows."""

import re
from collections.abc import Iterator

from imvograph.extract.forms import Names, fold
from imvograph.extract.layout import Found, one_of, words

_COORDINATED = re.compile(r"-\s(?:en|of)\s(?P<last>\w{5,40})")
_STEMS = re.compile(r"(?<![\w-])\w{3,30}-(?:,\s\w{3,30}-){0,4}\Z")
_LONGEST_STEMS = 5 * 33
# «bloemensector», «sojaketen», «schoenenbranche»; not what names no trade: «waardeketen», «deelsector».
_SECTOR_WORDS = tuple(re.compile(rf"{rest}(?![\w-])") for rest in ("ector", "eten", "ranche", "ndustrie"))
_SECTOR_STEM = re.compile(r"(?<![\w-])(?:[a-zà-ÿ]{3,16}-)?[A-Za-zà-ÿ]{3,30}-?\Z")
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


def coordinated(text: str, known: Names) -> Iterator[Found]:
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


def sector_words(text: str) -> Iterator[Found]:
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
