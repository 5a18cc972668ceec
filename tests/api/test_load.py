"""Many strangers at once: a thousand mixed requests over fifty connections, and what the OpenAPI document promises."""

import asyncio
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.api.queries import example_address
from imvograph.catalog import Catalog
from imvograph.dumps import Releases
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore
from servers import served

CATALOG = Catalog.read(assets.QUERIES)
LETTER = "letter/bhos-2022-04-07-1"
ALLOWED = {200, 303, 304, 400, 403, 404, 405, 406, 413, 414, 415, 422, 429}


def requests() -> list[tuple[str, str, dict[str, object]]]:
    """A thousand requests, right and wrong, in a mixed order that is always the same."""
    chance = random.Random(20220407)
    gets = [
        *("/", "/healthz", "/readyz", "/metrics", "/sparql", "/nowhere", "/def/imvo.ttl", "/def/shapes.ttl"),
        *(f"/id/{LETTER}", f"/doc/{LETTER}", f"/doc/{LETTER}.ttl", f"/doc/{LETTER}.jsonld", "/doc/letter/nobody"),
        *("/api/v1/queries", "/api/v1/openapi.json", "/static/style.css", "/api/v1/queries/motions-by-topic"),
        *(example_address(query) for query in CATALOG.values()),
    ]
    texts = [
        "SELECT * { ?s ?p ?o } LIMIT 5", "ASK {}", "SELECT ?a WEHRE { ?a ?b ?c }", "DROP ALL", "CONSTRUCT WHERE { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c }", "DESCRIBE <https://w3id.org/imvograph/id/letter/bhos-2022-04-07-1>", "",
    ]  # fmt: skip
    accepts = [
        "*/*",
        "text/html",
        "text/turtle",
        "application/json",
        "text/csv",
        "image/png",
        "application/ld+json",
        ";;q=2,",
    ]
    made: list[tuple[str, str, dict[str, object]]] = []
    for number in range(1000):
        headers = {"accept": chance.choice(accepts), "accept-language": chance.choice(["nl", "en", "de;q=x"])}
        match number % 5:
            case 0:
                made.append(("POST", "/sparql", {"data": {"query": chance.choice(texts)}, "headers": headers}))
            case 1:
                made.append(
                    (chance.choice(["HEAD", "OPTIONS", "DELETE", "PUT"]), chance.choice(gets), {"headers": headers})
                )
            case _:
                made.append(("GET", chance.choice(gets), {"headers": headers}))
    return made


def test_a_thousand_mixed_requests_under_fifty_connections_meet_no_fault(server: str) -> None:
    waiting = requests()

    async def connection(statuses: Counter[int]) -> None:
        async with httpx2.AsyncClient(base_url=server, timeout=60) as client:
            while waiting:
                method, address, given = waiting.pop()
                statuses[(await client.request(method, address, **given)).status_code] += 1  # type: ignore[arg-type]

    async def all_of_them() -> Counter[int]:
        statuses: Counter[int] = Counter()
        await asyncio.gather(*(connection(statuses) for _ in range(50)))
        return statuses

    statuses = asyncio.run(all_of_them())
    assert statuses.total() == 1000
    assert {status: n for status, n in statuses.items() if status >= 500} == {}, statuses
    assert statuses[200] > 300 and set(statuses) <= ALLOWED | {204}


@pytest.fixture(scope="module")
def unlimited(small_store: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service with a release, that gives every client what it asks: this one asks more than any may."""
    releases = Releases(tmp_path_factory.mktemp("releases"))
    releases.make(small_store.snapshot(), "2026-11-25", "graaf@example.org")
    app = create_app(small_store, CATALOG, Settings(client_share=0, releases=releases.folder))
    with served(app) as address:
        yield address


def test_the_service_keeps_what_its_openapi_document_promises(unlimited: str, tmp_path: Path) -> None:
    # No schema describes a language: most texts are no SPARQL, and are refused.
    config = tmp_path / "schemathesis.toml"
    config.write_text('[[operations]]\ninclude-path = "/sparql"\nchecks.positive_data_acceptance.enabled = false\n')
    program = Path(sys.executable).parent / "schemathesis"
    command = [
        *(
            program,
            "--config-file",
            config,
            "run",
            f"{unlimited}/api/v1/openapi.json",
            "--seed",
            "20220407",
            "--max-examples",
            "3",
        ),
        *("--phases", "examples,coverage", "--mode", "all", "--no-color", "--max-failures", "20"),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
