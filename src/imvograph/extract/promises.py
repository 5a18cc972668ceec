"""One promise at its word (*toezegging*, *toegezegd*, *toezeggen*, *zeg … toe*): whether it is one, by whom, from where to where.

Not: what others promise («nationale toezeggingen van landen», «pensioentoezegging»), a request («Kunt u toezeggen?»),
a refusal, or «ik zal …» by itself (corpus README, section «What counts as a mention»).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from imvograph.extract.layout import Found, View, one_of

_S = r"\s{1,2}"
PROMISE_WORD = re.compile(
    r"(?=[DdUuTtZz])(?:(?<![A-Za-zà-ÿ])(?:[Dd]eze|[Dd]e|[Uu]w)?(?P<noun>[Tt]oezegging)(?![a-zà-ÿ])"
    r"|(?P<done>[Tt]oegezegd)(?P<attributive>e)?\b|(?P<will>toezeggen)\b|\b(?P<say>[Zz]eg(?P<past>de)?t?)\b)"
)
_MINISTER = one_of("de_minister de_staatssecretaris hij zij ik u mijn_voorganger het_kabinet")
_GOVERNMENT = (
    r"(?:mijn|uw|haar|zijn|de|het)?\s?(?:toenmalige?\s|demissionaire?\s)?"
    r"(?:minister|staatssecretaris|kabinet|regering|(?:ambts)?voorgang(?:st)?er)"
)
# Or «toezegging inzet op EU-niveau, gedaan tijdens»: a title, and then when it was made.
_NOUN_GOES_ON = re.compile(
    rf"(?:\s?\(TZ[\d-]{{4,20}}\))?(?:{_S}(?:na|gestand|nagekomen|afgedaan)\b|:{_S}(?:de|het){_S}(?:minister|staatssecretaris|kabinet)\b"
    rf"|{_S}(?:{one_of('om dat over inzake betreffende tot was bij tijdens uit in op_het_gebied')}{_S}|(?:die|welke){_S}{_MINISTER}\b"
    rf"|(?:(?:aan|van|door){_S}[^.;?!]{{2,60}}?{_S})?(?:(?:heeft|is|was){_S})?gedaan\b"
    rf"|[^\s.;:?!()]{{2,30}}{_S}[^.;:?!()]{{2,90}}?,?{_S}gedaan{_S}(?:tijdens|in|bij|op){_S}"
    rf"|van{_S}{_GOVERNMENT}\b[^.;?!]{{0,90}}?{_S}(?:om|dat|over|inzake|aan|tijdens){_S}"
    rf"|van{_S}\d{{1,2}}{_S}[^.;?!]{{2,40}}?{_S}(?:om|dat|over|inzake){_S}"
    rf"|aan{_S}{one_of('lid het_lid de_leden leden uw_Kamer de_Kamer mevrouw de_heer')}\b))",
    re.IGNORECASE,
)
_OTHERS = "nationale voorwaardelijke internationale financiële door_landen van_landen door_derden van_derden"
_NO_PROMISE = re.compile(rf"{one_of(_OTHERS + ' geen zonder een_soort')}{_S}$", re.IGNORECASE)
_SAYS_SO = re.compile(rf"\b(?:dit|dat|het){_S}(?:is|was){_S}(?:dus{_S}|ook{_S})?een{_S}$", re.IGNORECASE)
_REQUEST = re.compile(
    rf"{one_of('Kunt Kan Wilt Wil Zou Zoudt Bent_u_bereid Is Krijg Mag Graag Doet')}\s", re.IGNORECASE
)
_DONE_BY = re.compile(r"\b(?:heeft|heb|hebben|had)\b(?P<middle>(?:(?!\b(?:heeft|heb|hebben|had)\b)[^;?!]){0,180})$")
_ACTOR = re.compile(
    rf"\b{one_of('ik wij we ministers? staatssecretaris kabinet regering (?:ambts)?voorganger premier hij zij')}\b",
    re.IGNORECASE,
)
_WHAT = re.compile(
    rf",?{_S}(?!{one_of('en maar is was heeft had hebben wordt worden werd zijn waren kan zal of')}\b)[\w«]"
)
_PASSIVE = re.compile(rf"(?:is|was|zijn|werd|wordt){_S}(?:\w+{_S}){{0,3}}$")
_BY = re.compile(
    rf"{_S}(?:door{_S}(?:mijn|mij|de{_S}(?:minister|staatssecretaris)|het{_S}kabinet|ons)|aan{_S}(?:uw|de){_S}Kamer)\b"
)
# «is door mij toegezegd dat», «Toegezegd is om», «er is uw Kamer toegezegd dat»
_PASSIVE_WHO = re.compile(r"\b(?:is|was|werd|zijn|werden)\b(?P<who>(?:(?!\b(?:heeft|heb|had)\b)[^;?!]){0,140})$")
_WHO = re.compile(rf"\bdoor{_S}(?:mij|ons|{_GOVERNMENT})|\b(?:uw|de|Uw|De){_S}Kamer\b|\ber\b|^{_S}$", re.IGNORECASE)
_STATED = re.compile(rf"{_S}(?:is|was|werd){_S}(?:\w+{_S}){{0,2}}(?:dat|om){_S}")  # «Toegezegd is dat …»
_THAT = re.compile(rf",?{_S}(?:dat|om|te){_S}")
_SUBJECT = re.compile(r"\s{0,2}(?:De|Het|Een|de|het|een)\s")
_BOUNDARY = re.compile(r"[,:(]|\bdat\b")
_DOES = re.compile(rf"\b(?:doe|geef|geeft|doet){_S}(?:[\w]+{_S}){{0,4}}$")
# «De minister deed al de mondelinge toezegging daarover na te zullen denken»
_DID = re.compile(
    rf"\b(?:minister|staatssecretaris|kabinet){_S}(?:[^\s.;?!]{{1,20}}{_S}){{0,6}}?(?:deed|gaf|doet|geeft){_S}(?:\w+{_S}){{1,4}}$",
    re.IGNORECASE,
)
_AS_PROMISED = re.compile(
    rf"\b{one_of('zoals als conform gelijk')}{_S}"
    rf"(?:{one_of('ook eerder al reeds is werd door_mijn_(?:ambts)?voorganger door_mij aan_uw_Kamer aan_de_Kamer')}{_S}){{0,3}}$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"(?P<what>(?:[\w-]+{_S}){{1,6}})(?:die|dat){_S}{_MINISTER}{_S}(?:{one_of('ons u uw_Kamer de_Kamer')}{_S})?"
    rf"{one_of('heeft heb hebt had')}{_S}$",
    re.IGNORECASE,
)
_HAS = ("heeft", "heb", "hebt", "had")
_ARTICLE = re.compile(
    rf"\b(?:het|de|een){_S}(?:(?:door{_S}(?:{_GOVERNMENT}|mij|ons)|(?:aan{_S})?(?:uw|de){_S}Kamer|eerder|reeds|al|nog){_S}){{0,3}}$",
    re.IGNORECASE,
)
_THING = re.compile(rf"{_S}(?!bedrag|middelen|budget|subsidie|geld|miljoen|steun)[\w-]+")
_WILL = re.compile(r"\b[Ii]k\b(?P<middle>(?:(?!\b[Ii]k\b)[^.;?!]){0,90})$")
_REFUSED = re.compile(r"\b(?:niet|geen|nooit|zou|moeilijk|nauwelijks)\b", re.IGNORECASE)
_SAY_TOE = re.compile(
    # «zegt de Kamer, naar aanleiding van een vraag van het lid Bikker (ChristenUnie), toe om»: so the Eerste Kamer records it.
    rf"(?P<middle>[^.;?!\n]{{0,60}}?|\s(?:de|uw)\s(?:Eerste\s|Tweede\s)?Kamer,(?:[^.;?!\n]|\.(?!\s[A-Z])){{0,500}}?)\btoe,?{_S}"
    r"(?=(?:om|dat|te|de|het|een|uw|u|dit|deze|er|mij|met|in|voor|op|bij|aan|alle|schriftelijk|hier\w*|daar\w*)\b)"
)
_I = re.compile(rf"(?:\bik{_S}|{_S}ik\b)", re.IGNORECASE)
_HEADING = re.compile(
    r"(?m)^[^\n.;:]{15,75}(?<![,-])$(?=\n{1,2}[A-Z])"
)  # «Toezegging inzake Xinjiang» over its section
_BRACKET = re.compile(r"\(gedaan\b")
# «Conform de toezegging aan het lid X (…) zend ik u», «De toezegging om … is hiermee afgedaan»: what is said of it.
_MAIN_CLAUSE = re.compile(
    rf"(?<=\w|\)),?{_S}(?:(?:zend|bied|stuur|informeer|bericht|meld|deel|kom|doe|heb){_S}ik\b"
    rf"|(?:is|wordt|werd|beschouw|acht|geldt){_S}(?:ik{_S})?(?:hiermee|daarmee|hierbij|inmiddels|met{_S}deze{_S}brief|als|reeds|nog)\b|kom{_S}ik\b)"
)
_LONGEST, _NEAR = 700, 240


class InOrder:
    """Things found, in order of place, to be asked for by place."""

    def __init__(self, found: Iterable[Found]) -> None:
        self.found = sorted(found, key=lambda f: f.start)
        self.starts = [f.start for f in self.found]

    def fields(self, start: int, stop: int | None) -> list[tuple[Mapping[str, Any], str]]:
        """Fields and rule of what begins in ``[start, stop)``."""
        low, high = bisect_left(self.starts, start), None if stop is None else bisect_left(self.starts, stop)
        return [(f.fields or {}, f.rule) for f in self.found[low:high]]

    def between(self, start: int, stop: int) -> list[Found]:
        """What begins in ``[start, stop)``."""
        return self.found[bisect_left(self.starts, start) : bisect_left(self.starts, stop)]

    def first(self, start: int, stop: int) -> Found | None:
        """The first that begins in ``[start, stop)``."""
        low = bisect_left(self.starts, start)
        return self.found[low] if low < len(self.starts) and self.starts[low] < stop else None


@dataclass(frozen=True)
class Promise:
    """A commitment in the making: its place in the view, the rule, and what its own clause says of day and status."""

    start: int
    end: int
    rule: str
    made_on: str | None = None
    status: str = "unknown"
    at: int = 0  # where the word itself stands


def promise_at(
    view: View, match: re.Match[str], debates: InOrder, today: str | None, spoken: str | None
) -> Promise | None:
    """The promise at a match of `PROMISE_WORD`, if it is one; ``today`` is the text's day, ``spoken`` the same in a record."""
    text = view.plain
    start, end = view.sentence(match.start())
    if (parted := text.find("; ", match.end(), end)) > 0 and "(" not in text[match.end() : parted]:
        end = parted  # what follows is said besides
    before = text[start : match.start()]
    asked = text[end : end + 1] == "?" and ":" not in text[match.end() : end]
    if match["noun"]:
        return _noun(text, match, start, end, before, asked, today, spoken)
    if match["attributive"]:
        thing = _THING.match(text, match.end())
        article = _ARTICLE.search(before)
        return Promise(start + article.start(), thing.end(), "commitment-attributive") if thing and article else None
    if match["done"]:
        return _done(text, match, start, end, before, asked, debates)
    if match["will"]:
        will = _WILL.search(before)
        if will and _WHAT.match(text, match.end()) and not asked and not _REFUSED.search(will["middle"]):
            return Promise(start + will.start(), end, "commitment-performative", today, "open")
        return None
    toe = _SAY_TOE.match(text, match.end(), end)
    if toe and not asked and not _REFUSED.search(toe["middle"]) and (match["past"] or match[0].endswith("t")):
        if actor := _ACTOR.search(text, max(start, match.start() - 110), match.start()) or _ACTOR.search(toe["middle"]):
            begin = actor.start() if actor.string is text else match.start()
            return Promise(begin, end, "commitment-said", None, "unknown" if match["past"] else "open")
        return None
    near = text[max(start, match.start() - 5) : match.end() + 5]
    if toe and _I.search(near) and not asked and not _REFUSED.search(toe["middle"]):
        begin = match.start() - (3 if before[-3:].lower() in ("ik ", "ik\n") else 0)
        return Promise(begin, end, "commitment-performative", today, "open")
    return None


