"""What is retired stands in no list and in no answer about a topic."""

from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from imvograph import assets
from imvograph.answers import At, CuratedAnswer, ask, columns_of, listed
from imvograph.catalog import Catalog
from imvograph.catalog.plan import planned
from imvograph.model.iris import ID, PREFIXES, graph
from imvograph.store import EmbeddedStore

CATALOG = Catalog.read(assets.QUERIES)
LISTS = [name for name, query in CATALOG.items() if "owl:deprecated" in query.text and name != "counts-by-class"]
DEPRECATED, TRUE = (
    NamedNode(PREFIXES["owl"] + "deprecated"),
    Literal("true", datatype=NamedNode(PREFIXES["xsd"] + "boolean")),
)


def first(answer: CuratedAnswer) -> str:
    return next(iter(answer.query.columns))


@pytest.fixture(scope="module")
def before(seed: EmbeddedStore) -> At:
    return At(seed.snapshot())


@pytest.fixture(scope="module")
def retired(seed: EmbeddedStore, before: At) -> Iterator[frozenset[str]]:
    """The first and the last thing of the example of each list, retired meanwhile by a graph of their own."""
    answers = [ask(CATALOG, before, name, CATALOG[name].example) for name in LISTS]
    things = frozenset(row[first(found)] for found in answers for row in (*found.rows[:1], *found.rows[-1:]))
    name = graph("added", "retired")
    seed.replace_graph(name, frozenset(Triple(NamedNode(iri), DEPRECATED, TRUE) for iri in things))
    yield things
    seed.replace_graph(name, frozenset())


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_what_it_was_without_what_is_retired(
    name: str, seed: EmbeddedStore, before: At, retired: frozenset[str]
) -> None:
    was = ask(CATALOG, before, name, CATALOG[name].example)
    now = At(seed.snapshot())
    found = ask(CATALOG, now, name, was.parameters)
    assert found.rows == [row for row in was.rows if row[first(was)] not in retired] != was.rows
    walk = listed(CATALOG, now, name, was.parameters)
    assert [row for at in range(0, len(walk.things), 7) for row in walk.page(at, at + 7).rows] == found.rows


def test_what_is_retired_is_not_counted(seed: EmbeddedStore, before: At, retired: frozenset[str]) -> None:
    was, now = (
        {row["class"]: row["count"] for row in ask(CATALOG, at, "counts-by-class", {}).rows}
        for at in (before, At(seed.snapshot()))
    )
    assert sum(was.values()) - sum(now.values()) == len(retired)


def test_a_few_columns_of_a_list_hold_nothing_retired_either(seed: EmbeddedStore, retired: frozenset[str]) -> None:
    now = At(seed.snapshot())
    whole = ask(CATALOG, now, "motions", {}).rows
    assert columns_of(CATALOG, now, "motions", ("date", "label")) == [
        {name: row[name] for name in ("label", "date")} for row in whole
    ]


def test_the_engine_is_not_asked_what_is_retired_but_who_reads_the_query_sees_that_it_is_left_out() -> None:
    assert "owl:deprecated" in CATALOG["motions"].bind({})
    assert planned(CATALOG["motions"], {}).present == "motion"
    assert "owl:deprecated ?retired" not in planned(CATALOG["motions"], {}).text
    assert planned(CATALOG["mentions-of"], {"thing": f"{ID}person/een"}).present == ""
