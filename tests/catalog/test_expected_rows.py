"""Each query's example gives the rows that lie beside it, approved by a person.

``IMVO_APPROVE=1`` writes them anew; read the difference before you keep it.
"""

import json
import os

import pytest

from imvograph import assets
from imvograph.answers import ask
from imvograph.catalog import Catalog
from imvograph.store import EmbeddedStore

NAMES = sorted(path.stem for path in assets.QUERIES.glob("*.rq"))
# What a count of the whole graph gives changes with every fact that a curator adds: only the columns are held.
GROWING = {"counts-by-class", "statements-by-graph", "little-evidence", "external-links", "statements-of"}


@pytest.mark.parametrize("name", NAMES)
def test_the_example_of_a_query_gives_the_rows_beside_it(name: str, catalog: Catalog, seed: EmbeddedStore) -> None:
    query = catalog[name]
    answer = ask(catalog, seed, name, query.example)
    assert [list(row) for row in answer.rows] == [list(query.columns)] * len(answer.rows)
    assert answer.rows or query.name in {"authors-of-publication", "number-of-document", "evidence-of-other-text"}
    if name in GROWING:
        return
    path = assets.QUERIES / f"{name}.expected.json"
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in answer.rows)
    text = f"[\n{lines}\n]\n" if lines else "[]\n"
    if os.environ.get("IMVO_APPROVE"):
        path.write_text(text, "utf-8")
    assert json.loads(text) == json.loads(path.read_text("utf-8"))


def test_no_expected_rows_are_left_of_a_retired_query() -> None:
    kept = {path.name.removesuffix(".expected.json") for path in assets.QUERIES.glob("*.expected.json")}
    assert kept == set(NAMES) - GROWING


def test_an_answer_is_the_same_every_time(catalog: Catalog, seed: EmbeddedStore) -> None:
    for name, query in catalog.items():
        assert ask(catalog, seed, name, query.example).rows == ask(catalog, seed, name, query.example).rows
