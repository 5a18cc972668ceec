"""What crawlers find: the rules of the house, and a page for each thing that has a name."""

import re

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lxml import etree
from pyoxigraph import RdfFormat, parse

from imvograph.api import crawlers
from imvograph.api.allowance import Allowance
from imvograph.dumps.vocabulary import DATASET
from imvograph.store import EmbeddedStore

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ADDRESS = "https://graaf.example.org/"


def addresses(content: bytes) -> list[str]:
    return [loc.text or "" for loc in etree.fromstring(content).iter(f"{SPACE}loc")]


@pytest.fixture
def small_pages(small_store: EmbeddedStore) -> TestClient:
    app = FastAPI()
    app.state.allowance = Allowance(0, 0)
    app.include_router(crawlers.router(small_store, ADDRESS, most=4))
    return TestClient(app, raise_server_exceptions=False)


def test_robots_may_read_pages_and_not_ask_queries(client: TestClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "Disallow: /sparql?" in answer.text and "Disallow: /doc" not in answer.text
    (sitemap,) = re.findall(r"Sitemap: (\S+)", answer.text)
    assert client.get("/" + sitemap.removeprefix("https://w3id.org/imvograph/")).status_code == 200


def test_the_sitemap_leads_to_a_page_of_every_thing_with_a_name(client: TestClient) -> None:
    index = client.get("/sitemap.xml")
    assert index.headers["content-type"] == "application/xml"
    pages = [client.get("/" + page.removeprefix("https://w3id.org/imvograph/")) for page in addresses(index.content)]
    found = [address for page in pages for address in addresses(page.content)]
    assert "https://w3id.org/imvograph/doc/commitment/bhos-2022-04-07-1-t4" in found
    assert len(found) == len(set(found)) > 8
    for address in found:
        path = "/" + address.removeprefix("https://w3id.org/imvograph/")
        assert client.get(path, headers={"accept": "text/html"}).status_code == 200


def test_a_page_of_the_sitemap_is_never_too_long(small_pages: TestClient, client: TestClient) -> None:
    pages = addresses(small_pages.get("/sitemap.xml").content)
    assert len(pages) > 2 and all(page.startswith(ADDRESS + "sitemap/") for page in pages)
    parts = [addresses(small_pages.get("/" + page.removeprefix(ADDRESS)).content) for page in pages]
    assert all(0 < len(part) <= 4 for part in parts)
    (whole,) = addresses(client.get("/sitemap.xml").content)
    everything = addresses(client.get("/" + whole.removeprefix("https://w3id.org/imvograph/")).content)
    base = "https://w3id.org/imvograph/"
    assert [a.removeprefix(ADDRESS) for part in parts for a in part] == [a.removeprefix(base) for a in everything]


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "1e3", "9" * 5000, "٣"])
def test_a_page_that_is_not_there_is_a_404(client: TestClient, number: str) -> None:
    assert client.get(f"/sitemap/{number}.xml").status_code == 404


def test_a_sitemap_that_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/sitemap.xml").headers["etag"]
    assert client.get("/sitemap.xml", headers={"if-none-match": tag}).status_code == 304


def test_before_the_first_release_a_portal_is_told_what_the_newest_snapshot_counts(
    client: TestClient, small_store: EmbeddedStore
) -> None:
    said = {quad.triple for quad in parse(client.get("/.well-known/void").content, RdfFormat.TURTLE)}
    told = {t.predicate.value.rpartition("#")[2]: t.object.value for t in said if t.subject.value == DATASET}
    (row,) = small_store.select("SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?p) AS ?m) { ?s ?p ?o }").rows
    assert (told["triples"], told["properties"]) == tuple(number.value for number in row)
    catalogue = client.get("/catalog", headers={"accept": "text/turtle"})
    assert catalogue.status_code == 200 and "dcat:Distribution" not in catalogue.text
    assert client.get("/dump/latest/imvograph.ttl").status_code == 404
    assert client.get("/feed.atom").status_code == client.get("/changes?since=1").status_code == 404
    assert client.get("/dump/").status_code == 200
