"""A curated query as it is best asked: the same rows as its text gives, for less work.

The text in the catalogue is written for who reads it: a filter that is not given passes all, and every column is there.
A store without statistics reads it literally. So, before it is asked: what is not given is left out, and so is a path that
was not asked for; the thing that is given is where the search begins, and what feeds only columns that nobody wants is not
fetched. That nothing retired is listed is asked only where something is retired.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from pyoxigraph import NamedNode

from imvograph.catalog.order import Plan, Tie, ordered_here, projected
from imvograph.catalog.outline import Element, Group, outline
from imvograph.catalog.query import Query
from imvograph.sparql import Token, tokens

_GUARD = re.compile(r'\$(\w+) = "" \|\| ')
_EQUAL = re.compile(r"FILTER\(\?(\w+) = \$(\w+)\)")
_MEMBERS = re.compile(r"FILTER\(EXISTS \{\s*(.*?)\s*\}\)", re.DOTALL)
_ONE_PATH = re.compile(r'FILTER\(\?(\w+) = ("\w+") \|\| \(\$(\w+) = ("\w+") && .*\)\)', re.DOTALL)
_SAYS_PATH = re.compile(r'BIND\(("[\w-]+") AS \?(\w+)\)')
_NONE_RETIRED = re.compile(r"\s*FILTER NOT EXISTS \{ \?\w+ owl:deprecated \?retired \}")
_COUNTING = re.compile(r"\b(?:COUNT|SUM|AVG|SAMPLE)\s*\(\s*(?!DISTINCT\b)", re.IGNORECASE)

_HERE = "\n# these things\n"  # no value holds the end of a line

_Edit = tuple[int, int, str]


def planned(
    query: Query,
    values: Mapping[str, str],
    columns: Collection[str] = (),
    things: Collection[str] = (),
    *,
    retired: bool = True,
) -> Plan:
    """How to ask a store for the rows of ``query.bind(values)``.

    ``columns``: only these, in the order of the query, and all rows still; all columns if empty. ``things``: only the rows
    whose first column is one of these IRIs, which each row must have (`binds_things`); all rows if empty. ``retired``:
    whether anything in the graph is (``owl:deprecated``). Raises `ParameterError` as `Query.bind`.
    """
    given = {name: term for name, term in query.terms(values).items() if term != '""'}
    shape = _shaped(query, given, frozenset(columns), bool(things), retired)
    text = replace(query, text=shape.text).bind(values)
    if things:
        terms = " ".join(str(NamedNode(iri)) for iri in things)
        text = text.replace(_HERE, f"\n  VALUES ?{next(iter(query.columns))} {{ {terms} }}\n  ")
    return Plan(text, shape.sorted, shape.ties)


@dataclass(frozen=True)
class _Shape:
    """The text of a plan with its parameters, and with `_HERE` where the things stand if some are asked for."""

    text: str
    sorted: tuple[str, ...]
    ties: tuple[Tie, ...]


def _shaped(query: Query, given: Mapping[str, str], columns: frozenset[str], some: bool, retired: bool) -> _Shape:
    """What is left of a query if these parameters are given, and these columns wanted."""
    choices = {name: term for name, term in given.items() if query.parameters[name].values}
    return _shape(
        query.text,
        tuple(query.columns) if query.form == "SELECT" else (),
        frozenset((name, choices.get(name, "")) for name in given),
        frozenset(name for name, parameter in query.parameters.items() if parameter.is_thing),
        columns,
        some,
        retired,
    )


@lru_cache(maxsize=2_000)
def _shape(
    text: str,
    own: tuple[str, ...],
    given: frozenset[tuple[str, str]],
    things: frozenset[str],
    columns: frozenset[str],
    some: bool,
    retired: bool,
) -> _Shape:
    """Thought out once, for each text: ``own`` are its columns if it is a SELECT, ``given`` its parameters that are given,
    each with its term if that is a choice, ``things`` those that mean a thing."""
    before: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    choices = {name: term for name, term in given if term}
    text = text if retired else _NONE_RETIRED.sub("", text)
    text = _without_paths(_without_guards(text, dict(given)), choices)
    text = _from_the_given(things, text, own[0] if some else "")
    if own:
        text, before, ties = ordered_here(text, own)
        text = _narrowed(text, columns | {*before, *(tie.column for tie in ties)}) if columns else text
    return _Shape(_beginning_here(text) if some else text, before, ties)


def _beginning_here(text: str) -> str:
    """The search begins at some things: `_HERE` at the start, and of a UNION in each branch (behind it: 12 ms and 5)."""
    body = _body(text)
    branches = [element.groups[0] for element in body.elements if element.kind in ("group", "union")]
    union = any(element.kind == "union" for element in body.elements)
    return _changed(text, [(group.start, group.start, _HERE) for group in (branches if union else [body])])


def binds_things(query: Query) -> bool:
    """Whether each row has a thing in its first column, so that `planned` can be asked for some ``things`` only.

    Not of a UNION of which a FILTER EXISTS throws some away: to go through it twice costs more than its rows.
    """
    if query.form != "SELECT" or next(iter(query.columns.values())).kind != "thing":
        return False
    return _binds(query.text, next(iter(query.columns)))


@lru_cache(maxsize=500)
def _binds(text: str, first: str) -> bool:
    body = _body(text)
    union = any(element.kind == "union" for element in body.elements)
    thrown = any(text[e.start : e.end].startswith("FILTER EXISTS") for e in body.elements)
    return first in _required(body) and not (union and thrown)


def _body(text: str) -> Group:
    return outline(list(tokens(text)))


def _changed(text: str, edits: Collection[_Edit]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _without_guards(text: str, given: Collection[str]) -> str:
    """``$x = "" || …`` is ``…`` where x is given; else it is always true, and so is a filter of nothing else."""
    edits: list[_Edit] = []
    body = _body(text)
    groups = [body, *(group for group in _bodies(body) if group is not body)]
    for element in (element for group in groups for element in group.elements):
        said = text[element.start : element.end]
        guards = [match[1] for match in _GUARD.finditer(said)]
        if element.kind != "filter" or not guards:
            continue
        if not set(guards) & set(given):
            whole = said.startswith(f'FILTER(${guards[0]} = "" || ') or _all_guarded(said)
            edits += [(element.start, element.end, "")] if whole else []
        elif set(guards) <= set(given):
            edits.append((element.start, element.end, _GUARD.sub("", said)))
    return _changed(text, edits)


def _without_paths(text: str, choices: Mapping[str, str]) -> str:
    """Where a choice leaves one path, the others are not searched: ``FILTER(?path = "direct" || ($scope = "linked" && …))``.

    Each branch of the UNION must say its path by a BIND.
    """
    elements = _body(text).elements
    said = [text[element.start : element.end] for element in elements]
    only = next((match for words in said if (match := _ONE_PATH.fullmatch(words))), None)
    if only is None or choices.get(only[3], only[4]) == only[4]:
        return text
    branches = [element for element in elements if element.kind in ("group", "union")]
    paths = [
        next(
            (
                m[1]
                for e in branch.groups[0].elements
                if (m := _SAYS_PATH.fullmatch(text[e.start : e.end])) and m[2] == only[1]
            ),
            None,
        )
        for branch in branches
    ]
    stay = [branch for branch, path in zip(branches, paths, strict=True) if path == only[2]]
    if not stay or None in paths:
        return text
    kept = " UNION ".join(text[branch.start : branch.end].removeprefix("UNION").strip() for branch in stay)
    edits = [(branch.start, branch.end, kept if branch is branches[0] else "") for branch in branches]
    edits += [(e.start, e.end, "") for e, words in zip(elements, said, strict=True) if words == only[0]]
    return _without_the_unbound(_changed(text, edits), text)


def _without_the_unbound(text: str, before: str) -> str:
    """A list of what nothing binds any more is empty (some engines refuse it); with any other such column, as before."""
    stream = list(tokens(text))
    items = list(projected(stream))
    bound = {token.text for token in _said(outline(stream)) if token.kind == "variable"}
    edits: list[_Edit] = []
    for name, start, end in items:
        inside = {token.text for token in stream if token.kind == "variable" and start <= token.start < end} - {
            f"?{name}"
        }
        if text[start] == "(" and not inside <= bound:
            if not text.startswith("(GROUP_CONCAT(DISTINCT ", start):
                return before
            edits.append((start, end, f'("" AS ?{name})'))
    return _changed(text, edits)


def _all_guarded(said: str) -> bool:
    """Whether a filter is ``FILTER(($a = "" || …) && ($b = "" || …))``."""
    return re.fullmatch(r'FILTER\((?:\(\$\w+ = "" \|\| [^()]*\)(?: && )?)+\)', said) is not None


def _from_the_given(things: Collection[str], text: str, known: str) -> str:
    """The search begins at a given thing: ``?x = $x`` binds ?x first, ``EXISTS { ?x … $x }`` lists its ?x first.

    Of a UNION in each branch, since what is joined with a UNION is joined with all of it. ``known``: a variable that will
    be bound before, or "".
    """
    edits: list[_Edit] = []
    for body in _bodies(_body(text)):
        bound, first, begun = _required(body), list[str](), {known} - {""}
        for element in body.elements:
            start, name = _start(text, element, body, bound, things)
            if start:
                edits.append((element.start, element.end, ""))
                first.append(start)
                begun.add(name)
        if begun:
            edits += _without_classes(text, body)
        if first:
            found, looked_up = _classes_looked_up(text, body, begun - {known}, first)
            edits += [*looked_up, (body.start, body.start, "\n  " + "\n  ".join(found))]
    return _changed(text, edits)


def _bodies(body: Group) -> list[Group]:
    """Where a search begins: in the outermost group, or in each branch of its UNION."""
    union = any(element.kind == "union" for element in body.elements)
    return [e.groups[0] for e in body.elements if e.kind in ("group", "union")] if union else [body]


def _start(
    text: str, element: Element, body: Group, bound: Collection[str], things: Collection[str]
) -> tuple[str, str]:
    """What a filter becomes if it says which things are meant, and their variable; else "" and ""."""
    said = text[element.start : element.end]
    if (equal := _EQUAL.fullmatch(said)) and equal[1] in bound and equal[2] in things:
        return f"VALUES ?{equal[1]} {{ ${equal[2]} }}", equal[1]
    members = _MEMBERS.fullmatch(said)
    name = _only_shared(body, element, bound, things) if members else None
    return (f"{{ SELECT DISTINCT ?{name} WHERE {{ {members[1]} }} }}", name) if members and name else ("", "")


def _without_classes(text: str, body: Group) -> Iterator[_Edit]:
    """``VALUES ?class { … }`` is a filter where the things are known: not each of them with each class (350 ms and 9)."""
    for element in body.elements:
        said = text[element.start : element.end]
        if element.kind == "values" and said.startswith("VALUES ?class {"):
            yield element.start, element.end, f"FILTER(?class IN ({', '.join(said[:-1].split()[3:])}))"


def _classes_looked_up(
    text: str, body: Group, begun: Collection[str], first: list[str]
) -> tuple[list[str], list[_Edit]]:
    """Where the search begins, now with the class of each thing that it begins at, and what is left out for it.

    A required ``?x a ?class`` is joined with all that has a class (at a million statements 735 ms and 2). In a sub-SELECT,
    since Virtuoso 7.2.5 takes other things for ?x behind an OPTIONAL beside one.
    """
    for element in body.elements:
        subject = element.tokens[0].text if element.kind == "triples" else ""
        if subject[1:] not in begun or not re.search(r"\ba \?class\b", text[element.start : element.end]):
            continue
        told = sorted({token.text for token in element.tokens if token.kind == "variable"} - {subject})
        names = " ".join([*(f"?{name}" for name in sorted(begun)), *told])
        each = " ".join(f"OPTIONAL {{ {subject} {part} }}" for part in _parts(text, element))
        bound = " && ".join(f"BOUND({name})" for name in told)
        dot = re.match(r"\s*\.|", text[element.end :])
        return (
            [f"{{ SELECT DISTINCT {names} WHERE {{ {' '.join(first)} {each} FILTER({bound}) }} }}"],
            [(element.start, element.end + (dot.end() if dot else 0), "")],
        )
    return first, []


def _parts(text: str, element: Element) -> list[str]:
    """What is said of a subject, one predicate after the other; without brackets of blank nodes, which we do not write."""
    cuts = [element.tokens[0].end, *(t.start for t in element.tokens if t.text == ";"), element.end]
    return [text[start:end].strip("; \n") for start, end in pairwise(cuts)]


def _only_shared(body: Group, element: Element, bound: Collection[str], things: Collection[str]) -> str | None:
    """The one variable that an EXISTS shares with what is outside it, if it leads to a given thing."""
    inner = element.groups[0]
    if any(e.kind != "triples" for e in inner.elements) or not inner.elements:
        return None
    inside = list(_said(inner))
    names = {token.text[1:] for token in inside if token.kind == "variable"}
    outside = {
        token.text[1:] for e in body.elements if e is not element for token in _of(e) if token.kind == "variable"
    }
    given = {token.text[1:] for token in inside if token.kind == "parameter"}
    shared = names & outside
    return shared.pop() if len(shared) == 1 and shared <= set(bound) and given and given <= set(things) else None


def _narrowed(text: str, columns: Collection[str]) -> str:
    """Without the other columns, and without each OPTIONAL of which nothing else makes use."""
    stream = list(tokens(text))
    items = list(projected(stream))
    begin, end = items[0][1], items[-1][2]
    elsewhere = {token.text[1:] for token in stream if token.kind == "variable" and token.start > end}
    own = {name for name, start, stop in items if text[start] == "(" and name in elsewhere}
    kept = (text[start:stop] for name, start, stop in items if name in columns or name in own)
    text = text[:begin] + " ".join(kept) + text[end:]
    if _COUNTING.search(text) or any(element.kind == "union" for element in _body(text).elements):
        return text  # behind a UNION: Virtuoso 7.2.5 then gives rows that its FILTERs should throw away
    while True:
        stream = list(tokens(text))
        body = outline(stream)
        idle = next((e for e in reversed(body.elements) if e.kind == "optional" and _idle(e, stream, body)), None)
        if idle is None:
            return text
        text = _changed(text, [(idle.start, idle.end, "")])


def _idle(element: Element, stream: Sequence[Token], body: Group) -> bool:
    """Whether nothing outside an OPTIONAL looks at what it binds."""
    outside = {
        token.text[1:]
        for token in stream
        if token.kind == "variable" and not element.start <= token.start < element.end
    }
    own = {token.text[1:] for token in _of(element) if token.kind == "variable"} - _required(body)
    return not own & outside


def _required(body: Group) -> set[str]:
    """The variables that each solution of a query binds, by a pattern of its outermost group, of a GRAPH in it, or of each
    branch of a UNION (one in a group)."""
    patterns = [element for element in body.elements if element.kind in ("triples", "graph")]
    inner = [e for element in patterns for group in element.groups for e in group.elements if e.kind == "triples"]
    own = {token.text[1:] for e in (*patterns, *inner) for token in e.tokens if token.kind == "variable"}
    branches = [_required(group) for e in body.elements if e.kind in ("group", "union") for group in e.groups]
    return own.union(set.intersection(*branches)) if branches else own


def _of(element: Element) -> Iterator[Token]:
    yield from element.tokens
    for group in element.groups:
        yield from _said(group)


def _said(group: Group) -> Iterator[Token]:
    for element in group.elements:
        yield from _of(element)
