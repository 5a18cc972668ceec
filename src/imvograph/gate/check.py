"""``Gate.check``: a change and its context → rules in code and a SHACL engine → a report."""

from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize
from pyoxigraph import parse as parse_rdf

from imvograph.errors import TurtleError
from imvograph.gate import rules
from imvograph.gate.change import RDF_TYPE, Change, Context, View, objects, words
from imvograph.gate.engines import SH, validator
from imvograph.gate.names import prefixed
from imvograph.gate.report import Report, Result
from imvograph.gate.vocabulary import Vocabulary
from imvograph.model.iris import IMVO

# What SHACL cannot see: whether it was this graph or another that said the other half of a contradiction.
_ELSEWHERE = {
    "nl": "Dat komt niet door deze graaf alleen: een andere zegt iets anders, en beide blijven staan",
    "en": "It does not come from this graph alone: another one says otherwise, and both stay",
}
_ILL_FORMED = ("DatatypeConstraintComponent", "PatternConstraintComponent")
_CAME = {"nl": "Er staat nu: ", "en": "There is now: "}


class Gate:
    """The shapes and the ontology, ready to judge changes.

    ``shapes``: Turtle of all shapes; ``vocabulary``: the triples of the ontology; ``engine``: ``turbo`` or ``pyshacl``.
    Raises `SettingError` for an engine that is not there, `TurtleError` for shapes that do not parse or compile.
    """

    def __init__(self, shapes: bytes, vocabulary: frozenset[Triple], engine: str = "turbo") -> None:
        self._vocabulary = Vocabulary(vocabulary)
        self._paths = _paths(shapes) | {RDF_TYPE.value}
        self._validator = validator(engine, shapes)

    def check(self, change: Change, context: Context) -> Report:
        """What is wrong with a change: with its own triples, and with the things it speaks of once it is made.

        A Violation refuses the change. What only arises because two graphs say different things is a Warning: one
        source cannot be refused for what another one says. The cost follows the change, not the graph.
        """
        view = View(change, context, self._vocabulary)
        found = list(rules.check(view, self._paths | self._vocabulary.properties))
        unknown = {(r.focus, r.path) for r in found if r.rule == rules.UNKNOWN_PROPERTY.iri}
        results = self._validator.validate(_data(view))
        no_values = {r.focus for r in results if r.path and r.component.removeprefix(SH) in _ILL_FORMED}
        for result in results:
            component = result.component.removeprefix(SH)
            said_already = component == "ClosedConstraintComponent" and (result.focus, result.path) in unknown
            order_of_no_values = component.startswith("LessThan") and result.focus in no_values
            if not said_already and not order_of_no_values:
                found.extend(_judged(result, view))
        return Report.of(change.graph, found)


def _paths(shapes: bytes) -> frozenset[str]:
    """The properties that the shapes speak of."""
    try:
        quads = list(parse_rdf(shapes, format=RdfFormat.TURTLE))
    except SyntaxError as exc:
        raise TurtleError(f"the shapes do not parse: {exc}") from exc
    path = NamedNode(SH + "path")
    return frozenset(q.object.value for q in quads if q.predicate == path and isinstance(q.object, NamedNode))


def _data(view: View) -> bytes:
    """All that is said of the things of a change, as canonical N-Triples; of the classes only the narrowest."""
    told: list[Triple] = []
    for iri in (*view.own, *view.left):
        told.extend(triple for triple in view.everything(iri) if triple.predicate != RDF_TYPE)
        told.extend(Triple(NamedNode(iri), RDF_TYPE, NamedNode(cls)) for cls in sorted(view.types(iri)))
    return serialize(told, format=RdfFormat.N_TRIPLES) or b""


def _judged(result: Result, view: View) -> Iterator[Result]:
    """A result as it counts for this change: who said it, and what came."""
    told = view.own.get(result.focus, [])
    ours = _is_ours(result, told)
    if not ours and (result.focus not in view.own or result.component == SH + "ClosedConstraintComponent"):
        return  # a thing that left this graph only counts for what it lacks; two classes are said by a rule in code
    messages = dict(result.messages)
    if result.path and result.value is None:
        came = [prefixed(str(v)) for v in objects(view.everything(result.focus), result.path)]
        if came:
            messages = {lang: f"{text}. {_CAME[lang]}{', '.join(came)}" for lang, text in messages.items()}
    if not ours:
        messages = {lang: f"{text}. {_ELSEWHERE[lang]}" for lang, text in messages.items()}
        severity = "Warning" if result.severity == "Violation" else result.severity
        result = replace(result, severity=severity)
    yield replace(result, messages=messages)


def _is_ours(result: Result, told: list[Triple]) -> bool:
    """Whether the triples of this graph alone give the result; what is lacking is always ours to give."""
    component = result.component.removeprefix(SH).removesuffix("ConstraintComponent")
    if result.path is None or component in ("MinCount", "QualifiedMinCount"):
        return True
    values = objects(told, result.path)
    if component == "MaxCount":
        return len(values) > 1  # the linter of the shapes (tests/gate) knows no other maximum
    if component == "UniqueLang":
        languages = [value.language for value in values if isinstance(value, Literal) and value.language]
        return len(languages) > len(set(languages))
    if component == "LessThanOrEquals":  # days as the shapes allow them sort as they are written
        ends = words(told, IMVO + "endDate")
        return any(start > end for start in words(told, result.path) for end in ends)
    return result.value in {str(value) for value in values}
