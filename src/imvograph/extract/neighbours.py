"""Organisations by the organisations beside them: in one list with them, by the short name in brackets, as a part of them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from imvograph.extract.institutions import branch
from imvograph.extract.layout import Found, one_of
from imvograph.extract.phrases import (
    END,
    NAME_WORD,
    NO_ACTORS,
    PHRASE,
    SP,
    STOPS,
    WORD,
    Capital,
    found,
    is_name,
    named_again,
)
from imvograph.extract.strength import SPREADS

_SHORT = re.compile(
    rf"{SP}\((?:(?:hierna|verder|afgekort|kortweg|ook)(?:[ ](?:te[ ]noemen|genoemd|afgekort))?:?[ ])?[«‘'\"]?(?:de[ ]|het[ ])?"
    r"(?P<name>(?![IVX]+[AB]?\b)[A-Z][A-Za-z&-]{1,9})[»’'\"]?(?:\)|,[ ])"
)
_ARTICLE = (
    rf"(?:(?:de|het|door|van|met|bij|namens){SP})?"
    rf"(?:(?:(?:de|het){SP})?(?:[A-Z][a-zà-ÿ]+(?:se|sche){SP}|(?:[a-z-]*(?:bedrijf|organisatie|bond|ngo|bank|stichting|fonds|bureau)){SP}))?"
    rf"(?:(?:de|het){SP})?"
)
_AND = (
    rf"(?:,{SP}(?:(?:en|alsmede|alsook|of|evenals|waaronder){SP})?|{SP}(?:en|of|&|als|alsmede|evenals){SP}(?:ook{SP})?)"
    rf"{_ARTICLE}"
)
_VAN = rf"(?:Van(?:{SP}de[nr]?)?{SP})?"
_NEXT = re.compile(rf"(?:{SP}\([^()\n]{{2,30}}\)|{SP}in{SP}{WORD})?{_AND}(?P<name>{_VAN}{PHRASE}){END}")
_BEFORE = re.compile(
    rf"(?<![^\W\d_.-])(?P<name>(?:{NAME_WORD}{SP}(?:(?:of|&|for|the){SP}){{0,2}}){{0,3}}{NAME_WORD})(?:{SP}\([A-Z][\w&-]{{1,9}}\))?{_AND}\Z"
)
_PARTS = frozenset(("FNV", "CNV", "VCP", "Greenpeace", "Shell", "Unilever"))
_PART = re.compile(
    rf"[ ](?!{one_of('Vraag Antwoord Kamer Minister')}\b)(?P<part>{NAME_WORD}(?:[ ]&[ ]{NAME_WORD})?){END}"
)
_ENDS = re.compile(END)
_LONGEST_LIST = 12


def neighbours(text: str, capitals: Iterable[Capital], known: Sequence[Found]) -> Iterator[Found]:
    """What stands in one list with organisations, their branches and parts, and the short names in brackets behind them.

    Of ``known`` only organisations are looked at. What is found so is found again wherever the text names it.
    """
    again: dict[str, str] = {}
    starts = {one.start for one in known if one.kind == "organisation"}
    ends = {one.end for one in known if one.kind == "organisation"}
    for one in known:
        if one.kind != "organisation":
            continue
        end = _extended(text, one)
        if end != one.end:
            yield found(one.start, end, text, "organisation-branch")
        if (short := _SHORT.match(text, end)) and short["name"] not in NO_ACTORS:
            again.setdefault(short["name"], "organisation-short")
        if one.rule in SPREADS and len(name := text[one.start : one.end]) > 2:
            again.setdefault(name, one.rule)
        following = _NEXT.match(text, end)
        for _ in range(_LONGEST_LIST):
            if not following or following.start("name") in starts or not is_name(following["name"]):
                break  # one that is known goes on by itself
            stop = branch(text, following.end("name"))
            yield found(following.start("name"), stop, text, "organisation-beside")
            again.setdefault(text[following.start("name") : stop], "organisation-beside")
            if short := _SHORT.match(text, stop):
                again.setdefault(short["name"], "organisation-short")
            following = _NEXT.match(text, stop)
        start = one.start
        for _ in range(_LONGEST_LIST):
            before = _BEFORE.search(text, max(0, start - 80), start)
            if (
                not before
                or before.end("name") in ends
                or not is_name(before["name"])
                or _begins_sentence(text, before)
            ):
                break
            yield found(*before.span("name"), text, "organisation-beside")
            again.setdefault(before["name"], "organisation-beside")
            start = before.start("name")
    for name, start, stop in named_again(text, capitals, again, _ENDS):
        rule = again[name]
        yield found(start, stop, text, rule if rule == "organisation-short" else "organisation-again")


def _extended(text: str, one: Found) -> int:
    if text[one.start : one.end] in _PARTS and (part := _PART.match(text, one.end)) and not STOPS.match(part["part"]):
        return part.end()
    return branch(text, one.end) if one.rule != "organisation-party" else one.end


def _begins_sentence(text: str, match: re.Match[str]) -> bool:
    """Whether a capital may be no more than that with which a sentence begins."""
    opening = text[max(0, match.start() - 2) : match.start()].strip(" ")
    return (
        opening in ("", ".", "\n", ".\n", "?", "\n\n", ":\n", ":", "-", "–", "•")
        and match["name"].istitle()
        and " " not in match["name"]
    )
