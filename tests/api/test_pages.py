"""Every page for people: whole, safe, in two languages, and with nothing from another host."""

import re
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient

PAGES = [
    "/",
    "/sparql",
    "/sparql?query=SELECT * WHERE { ?s ?p ?o } LIMIT 5",
    "/doc/letter/bhos-2022-04-07-1",
    "/doc/organisation/hostile",
    "/def/imvo",
    "/problems/not-found",
    "/nowhere",
]
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Reader(HTMLParser):
    """Keeps what a page loads and links to, and whether each element is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.labels: list[str] = []
        self.fields: list[str] = []
        self.open: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = given["lang"]
        loads = tag in ("script", "img", "iframe", "form") or given.get("rel") == "stylesheet"
        for address in (given.get(name) for name in ("src", "href", "action")):
            if address is not None:
                (self.loads if loads else self.links).append(address)
        if tag == "label":
            self.labels.append(given["for"])
        if tag in ("textarea", "input") and given.get("type") != "hidden":
            self.fields.append(given["id"])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(client: TestClient, address: str, language: str = "nl") -> Reader:
    page = client.get(address, headers=BROWSER | {"accept-language": language})
    assert page.headers["content-type"] == "text/html; charset=utf-8", page.text
    reader = Reader()
    reader.feed(page.text)
    assert reader.open == []
    return reader


@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_nothing_from_another_host(client: TestClient, address: str) -> None:
    reader = read(client, address)
    assert reader.loads
    assert [each for each in reader.loads if not each.startswith("/")] == []
    assert all(re.match(r"/|\?|https?://|#", link) for link in reader.links)


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_is_in_the_language_that_is_asked(client: TestClient, address: str, language: str) -> None:
    assert read(client, address, language).language == language


@pytest.mark.parametrize("address", PAGES)
def test_every_field_has_a_label(client: TestClient, address: str) -> None:
    reader = read(client, address)
    assert sorted(reader.labels) == sorted(reader.fields)


@pytest.mark.parametrize("address", [*PAGES, "/static/style.css", "/healthz", "/api/v1/openapi.json", "/id/letter/x"])
def test_every_answer_has_the_headers_that_protect(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"]
    assert headers["access-control-allow-origin"] == "*"


def test_a_page_elsewhere_may_ask_us(client: TestClient) -> None:
    wants = {"origin": "https://example.org", "access-control-request-method": "POST"}
    answer = client.options("/sparql", headers=wants | {"access-control-request-headers": "content-type"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "content-type" in answer.headers["access-control-allow-headers"].lower()
    assert {"GET", "HEAD", "POST"} <= set(answer.headers["access-control-allow-methods"].split(", "))


@pytest.mark.parametrize("address", ["/", "/sparql", "/doc/letter/bhos-2022-04-07-1", "/def/imvo", "/problems/busy"])
def test_every_link_leads_somewhere(client: TestClient, address: str) -> None:
    """Except those to the examples of curated queries, and to concepts, of which the small graph holds few."""
    ours = [link for link in read(client, address).links if link.startswith("/")]
    certain = [link for link in ours if not link.startswith(("/id/", "/api/v1/queries/"))]
    assert certain
    assert {client.get(link, headers=BROWSER).status_code for link in certain} == {200}


def test_the_home_page_says_what_there_is(whole: TestClient) -> None:
    page = whole.get("/", headers=BROWSER).text
    assert '<a href="/commitments"><b>4</b> Toezeggingen</a>' in page
    assert 'href="/questions/motions-by-topic?topic=supply-chain%2Ftomaat-italie"' in page
    assert 'href="/id/letter/bhos-2022-04-07-1"' in page
    assert page.count("<li>") >= 15


def test_the_style_sheet_is_ours_and_small(client: TestClient) -> None:
    sheet = client.get("/static/style.css")
    assert sheet.headers["content-type"].startswith("text/css")
    assert len(sheet.content) < 10_000
    assert "url(" not in sheet.text
    assert "@import" not in sheet.text
    assert "prefers-color-scheme" in sheet.text or "light-dark(" in sheet.text
    assert "@media print" in sheet.text


def test_the_service_says_that_it_is_well(client: TestClient) -> None:
    health, ready = client.get("/healthz"), client.get("/readyz")
    assert (health.status_code, ready.status_code) == (200, 200)
    assert health.json()["version"] == ready.json()["version"] != ""


def test_what_a_person_resolved_is_told_apart_from_what_the_letter_says(whole: TestClient) -> None:
    page = whole.get("/doc/commitment/bhos-2022-04-07-1-t4?lang=en", headers=BROWSER).text
    made_by = page[page.index(">made by<") : page.index(">made by, as stated<")]
    assert "Kaag" in made_by and "curated" in made_by
    assert "rdf:subject" not in page
