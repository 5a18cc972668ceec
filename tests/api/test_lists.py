"""The lists of each kind of thing: pages that follow each other, in one version of the graph, in each form."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars
import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from imvograph import assets
from imvograph.answers import ask
from imvograph.api.app import create_app
from imvograph.api.cursors import Cursor
from imvograph.catalog import Catalog
from imvograph.errors import ParameterError
from imvograph.model.iris import ID, graph
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore

CATALOG = Catalog.read(assets.QUERIES)
LISTS = [query.name for query in CATALOG.values() if query.listed]
MOTIONS = "/api/v1/motions"


def pages(client: TestClient, address: str | None) -> Iterator[dict[str, Any]]:
    """Each page, by the Link header."""
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        links = {part.split('"')[1]: part.split(">")[0].strip(" <") for part in answer.headers["link"].split(", ")}
        assert links == {rel: link for rel, link in answer.json()["links"].items() if rel in ("first", "next")}
        yield answer.json()
        address = links.get("next")


@pytest.mark.parametrize("name", LISTS)
def test_the_pages_of_a_list_are_the_whole_answer_in_its_order(
    whole: TestClient, whole_store: EmbeddedStore, name: str
) -> None:
    expected = ask(CATALOG, whole_store, name, {}).rows
    found = list(pages(whole, f"/api/v1/{name}?limit=9"))
    assert [row for page in found for row in page["rows"]] == expected
    assert {page["total"] for page in found} == {len(expected)}
    assert all(page["count"] == len(page["rows"]) <= 9 for page in found)
    things = [next(iter(row.values())) for row in expected]
    assert things and len(set(things)) == len(things), "a list has one row for each thing"


def test_filters_are_those_of_the_query_and_are_kept_from_page_to_page(whole: TestClient) -> None:
    address = "/api/v1/kamerstukken?dossier=26485&from=2010-01-01&limit=4"
    found = [row for page in pages(whole, address) for row in page["rows"]]
    assert len(found) > 8
    assert all(row["date"] >= "2010-01-01" and row["identifier"].startswith("kst-26485-") for row in found)
    assert found == whole.get("/api/v1/queries/kamerstukken?dossier=26485&from=2010-01-01").json()["rows"]


def test_the_other_forms_of_a_page_hold_the_rows_of_that_page(whole: TestClient) -> None:
    second = [*pages(whole, f"{MOTIONS}?limit=5")][1]
    lines = csv.DictReader(io.StringIO(whole.get(second["links"]["csv"]).text, newline=""))
    assert [line["motion"] for line in lines] == [row["motion"] for row in second["rows"]]
    assert whole.get(second["links"]["json"]).json()["rows"] == second["rows"]


def test_things_are_named_in_the_language_that_is_asked(whole: TestClient) -> None:
    dutch, english = (whole.get(f"/api/v1/sectors?limit=500&lang={language}").json() for language in ("nl", "en"))
    for page in (dutch, english):
        assert {row["sector"] for row in page["rows"]} <= set(page["labels"])
    iri = f"{ID}sector/kleding-textiel"
    assert (dutch["labels"][iri], english["labels"][iri]) == ("kleding- en textielsector", "garment and textile sector")


@pytest.mark.parametrize(
    ("suffix", "rdf_format"), [("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD), ("nt", RdfFormat.N_TRIPLES)]
)
def test_rdf_is_what_the_things_of_the_page_say(whole: TestClient, suffix: str, rdf_format: RdfFormat) -> None:
    answer = whole.get(f"/api/v1/commitments.{suffix}?limit=2")
    found = {quad.triple for quad in parse(answer.content, rdf_format)}
    rows = whole.get("/api/v1/commitments?limit=2").json()["rows"]
    each = [whole.get("/doc/" + row["commitment"].removeprefix(ID) + ".nt").content for row in rows]
    assert found == {quad.triple for one in each for quad in parse(one, RdfFormat.N_TRIPLES)}
    assert 'rel="next"' in answer.headers["link"] and f"/api/v1/commitments.{suffix}?" in answer.headers["link"]


def test_csv_and_parquet_hold_the_same_rows(whole: TestClient) -> None:
    rows = whole.get(f"{MOTIONS}?limit=7").json()["rows"]
    lines = list(csv.DictReader(io.StringIO(whole.get(f"{MOTIONS}.csv?limit=7").text, newline="")))
    assert [line["motion"] for line in lines] == [row["motion"] for row in rows]
    answer = whole.get(f"{MOTIONS}?limit=7", headers={"accept": "application/vnd.apache.parquet"})
    assert 'filename="motions.parquet"' in answer.headers["content-disposition"]
    frame = polars.read_parquet(answer.content)
    assert frame.to_dicts() == rows
    assert frame.schema["hasCosigners"] == polars.Boolean and frame.schema["topics"] == polars.List(polars.String)


@pytest.mark.parametrize("evidence", ["iri", "full"])
def test_parquet_has_the_same_types_when_nothing_is_found(whole: TestClient, evidence: str) -> None:
    some, none = (
        polars.read_parquet(whole.get(f"{MOTIONS}.parquet?evidence={evidence}&{query}").content).schema
        for query in ("", "from=2090-01-01")
    )
    assert some == none


def test_parquet_holds_passages_too(whole: TestClient) -> None:
    address = "/api/v1/queries/commitments-by-topic{}?topic=tomaat-italie&evidence=full"
    frame = polars.read_parquet(whole.get(address.format(".parquet")).content)
    assert frame.to_dicts()[0]["evidence"] == whole.get(address.format("")).json()["rows"][0]["evidence"]


def test_an_empty_list_explains_itself(whole: TestClient) -> None:
    page = whole.get(f"{MOTIONS}?from=2090-01-01").json()
    assert (page["total"], page["rows"]) == (0, []) and "geen resultaat" in page["explanation"]["message"]
    assert "next" not in page["links"]


def test_an_empty_cursor_is_the_first_page(whole: TestClient) -> None:
    first, empty = whole.get(MOTIONS).json(), whole.get(f"{MOTIONS}?cursor=").json()
    assert empty["rows"] == first["rows"] != []


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        (f"{MOTIONS}?limit=0", 422, "limit"),
        (f"{MOTIONS}?limit=501", 422, "limit"),
        (f"{MOTIONS}?limit=²", 422, "limit"),
        (f"{MOTIONS}?limit=-1", 422, "limit"),
        (f"{MOTIONS}?from=gisteren", 422, "from"),
        (f"{MOTIONS}?colour=red", 422, "colour"),
        (f"{MOTIONS}?cursor=abc", 422, "cursor"),
        (f"{MOTIONS}?cursor={'é' * 900}", 422, "cursor"),
        (f"{MOTIONS}?cursor=W10", 422, "cursor"),
        (f"{MOTIONS}?topic=tomaat-itali", 404, None),
        ("/api/v1/motion", 404, None),
        ("/api/v1/motions-by-topic", 404, None),
        (f"{MOTIONS}.xml", 404, None),
    ],
)
def test_what_is_wrong_is_named(whole: TestClient, address: str, status: int, parameter: str | None) -> None:
    answer = whole.get(address)
    assert (answer.status_code, answer.json().get("parameter")) == (status, parameter), answer.text
    if address == f"{MOTIONS}.xml":
        assert answer.json()["near"] == [MOTIONS]


def test_who_gives_a_parameter_that_a_list_does_not_have_is_told_all_that_it_has(whole: TestClient) -> None:
    told = whole.get(f"{MOTIONS}?page=2", headers={"accept-language": "en"}).json()["detail"]
    there = {p["name"] for p in whole.get("/api/v1/openapi.json").json()["paths"][MOTIONS]["get"]["parameters"]}
    assert set(told.partition("there are: ")[2].split(", ")) == there >= {"limit", "cursor", "evidence", "lang"}


def test_what_others_add_to_a_link_changes_nothing(whole: TestClient) -> None:
    for address in (MOTIONS, "/api/v1/queries/motions"):
        shared = whole.get(f"{address}?utm_source=x&fbclid=y")
        assert (shared.status_code, shared.json()["rows"]) == (200, whole.get(address).json()["rows"])


def test_a_list_takes_no_address_but_its_own(whole: TestClient) -> None:
    assert whole.post(MOTIONS).status_code == 405
    assert whole.get("/api/v1/validates").status_code == 404


def test_a_cursor_of_other_filters_is_refused(whole: TestClient) -> None:
    following = whole.get(f"{MOTIONS}?limit=2&dossier=26485").json()["links"]["next"]
    answer = whole.get(following.replace("26485", "35570-V"))
    assert (answer.status_code, answer.json()["parameter"]) == (422, "cursor")


def test_a_cursor_reads_back() -> None:
    cursor = Cursor("000034-51b75f342bef", "abcdefabcdef", f"{ID}kamerstuk/kst-26485-277", 2)
    assert Cursor.read(str(cursor), cursor.question) == cursor
    with pytest.raises(ParameterError, match="no cursor of ours"):
        Cursor.read(str(cursor) + "A", cursor.question)
    with pytest.raises(ParameterError, match="other filters"):
        Cursor.read(str(cursor), "000000000000")


def test_a_page_that_has_not_changed_is_not_sent_again(whole: TestClient) -> None:
    following = whole.get(f"{MOTIONS}?limit=5").json()["links"]["next"]
    first = whole.get(following)
    again = whole.get(following, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["etag"].startswith(f'"{first.json()["snapshot"]}.')


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[tuple[EmbeddedStore, TestClient]]:
    """A store with four persons, to which more come."""
    with EmbeddedStore.open(tmp_path / "store", workers=1) as store:
        store.replace_graph(graph("curated", "persons"), persons("a", "b", "c", "d"))
        yield store, TestClient(create_app(store, CATALOG, Settings()), raise_server_exceptions=False)


def persons(*keys: str) -> list[Triple]:
    kind, label = (
        NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
        "http://www.w3.org/2004/02/skos/core#prefLabel",
    )
    things = {key: NamedNode(f"{ID}person/{key}") for key in keys}
    typed = [Triple(thing, kind, NamedNode("https://w3id.org/imvograph/def/imvo#Person")) for thing in things.values()]
    return typed + [Triple(thing, NamedNode(label), Literal(key, language="nl")) for key, thing in things.items()]


def test_a_walk_stays_in_the_version_where_it_began(growing: tuple[EmbeddedStore, TestClient]) -> None:
    store, client = growing
    first = client.get("/api/v1/persons?limit=2").json()
    store.replace_graph(graph("curated", "persons"), persons("a", "aa", "ab", "ac", "c"))
    second = client.get(first["links"]["next"]).json()
    assert [row["label"] for row in first["rows"] + second["rows"]] == ["a", "b", "c", "d"]
    assert second["snapshot"] == first["snapshot"]
    fresh = client.get(second["links"]["first"]).json()
    assert (fresh["snapshot"], fresh["total"]) == (store.version, 5)


def test_a_cursor_of_a_version_that_is_gone_is_410_and_says_where_to_begin(
    growing: tuple[EmbeddedStore, TestClient],
) -> None:
    store, client = growing
    following = client.get("/api/v1/persons?limit=2").json()["links"]["next"]
    store.replace_graph(graph("curated", "persons"), persons("e", "f", "g"))
    elsewhere = TestClient(create_app(store, CATALOG, Settings()), raise_server_exceptions=False)  # started since
    answer = elsewhere.get(following + "&lang=en")
    assert (answer.status_code, answer.json()["type"]) == (410, "/problems/cursor-of-old-version")
    assert answer.headers["link"] == '</api/v1/persons?lang=en&limit=2>; rel="first"'
    assert elsewhere.get("/problems/cursor-of-old-version").status_code == 200


def test_openapi_has_an_operation_for_each_list_as_it_answers(whole: TestClient) -> None:
    document = whole.get("/api/v1/openapi.json").json()
    for name in LISTS:
        operation = document["paths"][f"/api/v1/{name}"]["get"]
        own = {parameter["name"] for parameter in operation["parameters"]}
        assert own == {*CATALOG[name].parameters, "evidence", "lang", "limit", "cursor"}
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        page = whole.get(f"/api/v1/{name}?limit=1").json()
        assert set(schema["required"]) <= set(page) <= set(schema["properties"])
        assert set(operation["responses"]) >= {"200", "304", "404", "410", "422"}


def test_the_catalogue_says_which_queries_are_lists(whole: TestClient) -> None:
    listed = {q["name"]: q["list"] for q in whole.get("/api/v1/queries").json()["queries"]}
    assert {name: address for name, address in listed.items() if address} == {name: f"/api/v1/{name}" for name in LISTS}
