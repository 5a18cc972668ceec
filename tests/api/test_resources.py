"""Things at their IRIs: the redirect, the description in every form, the page for people."""

import html
import json
import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, Triple, parse
from rdflib import Graph
from rdflib.compare import to_isomorphic

LETTER = "/doc/letter/bhos-2022-04-07-1"
COMMITMENT = "/doc/commitment/bhos-2022-04-07-1-t4"
ID = "https://w3id.org/imvograph/id/"
FORMATS = {
    "ttl": ("text/turtle", RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", RdfFormat.JSON_LD),
    "nt": ("application/n-triples", RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", RdfFormat.RDF_XML),
}
THINGS = [LETTER, COMMITMENT, "/doc/organisation/hostile", "/doc/source-text/dabeecb83e867f05", "/def/imvo"]


def triples(client: TestClient, address: str, rdf_format: RdfFormat) -> set[Triple]:
    return {quad.triple for quad in parse(client.get(address).content, rdf_format)}


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/ld+json", "*/*"])
def test_a_thing_leads_to_what_describes_it(client: TestClient, accept: str) -> None:
    answer = client.get("/id/letter/bhos-2022-04-07-1", headers={"accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, LETTER)
    assert "Accept" in answer.headers["vary"]
    described = client.get(answer.headers["location"], headers={"accept": accept})
    assert described.headers["content-type"].startswith("text/html" if accept == "*/*" else accept)


def test_a_header_that_comes_in_several_lines_is_one_list(client: TestClient) -> None:
    several = [("accept", "text/csv"), ("accept", "text/turtle;q=0.5"), ("accept", "application/ld+json;q=0.4")]
    answer = client.get(LETTER, headers=several)
    assert answer.headers["content-type"].startswith("text/turtle")
    held = [("accept", "text/turtle"), ("if-none-match", '"other"'), ("if-none-match", answer.headers["etag"])]
    assert client.get(LETTER, headers=held).status_code == 304
    refused = client.get("/nowhere", headers=[("accept-language", "fr"), ("accept-language", "en")])
    assert "There is nothing at this address" in refused.text


def test_a_suffix_of_the_name_stays_on_the_way_to_the_description(client: TestClient) -> None:
    answer = client.get("/id/letter/bhos-2022-04-07-1.ttl")
    assert (answer.status_code, answer.headers["location"]) == (303, LETTER + ".ttl")
    assert client.get("/id/letter/nobody.ttl").status_code == 404


@pytest.mark.parametrize("address", THINGS)
def test_every_rdf_form_holds_the_same_triples(client: TestClient, address: str) -> None:
    found = {suffix: triples(client, f"{address}.{suffix}", kind) for suffix, (_, kind) in FORMATS.items()}
    assert found["ttl"] == found["jsonld"] == found["nt"] == found["rdf"] != set()


def test_another_reader_reads_the_same_triples(client: TestClient) -> None:
    graphs = [
        Graph().parse(data=client.get(f"{COMMITMENT}.{suffix}").text, format=name)
        for suffix, name in (("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml"))
    ]
    assert len(graphs[0]) > 10
    assert all(to_isomorphic(graphs[0]) == to_isomorphic(other) for other in graphs[1:])


@pytest.mark.parametrize(("suffix", "media_type"), [(name, form[0]) for name, form in FORMATS.items()])
def test_suffix_and_accept_header_give_the_same_bytes(client: TestClient, suffix: str, media_type: str) -> None:
    accepted = client.get(COMMITMENT, headers={"accept": media_type})
    assert accepted.headers["content-type"].split(";")[0] == media_type
    assert accepted.headers["content-location"] == f"{COMMITMENT}.{suffix}"
    assert client.get(f"{COMMITMENT}.{suffix}", headers={"accept": "text/html"}).content == accepted.content


def test_a_description_is_the_thing_its_evidence_and_the_labels_of_what_they_point_to(client: TestClient) -> None:
    found = triples(client, f"{COMMITMENT}.nt", RdfFormat.N_TRIPLES)
    whole = {"commitment/bhos-2022-04-07-1-t4", "evidence/dabeecb83e867f05-15-48", "evidence/dabeecb83e867f05-15-30"}
    labelled = {t for t in found if str(t.subject).strip("<>").removeprefix(ID) not in whole}
    assert {t.predicate.value.rsplit("/", 1)[-1].split("#")[-1] for t in labelled} == {"prefLabel", "label"}
    assert {t.subject for t in labelled} <= {t.object for t in found}
    assert {f"<{ID}{name}>" for name in whole} <= {str(t.subject) for t in found}


def test_the_link_header_names_the_thing_and_its_forms(client: TestClient) -> None:
    link = client.get(LETTER).headers["link"]
    assert f'<{ID}letter/bhos-2022-04-07-1>; rel="describes"' in link
    assert '<https://w3id.org/imvograph/doc/letter/bhos-2022-04-07-1>; rel="canonical"' in link
    for suffix, (media_type, _) in FORMATS.items():
        assert f'<{LETTER}.{suffix}>; rel="alternate"; type="{media_type}"' in link


def test_json_ld_is_compact_and_needs_no_context_from_elsewhere(client: TestClient) -> None:
    document = json.loads(client.get(f"{COMMITMENT}.jsonld").text)
    assert all(isinstance(space, str) for space in document["@context"].values())
    (node,) = [node for node in document["@graph"] if node["@id"].endswith("-t4")]
    assert node["@type"] == ["https://w3id.org/imvograph/def/imvo#Commitment"]
    assert node["imvo:promise"] == [{"@value": "De Kamer wordt geïnformeerd over de tomatenketen", "@language": "nl"}]


def test_a_page_shows_label_kind_status_words_and_the_passage_in_place(client: TestClient) -> None:
    page = client.get(COMMITMENT, headers={"accept": "text/html"}).text
    assert "<h1>Toezegging over de tomatenketen</h1>" in page
    assert '<a href="/def/imvo#Commitment">Toezegging</a>' in page
    assert "uit de tekst gehaald" in page
    assert '<blockquote lang="nl">De tomatenketen verdient aandacht</blockquote>' in page
    assert "15–48" in page
    assert ">toegezegd</a>" in page
    assert '<a href="/id/supply-chain/tomaat-italie">Italiaanse tomatenketen</a>' in page
    assert "/graph/extraction/bhos-2022-04-07-1" in page


def test_a_page_can_be_read_in_english_and_stays_so(client: TestClient) -> None:
    by_header = client.get(COMMITMENT + ".html", headers={"accept-language": "en-GB,en;q=0.9"}).text
    by_address = client.get(COMMITMENT + ".html?lang=en").text
    for page in (by_header, by_address):
        assert '<html lang="en">' in page
        assert "Italian tomato chain" in page
        assert "What it rests on" in page
    assert 'href="/id/supply-chain/tomaat-italie?lang=en"' in by_address
    assert 'href="/def/imvo?lang=en#promise"' in by_address
    led = client.get("/id/supply-chain/tomaat-italie?lang=en")
    assert led.headers["location"] == "/doc/supply-chain/tomaat-italie?lang=en"


def test_a_page_lists_what_refers_to_the_thing(client: TestClient) -> None:
    page = client.get(LETTER + ".html").text
    assert "Wat ernaar verwijst" in page
    assert '<a href="/id/commitment/bhos-2022-04-07-1-t4">' in page


def test_a_passage_has_no_label_and_is_called_by_its_words(client: TestClient) -> None:
    page = client.get("/doc/evidence/dabeecb83e867f05-15-48.html").text
    assert "<h1>De tomatenketen verdient aandacht</h1>" in page


def test_a_text_is_read_whole(client: TestClient) -> None:
    page = client.get("/doc/source-text/dabeecb83e867f05.html").text
    shown = re.search(r'<div class="text" lang="nl">(.*?)</div>', page, re.DOTALL)
    held = client.get("/doc/source-text/dabeecb83e867f05.jsonld").json()["@graph"]
    (text,) = [value["@value"] for node in held for value in node.get("imvo:text", [])]
    assert shown is not None
    assert html.unescape(re.sub(r"<[^>]+>", "", shown[1])) == text


def test_hostile_words_are_shown_as_words(client: TestClient, foreign_scripts: Callable[[str], list[str]]) -> None:
    page = client.get("/doc/organisation/hostile.html").text
    assert "&lt;script&gt;alert(&#39;naam&#39;)&lt;/script&gt;" in page
    assert foreign_scripts(page) == []
    assert "<img" not in page
    assert not re.search(r"""<[^>]*\son\w+\s*=""", page)
    assert 'href="javascript:' not in page


def test_a_graph_comes_whole(client: TestClient) -> None:
    turtle = client.get("/graph/extraction/bhos-2022-04-07-1")
    lines = client.get("/graph/extraction/bhos-2022-04-07-1.nt")
    assert turtle.headers["content-type"].startswith("text/turtle")
    read = {quad.triple for quad in parse(turtle.content, RdfFormat.TURTLE)}
    assert read == {quad.triple for quad in parse(lines.content, RdfFormat.N_TRIPLES)}
    assert len(read) > 40


def test_the_ontology_is_at_its_own_iri_in_each_form(client: TestClient) -> None:
    page = client.get("/def/imvo", headers={"accept": "text/html"}).text
    assert re.search(r'<section class="term" id="Commitment">\s*<h4>Toezegging', page)
    assert "niet meer gebruiken" in page
    turtle = client.get("/def/imvo", headers={"accept": "text/turtle"})
    assert "owl:Class" in turtle.text
    assert client.get("/def/shapes").headers["content-type"].startswith("text/turtle")
    assert client.get("/def/shapes.jsonld").status_code == 404


@pytest.mark.parametrize("address", [*THINGS, "/", "/graph/extraction/bhos-2022-04-07-1", "/api/v1/queries"])
def test_what_has_not_changed_is_not_sent_again(client: TestClient, address: str) -> None:
    first = client.get(address)
    assert first.headers["cache-control"] == "no-cache"
    same = client.get(address, headers={"if-none-match": first.headers["etag"]})
    assert [same.headers[name] for name in ("etag", "vary")] == [first.headers[name] for name in ("etag", "vary")]
    tag = first.headers["etag"].replace("-gz", "")  # a page that goes packed has another
    for held in (tag, f"W/{tag}", f'"other", {tag}'):
        again = client.get(address, headers={"if-none-match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200
    assert client.get(f"{address}?lang=en", headers={"if-none-match": tag}).status_code == 200


HOSTILE = [
    "%2e%2e",
    "..%2f..%2fetc/passwd",
    "%2e%2e%2f",
    "%00",
    "a%00b",
    "%ff%fe",
    "%zz",
    "<script>",
    "a b",
    "x" * 10_000,
    "'\">",
]


@pytest.mark.parametrize("key", HOSTILE)
@pytest.mark.parametrize("door", ["id", "doc", "graph", "api/v1/queries", "problems", "def", "static"])
def test_a_hostile_key_is_no_thing(
    client: TestClient, foreign_scripts: Callable[[str], list[str]], door: str, key: str
) -> None:
    kind = "letter/" if door in ("id", "doc", "graph") else ""
    answer = client.get(f"/{door}/{kind}{key}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) < 8000
    page = client.get(f"/{door}/{kind}{key}", headers={"accept": "text/html"}).text
    assert foreign_scripts(page) == []


def test_a_long_accept_header_is_read_no_further_than_needed(client: TestClient) -> None:
    accept = "text/turtle," + "x/y;q=0.1," * 10_000
    assert client.get(LETTER, headers={"accept": accept}).headers["content-type"].startswith("text/turtle")
    assert client.get(LETTER, headers={"accept": "\"'" * 50_000}).status_code == 200


def test_who_has_any_answer_need_not_get_another(whole: TestClient) -> None:
    for address in ("/", "/doc/sector/kleding-textiel.ttl", "/api/v1/motions", "/catalog"):
        for _ in range(2):  # made, and kept
            answer = whole.get(address, headers={"if-none-match": "*"})
            assert (answer.status_code, answer.content) == (304, b"") and answer.headers["etag"], address
            assert whole.get(address).status_code in (200, 303)
    assert whole.get("/doc/sector/kaas", headers={"if-none-match": "*"}).status_code == 404
    assert whole.get("/healthz", headers={"if-none-match": "*"}).status_code == 200


def test_a_host_that_looks_like_a_path_changes_nothing(client: TestClient) -> None:
    answer = client.get(LETTER + ".nt", headers={"host": "evil.example/x?y#z"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.text + str(answer.headers)
