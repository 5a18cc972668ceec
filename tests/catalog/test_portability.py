"""Every curated query obeys the rules of queries/README.md that the linter cannot see (``test_lint.py`` has the others)."""

import re

import pyoxigraph
import pytest
from rdflib.plugins.sparql import prepareQuery

from imvograph import assets
from imvograph.catalog import Catalog, Query
from imvograph.model.iris import ID
from imvograph.sparql import Token, tokens

NAMES = sorted(path.stem for path in assets.QUERIES.glob("*.rq"))
PROVENANCE = {"L-02"}  # questions about graphs; all other queries read the union


@pytest.fixture(params=NAMES)
def query(request: pytest.FixtureRequest, catalog: Catalog) -> Query:
    return catalog[request.param]


def scan(query: Query) -> list[Token]:
    return list(tokens(query.text))


def words(query: Query) -> set[str]:
    return {token.text.upper() for token in scan(query) if token.kind == "word"}


def sample(query: Query, *, optional: bool) -> dict[str, str]:
    """A value of the right kind for each parameter; things by an IRI that no graph holds."""
    given = {}
    for parameter in query.parameters.values():
        if parameter.required or optional:
            given[parameter.name] = f"{ID}{parameter.kind}/example" if parameter.is_thing else parameter.example
    return given


def test_there_are_curated_queries_of_every_family() -> None:
    assert len(NAMES) >= 60
    assert len([name for name in NAMES if name.endswith("-by-topic")]) == 9
    assert [name for name in NAMES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_a_file_runs_as_it_lies(query: Query) -> None:
    pyoxigraph.Store().query(query.text)


@pytest.mark.parametrize("optional", [True, False])
def test_a_query_binds_and_parses_on_two_engines(query: Query, optional: bool) -> None:
    bound = query.bind(sample(query, optional=optional))
    assert "parameter" not in {token.kind for token in tokens(bound)}
    assert [solution for solution in pyoxigraph.Store().query(bound) if any(solution)] == []  # type: ignore[union-attr]
    prepareQuery(bound)


def test_graphs_are_named_only_by_questions_of_provenance(query: Query) -> None:
    assert "GRAPH" not in words(query) or PROVENANCE & set(query.questions)


def test_a_query_is_small_enough_to_read_and_to_plan(query: Query) -> None:
    body = [line for line in query.text.splitlines() if not line.startswith("#+")]
    assert len(body) <= 48
    assert max(len(line) for line in query.text.splitlines()) <= 120


def test_an_optional_parameter_stands_only_where_text_may_stand(query: Query) -> None:
    # "" is no subject and no property; on the right of a pattern or in a comparison it finds nothing, as it should.
    optional = [p.name for p in query.parameters.values() if not p.required and p.default is None]
    for name in optional:
        assert re.findall(rf"[{{.;]\s*\${name}\s+[^=!<>|]", query.text) == [], name


def test_every_thing_carries_its_name_status_and_evidence(query: Query) -> None:
    about_graphs = {"documents-searched", "statements-by-graph", "statements-of", "extraction-runs", "external-links"}
    if query.name not in about_graphs | {"counts-by-class", "identifiers-of", "little-evidence"}:
        assert {"status", "evidence"} <= set(query.columns)