def _noun(
    text: str,
    match: re.Match[str],
    start: int,
    end: int,
    before: str,
    asked: bool,
    today: str | None,
    spoken: str | None,
) -> Promise | None:
    at = match.start("noun")
    if _NO_PROMISE.search(before):
        return None
    if (
        "gestand" not in text[match.end() : end]
        and _DOES.search(before)
        and _I.search(before[-60:])
        and not asked
        and _NOUN_GOES_ON.match(text, match.end())
    ):
        return Promise(at, end, "commitment-performative", today, "open")
    if (did := _DID.search(before, max(0, len(before) - 200))) and not asked and not _REFUSED.search(did[0]):
        return Promise(start + did.start(), end, "commitment-said")
    if _SAYS_SO.search(before) and not asked:
        return Promise(start, match.end(), "commitment-said-so", today, "open")
    if not _NOUN_GOES_ON.match(text, match.end()) or (
        asked and _REQUEST.match(text, start) and before.lower().endswith(("een ", "een\n"))
    ):
        return None
    if heading := _HEADING.match(text, match.start()):
        return Promise(at, heading.end(), "commitment-noun")
    if bracket := _BRACKET.search(text, at, end):
        end = _closing(text, bracket.start())
    elif behind := _MAIN_CLAUSE.search(text, at, min(end, at + _LONGEST)):
        end = behind.start()
    if before.lower().endswith(("de ", "de\n")):
        at = match.start() - 3
    said = spoken if re.match(r"\s{1,2}die\s", text[match.end() : match.end() + 6]) else None
    return Promise(at, end, "commitment-item" if bracket else "commitment-noun", said)


