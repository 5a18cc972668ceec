"""The data that an engine gets to see: all that is said of the things that changes touch, in pieces of bounded size.

A shape looks at the values of its own thing and no further (``lint.py`` sees to that), so a piece may hold any things. An
engine's time for one thing grows with the square of its values (8,000 take four seconds), so of a property with very many of
them each piece holds a few hundred: what is wrong with a value is found in its own piece, what is lacking in the first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from imvograph.gate.change import RDF_TYPE, Told, iris
from imvograph.gate.report import SH, Result
from imvograph.gate.view import View

PIECE = 5_000
"""About so many triples go to an engine at once: enough to forget the cost of a call, and memory stays flat."""

VALUES = 500
"""At most so many values of one property in a piece."""

_LACKING = tuple(f"{SH}{name}ConstraintComponent" for name in ("MinCount", "QualifiedMinCount"))


@dataclass(frozen=True)
class Piece:
    """Canonical N-Triples. ``classes`` are those of each thing in it: of a thing that two graphs class differently there are
    two pieces. ``further`` names the things of which only more values of one property are in it."""

    data: bytes
    classes: dict[str, frozenset[str]]
    further: dict[str, str] = field(default_factory=dict)

    def holds(self, result: Result) -> bool:
        """Whether a result on this piece is one on the whole: nothing is lacking because it lies in another piece."""
        path = self.further.get(result.focus)
        return path is None or (result.path == path and result.component not in _LACKING)


def pieces(views: Iterable[View]) -> Iterator[Piece]:
    """All that is said of the things that the changes touch, once they are made; of the classes only the narrowest."""
    lines, placed = list[str](), dict[str, frozenset[str]]()
    more: list[_Slice] = []
    for view in views:
        for iri in (*view.changed, *view.left):
            told = view.everything(iri)
            classes = sorted(view.types(iri))
            if placed.setdefault(iri, view.types(iri)) != view.types(iri):
                yield Piece(_bytes(lines), placed)
                lines, placed = [], {iri: view.types(iri)}
            types = [f"<{iri}> {RDF_TYPE} <{cls}> ." for cls in classes]
            if len(told) > VALUES:
                lines += _first(iri, told, types, view.types(iri), more)
            elif iris(told, RDF_TYPE.value) == classes:
                lines += told.lines
            else:
                lines += types
                lines += [line for triple, line in zip(told, told.lines, strict=True) if triple.predicate != RDF_TYPE]
            if len(lines) >= PIECE:
                yield Piece(_bytes(lines), placed)
                lines, placed = [], {}
    if lines:
        yield Piece(_bytes(lines), placed)
    yield from _further(more)


@dataclass(frozen=True)
class _Slice:
    """Some more values of a property of a thing, as lines, with those of its classes."""

    iri: str
    classes: frozenset[str]
    path: str
    lines: list[str]


def _first(iri: str, told: Told, types: list[str], classes: frozenset[str], more: list[_Slice]) -> Iterator[str]:
    """The first values of each property of a thing with many; what lies beyond is added to ``more``, in slices."""
    yield from types
    by_path: dict[str, list[str]] = defaultdict(list)
    for triple, line in zip(told, told.lines, strict=True):
        if triple.predicate != RDF_TYPE:
            by_path[triple.predicate.value].append(line)
    for path in sorted(by_path):
        # Dutch first: where a text in Dutch is needed, it is in the first piece.
        values = sorted(by_path[path], key=lambda line: (not line.endswith("@nl ."), line))
        yield from values[:VALUES]
        starts = range(VALUES, len(values), VALUES)
        more += (_Slice(iri, classes, path, [*types, *values[at : at + VALUES]]) for at in starts)


def _further(more: Sequence[_Slice]) -> Iterator[Piece]:
    """The values beyond the first few hundred: of one thing never two slices in one piece."""
    waiting = list(more)
    while waiting:
        taken, later, lines = dict[str, _Slice](), list[_Slice](), list[str]()
        for some in waiting:
            if some.iri in taken or len(lines) >= PIECE:
                later.append(some)
            else:
                taken[some.iri] = some
                lines += some.lines
        classes = {iri: some.classes for iri, some in taken.items()}
        yield Piece(_bytes(lines), classes, {iri: some.path for iri, some in taken.items()})
        waiting = later


def _bytes(lines: Sequence[str]) -> bytes:
    return "\n".join((*lines, "")).encode()
