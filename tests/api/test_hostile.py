"""Whatever is asked, it is never our fault: no path, parameter, header or body gets a 500."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from imvograph.api.sparql import LARGEST_BODY

DOORS = ["", "id/letter", "doc/letter", "graph/extraction", "def", "problems", "static", "api/v1/queries", "healthz"]
texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
header_values = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=60)
fuzz = settings(max_examples=60)


@pytest.mark.parametrize("door", DOORS)
@fuzz
@given(key=texts, suffix=st.sampled_from(["", ".ttl", ".json", ".html", "/"]))
def test_any_path_has_an_answer(client: TestClient, door: str, key: str, suffix: str) -> None:
    answer = client.get(f"/{door}/{quote(key, safe='')}{suffix}")
    assert answer.status_code < 500
    told = "text/html; charset=utf-8" if answer.url.path.endswith(".html") else "application/problem+json"
    assert answer.status_code == 200 or answer.headers["content-type"] == told


@fuzz
@given(values=st.dictionaries(texts, texts, max_size=4), topic=texts)
def test_any_parameter_has_an_answer(client: TestClient, values: dict[str, str], topic: str) -> None:
    for address in ("/api/v1/queries/motions-by-topic", "/doc/letter/bhos-2022-04-07-1", "/sparql"):
        assert client.get(address, params={"topic": topic, **values}).status_code < 500


@fuzz
@given(accept=header_values, language=header_values, held=header_values)
def test_any_header_has_an_answer(client: TestClient, accept: str, language: str, held: str) -> None:
    headers = {"accept": accept, "accept-language": language, "if-none-match": held}
    for address in ("/", "/doc/letter/bhos-2022-04-07-1", "/api/v1/queries"):
        assert client.get(address, headers=headers).status_code in (200, 304, 406)


@fuzz
@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from(["application/sparql-query", "application/x-www-form-urlencoded"]),
)
def test_any_body_has_an_answer(client: TestClient, body: bytes, kind: str) -> None:
    assert client.post("/sparql", content=body, headers={"content-type": kind}).status_code in (200, 400, 403, 406)


@pytest.mark.parametrize("length", ["9" * 5000, str(LARGEST_BODY + 1), "-1", "x", "1e9", "²"])
def test_a_length_that_cannot_be_is_no_fault_of_ours(client: TestClient, length: str) -> None:
    headers = {"content-type": "application/sparql-query", "content-length": length.encode("latin-1")}
    answer = client.post("/sparql", content=b"ASK {}", headers=headers)  # type: ignore[arg-type]
    assert answer.status_code in (200, 413)
