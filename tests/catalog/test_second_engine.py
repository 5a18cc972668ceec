"""The text in the catalogue, asked of the dump in another engine, gives our rows (questions.md, section 8.6)."""

from collections.abc import Iterator
from io import BytesIO

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat

from imvograph import assets
from imvograph.answers import ask
from imvograph.answers.rows import rows_of
from imvograph.catalog import Catalog
from imvograph.store import EmbeddedStore, Table

ABOUT_GRAPHS = {"statements-by-graph", "statements-of"}  # the dump of the union has no named graphs
NAMES = sorted({path.stem for path in assets.QUERIES.glob("*.rq")} - ABOUT_GRAPHS)


@pytest.fixture(scope="module")
def dumped(seed: EmbeddedStore) -> Iterator[rdflib.Graph]:
    """The union as rdflib reads it, literals as they are written."""
    output = BytesIO()
    seed.dump(output, RdfFormat.N_TRIPLES)
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    graph = rdflib.Graph()
    graph.parse(data=output.getvalue(), format="nt")
    yield graph
    rdflib.NORMALIZE_LITERALS = before


def term(value: object) -> NamedNode | Literal | None:
    if isinstance(value, rdflib.Literal):
        if value.language:
            return Literal(str(value), language=value.language)
        return Literal(str(value), datatype=NamedNode(str(value.datatype))) if value.datatype else Literal(str(value))
    return None if value is None else NamedNode(str(value))


@pytest.mark.parametrize("name", NAMES)
def test_two_engines_agree_on_rows_and_order(
    name: str, catalog: Catalog, seed: EmbeddedStore, dumped: rdflib.Graph
) -> None:
    query = catalog[name]
    ours = ask(catalog, seed, name, query.example)
    theirs = dumped.query(query.bind(ours.parameters))
    variables = tuple(str(variable) for variable in theirs.vars or ())
    assert variables == tuple(query.columns)
    table = Table(variables, tuple(tuple(term(value) for value in row) for row in theirs))  # type: ignore[union-attr]
    assert rows_of(table, query.columns) == ours.rows
