"""Where the search for the rows of a curated query begins: at the things that are given.

The engine has no statistics and would begin at what the text names first. So a filter that says which things are meant
becomes what the search begins at, and what is required of them only to tell their class is looked up.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from pyoxigraph import NamedNode

from imvograph.catalog.outline import Edit, Element, Group, body, changed

_EQUAL = re.compile(r"FILTER\(\?(\w+) = \$(\w+)\)")
_MEMBERS = re.compile(r"FILTER\(EXISTS \{\s*(.*?)\s*\}\)", re.DOTALL)
_NAMED = re.compile(r"[?]\w+|\w+:\w+|<\S+>")
_FILTERS = ("filter", "values")  # as `_without_classes` makes of them
_HERE = "\n# these things\n"  # no value holds the end of a line


def at_things(text: str) -> str:
    """With a place where `with_things` puts things: at the start, and of a UNION in each branch (behind it: 12 ms and 5)."""
    return changed(text, [(group.start, group.start, _HERE) for group in body(text).branches])


def with_things(text: str, variable: str, things: Collection[str]) -> str:
    """The text of `at_things` with the things, IRIs, of which one is each row's ``variable``."""
    terms = " ".join(str(NamedNode(iri)) for iri in things)
    return text.replace(_HERE, f"\n  VALUES ?{variable} {{ {terms} }}\n  ")


def at_the_given(text: str, parameters: Collection[str], known: str) -> str:
    """``FILTER(?x = $x)`` binds ?x first, ``FILTER(EXISTS { ?x … $x })`` lists its ?x first.

    Of a UNION in each branch, since what is joined with a UNION is joined with all of it. ``parameters`` are those that mean
    a thing; ``known`` is a variable that `with_things` will bind, or "".
    """
    edits: list[Edit] = []
    for group in body(text).branches:
        starts = {
            element.start: found for element in group.elements if (found := _start(text, element, group, parameters))
        }
        lists = [start for start, _ in starts.values() if start.startswith("{")]
        listed = {name for start, name in starts.values() if start.startswith("{")}
        first = [start for start, _ in starts.values() if not start.startswith("{")]
        if lists:
            start, looked_up = _looked_up(text, group, lists, listed)
            first.append(start)
            edits += looked_up
        if starts or known:
            edits += _without_classes(text, group)
        if first:
            edits += [(e.start, e.end, "") for e in group.elements if e.start in starts]
            edits.append((group.start, group.start, "\n  " + "\n  ".join(first)))
    return changed(text, edits)


def _start(text: str, element: Element, group: Group, parameters: Collection[str]) -> tuple[str, str] | None:
    """What a filter becomes if it says which things are meant (a list of them stands in braces), and their variable."""
    said = text[element.start : element.end]
    if (equal := _EQUAL.fullmatch(said)) and equal[1] in group.required and equal[2] in parameters:
        return f"VALUES ?{equal[1]} {{ ${equal[2]} }}", equal[1]
    members = _MEMBERS.fullmatch(said)
    name = _only_shared(group, element, parameters) if members else None
    return (f"{{ SELECT DISTINCT ?{name} WHERE {{ {members[1]} }} }}", name) if members and name else None


def _only_shared(group: Group, element: Element, parameters: Collection[str]) -> str | None:
    """The one variable that an EXISTS shares with what is outside it, if it leads to a given thing."""
    inner = element.groups[0]
    if any(e.kind != "triples" for e in inner.elements) or not inner.elements:
        return None
    outside = {name for e in group.elements if e is not element for name in e.variables}
    given = {token.text[1:] for token in inner.said() if token.kind == "parameter"}
    shared = element.variables & outside
    if len(shared) == 1 and shared <= group.required and given and given <= set(parameters):
        return shared.pop()
    return None


def _without_classes(text: str, group: Group) -> Iterator[Edit]:
    """``VALUES ?class { … }`` is a filter where the things are known: not each of them with each class (350 ms and 9)."""
    for element in group.elements:
        said = text[element.start : element.end]
        if element.kind == "values" and said.startswith("VALUES ?class {"):
            yield element.start, element.end, f"FILTER(?class IN ({', '.join(said[:-1].split()[3:])}))"


def _looked_up(text: str, group: Group, lists: Sequence[str], listed: Collection[str]) -> tuple[str, list[Edit]]:
    """The lists where the search begins, of things called ``listed``, with what is required of them; and what goes for it.

    A required ``?x a imvo:Motion`` would be joined with every motion (at 10 million statements 104 ms and 2). It all stands
    in a sub-SELECT, since Virtuoso 7.2.5 takes other things for ?x behind an OPTIONAL beside one. What another pattern asks
    of too stays required: of what an OPTIONAL may leave unbound the engine looks through all (591 ms and 2).
    """
    found, asked, edits = list[str](), list[str](), list[Edit]()
    for element in group.elements:
        subject = element.tokens[0].text if element.kind == "triples" else ""
        parts = _parts(text, element) if subject[1:] in listed else []
        objects = [part.rpartition(" ")[2] for part in parts]
        names = [name for name in objects if name.startswith("?")]
        elsewhere = {
            f"?{name}" for e in group.elements if e is not element and e.kind not in _FILTERS for name in e.variables
        }
        own = len(set(names)) == len(names) == len(element.variables) - 1 and not elsewhere & {*names}
        if not parts or not own or not all(_NAMED.fullmatch(object) for object in objects):
            continue
        for part, object in zip(parts, objects, strict=True):
            name = object if object in names else f"?required{len(asked)}"
            asked.append(
                f"OPTIONAL {{ {subject} {part.removesuffix(object)}{name} }} "
                + (f"FILTER(BOUND({name}))" if object in names else f"FILTER({name} = {object})")
            )
        found += names
        dot = re.match(r"\s*\.|", text[element.end :])
        edits.append((element.start, element.end + (dot.end() if dot else 0), ""))
    if not asked:
        return "\n  ".join(lists), []
    names = [*(f"?{name}" for name in sorted(listed)), *found]
    return f"{{ SELECT DISTINCT {' '.join(names)} WHERE {{ {' '.join([*lists, *asked])} }} }}", edits


def _parts(text: str, element: Element) -> list[str]:
    """What is said of a subject, one predicate after the other; without brackets of blank nodes, which we do not write."""
    cuts = [element.tokens[0].end, *(t.start for t in element.tokens if t.text == ";"), element.end]
    return [" ".join(text[start:end].strip("; \n").split()) for start, end in pairwise(cuts)]
