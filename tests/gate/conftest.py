"""What the tests of the gate share: stored graphs in memory, the gate on both engines, fixtures as changes."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Triple

from imvograph import assets
from imvograph.gate import Change, Gate, Report
from imvograph.gate.parse import parse
from imvograph.model.iris import BASE, graph

FIXTURES = Path(__file__).parent / "fixtures"
ENGINES = ("turbo", "pyshacl")


class Graphs:
    """Named graphs in memory: a context for the gate; ``reads`` counts the triples that it handed out."""

    def __init__(self, **named: frozenset[Triple]) -> None:
        self.reads = 0
        self._graphs: dict[str, frozenset[Triple]] = {}
        self._by_subject: dict[object, set[tuple[str, Triple]]] = defaultdict(set)
        self._by_link: dict[object, set[Triple]] = defaultdict(set)
        for name, triples in named.items():
            self.put(graph("curated", name), triples)

    def put(self, name: str, triples: frozenset[Triple]) -> None:
        self._graphs[name] = triples
        for triple in triples:
            self._by_subject[triple.subject].add((name, triple))
            self._by_link[triple.predicate, triple.object].add(triple)

    def _read(self, triple: Triple) -> Triple:
        self.reads += 1
        return triple

    def others(self, subject: object, graph: str) -> Iterator[Triple]:
        yield from {self._read(t): None for name, t in self._by_subject.get(subject, ()) if name != graph}

    def triples(self, subject: object = None, predicate: object = None, object: object = None) -> Iterator[Triple]:
        assert subject is None, "the gate asks what points at a thing; of the thing itself it asks the other graphs"
        yield from (self._read(t) for t in self._by_link.get((predicate, object), ()))

    def graph(self, iri: str) -> frozenset[Triple]:
        return frozenset(self._read(t) for t in self._graphs.get(iri, ()))


class Fixture:
    """A Turtle file with head lines: ``# expect: rules``, ``# graph: name``, ``# given: file as graph`` (stored already)."""

    def __init__(self, path: Path) -> None:
        self.name, self.data = path.name, path.read_bytes()
        text = self.data.decode()
        expected = re.match(r"# expect: (.+)\n", text)
        self.expected = expected[1].split() if expected else []
        named = re.search(r"^# graph: (\S+)$", text, re.M)
        self.change = Change(BASE + (named[1] if named else "graph/curated/fixture"), parse(self.data, path.name))
        self.given = re.findall(r"^# given: (\S+) as (\S+)$", text, re.M)

    def reported_by(self, gate: Gate) -> Report:
        stored = Graphs()
        for file, name in self.given:
            stored.put(BASE + name, parse((FIXTURES / file).read_bytes(), file))
        return gate.check(self.change, stored)


@pytest.fixture(scope="session")
def vocabulary() -> frozenset[Triple]:
    return frozenset(t for path in assets.ONTOLOGY.glob("*.ttl") for t in parse(path.read_bytes(), path.name))


@pytest.fixture(scope="session")
def shapes() -> bytes:
    return assets.read_all(assets.SHAPES, "*.ttl")


@pytest.fixture(scope="session")
def gates(shapes, vocabulary) -> dict[str, Gate]:
    """The gate on each engine; the shapes are compiled once."""
    return {engine: Gate(shapes, vocabulary, engine) for engine in ENGINES}


@pytest.fixture
def gate(gates) -> Gate:
    return gates["turbo"]


@pytest.fixture(scope="session")
def graphs():
    """The class of stored graphs, to fill."""
    return Graphs


@pytest.fixture(scope="session")
def fixture():
    """Reads a fixture by its path below ``fixtures/``."""
    return lambda name: Fixture(FIXTURES / name)
