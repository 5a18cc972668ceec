"""Whoever plants markup in a letter or in a name finds it on the pages as text, never as markup.

The gate refuses it in names and promises; a page must not rely on that.
"""

import html
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode, Triple

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.build import shapes_gate
from imvograph.bulk import load_files
from imvograph.catalog import Catalog
from imvograph.model.iris import IMVO, PREFIXES, graph, thing
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore

PLANTED = '<script>alert(1)</script><img src=x onerror="alert(2)">'
TEXT = f"""Brief van de minister voor Buitenlandse Handel en Ontwikkelingssamenwerking

Aan de Voorzitter van de Tweede Kamer der Staten-Generaal

Den Haag, 12 mei 2022

{PLANTED} zegt de tomatensector.

Tijdens het commissiedebat IMVO van 3 maart 2022 heb ik toegezegd uw Kamer te informeren over de tomatensector.

De motie Becker c.s. (Kamerstuk 26 485, nr. 277) vraagt daarom.

{PLANTED}

De minister voor Buitenlandse Handel en Ontwikkelingssamenwerking,
E.N.A.J. Schreinemacher
"""


@pytest.fixture
def planted(store: EmbeddedStore, tmp_path: Path) -> TestClient:
    """The whole graph with a letter, and a sector, that hold markup."""
    (tmp_path / "kst-26485-999.txt").write_text(TEXT, encoding="utf-8")
    (outcome,) = load_files([tmp_path / "kst-26485-999.txt"], shapes_gate("turbo"), store, processes=1)
    assert outcome.error is None and not outcome.skipped, getattr(outcome.error, "report", outcome)
    sector = NamedNode(thing("sector", "planted"))
    statements = [
        (PREFIXES["rdf"] + "type", NamedNode(IMVO + "Sector")),
        (PREFIXES["skos"] + "prefLabel", Literal(PLANTED + " sector", language="nl")),
        (PREFIXES["skos"] + "definition", Literal(PLANTED, language="nl")),
        (PREFIXES["skos"] + "inScheme", NamedNode(thing("scheme", "sector"))),
    ]
    store.replace_graph(graph("added", "planted"), [Triple(sector, NamedNode(p), o) for p, o in statements])
    return TestClient(create_app(store, Catalog.read(assets.QUERIES), Settings(releases=tmp_path / "releases")))


def test_markup_in_a_letter_or_a_name_is_shown_as_text(
    planted: TestClient, foreign_scripts: Callable[[str], list[str]]
) -> None:
    text = sha256(TEXT.encode()).hexdigest()[:16]
    told = 0
    for address in (
        f"/doc/source-text/{text}",
        "/doc/kamerstuk/kst-26485-999",
        "/doc/sector/planted",
        "/around/sector/planted",
        "/search?q=script",
        "/search?q=tomatensector",
        "/commitments",
        "/topics",
        "/questions/topics?lang=en",
        "/",
        f"/around/source-text/{text}",
    ):
        answer = planted.get(address, headers={"accept": "text/html"})
        assert answer.status_code == 200, address
        assert foreign_scripts(answer.text) == [] and "<img" not in answer.text, address
        assert not re.search(r"<[^>]*\son\w+=", answer.text), address
        told += "alert(1)" in html.unescape(re.sub(r"<[^>]+>", "", answer.text))
    assert told >= 6, "it is there, as text"
