"""Covenants by the sectors that they are for («convenant van de sierteeltsector»), or by a name that nobody knows.

One phrase may name several: «IMVO-convenanten van de kleding- en textielsector, sierteeltsector en natuursteensector».
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from imvograph.extract.layout import Found, around, one_of, words
from imvograph.extract.phrases import CAP, END, PHRASE, SP, Capital, is_name, named_again
from imvograph.model.entities import Entry

_COVENANT = re.compile(
    r"(?P<head>[IiCc](?<![^\W\d_].)(?:(?<=[Ii])[Mm][Vv][Oo][- ]?[Cc]onvenant|(?<=[Cc])onvenant))(?:en)?(?![a-zà-ÿ])"
)
_OF = re.compile(r"\s{1,2}(?:(?:voor|van|in|binnen|met)\s{1,2})?(?:(?:de|het)\s{1,2})?(?:Nederlandse\s{1,2})?")
_AND = re.compile(r"(?:,|\s{1,2}en|,\s{1,2}en)\s{1,2}(?:(?:van\s{1,2})?(?:de|het)\s{1,2})?")
_NAMED = re.compile(
    rf"[ \n][{CAP}]\w{{2,}}(?:[ \n](?!en[ \n](?:van|voor|in)[ \n])(?:(?:en|van|voor|de|het|in)[ \n]){{0,3}}"
    rf"(?!(?:IMVO-?)?[Cc]onvenant)[{CAP}]\w+){{0,5}}"
)
# «bedrijven die DISCO ondertekenden, het Dutch Initiative on Sustainable Cocoa, …»: who signs, signs an agreement.
_SIGNED = re.compile(
    rf"die(?<!\w...){SP}(?P<name>{PHRASE}){SP}(?:mede)?(?:onder)?tekenden(?!\w)(?:,{SP}(?:het|de){SP}(?P<full>{PHRASE}(?:{SP}on{SP}{PHRASE})?),)?"
)
_ENDS = re.compile(END)
# «steenkoolconvenant», «houtconvenant»: a compound says what it is for; not «sectorconvenant», which says nothing.
_COMPOUND = re.compile(r"onvenant(?<=[a-zà-ÿ-]convenant)(?![\w-])")
_FOR_NOTHING = one_of(
    "imvo mvo sector branche keten bestuurs deel raam model voorbeeld bedrijfs prestatie concept ontwerp multi bedrijven landen "
    "rijks samenwerkings uitvoerings ondernemings publieke private"
)
_WHAT_FOR = re.compile(
    rf"(?<![\w-])(?!{_FOR_NOTHING}-?c?\Z)(?:[a-zà-ÿ]{{3,20}}-\s(?:en|of)\s)?[A-Za-zà-ÿ]{{3,24}}-?c\Z", re.IGNORECASE
)


def covenants(text: str, found: Iterable[Found], known: Mapping[str, Entry]) -> Iterator[Found]:
    """Every covenant that ``found`` (names, in order of place) does not have yet; ``known`` are covenants by their key.

    A covenant and its sector have the same key, which is how the covenant of a sector is known.
    """
    at: dict[int, list[Found]] = {}
    for sector in found:
        if sector.kind == "sector":
            at.setdefault(sector.start, []).append(sector)
    for match in around(text, _COVENANT, "onvenant", 6):
        of = _OF.match(text, match.end())
        sectors = list(at.get(of.end(), ())) if of else []
        end = max((sector.end for sector in sectors), default=match.end())
        several = match[0].endswith("en")  # after one covenant the next sector is another thing
        while sectors and several and (more := _AND.match(text, end)) and (others := at.get(more.end())):
            sectors += others
            end = max(sector.end for sector in others)
        head = "IMVO-convenant" if "imvo" in match["head"].lower() else "Convenant"
        for sector in sectors:
            entry = known.get((sector.iri or "").rsplit("/", 1)[-1])
            one = all(s.start == sector.start for s in sectors)
            said = sector.fields["name"] if sector.fields else ""
            name = words(text[match.start() : end]) if one else f"{head} {said}"
            iri = entry.iri if entry else None
            yield Found("covenant", match.start(), end, "covenant-of-sector", iri=iri, fields={"name": name})
        if not sectors and not several and (named := _NAMED.match(text, match.end(), _line_end(text, match))):
            name = words(text[match.start() : named.end()])
            yield Found("covenant", match.start(), named.end(), "covenant-named", fields={"name": name})
    for match in _SIGNED.finditer(text):
        for part in ("name", "full"):
            if match[part]:
                yield Found("covenant", *match.span(part), "covenant-signed", fields={"name": words(match[part])})


def covenant_words(text: str) -> Iterator[Found]:
    """Covenants that no gazetteer knows, by the word that Dutch makes of what they are for: «steenkoolconvenant»."""
    for match in _COMPOUND.finditer(text):
        if stem := _WHAT_FOR.search(text, max(0, match.start() - 54), match.start()):
            name = words(text[stem.start() : match.end()])
            yield Found("covenant", stem.start(), match.end(), "covenant-word", fields={"name": name})


def by_own_name(text: str, capitals: Iterable[Capital], found: Iterable[Found]) -> Iterator[Found]:
    """Every place within a sentence that names a covenant by its own word alone: «TruStone», for «Convenant TruStone»."""
    said = [(f.rule, str((f.fields or {})["name"]).split(" ")) for f in found]
    named = [name[1:] if rule == "covenant-named" else name for rule, name in said if rule != "covenant-of-sector"]
    own = {name[0] for name in named if len(name) == 1 and is_name(name[0])}
    own |= {f"{name}-{what}" for name in own for what in ("initiatief", "convenant")}
    for name, start, end in named_again(text, (c for c in capitals if c.within), own, _ENDS):
        yield Found("covenant", start, end, "covenant-again", fields={"name": name})


def _line_end(text: str, match: re.Match[str]) -> int:
    """How far a name may go: a heading that begins with its covenant is one line."""
    heading = match.start() == 0 or text[match.start() - 1] == "\n"
    end = text.find("\n", match.end()) if heading else -1
    return len(text) if end < 0 else end
