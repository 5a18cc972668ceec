"""Writing over HTTP: who may, what the gate says, in which state; and what strangers send to break it."""

import gzip
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import zstandard
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.api.writing import OneAtATime
from imvograph.catalog import Catalog
from imvograph.errors import StoreBusyError
from imvograph.gate import Gate
from imvograph.gate.apart import MAX_BYTES, MAX_TRIPLES, SECONDS
from imvograph.model.iris import graph, thing
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore
from imvograph.writing import Audit, Tokens, Writer

TURTLE = {"content-type": "text/turtle"}
HEAD = """@prefix imvo: <https://w3id.org/imvograph/def/imvo#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @base <https://w3id.org/imvograph/id/> .
"""
FACT = (
    HEAD
    + """<organisation/proef> a imvo:Organisation ; skos:prefLabel "Stichting Proef"@nl ;
  imvo:assertionStatus <assertion-status/curated> ; dcterms:source <https://example.org/proef> ."""
)
ALIAS = HEAD + '<organisation/proef> skos:altLabel "De Proef"@nl .'
WRONG = FACT.replace('"Stichting Proef"@nl', '"Foundation"@en')
IRI = graph("added", "proef")


@pytest.fixture
def settings(built_path: Path, tmp_path: Path) -> Settings:
    """A store of its own that holds the whole graph, and is open nowhere."""
    chosen = Settings(store=tmp_path / "store", releases=tmp_path / "releases")
    shutil.copytree(built_path, chosen.store)
    return chosen


def writer(settings: Settings, gate: Gate) -> Writer:
    return Writer(partial(EmbeddedStore.open, settings.store), lambda: gate, Audit(settings.store))


@pytest.fixture
def service(settings: Settings, gate: Gate) -> Iterator[TestClient]:
    """The service as `imvograph serve` runs it: it reads, and takes the writer's lock for each change."""
    with EmbeddedStore.open(settings.store, read_only=True, workers=1) as store:
        app = create_app(store, Catalog.read(assets.QUERIES), settings, writer(settings, gate))
        yield TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture
def bearer(settings: Settings) -> dict[str, str]:
    return {"authorization": f"Bearer {Tokens(settings.store).create('De tester', ['write:added'], 1)[1]}"}


