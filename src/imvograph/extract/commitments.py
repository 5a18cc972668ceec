"""Commitments (toezeggingen): promises of members of government to the House that are said to be such.

What is one, `promises` says; here each gets the day on which it was made and the status that the text claims.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from imvograph.extract.layout import Found, View, around
from imvograph.extract.promises import PROMISE_WORD, InOrder, Promise, promise_at
from imvograph.model.dates import MONTHS

_S = r"\s{1,2}"
_KEPT = re.compile(
    r"\b(?:afgedaan|gestand|nagekomen|ingelost|uitgevoerd|voldaan|uitvoering\sgegeven"
    r"|(?:kom|komt)\s[^.;?!]{0,60}\bna\b|(?:zend|bied|stuur|ontvangt)\s[^.;?!]{0,40}(?:hierbij|bijgaand)"
    r"|(?:hierbij|bijgaand)\b[^.;?!]{0,60}\b(?:zend|bied|stuur|ontvang)|hiermee\s[^.;?!]{0,60}\buitgevoerd)\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(r"\b(?:nog|niet|zal|zult|wordt|zodra)\b", re.IGNORECASE)
_LATER = re.compile(
    rf"{_S}(?:in|voor|vóór|uiterlijk|rond){_S}(?:(?:het|de|eind|begin|eerste|tweede|derde|vierde|volgend|volgende){_S}){{0,3}}"
    r"(?:kwartaal|voorjaar|najaar|zomer|herfst|winter|jaar|week|maand|" + "|".join(MONTHS) + r")\b"
)
_AT = re.compile(rf"(?:\(|\b(?:tijdens|in|bij|uit|op){_S}(?:de|het|een|uw)?\s{{0,2}})$")
_FOR = re.compile(rf"\b(?:[Vv]oor|aan|[Nn]a|tot){_S}(?:de|het|een)?\s{{0,2}}$")
_BACK = re.compile(rf"\b(?:toen|daar|daarbij|daarin|(?:dat|dit){_S}(?:debat|overleg))\b", re.IGNORECASE)
_GEDAAN = re.compile(r"\bgedaan\b")
_MET = re.compile(rf"\boverleg{_S}gevoerd\b")
_HEAD = 4_000  # a report says in its head when the committee met
# «Ik lees de toezeggingen voor:⏎- De minister informeert de Kamer …»: said as such of each item.
_LIST = re.compile(r"\btoezeggingen\b[^\n]{0,80}\n{1,2}(?=[-–•*]\s|\d{1,2}[.)]\s)", re.IGNORECASE)
_ITEM = re.compile(
    r"(?:[-–•*]|\d{1,2}[.)])\s{1,2}(?P<said>(?:De|Het)\s(?:minister|staatssecretaris|kabinet|bewindspersoon|bewindslieden)\b"
    r"[^\n]{20,}(?:\n(?![-–•*\n]|\d{1,2}[.)]\s|[^\n]{0,80}:\n)[^\n]+){0,6}(?<![.;]))[.;]?\n{0,2}|(?:[-–•*]|\d{1,2}[.)])\s[^\n]+\n{0,2}"
)
_RECORD = re.compile(r"(?m)De voorzitter:(?<![^\n].{14})$")


def commitments(view: View, held: Iterable[Found], days: Iterable[Found], dated: date | None) -> Iterator[Found]:
    """Every commitment, with ``made_on`` where the text gives it and the ``status`` that it claims.

    ``held`` are the debates, ``days`` the dates that were found in the text.
    """
    text = view.plain
    debates, dates = InOrder(held), InOrder(days)
    today = _met(view, dates) or (dated.isoformat() if dated else None)
    spoken = today if _RECORD.search(text) else None
    promises: list[Promise] = []
    items = list(_items(text))
    listed = [
        Promise(*item.span("said"), "commitment-listed", spoken, "open", item.start()) for item in items if item["said"]
    ]
    for match in around(text, PROMISE_WORD, "zeg Zeg", 7):
        if promises and match.start() < promises[-1].end:
            continue
        promise = promise_at(view, match, debates, today, spoken)
        promise = replace(promise, at=match.start()) if promise else None
        if promise and (not promises or promise.start >= promises[-1].end):
            promises.append(promise)
    own = InOrder(Found("commitment", p.start, p.end, p.rule) for p in promises)
    promises = [replace(p, made_on=p.made_on or spoken) if _is_in(p, items) else p for p in promises]
    promises += [promise for promise in listed if not own.between(promise.start, promise.end)]
    promises.sort(key=lambda promise: promise.start)
    promises = [_kept(view, _dated(view, promise, debates, dates)) for promise in promises]
    for promise in _linked(promises, debates):
        fields = {"made_on": promise.made_on, "status": promise.status}
        yield Found("commitment", promise.start, promise.end, promise.rule, fields=fields)


def _met(view: View, dates: InOrder) -> str | None:
    """The day on which a committee met, which its report gives in its head; the report itself is of a later day."""
    if not (said := _MET.search(view.plain, 0, _HEAD)):
        return None
    start, _ = view.sentence(said.start())
    days = [fields["value"] for fields, _ in dates.fields(start, said.start()) if len(fields["value"]) == 10]
    return days[-1] if days else None


def _items(text: str) -> Iterator[re.Match[str]]:
    """The items of lists that are said to be of commitments; ``said`` is one of which a member of government is the subject."""
    for heading in around(text, _LIST, "oezeggingen OEZEGGINGEN", 1):
        at = heading.end()
        while item := _ITEM.match(text, at):
            at = item.end()
            yield item


def _is_in(promise: Promise, items: Iterable[re.Match[str]]) -> bool:
    return any(item.start() <= promise.start < item.end() for item in items)


def _dated(view: View, promise: Promise, debates: InOrder, dates: InOrder) -> Promise:
    """With the day of the debate, or the day itself, that the commitment or the sentence before it gives."""
    if promise.made_on or promise.rule in ("commitment-performative", "commitment-listed"):
        return promise
    text = view.plain
    first = start = view.sentence(promise.at)[0]
    stop = promise.at
    if promise.rule in ("commitment-item", "commitment-noun", "commitment-as-promised"):
        start, stop = promise.start, promise.end
        if promise.rule == "commitment-noun" and not _GEDAAN.search(text, start, stop):
            near = debates.first(start, stop + 40)
            at_it = near and _AT.search(text, max(0, near.start - 20), near.start) and (near.fields or {}).get("date")
            earlier = [
                (f.fields or {})["date"]
                for f in debates.between(first, promise.start)
                if _AT.search(text, max(0, f.start - 20), f.start) or "geleid tot" in text[f.end : promise.start]
            ]
            return replace(promise, made_on=at_it or ([day for day in earlier if day] or [None])[-1])
    elif promise.rule == "commitment-said" and _BACK.search(text, start, promise.end):
        for _ in range(2):
            start = view.sentence(max(0, start - 2))[0]
    held = [
        (f.fields or {})["date"]
        for f in debates.between(start, stop)
        if (f.fields or {})["date"] and f.rule != "debate-held" and not _FOR.search(text, max(0, f.start - 20), f.start)
    ]
    if not held and start == first and (f := debates.first(promise.at, min(promise.at + 90, promise.end))):
        held = [(f.fields or {})["date"]] if _AT.search(text, max(0, f.start - 20), f.start) else []
    days = [d["value"] for d, _ in dates.fields(start, stop) if len(d["value"]) == 10]
    return replace(promise, made_on=([day for day in held if day] or days or [None])[-1])


def _kept(view: View, promise: Promise) -> Promise:
    """With the status *fulfilled* where its sentence says that it was kept."""
    if promise.status != "unknown":
        return promise
    start, end = view.sentence(promise.at)
    start = max(start, promise.start - 120)
    kept = _KEPT.search(view.plain, start, end)
    asked = view.plain[end : end + 1] == "?"  # «Wanneer wordt de toezegging gestand gedaan?»
    if (
        not kept
        or asked
        or _LATER.match(view.plain, kept.end())
        or _NOT_YET.search(view.plain, max(start, kept.start() - 30), kept.start())
    ):
        return promise
    return replace(promise, status="fulfilled")


def _linked(promises: Sequence[Promise], debates: InOrder) -> list[Promise]:
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
