"""The SPARQL 1.1 Protocol at /sparql, against a real store and its worker processes."""

import csv
import gzip
import io
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse

from imvograph.api.sparql import EXAMPLES, LARGEST_BODY

LETTER = "https://w3id.org/imvograph/id/letter/bhos-2022-04-07-1"
LABEL = f"SELECT ?label WHERE {{ <{LETTER}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }}"
GRAPH = "https://w3id.org/imvograph/graph/extraction/bhos-2022-04-07-1"
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query; charset=utf-8"}


def test_the_same_answer_by_get_form_and_direct(client: TestClient) -> None:
    answers = [
        client.get("/sparql", params={"query": LABEL}),
        client.post("/sparql", data={"query": LABEL}),
        client.post("/sparql", content=LABEL, headers=DIRECT),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert answers[0].json() == answers[1].json() == answers[2].json()
    (row,) = answers[0].json()["results"]["bindings"]
    assert row["label"] == {"type": "literal", "xml:lang": "nl", "value": "Kamerbrief van 7 april 2022"}


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/html", "text/html"),
        ("text/turtle, text/csv;q=0.1", "text/csv"),
        ("application/xml", "application/sparql-results+xml"),
        ("text/xml;q=0.9, text/turtle", "application/sparql-results+xml"),
    ],
)
def test_a_select_comes_in_the_form_that_is_accepted(client: TestClient, accept: str | None, media_type: str) -> None:
    headers = {"accept": accept} if accept else {}
    answer = client.get("/sparql", params={"query": LABEL}, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media_type
    assert "accept" in answer.headers["vary"].lower()
    assert "Kamerbrief van 7 april 2022" in answer.text


@pytest.mark.parametrize(
    ("accept", "rdf_format"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_a_construct_comes_as_rdf(client: TestClient, accept: str, rdf_format: RdfFormat) -> None:
    query = f"CONSTRUCT WHERE {{ <{LETTER}> ?p ?o }}"
    answer = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert answer.headers["content-type"].split(";")[0] == accept
    assert len(list(parse(answer.content, rdf_format))) == 8


@pytest.mark.parametrize(
    ("accept", "media_type"), [("application/xml", "application/rdf+xml"), ("application/json", "application/ld+json")]
)
def test_who_accepts_only_json_or_xml_gets_the_rdf_that_is_written_in_it(
    client: TestClient, accept: str, media_type: str
) -> None:
    answer = client.get("/sparql", params={"query": f"DESCRIBE <{LETTER}>"}, headers={"accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


def test_csv_reads_back(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": LABEL}, headers={"accept": "text/csv"})
    assert list(csv.reader(io.StringIO(answer.text, newline=""))) == [["label"], ["Kamerbrief van 7 april 2022"]]


def test_a_browser_without_a_query_gets_a_form_that_needs_no_script(client: TestClient) -> None:
    page = client.get("/sparql", headers={"accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 200
    assert 'action="/sparql" method="get">' in page.text
    assert '<textarea id="query" name="query"' in page.text


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_the_pages_have_an_answer(client: TestClient, name: str) -> None:
    assert client.get("/sparql", params={"query": EXAMPLES[name]}).json()["results"]["bindings"]


def test_a_parameter_that_is_not_of_the_protocol_is_hinted_at_and_without_a_query_refused(client: TestClient) -> None:
    asked = {"query": "ASK {}", "format": "csv\n", "x\ny": "1"}
    by_form = client.post("/sparql?lang=en", data=asked)
    for answer in (client.get("/sparql", params={**asked, "lang": "en"}), by_form):
        assert answer.status_code == 200
        assert answer.headers["imvograph-hint"].startswith(r"not read: 'format', 'x\ny'; the Accept header"), (
            answer.headers
        )
    shown = client.get("/sparql", params=asked, headers={"accept": "text/html"}).text
    assert "niet gelezen" in shown
    for accept in ("text/turtle", "text/html", "application/json"):
        answer = client.get("/sparql?quer=ASK{}&lang=en", headers={"accept": accept})
        assert answer.status_code == 400 and "quer" in answer.text and "default-graph-uri" in answer.text
    shared = client.get("/sparql?utm_source=brief", headers={"accept": "text/html"})
    assert shared.status_code == 200


def test_an_ask_is_yes_or_no_for_people_too(client: TestClient) -> None:
    asked = {"query": "ASK { ?s ?p ?o }"}
    assert client.get("/sparql", params=asked).json()["boolean"] is True
    page = client.get("/sparql", params=asked | {"lang": "en"}, headers={"accept": "text/html"})
    assert '<p class="truth">Yes</p>' in page.text


def test_the_graphs_that_a_request_names_are_its_dataset(client: TestClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"

    def number(**graphs: str) -> int:
        answer = client.get("/sparql", params={"query": count, **graphs}, headers={"accept": "text/csv"})
        assert answer.status_code == 200, answer.text
        return int(answer.text.split()[1])

    one = number(**{"default-graph-uri": GRAPH})
    assert 0 < one < number()
    assert number(**{"named-graph-uri": GRAPH}) == 0
    assert number(**{"default-graph-uri": "", "named-graph-uri": ""}) == number(), "forms send empty fields along"
    posted = client.post("/sparql", data={"query": count, "default-graph-uri": GRAPH}, headers={"accept": "text/csv"})
    assert int(posted.text.split()[1]) == one
    direct = client.post(
        "/sparql",
        params={"default-graph-uri": GRAPH},
        content=count,
        headers=DIRECT | {"accept": "text/csv"},
    )
    assert int(direct.text.split()[1]) == one
    mixed = client.post(
        "/sparql", params={"default-graph-uri": GRAPH}, data={"query": count}, headers={"accept": "text/csv"}
    )
    assert int(mixed.text.split()[1]) == one, "an address that names graphs is not read over for a form"


def test_a_second_query_or_an_update_in_the_address_of_a_form_is_not_passed_over(client: TestClient) -> None:
    assert client.post("/sparql?query=ASK{}", data={"query": "ASK {}"}).status_code == 400
    assert client.post("/sparql?update=DROP+ALL", data={"query": "ASK {}"}).status_code == 403


@pytest.mark.parametrize("accept", ["text/csv", "text/tab-separated-values", "text/turtle"])
def test_a_text_says_that_it_is_utf_8(client: TestClient, accept: str) -> None:
    """Without it some clients (requests, Excel's) read Latin-1, and every «ë» is two letters."""
    query = "SELECT ('één' AS ?x) {}" if accept != "text/turtle" else "CONSTRUCT { <a:b> <a:c> 'één' } WHERE {}"
    answer = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    assert "één" in answer.content.decode()


@pytest.mark.parametrize("iri", ["not an iri", "x> . <y", "http://example.org/elsewhere", "file:///etc/passwd", "\x00"])
def test_a_graph_of_another_is_refused(client: TestClient, iri: str) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": iri})
    assert answer.status_code in (400, 403)
    assert iri[:5] in answer.json()["detail"] or repr(iri)[1:5] in answer.json()["detail"]


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        ("update=DROP+ALL", FORM),
        ("query=ASK{}&update=DROP+ALL", FORM),
        ("query=INSERT+DATA+{<a:b>+<a:b>+<a:b>}", FORM),
        ("DELETE WHERE { ?s ?p ?o }", DIRECT),
        ("DROP ALL", {"content-type": "application/sparql-update"}),
    ],
)
def test_an_update_is_refused_and_told_where_changes_go(
    client: TestClient, content: str, headers: dict[str, str]
) -> None:
    answer = client.post("/sparql", content=content, headers=headers | {"accept-language": "en"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/query-refused")
    assert "gate" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        (FORM, "the form has no field «query»"),
        (DIRECT, "the body is empty"),
        ({}, "A body without Content-Type cannot"),
    ],
)
def test_who_sends_nothing_is_told_what_is_missing(client: TestClient, headers: dict[str, str], says: str) -> None:
    assert says in client.post("/sparql", headers=headers | {"accept-language": "en"}).json()["detail"]


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"", FORM, 400),
        (b"", DIRECT, 400),
        (b"   ", DIRECT, 400),
        (b"other=1", FORM, 400),
        (b"query=ASK{}&query=ASK{}", FORM, 400),
        (b"\xff\xfe", DIRECT, 400),
        (b"&".join(b"a=1" for _ in range(1000)), FORM, 400),
        (b"ASK{}", {}, 415),
        (b"ASK{}", {"content-type": "multipart/form-data"}, 415),
        (gzip.compress(b"ASK{}", mtime=0), DIRECT | {"content-encoding": "gzip"}, 415),
        (b"#" * (LARGEST_BODY + 1), DIRECT, 413),
        (b"ASK { ?s ?p '\x00' }", DIRECT, 200),
    ],
)
def test_a_body_that_cannot_be_asked_says_why(
    client: TestClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    answer = client.post("/sparql", content=content, headers=headers)
    assert answer.status_code == status, answer.text
    if status == 415:
        right = answer.headers.get("accept-post") or answer.headers["accept-encoding"]
        assert right in ("application/sparql-query, application/x-www-form-urlencoded", "identity")


def test_a_hostile_text_in_a_query_is_shown_as_text(
    client: TestClient, foreign_scripts: Callable[[str], list[str]]
) -> None:
    query = "SELECT ('</textarea><script>alert(1)</script>' AS ?x) {}"
    page = client.get("/sparql", params={"query": query}, headers={"accept": "text/html"})
    assert page.status_code == 200
    assert foreign_scripts(page.text) == []
    assert page.text.count("</textarea>") == 1


@pytest.mark.parametrize(
    "iri", ["javascript:alert(1)", "https://w3id.org/imvograph//evil.example/x", "data:text/html,x"]
)
def test_an_iri_in_an_answer_is_no_trap(client: TestClient, iri: str) -> None:
    query = f"SELECT (<{iri}> AS ?x) {{}}"
    page = client.get("/sparql", params={"query": query}, headers={"accept": "text/html"}).text
    assert iri in page
    assert 'href="javascript:' not in page
    assert 'href="data:' not in page
    assert 'href="//' not in page


@pytest.mark.parametrize("name", ["<http://example.org/f>", "<http://www.w3.org/2001/XMLSchema#nothing>"])
def test_a_function_that_is_not_there_is_the_askers_mistake(client: TestClient, name: str) -> None:
    answer = client.get("/sparql", params={"query": f"SELECT ({name}(1) AS ?x) {{}}", "lang": "en"})
    assert (answer.status_code, answer.json()["column"]) == (400, 9)
    assert f"{name} is not known here" in answer.json()["detail"]
