"""The papers behind a dossier: «, nrs. 520 en 548», «-417», «, A t/m C», and a range as all that lies in it."""

import re

_S = r"\s{0,2}"
_LONGEST_RANGE = 100  # so that a hostile text of ranges does not become a flood of mentions
NR = re.compile(rf"(?:,?{_S}(?:(nrs\b\s?\.?|nummers\b)|(nr\b\s?\.?|nummer\b|no\.))|,{_S}(?:(Nrs\b\.?)|(Nr\b\.?))){_S}")
# A scan takes 1 for l or I and 0 for O; after a digit, or before one, they can be nothing else.
FIRST = re.compile(
    r"\d(?:[\dlO]{1,4}|[\dlO]{0,3}I)?(?!\d)(?![ .]\d{3}(?!\d))[a-km-z]?(?!\w)|[lI]\d{1,3}(?!\w)|[A-Z]{1,3}(?![\w’'])"
)
_MISREAD = str.maketrans("lIO", "110")
HYPHEN = re.compile(r"-(\d{1,4})(?!\d|[ .]\d{3}(?!\d)|[/\w]|[-–](?!\s))")
_JOINED = re.compile(r"\s?[-–/]\s?(\d{1,4})(?!\d|[ .]\d{3}(?!\d)|[/\w]|[-–](?!\s))")  # after a head
_BARE = re.compile(rf",{_S}(\d{{1,4}})(?=\s?(?:[);\n]|\.(?!\d)|,{_S}(?:pp?|blz)\.|$))")  # after a head
_LETTER = re.compile(rf"(?:,{_S}(?:nr\.{_S}|letter{_S})?|-)([A-Z]{{1,3}})(?=\s|$|[],;:.)])")
_SAID_LETTER = re.compile(rf"(?:,{_S}|\s)letters?{_S}([A-Z]{{1,3}})(?=\s|$|[],;:.)])")  # «35788, letter D»
_NEXT_LETTER = re.compile(
    rf"(?:,|{_S}(?:en|(t/m|tot{_S}en{_S}met|–)))\s{{1,2}}([A-Z])(?=\s|$|[],;:.)])(?!\.[A-Z]|\s[a-z]+,)"
)
_NEXT = re.compile(
    rf"{_S}(?:(t/m|tot{_S}en{_S}met|[-–])|,?{_S}(?:resp(?:\.|ectievelijk)|alsmede|alsook)|,|,?{_S}(?:en|of)|[&/]){_S}(nr\.{_S})?"
    rf"(?=(\d{{1,4}})(?!\d|[ .]\d{{3}}(?!\d)|\w))"
)
_CLOSING = re.compile(r"\d+\s?(?:[);]|[.,](?!\d)|$)")


def papers_behind(text: str, at: int, head: bool) -> tuple[tuple[str, ...], int, str]:
    """The numbers after a dossier, where they end, and the rule that shows them to be numbers of papers."""
    if (nr := NR.match(text, at)) and (first := FIRST.match(text, nr.end())):
        papers, end = listed(text, first, plural=(nr[1] or nr[3]) is not None)
        return papers, end, "kamerstuk-nr"
    if match := _SAID_LETTER.match(text, at):
        papers, end = _letters(text, match)
        return papers, end, "kamerstuk-nr"
    if match := HYPHEN.match(text, at):
        return (match[1],), match.end(), "kamerstuk-hyphen"
    if head and (match := _LETTER.match(text, at)):
        papers, end = _letters(text, match)
        return papers, end, "kamerstuk-letter"
    if head and (match := _JOINED.match(text, at) or _BARE.match(text, at)):
        return (match[1],), match.end(), "kamerstuk-hyphen"
    return (), at, ""


def listed(text: str, first: re.Match[str], plural: bool) -> tuple[tuple[str, ...], int]:
    """«520 en 548», «125 tot en met 127», «1–3»; after a singular «nr.» only what is marked as one more."""
    papers, end = [first[0] if first[0].isalpha() else first[0].translate(_MISREAD)], first.end()
    while match := _NEXT.match(text, end):
        upto = match[1] and match[1] not in "-–"
        closing = match[1] != "-" and match[0].lstrip()[0] not in ",/" and _CLOSING.match(text, match.end())
        closing = closing or upto
        if not (plural or match[2] or closing):
            break
        if match[1] and papers[-1].isdigit() and 0 < int(match[3]) - int(papers[-1]) < _LONGEST_RANGE:
            papers += [str(number) for number in range(int(papers[-1]) + 1, int(match[3]) + 1)]
        else:
            papers.append(match[3])
        end = match.end() + len(match[3])
    return tuple(papers), end


def _letters(text: str, first: re.Match[str]) -> tuple[tuple[str, ...], int]:
    """Papers of the Eerste Kamer: «A», «A en B», «A t/m C»."""
    letters, end = [first[1]], first.end()
    while match := _NEXT_LETTER.match(text, end):
        if match[1] and len(letters[-1]) == 1:
            letters += map(chr, range(ord(letters[-1]) + 1, ord(match[2])))
        letters.append(match[2])
        end = match.end()
    return tuple(letters), end
