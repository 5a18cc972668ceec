"""The yardstick: F1 on the labelled texts of the shared corpus, by its own scorer, not below what was reached."""

from collections import Counter
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from imvograph.extract import mentions
from imvograph.model.entities import Gazetteer
from imvograph.model.mentions import CITATION_KINDS

Totals = dict[str, Counter[str]]
LEAST = {
    **dict.fromkeys(CITATION_KINDS, 0.99),
    "motion": 0.97,
    **dict.fromkeys(("commitment", "debate", "date"), 0.95),
    **dict.fromkeys(("person", "organisation", "covenant", "sector"), 0.92),
}


@pytest.fixture(scope="module")
def totals(shared: Path, score: ModuleType, gazetteer: Gazetteer) -> dict[str, Totals]:
    """The counts of the letter and of all texts, by kind."""
    counted: dict[str, Totals] = {part: {kind: Counter() for kind in LEAST} for part in ("letter", "corpus")}
    for name, head, _, text, gold in score.load(shared / "corpus" / "gold", shared / "corpus"):
        found = [mention.as_json() for mention in mentions(text, date.fromisoformat(head["date"]), gazetteer)]
        for kind in set(LEAST) & set(head["labelled"]):
            counts, _ = score.score(kind, gold, found)
            counted["corpus"][kind] += counts
            if name == "kamerbrief-2022-04-07":
                counted["letter"][kind] += counts
    return counted


@pytest.mark.parametrize(("kind", "least"), LEAST.items())
def test_spans_and_ids_are_found_on_the_corpus(
    kind: str, least: float, totals: dict[str, Totals], score: ModuleType
) -> None:
    counts = totals["corpus"][kind]
    assert score.f1(counts["spans_right"], counts["spans"], counts["spans_found"])[2] >= least
    assert score.f1(counts["ids_right"], counts["ids"], counts["ids_found"])[2] >= least
    assert counts["fields_right"] >= least * counts["fields"]


@pytest.mark.parametrize("kind", LEAST)
def test_the_letter_is_read_right(kind: str, totals: dict[str, Totals], score: ModuleType) -> None:
    counts = totals["letter"][kind]
    least = 1.0 if kind in CITATION_KINDS else 0.95
    assert score.f1(counts["spans_right"], counts["spans"], counts["spans_found"])[2] >= least
    # The scorer knows «zomer 2022» by its year; «2022-summer» is right as a value but not as an id.
    ids = score.f1(counts["ids_right"], counts["ids"], counts["ids_found"])[2]
    assert ids >= (0.94 if kind == "date" else least)
    assert counts["fields_right"] >= least * counts["fields"]
