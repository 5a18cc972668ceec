"""Rules about time: possible dates, the order of things, and one holder of a post on a day."""

import re
from collections.abc import Iterator
from datetime import date

from pyoxigraph import Literal, Triple

from imvograph.gate.change import RDF_TYPE, iris, words
from imvograph.gate.names import prefixed
from imvograph.gate.report import Result
from imvograph.gate.rules.rule import Rule
from imvograph.gate.view import View
from imvograph.model.iris import IMVO, PREFIXES, thing

FIRST, LAST = 1945, 2100
DATE_RANGE = Rule(
    "date-range",
    "{came} ligt buiten 1945–2100. Is het jaar goed overgenomen? Houd wat een bron zo afdrukt als imvo:statedValue "
    "van een imvo:SourceAnomaly",
    "{came} lies outside 1945–2100. Has the year been copied rightly? Keep what a source prints so as "
    "imvo:statedValue of an imvo:SourceAnomaly",
)
DECISION_BEFORE_MOTION = Rule(
    "decision-before-motion",
    "Het besluit {decision} zou van {decided} zijn, maar de motie {motion} is van {moved}. Controleer beide datums; "
    "zegt de bron het zo, gebruik dan imvo:statedDate en een imvo:SourceAnomaly",
    "The decision {decision} would be of {decided}, but the motion {motion} is of {moved}. Check both dates; if the "
    "source says so, use imvo:statedDate and an imvo:SourceAnomaly",
)
ONE_HOLDER = Rule(
    "one-holder",
    "{came} en {other} zouden {post} tegelijk bekleden, van {start} tot en met {end}. Verbeter de datums, of geef de "
    "periode de status «disputed» als bronnen verschillen",
    "{came} and {other} would hold {post} at the same time, from {start} up to and including {end}. Mend the dates, "
    "or give the term the status “disputed” if sources differ",
)
RULES = (DATE_RANGE, DECISION_BEFORE_MOTION, ONE_HOLDER)

_DATES = {PREFIXES["xsd"] + name for name in ("date", "dateTime", "gYear", "gYearMonth")}
START, END, POST = IMVO + "startDate", IMVO + "endDate", IMVO + "termOfPost"
DECIDED_ON, DATED, MEMBER = IMVO + "decidedOn", PREFIXES["dcterms"] + "date", PREFIXES["org"] + "member"
STATUS = IMVO + "assertionStatus"
_DISPUTED = thing("assertion-status", "disputed")


def check(view: View) -> Iterator[Result]:
    for iri in view.changed:
        yield from _range(iri, view.here(iri))
        types = view.types(iri)
        if IMVO + "Decision" in types:
            for motion in iris(view.everything(iri), DECIDED_ON):
                yield from _order(view, iri, motion, focus=iri)
        if IMVO + "Motion" in types and words(view.here(iri), DATED) and view.changes(iri, DATED, RDF_TYPE.value):
            for decision in view.pointing(DECIDED_ON, iri):
                if not view.looks_at(decision):
                    yield from _order(view, decision, iri, focus=decision if view.speaks_of(decision) else iri)
        if IMVO + "RoleTerm" in types and view.changes(iri, START, END, POST, MEMBER, STATUS, RDF_TYPE.value):
            yield from _holders(view, iri)


def _range(iri: str, told: list[Triple]) -> Iterator[Result]:
    for triple in told:
        value = triple.object
        if isinstance(value, Literal) and value.datatype.value in _DATES:
            year = re.match(r"(-?[0-9]{4,})(?:-|$)", value.value)
            if year and not FIRST <= int(year[1]) <= LAST:
                yield DATE_RANGE.broken(iri, triple.predicate.value, value, came=value.value)


def _order(view: View, decision: str, motion: str, focus: str) -> Iterator[Result]:
    decided = _days(view.everything(decision), START)
    moved = _days(view.everything(motion), DATED)
    if decided and moved and max(decided) < min(moved):
        both_ours = words(view.here(decision), START) and words(view.here(motion), DATED)
        yield DECISION_BEFORE_MOTION.broken(
            focus,
            START if focus == decision else DATED,
            decision=prefixed(decision),
            motion=prefixed(motion),
            decided=max(decided),
            moved=min(moved),
            severity="Violation" if both_ours else "Warning",
        )


def _holders(view: View, term: str) -> Iterator[Result]:
    told = view.everything(term)
    held = _period(told)
    if held is None or _DISPUTED in iris(told, STATUS):
        return
    for post in iris(told, POST):
        for other in view.pointing(POST, post):
            theirs = view.everything(other)
            period = _period(theirs)
            same = set(iris(told, MEMBER)) & set(iris(theirs, MEMBER))
            if other == term or same or period is None or _DISPUTED in iris(theirs, STATUS):
                continue
            if IMVO + "RoleTerm" not in iris(theirs, RDF_TYPE.value):
                continue
            start, end = max(held[0], period[0]), min(held[1], period[1])
            if start <= end:
                # Of two in this graph the first is named, whichever of them the change touches.
                one, two = sorted((term, other)) if view.speaks_of(other) else (term, other)
                yield ONE_HOLDER.broken(
                    one, POST, came=prefixed(one), other=prefixed(two), post=prefixed(post), start=start, end=end
                )


def _period(told: list[Triple]) -> tuple[date, date] | None:
    """First and last day of a term; without a start it cannot be placed, without an end it goes on."""
    starts, ends = _days(told, START), _days(told, END)
    return (min(starts), max(ends) if ends else date.max) if starts else None


def _days(told: list[Triple], path: str) -> list[date]:
    found = []
    for text in words(told, path):
        try:
            found.append(date.fromisoformat(text))
        except ValueError:
            continue  # no date: the shape of this property says so
    return found