@pytest.fixture(scope="module")
def reading(built_path: Path, gate: Gate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service over the whole graph, for what stores nothing."""
    folder = tmp_path_factory.mktemp("reading")
    with EmbeddedStore.open(built_path, read_only=True, workers=1) as store:
        chosen = Settings(store=built_path, releases=folder)
        app = create_app(store, Catalog.read(assets.QUERIES), chosen, writer(chosen, gate))
        yield TestClient(app, raise_server_exceptions=False)


# Validate


def test_facts_are_checked_without_being_stored(reading: TestClient, built: EmbeddedStore) -> None:
    answer = reading.post("/api/v1/validate?name=proef", content=FACT, headers=TURTLE)
    assert answer.status_code == 200
    assert answer.json()["report"] == {"graph": IRI, "conforms": True, "total": 0, "results": []}
    assert answer.json()["graph"] == IRI and IRI not in built.graphs()


def test_what_has_no_get_has_no_head(reading: TestClient) -> None:
    for refused in (reading.get("/api/v1/validate"), reading.head("/api/v1/validate")):
        assert (refused.status_code, refused.headers["allow"]) == (405, "OPTIONS, POST")


@pytest.mark.parametrize(("accept", "language"), [(a, x) for a in ("text/html", "text/plain") for x in ("nl", "en")])
def test_a_report_is_for_people_in_their_language(reading: TestClient, accept: str, language: str) -> None:
    headers = TURTLE | {"accept": accept, "accept-language": language}
    answer = reading.post("/api/v1/validate", content=WRONG, headers=headers)
    assert answer.status_code == 200 and answer.headers["content-type"].startswith(accept)
    assert ("Geef een Nederlands label" if language == "nl" else "Give a Dutch label") in answer.text
    assert ("Geweigerd" if language == "nl" else "Refused") in answer.text or accept == "text/plain"


RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("text/turtle", HEAD + "<a> imvo:x", "regel 3, kolom 11: de tekst houdt te vroeg op"),
        ("text/turtle", HEAD + "<a> imvoo:x 1 .", "regel 3, kolom 5: de prefix imvoo: is niet gedeclareerd"),
        ("text/turtle", HEAD + "a b", "regel 3, kolom 1: de parser zegt (Engels): «a is not a valid subject"),
        ("text/turtle", "<a> <b> <c> .", "regel 1, kolom 1: een relatieve IRI; schrijf hem voluit"),
        ("text/turtle", HEAD + "<a> <b> [] .", "een blanke knoop als voorwerp van de tripel"),
        ("text/turtle", HEAD + "imvo:x { <a> <b> 1 }", "een graaf met een naam"),
        ("text/turtle", "", "leeg; een graaf beweert minstens één tripel"),
        ("text/turtle", b"\xff", "geen UTF-8: byte 0xff op plaats 0, in regel 1"),
        ("application/ld+json", '{"@id": "a",}', "regel 1, kolom 13: de parser zegt (Engels): «Trailing commas"),
        (
            "application/ld+json",
            '{"@id": 5}',
            "application/ld+json: de parser zegt (Engels): «@id value must be a string»",
        ),
        ("application/ld+json", '{"@context": "http://a/"}', "er wordt niets opgehaald: schrijf de context zelf"),
        (
            "application/ld+json",
            '{"@id":"urn:a","urn:p":' * 10_000 + "1" + "}" * 10_000,
            "het is niet te lezen binnen de grenzen van tijd en geheugen",
        ),
        (
            "application/rdf+xml",
            f"<rdf:RDF {RDF}>\n</a>",
            "regel 2, kolom 3: het einde van een ander element dan er open",
        ),
        (
            "application/rdf+xml",
            f"<rdf:RDF {RDF}>&x;</rdf:RDF>",
            "de parser zegt (Engels): «no well-formed XML: undefined",
        ),
        (
            "application/rdf+xml",
            f"<rdf:RDF {RDF}>\n<x:a/></rdf:RDF>",
            "regel 2, kolom 1: een prefix die niet gedeclareerd is",
        ),
        ("application/rdf+xml", f"<rdf:RDF {RDF}><a/></rdf:RDF>", "zonder namespace; schrijf er een prefix voor"),
    ],
)
def test_what_cannot_be_read_is_told_in_dutch_and_the_words_of_a_parser_are_quoted(
    reading: TestClient, kind: str, body: str | bytes, said: str
) -> None:
    told = {}
    for language in ("nl", "en"):
        sent = {"content-type": kind, "accept-language": language}
        answer = reading.post("/api/v1/validate", content=body, headers=sent)
        assert answer.status_code == 400
        told[language] = answer.json()["detail"]
    ours = re.sub("«[^»]*»|<[^>]*>", "", told["nl"].partition("\n")[0])
    assert said in told["nl"] and not re.search(r"\b(the|line|column|at|must|expected|it)\b", ours), told["nl"]
    assert "(Engels)" not in told["en"] and "regel" not in told["en"]


def test_a_report_is_for_programs_as_json_and_in_each_rdf_format(reading: TestClient) -> None:
    told = reading.post("/api/v1/validate", content=WRONG, headers=TURTLE | {"accept": "application/json"}).json()
    assert not told["report"]["conforms"]
    rules = {result["rule"] for result in told["report"]["results"]}
    syntaxes = {"text/turtle": RdfFormat.TURTLE, "application/ld+json": RdfFormat.JSON_LD}
    syntaxes |= {"application/n-triples": RdfFormat.N_TRIPLES, "application/rdf+xml": RdfFormat.RDF_XML}
    read = []
    for media_type, syntax in syntaxes.items():
        answer = reading.post("/api/v1/validate", content=WRONG, headers=TURTLE | {"accept": media_type})
        read.append({quad.triple for quad in parse(answer.content, syntax)})
    shapes = {t.object.value for t in read[0] if t.predicate.value.endswith("sourceShape")}
    assert shapes == rules and len(rules) > 0 and all(other == read[0] for other in read)


SAME = {
    "text/turtle": FACT,
    "application/n-triples": "".join(f"{quad.triple} .\n" for quad in parse(FACT, RdfFormat.TURTLE)),
    "application/ld+json": json.dumps(
        {
            "@id": thing("organisation", "proef"),
            "@type": "https://w3id.org/imvograph/def/imvo#Organisation",
            "http://www.w3.org/2004/02/skos/core#prefLabel": {"@value": "Stichting Proef", "@language": "nl"},
            "https://w3id.org/imvograph/def/imvo#assertionStatus": {"@id": thing("assertion-status", "curated")},
            "http://purl.org/dc/terms/source": {"@id": "https://example.org/proef"},
        }
    ),
    "application/rdf+xml": f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns:imvo="https://w3id.org/imvograph/def/imvo#" xmlns:skos="http://www.w3.org/2004/02/skos/core#"
  xmlns:dcterms="http://purl.org/dc/terms/"><imvo:Organisation rdf:about="{thing("organisation", "proef")}">
  <skos:prefLabel xml:lang="nl">Stichting Proef</skos:prefLabel>
  <imvo:assertionStatus rdf:resource="{thing("assertion-status", "curated")}"/>
  <dcterms:source rdf:resource="https://example.org/proef"/></imvo:Organisation></rdf:RDF>""",
}


