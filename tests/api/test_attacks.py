"""What attacks the engine gets a refusal with a clear text over HTTP too, while the next request is served."""

import time

import pytest
from fastapi.testclient import TestClient

from bench.attacks import ATTACKS

SAMPLE = {
    "2,150 groups": 403,
    "a path of 1,000 steps": 403,
    "a text of 10 GB": 504,
    "a product of VALUES": 504,
    "SERVICE in an EXISTS": 403,
    "FROM a file": 403,
    "two updates": 403,
    "only opening signs": 400,
    "a string without end": 400,
}


@pytest.mark.parametrize("name", SAMPLE)
def test_an_attack_over_http_is_a_problem_with_a_text_and_the_next_request_is_served(
    name: str, client: TestClient
) -> None:
    assert client.post("/sparql", data={"query": "ASK {}"}).status_code == 200  # its worker is up
    start = time.monotonic()
    answer = client.post("/sparql", data={"query": ATTACKS[name]})
    assert time.monotonic() - start < 2.0 + 1.0
    assert answer.status_code == SAMPLE[name]
    assert answer.headers["content-type"] == "application/problem+json"
    assert 20 < len(answer.json()["detail"]) < 500
    assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
    assert client.get("/api/v1/queries/documents").status_code == 200
