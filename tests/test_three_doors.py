"""One question, three doors, one answer (questions.md, section 8.6): for each curated query with its example, with the
values that the competency questions ask it with, and with as few as it takes

- the REST answer, ``/api/v1/queries/{name}?…``;
- the text of the query, with its values in it, sent to ``/sparql`` as any client would send it;
- the same text, asked of another program (the Oxigraph server) that has read our dumps and nothing else.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from imvograph import assets
from imvograph.answers.rows import rows_of
from imvograph.api.app import create_app
from imvograph.catalog import Catalog, Query
from imvograph.dumps import dump
from imvograph.questions import read
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore, Limits, Table, guard
from servers import free_port, running, served
from waiting import SECONDS

CATALOG = Catalog.read(assets.QUERIES)
QUESTIONS = read(assets.QUERIES, CATALOG)
OXIGRAPH = Path(sys.executable).parent / "oxigraph"
RESULTS = "application/sparql-results+json"


@pytest.fixture(scope="module")
def service(built: EmbeddedStore) -> Iterator[httpx2.Client]:
    """Our own service over the whole graph, as a real server on loopback."""
    with (
        served(create_app(built, CATALOG, Settings())) as base,
        httpx2.Client(base_url=base, timeout=SECONDS) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def reader(built: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx2.Client]:
    """Somebody else's server with our dumps: the Turtle as its default graph, the N-Quads as its named graphs."""
    folder = tmp_path_factory.mktemp("reader")
    for form in ("ttl", "nq"):
        file = folder / f"dump.{form}"
        with file.open("wb") as output:
            dump(built, form, output)
        loaded = [OXIGRAPH, "load", "--location", folder / "store", "--file", file]
        subprocess.run(loaded, check=True, capture_output=True, timeout=SECONDS)
    host = f"127.0.0.1:{free_port()}"
    command = [OXIGRAPH, "serve-read-only", "--location", folder / "store", "--bind", host]
    with (
        running(command, folder, f"http://{host}/"),
        httpx2.Client(base_url=f"http://{host}", timeout=SECONDS) as client,
    ):
        yield client


def asked(client: httpx2.Client, path: str, query: Query, text: str) -> list[dict[str, Any]]:
    """The rows that a SPARQL endpoint gives to a text, read as the catalogue says: lists split, the columns' order."""
    sent = {"Content-Type": "application/sparql-query", "Accept": RESULTS}
    answer = client.post(path, content=text.encode(), headers=sent)
    assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, RESULTS), answer.text
    results = parse_query_results(answer.content, QueryResultsFormat.JSON)
    assert isinstance(results, QuerySolutions)
    names = tuple(variable.value for variable in results.variables)
    assert names == tuple(query.columns)
    return rows_of(Table(names, tuple(tuple(solution) for solution in results)), query.columns)


def askings(query: Query) -> list[dict[str, str]]:
    """The values to ask a query with."""
    examples = [query.example, *(c.parameters for q in QUESTIONS for c in q.checks if c.query == query.name)]
    least = {name: value for name, value in query.example.items() if query.parameters[name].required}
    if all(name in least for name, parameter in query.parameters.items() if parameter.required):
        examples.append(least)
    return list({repr(sorted(values.items())): dict(values) for values in examples}.values())


@pytest.mark.parametrize("name", list(CATALOG))
def test_three_doors_give_the_same_rows(name: str, service: httpx2.Client, reader: httpx2.Client) -> None:
    query = CATALOG[name]
    for values in askings(query):
        answer = service.get(f"/api/v1/queries/{name}", params=values, headers={"Accept": "application/json"})
        assert answer.status_code == 200, answer.text
        rest = answer.json()
        text = query.bind(rest["parameters"])
        guard.check(text, Limits())
        assert asked(service, "/sparql", query, text) == rest["rows"], values
        assert asked(reader, "/query", query, text) == rest["rows"], values


def test_every_curated_query_gives_rows() -> None:
    """A CONSTRUCT gives triples, which the test above does not compare: let it, before you add the first one."""
    assert {query.form for query in CATALOG.values()} == {"SELECT"}


def test_the_other_server_holds_the_whole_graph_and_every_named_graph(
    built: EmbeddedStore, reader: httpx2.Client
) -> None:
    assert len(asked(reader, "/query", CATALOG["commitments"], CATALOG["commitments"].bind({}))) == 4
    by_graph = CATALOG["statements-by-graph"]
    graphs = {row["graph"] for row in asked(reader, "/query", by_graph, by_graph.bind({}))}
    assert {graph for graph in built.graphs() if "/ontology/" not in graph} <= graphs
