"""Commitments (toezeggingen): promises of members of government to the House that are said to be such.

Not: what others promise («nationale toezeggingen van landen», «pensioentoezegging»), a request («Kunt u toezeggen?»),
a refusal, or «ik zal …» by itself (corpus README, section «What counts as a mention»).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from imvograph.extract.layout import Found, View, one_of

_S = r"\s{1,2}"
_WORD = re.compile(
    r"(?=[DdUuTtZz])(?:(?<![A-Za-zà-ÿ])(?:[Dd]eze|[Dd]e|[Uu]w)?(?P<noun>[Tt]oezegging)(?![a-zà-ÿ])"
    r"|(?P<done>[Tt]oegezegd)(?P<attributive>e)?\b|(?P<will>toezeggen)\b|\b(?P<say>[Zz]eg)\b)"
)
_MINISTER = one_of("de_minister de_staatssecretaris hij zij ik u mijn_voorganger het_kabinet")
_NOUN_GOES_ON = re.compile(
    rf"{_S}(?:{one_of('om dat over inzake tot was bij tijdens op_het_gebied')}{_S}|(?:die|welke){_S}{_MINISTER}\b"
    rf"|(?:(?:aan|van|door){_S}[^.;?!]{{2,60}}?{_S})?(?:(?:heeft|is|was){_S})?gedaan\b"
    rf"|aan{_S}{one_of('lid het_lid uw_Kamer de_Kamer mevrouw de_heer')}\b)",
    re.IGNORECASE,
)
_OTHERS = "nationale voorwaardelijke internationale financiële door_landen van_landen door_derden van_derden"
_NO_PROMISE = re.compile(rf"{one_of(_OTHERS + ' geen zonder een_soort')}{_S}$", re.IGNORECASE)
_SAYS_SO = re.compile(rf"\b(?:dit|dat|het){_S}(?:is|was){_S}(?:dus{_S}|ook{_S})?een{_S}$", re.IGNORECASE)
_REQUEST = re.compile(rf"{one_of('Kunt Kan Wilt Wil Zou Zoudt Bent Is Krijg Mag Waarom Graag Doet')}\s", re.IGNORECASE)
_DONE_BY = re.compile(r"\b(?:heeft|heb|hebben|had)\b(?P<middle>(?:(?!\b(?:heeft|heb|hebben|had)\b)[^.;?!]){0,90})$")
_ACTOR = re.compile(
    rf"\b{one_of('ik wij we ministers? staatssecretaris kabinet regering (?:ambts)?voorganger premier hij zij')}\b",
    re.IGNORECASE,
)
_WHAT = re.compile(rf",?{_S}{one_of('om dat te terug de het een aan in per tijdens bij uw deze dit')}{_S}|,{_S}\w")
_PASSIVE = re.compile(rf"(?:is|was|zijn|werd|wordt){_S}(?:\w+{_S}){{0,3}}$")
_BY = re.compile(
    rf"{_S}(?:door{_S}(?:mijn|mij|de{_S}(?:minister|staatssecretaris)|het{_S}kabinet|ons)|aan{_S}(?:uw|de){_S}Kamer)\b"
)
_AS_PROMISED = re.compile(
    rf"\b{one_of('zoals als conform gelijk')}{_S}"
    rf"(?:{one_of('ook eerder al reeds door_mij aan_uw_Kamer aan_de_Kamer')}{_S}){{0,3}}$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"(?P<what>(?:[\w-]+{_S}){{1,6}})(?:die|dat){_S}{_MINISTER}{_S}(?:{one_of('ons u uw_Kamer de_Kamer')}{_S})?"
    rf"{one_of('heeft heb hebt had')}{_S}$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(rf"(?:het|de|een){_S}$", re.IGNORECASE)
_THING = re.compile(rf"{_S}(?!bedrag|middelen|budget|subsidie|geld|miljoen|steun)[\w-]+")
_WILL = re.compile(r"\b[Ii]k\b(?P<middle>(?:(?!\b[Ii]k\b)[^.;?!]){0,90})$")
_REFUSED = re.compile(r"\b(?:niet|geen|nooit|zou|moeilijk|nauwelijks)\b", re.IGNORECASE)
_SAY_TOE = re.compile(rf"(?P<middle>[^.;?!\n]{{0,60}}?)\btoe,?{_S}(?=om\b|dat\b|te\b|de\b|het\b|een\b)")
_I = re.compile(rf"(?:\bik{_S}|{_S}ik\b)", re.IGNORECASE)
_BRACKET = re.compile(r"\(gedaan\b")
_GEDAAN = re.compile(r"\bgedaan\b")
_RECORD = re.compile(r"(?m)^De voorzitter:$")
_LONGEST, _NEAR = 700, 160


class _Places:
    """Things found, in order of place, to be asked for by place."""

    def __init__(self, found: Iterable[Found]) -> None:
        self.found = sorted(found, key=lambda f: f.start)
        self.starts = [f.start for f in self.found]

    def fields(self, start: int, stop: int | None) -> list[tuple[Mapping[str, Any], str]]:
        """Fields and rule of what begins in ``[start, stop)``."""
        low, high = bisect_left(self.starts, start), None if stop is None else bisect_left(self.starts, stop)
        return [(f.fields or {}, f.rule) for f in self.found[low:high]]

    def first(self, start: int, stop: int) -> Found | None:
        """The first that begins in ``[start, stop)``."""
        low = bisect_left(self.starts, start)
        return self.found[low] if low < len(self.starts) and self.starts[low] < stop else None


@dataclass(frozen=True)
class _Promise:
    start: int
    end: int
    rule: str
    made_on: str | None = None
    status: str = "unknown"


def commitments(view: View, held: Iterable[Found], days: Iterable[Found], dated: date | None) -> Iterator[Found]:
    """Every commitment, with ``made_on`` where the text gives it and the ``status`` that it claims.

    ``held`` are the debates, ``days`` the dates that were found in the text.
    """
    text = view.plain
    debates, dates = _Places(held), _Places(days)
    today = dated.isoformat() if dated else None
    spoken = today if _RECORD.search(text) else None
    promises: list[_Promise] = []
    for match in _WORD.finditer(text):
        if promises and match.start() < promises[-1].end:
            continue
        promise = _promise(view, match, debates, today, spoken)
        if promise and (not promises or promise.start >= promises[-1].end):
            promises.append(promise)
    promises = [_dated(view, promise, debates, dates) for promise in promises]
    for promise in _linked(promises, debates):
        fields = {"made_on": promise.made_on, "status": promise.status}
        yield Found("commitment", promise.start, promise.end, promise.rule, fields=fields)


def _promise(
    view: View, match: re.Match[str], debates: _Places, today: str | None, spoken: str | None
) -> _Promise | None:
    text = view.plain
    start, end = view.sentence(match.start())
    before = text[start : match.start()]
    asked = text[end : end + 1] == "?" and ":" not in text[match.end() : end]
    if match["noun"]:
        return _noun(text, match, start, end, before, asked, today, spoken)
    if match["attributive"]:
        thing = _THING.match(text, match.end())
        article = _ARTICLE.search(before)
        return _Promise(start + article.start(), thing.end(), "commitment-attributive") if thing and article else None
    if match["done"]:
        return _done(text, match, start, end, before, asked, debates)
    if match["will"]:
        will = _WILL.search(before)
        goes_on = _WHAT.match(text, match.end()) or text.startswith(" waarin", match.end())
        if will and goes_on and not asked and not _REFUSED.search(will["middle"]):
            return _Promise(start + will.start(), end, "commitment-performative", today, "open")
        return None
    toe = _SAY_TOE.match(text, match.end(), end)
    near = text[max(start, match.start() - 5) : match.end() + 5]
    if toe and _I.search(near) and not asked and not _REFUSED.search(toe["middle"]):
        begin = match.start() - (3 if before[-3:].lower() in ("ik ", "ik\n") else 0)
        return _Promise(begin, end, "commitment-performative", today, "open")
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
) -> _Promise | None:
    at = match.start("noun")
    if _NO_PROMISE.search(before):
        return None
    if _SAYS_SO.search(before) and not asked:
        return _Promise(start, match.end(), "commitment-said-so", today, "open")
    if not _NOUN_GOES_ON.match(text, match.end()) or (asked and _REQUEST.match(text, start)):
        return None
    if bracket := _BRACKET.search(text, at, end):
        end = _closing(text, bracket.start())
    if before.lower().endswith(("de ", "de\n")):
        at = match.start() - 3
    said = spoken if re.match(r"\s{1,2}die\s", text[match.end() : match.end() + 6]) else None
    return _Promise(at, end, "commitment-item" if bracket else "commitment-noun", said)


def _done(
    text: str, match: re.Match[str], start: int, end: int, before: str, asked: bool, debates: _Places
) -> _Promise | None:
    near = before[-_NEAR:]
    if _AS_PROMISED.search(near):
        debate = debates.first(match.end(), match.end() + 40)
        comma = text.find(",", match.end(), end)
        return _Promise(match.start(), debate.end if debate else comma if comma > 0 else end, "commitment-as-promised")
    low = match.start() - len(near)
    if relative := _RELATIVE.search(near):
        return _Promise(low + relative.start("what"), match.end(), "commitment-relative")
    if asked:
        return None
    if (done := _DONE_BY.search(near)) and _WHAT.match(text, match.end()):
        begin = low + done.start()
        if _ACTOR.search(text, max(start, begin - 90), match.start()) and not _REFUSED.search(done["middle"]):
            begin -= 3 if text[max(0, begin - 3) : begin].lower() in ("ik ", "ik\n") else 0
            return _Promise(begin, end, "commitment-done")
    if (passive := _PASSIVE.search(near)) and _BY.match(text, match.end()):
        return _Promise(
            start if low + passive.start() - start <= 60 else low + passive.start(), end, "commitment-passive"
        )
    return None


def _closing(text: str, opening: int) -> int:
    """Where the bracket closes that opens here, brackets within it left aside."""
    depth = 0
    for match in re.compile(r"[()]|\n\n").finditer(text, opening, opening + _LONGEST):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0 or match[0] == "\n\n":
            return match.end() if match[0] == ")" else match.start()
    return min(len(text), opening + _LONGEST)


def _dated(view: View, promise: _Promise, debates: _Places, dates: _Places) -> _Promise:
    """With the day of the debate, or the day itself, that the commitment or the sentence before it gives."""
    if promise.made_on or promise.rule == "commitment-performative":
        return promise
    start, stop = view.sentence(promise.start)[0], promise.start
    if promise.rule in ("commitment-item", "commitment-noun", "commitment-as-promised"):
        start, stop = promise.start, promise.end
        if promise.rule == "commitment-noun" and not _GEDAAN.search(view.plain, start, stop):
            return promise
    held = [d["date"] for d, rule in debates.fields(start, stop) if d["date"] and rule != "debate-held"]
    days = [d["value"] for d, _ in dates.fields(start, stop) if len(d["value"]) == 10]
    return replace(promise, made_on=(held or days or [None])[-1])


def _linked(promises: Sequence[_Promise], debates: _Places) -> list[_Promise]:
    """A promised meeting that the text says was held is a promise kept; so says the sentence, of that promise."""
    held = {d["type"] for d, rule in debates.fields(0, None) if rule == "debate-held"}
    meant = [
        {d["type"] for d, rule in debates.fields(p.start, p.end) if not d["date"] or rule == "debate-held"} & held
        for p in promises
    ]
    first: dict[str, str] = {}
    for promise, types in zip(promises, meant, strict=True):
        for kind in types if promise.made_on else ():
            first.setdefault(kind, promise.made_on or "")
    return [
        replace(p, status="fulfilled", made_on=p.made_on or first.get(min(types))) if types else p
        for p, types in zip(promises, meant, strict=True)
    ]
