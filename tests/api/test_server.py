"""Over a real server on loopback: what real clients and hostile ones see."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import httpx2
import pytest
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, RDFXML, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

LETTER = "https://w3id.org/imvograph/id/letter/bhos-2022-04-07-1"
LABEL = f"SELECT ?label WHERE {{ <{LETTER}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }}"
POSTED = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"


def asking(server: str, query: str, form: str) -> SPARQLWrapper:
    wrapper = SPARQLWrapper(f"{server}/sparql")
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    wrapper.setTimeout(20)
    return wrapper


def test_sparqlwrapper_selects(server: str) -> None:
    found = asking(server, LABEL, JSON).queryAndConvert()
    assert found["results"]["bindings"][0]["label"]["value"] == "Kamerbrief van 7 april 2022"
    assert "Kamerbrief" in asking(server, LABEL, XML).queryAndConvert().toxml()
    assert b"Kamerbrief" in asking(server, LABEL, CSV).queryAndConvert()


@pytest.mark.parametrize("method", [None, POSTDIRECTLY])
def test_sparqlwrapper_constructs(server: str, method: str | None) -> None:
    wrapper = asking(server, f"CONSTRUCT WHERE {{ <{LETTER}> ?p ?o }}", RDFXML)
    if method:
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(method)
    assert len(wrapper.queryAndConvert()) == 8
    turtle = asking(server, f"DESCRIBE <{LETTER}>", TURTLE).queryAndConvert()
    assert b"Kamerbrief" in turtle


def test_sparqlwrapper_knows_our_syntax_error_as_one(server: str) -> None:
    with pytest.raises(QueryBadFormed, match="column"):
        asking(server, "SELECT ?x WHERE", JSON).query()


def test_who_reads_pages_does_not_wait_for_who_asks_slow_queries(server: str) -> None:
    with ThreadPoolExecutor(1) as other, httpx2.Client(base_url=server, timeout=20) as client:
        slow = other.submit(httpx2.get, f"{server}/sparql", params={"query": SLOW}, timeout=20)
        read = 0
        while not slow.done():
            assert client.get("/doc/letter/bhos-2022-04-07-1.ttl").status_code == 200
            read += 1
        assert slow.result().status_code == 504
    assert read > 10


def raw(server: str, request: bytes) -> bytes:
    """The first bytes that a server answers to these bytes."""
    address = urlsplit(server)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
        connection.sendall(request)
        return connection.recv(4096)


@pytest.mark.parametrize(
    "path",
    [
        "/id/letter/../../etc/passwd",
        "/static/../templates/base.html",
        "/static/%2e%2e/templates/base.html",
        "/static/..%2ftemplates/base.html",
        "/doc/letter/%00",
        "/doc/letter/%ff%fe%zz",
        "//evil.example/doc/letter",
        "/doc/letter/",
    ],
)
def test_a_path_that_climbs_or_is_garbage_is_nothing(server: str, path: str) -> None:
    answer = raw(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404")
    assert (b"text/html" if path.endswith(".html") else b"application/problem+json") in answer


@pytest.mark.parametrize("path", ["/", "/api/v1/queries/documents", "/healthz"])
def test_a_request_names_one_host_by_http_1_1_and_may_name_none_by_1_0(server: str, path: str) -> None:
    for hosts, version, status in (
        ("", 1, 400),
        ("Host: a\r\nHost: b\r\n", 1, 400),
        ("Host: a\r\n", 1, 200),
        ("", 0, 200),
    ):
        answer = raw(server, f"GET {path} HTTP/1.{version}\r\n{hosts}Connection: close\r\n\r\n".encode())
        assert answer.split()[1] == str(status).encode(), (hosts, version, answer[:300])


@pytest.mark.parametrize(
    "head",
    [
        b"GET /sparql?query=" + b"A" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nAccept: " + b"text/html," * 100_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nAccept: a\x00b\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ],
)
def test_a_hostile_request_leaves_the_server_well(server: str, head: bytes) -> None:
    try:
        answer = raw(server, head)
    except OSError:  # the server closed the connection while we were still sending, which is an answer too
        answer = b""
    assert not answer.startswith(b"HTTP/1.1 5")
    assert httpx2.get(f"{server}/healthz").status_code == 200


def test_a_body_that_is_declared_too_large_is_not_read(server: str) -> None:
    assert raw(server, POSTED + b"Content-Length: 9999999999\r\n\r\n").startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("declared", [True, False])
def test_who_sends_all_before_it_reads_gets_the_413_and_what_to_do(server: str, declared: bool) -> None:
    sent = b"#" * 4_000_000
    told = []
    for path, kind in (("/sparql", "application/sparql-query"), ("/sparql?lang=en", "application/sparql-query")):
        connection = HTTPConnection(urlsplit(server).netloc, timeout=20)
        body = sent if declared else (sent[n : n + 2**16] for n in range(0, len(sent), 2**16))
        headers = {"Content-Type": kind, "Connection": "close"}
        connection.request("POST", path, body, headers, encode_chunked=not declared)
        answer = connection.getresponse()
        assert answer.status == 413
        told.append(json.loads(answer.read())["detail"])
        connection.close()
    came = ("4000000 bytes", "4000000 bytes") if declared else ("meer", "more")
    assert all(
        text in detail and "131072" in detail and "/docs" in detail for text, detail in zip(came, told, strict=True)
    )


def test_a_body_without_a_length_is_read_up_to_the_limit(server: str) -> None:
    chunk = b"8000\r\n" + b"#" * 0x8000 + b"\r\n"
    assert raw(server, POSTED + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 5).startswith(b"HTTP/1.1 413")


def test_head_over_the_wire_has_no_body(server: str) -> None:
    answer = raw(server, b"HEAD /doc/letter/bhos-2022-04-07-1.nt HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"\r\n\r\n")
