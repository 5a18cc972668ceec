"""What a stranger may spend, what is kept for the next one, and what the service tells of itself."""

import gzip
import re
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from imvograph import assets
from imvograph.api.allowance import MOST_CLIENTS, Allowance, SpentError
from imvograph.api.app import create_app
from imvograph.api.kept import Kept
from imvograph.catalog import Catalog
from imvograph.model.iris import graph
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore, Limits
from imvograph.store.process import IN_MEMORY

CATALOG = Catalog.read(assets.QUERIES)
DOC = "/doc/letter/bhos-2022-04-07-1.ttl"
SD = "http://www.w3.org/ns/sparql-service-description#"
MANY = "SELECT * { VALUES ?a { %s } VALUES ?b { %s } VALUES ?c { %s } }" % ((" ".join(map(str, range(60))),) * 3)


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_who_has_spent_waits_and_others_do_not() -> None:
    clock = Clock()
    allowance = Allowance(10.0, 2.0, clock)
    allowance.spend("a", 14.0)
    with pytest.raises(SpentError) as caught:
        allowance.check("a")
    assert caught.value.retry_after == 2 and caught.value.status_code == 429
    allowance.check("b")
    clock.now += 2.1
    allowance.check("a")
    Allowance(10.0, 0.0).spend("a", 1e9)


def test_a_flood_of_clients_costs_no_more_than_so_many() -> None:
    clock = Clock()
    allowance = Allowance(10.0, 1.0, clock)
    for number in range(MOST_CLIENTS * 2):
        clock.now += 0.0001
        allowance.spend(str(number), 50.0)
    assert len(allowance) == MOST_CLIENTS
    with pytest.raises(SpentError):
        allowance.check(str(MOST_CLIENTS * 2 - 1))


def test_a_query_over_the_share_is_429_with_the_time_to_wait(small_store: EmbeddedStore) -> None:
    app = create_app(small_store, CATALOG, Settings(client_seconds=0.01, client_share=0.001))
    client = TestClient(app)
    asked = {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "lang": "en"}
    assert client.get("/sparql", params=asked).status_code in (200, 504)
    refused = client.post("/sparql", data=asked)  # which is never kept
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/allowance-spent")
    assert int(refused.headers["retry-after"]) == refused.json()["retry_after"] > 1
    assert client.get(DOC).status_code == 200


@pytest.fixture
def written(tmp_path: Path, small_store: EmbeddedStore) -> EmbeddedStore:
    """A store that changes."""
    store = EmbeddedStore.open(tmp_path / "store", limits=Limits(seconds=20.0, answer_bytes=8 << 20), workers=1)
    for iri in small_store.graphs():
        store.replace_graph(iri, small_store.graph(iri))
    return store


def kept(client: TestClient) -> int:
    lines = client.get("/metrics").text.splitlines()
    return int(float(next(line.split()[1] for line in lines if line.startswith("imvograph_kept_answers "))))


def worker_seconds(client: TestClient) -> float:
    lines = client.get("/metrics").text.splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("imvograph_sparql_worker_seconds_total ")))


def test_an_answer_is_kept_until_the_next_version_and_is_the_same(written: EmbeddedStore) -> None:
    client = TestClient(create_app(written, CATALOG, Settings()))
    first, second = client.get(DOC), client.get(DOC)
    assert kept(client) == 1 and first.content == second.content
    del first.headers["x-request-id"], second.headers["x-request-id"]
    assert first.headers == second.headers
    head = client.head(DOC)
    assert (head.status_code, head.content, head.headers["content-length"]) == (
        200,
        b"",
        first.headers["content-length"],
    )
    unchanged = client.get(DOC, headers={"if-none-match": f'"x", W/{first.headers["etag"]}'})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["vary"]) == (304, b"", first.headers["vary"])
    assert client.get(DOC[:-4], headers={"accept": "text/html"}).headers["content-type"].startswith("text/html")
    assert client.get(DOC[:-4], headers={"accept": "text/turtle"}).headers["content-type"].startswith("text/turtle")
    written.replace_graph(graph("extraction", "bhos-2022-04-07-1"), [])
    assert client.get(DOC).status_code == 404
    assert kept(client) == 0
    written.close()


def test_the_answer_to_a_query_is_kept_until_the_next_version(written: EmbeddedStore) -> None:
    client = TestClient(create_app(written, CATALOG, Settings()))
    asked = {"query": "SELECT ?known (COUNT(*) AS ?n) { ?known ?p ?o } GROUP BY ?known ORDER BY ?known LIMIT 30"}

    def ask(**headers: str) -> Response:
        return client.get("/sparql", params=asked, headers={"accept": "text/csv"} | headers)

    first, spent = ask(), worker_seconds(client)
    assert spent > 0 and ask().content == first.content and worker_seconds(client) == spent
    held = ask(**{"if-none-match": first.headers["etag"], "accept-encoding": "br"})
    assert (held.status_code, held.content, worker_seconds(client)) == (304, b"", spent)
    as_json = ask(accept="application/json", **{"if-none-match": first.headers["etag"]})
    assert as_json.status_code == 200 and as_json.headers["etag"] != first.headers["etag"]
    written.replace_graph(graph("extraction", "bhos-2022-04-07-1"), [])
    after = ask(**{"if-none-match": first.headers["etag"]})
    assert after.status_code == 200 and after.content != first.content and worker_seconds(client) > spent
    assert "etag" not in client.post("/sparql", data=asked).headers
    written.close()


