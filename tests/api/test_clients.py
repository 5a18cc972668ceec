"""Programs of others ask the endpoint: SPARQLWrapper, rdflib's SPARQLStore, fetch-sparql-endpoint, Oxigraph's SERVICE, curl."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, SELECT, TURTLE, URLENCODED, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from imvograph.model.iris import PREFIXES
from servers import free_port, running
from waiting import SECONDS

LETTER = "https://w3id.org/imvograph/id/letter/bhos-2022-04-07-1"
LABEL = PREFIXES["skos"] + "prefLabel"
TITLE = "Kamerbrief van 7 april 2022"
ASKED = f"SELECT ?label WHERE {{ <{LETTER}> <{LABEL}> ?label }}"


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("sending", [URLENCODED, POSTDIRECTLY])
@pytest.mark.parametrize("form", [JSON, XML, CSV])
def test_sparqlwrapper_asks_by_every_method_and_in_every_form(
    server: str, method: str, sending: str, form: str
) -> None:
    client = SPARQLWrapper(f"{server}/sparql", returnFormat=form)
    client.setMethod(method)
    client.setRequestMethod(sending)
    client.setQuery(ASKED)
    assert client.queryType == SELECT
    found = client.query().convert()
    text = found.toxml() if form == XML else found.decode() if form == CSV else json.dumps(found, ensure_ascii=False)
    assert TITLE in text


def test_sparqlwrapper_gets_a_graph_and_the_sentence_of_an_error(server: str) -> None:
    client = SPARQLWrapper(f"{server}/sparql", returnFormat=TURTLE)
    client.setQuery(f"CONSTRUCT WHERE {{ <{LETTER}> ?p ?o }}")
    assert len(Graph().parse(data=client.query().convert(), format="turtle")) == 8
    client.setQuery("SELECT ?a WEHRE { ?a ?b ?c }")
    with pytest.raises(QueryBadFormed, match="WHERE"):
        client.query()


def test_rdflib_reads_us_as_a_store(server: str) -> None:
    graph = Graph(SPARQLStore(f"{server}/sparql", returnFormat="json"))
    assert str(graph.value(URIRef(LETTER), URIRef(LABEL))) == TITLE
    assert len(list(graph.predicate_objects(URIRef(LETTER)))) == 8
    (row,) = graph.query(ASKED)
    assert str(row[0]) == TITLE
    assert (URIRef(LETTER), None, None) in graph


SCRIPT = """
import { SparqlEndpointFetcher } from 'fetch-sparql-endpoint';
const [endpoint, select, construct] = process.argv.slice(2);
const fetcher = new SparqlEndpointFetcher();
const bindings = await (await fetcher.fetchBindings(endpoint, select)).toArray();
const triples = await (await fetcher.fetchTriples(endpoint, construct)).toArray();
const truth = await fetcher.fetchAsk(endpoint, 'ASK { ?s ?p ?o }');
let refused = '';
try { await fetcher.fetchBindings(endpoint, 'SELECT ?a WEHRE { ?a ?b ?c }'); } catch (error) { refused = error.message; }
console.log(JSON.stringify({ labels: bindings.map(b => b.label.value), triples: triples.length, truth, refused }));
"""


def test_fetch_sparql_endpoint_streams_from_us(
    server: str, need: Callable[[str], str], need_npm: Callable[[str], Path]
) -> None:
    packages = need_npm("fetch-sparql-endpoint").parents[1]
    command = [
        need("node"),
        "--input-type=module",
        "-",
        f"{server}/sparql",
        ASKED,
        f"CONSTRUCT WHERE {{ <{LETTER}> ?p ?o }}",
    ]
    done = subprocess.run(
        command, input=SCRIPT, cwd=packages, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["labels"], told["triples"], told["truth"]) == ([TITLE], 8, True)
    assert "400" in told["refused"] or "WHERE" in told["refused"]


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[str]:
    """An Oxigraph server with a triple of its own, that calls us by SERVICE."""
    program, bound = Path(sys.executable).parent / "oxigraph", f"127.0.0.1:{free_port()}"
    command = [program, "serve", "--location", tmp_path / "store", "--bind", bound]
    with running(command, tmp_path, f"http://{bound}/"):
        yield f"http://{bound}"


def test_oxigraph_joins_its_own_data_with_ours(server: str, oxigraph: str) -> None:
    insert = f"INSERT DATA {{ <http://example.org/note> <http://example.org/about> <{LETTER}> }}"
    kept = httpx2.post(f"{oxigraph}/update", content=insert, headers={"content-type": "application/sparql-update"})
    assert kept.status_code == 204
    joined = f"""SELECT ?note ?label {{ ?note <http://example.org/about> ?thing
      SERVICE <{server}/sparql> {{ ?thing <{LABEL}> ?label }} }}"""
    answer = httpx2.get(f"{oxigraph}/query", params={"query": joined}, headers={"accept": "text/csv"}, timeout=SECONDS)
    assert answer.status_code == 200, answer.text
    assert answer.text.splitlines()[1:] == [f"http://example.org/note,{TITLE}"]


def curl(program: str, *arguments: str) -> tuple[dict[str, Any], str]:
    """What curl tells of the answer, and its body."""
    told = "%{stderr}%{json}"
    done = subprocess.run(
        [program, "-sS", "--max-time", "20", "-w", told, *arguments], capture_output=True, text=True, check=False
    )
    return json.loads(done.stderr), done.stdout


def test_curl_asks_by_get_form_and_direct(server: str, need: Callable[[str], str]) -> None:
    program, endpoint = need("curl"), f"{server}/sparql"
    csv = ("-H", "Accept: text/csv")
    direct = ("-H", "Content-Type: application/sparql-query", "--data-binary", ASKED)
    bodies = [
        curl(program, "-G", endpoint, *csv, "--data-urlencode", f"query={ASKED}")[1],
        curl(program, endpoint, *csv, "--data-urlencode", f"query={ASKED}")[1],
        curl(program, endpoint, *csv, *direct)[1],
    ]
    assert [body.splitlines() for body in bodies] == [["label", TITLE]] * 3
    head, body = curl(program, "-I", "-G", endpoint, "--data-urlencode", f"query={ASKED}")
    assert head["http_code"] == 200 and "content-type: application/sparql-results+json" in body.lower()
    refused, text = curl(program, "-G", endpoint, "--data-urlencode", "query=ASK { ?a a imvo:Motion }")
    assert refused["http_code"] == 400
    assert "PREFIX imvo: <https://w3id.org/imvograph/def/imvo#>" in json.loads(text)["near"][0]
