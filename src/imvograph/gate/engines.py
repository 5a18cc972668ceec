"""SHACL engines behind one contract. The only room that knows pySHACL.

``turbo`` (pyshacl-turbo, pinned) is the default, ``pyshacl`` the reference: ``tests/gate`` holds them to equal reports.
Traps, each shown in ``tests/gate/test_engines.py``: rdflib rewrites literals unless told not to; neither engine is given
``use_shapes``; data comes as canonical N-Triples, in which a plain string never carries ``xsd:string``.
"""

import logging
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Lock
from typing import Any, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat
from pyoxigraph import parse as parse_rdf

from imvograph.errors import SettingError, TurtleError
from imvograph.gate.report import SEVERITIES, SH, Result


class Validator(Protocol):
    """A SHACL engine with the shapes that it was made with."""

    def validate(self, data: bytes) -> list[Result]:
        """Every result on the data, which are canonical N-Triples; in no particular order."""
        ...


def validator(name: str, shapes: bytes) -> Validator:
    """The engine of this name with these shapes (Turtle), compiled once.

    Raises `SettingError` if there is no such engine, `TurtleError` if the shapes are ill-formed.
    """
    if name not in ENGINES:
        raise SettingError(f"no SHACL engine {name!r}; there is {' and '.join(ENGINES)}")
    try:
        return ENGINES[name](shapes)
    except ImportError as exc:
        raise SettingError(f"the SHACL engine {name!r} is not installed ({exc}); set engine to 'pyshacl'") from exc


class Turbo:
    """pyshacl-turbo: SHACL in Rust; the shapes are compiled once."""

    def __init__(self, shapes: bytes) -> None:
        engine = import_module("pyshacl_turbo")
        with _literals_as_written():
            try:
                self._shapes = engine.compile_shapes(shapes, shacl_graph_format="turtle")
            except (engine.ValidationFailure, engine.ReportableRuntimeError, ValueError, SyntaxError) as exc:
                raise TurtleError(f"the shapes do not compile: {exc}; see shapes/README.md") from exc

    def validate(self, data: bytes) -> list[Result]:
        # The engine's own core, which the public call wraps in rdflib on both sides: 0.3 ms instead of 6 ms a change, and
        # a sixth of the time on a million triples. It is pinned to one version; tests/gate holds it to pySHACL's reports.
        try:
            _, report, *_ = self._shapes._native.validate(data.decode(), "nt", None, *_AS_PUBLIC_CALL)
        except (ValueError, RuntimeError) as exc:
            raise TurtleError(f"the SHACL engine cannot take this change: {exc}") from exc
        return list(_results(report))


class PySHACL:
    """pySHACL on rdflib memory graphs: slower, and the reference."""

    def __init__(self, shapes: bytes) -> None:
        import_module("pyshacl")
        with _literals_as_written():
            try:
                self._shapes = import_module("rdflib").Graph().parse(shapes, format="turtle")
            except SyntaxError as exc:
                raise TurtleError(f"the shapes do not parse: {exc}") from exc

    def validate(self, data: bytes) -> list[Result]:
        engine = import_module("pyshacl")
        with _literals_as_written():
            graph = import_module("rdflib").Graph().parse(data, format="nt")
            try:
                _, report, text = engine.validate(graph, shacl_graph=self._shapes, inplace=True)
            except Exception as exc:  # also what a pattern or a query of foreign shapes makes others raise
                raise TurtleError(f"the shapes do not run: {exc}") from exc
            if not hasattr(report, "subjects"):  # a ValidationFailure in the place of the graph
                raise TurtleError(f"the shapes do not run: {text}")
            return list(_results(report.serialize(format="nt"), self._name))

    def _name(self, shape: str) -> str:
        """The nearest shape with a name above one without, as foreign shapes have them; ``[]`` if there is none."""
        blank = import_module("rdflib").BNode
        node, seen = blank(shape), set()
        while isinstance(node, blank) and node not in seen:
            seen.add(node)
            node = min(self._shapes.subjects(None, node), default=node)
        return "[]" if isinstance(node, blank) else str(node)


_AS_PUBLIC_CALL: tuple[Any, ...] = (
    *(False, 100, 15),  # rules: not repeated, in at most so many rounds; how deep shapes may lie in shapes
    *(
        False,
        False,
        False,
        False,
    ),  # not in place; no Info and no Warning passes for conforming; not only the first result
    *([], [], []),  # no chosen focus nodes, no chosen shapes, no prefixes
)
"""What the public call of pyshacl-turbo hands to its core when it is told nothing, in its order."""

ENGINES: dict[str, Callable[[bytes], Validator]] = {"turbo": Turbo, "pyshacl": PySHACL}
_ONE_AT_A_TIME = Lock()


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """rdflib keeps literals as they are, and keeps quiet about ill-typed ones, which is what we look for.

    Both are switches of the whole process, so one validation runs at a time.
    """
    rdflib: Any = import_module("rdflib")
    log = logging.getLogger("rdflib.term")
    with _ONE_AT_A_TIME:
        before, level = rdflib.NORMALIZE_LITERALS, log.level
        rdflib.NORMALIZE_LITERALS = False
        log.setLevel(logging.CRITICAL)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        finally:
            rdflib.NORMALIZE_LITERALS = before
            log.setLevel(level)


def _results(report: str, name: Callable[[str], str] = lambda shape: shape) -> Iterator[Result]:
    """The results of a report in N-Triples, as ours; ``name`` is asked for that of a shape without one.

    What only explains a result (``sh:detail``) is none. A severity that SHACL does not know is a Violation: whoever made it
    knows what it is, we do not. A message without a language is kept as undetermined.
    """
    about: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in parse_rdf(report, format=RdfFormat.N_TRIPLES):
        about[quad.subject][quad.predicate.value.removeprefix(SH)].append(quad.object)
    for told in [about[result] for of in list(about.values()) for result in of["result"]]:
        (shape, severity), path = (told["sourceShape"][0], told["resultSeverity"][0]), [*told["resultPath"], None][0]
        yield Result(
            rule=name(shape.value) if isinstance(shape, BlankNode) else shape.value,
            severity=known if (known := severity.value.removeprefix(SH)) in SEVERITIES else SEVERITIES[0],
            focus=told["focusNode"][0].value,
            path=path.value if isinstance(path, NamedNode) else None,
            value=str(told["value"][0]) if told["value"] else None,
            messages=dict(
                sorted((m.language or "und", m.value) for m in told["resultMessage"] if isinstance(m, Literal))
            ),
            component=told["sourceConstraintComponent"][0].value,
        )
