"""Covenants by the sectors that they are for («convenant van de sierteeltsector»), or by a name that nobody knows.

One phrase may name several: «IMVO-convenanten van de kleding- en textielsector, sierteeltsector en natuursteensector».
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from imvograph.extract.layout import Found, words
from imvograph.model.entities import Entry

_CAPITAL = "A-ZÀ-ÖØ-Þ"
_COVENANT = re.compile(
    r"(?P<head>[IiCc](?<![^\W\d_].)(?:(?<=[Ii])[Mm][Vv][Oo][- ]?[Cc]onvenant|(?<=[Cc])onvenant))(?:en)?(?![a-zà-ÿ])"
)
_OF = re.compile(r"\s{1,2}(?:(?:voor|van|in|binnen|met)\s{1,2})?(?:(?:de|het)\s{1,2})?")
_AND = re.compile(r"(?:,|\s{1,2}en|,\s{1,2}en)\s{1,2}(?:(?:van\s{1,2})?(?:de|het)\s{1,2})?")
_NAMED = re.compile(
    rf"[ \n][{_CAPITAL}]\w{{2,}}(?:[ \n](?:(?:en|van|voor|de|het|in)[ \n]){{0,3}}[{_CAPITAL}]\w+){{0,5}}"
)


def covenants(text: str, found: Iterable[Found], known: Mapping[str, Entry]) -> Iterator[Found]:
    """Every covenant that ``found`` (names, in order of place) does not have yet; ``known`` are covenants by their key.

    A covenant and its sector have the same key, which is how the covenant of a sector is known.
    """
    at: dict[int, list[Found]] = {}
    for sector in found:
        if sector.kind == "sector":
            at.setdefault(sector.start, []).append(sector)
    for match in _COVENANT.finditer(text):
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
        if not sectors and not several and (named := _NAMED.match(text, match.end())):
            name = words(text[match.start() : named.end()])
            yield Found("covenant", match.start(), named.end(), "covenant-named", fields={"name": name})
