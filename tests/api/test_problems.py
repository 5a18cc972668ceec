"""Errors over HTTP: each is a problem document that says what came and what would be right (RFC 9457)."""

import ast
import html
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from imvograph import assets, errors
from imvograph.api.app import create_app
from imvograph.api.problems import ERRORS, KINDS, kind_of
from imvograph.catalog import Catalog
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore, Limits

DOC = "/doc/letter/bhos-2022-04-07-1"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
MEMBERS = {"type", "title", "status", "detail", "instance"}
SLOW = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"

CASES = [
    ("GET", "/nowhere", {}, 404, "not-found"),
    ("GET", "/doc/letter/nobody", {}, 404, "not-found"),
    ("GET", "/id/letter/nobody", {}, 404, "not-found"),
    ("GET", "/graph/extraction/nothing", {}, 404, "not-found"),
    ("GET", "/def/other", {}, 404, "not-found"),
    ("GET", "/problems/other", {}, 404, "not-found"),
    ("GET", "/static/other.css", {}, 404, "not-found"),
    ("GET", "/api/v1/queries/nothing", {}, 404, "not-found"),
    ("POST", DOC, {}, 405, "method-not-allowed"),
    ("DELETE", "/sparql", {}, 405, "method-not-allowed"),
    ("GET", DOC, {"accept": "image/png"}, 406, "not-acceptable"),
    ("GET", "/id/letter/bhos-2022-04-07-1", {"accept": "image/png"}, 406, "not-acceptable"),
    ("GET", "/api/v1/queries/motions-by-topic?topic=x", {"accept": "image/png"}, 406, "not-acceptable"),
    ("GET", "/sparql?query=ASK{}", {"accept": "image/png"}, 406, "not-acceptable"),
    ("GET", "/?lang=xx", {}, 422, "parameter"),
    ("GET", "/api/v1/queries/motions-by-topic", {}, 422, "parameter"),
    ("GET", "/sparql", {"accept": "application/sparql-results+json"}, 400, "bad-request"),
    ("GET", "/sparql?query=", {}, 400, "bad-request"),
    ("GET", "/sparql?query=SELECT", {}, 400, "query-syntax"),
    ("GET", "/sparql?query=SELECT * { SERVICE <http://127.0.0.1/> { ?a ?b ?c } }", {}, 403, "query-refused"),
    ("GET", "/sparql?query=DROP ALL", {}, 403, "query-refused"),
    ("GET", "/sparql?query=ASK{}&pad=" + "x" * 40_000, {}, 414, "address-too-long"),
    ("GET", "/doc/letter/x?" + "a&" * 20_000, {}, 414, "address-too-long"),
    ("POST", "/sparql", {"content-type": "text/plain"}, 415, "unsupported-media-type"),
]


