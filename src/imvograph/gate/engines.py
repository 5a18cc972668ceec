"""SHACL engines behind one contract. The only room that knows pySHACL.

``turbo`` (pyshacl-turbo, pinned) is the default, ``pyshacl`` the reference: ``tests/gate`` holds them to equal reports.
Traps, each measured (shacl-engines.md, section 3): rdflib rewrites literals unless told not to; neither engine is given
``use_shapes``; data comes as canonical N-Triples, in which a plain string never carries ``xsd:string``.
"""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Lock
from typing import Any, Protocol

from pyoxigraph import Literal, NamedNode

from imvograph.errors import SettingError, TurtleError
from imvograph.gate.report import Result
from imvograph.model.iris import PREFIXES

SH = PREFIXES["sh"]


class Validator(Protocol):
    """A SHACL engine with the shapes that it was made with."""

    def validate(self, data: bytes) -> list[Result]:
        """Every result on the data, which are canonical N-Triples; in no particular order."""
        ...


def validator(name: str, shapes: bytes) -> Validator:
    """The engine of this name with these shapes (Turtle), compiled once.

    Raises `SettingError` if there is no such engine, `TurtleError` if the shapes are ill-formed.
    """
    engines: dict[str, Callable[[bytes], Validator]] = {"turbo": Turbo, "pyshacl": PySHACL}
    if name not in engines:
        raise SettingError(f"no SHACL engine {name!r}; there is {' and '.join(engines)}")
    try:
        return engines[name](shapes)
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
        with _literals_as_written():
            _, report, _ = self._shapes.validate(data, data_graph_format="nt")
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
            except engine.errors.ReportableRuntimeError as exc:
                raise TurtleError(f"the shapes do not run: {exc}; see shapes/README.md") from exc
            if not hasattr(report, "subjects"):  # a ValidationFailure in the place of the graph
                raise TurtleError(f"the shapes do not run: {text}")
            return list(_results(report))


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


def _results(report: Any) -> Iterator[Result]:
    """The results of a report graph (rdflib), as ours."""
    rdflib = import_module("rdflib")

    def one(node: Any, name: str) -> Any:
        return report.value(node, rdflib.URIRef(SH + name))

    said = rdflib.URIRef(SH + "resultMessage")
    for node in report.subjects(rdflib.RDF.type, rdflib.URIRef(SH + "ValidationResult")):
        path, value = one(node, "resultPath"), one(node, "value")
        yield Result(
            rule=str(one(node, "sourceShape")),
            severity=str(one(node, "resultSeverity")).removeprefix(SH),
            focus=str(one(node, "focusNode")),
            path=None if path is None else str(path),
            value=None if value is None else _term(value),
            messages=dict(sorted((m.language, str(m)) for m in report.objects(node, said))),
            component=str(one(node, "sourceConstraintComponent")),
        )


def _term(node: Any) -> str:
    """A term of rdflib as N-Triples writes it; the same text for the same term, whichever engine it comes from."""
    if not hasattr(node, "datatype"):
        return str(NamedNode(str(node)))
    if node.language:
        return str(Literal(str(node), language=node.language))
    return str(Literal(str(node), datatype=NamedNode(str(node.datatype)) if node.datatype else None))
