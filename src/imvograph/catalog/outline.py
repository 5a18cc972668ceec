"""A query as nested groups, as much of its grammar as the linter asks about: what stands in which { }, in which order."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from imvograph.sparql import Token

_CLAUSES = ("FILTER", "BIND", "OPTIONAL", "UNION", "MINUS", "GRAPH", "VALUES", "SELECT")


@dataclass
class Element:
    """One part of a group: ``triples`` (a subject and what is said of it), ``filter``, ``bind``, ``values``,
    ``select``, or a group: ``group`` (plain, also the first of a UNION), ``union`` (a later one), ``optional``, ``minus``,
    ``graph``. ``tokens`` are those outside its groups; in the text it stands from ``start`` to ``end``."""

    kind: str
    tokens: list[Token] = field(default_factory=list)
    groups: list["Group"] = field(default_factory=list)
    start: int = 0
    end: int = 0

    @property
    def patterns(self) -> int:
        """How many triple patterns stand in it, without those of its groups."""
        if self.kind != "triples":
            return 0
        depth, signs = 0, 0
        for token in self.tokens:
            depth += {"(": 1, ")": -1, "[": 1, "]": -1}.get(token.text, 0) if token.kind == "punctuation" else 0
            signs += depth == 0 and token.text in (";", ",")
        return 1 + signs - (self.tokens[-1].text == ";")


@dataclass
class Group:
    """What stands between { and }; ``start`` is the offset behind the {."""

    elements: list[Element]
    start: int = 0

    @property
    def patterns(self) -> int:
        """How many triple patterns stand in it and in its groups."""
        return sum(e.patterns + sum(group.patterns for group in e.groups) for e in self.elements)

    def walk(self) -> Iterator["Group"]:
        """This group and all inside it."""
        yield self
        for element in self.elements:
            for group in element.groups:
                yield from group.walk()


def outline(stream: list[Token]) -> Group:
    """The outermost group of a query that parses; the tokens before it are not in it."""
    start = next(number for number, token in enumerate(stream) if token.text == "{")
    return _group(stream, start + 1)[0]


def _group(stream: list[Token], at: int) -> tuple[Group, int]:
    """The group whose first token is at ``at``, and the place after its }."""
    elements: list[Element] = []
    begin = stream[at - 1].end
    while stream[at].text != "}":
        token = stream[at]
        if token.text == ".":
            at += 1
            continue
        if token.text == "{":
            element, at = _with_groups("group", stream, at)
        elif token.is_word(*_CLAUSES):
            element, at = _clause(stream, at)
        else:
            element, at = _triples(stream, at)
        element.start, element.end = token.start, stream[at - 1].end
        elements.append(element)
    return Group(elements, begin), at + 1


def _with_groups(kind: str, stream: list[Token], at: int) -> tuple[Element, int]:
    """An element that ends with its group."""
    element = Element(kind)
    while stream[at].text != "{":
        element.tokens.append(stream[at])
        at += 1
    group, at = _group(stream, at + 1)
    element.groups.append(group)
    return element, at


def _clause(stream: list[Token], at: int) -> tuple[Element, int]:
    kind = stream[at].text.lower()
    if kind in ("optional", "union", "minus", "graph"):
        return _with_groups(kind, stream, at)
    element = Element(kind, [stream[at]])
    at += 1
    if kind == "values":
        while stream[at].text != "{":
            element.tokens.append(stream[at])
            at += 1
        while stream[at].text != "}":
            element.tokens.append(stream[at])
            at += 1
        return element, at + 1
    if kind == "select":  # to the end of the group: its WHERE, and what follows it
        while stream[at].text != "}":
            if stream[at].text == "{":
                group, at = _group(stream, at + 1)
                element.groups.append(group)
            else:
                element.tokens.append(stream[at])
                at += 1
        return element, at
    depth = 0
    while True:
        token = stream[at]
        if token.text == "{":
            group, at = _group(stream, at + 1)
            element.groups.append(group)
        else:
            element.tokens.append(token)
            depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "punctuation" else 0
            at += 1
        if depth == 0 and (token.text in (")", "{")):
            return element, at


def _triples(stream: list[Token], at: int) -> tuple[Element, int]:
    element, depth = Element("triples"), 0
    while True:
        token = stream[at]
        if depth == 0 and (token.text in ("{", "}", ".") or token.is_word(*_CLAUSES)):
            return element, at
        depth += {"(": 1, ")": -1, "[": 1, "]": -1}.get(token.text, 0) if token.kind == "punctuation" else 0
        element.tokens.append(token)
        at += 1