@pytest.mark.parametrize("kind", SAME)
def test_facts_come_in_each_format(reading: TestClient, kind: str) -> None:
    answer = reading.post("/api/v1/validate", content=SAME[kind], headers={"content-type": kind})
    assert answer.status_code == 200 and answer.json()["report"]["conforms"], answer.text


def test_a_text_that_does_not_parse_is_told_with_its_place(reading: TestClient) -> None:
    answer = reading.post("/api/v1/validate", content=FACT + "\n<x> nonsense", headers=TURTLE)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/unreadable")
    assert "regel 5" in answer.json()["detail"]


def test_rdf_xml_that_was_cut_off_is_no_smaller_graph(reading: TestClient) -> None:
    whole = SAME["application/rdf+xml"]
    second = whole[whole.index("<imvo:Organisation") : whole.index("</rdf:RDF>")].replace("proef", "tweede")
    both = whole.replace("</rdf:RDF>", f"{second}</rdf:RDF>")
    kind = {"content-type": "application/rdf+xml"}
    assert reading.post("/api/v1/validate", content=both, headers=kind).json()["report"]["conforms"]
    for cut in (
        both.index("</rdf:RDF>"),
        both.rindex("</imvo:Organisation>"),
        both.rindex("</skos"),
        both.rindex("Proef"),
    ):
        answer = reading.post("/api/v1/validate", content=both[:cut], headers=kind)
        assert answer.status_code == 400 and "is hij afgekapt?" in answer.json()["detail"], both[cut : cut + 20]


# What strangers send

