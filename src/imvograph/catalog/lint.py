"""What a curated query may not do, so that every engine gives the same answer and Oxigraph's planner a good plan.

A rule is a function from a query to sentences; each was measured: where engines gave different rows (Oxigraph, rdflib,
Virtuoso 7.2.5), or where a form took 5 to 6,000 times as long as its rewrite at a million triples (Oxigraph 0.5.13).
Traps that only knowledge of the data can tell (which of two patterns is the more selective) are no rules here.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from imvograph.catalog.files import projection
from imvograph.catalog.outline import Element, Group, outline
from imvograph.catalog.plan import not_retired
from imvograph.catalog.query import Query
from imvograph.sparql import Token, tokens


@dataclass(frozen=True)
class Finding:
    """A rule that a query breaks, and what to write instead."""

    rule: str
    message: str


@dataclass(frozen=True)
class _Text:
    """A query as the rules look at it."""

    query: Query
    stream: list[Token]
    body: Group

    @property
    def groups(self) -> list[Group]:
        return list(self.body.walk())

    @property
    def elements(self) -> list[Element]:
        return [element for group in self.groups for element in group.elements]

    def calls(self, *names: str) -> Iterator[list[Token]]:
        """The arguments of each call of a function, as tokens."""
        for number, token in enumerate(self.stream[:-1]):
            if token.is_word(*names) and self.stream[number + 1].text == "(":
                yield list(_bracketed(self.stream[number + 1 :]))


_Rule = Callable[[_Text], Iterator[str]]
RULES: dict[str, _Rule] = {}
"""Every rule by its name."""


def lint(query: Query) -> list[Finding]:
    """The rules that a query breaks; none if it may go into the catalogue."""
    stream = list(tokens(query.text))
    text = _Text(query, stream, outline(stream))
    return [Finding(name, message) for name, rule in RULES.items() for message in rule(text)]


def _rule(function: _Rule) -> _Rule:
    RULES[function.__name__.replace("_", "-")] = function
    return function


# Portability: the same rows from every engine


@_rule
def listed_variables(text: _Text) -> Iterator[str]:
    """The order of the columns of ``SELECT *`` differs."""
    names = projection(text.stream) if text.query.form == "SELECT" else []
    if "*" in names:
        yield "list the variables instead of SELECT *"
    if len(set(names)) != len(names):
        yield f"a variable is given twice: {names}"


@_rule
def own_prefixes(text: _Text) -> Iterator[str]:
    """Virtuoso and rdflib know prefixes that nobody declared, Oxigraph refuses them."""
    declared = [after.text for before, after in pairwise(text.stream) if before.is_word("PREFIX")]
    used = {token.text.partition(":")[0] + ":" for token in text.stream if token.kind == "prefixed"}
    named = {token.text for token in text.stream if token.kind == "prefixed"} - set(declared)
    needed = {name.partition(":")[0] + ":" for name in named}
    for prefix in sorted(used - set(declared)):
        yield f"declare PREFIX {prefix}"
    for prefix in sorted(set(declared) - needed):
        yield f"PREFIX {prefix} is not used; remove it"


@_rule
def only_reads_here(text: _Text) -> Iterator[str]:
    """No other server, no choice of dataset, no update; ENCODE_FOR_URI appends a NUL on Virtuoso."""
    for word in sorted({token.text.upper() for token in text.stream if token.kind == "word"} & _ELSEWHERE):
        yield f"{word} may not be used"


@_rule
def terms_in_place(text: _Text) -> Iterator[str]:
    """A VALUES in front of a nested group gives 0, 0 or 1 rows on three engines; a trailing one fails on Virtuoso."""
    inside = {id(token) for element in text.elements if element.kind == "values" for token in element.tokens}
    for element in text.elements:
        if element.kind == "values" and any(token.kind == "parameter" for token in element.tokens):
            yield "a parameter in VALUES; write it where the term stands"
        elif element.kind == "values" and [t.text for t in element.tokens if t.kind == "variable"] != ["?class"]:
            yield "VALUES is for ?class only; write the term where it stands"
    if any(token.is_word("VALUES") and id(token) not in inside for token in text.stream):
        yield "no VALUES behind the query; write the terms where they stand"


@_rule
def total_order(text: _Text) -> Iterator[str]:
    """Rows that tie come in any order; IRIs, literals and language tags are ordered differently: sort by STR()."""
    if text.query.form != "SELECT":
        return
    start = max((n for n, token in enumerate(text.stream) if token.is_word("ORDER")), default=None)
    if start is None:
        yield "there is no ORDER BY"
        return
    order = text.stream[start:]
    names = {token.text[1:] for token in order if token.kind == "variable"}
    for name in sorted(_row_keys(text) - names):
        yield f"?{name} tells rows apart and is missing in ORDER BY"
    for before, token in pairwise(order):
        column = text.query.columns.get(token.text[1:])
        if token.kind == "variable" and column and column.kind == "thing" and before.text != "(":
            yield f"order by STR({token.text}), not by the IRI itself"


@_rule
def strings_concatenated(text: _Text) -> Iterator[str]:
    """GROUP_CONCAT of IRIs is unbound on Oxigraph, and so is one over rows of which some lack it: give these ""."""
    for arguments in text.calls("GROUP_CONCAT"):
        words = [token.text.upper() for token in arguments[:4] if token.text != "("]
        if words[:2] != ["DISTINCT", "STR"] and words[:1] != ["STR"] and words[:3] != ["DISTINCT", "COALESCE", "STR"]:
            yield 'write GROUP_CONCAT(DISTINCT STR(?x); …), or DISTINCT COALESCE(STR(?x), "") after a UNION'


@_rule
def sums_of_nothing(text: _Text) -> Iterator[str]:
    """SUM and AVG of nothing are 0 or unbound."""
    for before, token in pairwise(_significant(text.stream)):
        if token.is_word("SUM", "AVG") and not before.is_word("COALESCE"):
            yield f"write COALESCE({token.text}(…), 0)"


@_rule
def least_of_strings(text: _Text) -> Iterator[str]:
    """MIN(STR(?x)) over rows where ?x is unbound differs."""
    for arguments in text.calls("MIN", "MAX"):
        if arguments and arguments[0].is_word("STR"):
            yield "MIN and MAX take the variable itself, not STR()"


@_rule
def exact_division(text: _Text) -> Iterator[str]:
    """7/2 is 3 on Virtuoso."""
    for before, token, after in zip(text.stream, text.stream[1:], text.stream[2:], strict=False):
        if (
            token.text == "/"
            and {before.kind, after.kind} & {"variable", "parameter", "number"}
            and "." not in after.text
        ):
            yield f"{before.text}/{after.text}: cast to xsd:decimal before dividing"


@_rule
def no_durations(text: _Text) -> Iterator[str]:
    """The difference of two days is P2D, an xsd:duration or 172800."""
    for token in text.stream:
        if token.kind in ("iri", "prefixed") and "duration" in token.text.lower():
            yield "no arithmetic with dates; give both days"


@_rule
def matched_languages(text: _Text) -> Iterator[str]:
    """Tags come back as @nl or @NL; DATATYPE() of a text with a language is unbound on Virtuoso."""
    for token in text.stream:
        if token.is_word("DATATYPE"):
            yield "DATATYPE() differs; ask for the property that has the datatype"
    for element in text.elements:
        flat = " ".join(token.text.upper() for token in element.tokens)
        if re.search(r"(?<!LANGMATCHES \( )\bLANG \( [?$]\S+ \) !?=|= LANG \(", flat):
            yield "compare languages with LANGMATCHES(LANG(?x), …)"


@_rule
def no_existence_as_value(text: _Text) -> Iterator[str]:
    """EXISTS in SELECT or BIND fails on rdflib."""
    outside = text.stream[: next(n for n, t in enumerate(text.stream) if t.text == "{")]
    places = [outside, *(e.tokens for e in text.elements if e.kind in ("bind", "select"))]
    if any(token.is_word("EXISTS") for place in places for token in place):
        yield "EXISTS stands in FILTER only"


@_rule
def no_casts(text: _Text) -> Iterator[str]:
    """rdflib cannot cast to xsd:date."""
    for token, after in pairwise(text.stream):
        if token.kind == "prefixed" and token.text in ("xsd:date", "xsd:dateTime") and after.text == "(":
            yield f"no cast {token.text}(); compare the days as they are stored, or their text"


@_rule
def anchored_paths(text: _Text) -> Iterator[str]:
    """Virtuoso refuses ``a*`` and ``a+`` with both ends unbound."""
    counts: dict[str, int] = {}
    for token in text.stream:
        counts[token.text] = counts.get(token.text, 0) + 1
    for element in text.elements:
        ends = element.tokens[:1] + element.tokens[-1:]
        closed = [t for before, t in pairwise(element.tokens) if t.text in ("*", "+") and before.text != "("]
        if element.kind == "triples" and closed and all(t.kind == "variable" and counts[t.text] < 2 for t in ends):
            yield f"the path from {ends[0].text} to {ends[1].text} starts and ends anywhere; bind one end"


@_rule
def aggregates_said(text: _Text) -> Iterator[str]:
    """Virtuoso does not parse ``ORDER BY MIN(?x)``."""
    start = max((n for n, token in enumerate(text.stream) if token.is_word("ORDER")), default=len(text.stream))
    depth = 0
    for token in text.stream[start:]:
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "punctuation" else 0
        if depth == 0 and token.is_word("MIN", "MAX", "COUNT", "SUM", "AVG", "SAMPLE"):
            yield f"write ASC({token.text.upper()}(…)) in ORDER BY"


@_rule
def filters_with_patterns(text: _Text) -> Iterator[str]:
    """Virtuoso forgets a FILTER in an inner group that holds only groups and no pattern of its own."""
    for group in text.groups:
        kinds = {element.kind for element in group.elements}
        if group is not text.body and "filter" in kinds and kinds <= {"filter", "group", "union", "optional"}:
            yield "a FILTER over a UNION inside a group; flatten the UNION and write FILTER(?path = … || …) behind it"


@_rule
def alternatives_last(text: _Text) -> Iterator[str]:
    """Virtuoso loses rows where an OPTIONAL with ``a|b`` that finds nothing comes before a plain one."""
    for group in text.groups:
        seen = False
        for element in group.elements:
            if element.kind == "optional":
                alternatives = any(t.text == "|" for e in element.groups[0].elements for t in e.tokens)
                if seen and not alternatives:
                    yield "an OPTIONAL with alternatives (a|b) comes after those without"
                    break
                seen = seen or alternatives


@_rule
def small_pages(text: _Text) -> Iterator[str]:
    """Virtuoso cuts at 10,000 rows; OFFSET 1000 at ten million triples took 580 times as long as paging by key."""
    for token, after in pairwise(text.stream):
        if token.is_word("OFFSET"):
            yield "no OFFSET; page by key: FILTER(?key > …)"
        if token.is_word("LIMIT") and after.text.isdecimal() and int(after.text) >= 10_000:
            yield f"LIMIT {after.text}: stay under 10,000"


@_rule
def plain_characters(text: _Text) -> Iterator[str]:
    """Engines decode code-point escapes at different moments."""
    for token in text.stream:
        if token.kind == "string" and re.search(r"\\[uU]", token.text):
            yield f"{token.text[:20]}: write the character itself"


# The planner of Oxigraph, which has no statistics: the author is the optimiser


@_rule
def union_joined(text: _Text) -> Iterator[str]:
    """Patterns behind a UNION are joined with all of it: over 60 s against 10 ms."""
    for before, after in _neighbours(text):
        if "union" in before and after.kind in ("triples", "values", "graph", "group"):
            yield f"{_said(after)} follows a UNION; repeat it in every branch, or make it FILTER EXISTS or OPTIONAL"
        if "union" in before and after.kind == "optional" and not _starts_bound(text, after.groups[0]):
            yield f"{_said(after.groups[0].elements[0])} in an OPTIONAL after a UNION must start from what is bound"


@_rule
def optional_last(text: _Text) -> Iterator[str]:
    """An OPTIONAL before a required pattern: 136 to 370 times as long."""
    for before, after in _neighbours(text):
        if "optional" in before and after.kind in ("triples", "values", "graph", "group", "union"):
            yield f"{_said(after)} follows an OPTIONAL; required patterns come first"


@_rule
def classes_named(text: _Text) -> Iterator[str]:
    """``?x a ?class`` reads every type (2,800 times): VALUES ?class before it, or a subject that is bound."""
    for group in text.groups:
        bound: set[str] = set()
        for element in group.elements:
            names = [token.text for token in element.tokens if token.kind == "variable"]
            if element.kind == "values":
                bound |= set(names)
            for name, verb, kind in zip(element.tokens, element.tokens[1:], element.tokens[2:], strict=False):
                first = group is text.body and element.kind == "triples" and name.kind == kind.kind == "variable"
                if first and verb.text == "a" and not {name.text, kind.text} & bound:
                    yield f"{name.text} a {kind.text} reads every type; write VALUES {kind.text} {{ … }} before it"
            bound |= set(names) | {t.text for g in element.groups for e in g.elements for t in e.tokens}


@_rule
def literal_in_pattern(text: _Text) -> Iterator[str]:
    """FILTER(STR(?x) = "…") reads every ?x (500 times); FILTER(?x = <iri>) as well (72 times)."""
    for element in text.elements:
        flat = " ".join(token.text for token in element.tokens)
        if element.kind == "filter" and re.fullmatch(r'FILTER \( STR \( \?\w+ \) = ("[^"]*"|\$\w+) \)', flat):
            yield "write the literal in the pattern, with its language or datatype, instead of FILTER(STR(?x) = …)"
        # A column that is called like the parameter cannot be bound in another way: ?x and $x are one name.
        if element.kind == "filter" and re.fullmatch(r"FILTER \( \?(\w+) = (<\S+>|\w*:\S+|\$(?!\1 )\w+) \)", flat):
            yield "write the term in the pattern instead of FILTER(?x = …)"


@_rule
def no_group_inside(text: _Text) -> Iterator[str]:
    """A sub-SELECT with GROUP BY joined outside: 76 times as long as one level."""
    for element in text.elements:
        if element.kind == "select" and any(token.is_word("GROUP") for token in element.tokens):
            yield "no GROUP BY in a sub-SELECT; join first, then group"


@_rule
def no_minus(text: _Text) -> Iterator[str]:
    """MINUS with one pattern takes 5 times as long as FILTER NOT EXISTS."""
    if any(element.kind == "minus" for element in text.elements):
        yield "write FILTER NOT EXISTS { … } instead of MINUS"


@_rule
def existence_bound(text: _Text) -> Iterator[str]:
    """NOT EXISTS with two patterns takes 310 times as long, unless the first is about something bound outside."""
    for group in text.groups:
        for element in group.elements:
            for inner in element.groups if element.kind == "filter" else ():
                if not _starts_bound(text, inner):
                    yield "EXISTS of several patterns must start from what is bound outside it"


@_rule
def small_enough(text: _Text) -> Iterator[str]:
    """20 OPTIONALs plan in 2 ms, 50 in 46; 25 patterns in about 3 ms, 80 in 273."""
    optionals = sum(element.kind == "optional" for element in text.elements)
    if optionals > 20:
        yield f"{optionals} OPTIONALs, at most 20"
    branches = [sum(e.patterns for e in group.elements) for group in text.groups]
    if max(branches) > 25:
        yield f"{max(branches)} patterns in one group, at most 25"


@_rule
def nothing_retired(text: _Text) -> Iterator[str]:
    """What is retired keeps its address, as a 410, and stands in no list of a kind and in no answer about a topic."""
    query = text.query
    first = next(iter(query.columns), "")
    lists = query.listed or ("topic" in query.parameters and query.columns[first].kind == "thing")
    if lists and query.form == "SELECT" and not_retired(first) not in query.text:
        yield f"write {not_retired(first)}"


@_rule
def graphs_listed(text: _Text) -> Iterator[str]:
    """``GRAPH ?g {?s ?p ?o}`` only to know the graphs: 127 times as long as ``GRAPH ?g {}``."""
    for element in text.elements:
        if element.kind == "graph" and element.groups[0].patterns:
            inside = {t.text for group in element.groups for e in group.elements for t in e.tokens if t.kind != "word"}
            elsewhere = [t.text for t in text.stream if t.text in inside and t.kind == "variable"]
            if all(t.startswith("?") for t in inside) and len(elsewhere) == len(inside):
                yield "write GRAPH ?g {} to list the graphs"


_ELSEWHERE = frozenset("SERVICE FROM ENCODE_FOR_URI INSERT DELETE LOAD CLEAR DROP CREATE COPY MOVE ADD".split())


def _bracketed(stream: list[Token]) -> Iterator[Token]:
    """What stands in the brackets that the tokens begin with."""
    depth = 0
    for token in stream:
        depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "punctuation" else 0
        if depth == 0:
            return
        if depth > 1 or token.text != "(":
            yield token


def _significant(stream: list[Token]) -> list[Token]:
    return [token for token in stream if token.text != "("]


def _row_keys(text: _Text) -> set[str]:
    """The columns that tell two rows apart: those of the outer GROUP BY, or all."""
    stream, depth, keys = text.stream, 0, None
    for number, token in enumerate(stream):
        depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "punctuation" else 0
        if depth == 0 and token.is_word("GROUP"):
            keys = set()
            for later in stream[number + 2 :]:
                if later.is_word("ORDER", "HAVING", "LIMIT"):
                    break
                keys |= {later.text[1:]} if later.kind == "variable" else set()
    columns = set(text.query.columns)
    return columns if keys is None else keys & columns


def _neighbours(text: _Text) -> Iterator[tuple[set[str], Element]]:
    """Each element with the kinds of those before it in its group."""
    for group in text.groups:
        before: set[str] = set()
        for element in group.elements:
            yield before, element
            before = before | {element.kind}


def _said(element: Element) -> str:
    words = " ".join(token.text for token in element.tokens)
    return f"«{words[:60]}»" if words else "a group"


def _starts_bound(text: _Text, group: Group) -> bool:
    """Whether a group is one pattern, or its first one is about a constant or about what is bound outside it."""
    first = next((e for e in group.elements if e.kind == "triples"), None)
    if first is None or group.patterns < 2 or first.tokens[0].kind != "variable":
        return True
    return first.tokens[0].text in _variables(text, outside=group)


def _variables(text: _Text, outside: Group) -> set[str]:
    """The variables in the patterns of a query, but for those of one group."""
    inner = {id(e) for group in outside.walk() for e in group.elements}
    found = [e for e in text.elements if id(e) not in inner and e.kind in ("triples", "bind", "values", "graph")]
    return {token.text for element in found for token in element.tokens if token.kind == "variable"}
