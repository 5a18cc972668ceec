"""The OpenAPI document: it validates, it holds each curated query, and what it says is so."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.openapi.models import OpenAPI
from fastapi.testclient import TestClient

from imvograph import assets
from imvograph.catalog import Catalog

CATALOG = Catalog.read(assets.QUERIES)


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for path in document["paths"].values():
        yield from path.values()


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (value for key, value in node.items() if key == "$ref")
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_it_is_an_openapi_document(document: dict[str, Any]) -> None:
    read = OpenAPI.model_validate(document)
    assert read.openapi.startswith("3.1")
    assert set(document["paths"]) >= {"/sparql", "/doc/{kind}/{key}", "/id/{kind}/{key}", "/api/v1/queries", "/healthz"}


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in references(document):
        _, *steps = reference.split("/")
        node = document
        for step in steps:
            node = node[step]


def test_every_operation_has_its_own_name(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in operations(document)]
    assert len(names) == len(set(names)) >= len(CATALOG)


@pytest.mark.parametrize("name", CATALOG)
def test_every_curated_query_has_an_operation_with_its_real_parameters(document: dict[str, Any], name: str) -> None:
    query = CATALOG[name]
    operation = document["paths"][f"/api/v1/queries/{name}"]["get"]
    parameters = {parameter["name"]: parameter for parameter in operation["parameters"]}
    assert set(parameters) == {*query.parameters, "evidence", "lang"}
    for own in query.parameters.values():
        described = parameters[own.name]
        assert described["required"] == own.required
        assert described["description"]
        assert described["schema"].get("enum", []) == list(own.values)
    body = operation["responses"]["200"]["content"]["application/json"]["schema"]
    row = body["properties"]["rows"]["items"]
    if query.form == "SELECT":
        assert list(row["properties"]) == list(query.columns)


def test_only_a_table_that_is_also_described_in_rdf_can_be_too_large(document: dict[str, Any]) -> None:
    told = {path: "413" in way["get"]["responses"] for path, way in document["paths"].items() if "get" in way}
    assert told["/api/v1/queries/documents"] and told["/api/v1/queries/motions"]
    assert not told["/api/v1/motions"], "a page of a list has 500 rows at most"
    assert not any(told[f"/api/v1/queries/{name}"] for name, query in CATALOG.items() if query.form == "CONSTRUCT")


@pytest.mark.parametrize("name", CATALOG)
def test_the_examples_of_an_operation_are_those_of_the_query(document: dict[str, Any], name: str) -> None:
    parameters = document["paths"][f"/api/v1/queries/{name}"]["get"]["parameters"]
    given = {p["name"]: str(p["example"]).lower() for p in parameters if "example" in p}
    assert given == {key: value.lower() for key, value in CATALOG[name].example.items()}


def test_a_row_is_as_its_schema_says(client: TestClient, document: dict[str, Any]) -> None:
    schema = document["paths"]["/api/v1/queries/commitments-by-topic"]["get"]["responses"]["200"]["content"]
    properties = schema["application/json"]["schema"]["properties"]
    body = client.get("/api/v1/queries/commitments-by-topic?topic=tomaat-italie").json()
    assert set(schema["application/json"]["schema"]["required"]) <= set(body) <= set(properties)
    kinds = {"string": str, "integer": int, "array": list, "null": type(None), "boolean": bool}
    for row in body["rows"]:
        for name, column in properties["rows"]["items"]["properties"].items():
            stated = column["type"] if isinstance(column["type"], list) else [column["type"]]
            assert isinstance(row[name], tuple(kinds[kind] for kind in stated))