DEEP = {
    "application/ld+json": b'{"@id":"urn:a","urn:p":' * 10_000 + b'{"@id":"urn:b"}' + b"}" * 10_000,
    "application/rdf+xml": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="urn:p">'
    + b'<rdf:Description rdf:about="urn:a"><p:p>' * 50_000
    + b"</p:p></rdf:Description>" * 50_000
    + b"</rdf:RDF>",
    "text/turtle": b"<urn:a> <urn:p> " + b"[ <urn:p> " * 100_000 + b"<urn:b>" + b" ]" * 100_000 + b" .",
    "application/n-triples": b"<urn:a> <urn:p> " + b"<< " * 100_000 + b">> " * 100_000 + b".",
}
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE rdf:RDF [<!ENTITY a "ha">%s]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="urn:p">
<rdf:Description rdf:about="urn:a"><p:p>&z24;</p:p></rdf:Description></rdf:RDF>""" % b"".join(
    b'<!ENTITY z%d "%s">' % (n, (b"&z%d;" % (n - 1) if n else b"&a;") * 10) for n in range(25)
)
LONG = b"@prefix x: <urn:" + b"x" * 1_000_000 + b"> . " + b"".join(b"x:%d x:p x:o . " % n for n in range(2000))
OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
BOMBS = [
    *DEEP.items(),
    ("application/rdf+xml", LAUGHS),
    ("application/rdf+xml", OUTSIDE + LAUGHS.partition(b"]>")[2].replace(b"&z24;", b"&x;")),
    ("text/turtle", LONG),
    ("application/ld+json", b"[" * 1_000_000),
    ("application/ld+json", b'{"@context":"http://127.0.0.1:1/context","@id":"urn:a","p":"q"}'),
    ("application/ld+json", b'{"@id":"urn:a","urn:p":{"@list":[' * 5_000),
    ("text/turtle", b"<urn:a> <urn:p> " + b"( " * 200_000),
    ("text/turtle", b"".join(b"<urn:%d> <urn:p> 1 .\n" % n for n in range(MAX_TRIPLES + 1))),
    ("application/n-triples", b"\0" * 1000),
    ("text/turtle", b""),
    ("text/turtle", b"\xff\xfe<\0a\0>\0"),
    ("application/n-triples", '<urn:a> <urn:p> "\ud800" .'.encode(errors="surrogatepass")),
]


def seconds_of_children() -> float:
    """The processor time of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize(("kind", "content"), BOMBS, ids=[f"{n}-{kind}" for n, (kind, _) in enumerate(BOMBS)])
