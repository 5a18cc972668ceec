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
    """Canonical N-Triples; ``further`` names the things of which only more values of one property are in it."""

    data: bytes
    further: dict[str, str] = field(default_factory=dict)

    def holds(self, result: Result) -> bool:
        """Whether a result on this piece is one on the whole: nothing is lacking because it lies in another piece."""
        path = self.further.get(result.focus)
        return path is None or (result.path == path and result.component not in _LACKING)


def pieces(views: Iterable[View]) -> Iterator[Piece]:
    """All that is said of the things that the changes touch, once they are made; of the classes only the narrowest."""
    lines: list[str] = []
    more: list[tuple[str, str, list[str]]] = []
    for view in views:
        for iri in (*view.changed, *view.left):
            told = view.everything(iri)
            classes = sorted(view.types(iri))
            types = [f"<{iri}> {RDF_TYPE} <{cls}> ." for cls in classes]
            if len(told) > VALUES:
                lines += _first(iri, told, types, more)
            elif iris(told, RDF_TYPE.value) == classes:
                lines += told.lines
            else:
                lines += types
                lines += [line for triple, line in zip(told, told.lines, strict=True) if triple.predicate != RDF_TYPE]
            if len(lines) >= PIECE:
                yield Piece(_bytes(lines))
                lines = []
    if lines:
        yield Piece(_bytes(lines))
    yield from _further(more)


def _first(iri: str, told: Told, types: list[str], more: list[tuple[str, str, list[str]]]) -> Iterator[str]:
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
        more += ((iri, path, [*types, *values[i : i + VALUES]]) for i in range(VALUES, len(values), VALUES))


def _further(more: Sequence[tuple[str, str, list[str]]]) -> Iterator[Piece]:
    """The values beyond the first few hundred: of one thing never two slices in one piece."""
    waiting = list(more)
    while waiting:
        taken, later, lines = dict[str, str](), [], list[str]()
        for iri, path, values in waiting:
            if iri in taken or len(lines) >= PIECE:
                later.append((iri, path, values))
            else:
                taken[iri] = path
                lines += values
        yield Piece(_bytes(lines), taken)
        waiting = later


def _bytes(lines: Sequence[str]) -> bytes:
    return "\n".join((*lines, "")).encode()
