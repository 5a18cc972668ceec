"""What the catalogue of a release is checked by: our shapes, and files of published ones where they are given.

A published file stands on its own, and findings name it. pySHACL reads it: it knows all of SHACL Core and SHACL-SPARQL, of
which our shapes use a part (``shapes/README.md``); the advanced features (``sh:target``, ``sh:rule``, ``sh:js``) do not run.
Nothing is fetched: no ``owl:imports``, and a class is what the catalogue itself says that a value is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from imvograph import assets
from imvograph.dumps.vocabulary import iri
from imvograph.errors import RefusedError, SourceError, TurtleError
from imvograph.gate.engines import Validator, validator
from imvograph.gate.report import Report, Result
from imvograph.model.iris import thing

SHAPES = assets.SHAPES / "catalogue"
_TARGETS = {iri(f"sh:{name}") for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")}
_CLASS_AND_SHAPE = {NamedNode(iri("rdfs:Class")), NamedNode(iri("sh:NodeShape"))}


@dataclass(frozen=True)
class Published:
    """A file of published shapes: its name in findings, and the engine that runs it."""

    name: str
    engine: Validator

    def findings(self, data: bytes) -> Iterator[Result]:
        """What it says of data in N-Triples; raises `TurtleError` if its shapes are ill-formed."""
        try:
            found = self.engine.validate(data)
        except TurtleError as exc:
            raise TurtleError(f"{self.name}: {exc}") from exc
        return (replace(result, source=self.name) for result in found)


def published(paths: Iterable[Path]) -> tuple[Published, ...]:
    """The files of published shapes: those named, and of a folder each ``*.ttl``, in order of their names.

    Raises `SourceError` if one cannot be read, `TurtleError` if one is no Turtle or has no shape that looks at anything.
    """
    return tuple(_read(path) for given in paths for path in _files(given))


def _files(given: Path) -> Sequence[Path]:
    if not given.is_dir():
        return [given]
    if found := sorted(given.glob("*.ttl")):
        return found
    raise SourceError(f"{given}: no file of SHACL shapes (*.ttl) in this folder")


def _read(path: Path) -> Published:
    try:
        text = path.read_bytes()
        said = [quad.triple for quad in parse(text, RdfFormat.TURTLE)]
    except OSError as exc:
        raise SourceError(
            f"{path}: cannot be read: {exc.strerror}; name a file of SHACL shapes, or a folder of them"
        ) from exc
    except SyntaxError as exc:
        raise TurtleError(f"{path}: no Turtle: {exc}; name a file of SHACL shapes in Turtle") from exc
    if not _looks_at_something(said):
        raise TurtleError(f"{path}: no SHACL: none of its shapes has a target (such as sh:targetClass)")
    # The published DCAT-AP 3.0.1 has two of these; pySHACL would tell one only at the first thing that it looks at.
    elsewhere = _named(said, "property", "object") - _named(said, "path", "subject")
    if elsewhere:
        raise TurtleError(
            f"{path}: <{min(elsewhere)}> is a sh:property here, and its sh:path is not; a file must stand on its own"
        )
    return Published(str(path), validator("pyshacl", text))


def _named(said: Sequence[Triple], name: str, end: str) -> set[str]:
    ends = (getattr(t, end) for t in said if t.predicate.value == iri(f"sh:{name}"))
    return {node.value for node in ends if isinstance(node, NamedNode)}


def _looks_at_something(said: Sequence[Triple]) -> bool:
    if any(t.predicate.value in _TARGETS for t in said):
        return True
    types = [t for t in said if t.predicate.value == iri("rdf:type") and t.object in _CLASS_AND_SHAPE]
    return len({t.subject for t in types}) < len(types)  # a class that is a shape looks at its own instances


def checked(description: frozenset[Triple], by: Iterable[Published] = ()) -> Report:
    """What our shapes of the catalogue say of a description, and then those of the published files."""
    data = serialize(sorted(description, key=str), format=RdfFormat.N_TRIPLES) or b""
    found = validator("turbo", assets.read_all(SHAPES, "*.ttl")).validate(data)
    return Report.of(
        thing("catalog", "imvograph"), [*found, *(result for file in by for result in file.findings(data))]
    )


def demand(report: Report, otherwise: str) -> None:
    """Raises `RefusedError` if a catalogue does not conform: with the files whose rules it breaks, and what follows."""
    if not report.conforms:
        broken = {result.source or "shapes/catalogue/" for result in report.results if result.severity == "Violation"}
        raise RefusedError(f"the catalogue breaks rules of {' and '.join(sorted(broken))}; {otherwise}", report)
