"""While a writer publishes version after version, each answer and each page is of one version only.

Every text of version 7 of this small graph says «stand-7»; an answer that says two numbers has mixed two versions.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode, Triple

from imvograph import assets
from imvograph.answers import ask
from imvograph.api.app import create_app
from imvograph.catalog import Catalog
from imvograph.model.iris import IMVO, PREFIXES, graph, thing
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore

MOST_VERSIONS, ENOUGH_VERSIONS = 400, 12
MOST_SECONDS = 60.0
"""How long it is read: a kept answer comes faster than a version, so that no number of reads says how many are seen."""

TYPE, LABEL = PREFIXES["rdf"] + "type", PREFIXES["skos"] + "prefLabel"
LETTER, SOURCE = thing("letter", "brief"), thing("source-text", "tekst")
COMMITMENT, PASSAGE, CHAIN = thing("commitment", "t4"), thing("evidence", "tekst-0-7"), thing("supply-chain", "keten")


def state(number: int) -> list[Triple]:
    """A letter, its text, a commitment with its passage and its topic, all of which say the number."""
    says = Literal(f"stand-{number}", language="nl")
    statements: list[tuple[str, str, str | Literal]] = [
        (LETTER, TYPE, IMVO + "Letter"),
        (LETTER, LABEL, says),
        (SOURCE, IMVO + "textOf", LETTER),
        (SOURCE, IMVO + "sha256", Literal("0" * 64)),
        (SOURCE, LABEL, says),
        (COMMITMENT, TYPE, IMVO + "Commitment"),
        (COMMITMENT, LABEL, says),
        (COMMITMENT, IMVO + "concerns", CHAIN),
        (COMMITMENT, IMVO + "evidence", PASSAGE),
        (PASSAGE, PREFIXES["oa"] + "hasSource", SOURCE),
        (PASSAGE, PREFIXES["oa"] + "start", Literal(0)),
        (PASSAGE, PREFIXES["oa"] + "end", Literal(7)),
        (PASSAGE, IMVO + "quote", says),
        (CHAIN, TYPE, IMVO + "SupplyChain"),
        (CHAIN, PREFIXES["skos"] + "inScheme", thing("scheme", "supply-chain")),
        (CHAIN, LABEL, says),
        (CHAIN, PREFIXES["skos"] + "altLabel", Literal("de keten", language="nl")),
    ]
    return [Triple(NamedNode(s), NamedNode(p), NamedNode(o) if isinstance(o, str) else o) for s, p, o in statements]


class Writer:
    """Publishes one version after the other in its own thread, and remembers which number each of them says."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._store, self._stop = store, threading.Event()
        self.numbers: dict[str, int] = {}
        self._publish(0)
        self._thread = threading.Thread(target=self._write)
        self._thread.start()

    def _publish(self, number: int) -> None:
        self.numbers[self._store.replace_graph(graph("extraction", "brief"), state(number))] = number

    def _write(self) -> None:
        for number in range(1, MOST_VERSIONS):
            if self._stop.is_set():
                return
            self._publish(number)

    def finish(self) -> None:
        self._stop.set()
        self._thread.join(30)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    with EmbeddedStore.open(tmp_path / "store") as opened:
        yield opened


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return Catalog.read(assets.QUERIES)


def must_fit(store: EmbeddedStore, read: Callable[[], tuple[str, Any]]) -> None:
    """``read`` gives a version and what was read of it; the texts must say the number of that version, and only that."""
    found: list[tuple[str, set[int]]] = []
    writer = Writer(store)
    try:
        until = time.monotonic() + MOST_SECONDS
        while time.monotonic() < until and len({version for version, _ in found}) < ENOUGH_VERSIONS:
            version, answer = read()
            found.append((version, {int(number) for number in re.findall(r"stand-(\d+)", str(answer))}))
    finally:
        writer.finish()
    assert len({version for version, _ in found}) > 1, "nothing was published meanwhile: the test says nothing"
    mixed = [(writer.numbers[version], said) for version, said in found if said != {writer.numbers[version]}]
    assert mixed == []


def test_an_answer_with_its_passages_is_of_one_version(store: EmbeddedStore, catalog: Catalog) -> None:
    def read() -> tuple[str, Any]:
        given = {"topic": "de keten", "evidence": "full"}
        answer = ask(catalog, store, "commitments-by-topic", given)
        (row,) = answer.rows
        (passage,) = row["evidence"]
        assert row["label"] and passage["quote"]
        return answer.version, row

    must_fit(store, read)


def test_an_empty_answer_and_its_explanation_are_of_one_version(store: EmbeddedStore, catalog: Catalog) -> None:
    def read() -> tuple[str, Any]:
        answer = ask(catalog, store, "motions-by-topic", {"topic": "keten"})
        assert answer.rows == [] and answer.explanation
        assert answer.explanation.searched and answer.explanation.related
        return answer.version, answer.explanation

    must_fit(store, read)


PATHS = (
    "/",
    "/doc/commitment/t4.html",
    "/doc/commitment/t4.ttl",
    "/doc/evidence/tekst-0-7",
    "/commitments",
    "/topics",
    "/questions/commitments-by-topic?topic=keten",
    "/around/commitment/t4",
    "/api/v1/commitments",
    "/api/v1/queries/commitments-by-topic?topic=keten",
    "/api/v1/queries/commitments-by-topic.ttl?topic=keten",
)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_of_the_version_that_its_etag_names(path: str, store: EmbeddedStore, catalog: Catalog) -> None:
    client = TestClient(create_app(store, catalog, Settings()))

    def read() -> tuple[str, Any]:
        answer = client.get(path)
        assert answer.status_code == 200
        (version,) = re.findall(
            r"\d{6}-[0-9a-f]{12}", answer.headers["etag"]
        )  # the tag of a register begins with the day
        return version, answer.text

    must_fit(store, read)


def test_what_a_name_means_is_looked_up_anew_in_each_version(store: EmbeddedStore, catalog: Catalog) -> None:
    for number in (1, 2):
        version = store.replace_graph(graph("extraction", "brief"), state(number))
        answer = ask(catalog, store, "commitments-by-topic", {"topic": f"stand-{number}"})
        assert (answer.version, len(answer.rows)) == (version, 1)


def test_a_snapshot_is_the_same_one_until_a_newer_version_is_published(store: EmbeddedStore) -> None:
    store.replace_graph(graph("extraction", "brief"), state(1))
    held = store.snapshot()
    assert store.snapshot() is held
    store.replace_graph(graph("extraction", "brief"), state(2))
    assert store.snapshot() is not held
    assert {str(t.object) for t in held.triples(NamedNode(CHAIN), NamedNode(LABEL))} == {'"stand-1"@nl'}