@pytest.mark.parametrize("call", ["NOW()", "rand ( )", "STRUUID()", "UUID#\n()", "BNODE()"])
def test_what_is_another_each_time_is_not_kept(written: EmbeddedStore, call: str) -> None:
    client = TestClient(create_app(written, CATALOG, Settings()))
    answers = [client.get("/sparql", params={"query": f"SELECT ({call} AS ?x) {{}}"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200] and "etag" not in answers[0].headers
    assert answers[0].content != answers[1].content or call == "BNODE()"
    written.close()


def test_a_large_answer_has_a_tag_for_each_form_on_the_line(written: EmbeddedStore) -> None:
    client = TestClient(create_app(written, CATALOG, Settings()))
    tags = []
    for taken in ("gzip", "identity"):
        asked = {"accept": "text/csv", "accept-encoding": taken}
        tags.append(client.get("/sparql", params={"query": MANY}, headers=asked).headers["etag"])
        held = client.get("/sparql", params={"query": MANY}, headers=asked | {"if-none-match": tags[-1]})
        assert (held.status_code, held.headers["etag"]) == (304, tags[-1])
    assert len(set(tags)) == 2
    written.close()


def test_a_page_that_tells_an_age_is_kept_until_tomorrow() -> None:
    days, made = [date(2026, 11, 26)], list[str]()

    async def register(request: Request) -> Response:
        made.append(f"made on {days[-1]}")
        return Response(made[-1], headers={"etag": f'"{days[-1]}.000001-aaaaaaaaaaaa.1"'})

    within = Starlette(routes=[Route("/commitments", register)])
    client = TestClient(Kept(within, lambda: "000001-aaaaaaaaaaaa", 2**20, lambda: days[-1]))
    assert [client.get("/commitments").text for _ in range(2)] == ["made on 2026-11-26"] * 2 and len(made) == 1
    days.append(date(2026, 11, 27))
    assert [client.get("/commitments").text for _ in range(2)] == ["made on 2026-11-27"] * 2 and len(made) == 2


def test_nobody_gets_a_page_that_names_the_host_of_another(whole: TestClient) -> None:
    address = "/questions/motions"
    for host in ("one.example", "other.example", "one.example"):
        page = whole.get(address, headers={"host": host, "accept": "text/html"}).text
        assert set(re.findall(r"https?://(\w+\.example)", page)) == {host}


def test_the_registers_are_kept_today(whole: TestClient) -> None:
    for address in ("/commitments?older=7", "/motions?status=", "/commitments.csv?older=7"):
        before = kept(whole)
        first, second = whole.get(address), whole.get(address)
        assert (first.status_code, first.content, kept(whole)) == (200, second.content, before + 1), address


def test_no_more_is_kept_than_the_setting_says(small_store: EmbeddedStore) -> None:
    client = TestClient(create_app(small_store, CATALOG, Settings(cache_mb=0)))
    assert [client.get(DOC).status_code for _ in range(2)] == [200, 200]
    assert kept(client) == 0


def test_numbers_are_by_route_and_not_by_address(client: TestClient) -> None:
    for key in ("nobody", "no-one"):
        client.get(f"/doc/letter/{key}")
    text = client.get("/metrics").text
    assert 'imvograph_requests_total{method="GET",route="/doc/{kind}/{key}",status="404"}' in text
    assert "no-one" not in text


def test_a_big_answer_comes_whole_with_its_length_or_not_at_all(written: EmbeddedStore) -> None:
    client = TestClient(create_app(written, CATALOG, Settings()))
    plain = client.get("/sparql", params={"query": MANY}, headers={"accept": "text/csv", "accept-encoding": "identity"})
    assert plain.status_code == 200 and len(plain.content) == int(plain.headers["content-length"]) > IN_MEMORY
    assert plain.text.count("\r\n") == 60**3 + 1
    with client.stream("GET", "/sparql", params={"query": MANY}, headers={"accept": "text/csv"}) as packed:
        sent = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "gzip" and gzip.decompress(sent) == plain.content
    assert len(sent) == int(packed.headers["content-length"]) < len(plain.content)
    refused = client.get("/sparql", params={"query": MANY, "lang": "en"})  # in JSON it is above 8 MB
    assert (refused.status_code, refused.json()["type"]) == (413, "/problems/answer-too-large")
    assert "half an answer is not sent" in refused.json()["detail"]
    page = client.get("/sparql", params={"query": MANY, "lang": "en"}, headers={"accept": "text/html"})
    assert page.status_code == 413 and 'href="/sparql?lang=en#query=' in page.text and "<pre>" in page.text
    written.close()


@pytest.mark.parametrize(
    ("accept", "rdf_format"), [("*/*", RdfFormat.TURTLE), ("application/ld+json", RdfFormat.JSON_LD)]
)
def test_the_endpoint_describes_itself_to_who_accepts_rdf(
    client: TestClient, small_store: EmbeddedStore, accept: str, rdf_format: RdfFormat
) -> None:
    answer = client.get("/sparql", headers={"accept": accept})
    assert answer.status_code == 200
    stated = [quad.triple for quad in parse(answer.content, rdf_format)]
    by = {(t.predicate.value, str(getattr(t.object, "value", ""))) for t in stated}
    assert (SD + "supportedLanguage", SD + "SPARQL11Query") in by
    assert {name for predicate, name in by if predicate == SD + "name"} == set(small_store.graphs())
    counts = [int(t.object.value) for t in stated if t.predicate.value.endswith("void#triples")]
    assert max(counts) == len(list(small_store.triples()))


@pytest.fixture(scope="module")
def poor(small_store: EmbeddedStore) -> FastAPI:
    """A service of which one answer takes all that a client may spend."""
    return create_app(small_store, CATALOG, Settings(client_seconds=1e-6, client_share=1e-8, cache_mb=0))


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/queries/motions",
        "/api/v1/motions",
        "/api/v1/search?q=keten",
        "/api/v1/suggest?q=keten",
        "/api/v1/resolve?text=keten",
        "/figures",
        "/commitments",
        "/commitments.csv",
        "/motions",
        "/search?q=keten",
        f"/sparql?query={quote(MANY.replace('*', '(COUNT(*) AS ?n)', 1))}",
        "/doc/letter/bhos-2022-04-07-1",
        "/around/letter/bhos-2022-04-07-1",
        "/around/letter/bhos-2022-04-07-1.json",
        "/questions/commitments-by-topic?topic=tomaat-italie",
    ],
)
def test_whatever_is_asked_is_taken_from_one_allowance(poor: FastAPI, address: str) -> None:
    client = TestClient(poor, headers={"accept": "text/html, */*;q=0.5"}, client=(f"of {address[:60]}", 0))
    assert client.get(address).status_code == 200
    refused = client.get(address)
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 1000
    assert client.get("/healthz").status_code == 200


