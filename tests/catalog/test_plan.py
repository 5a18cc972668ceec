"""A query is asked in another way than it is written, and the rows are those of its text."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from imvograph import assets
from imvograph.answers import ask, columns_of, listed
from imvograph.answers.keeping import kept
from imvograph.answers.rows import rows_of
from imvograph.catalog import Catalog, Column, Query
from imvograph.catalog.plan import binds_things, planned
from imvograph.errors import CatalogError, QuerySyntaxError
from imvograph.model.iris import ID, IMVO
from imvograph.questions import read
from imvograph.store import EmbeddedStore, Table

CATALOG = Catalog.read(assets.QUERIES)
QUESTIONS = read(assets.QUERIES, CATALOG)
SELECTS = [name for name, query in CATALOG.items() if query.form == "SELECT"]
FREE = [
    name for name in SELECTS if not any(p.required and p.default is None for p in CATALOG[name].parameters.values())
]


def askings(query: Query) -> Iterator[dict[str, str]]:
    """The example, in each reach, nothing, and what the competency questions ask."""
    yield dict(query.example)
    yield from ({**query.example, "scope": reach} for reach in ("direct", "linked") if "scope" in query.parameters)
    yield from ({} for name in FREE if name == query.name)
    yield from (dict(check.parameters) for q in QUESTIONS for check in q.checks if check.query == query.name)


@pytest.mark.parametrize("name", SELECTS)
def test_the_rows_are_those_of_the_text(name: str, catalog: Catalog, seed: EmbeddedStore) -> None:
    query = catalog[name]
    for values in askings(query):
        values.pop("evidence", None)
        found = ask(catalog, seed, name, values)
        assert found.rows == rows_of(seed.select(query.bind(found.parameters)), query.columns), values


@pytest.mark.parametrize("name", SELECTS)
def test_a_few_columns_are_those_of_the_whole_answer(name: str, catalog: Catalog, seed: EmbeddedStore) -> None:
    query = catalog[name]
    whole = ask(catalog, seed, name, query.example)
    sorting = {column.name for column in query.columns.values() if column.sort is not None}
    for wanted in ({next(iter(query.columns))}, set(list(query.columns)[:2]), set(list(query.columns)[-2:])):
        plan = planned(query, whole.parameters, wanted | sorting)
        table = seed.select(plan.text)
        shown = {n: c for n, c in query.columns.items() if n in table.variables}
        rows = rows_of(Table(table.variables, plan.in_order(table.variables, table.rows)), shown)
        assert [{n: row[n] for n in wanted} for row in rows] == [{n: row[n] for n in wanted} for row in whole.rows]


@pytest.mark.parametrize("name", FREE)
def test_pages_together_are_the_whole_answer(name: str, catalog: Catalog, seed: EmbeddedStore) -> None:
    whole, walk = ask(catalog, seed, name, {"evidence": "full"}), listed(catalog, seed, name, {"evidence": "full"})
    places = [*range(0, len(whole.rows), 7)][:12]
    assert [walk.page(at, at + 7).rows for at in places] == [whole.rows[at : at + 7] for at in places]
    assert walk.page(0, 5).total == len(whole.rows) == len(walk.things)
    assert walk.page(0, 5).explanation == whole.explanation


@pytest.mark.parametrize("name", [name for name in SELECTS if name not in FREE and binds_things(CATALOG[name])])
def test_pages_of_an_example_are_the_whole_answer(name: str, catalog: Catalog, seed: EmbeddedStore) -> None:
    example = {key: value for key, value in catalog[name].example.items() if key != "evidence"}
    whole, walk = ask(catalog, seed, name, example), listed(catalog, seed, name, example)
    assert [row for at in range(0, len(walk.things), 3) for row in walk.page(at, at + 3).rows] == whole.rows


def test_columns_of_a_whole_list_are_those_of_its_rows(catalog: Catalog, seed: EmbeddedStore) -> None:
    rows = ask(catalog, seed, "motions", {}).rows
    assert [(row["motion"], row["date"], list(row["topics"])) for row in rows] == [
        (row["motion"], row["date"], list(row["topics"]))
        for row in columns_of(catalog, seed, "motions", ("motion", "date", "topics"))
    ]


def test_yes_and_one_are_kept_apart(catalog: Catalog, seed: EmbeddedStore) -> None:
    head, rest = "SELECT ?motion ?one ?yes WHERE { ?motion a imvo:Motion BIND(1 AS ?one) ", "} ORDER BY STR(?motion)"
    columns = {
        name: Column(name, kind, {}) for name, kind in (("motion", "thing"), ("one", "integer"), ("yes", "boolean"))
    }
    text = f"PREFIX imvo: <{IMVO}> {head} BIND(1 = 1 AS ?yes) {rest}"
    query = replace(catalog["motions"], parameters={}, columns=columns, text=text)
    rows = columns_of(Catalog({"x": query}, ()), seed, "x", ("one", "yes"))
    assert {(repr(row["one"]), repr(row["yes"])) for row in rows} == {("1", "True")}


def test_a_part_of_a_list_is_its_rows_about_some_things(catalog: Catalog, seed: EmbeddedStore) -> None:
    for name in ("motions", "marks-in-document", "documents-searched", "organisations"):
        whole = listed(catalog, seed, name, catalog[name].example)
        rows = whole.page(0, len(whole.things)).rows
        some = {*whole.things[::3], "https://w3id.org/imvograph/id/motion/none"}
        part = whole.only(some)
        assert part.page(0, len(rows)).rows == [r for r, thing in zip(rows, whole.things, strict=True) if thing in some]
        assert 0 < part.page(0, 1).total < len(rows) or len(rows) == 1


def test_a_page_asks_for_its_own_things_only(catalog: Catalog, seed: EmbeddedStore) -> None:
    text = planned(catalog["motions"], {}, things=["https://w3id.org/imvograph/id/motion/een"]).text
    assert "VALUES ?motion { <https://w3id.org/imvograph/id/motion/een> }" in text


def test_what_is_not_given_is_not_asked_and_what_is_given_comes_first(catalog: Catalog, seed: EmbeddedStore) -> None:
    nothing, some = planned(catalog["commitments"], {}).text, catalog["commitments"].bind({})
    assert "FILTER(" in some.partition("WHERE")[2] and '"" = ""' in some and '"" = ""' not in nothing
    iri = "https://w3id.org/imvograph/id/motion/een"
    given = planned(catalog["follow-ups"], {"motion": iri}).text
    assert given.index(f"VALUES ?about {{ <{iri}> }}") < given.index("?followUp imvo:followsUp ?about")


def test_a_search_that_begins_at_a_document_looks_up_the_classes_of_its_things_only(catalog: Catalog) -> None:
    iri = f"{ID}letter/een"
    text = planned(catalog["timeline"], {"document": iri}).text
    start = text.partition("WHERE {")[2]
    assert start.lstrip().startswith("{ SELECT DISTINCT ?thing ?class ?first WHERE { { SELECT DISTINCT ?thing WHERE {")
    assert "OPTIONAL { ?thing a ?class }" in start and "; imvo:startDate" not in start
    plain = planned(catalog["timeline"], {"document": iri}, plainly=True).text
    assert "SELECT DISTINCT ?thing" not in plain and "FILTER(EXISTS {" in plain and "VALUES ?class {" in plain
    counts = planned(catalog["counts-by-class"], {"document": iri}).text
    assert counts.index(f"<{iri}>") < counts.index("?class a owl:Class") and "?thing a ?class ." not in counts


def test_a_path_that_was_not_asked_for_is_not_searched(catalog: Catalog) -> None:
    given = {"topic": f"{ID}sector/een"}
    direct, linked = (planned(catalog["motions-by-topic"], {**given, "scope": s}).text for s in ("direct", "linked"))
    assert "imvo:concerns <" in direct and "UNION" not in direct and "?by" not in direct
    assert "UNION" in linked and "skos:broader" in linked and "?by" in linked


def test_known_things_stand_in_each_branch_of_a_union(catalog: Catalog) -> None:
    given = {"topic": f"{ID}sector/een"}
    text = planned(catalog["related-to-topic"], given, things=["https://w3id.org/imvograph/id/motion/een"]).text
    assert text.count("VALUES ?thing { <https://w3id.org/imvograph/id/motion/een> }") == text.count("UNION") + 1


def test_paths_are_sorted_here_with_the_direct_one_first(catalog: Catalog, seed: EmbeddedStore) -> None:
    plan = planned(
        catalog["related-to-topic"], ask(catalog, seed, "related-to-topic", {"topic": "tomaat-italie"}).parameters
    )
    assert "ORDER BY" not in plan.text
    table = seed.select(plan.text)
    at = table.variables.index("path")
    rows = plan.in_order(table.variables, table.rows[::-1])
    paths = [getattr(row[at], "value", "") for row in rows]
    assert len(set(paths)) > 2 and paths == sorted(paths, key=lambda path: (path != "direct", path))


def test_a_value_that_runs_into_its_neighbour_is_refused(catalog: Catalog) -> None:
    query = catalog["motions"]
    for text in ('ASK { ?motion ?p ""$from }', 'ASK { ?motion ?p ""$from"" }'):
        with pytest.raises((CatalogError, QuerySyntaxError)):
            replace(query, text=text).bind({"from": "2022-04-07"})
    text = "ASK { ?motion ?p $topic.?motion ?q($person) }"
    bound = replace(query, text=text).bind({"topic": f"{ID}sector/een", "person": f"{ID}person/een"})
    assert bound == f"ASK {{ ?motion ?p <{ID}sector/een>.?motion ?q(<{ID}person/een>) }}"


def test_a_plan_is_whole_when_thousands_of_others_are_made_at_the_same_time(catalog: Catalog) -> None:
    flooded, number = [False], count()

    class Text(str):
        """The text of a query, that is looked up slowly: meanwhile 2,001 others are planned."""

        __slots__ = ()

        def __hash__(self) -> int:
            if not flooded[0]:
                flooded[0] = True
                for _ in range(2_001):
                    planned(replace(short, text=f"ASK {{ ?s ?p {next(number)} }}"), {})
                flooded[0] = False
            return hash(str(self))

    short = replace(catalog["motions"], form="ASK", parameters={})
    assert planned(replace(short, text=Text("ASK { ?s ?p ?o }")), {}).text == "ASK { ?s ?p ?o }"


def test_columns_that_nobody_wants_are_not_fetched(catalog: Catalog) -> None:
    text = planned(catalog["documents"], {}, ["document"]).text
    assert "imvo:textOf" in text and "imvo:evidence" not in text and "skos:prefLabel ?nl" not in text


def test_behind_a_union_they_are_fetched_only_where_an_engine_needs_them(catalog: Catalog) -> None:
    given = {"topic": f"{ID}sector/een"}
    lean, whole = (planned(catalog["related-to-topic"], given, ["thing"], plainly=w).text for w in (False, True))
    assert "skos:prefLabel ?nl" not in lean and "skos:prefLabel ?nl" in whole


def test_a_query_whose_rows_come_from_a_union_is_read_whole(catalog: Catalog) -> None:
    assert binds_things(catalog["motions"]) and binds_things(catalog["related-to-topic"])
    assert not binds_things(catalog["motions-by-topic"])


def test_what_is_kept_is_made_once_and_kept_within_bounds(seed: EmbeddedStore, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot, made = seed.snapshot(), list[str]()

    def make(key: str) -> tuple[str, ...]:
        made.append(key)
        return ("x",) * 60

    monkeypatch.setattr("imvograph.answers.keeping.MOST", 100)
    for key in ("een", "een", "twee", "een"):
        assert kept(snapshot, key, lambda key=key: make(key)) == ("x",) * 60  # type: ignore[misc]
    assert made == ["een", "twee", "een"]