def _done(
    text: str, match: re.Match[str], start: int, end: int, before: str, asked: bool, debates: InOrder
) -> Promise | None:
    near = before[-_NEAR:]
    if not before.strip() and _STATED.match(text, match.end()):
        return Promise(match.start(), end, "commitment-passive")
    if _AS_PROMISED.search(near):
        debate = debates.first(match.end(), match.end() + 40)
        comma = text.find(",", match.end(), end)
        return Promise(match.start(), debate.end if debate else comma if comma > 0 else end, "commitment-as-promised")
    low = match.start() - len(near)
    if near.rstrip().endswith(_HAS) and (relative := _RELATIVE.search(near)):
        return Promise(low + relative.start("what"), match.end(), "commitment-relative")
    if asked and not text.startswith("Herinner", start):
        return None
    if (done := _DONE_BY.search(near)) and _WHAT.match(text, match.end()):
        begin = low + done.start()
        if _by_government(text, start, begin, match.start()) and not _REFUSED.search(done["middle"]):
            begin -= 3 if text[max(0, begin - 3) : begin].lower() in ("ik ", "ik\n") else 0
            return Promise(begin, end, "commitment-done")
    who = _PASSIVE_WHO.search(near)
    said = who and (_WHO.search(who["who"] + near[: who.start()][-24:]) or debates.between(start, match.start()))
    if who and said and _THAT.match(text, match.end()):
        return Promise(low + who.start(), end, "commitment-passive")
    if (passive := _PASSIVE.search(near)) and _BY.match(text, match.end()):
        return Promise(
            start if low + passive.start() - start <= 60 else low + passive.start(), end, "commitment-passive"
        )
    return None


def _by_government(text: str, start: int, verb: int, word: int) -> bool:
    """Whether a member of government is who «heeft … toegezegd»: named in the clause of the verb, or behind it."""
    opening = text[max(start, verb - 120) : verb]
    boundary = max((match.end() for match in _BOUNDARY.finditer(opening)), default=0)
    clause = opening[boundary:] if opening[boundary:].strip() else opening
    if _SUBJECT.match(clause) and not _ACTOR.search(clause):  # «De banken hebben de minister toegezegd»
        return False
    return bool(_ACTOR.search(clause) or _ACTOR.search(text, verb, word))


def _closing(text: str, opening: int) -> int:
    """Where the bracket closes that opens here, brackets within it left aside."""
    depth = 0
    for match in re.compile(r"[()]|\n\n").finditer(text, opening, opening + _LONGEST):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0 or match[0] == "\n\n":
            return match.end() if match[0] == ")" else match.start()
    return min(len(text), opening + _LONGEST)
