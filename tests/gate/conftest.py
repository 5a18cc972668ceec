"""What the tests of the gate share: stored graphs in memory, the gate on both engines, fixtures as changes."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
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
    """Named graphs in memory: a context for the gate; ``calls`` and ``taken`` count what is read."""

    def __init__(self, **named: frozenset[Triple]) -> None:
        self.calls = self.taken = 0
        self._graphs: dict[str, frozenset[Triple]] = {}
        self._stating: dict[Triple, set[str]] = defaultdict(set)
        self._found: dict[tuple[object, object, object], dict[Triple, None]] = defaultdict(dict)
        for name, triples in named.items():
            self.put(graph("curated", name), triples)

    def put(self, name: str, triples: frozenset[Triple]) -> None:
        """Makes a graph hold just these triples; empty removes it."""
        for triple in self._graphs.pop(name, frozenset()) - triples:
            self._stating[triple].discard(name)
            if not self._stating[triple]:
                for pattern in self._patterns(triple):
                    del self._found[pattern][triple]
        for triple in triples:
            self._stating[triple].add(name)
            for pattern in self._patterns(triple):
                self._found[pattern][triple] = None
        if triples:
            self._graphs[name] = triples

    @property
    def reads(self) -> int:
        return self.calls + self.taken

    @staticmethod
    def _patterns(triple: Triple) -> list[tuple[object, object, object]]:
        s, p, o = triple.subject, triple.predicate, triple.object
        return [(s, None, None), (s, p, None), (None, p, o), (None, None, o)]

    def _read(self, found: Iterable[Triple]) -> Iterator[Triple]:
        self.calls += 1
        for triple in found:
            self.taken += 1
            yield triple

    def triples(self, subject: object = None, predicate: object = None, object: object = None) -> Iterator[Triple]:
        assert (subject, object) != (None, None), "the gate asks of things, and of what points at them"
        return self._read(list(self._found.get((subject, predicate, object), ())))

    def graph(self, iri: str) -> frozenset[Triple]:
        return frozenset(self._read(self._graphs.get(iri, ())))

    def graphs(self) -> list[str]:
        return sorted(self._graphs)

    def shared_things(self) -> frozenset[str]:
        speak = Counter(
            iri for triples in self._graphs.values() for iri in {triple.subject.value for triple in triples}
        )
        return frozenset(iri for iri, graphs in speak.items() if graphs > 1)

    def elsewhere(self, triple: Triple, graph: str) -> bool:
        self.calls += 1
        return bool(self._stating.get(triple, set()) - {graph})


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
