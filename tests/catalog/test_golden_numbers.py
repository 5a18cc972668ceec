"""The golden numbers of questions.md, section 3: each from the graph, none from the program."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from imvograph.answers import Row, ask
from imvograph.catalog import Catalog
from imvograph.store import EmbeddedStore

LETTER = "bhos-2022-04-07-1"
Ask = Callable[..., list[Row]]

NUMBERS: dict[str, tuple[Callable[[Ask], Any], Any]] = {
    "mentions of a Kamerstuk": (
        lambda a: sum(row["count"] for row in a("citations-of-document", cited="kamerstuk")),
        10,
    ),
    "distinct Kamerstukken": (lambda a: len(a("citations-of-document", cited="kamerstuk")), 8),
    "dossiers": (lambda a: len(a("dossiers-of-document")), 4),
    "mentions of Handelingen": (
        lambda a: len({row["start"] for row in a("citations-of-document", cited="handelingen")}),
        3,
    ),
    "items of the Handelingen": (lambda a: len(a("citations-of-document", cited="handelingen")), 4),
    "sittings": (lambda a: len({row["dossier"] for row in a("citations-of-document", cited="handelingen")}), 3),
    "motions mentioned": (lambda a: len(a("motions")), 3),
    "motions announced as followed up": (lambda a: len(a("motions-followed-up")), 2),
    "motions whose adoption date is stated": (
        lambda a: len([r for r in a("decisions-on-motions") if r["statedDate"]]),
        2,
    ),
    "of which impossible as stated": (lambda a: len([r for r in a("decisions-on-motions") if r["date"] is None]), 1),
    "commitments reported on": (lambda a: len(a("commitments")), 4),
    "covenants named": (lambda a: len(a("covenants")), 6),
    "covenants with a steering group mentioned": (lambda a: len([r for r in a("covenants") if r["steeringGroups"]]), 3),
    "covenants with an agreement on health and safety": (
        lambda a: len(a("covenants-by-topic", topic="gezondheid-veiligheid-werk")),
        3,
    ),
    "covenants with an agreement on women's rights": (
        lambda a: len(a("covenants-by-topic", topic="vrouwenrechten")),
        1,
    ),
    "meetings with financial institutions by precision": (
        lambda a: Counter(len(row["statedDate"]) for row in a("meetings", topic="financiele-instellingen")),
        {10: 4, 7: 3},
    ),
    "debates and briefings": (lambda a: len(a("debates")), 6),
    "persons named": (lambda a: len(a("persons")), 4),
    "«mijn voorganger»": (lambda a: len(a("referring-expressions")), 6),
    "persons it denotes": (lambda a: len({row["person"] for row in a("referring-expressions")}), 2),
    "sections with a heading": (lambda a: len(a("sections-of-document")), 6),
    "external web documents": (lambda a: len(a("web-documents")), 1),
    "source anomalies": (lambda a: len(a("anomalies")), 7),
    "motions that concern the tomato chain": (
        lambda a: len(a("motions-by-topic", topic="tomaat-italie", scope="linked")),
        0,
    ),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_golden_number(name: str, catalog: Catalog, seed: EmbeddedStore) -> None:
    def asked(query: str, **parameters: str) -> list[Row]:
        return ask(catalog, seed, query, {"document": LETTER, **parameters}).rows

    count, expected = NUMBERS[name]
    assert count(asked) == expected


def test_the_letter_names_neither_child_labour_nor_a_living_wage(seed: EmbeddedStore) -> None:
    query = "SELECT ?text WHERE { ?source <https://w3id.org/imvograph/def/imvo#text> ?text }"
    ((text,),) = seed.select(query).rows
    flat = "".join(text.value.split()).casefold().replace("-", "")  # type: ignore[union-attr]
    assert (flat.count("kinderarbeid"), flat.count("leefbaarloon")) == (0, 0)
    assert flat.count("tomaten") > 0
