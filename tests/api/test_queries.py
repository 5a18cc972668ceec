"""The curated queries over HTTP: typed parameters, each form, empty answers that explain themselves."""

import csv
import io
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse

from imvograph import assets
from imvograph.catalog import Catalog

ADDRESS = "/api/v1/queries"
ID = "https://w3id.org/imvograph/id/"
TOMATO = f"{ADDRESS}/commitments-by-topic?topic=tomaat-italie"
EMPTY = f"{ADDRESS}/motions-by-topic?topic=tomaat-italie"
CATALOG = Catalog.read(assets.QUERIES)


def test_the_catalogue_lists_every_query_with_what_a_client_needs(client: TestClient) -> None:
    listed = client.get(ADDRESS).json()
    assert [entry["name"] for entry in listed["queries"]] == list(CATALOG)
    for entry in listed["queries"]:
        assert entry["title"] == CATALOG[entry["name"]].title["nl"]
        assert entry["questions"] == list(CATALOG[entry["name"]].questions)
        assert {"title", "description", "parameters", "columns", "formats", "example", "sparql"} <= entry.keys()
        for parameter in entry["parameters"]:
            assert {"name", "kind", "label", "description", "required", "example", "schema"} <= parameter.keys()


def test_the_catalogue_speaks_the_language_that_is_asked(client: TestClient) -> None:
    dutch = client.get(ADDRESS)
    english = client.get(ADDRESS, headers={"accept-language": "en"})
    assert "accept-language" in dutch.headers["vary"].lower()
    (title,) = [e["title"] for e in english.json()["queries"] if e["name"] == "commitments-by-topic"]
    assert title == CATALOG["commitments-by-topic"].title["en"]
    assert client.get(ADDRESS + "?lang=en").json() == english.json() != dutch.json()


def test_an_answer_has_rows_columns_and_where_it_comes_from(client: TestClient) -> None:
    answer = client.get(TOMATO)
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert body["query"] == "commitments-by-topic"
    assert body["parameters"]["topic"] == f"{ID}supply-chain/tomaat-italie"
    assert answer.headers["etag"].startswith(f'"{body["snapshot"]}.')
    assert (body["count"], len(body["rows"])) == (1, 1)
    assert body["rows"][0]["commitment"] == f"{ID}commitment/bhos-2022-04-07-1-t4"
    assert [column["name"] for column in body["columns"]] == list(body["rows"][0])
    assert "explanation" not in body


