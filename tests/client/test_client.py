"""The client against a real server: answers as tables, lists page by page, refusals as our own errors."""

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx2
import polars
import pytest
from fastapi import FastAPI
from pyoxigraph import RdfFormat, parse

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.catalog import Catalog
from imvograph.client import Imvograph, Rows
from imvograph.client.tables import answer_of
from imvograph.errors import (
    AnswerSizeError,
    GoneError,
    NotFoundError,
    ParameterError,
    QueryPolicyError,
    QuerySyntaxError,
    SettingError,
    StoreBusyError,
)
from imvograph.model.iris import ID, IMVO, graph
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore
from servers import served

NOTEBOOK = assets.DATA / "examples" / "imvograph.ipynb"


@pytest.fixture(scope="module")
def app(built: EmbeddedStore) -> FastAPI:
    return create_app(built, Catalog.read(assets.QUERIES), Settings())


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    """A real server over the whole graph, on loopback."""
    with served(app) as running:
        yield running


@pytest.fixture
def service(address: str) -> Iterator[Imvograph]:
    with Imvograph(address) as opened:
        yield opened


def test_a_query_is_a_table_of_rows(service: Imvograph) -> None:
    answer = service.query("commitments-by-topic", topic="tomaat-italie", evidence="full")
    (row,) = answer
    assert row["commitment"] == f"{ID}commitment/bhos-2022-04-07-1-t4"
    assert answer.parameters["topic"] == f"{ID}supply-chain/tomaat-italie"
    assert answer.to_polars().to_dicts() == answer.to_pandas().to_dict("records") == [row]


def test_without_pandas_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    rows = Rows(["a"], [{"a": 1}])
    with pytest.raises(SettingError, match=r"pandas is not installed.*pip install 'imvograph\[notebook\]'"):
        rows.to_pandas()
    assert rows.to_polars().to_dicts() == [{"a": 1}]


def test_an_empty_answer_explains_itself_in_the_language_that_is_asked(address: str) -> None:
    with Imvograph(address, language="en") as english:
        answer = english.query("motions-by-topic", topic="tomaat-italie")
    assert len(answer) == 0 and answer.explanation is not None
    assert "no result" in answer.explanation["message"]
    assert answer.to_polars().columns == list(answer.columns)


def test_the_queries_that_there_are_have_an_example(service: Imvograph) -> None:
    assert {"motions", "commitments-by-topic"} <= {query["name"] for query in service.queries()}


def test_a_list_is_read_page_by_page(service: Imvograph) -> None:
    motions = service.things("motions", limit=7)
    pages = list(motions.pages())
    assert [len(page) for page in pages[:-1]] == [7] * (len(pages) - 1)
    assert len({page.snapshot for page in pages}) == 1
    rows = list(motions)
    assert len(rows) == len(motions) == motions.total > 20
    assert (
        motions.to_polars()["motion"].to_list()
        == [row["motion"] for row in rows]
        == list(motions.to_pandas()["motion"])
    )


@pytest.mark.parametrize(
    ("name", "filters"),
    [
        ("motions", {}),
        ("motions", {"to": "1900-01-01"}),
        ("handelingen", {}),
        ("commitments", {"evidence": "full"}),
        ("motions", {"evidence": "full", "to": "1900-01-01"}),
    ],
)
def test_a_data_frame_has_the_types_of_the_parquet_whatever_is_missing(
    service: Imvograph, address: str, name: str, filters: dict[str, str]
) -> None:
    things = service.things(name, limit=500, **filters)
    frame = things.to_polars()
    parquet = httpx2.get(f"{address}/api/v1/{name}.parquet", params={"limit": 500, **filters})
    assert frame.equals(polars.read_parquet(parquet.content)) and frame.height == things.total
    assert frame.schema == polars.read_parquet(parquet.content).schema


