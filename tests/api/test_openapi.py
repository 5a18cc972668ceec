"""The OpenAPI document: it validates, it holds each curated query, and what it says is so."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.openapi.models import OpenAPI
from fastapi.testclient import TestClient
from jsonschema_rs import Draft202012Validator

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
    found = set(references(document))
    assert len(found) >= 10
    for reference in found:
        _, *steps = reference.split("/")
        node = document
        for step in steps:
            assert step in node, reference
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


def examples(parameter: dict[str, Any]) -> list[Any]:
    return [parameter["example"]] if "example" in parameter else parameter["schema"].get("examples", [])


def test_each_address_gives_for_each_example_what_its_schema_says(whole: TestClient) -> None:
    """Of the addresses that need nothing but their example: the form is told, and what is JSON is as told."""
    document = whole.get("/api/v1/openapi.json").json()
    wrong, asked = [], 0
    for path, way in document["paths"].items():
        told = way.get("get")
        if told is None or "{" in path or path in ("/sparql", "/changes"):  # no query; no release
            continue
        content = told["responses"]["200"].get("content", {})
        if path.startswith("/api/v1/queries/"):  # the other forms are those of the lists too
            content = {form: said for form, said in content.items() if form.endswith("json")}
        parameters = [p for p in told.get("parameters", ()) if p["name"] != "lang"]
        needed = {p["name"]: examples(p)[0] for p in parameters if p["required"]}
        more = [{p["name"]: one} for p in parameters if not p["required"] for one in examples(p)]
        for given, form in [(needed, form) for form in content] + [(needed | one, next(iter(content))) for one in more]:
            answer = whole.get(path, params=given, headers={"accept": form})
            asked += 1
            if answer.status_code == 404 and path.startswith(("/feed", "/dump")):
                continue  # there is no release
            came = answer.headers["content-type"].split(";")[0]
            if answer.status_code != 200 or came != form:
                wrong.append(f"{path} {given}: {answer.status_code} {came}, not 200 {form}")
            elif came.endswith("json"):
                schema = {"$ref": "#/of", "of": content[form].get("schema", {}), "components": document["components"]}
                faults = Draft202012Validator(schema).iter_errors(answer.json())
                wrong += [f"{path} {given} {form}: {fault}" for fault, _ in zip(faults, range(3), strict=False)]
        if not content:
            wrong.append(f"{path}: nothing is said of what 200 gives")
    assert wrong == []
    assert asked > 500


def test_an_example_of_a_parameter_is_as_its_schema_says(document: dict[str, Any]) -> None:
    told = [(path, p) for path, way in document["paths"].items() for p in way.get("get", {}).get("parameters", ())]
    assert len(told) > 500
    for path, parameter in told:
        for example in examples(parameter):
            assert Draft202012Validator(parameter["schema"]).is_valid(example), (path, parameter["name"], example)


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
