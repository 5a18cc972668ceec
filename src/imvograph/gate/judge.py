"""What a result of an engine counts for in one change: who said it, and what came."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pyoxigraph import Literal

from imvograph.gate.change import RDF_TYPE, iris, objects, words
from imvograph.gate.names import prefixed
from imvograph.gate.report import SH, Result
from imvograph.gate.view import View
from imvograph.model.iris import IMVO

# What SHACL cannot see: whether it was this graph or another that said the other half of a contradiction.
_ELSEWHERE = {
    "nl": "Dat komt niet door deze graaf alleen: een andere zegt iets anders, en beide blijven staan",
    "en": "It does not come from this graph alone: another one says otherwise, and both stay",
}
_ILL_FORMED = ("DatatypeConstraintComponent", "PatternConstraintComponent")
_CAME = {"nl": "Er staat nu: ", "en": "There is now: "}
_MORE = {"nl": " en nog {} andere", "en": " and {} more"}
SHOWN = 10
"""So many values that came stand in a message."""


def judged(results: Iterable[Result], view: View, said: Iterable[Result]) -> Iterator[Result]:
    """The results that count for a change, with the severity that they have for it; ``said`` is what the rules found."""
    unknown = {(result.focus, result.path) for result in said}
    every = list(results)
    no_values = {r.focus for r in every if r.path and r.component.removeprefix(SH) in _ILL_FORMED}
    for result in every:
        component = result.component.removeprefix(SH)
        said_already = component == "ClosedConstraintComponent" and (result.focus, result.path) in unknown
        order_of_no_values = component.startswith("LessThan") and result.focus in no_values
        if not said_already and not order_of_no_values:
            yield from _for_this_change(result, view)


def _for_this_change(result: Result, view: View) -> Iterator[Result]:
    ours = _is_ours(result, view)
    if not ours and not view.speaks_of(result.focus):
        return  # a thing that left this graph only counts for what it lacks
    closed = result.component == SH + "ClosedConstraintComponent"
    if not ours and closed and iris(view.others(result.focus), RDF_TYPE.value):
        return  # who gave the property gave another class too: a rule in code says so
    messages = dict(result.messages)
    if result.path and result.value is None and (came := objects(view.everything(result.focus), result.path)):
        shown = ", ".join(prefixed(str(value)) for value in came[:SHOWN])
        more = len(came) - SHOWN
        for lang, text in messages.items():
            messages[lang] = f"{text}. {_CAME[lang]}{shown}" + (_MORE[lang].format(more) if more > 0 else "")
    if not ours:
        messages = {lang: f"{text}. {_ELSEWHERE[lang]}" for lang, text in messages.items()}
        severity = "Warning" if result.severity == "Violation" else result.severity
        result = replace(result, severity=severity)
    yield replace(result, messages=messages)


def _is_ours(result: Result, view: View) -> bool:
    """Whether the triples of this graph alone give the result; what is lacking is always ours to give."""
    component = result.component.removeprefix(SH).removesuffix("ConstraintComponent")
    if result.path is None or component in ("MinCount", "QualifiedMinCount"):
        return True
    values, written = view.values(result.focus, result.path)
    if component == "MaxCount":
        return len(values) > 1  # the linter of the shapes knows no other maximum
    if component == "UniqueLang":
        languages = [value.language for value in values if isinstance(value, Literal) and value.language]
        return len(languages) > len(set(languages))
    if component == "LessThanOrEquals":  # days as the shapes allow them sort as they are written
        ends = words(view.here(result.focus), IMVO + "endDate")
        return bool(ends) and any(start > min(ends) for start in words(view.here(result.focus), result.path))
    return result.value in written
