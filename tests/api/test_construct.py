"""A curated query that builds triples: RDF in each form, and a table of the triples."""

import csv
import io
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse

from imvograph.api.app import create_app
from imvograph.catalog import Catalog
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore

ADDRESS = "/api/v1/queries/labels-in-language"
QUERY = """#+ title: {nl: Namen in een taal, en: Labels in a language}
#+ description: {nl: Alle namen in een taal, en: All labels in a language}
#+ parameters:
#+   language: {kind: language, example: en, label: {nl: taal, en: language}, description: {nl: Taal, en: Language}}
#+ answers: [M-06]
#+ example: {language: en}
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
CONSTRUCT { ?thing skos:prefLabel ?label }
WHERE { ?thing skos:prefLabel ?label FILTER(LANG(?label) = $language) }
"""


@pytest.fixture(scope="module")
def builder(small_store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder: Path = tmp_path_factory.mktemp("queries")
    (folder / "labels-in-language.rq").write_text(QUERY, "utf-8")
    return TestClient(create_app(small_store, Catalog.read(folder), Settings()), raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("suffix", "media_type", "rdf_format"),
    [
        ("ttl", "text/turtle", RdfFormat.TURTLE),
        ("jsonld", "application/ld+json", RdfFormat.JSON_LD),
        ("nt", "application/n-triples", RdfFormat.N_TRIPLES),
    ],
)
def test_it_gives_the_same_triples_in_each_form(
    builder: TestClient, suffix: str, media_type: str, rdf_format: RdfFormat
) -> None:
    by_suffix = builder.get(f"{ADDRESS}.{suffix}?language=en")
    accepted = builder.get(f"{ADDRESS}?language=en", headers={"accept": media_type})
    assert by_suffix.content == accepted.content
    assert accepted.headers["content-type"].split(";")[0] == media_type
    labels = {str(quad.object) for quad in parse(accepted.content, rdf_format)}
    assert labels == {'"Italian tomato chain"@en', '"Supply chains"@en', '"extracted"@en', '"curated"@en'}


def test_it_gives_its_triples_as_a_table_too(builder: TestClient) -> None:
    body = builder.get(f"{ADDRESS}?language=en").json()
    assert body["count"] == len(body["rows"]) == 4
    assert {row["language"] for row in body["rows"]} == {"en"}
    rows = list(csv.DictReader(io.StringIO(builder.get(f"{ADDRESS}.csv?language=en").text, newline="")))
    assert [row["object"] for row in rows] == [row["object"] for row in body["rows"]]


def test_an_empty_one_explains_itself_and_is_empty_rdf(builder: TestClient) -> None:
    assert "geen resultaat" in builder.get(f"{ADDRESS}?language=fr").json()["explanation"]["message"]
    assert builder.get(f"{ADDRESS}.nt?language=fr").text == ""


def test_openapi_offers_the_rdf_forms(builder: TestClient) -> None:
    paths = builder.get("/api/v1/openapi.json").json()["paths"]
    content = paths[ADDRESS]["get"]["responses"]["200"]["content"]
    tables = {"application/json", "text/csv", "application/vnd.apache.parquet"}
    assert tables | {"text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"} == set(
        content
    )
