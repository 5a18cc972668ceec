"""A curated query as it is best asked: the same rows as its text gives, for less work.

The text in the catalogue is written for who reads it: a filter that is not given passes all, and every column is there.
A store without statistics reads it literally. So, before it is asked: what is not given is left out, and so is a path that
was not asked for; the thing that is given is where the search begins, and what feeds only columns that nobody wants is not
fetched. What is retired is left out here, not by the engine: it is little or nothing, and Virtuoso 7.2.5 does not look at
a NOT EXISTS about what only a sub-SELECT binds.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from imvograph.catalog.beginning import at_the_given, at_things, with_things
from imvograph.catalog.order import Plan, Tie, ordered_here, projected
from imvograph.catalog.outline import Edit, Element, Group, body, changed, outline
from imvograph.catalog.query import Query
from imvograph.sparql import Token, tokens

_GUARD = re.compile(r'\$(\w+) = "" \|\| ')
_ONE_PATH = re.compile(r'FILTER\(\?(\w+) = ("\w+") \|\| \(\$(\w+) = ("\w+") && .*\)\)', re.DOTALL)
_SAYS_PATH = re.compile(r'BIND\(("[\w-]+") AS \?(\w+)\)')
_COUNTING = re.compile(r"\b(?:COUNT|SUM|AVG|SAMPLE)\s*\(\s*(?!DISTINCT\b)", re.IGNORECASE)


def planned(
    query: Query,
    values: Mapping[str, str],
    columns: Collection[str] = (),
    things: Collection[str] = (),
    *,
    plainly: bool = False,
) -> Plan:
    """How to ask a store for the rows of ``query.bind(values)``.

    ``columns``: only these, in the order of the query, and all rows still; all columns if empty. ``things``: only the rows
    whose first column is one of these IRIs, which each row must have (`binds_things`); all rows if empty. ``plainly``
    as `Snapshot.asked_plainly` of who is asked. Raises `ParameterError` as `Query.bind`.
    """
    given = {name: term for name, term in query.terms(values).items() if term != '""'}
    shape = _shaped(query, given, frozenset(columns), bool(things), plainly)
    text = replace(query, text=shape.text).bind(values)
    text = with_things(text, next(iter(query.columns)), things) if things else text
    return Plan(text, shape.sorted, shape.ties, shape.present)


@dataclass(frozen=True)
class _Shape:
    """The text of a plan with its parameters, and with a place for the things if some are asked for."""

    text: str
    sorted: tuple[str, ...]
    ties: tuple[Tie, ...]
    present: str


def _shaped(query: Query, given: Mapping[str, str], columns: frozenset[str], some: bool, plainly: bool) -> _Shape:
    """What is left of a query if these parameters are given, and these columns wanted."""
    choices = {name: term for name, term in given.items() if query.parameters[name].values}
    return _shape(
        query.text,
        tuple(query.columns) if query.form == "SELECT" else (),
        frozenset((name, choices.get(name, "")) for name in given),
        frozenset(name for name, parameter in query.parameters.items() if parameter.is_thing),
        columns,
        some,
        plainly,
    )


@lru_cache(maxsize=2_000)
def _shape(
    text: str,
    own: tuple[str, ...],
    given: frozenset[tuple[str, str]],
    things: frozenset[str],
    columns: frozenset[str],
    some: bool,
    plainly: bool,
) -> _Shape:
    """Thought out once, for each text: ``own`` are its columns if it is a SELECT, ``given`` its parameters that are given,
    each with its term if that is a choice, ``things`` those that mean a thing."""
    before: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    choices = {name: term for name, term in given if term}
    present = own[0] if own and not_retired(own[0]) in text else ""
    text = text.replace(not_retired(present), "") if present else text
    text = _without_paths(_without_guards(text, dict(given)), choices)
    text = at_the_given(text, () if plainly else things, own[0] if some else "")
    if own:
        text, before, ties = ordered_here(text, own)
        needed = {*before, *(tie.column for tie in ties), *filter(None, [present])}
        text = _narrowed(text, columns | needed, plainly) if columns else text
    return _Shape(at_things(text) if some else text, before, ties, present)


def not_retired(column: str) -> str:
    """The filter of a query that lists nothing retired in a column."""
    return f"FILTER NOT EXISTS {{ ?{column} owl:deprecated ?retired }}"


def binds_things(query: Query) -> bool:
    """Whether each row has a thing in its first column, so that `planned` can be asked for some ``things`` only.

    Not of a UNION of which a FILTER EXISTS throws some away: to go through it twice costs more than its rows.
    """
    if query.form != "SELECT" or next(iter(query.columns.values())).kind != "thing":
        return False
    return _binds(query.text, next(iter(query.columns)))


@lru_cache(maxsize=500)
def _binds(text: str, first: str) -> bool:
    outermost = body(text)
    thrown = any(text[e.start : e.end].startswith("FILTER EXISTS") for e in outermost.elements)
    return first in outermost.required and not (outermost.has_union and thrown)


def _without_guards(text: str, given: Collection[str]) -> str:
    """``$x = "" || …`` is ``…`` where x is given; else it is always true, and so is a filter of nothing else."""
    edits: list[Edit] = []
    outermost = body(text)
    groups = [outermost, *(group for group in outermost.branches if group is not outermost)]
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
    return changed(text, edits)


def _without_paths(text: str, choices: Mapping[str, str]) -> str:
    """Where a choice leaves one path, the others are not searched: ``FILTER(?path = "direct" || ($scope = "linked" && …))``.

    Each branch of the UNION must say its path by a BIND.
    """
    elements = body(text).elements
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
    return _without_the_unbound(changed(text, edits), text)


def _without_the_unbound(text: str, before: str) -> str:
    """A list of what nothing binds any more is empty (some engines refuse it); with any other such column, as before."""
    stream = list(tokens(text))
    items = list(projected(stream))
    bound = {token.text for token in outline(stream).said() if token.kind == "variable"}
    edits: list[Edit] = []
    for name, start, end in items:
        inside = {token.text for token in stream if token.kind == "variable" and start <= token.start < end} - {
            f"?{name}"
        }
        if text[start] == "(" and not inside <= bound:
            if not text.startswith("(GROUP_CONCAT(DISTINCT ", start):
                return before
            edits.append((start, end, f'("" AS ?{name})'))
    return changed(text, edits)


def _all_guarded(said: str) -> bool:
    """Whether a filter is ``FILTER(($a = "" || …) && ($b = "" || …))``."""
    return re.fullmatch(r'FILTER\((?:\(\$\w+ = "" \|\| [^()]*\)(?: && )?)+\)', said) is not None


def _narrowed(text: str, columns: Collection[str], plainly: bool) -> str:
    """Without the other columns, and without each OPTIONAL of which nothing else makes use."""
    stream = list(tokens(text))
    items = list(projected(stream))
    begin, end = items[0][1], items[-1][2]
    elsewhere = {token.text[1:] for token in stream if token.kind == "variable" and token.start > end}
    own = {name for name, start, stop in items if text[start] == "(" and name in elsewhere}
    kept = (text[start:stop] for name, start, stop in items if name in columns or name in own)
    text = text[:begin] + " ".join(kept) + text[end:]
    if _COUNTING.search(text) or (plainly and body(text).has_union):
        return text
    while True:
        stream = list(tokens(text))
        outermost = outline(stream)
        idle = next(
            (e for e in reversed(outermost.elements) if e.kind == "optional" and _idle(e, stream, outermost)), None
        )
        if idle is None:
            return text
        text = changed(text, [(idle.start, idle.end, "")])


def _idle(element: Element, stream: Sequence[Token], group: Group) -> bool:
    """Whether nothing outside an OPTIONAL looks at what it binds."""
    outside = {
        token.text[1:]
        for token in stream
        if token.kind == "variable" and not element.start <= token.start < element.end
    }
    return not (element.variables - group.required) & outside