@pytest.mark.parametrize(
    ("suffix", "syntax"),
    [("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("jsonld", RdfFormat.JSON_LD), ("rdf", RdfFormat.RDF_XML)],
)
def test_the_things_of_an_answer_are_described_in_rdf(client: TestClient, suffix: str, syntax: RdfFormat) -> None:
    answer = client.get(client.get(TOMATO).json()["links"][suffix])
    assert answer.status_code == 200
    page = client.get("/doc/commitment/bhos-2022-04-07-1-t4.ttl")
    assert {q.triple for q in parse(answer.content, syntax)} == {
        q.triple for q in parse(page.content, RdfFormat.TURTLE)
    }
    assert client.get(TOMATO, headers={"accept": "text/turtle"}).headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("topic", ["tomaat-italie", f"{ID}supply-chain/tomaat-italie", "Italiaanse tomatenketen"])
def test_a_topic_goes_by_key_iri_and_name(client: TestClient, topic: str) -> None:
    assert client.get(f"{ADDRESS}/commitments-by-topic", params={"topic": topic}).json()["count"] == 1


def test_evidence_full_brings_the_words_and_their_place(client: TestClient) -> None:
    (row,) = client.get(TOMATO + "&evidence=full").json()["rows"]
    (passage,) = row["evidence"]
    assert passage["quote"] == "De tomatenketen verdient aandacht"
    assert (passage["start"], passage["end"]) == (15, 48)
    assert client.get(TOMATO).json()["rows"][0]["evidence"] == [passage["iri"]]


def test_an_empty_answer_explains_itself_in_the_language_that_is_asked(client: TestClient) -> None:
    dutch = client.get(EMPTY)
    english = client.get(EMPTY + "&lang=en")
    assert dutch.status_code == 200
    assert (dutch.json()["count"], dutch.json()["rows"]) == (0, [])
    assert "geen resultaat" in dutch.json()["explanation"]["message"]
    assert "no result" in english.json()["explanation"]["message"]
    assert {"message", "searched", "related"} == dutch.json()["explanation"].keys()


def test_the_links_lead_to_the_same_answer(client: TestClient) -> None:
    body = client.get(TOMATO + "&lang=en").json()
    assert client.get(body["links"]["self"]).json() == body
    assert client.get(body["links"]["json"], headers={"accept": "text/csv"}).json()["rows"] == body["rows"]
    assert client.get(body["links"]["csv"]).headers["content-type"].startswith("text/csv")


def test_csv_holds_the_same_rows(client: TestClient) -> None:
    accepted = client.get(TOMATO, headers={"accept": "text/csv"})
    by_suffix = client.get(TOMATO.replace("?", ".csv?"))
    assert accepted.content == by_suffix.content
    assert by_suffix.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="commitments-by-topic.csv"' in by_suffix.headers["content-disposition"]
    (row,) = csv.DictReader(io.StringIO(by_suffix.text, newline=""))
    body = client.get(TOMATO).json()
    assert list(row) == [column["name"] for column in body["columns"]]
    assert row["label"] == body["rows"][0]["label"]
    assert row["evidence"] == "\n".join(body["rows"][0]["evidence"])


def problem(client: TestClient, address: str) -> tuple[int, dict[str, Any]]:
    answer = client.get(address)
    return answer.status_code, answer.json()


def test_an_unknown_query_names_those_that_look_like_it(client: TestClient) -> None:
    status, found = problem(client, f"{ADDRESS}/motion-by-topic")
    assert (status, found["near"][0]) == (404, "motions-by-topic")


def test_an_unknown_topic_is_not_an_empty_answer(client: TestClient) -> None:
    status, found = problem(client, f"{ADDRESS}/motions-by-topic?topic=tomaat-itali")
    assert (status, found["type"]) == (404, "/problems/not-found")
    assert "tomaat-italie" in found["near"]


@pytest.mark.parametrize("name", ["topic", "person", "dossier", "document"])
def test_a_thing_that_nothing_is_near_to_is_told_with_the_address_of_the_list(client: TestClient, name: str) -> None:
    _, found = problem(client, f"{ADDRESS}/motions?{name}=xqxqxq&lang=en")
    assert found["near"] == []
    address = found["detail"].partition(", ")[2]
    assert address.startswith(f"{ADDRESS}/") and client.get(address).status_code == 200


@pytest.mark.parametrize(
    "start", ["http://w3id.org/imvograph/id/", "https://w3id.org/imvograph/doc/", "http://127.0.0.1:8000/doc/", "/id/"]
)
def test_a_topic_by_another_address_than_its_iri_is_near_that_topic(client: TestClient, start: str) -> None:
    answer = client.get(f"{ADDRESS}/motions-by-topic", params={"topic": f"{start}supply-chain/tomaat-italie"})
    assert (answer.status_code, answer.json()["near"]) == (404, ["tomaat-italie"])


@pytest.mark.parametrize(
    ("address", "parameter", "value"),
    [
        ("motions-by-topic", "topic", None),
        ("motions-by-topic?topic=tomaat-italie&scope=wide", "scope", "wide"),
        ("motions-by-topic?topic=tomaat-italie&colour=red", "colour", "red"),
        ("motions-by-topic?topic=tomaat-italie&topic=other", "topic", "other"),
        ("motions-by-topic?topic=tomaat-italie&evidence=some", "evidence", "some"),
        ("motions-by-topic?topic=tomaat-italie&lang=de", "lang", "de"),
        ("motions-by-topic?topic=tomaat-italie&format=csv", "format", "csv"),
    ],
)
def test_a_wrong_parameter_is_named_with_its_value(
    client: TestClient, address: str, parameter: str, value: str | None
) -> None:
    status, found = problem(client, f"{ADDRESS}/{address}")
    assert (status, found["parameter"], found.get("value")) == (422, parameter, value)


def test_a_wrong_value_comes_with_a_right_one(client: TestClient) -> None:
    _, found = problem(client, f"{ADDRESS}/motions-by-topic?topic=tomaat-italie&scope=wide")
    example = found["example"]
    assert client.get(f"{ADDRESS}/motions-by-topic?topic=tomaat-italie&scope={example}").status_code == 200


@pytest.mark.parametrize(
    "value", ["x" * 30_000, "\x00", "%ff", '"> <script>', "'; DROP ALL #", "> } #", "$scope", "\\u0022"]
)
def test_a_hostile_value_is_no_topic(client: TestClient, value: str) -> None:
    answer = client.get(f"{ADDRESS}/motions-by-topic", params={"topic": value})
    assert answer.status_code in (404, 422)
    assert len(answer.content) < 10_000


def test_a_thousand_parameters_are_too_much(client: TestClient) -> None:
    answer = client.get(f"{ADDRESS}/motions-by-topic", params={f"p{n}": "1" for n in range(1000)})
    assert answer.status_code == 422


@pytest.mark.parametrize("address", [TOMATO, EMPTY, TOMATO.replace("?", ".csv?")])
def test_an_answer_that_has_not_changed_is_not_sent_again(client: TestClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(EMPTY if address != EMPTY else TOMATO, headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


def test_no_answer_is_kept_without_asking_again(client: TestClient) -> None:
    answer = client.get(TOMATO)
    assert answer.headers["cache-control"] == "no-cache"
    assert {name.strip() for name in answer.headers["vary"].split(",")} == {
        "Accept",
        "Accept-Language",
        "Accept-Encoding",
    }


def test_a_suffix_that_the_query_does_not_have_is_refused(client: TestClient) -> None:
    answer = client.get(f"{ADDRESS}/external-links.ttl")
    assert (answer.status_code, answer.json()["offered"]) == (
        406,
        ["application/json", "text/csv", "application/vnd.apache.parquet"],
    )


def test_the_example_of_an_entry_is_the_one_in_its_file(client: TestClient) -> None:
    entries = client.get(ADDRESS).json()["queries"]
    assert len(entries) == len(CATALOG)
    for entry in entries:
        assert dict(parse_qsl(urlsplit(entry["example"]).query)) == dict(CATALOG[entry["name"]].example)