def test_an_answer_that_is_kept_costs_nothing(small_store: EmbeddedStore) -> None:
    client = TestClient(create_app(small_store, CATALOG, Settings(client_seconds=1e-6, client_share=1e-8)))
    address = "/api/v1/queries/commitments-by-topic?topic=tomaat-italie"
    assert client.get(address).status_code == 200
    assert client.get("/api/v1/queries/motions").status_code == 429
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("way", ["FROM", "GRAPH", "default-graph-uri", "named-graph-uri"])
def test_a_graph_that_is_not_there_is_hinted_at_however_it_is_asked(client: TestClient, way: str) -> None:
    name = graph("extraction", "bhos-2022-04-07")
    query, fields = "ASK { ?s ?p ?o }", {way: name}
    if way in ("FROM", "GRAPH"):
        query, fields = (
            (f"ASK FROM <{name}> {{ ?s ?p ?o }}" if way == "FROM" else f"ASK {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"),
            {},
        )
    answer = client.get("/sparql", params={"query": query, **fields}, headers={"accept-language": "en"})
    assert answer.json()["boolean"] is False
    assert answer.headers["imvograph-hint"] == f"<{name}> is not known; did you mean <{name}-1>?"
    right = client.get(
        "/sparql", params={"query": query.replace(name, name + "-1")} | dict.fromkeys(fields, f"{name}-1")
    )
    assert right.json()["boolean"] is (way != "named-graph-uri") and "imvograph-hint" not in right.headers


def test_a_term_that_is_not_there_is_hinted_at_and_the_query_answered(client: TestClient) -> None:
    query = "PREFIX imvo: <https://w3id.org/imvograph/def/imvo#> SELECT * { ?c a imvo:Leter }"
    answer = client.get("/sparql", params={"query": query, "lang": "en"})
    assert (answer.status_code, answer.json()["results"]["bindings"]) == (200, [])
    hint = answer.headers["imvograph-hint"]
    assert hint.startswith("imvo:Leter is not known")
    misspelt = client.get(
        "/sparql", params={"query": query.replace("imvo#", "imvoo#").replace("Leter", "Letter"), "lang": "en"}
    )
    assert "did you mean <https://w3id.org/imvograph/def/imvo#>?" in misspelt.headers["imvograph-hint"]
    page = client.get("/sparql", params={"query": query, "lang": "en"}, headers={"accept": "text/html"})
    assert "imvo:Leter is not known" in page.text


def test_a_page_elsewhere_may_ask(client: TestClient) -> None:
    asked = {"origin": "https://example.org", "access-control-request-method": "POST"}
    allowed = client.options("/sparql", headers=asked | {"access-control-request-headers": "content-type"})
    assert allowed.status_code == 204
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert "Content-Type" in allowed.headers["access-control-allow-headers"]
    answer = client.get("/sparql?query=ASK{}", headers={"origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "X-Request-Id" in answer.headers["access-control-expose-headers"]
    for name in ("content-security-policy", "x-content-type-options", "permissions-policy", "referrer-policy"):
        assert answer.headers[name]
