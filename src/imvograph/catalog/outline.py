"""A query as nested groups, as much of its grammar as the linter asks about: what stands in which { }, in which order."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from imvograph.sparql import Token, tokens

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

    def said(self) -> Iterator[Token]:
        """All its tokens, those of its groups too."""
        yield from self.tokens
        for group in self.groups:
            yield from group.said()

    @property
    def variables(self) -> set[str]:
        """The names of all its variables, without the question mark."""
        return {token.text[1:] for token in self.said() if token.kind == "variable"}


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

    def said(self) -> Iterator[Token]:
        """All its tokens, those of the groups in it too."""
        for element in self.elements:
            yield from element.said()

    @property
    def has_union(self) -> bool:
        """Whether a UNION stands in it, not in a group of it."""
        return any(element.kind == "union" for element in self.elements)

    @property
    def branches(self) -> list["Group"]:
        """The branches of its UNION, or itself: where what is known must stand, so that no branch searches all."""
        return [e.groups[0] for e in self.elements if e.kind in ("group", "union")] if self.has_union else [self]

    @property
    def required(self) -> set[str]:
        """The variables that each solution binds, by a pattern in it, in a GRAPH in it, or in each branch of a UNION (one in
        a group)."""
        patterns = [element for element in self.elements if element.kind in ("triples", "graph")]
        inner = [e for element in patterns for group in element.groups for e in group.elements if e.kind == "triples"]
        own = {token.text[1:] for e in (*patterns, *inner) for token in e.tokens if token.kind == "variable"}
        branches = [group.required for e in self.elements if e.kind in ("group", "union") for group in e.groups]
        return own.union(set.intersection(*branches)) if branches else own


Edit = tuple[int, int, str]
"""From where, to where, and what comes there."""


def body(text: str) -> Group:
    """The outermost group of the text of a query."""
    return outline(list(tokens(text)))


def changed(text: str, edits: Collection[Edit]) -> str:
    """The text with its edits, which do not overlap."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


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
