"""``Gate.check``: a change and its context → rules in code and a SHACL engine → a report."""

from collections.abc import Iterator, Sequence

from pyoxigraph import Triple

from imvograph.errors import TurtleError
from imvograph.gate import lint, rules
from imvograph.gate.change import RDF_TYPE, Change, Context
from imvograph.gate.cut import pieces
from imvograph.gate.judge import judged
from imvograph.gate.report import Report, Result
from imvograph.gate.view import View
from imvograph.gate.vocabulary import Vocabulary
from imvograph.gate.workers import Engine, Limits


class Gate:
    """The shapes and the ontology, ready to judge changes; any thread may call it.

    ``shapes``: Turtle of all shapes; ``vocabulary``: the triples of the ontology; ``engine``: ``turbo`` or ``pyshacl``, which
    runs in processes of its own, started with the first check. Raises `TurtleError` for shapes that do not parse, or
    that look further than the gate does (``lint.py``).
    """

    def __init__(
        self, shapes: bytes, vocabulary: frozenset[Triple], engine: str = "turbo", limits: Limits | None = None
    ) -> None:
        read = lint.Shapes(shapes)
        if broken := read.findings():
            raise TurtleError(f"the shapes break {len(broken)} conditions of shapes/README.md: {'; '.join(broken[:5])}")
        self._vocabulary = Vocabulary(vocabulary, read.paths_of_classes)
        self._properties = read.paths | {RDF_TYPE.value} | self._vocabulary.properties
        self.engine = Engine(engine, shapes, limits or Limits())

    def check(self, change: Change, context: Context, *, whole: bool = False) -> Report:
        """What is wrong with what a change touches, and with what it leaves behind, once it is made.

        A Violation refuses the change. What only arises because two graphs say different things is a Warning: one
        source cannot be refused for what another one says. The cost follows the difference with what is stored; ``whole``
        judges all of the graph, also what stays as it was. Raises `TurtleError` if the check takes more than its limits.
        """
        (report,) = self.reports([View(change, context, self._vocabulary, whole=whole)])
        return report

    def view(self, stored: Change, context: Context, shared: frozenset[str]) -> View:
        """A graph as it stands in the store, to be judged whole by `reports`; ``shared``: see `View`."""
        return View(stored, context, self._vocabulary, whole=True, shared=shared)

    def reports(self, views: Sequence[View]) -> Iterator[Report]:
        """A report for each view; what they touch goes through the engine together."""
        results: dict[tuple[str, frozenset[str]], list[Result]] = {}
        for piece in pieces(views):
            for result in self.engine.validate(piece.data):
                if piece.holds(result):
                    results.setdefault((result.focus, piece.classes[result.focus]), []).append(result)
        for view in views:
            found = list(rules.check(view, self._properties))
            unknown = [result for result in found if result.rule == rules.UNKNOWN_PROPERTY.iri]
            found.extend(judged(_of(results, view), view, unknown))
            yield Report.of(view.graph, found)


def _of(results: dict[tuple[str, frozenset[str]], list[Result]], view: View) -> Iterator[Result]:
    """The results on the things that a view touches, as the view classes them."""
    things = (*view.changed, *view.left)
    return (result for focus in things for result in results.get((focus, view.types(focus)), ()))