def test_a_number_or_a_truth_that_is_missing_changes_no_other_in_pandas() -> None:
    columns = [{"name": "place", "kind": "integer"}, {"name": "held", "kind": "boolean"}]
    found = {"columns": columns, "title": "", "parameters": {}, "snapshot": "1"}
    some = answer_of({**found, "rows": [{"place": 2, "held": True}, {"place": None, "held": None}]}).to_pandas()
    assert (some["place"].dropna().tolist(), some[some["held"]].index.tolist()) == ([2], [0])
    assert answer_of({**found, "rows": []}).to_pandas().dtypes.equals(some.dtypes)


def test_what_several_searches_found_can_be_put_together_in_a_data_frame(service: Imvograph) -> None:
    found = [
        service.search("tomatenketen"),
        service.search("tomatenketen", kind="supply-chain"),
        service.search("xqxq"),
    ]
    assert [len(some) > 0 for some in found] == [True, True, False]
    frames = [some.to_polars() for some in found]
    assert polars.concat(frames).height == sum(map(len, found)) and frames[0].to_dicts() == list(found[0])
    assert all(some.to_pandas()["start"].dtype == "Int64" for some in found)


def test_values_of_python_are_written_as_the_service_reads_them(service: Imvograph) -> None:
    papers = service.things("kamerstukken", from_=date(2010, 1, 1), to="2018-12-31", dossier=26485, document=None)
    assert 0 < papers.total < service.things("kamerstukken").total
    assert all("2010" <= row["date"] <= "2019" for row in papers)


def test_sparql_gives_plain_values_truth_or_turtle(service: Imvograph) -> None:
    rows = service.sparql('SELECT (1 AS ?n) (2.5 AS ?d) (true AS ?b) ("é"@nl AS ?t) (<https://x/> AS ?i) ?none {}')
    assert isinstance(rows, Rows)
    assert list(rows) == [{"n": 1, "d": 2.5, "b": True, "t": "é", "i": "https://x/", "none": None}]
    assert service.sparql("ASK { ?s ?p ?o }") is True
    turtle = service.sparql(f"CONSTRUCT WHERE {{ <{ID}sector/defensie> a ?kind }}")
    assert isinstance(turtle, str) and "Sector" in turtle


def test_a_term_that_is_misspelt_is_warned_of(service: Imvograph) -> None:
    with pytest.warns(UserWarning, match=r"imvo:Motoin .* imvo:Motion"):
        assert service.sparql("PREFIX imvo: <https://w3id.org/imvograph/def/imvo#> ASK { ?m a imvo:Motoin }") is False


def test_who_has_spent_a_share_is_told_when_to_go_on(service: Imvograph, app: FastAPI) -> None:
    app.state.allowance.spend("127.0.0.1", 200.0)
    try:
        with pytest.raises(StoreBusyError) as raised:
            service.search("keten", limit=7)
        assert 50 < raised.value.retry_after < 100
    finally:
        app.state.allowance.spend("127.0.0.1", -200.0)


def test_an_answer_that_is_larger_than_is_sent_is_told_so(service: Imvograph) -> None:
    with pytest.raises(AnswerSizeError, match="LIMIT"):
        service.sparql("SELECT ?s ?p ?o ?other { ?s ?p ?o . ?other a ?kind } LIMIT 400000")


def test_search_and_resolve(service: Imvograph) -> None:
    found = service.search("tomatenketen", kind=["supply-chain", "commitment"])
    assert found.rows[0]["iri"] == f"{ID}supply-chain/tomaat-italie"
    assert found.total == len(found) and found.facets["kind"] and len(found.to_polars()) == len(found)
    assert service.resolve("26 485, nr. 277").iri == f"{ID}kamerstuk/kst-26485-277"
    with pytest.raises(NotFoundError, match="several things") as several:
        _ = service.resolve("motie-Voordewind").iri
    assert f"{ID}kamerstuk/kst-26485-91" in several.value.near
    with pytest.raises(NotFoundError, match="nothing is meant"):
        _ = service.resolve("volstrekt onbekend").iri


