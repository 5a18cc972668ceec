"""The service over the whole graph as it is built: every kind of thing has a page, every example an answer."""

import csv
import io
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import NamedNode, RdfFormat, parse

from imvograph import assets
from imvograph.catalog import Catalog
from imvograph.model.iris import ID, PREFIXES, kind_and_key
from imvograph.store import EmbeddedStore

CATALOG = Catalog.read(assets.QUERIES)
COMMITMENT = "/doc/commitment/bhos-2022-04-07-1-t4"


@pytest.fixture(scope="module")
def one_of_each(whole_store: EmbeddedStore) -> dict[str, str]:
    """The first thing of each kind of address, by kind."""
    found: dict[str, str] = {}
    typed = whole_store.triples(predicate=NamedNode(PREFIXES["rdf"] + "type"))
    for iri in sorted(t.subject.value for t in typed if isinstance(t.subject, NamedNode)):
        named = kind_and_key(iri)
        if named is not None:
            found.setdefault(named[0], iri.removeprefix(ID))
    return found


def test_every_kind_of_thing_has_a_page_and_the_same_triples_in_each_form(
    whole: TestClient, one_of_each: dict[str, str]
) -> None:
    assert {"letter", "commitment", "kamerstuk", "covenant", "sector", "person", "evidence"} <= set(one_of_each)
    for name in one_of_each.values():
        assert whole.get(f"/id/{name}").headers["location"] == f"/doc/{name}"
        page = whole.get(f"/doc/{name}.html?lang=en")
        assert page.status_code == 200, name
        assert re.search(r"<h1>\S", page.text), name
        forms = [("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD), ("nt", RdfFormat.N_TRIPLES)]
        ttl, jsonld, nt = (
            {quad.triple for quad in parse(whole.get(f"/doc/{name}.{suffix}").content, kind)} for suffix, kind in forms
        )
        assert ttl == jsonld == nt != set(), name


def test_every_named_graph_comes_whole(whole: TestClient, whole_store: EmbeddedStore) -> None:
    graphs = whole_store.graphs()
    assert len(graphs) > 20
    for iri in graphs:
        answer = whole.get("/" + iri.removeprefix(PREFIXES["graph"].removesuffix("graph/")) + ".nt")
        assert answer.status_code == 200, iri
        assert {quad.triple for quad in parse(answer.content, RdfFormat.N_TRIPLES)} == whole_store.graph(iri)


@pytest.fixture(scope="module")
def paths(whole: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = whole.get("/api/v1/openapi.json").json()["paths"]
    return found


@pytest.mark.parametrize("name", CATALOG)
def test_the_example_of_every_operation_has_an_answer_as_described(
    whole: TestClient, paths: dict[str, Any], name: str
) -> None:
    address = f"/api/v1/queries/{name}"
    operation = paths[address]["get"]
    given = {p["name"]: p["example"] for p in operation["parameters"] if "example" in p}
    query = urlencode({key: str(value).lower() if value is True else value for key, value in given.items()})
    answer = whole.get(f"{address}?{query}&evidence=full")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]
    assert body["count"] == len(body["rows"])
    assert ("explanation" in body) == (body["count"] == 0)
    for row in body["rows"]:
        fits(row, schema["rows"]["items"]["properties"])
    table = list(csv.reader(io.StringIO(whole.get(f"{address}.csv?{query}").text, newline="")))
    assert len(table) == body["count"] + 1
    assert table[0] == [column["name"] for column in body["columns"]]


def fits(row: dict[str, Any], columns: dict[str, Any]) -> None:
    """Fails unless each value of a row has a type that its column's schema names."""
    kinds = {"string": str, "integer": int, "array": list, "null": type(None), "boolean": bool}
    assert list(row) == list(columns)
    for name, column in columns.items():
        stated = column["type"] if isinstance(column["type"], list) else [column["type"]]
        assert isinstance(row[name], tuple(kinds[kind] for kind in stated)), (name, row[name])


def test_a_commitment_shows_its_words_and_where_they_stand(whole: TestClient) -> None:
    page = whole.get(f"{COMMITMENT}.html").text
    assert "Tijdens het AO IMVO van 3 maart 2020 heeft mijn voorganger uw Kamer toegezegd" in page
    assert "7784–8031" in page
    assert '<a href="/id/supply-chain/tomaat-italie">Italiaanse tomatenketen</a>' in page


def test_every_link_of_a_page_leads_to_a_thing(whole: TestClient) -> None:
    links = set(re.findall(r'href="(/(?:id|graph|def)/[^"]+)"', whole.get(f"{COMMITMENT}.html").text))
    assert len(links) > 10
    assert {link: whole.get(link).status_code for link in links if whole.get(link).status_code not in (200, 303)} == {}


def test_a_concept_with_many_things_shows_fifty_and_says_so(whole: TestClient) -> None:
    page = whole.get("/doc/assertion-status/extracted.html?lang=en").text
    assert "The first 50; there are more." in page
    assert page.count("<li><a href=") < 70


def test_the_home_page_counts_what_the_query_counts(whole: TestClient) -> None:
    page = whole.get("/?lang=en").text
    query = (
        "SELECT (COUNT(?x) AS ?n) WHERE { ?x a <https://w3id.org/imvograph/def/imvo#Commitment> "
        f'FILTER(STRSTARTS(STR(?x), "{ID}")) }}'
    )
    number = whole.get("/sparql", params={"query": query}, headers={"accept": "text/csv"}).text.split()[1]
    assert re.search(rf"<b>{number}</b> commitment", page, re.IGNORECASE)
