"""What a stranger gets: rows and graphs in every form, or in words why not."""

import json
import re
from xml.etree import ElementTree

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from imvograph.errors import QueryPolicyError, QuerySyntaxError
from imvograph.model.iris import BASE
from imvograph.store import EmbeddedStore

TABLE = "application/sparql-results+json"
ONE = f"<{BASE}id/letter/1-1>"
ORDINARY = f"SELECT ?property ?value {{ {ONE} ?property ?value }}"


@pytest.mark.parametrize("query", ["SELECT *\n{ ?x ?y }", "SELECT *\n{ ?x unknown:y ?z }"])
def test_a_query_that_does_not_parse_is_answered_with_its_place(query: str, public: EmbeddedStore) -> None:
    with pytest.raises(QuerySyntaxError, match=r"^line 2, column") as caught:
        public.answer(query, TABLE)
    assert caught.value.line == 2
    assert caught.value.column is not None
    assert caught.value.column > 4


@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        (TABLE, QueryResultsFormat.JSON),
        ("application/sparql-results+xml", QueryResultsFormat.XML),
        ("text/tab-separated-values", QueryResultsFormat.TSV),
    ],
)
def test_rows_come_in_the_formats_of_the_recommendation(
    media_type: str, form: QueryResultsFormat, public: EmbeddedStore
) -> None:
    answer = public.answer(ORDINARY, media_type)
    assert (answer.media_type, answer.version) == (media_type, public.version)
    assert len(list(parse_query_results(answer.body, format=form))) == 4  # type: ignore[arg-type]
    assert b"true" in public.answer("ASK {}", media_type).body


def test_rows_come_as_csv(public: EmbeddedStore) -> None:
    lines = public.answer(f"SELECT ?title {{ {ONE} <{BASE}t> ?title }}", "text/csv").body.decode().split()
    assert lines == ["title", "Brief", "1", "1", "over", "de", "tomatenketen"]


@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        ("text/turtle", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_graphs_come_in_each_format_each_triple_once(media_type: str, form: RdfFormat, public: EmbeddedStore) -> None:
    query = f"CONSTRUCT {{ {ONE} <{BASE}def/imvo#cites> ?c }} {{ {ONE} <{BASE}def/imvo#cites> ?c . ?many <{BASE}n> 7 }}"
    body = public.answer(query, media_type).body
    assert len(list(parse(body, format=form))) == 1
    if media_type == "text/turtle":
        assert b"imvo:cites" in body


@pytest.mark.parametrize(("query", "media_type"), [("ASK {}", "text/turtle"), ("DESCRIBE <http://a>", "text/csv")])
def test_a_form_has_no_answer_in_the_formats_of_another(query: str, media_type: str, public: EmbeddedStore) -> None:
    with pytest.raises(QueryPolicyError, match="ask for one of"):
        public.answer(query, media_type)


def test_the_dataset_of_the_request_is_the_whole_dataset(public: EmbeddedStore) -> None:
    one, two = f"{BASE}graph/letters/1", f"{BASE}graph/letters/2"

    def count(pattern: str, *default: str, named: tuple[str, ...] = ()) -> int:
        query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
        body = public.answer(query, "text/csv", default_graphs=default, named_graphs=named).body
        return int(body.split()[1])

    union, graphs = "?s ?p ?o", "GRAPH ?g { ?s ?p ?o }"
    assert (count(union), count(graphs)) == (20_000, 20_000)
    assert (count(union, one), count(graphs, one)) == (200, 0)
    assert (count(union, one, one, two), count(graphs, one, named=(two,))) == (400, 200)
    assert (count(union, named=(two,)), count(graphs, named=(two, one))) == (0, 400)
    with pytest.raises(QueryPolicyError, match="none is fetched"):
        count(union, "http://example.org/")


@pytest.mark.parametrize("text", [r'"a\u0000"', r'"a\u001F"', r'"a\uFFFF"'])
def test_what_xml_cannot_carry_is_refused_in_xml_and_comes_in_other_forms(text: str, public: EmbeddedStore) -> None:
    select, construct = f"SELECT ({text} AS ?x) {{}}", f"CONSTRUCT {{ {ONE} <http://example.org/p> {text} }} {{}}"
    for query, media_type in ((select, "application/sparql-results+xml"), (construct, "application/rdf+xml")):
        with pytest.raises(QueryPolicyError, match=r"a character that XML cannot carry \(U\+(0000|001F|FFFF)\)"):
            public.answer(query, media_type)
    assert len(json.loads(public.answer(select, TABLE).body)["results"]["bindings"]) == 1
    assert public.answer(construct, "text/turtle").body


@pytest.mark.parametrize("name", ["http://example.org/1", "x:", "http://example.org/%20", "http://example.org/a/"])
def test_a_property_without_a_name_is_refused_in_rdf_xml(name: str, public: EmbeddedStore) -> None:
    with pytest.raises(QueryPolicyError, match=f"no way to write the property <{re.escape(name)}>"):
        public.answer(f"CONSTRUCT {{ {ONE} <{name}> 1 }} {{}}", "application/rdf+xml")


def test_xml_is_read_back_as_it_was(public: EmbeddedStore) -> None:
    text = r'"a\r\n\t<&\uFFFD"'
    read = public.answer(f"SELECT ({text} AS ?x) {{}}", "application/sparql-results+xml").body
    assert ElementTree.fromstring(read).findtext(".//{*}literal") == "a\r\n\t<&\ufffd"
    for name in ("http://example.org/a-1.é", "x:b", "http://example.org/_"):
        written = public.answer(f"CONSTRUCT {{ {ONE} <{name}> {text} }} {{}}", "application/rdf+xml").body
        (triple,) = parse(written, RdfFormat.RDF_XML)
        assert (triple.predicate.value, ElementTree.fromstring(written)[0][0].text) == (name, "a\r\n\t<&\ufffd")
