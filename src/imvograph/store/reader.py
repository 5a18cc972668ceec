"""Reading an open pyoxigraph store with texts that we wrote ourselves; its errors become ours here."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

import pyoxigraph as ox

from imvograph.errors import QuerySyntaxError, StoreError
from imvograph.model.iris import PREFIXES
from imvograph.store.base import Subject, Table, Term

UNION = ox.DefaultGraph()
_WHOLE = re.compile(r"[+-]?[0-9]{1,20}")


def matching(
    store: ox.Store,
    subject: Subject | None,
    predicate: ox.NamedNode | None,
    object: Term | None,
    graph: ox.NamedNode | ox.DefaultGraph | None,
) -> Iterator[ox.Quad]:
    """The quads of a pattern, and no others.

    Oxigraph 0.5.13 on disk, asked for a whole number whose last byte is 255 (255, 511, -1), also gives those up to the next
    one: 256 to 510 for 255. Its patterns in SPARQL are right, its property paths that end in such a number are not.
    """
    found = store.quads_for_pattern(subject, predicate, object, graph)
    if isinstance(object, ox.Literal) and _WHOLE.fullmatch(object.value):
        number = int(object.value)
        return (quad for quad in found if not _is_another(quad.object, number))
    return found


def _is_another(term: object, number: int) -> bool:
    """Whether a term is a whole number, and not this one."""
    return isinstance(term, ox.Literal) and bool(_WHOLE.fullmatch(term.value)) and int(term.value) != number


@contextmanager
def _read() -> Iterator[None]:
    """Ours for the engine's errors: a checksum that is wrong, a disk that fails. Those of who reads on pass."""
    try:
        yield
    except (OSError, RuntimeError) as exc:
        raise StoreError(f"the store could not be read: {exc}") from exc


class Reader:
    """One open store, read in this process. Each answer sees one state of the data, also while others write."""

    asked_plainly = False
    """As `Snapshot.asked_plainly`."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    def select(self, text: str) -> Table:
        """As `Snapshot.select`."""
        results = self.query(text)
        if not isinstance(results, ox.QuerySolutions):
            raise QuerySyntaxError(f"a SELECT was expected here, this came: {text[:200]!r}")
        names = tuple(variable.value for variable in results.variables)
        with _read():
            return Table(names, tuple(tuple(solution) for solution in results))

    def ask(self, text: str) -> bool:
        """As `Snapshot.ask`."""
        results = self.query(text)
        if not isinstance(results, ox.QueryBoolean):
            raise QuerySyntaxError(f"an ASK was expected here, this came: {text[:200]!r}")
        return bool(results)

    def construct(self, text: str) -> list[ox.Triple]:
        """As `Snapshot.construct`."""
        results = self.query(text)
        if not isinstance(results, ox.QueryTriples):
            raise QuerySyntaxError(f"a CONSTRUCT or DESCRIBE was expected here, this came: {text[:200]!r}")
        with _read():
            return list(dict.fromkeys(results))

    def triples(
        self, subject: Subject | None = None, predicate: ox.NamedNode | None = None, object: Term | None = None
    ) -> Iterator[ox.Triple]:
        """As `Snapshot.triples`."""
        with _read():
            for quad in matching(self._store, subject, predicate, object, UNION):
                yield quad.triple

    def graphs(self) -> list[str]:
        """As `Snapshot.graphs`."""
        with _read():
            return sorted(graph.value for graph in self._store.named_graphs())

    def graph(self, iri: str) -> frozenset[ox.Triple]:
        """As `Snapshot.graph`."""
        with _read():
            quads = self._store.quads_for_pattern(None, None, None, ox.NamedNode(iri))
            return frozenset(quad.triple for quad in quads)

    def others(self, subject: Subject, graph: str) -> Iterator[ox.Triple]:
        """As `Snapshot.others`."""
        outside = (UNION, ox.NamedNode(graph))
        with _read():
            quads = self._store.quads_for_pattern(subject, None, None, None)
            yield from dict.fromkeys(quad.triple for quad in quads if quad.graph_name not in outside)

    def elsewhere(self, triple: ox.Triple, graph: str) -> bool:
        """As `Snapshot.elsewhere`."""
        here = (UNION, ox.NamedNode(graph))
        with _read():
            stated = matching(self._store, triple.subject, triple.predicate, triple.object, None)
            return any(quad.graph_name not in here for quad in stated)

    def shared_things(self) -> frozenset[str]:
        """As `Snapshot.shared_things`."""
        rows = self.select("SELECT ?s { GRAPH ?g { ?s ?p ?o } } GROUP BY ?s HAVING (COUNT(DISTINCT ?g) > 1)").rows
        return frozenset(thing.value for (thing,) in rows if isinstance(thing, ox.NamedNode))

    def quads(self) -> Iterator[ox.Quad]:
        """As `Snapshot.quads`, graph by graph in the order of their IRIs."""
        with _read():
            for graph in self.graphs():
                yield from self._store.quads_for_pattern(None, None, None, ox.NamedNode(graph))

    def dump(self, output: IO[bytes], format: ox.RdfFormat) -> None:
        """As `Snapshot.dump`."""
        if format.supports_datasets:
            ox.serialize(self.quads(), output, format, prefixes=PREFIXES)
        else:
            with _read():
                self._store.dump(output, format, from_graph=UNION, prefixes=PREFIXES)

    def query(
        self, text: str, default_graphs: Sequence[str] = (), named_graphs: Sequence[str] = ()
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """The engine's own answer; with graphs given these are the whole dataset, whatever FROM says.

        Raises `QuerySyntaxError`, `StoreError`.
        """
        default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] | None = None
        named: list[ox.NamedNode | ox.BlankNode] | None = None
        if default_graphs or named_graphs:
            default = [ox.NamedNode(iri) for iri in dict.fromkeys(default_graphs)]  # named twice, it counts twice
            named = [ox.NamedNode(iri) for iri in dict.fromkeys(named_graphs)]
        try:
            return self._store.query(text, default_graph=default, named_graphs=named)
        except SyntaxError as exc:
            raise _wrong(text, exc) from exc
        except (OSError, RuntimeError) as exc:
            if "custom function" in str(exc):
                raise _wrong(text, exc) from exc
            raise StoreError(f"the store could not answer {text[:200]!r}: {exc}") from exc


def _wrong(text: str, exc: Exception) -> QuerySyntaxError:
    """What to tell of a query that the engine does not take."""
    from imvograph.sparql import mending  # half of the time in which a worker starts

    return mending.mended(text, str(exc)) if isinstance(exc, SyntaxError) else mending.unknown_function(text, str(exc))