def test_what_kills_a_parser_is_a_refusal_in_time_and_the_service_lives(
    reading: TestClient, kind: str, content: bytes
) -> None:
    assert len(content) <= MAX_BYTES
    begun, used = time.monotonic(), seconds_of_children()
    answer = reading.post("/api/v1/validate", content=content, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/unreadable"), answer.text[:300]
    assert seconds_of_children() - used < SECONDS + 2
    assert time.monotonic() - begun < 5 * SECONDS and "root:" not in answer.text
    assert reading.post("/api/v1/validate", content=FACT, headers=TURTLE).json()["report"]["conforms"]


@pytest.mark.parametrize(
    ("kind", "content", "status", "says"),
    [
        (None, FACT, 415, "A body without Content-Type cannot be read here; send text/turtle"),
        ("application/ld+json", b'{"@context":"http://127.0.0.1:1/","@id":"urn:a","p":"q"}', 400, "nothing is fetched"),
        ("text/turtle", b"<urn:%s> " % (b"a" * 200_000) + b";".join(b"<urn:p> %d" % n for n in range(200)) + b".", 400,
         "an IRI of 200,004 characters"),
        ("text/turtle", b"@prefix x: <urn:%s> . " % (b"x" * 1900) + b"".join(b"x:%d x:p x:o . " % n for n in range(12_000)),
         400, "bytes once written out; offer it in smaller parts"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_what_to_do_and_costs_nobody_much(
    reading: TestClient, kind: str | None, content: bytes, status: int, says: str
) -> None:
    headers = {"accept-language": "en"} | ({"content-type": kind} if kind else {})
    answer = reading.post("/api/v1/validate", content=content, headers=headers)
    assert (answer.status_code, len(answer.content) < 2000) == (status, True) and says in answer.json()["detail"]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "zstd", "br", "gzip, gzip"])
def test_what_is_packed_is_not_unpacked(reading: TestClient, coding: str) -> None:
    zeros = b" " * (64 << 20)
    packed = {
        "gzip": lambda: gzip.compress(zeros),
        "deflate": lambda: zlib.compress(zeros),
        "zstd": lambda: zstandard.compress(zeros),
    }.get(coding, lambda: b"x")()
    answer = reading.post("/api/v1/validate", content=packed, headers=TURTLE | {"content-encoding": coding})
    assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")


def test_a_body_that_is_too_large_is_read_no_further(reading: TestClient) -> None:
    assert reading.post("/api/v1/validate", content=b" " * (MAX_BYTES + 1), headers=TURTLE).status_code == 413
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 20 * MAX_BYTES:
            sent += 1 << 16
            yield b" " * (1 << 16)

    assert reading.post("/api/v1/validate", content=endless(), headers=TURTLE).status_code == 413


@pytest.mark.parametrize("kind", ["", "text/plain", "application/trig", "application/n-quads", "multipart/form-data"])
def test_another_kind_of_body_is_told_what_can_be_sent(reading: TestClient, kind: str) -> None:
    answer = reading.post("/api/v1/validate", content=FACT, headers={"content-type": kind})
    assert answer.status_code == 415 and "text/turtle" in answer.headers["accept-post"]


# The Graph Store Protocol


def test_a_graph_is_put_read_added_to_and_removed(
    service: TestClient, bearer: dict[str, str], settings: Settings
) -> None:
    put = service.put("/graphs/proef", content=FACT, headers=TURTLE | bearer)
    assert (put.status_code, put.headers["location"]) == (201, "/graphs/proef")
    assert put.json()["changed"] and put.json()["report"]["conforms"]
    read = service.get("/graphs/proef", headers={"accept": "text/turtle"})
    assert {q.triple for q in parse(read.content, RdfFormat.TURTLE)} == {
        q.triple for q in parse(FACT, RdfFormat.TURTLE)
    }
    assert service.get("/graph/added/proef.ttl").status_code == 200, "the graph is at its own IRI too"
    assert service.get("/doc/organisation/proef.ttl").status_code == 200
    again = service.put("/graphs/proef", content=FACT, headers=TURTLE | bearer)
    assert (again.status_code, again.json()["changed"], again.json()["version"]) == (200, False, put.json()["version"])
    assert service.post("/graphs/proef", content=ALIAS, headers=TURTLE | bearer).status_code == 200
    assert "De Proef" in service.get("/graphs/proef.nt").text and "Stichting" in service.get("/graphs/proef.nt").text
    by_iri = service.get("/graphs", params={"graph": IRI}, headers={"accept": "application/n-triples"})
    assert by_iri.content == service.get("/graphs/proef.nt").content
    assert {"graph": IRI, "writable": True} in service.get("/graphs").json()["graphs"]
    removed = service.delete("/graphs", params={"graph": IRI}, headers=bearer)
    assert removed.status_code == 200 and service.get("/graphs/proef").status_code == 404
    assert service.delete("/graphs/proef", headers=bearer).status_code == 404
    told = [(e.method, e.outcome, e.name) for e in Audit(settings.store).all()]
    assert told == [
        ("PUT", "stored", "De tester"),
        ("PUT", "unchanged", "De tester"),
        ("POST", "stored", "De tester"),
        ("DELETE", "stored", "De tester"),
        ("DELETE", "failed", "De tester"),
    ]


def test_a_thing_of_any_kind_is_retired_by_a_graph_of_one_who_may(
    service: TestClient, bearer: dict[str, str], settings: Settings
) -> None:
    may = {"authorization": f"Bearer {Tokens(settings.store).create('De griffie', ['write:added', 'retire'], 1)[1]}"}
    service.put("/graphs/proef", content=FACT, headers=TURTLE | bearer)
    retired = FACT.replace(" skos:prefLabel", " <http://www.w3.org/2002/07/owl#deprecated> true ;\n"
                           "  dcterms:isReplacedBy <organisation/fnv> ; skos:prefLabel")  # fmt: skip
    for method, address in (("PUT", "/graphs/vervallen"), ("POST", "/graphs/proef")):
        kept = service.request(method, address, content=retired, headers=TURTLE | bearer | {"accept-language": "nl"})
        assert (kept.status_code, kept.json()["type"]) == (403, "/problems/forbidden")
        assert "vervallen is (owl:deprecated); daarvoor is de scope retire" in kept.json()["detail"]
        assert 'insufficient_scope", scope="retire"' in kept.headers["www-authenticate"]
    assert Audit(settings.store).all()[-1].outcome == "failed"
    assert service.get("/doc/organisation/proef.ttl").status_code == 200
    assert service.put("/graphs/vervallen", content=retired, headers=TURTLE | may).status_code == 201
    answer = service.get("/doc/organisation/proef.ttl")
    assert answer.status_code == 410
    assert f'<{thing("organisation", "fnv")}>; rel="successor-version"' in answer.headers["link"]
    assert service.delete("/graphs/vervallen", headers=bearer).status_code == 403, "nor is it taken back"
    undone = service.delete("/graphs/vervallen", headers=may)
    assert undone.status_code == 200 and service.get("/doc/organisation/proef.ttl").status_code == 200


def test_a_parameter_of_another_name_is_refused_where_graphs_are_checked_and_listed(service: TestClient) -> None:
    wrong = (service.post("/api/v1/validate?graph=dry", content="", headers=TURTLE), service.get("/graphs?foo=1"))
    for answer, name, known in zip(wrong, ("graph", "foo"), ("name, lang", "graph"), strict=True):
        told = answer.json()
        assert (answer.status_code, told["parameter"]) == (422, name) and known in told["detail"], told
    assert service.get("/graphs?default").json()["detail"].startswith("de standaardgraaf is")


def test_what_the_gate_refuses_changes_nothing_and_is_told(
    service: TestClient, bearer: dict[str, str], settings: Settings
) -> None:
    before = service.get("/healthz").json()["version"]
    answer = service.put("/graphs/proef", content=WRONG, headers=TURTLE | bearer | {"accept-language": "nl"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert answer.json()["type"] == "/problems/refused" and "Geef een Nederlands label" in answer.json()["detail"]
    assert not answer.json()["report"]["conforms"]
    page = service.put("/graphs/proef", content=WRONG, headers=TURTLE | bearer | {"accept": "text/html"})
    assert page.status_code == 422 and "<h1>Geweigerd</h1>" in page.text
    assert service.get("/healthz").json()["version"] == before and service.get("/graphs/proef").status_code == 404
    assert {entry.outcome for entry in Audit(settings.store).all()} == {"refused"}
    assert service.get("/problems/refused").status_code == 200


def test_two_who_change_one_graph_do_not_undo_each_other(service: TestClient, bearer: dict[str, str]) -> None:
    new = TURTLE | bearer | {"if-none-match": "*"}
    assert service.put("/graphs/proef", content=FACT, headers=new).status_code == 201
    taken = service.put("/graphs/proef", content=FACT, headers=new)
    assert (taken.status_code, taken.json()["type"]) == (412, "/problems/precondition-failed")
    seen = service.get("/graphs/proef.nt").headers["etag"]
    assert service.get("/graphs/proef.nt", headers={"if-none-match": seen}).status_code == 304
    mine = service.post("/graphs/proef", content=ALIAS, headers=TURTLE | bearer | {"if-match": seen})
    assert mine.status_code == 200
    theirs = service.put("/graphs/proef", content=FACT, headers=TURTLE | bearer | {"if-match": seen})
    assert theirs.status_code == 412 and "De Proef" in service.get("/graphs/proef.nt").text
    now = service.get("/graphs/proef.ttl").headers["etag"]
    assert service.delete("/graphs/proef", headers=bearer | {"if-match": now}).status_code == 200
    assert service.put("/graphs/proef", content=FACT, headers=TURTLE | bearer | {"if-match": "*"}).status_code == 412


def test_only_a_token_that_allows_it_writes(service: TestClient, bearer: dict[str, str], settings: Settings) -> None:
    tokens = Tokens(settings.store)
    anonymous = service.put("/graphs/proef", content=FACT, headers=TURTLE)
    assert (anonymous.status_code, anonymous.headers["www-authenticate"]) == (401, 'Bearer realm="imvograph"')
    for name in ("http://x/", graph("ontology", "imvo"), IRI):
        assert service.put("/graphs", params={"graph": name}, content=FACT, headers=TURTLE).status_code == 401, name
    for wrong in ("Bearer x", "Bearer " + "x" * 5000, "Basic eDp5", "Bearer", bearer["authorization"][:-1] + "!"):
        answer = service.put("/graphs/proef", content=FACT, headers=TURTLE | {"authorization": wrong})
        assert answer.status_code == 401 and answer.json()["type"] == "/problems/unauthorized"
    narrow, secret = tokens.create("Een ander", ["write:added/eigen"], 1)
    other = {"authorization": f"Bearer {secret}"}
    refused = service.put("/graphs/proef", content=FACT, headers=TURTLE | other)
    assert refused.status_code == 403 and "insufficient_scope" in refused.headers["www-authenticate"]
    assert service.put("/graphs/eigen", content=FACT, headers=TURTLE | other).status_code == 201
    tokens.revoke(narrow.id)
    assert service.put("/graphs/eigen", content=FACT, headers=TURTLE | other).status_code == 401
    _, old = tokens.create("Verlopen", ["write:added"], -1)
    assert (
        service.put("/graphs/proef", content=FACT, headers=TURTLE | {"authorization": f"Bearer {old}"}).status_code
        == 401
    )
    assert service.get("/graphs/proef").status_code == 404


NOT_WRITABLE = {
    graph("ontology", "imvo"): 403,
    graph("concepts", "sectors"): 403,
    graph("curated", "x"): 403,
    graph("extraction", "bhos-2022-04-07-1"): 403,
    graph("union", ""): 403,
    graph("added", ""): 422,
    graph("added", "../ontology/imvo"): 422,
    graph("added", "A B"): 422,
    graph("added", "x" * 81): 422,
    graph("added", "-"): 422,
    "https://example.org/graph": 422,
    "": 422,
}


def test_only_added_graphs_can_be_written(service: TestClient, bearer: dict[str, str]) -> None:
    before = service.get("/healthz").json()["version"]
    for iri, status in NOT_WRITABLE.items():
        for method in ("PUT", "POST", "DELETE"):
            content = None if method == "DELETE" else FACT
            answer = service.request(method, "/graphs", params={"graph": iri}, headers=TURTLE | bearer, content=content)
            assert answer.status_code == status, answer.text
            assert status != 422 or not iri.startswith(graph("added", "x")) or "hoogstens 80 tekens" in answer.text
    assert service.get("/healthz").json()["version"] == before


def test_who_writes_while_another_process_does_is_told_to_come_back(
    service: TestClient, bearer: dict[str, str], settings: Settings
) -> None:
    with EmbeddedStore.open(settings.store):
        answer = service.put("/graphs/proef", content=FACT, headers=TURTLE | bearer)
    assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0
    assert service.put("/graphs/proef", content=FACT, headers=TURTLE | bearer).status_code == 201


def test_who_writes_to_the_name_of_a_graph_is_led_to_its_address(service: TestClient, bearer: dict[str, str]) -> None:
    answer = service.put("/graphs/added/proef", content=FACT, headers=TURTLE | bearer)
    assert answer.status_code == 404 and answer.json()["near"][0] == "/graphs/proef"


def test_a_sparql_update_is_led_to_these_doors(reading: TestClient) -> None:
    update = {"content-type": "application/sparql-update", "accept-language": "en"}
    answer = reading.post("/sparql", content="DROP ALL", headers=update)
    assert answer.status_code == 403 and "/graphs/{name}" in answer.json()["detail"]


def test_few_wait_and_nobody_waits_for_ever() -> None:
    import asyncio

    in_turn, gate, seen = OneAtATime(), threading.Event(), []

    def slow() -> None:
        gate.wait(60)
        seen.append(threading.active_count())

    async def many() -> list[object]:
        waiting = [asyncio.ensure_future(in_turn(slow, 4)) for _ in range(4)]
        await asyncio.sleep(0)  # each has begun
        with pytest.raises(StoreBusyError):
            await in_turn(slow, 4)
        waiting += [asyncio.ensure_future(in_turn(slow)) for _ in range(4)]  # a check that waits is no hindrance
        await asyncio.sleep(0)
        with pytest.raises(StoreBusyError):
            await in_turn(slow)
        gate.set()
        return list(await asyncio.gather(*waiting))

    asyncio.run(many())
    assert len(seen) == 8


# Tokens


def test_who_checks_more_than_their_share_waits_and_a_token_goes_on(settings: Settings, gate: Gate) -> None:
    spent = settings.model_copy(update={"client_seconds": 0.001, "client_share": 0.0001})
    token = {"authorization": f"Bearer {Tokens(settings.store).create('De tester', ['write:added'], 1)[1]}"}
    with EmbeddedStore.open(settings.store, read_only=True, workers=1) as store:
        client = TestClient(create_app(store, Catalog.read(assets.QUERIES), spent, writer(settings, gate)))
        assert client.post("/api/v1/validate", content=FACT, headers=TURTLE).status_code == 200
        refused = client.post("/api/v1/validate", content=FACT, headers=TURTLE)
        assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 10
        assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 429, "it is one allowance"
        assert client.put("/graphs/proef", content=FACT, headers=TURTLE | token).status_code == 201


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_the_default_graph_is_no_graph_to_write_and_says_where_it_is(
    service: TestClient, bearer: dict[str, str], method: str
) -> None:
    answer = service.request(
        method, "/graphs?default", headers=TURTLE | bearer, content=FACT if method == "PUT" else None
    )
    assert answer.status_code == 422 and answer.json()["parameter"] == "default"
    assert "/dump/latest/" in answer.json()["detail"]


def test_of_a_token_only_its_digest_is_kept_for_its_owner_alone(settings: Settings) -> None:
    token, secret = Tokens(settings.store).create("De tester", ["write:added"], 30)
    path = settings.store / "tokens.json"
    assert secret.split("_", 2)[2] not in path.read_text() and path.stat().st_mode & 0o077 == 0
    assert Tokens(settings.store).known(secret) == token
    assert Tokens(settings.store).known(secret[:-1] + ("A" if secret[-1] != "A" else "B")) is None


def test_tokens_are_made_listed_and_revoked_on_the_command_line(settings: Settings) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "IMVOGRAPH_STORE": str(settings.store), "COLUMNS": "200", "NO_COLOR": "1"}
        command = [sys.executable, "-m", "imvograph", "token", *words]
        return subprocess.run(command, capture_output=True, env=environment, text=True, timeout=60, check=False)

    made = run("create", "Portaal", "--scope", "write:added/portaal", "--days", "7")
    secret = made.stdout.strip()
    known = Tokens(settings.store).known(secret)
    assert known is not None and known.allows("portaal") and not known.allows("proef")
    assert "Portaal" in run("list").stdout and secret not in run("list").stdout
    (told,) = json.loads(run("list", "--json").stdout)
    assert told["id"] == known.id and "digest" not in told
    revoked = json.loads(run("revoke", known.id, "--json").stdout)
    assert (
        revoked == {"id": known.id, "name": "Portaal", "revoked": True} and Tokens(settings.store).known(secret) is None
    )
    elsewhere = run("list", "--json", "--store", "nowhere")
    assert json.loads(elsewhere.stdout) == [] and elsewhere.stderr.startswith("no tokens in nowhere; another store")
    unknown = run("revoke", known.id)
    assert unknown.returncode == 1 and "There is no token" in unknown.stderr
    alone = run("create", "x", "--scope", "retire")
    assert alone.returncode != 0 and "retire' alone writes nowhere; name a graph beside it" in alone.stderr
    assert "there is write:added, write:added/NAME and retire" in run("create", "x", "--scope", "admin").stderr