def test_what_is_retired_is_no_answer_and_leads_to_what_replaced_it(tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "store", workers=1)
    old, new = f"{ID}sector/textiel", f"{ID}sector/kleding-textiel"
    told = f"""@prefix imvo: <{IMVO}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dcterms: <http://purl.org/dc/terms/> .
        <{old}> a imvo:Sector ; skos:prefLabel "Textiel"@nl ; owl:deprecated true ; dcterms:isReplacedBy <{new}> .
        <{new}> a imvo:Sector ; skos:prefLabel "Kleding en textiel"@nl ."""
    store.replace_graph(graph("concepts", "sectors"), [quad.triple for quad in parse(told, RdfFormat.TURTLE)])
    app = create_app(store, Catalog.read(assets.QUERIES), Settings(releases=tmp_path / "releases"))
    with served(app) as address, Imvograph(address) as service:
        found = service.resolve("Textiel")
        assert (found.outcome, found.retired[0]["replaced_by"]) == ("none", [new])
        with pytest.raises(NotFoundError, match="is retired; in its place came") as retired:
            _ = found.iri
        assert list(retired.value.near) == [new]
    store.close()


def test_a_refusal_is_our_error_with_what_it_says(service: Imvograph) -> None:
    with pytest.raises(NotFoundError) as unknown:
        service.query("motions-by-topic", topic="tomaat-itali")
    assert "tomaat-italie" in unknown.value.near
    with pytest.raises(ParameterError) as wrong:
        service.query("motions-by-topic", topic="tomaat-italie", scope="wide")
    assert (wrong.value.name, wrong.value.value) == ("scope", "wide") and wrong.value.example in ("direct", "linked")
    with pytest.raises(QuerySyntaxError) as syntax:
        service.sparql("SELECT * { ?s ?p }")
    assert syntax.value.line == 1
    with pytest.raises(QueryPolicyError):
        service.sparql("DROP ALL")
    assert str(unknown.value).count("tomaat-italie") == 1
    with pytest.raises(NotFoundError, match=r"^Er is niets op dit adres; .*; erop lijkt: /api/v1/motions"):
        service.things("mosions")
    with (
        Imvograph(service.address, language="en") as english,
        pytest.raises(NotFoundError, match=r"^There is nothing at this address; .*; near it: /api/v1/motions"),
    ):
        english.things("mosions")


def test_what_comes_is_shown_in_a_line_and_not_row_by_row(service: Imvograph) -> None:
    things = service.things("motions", limit=2)
    assert repr(things).startswith(f"<Things of {len(things)} rows: ") and len(repr(things)) < 200
    shown = [things.read(), service.search("keten"), service.queries(), service.resolve("26 485, nr. 277")]
    assert [repr(one).partition(" ")[0] for one in shown] == ["<Answer", "<Found", "<Rows", "<Resolved"]
    assert all(len(repr(one)) < 300 for one in shown) and repr(shown[1]).endswith("kind, kindLabel, snippet, years, …>")


def test_a_walk_whose_version_is_gone_is_told_to_begin_again(built: EmbeddedStore, service: Imvograph) -> None:
    from imvograph.api.cursors import Cursor, question

    cursor = Cursor("000001-000000000000", question("motions", {}), f"{ID}kamerstuk/kst-26485-277", 0)
    with pytest.raises(GoneError, match="begin opnieuw"):
        service.things("motions", cursor=str(cursor))


def test_the_notebook_runs_cell_by_cell(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("IMVOGRAPH_ADDRESS", address)
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            exec(compile("".join(cell["source"]), f"{NOTEBOOK.name}, {cell['id']}", "exec"), names)
    said = capsys.readouterr().out
    assert "vervolgaanpak misstanden tomatensector" in said
    assert "one https://w3id.org/imvograph/id/kamerstuk/kst-26485-277" in said
    assert "no result" in said


def test_importing_the_client_loads_no_data_frames_and_no_service(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = "import sys, imvograph.client as c; print([m for m in ('polars', 'pandas', 'pyoxigraph', 'fastapi') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=assets.ROOT / "src", capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
