"""The data that an engine gets to see: all that is said of the things that changes touch, in pieces of bounded size.

A shape looks at the values of its own thing and no further (``lint.py`` sees to that), so a piece may hold any things. An
engine's time for one thing grows with the square of its values (8,000 take four seconds), so of a property with very many of
them each piece holds a few hundred: what is wrong with a value is found in its own piece, what is lacking in the first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from imvograph.gate.change import RDF_TYPE
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
    """All that is said of the things that the changes touch, once they are made; of the classes only the narrowest.

    A thing that several of the changes touch is in one piece, with what all of them say.
    """
    lines: list[str] = []
    more: list[tuple[str, str, Sequence[str]]] = []
    for iri, told in _told(views).items():
        types = told.pop(RDF_TYPE.value, set())
        lines += sorted(types)
        for path in sorted(told):
            # Dutch first: where a text in Dutch is needed, it is in the first piece.
            values = sorted(told[path], key=lambda line: (not line.endswith("@nl ."), line))
            lines += values[:VALUES]
            more += ((iri, path, [*types, *values[i : i + VALUES]]) for i in range(VALUES, len(values), VALUES))
        if len(lines) >= PIECE:
            yield Piece(_bytes(lines))
            lines = []
    if lines:
        yield Piece(_bytes(lines))
    yield from _further(more)


def _told(views: Iterable[View]) -> dict[str, dict[str, set[str]]]:
    """Statements as lines, by thing and property."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for view in views:
        for iri in (*view.changed, *view.left):
            told = found[iri]
            for triple in view.everything(iri):
                if triple.predicate != RDF_TYPE:
                    told[triple.predicate.value].add(f"{triple} .")
            for cls in view.types(iri):
                told[RDF_TYPE.value].add(f"<{iri}> {RDF_TYPE} <{cls}> .")
    return found


def _further(more: Sequence[tuple[str, str, Sequence[str]]]) -> Iterator[Piece]:
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