@pytest.mark.parametrize(("method", "address", "headers", "status", "name"), CASES)
def test_a_wrong_request_gets_a_problem_document(
    client: TestClient, method: str, address: str, headers: dict[str, str], status: int, name: str
) -> None:
    answer = client.request(method, address, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem.keys() >= MEMBERS
    assert (problem["status"], problem["type"]) == (status, f"/problems/{name}")
    assert problem["instance"] == address.partition("?")[0]
    assert "Traceback" not in answer.text


SHOWN = [case for case in CASES if "accept" not in case[2] and case[:2] != ("GET", "/sparql")]


@pytest.mark.parametrize(("method", "address", "headers", "status", "name"), SHOWN)
def test_a_browser_gets_the_problem_as_a_page(
    client: TestClient, method: str, address: str, headers: dict[str, str], status: int, name: str
) -> None:
    answer = client.request(method, address, headers={"accept": BROWSER} | headers)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert KINDS[name].title["nl"] in answer.text


@pytest.mark.parametrize("name", KINDS)
def test_the_type_of_a_problem_is_an_address_that_explains_it(client: TestClient, name: str) -> None:
    page = client.get(f"/problems/{name}", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert KINDS[name].title["en"] in page.text


def test_every_error_of_ours_has_a_place_in_the_table() -> None:
    tree = [cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.ImvographError)]
    assert errors.ImvographError in ERRORS
    faults = [kind_of(cls("x")) for cls in (errors.StoreError, errors.CatalogError, errors.SettingError)]
    assert {kind.status for kind in faults} == {500}
    assert set(ERRORS) <= set(tree)


def test_a_problem_speaks_the_language_that_is_asked(client: TestClient) -> None:
    assert client.get("/nowhere", headers={"accept-language": "en"}).json()["title"] == "Not found"
    assert client.get("/nowhere").json()["title"] == "Niet gevonden"
    assert client.get("/nowhere?lang=en").json()["title"] == "Not found"


@pytest.mark.parametrize(("method", "address", "headers", "status", "name"), CASES)
def test_title_and_detail_are_in_one_language(
    client: TestClient, method: str, address: str, headers: dict[str, str], status: int, name: str
) -> None:
    nl, en = (
        client.request(method, address, headers={"accept-language": language, **headers}).json()
        for language in ("nl", "en")
    )
    assert (nl["title"], en["title"]) == (KINDS[name].title["nl"], KINDS[name].title["en"])
    assert nl["detail"] != en["detail"]
    assert not re.search(r"\b(the|is not|there|this|give|came|wants)\b", nl["detail"]), nl["detail"]
    assert not re.search(r"\b(het|een|niet|deze|geef|kwam|staat|geen)\b", en["detail"]), en["detail"]
    for told in (nl, en):
        del told["title"], told["detail"], told["request_id"]
    assert nl == en


MET = ("NotFoundError", "ParameterError", "QuerySyntaxError", "QueryPolicyError", "QueryLimitError", "AnswerSizeError")


@pytest.mark.parametrize("room", ["answers", "api", "sparql", "store/guard.py", "store/workers.py"])
def test_what_a_stranger_may_be_told_is_written_in_dutch_too(root: Path, room: str) -> None:
    place = root / "src/imvograph" / room
    without = [
        f"{file.name}:{node.lineno}"
        for file in ([place] if place.is_file() else place.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in (*MET, "StoreBusyError", "WrongRequest")
        and not any(keyword.arg == "nl" for keyword in node.keywords)
    ]
    assert without == []


def test_a_method_that_is_not_possible_names_those_that_are(client: TestClient) -> None:
    assert client.post(DOC).headers["allow"] == "GET, HEAD, OPTIONS"
    refused = client.put("/sparql")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")
    assert client.post("/static/style.css").headers["allow"] == "GET, HEAD, OPTIONS"
    asked = client.options("/sparql")
    assert (asked.status_code, asked.headers["allow"], asked.text) == (204, "GET, HEAD, OPTIONS, POST", "")
    assert client.options("/nowhere").status_code == 404


def test_head_is_get_without_the_body(client: TestClient) -> None:
    got, head = client.get(DOC + ".ttl"), client.head(DOC + ".ttl")
    assert (head.status_code, head.content) == (200, b"")
    del got.headers["x-request-id"], head.headers["x-request-id"]
    assert head.headers == got.headers
    assert client.head("/nowhere").status_code == 404


def test_a_thing_that_is_missing_names_what_is_near(client: TestClient) -> None:
    near = client.get("/doc/motion/kst-26485-277").json()["near"]
    assert near[0] == "https://w3id.org/imvograph/id/kamerstuk/kst-26485-277"
    assert (
        "https://w3id.org/imvograph/id/letter/bhos-2022-04-07-1"
        in client.get("/doc/letter/bhos-2022-04-07").json()["near"]
    )
    page = client.get("/doc/letter/bhos-2022-04-07", headers={"accept": "text/html"}).text
    assert '<a href="/id/letter/bhos-2022-04-07-1">' in page


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("/api/v1/motion", "/api/v1/motions"),
        ("/docs/", "/docs"),
        ("/catalogue", "/catalog"),
        ("/api/v1/serach", "/api/v1/search"),
    ],
)
def test_an_address_where_nothing_is_names_what_is_near(client: TestClient, address: str, near: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404 and near in answer.json()["near"]


def test_a_syntax_error_names_line_and_column(client: TestClient) -> None:
    problem = client.get("/sparql", params={"query": "SELECT *\nWHERE { ?a ?b }"}).json()
    assert (problem["line"], problem["type"]) == (2, "/problems/query-syntax")
    assert problem["column"] >= 1


def test_a_browser_sees_the_query_with_the_place_that_is_wrong_and_can_open_it_in_the_editor(
    client: TestClient,
) -> None:
    def shown(query: str) -> tuple[str, str]:
        page = client.get("/sparql", params={"query": query, "lang": "en"}, headers={"accept": BROWSER}).text
        (text,) = re.findall(r"<pre>(.*?)</pre>", page, re.DOTALL)
        (link,) = re.findall(r'href="/sparql\?lang=en#query=([^"]+)"', page)
        return html.unescape(text), unquote(link)

    for query, place in (
        ("SELECT *\nWHERE { ?a ?b kaas }", "kaas"),
        ("SELECT * {\n ?é <b> }\n#<script>", "}"),
        ("SELECTT * {}", "SELECTT"),
        ("SELECT *\nWHERE { ?a ?b ?c", " "),
    ):
        text, link = shown(query)
        before, wrong, behind = re.split("</?mark>", text)
        assert wrong == place and (before + wrong + behind).strip() == link.strip() == query
    cross = "SELECT * { ?a ?b ?c . ?d ?e ?f . SERVICE <http://example.org/> { } }"
    assert shown(cross) == (cross, cross), "no place is told, and the query is there to mend"
    assert "<pre>" not in client.get("/sparql", headers={"accept": BROWSER}, params={"query": ""}).text


def test_nothing_of_our_inside_is_shown(small_store: EmbeddedStore, tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "store", workers=1)
    app = create_app(store, Catalog.read(assets.QUERIES), Settings())
    store.close()
    closed = TestClient(app, raise_server_exceptions=False)
    answer = closed.get("/def/imvo.ttl")
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert str(tmp_path) not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    for address in ("/healthz", "/readyz"):
        assert (closed.get(address).status_code, closed.get(address).json()["type"]) == (503, "/problems/not-ready")


@pytest.fixture
def narrow(small_store: EmbeddedStore, tmp_path: Path) -> Iterator[TestClient]:
    """A service with one worker, no queue and a short time limit."""
    limits = Limits(seconds=1.0, queue=0)
    store = EmbeddedStore.open(tmp_path / "store", limits=limits, workers=1)
    store.replace_graph("https://w3id.org/imvograph/graph/a/b", frozenset(small_store.triples()))
    yield TestClient(create_app(store, Catalog.read(assets.QUERIES), Settings()), raise_server_exceptions=False)
    store.close()


def asked_at_once(client: TestClient, headers: dict[str, str]) -> tuple[Response, Response]:
    """The answers to two slow queries where one can run: «busy», and «too slow»."""
    answers: list[Response] = []
    threads = [
        threading.Thread(target=lambda: answers.append(client.get("/sparql", params={"query": SLOW}, headers=headers)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    busy, stopped = sorted(answers, key=lambda answer: answer.status_code)
    assert (busy.status_code, stopped.status_code) == (503, 504)
    assert int(busy.headers["retry-after"]) > 0
    return busy, stopped


def test_a_slow_query_is_stopped_and_who_comes_meanwhile_is_told_when_to_come_back(narrow: TestClient) -> None:
    busy, stopped = asked_at_once(narrow, {})
    assert int(busy.headers["retry-after"]) == busy.json()["retry_after"]
    assert stopped.json()["type"] == "/problems/query-limit"
    assert narrow.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True


def test_a_browser_gets_busy_and_too_slow_as_pages_that_say_what_to_do(narrow: TestClient) -> None:
    busy, stopped = asked_at_once(narrow, {"accept": BROWSER})
    for answer, name in ((busy, "busy"), (stopped, "query-limit")):
        assert answer.headers["content-type"].startswith("text/html")
        assert KINDS[name].title["nl"] in answer.text and 'href="/"' in answer.text
    assert "maak hem kleiner" in stopped.text
    assert f"probeer het over {busy.headers['retry-after']} s weer" in busy.text
