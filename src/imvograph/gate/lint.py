"""The conditions on shapes that make the gate's cut of the data right, and the engines agree; each broken one is a sentence.

A shape may look at its own thing only: so whatever a change
can break is one of the things that it touches, and rules in code follow links where that is needed.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat
from pyoxigraph import parse as parse_rdf

from imvograph.errors import TurtleError
from imvograph.gate.change import Node, Term
from imvograph.gate.names import prefixed
from imvograph.model.iris import PREFIXES, SHAPES

_SH, _RDF = PREFIXES["sh"], PREFIXES["rdf"]
ALLOWED = frozenset(
    {
        *("targetClass", "closed", "ignoredProperties", "property", "path", "severity", "message"),
        *("minCount", "maxCount", "datatype", "nodeKind", "pattern", "in", "languageIn", "uniqueLang", "or"),
        *("minInclusive", "lessThan", "lessThanOrEquals", "qualifiedValueShape", "qualifiedMinCount"),
    }
)
"""The properties of SHACL in use: what both engines read alike, and what looks no further than its own thing."""

_PARTS = ("property", "node", "not", "qualifiedValueShape")
_LISTS = ("or", "and", "xone")


class Shapes:
    """Shapes as they are written, by shape and property of SHACL. Raises `TurtleError` if the text does not parse."""

    def __init__(self, turtle: bytes) -> None:
        self._about: dict[Node, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        try:
            for quad in parse_rdf(turtle, format=RdfFormat.TURTLE):
                name = quad.predicate.value.removeprefix(_SH)
                self._about[quad.subject][name].append(quad.object)
        except SyntaxError as exc:
            raise TurtleError(f"the shapes do not parse: {exc}") from exc

    @cached_property
    def paths(self) -> frozenset[str]:
        """The properties that the shapes speak of."""
        values = (value for told in self._about.values() for value in told.get("path", ()))
        return frozenset(value.value for value in values if isinstance(value, NamedNode))

    @cached_property
    def paths_of_classes(self) -> dict[str, frozenset[str]]:
        """For each target class the properties that its shapes look at."""
        found: dict[str, set[str]] = defaultdict(set)
        for shape, told in list(self._about.items()):
            for cls in told.get("targetClass", ()):
                if isinstance(cls, NamedNode):
                    found[cls.value].update(self._looked_at(shape))
        return {cls: frozenset(paths) for cls, paths in found.items()}

    def findings(self) -> list[str]:
        """Every condition that is broken, as a sentence that names the shape; sorted."""
        checks = (self._names, self._terms, self._below, self._values)
        return sorted({sentence for check in checks for sentence in check()})

    def _is(self, node: object, kind: str) -> bool:
        types = self._about[node].get(_RDF + "type", ()) if isinstance(node, NamedNode | BlankNode) else ()
        return NamedNode(_SH + kind) in types

    def _all(self) -> list[tuple[Node, dict[str, list[Term]]]]:
        return [(node, told) for node, told in list(self._about.items()) if told]

    def _shapes(self) -> list[tuple[Node, dict[str, list[Term]]]]:
        return [(n, told) for n, told in self._all() if self._is(n, "NodeShape") or self._is(n, "PropertyShape")]

    def _members(self, head: Term) -> Iterator[Node]:
        seen: set[Term] = set()
        while isinstance(head, BlankNode) and head not in seen:
            seen.add(head)
            told = self._about[head]
            yield from (m for m in told.get(_RDF + "first", ()) if isinstance(m, NamedNode | BlankNode))
            head = next(iter(told.get(_RDF + "rest", ())), NamedNode(_RDF + "nil"))

    def _parts(self, shape: Node) -> Iterator[Node]:
        """The shapes that a shape is made of."""
        told = self._about[shape]
        yield from (p for name in _PARTS for p in told.get(name, ()) if isinstance(p, NamedNode | BlankNode))
        yield from (member for name in _LISTS for head in told.get(name, ()) for member in self._members(head))

    def _looked_at(self, shape: Node, above: frozenset[Node] = frozenset()) -> Iterator[str]:
        if shape in above:
            return
        told = self._about[shape]
        for name in ("path", "lessThan", "lessThanOrEquals"):
            yield from (value.value for value in told.get(name, ()) if isinstance(value, NamedNode))
        for part in self._parts(shape):
            yield from self._looked_at(part, above | {shape})

    def _names(self) -> Iterator[str]:
        for node, told in self._all():
            if isinstance(node, BlankNode):
                if not set(told) <= {_RDF + "first", _RDF + "rest"}:
                    yield f"a blank node states {', '.join(sorted(told))}: blank nodes only make lists; name the shape"
            elif not str(node).startswith(f"<{SHAPES}") and (
                self._is(node, "PropertyShape") or self._is(node, "NodeShape")
            ):
                yield f"{_name(node)} is no IRI below {SHAPES}: results name their rule by it"

    def _terms(self) -> Iterator[str]:
        for node, told in self._all():
            for name in told:
                if not name.startswith("http") and name not in ALLOWED:
                    yield (
                        f"{_name(node)} uses sh:{name}, which looks further than its own thing or which engines read "
                        "differently; write a rule in code (gate/rules), which says what it follows"
                    )

    def _below(self) -> Iterator[str]:
        for shape, told in self._shapes():
            paths = told.get("path", ())
            if self._is(shape, "PropertyShape") and not (len(paths) == 1 and isinstance(paths[0], NamedNode)):
                yield f"{_name(shape)} has another path than a single property"
            if self._is(shape, "PropertyShape") and told.get("property"):
                yield f"{_name(shape)} has sh:property below a property shape: its results would name the value"
            if self._recurs(shape, frozenset()):
                yield f"{_name(shape)} is made of itself"
            for part in self._parts(shape):
                if not (self._is(part, "NodeShape") or self._is(part, "PropertyShape")):
                    yield f"{_name(part)}, a part of {_name(shape)}, is not described as a shape"

    def _recurs(self, shape: Node, above: frozenset[Node]) -> bool:
        return shape in above or any(self._recurs(part, above | {shape}) for part in self._parts(shape))

    def _values(self) -> Iterator[str]:
        limited = {p for _, told in self._all() if told.get("maxCount") for p in told.get("path", ())}
        spoken = {p for _, told in self._all() if told.get("languageIn") for p in told.get("path", ())}
        for shape, told in self._shapes():
            for most in told.get("maxCount", ()):
                if not (isinstance(most, Literal) and most.value == "1"):
                    yield f"{_name(shape)} has another sh:maxCount than 1: the gate could not say which graph broke it"
            for pattern in told.get("pattern", ()):
                if isinstance(pattern, Literal) and (wrong := _pattern(pattern.value)):
                    yield f"{_name(shape)} has a pattern {wrong}"
            for name in ("lessThan", "lessThanOrEquals"):
                # A thing with very many values is judged in slices; then one maximum must be broken anyhow.
                if told.get(name) and not {*told[name], *told.get("path", ())} <= limited:
                    yield f"{_name(shape)} compares properties of which a shape must also say sh:maxCount 1"
            if told.get("uniqueLang") and not set(told.get("path", ())) <= spoken:
                yield f"{_name(shape)} has sh:uniqueLang on a property of which no shape says sh:languageIn"


def _pattern(pattern: str) -> str:
    if not pattern.startswith("^"):
        return "that does not begin with ^"
    if re.search(r"\\[pP]|\(\?", pattern):
        return r"with \p{…} or a look-ahead, which not every engine reads"
    try:
        re.compile(pattern)
    except re.error as exc:
        return f"that is none ({exc})"
    return ""


def _name(node: Node) -> str:
    return prefixed(node.value) if isinstance(node, NamedNode) else "a blank node"
