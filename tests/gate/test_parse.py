"""Bad input of each kind gets an error that says what came, where, and what would be right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from imvograph.errors import SourceError, TurtleError
from imvograph.gate.parse import parse

GOOD = b'<https://example.org/a> <https://example.org/b> "c"@nl .\n'


@pytest.mark.parametrize(
    ("data", "error", "says"),
    [
        pytest.param(b"", SourceError, "empty", id="nothing"),
        pytest.param(b" \n\t", SourceError, "empty", id="white space"),
        pytest.param(b"# only a comment\n", SourceError, "no triples", id="comment"),
        pytest.param(
            GOOD.replace(b"c", "ë".encode("latin-1")), SourceError, "byte 0xeb at offset 49, in line 1", id="latin-1"
        ),
        pytest.param(GOOD.decode().encode("utf-16"), SourceError, "save it as UTF-8", id="utf-16"),
        pytest.param(b"%PDF-1.7\n\x00\x01", SourceError, "binary data (a NUL byte at offset 9)", id="binary"),
        pytest.param(GOOD[:-3], TurtleError, "not finished", id="cut off"),
        pytest.param(b"Geachte voorzitter,", TurtleError, "line 1, column 1", id="a letter"),
        pytest.param(GOOD + b"<https://example.org/a> b 3 .", TurtleError, "line 2, column 25", id="no predicate"),
        pytest.param(b"\n\nimvo:a imvo:b 3 .", TurtleError, "line 3", id="line"),
        pytest.param(b"imvo:a imvo:b 3 .", TurtleError, "add at the head: @prefix imvo: <https://w3id.", id="prefix"),
        pytest.param(GOOD + b"imvoo:a a imvo:b .", TurtleError, "did you mean imvo:?", id="near-prefix"),
        pytest.param(
            b"@prefix eigen: <urn:x> . eigne:a eigen:b 3 .", TurtleError, "did you mean eigen:", id="own-prefix"
        ),
        pytest.param(
            b"\n \t" * 30_000 + b"zzzz:a zzzz:b 3 .", TurtleError, "line 30001", id="blank lines cost nothing"
        ),
        pytest.param(b"zzzz:a zzzz:b 3 .", TurtleError, "add its @prefix line at the head", id="other-prefix"),
        pytest.param(GOOD.replace(b'"c"@nl', b"[]"), TurtleError, "blank node as object", id="blank object"),
        pytest.param(b"[] <https://example.org/b> 1 .", TurtleError, "give it an IRI of its own", id="blank subject"),
        pytest.param(GOOD.replace(b'"c"@nl', b"(1)"), TurtleError, "blank node", id="list"),
        pytest.param(b"_:x <https://example.org/b> 1 .", TurtleError, "blank node as subject", id="labelled blank"),
        pytest.param(b"<a> <https://example.org/b> 1 .", TurtleError, "a relative IRI", id="relative"),
        pytest.param(b"<https://example.org/g> { }", TurtleError, "a named graph", id="graph"),
        pytest.param(b"GRAPH <https://example.org/g> { }", TurtleError, "a named graph", id="GRAPH"),
        pytest.param(GOOD.replace(b"c", b"\\u0007"), TurtleError, "control character (U+0007)", id="bell"),
        pytest.param(
            GOOD.replace(b'"c"@nl', b"<<( " + GOOD[:-3] + b")>>"), TurtleError, "rdf:Statement", id="triple term"
        ),
        pytest.param(GOOD.replace(b"c", b"c\nd"), TurtleError, "line 1", id="line break in a string"),
        pytest.param(b"[" * 100_000, TurtleError, "", id="deep nesting"),
        *(
            pytest.param(GOOD.replace(part, part[:-1] + b"a" * 2048 + part[-1:]), TurtleError, "an IRI of 2,0", id=name)
            for part, name in ((b"a>", "endless subject"), (b"b>", "endless predicate"))
        ),
        pytest.param(
            GOOD.replace(b"@nl", b"^^<a:%s>" % (b"t" * 2047)), TurtleError, "an IRI of 2,049", id="endless type"
        ),
    ],
)
def test_bad_turtle_is_refused_with_a_reason(data, error, says):
    with pytest.raises(error) as raised:
        parse(data, "input.ttl")
    assert str(raised.value).startswith("input.ttl: ") and says in str(raised.value)


def test_an_iri_may_be_long():
    assert len(parse(GOOD.replace(b"example.org/a", b"example.org/" + b"a" * 2028), "input.ttl")) == 1


def test_the_broken_line_is_shown():
    with pytest.raises(TurtleError) as raised:
        parse(GOOD + b"imvo:Letter a imvo:Klasse .", "input.ttl")
    assert str(raised.value).endswith("\n  2 | imvo:Letter a imvo:Klasse .")


@pytest.mark.parametrize("name", ["a.trig", "a.nq", "application/trig", "application/n-quads; charset=utf-8"])
def test_a_format_with_named_graphs_is_not_expected(name):
    with pytest.raises(TurtleError, match="named graphs"):
        parse(GOOD, name)


@pytest.mark.parametrize("name", ["a.docx", "a", "application/json", ""])
def test_an_unknown_kind_of_file_names_the_known_ones(name):
    with pytest.raises(SourceError, match=r"Turtle \(\.ttl\) and N-Triples \(\.nt\)"):
        parse(GOOD, name)


@pytest.mark.parametrize(
    "name", ["a.ttl", "A.TTL", "data/curated/a.nt", "text/turtle; charset=utf-8", "application/n-triples"]
)
def test_turtle_and_n_triples_are_known_by_file_name_and_by_media_type(name):
    assert len(parse(GOOD, name)) == 1


def test_too_many_bytes_or_triples_are_refused():
    with pytest.raises(SourceError, match="the limit is 10"):
        parse(GOOD, "a.ttl", max_bytes=10)
    with pytest.raises(TurtleError, match="more than 1 triples"):
        parse(GOOD + GOOD.replace(b"c", b"d"), "a.ttl", max_triples=1)


def test_a_base_in_the_file_or_given_makes_relative_iris_whole():
    data = b'<id/person/x> <https://example.org/b> "c" .'
    expected = NamedNode("https://w3id.org/imvograph/id/person/x")
    for triples in (
        parse(b"@base <https://w3id.org/imvograph/> . " + data, "a.ttl"),
        parse(data, "a.ttl", "https://w3id.org/imvograph/"),
    ):
        assert {t.subject for t in triples} == {expected}


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert parse(b"\xef\xbb\xbf" + GOOD, "a.ttl") == parse(GOOD, "a.ttl")


def test_literals_stay_as_they_are_written():
    (triple,) = parse(b'<https://a.nl/> <https://a.nl/> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .', "a.ttl")
    assert triple.object.value == "007"


iris = st.from_regex(r"https://w3id\.org/imvograph/id/[a-z-]{1,9}/[a-z0-9-]{1,9}", fullmatch=True).map(NamedNode)
texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t"))
literals = st.one_of(
    texts.map(Literal), texts.map(lambda text: Literal(text, language="nl")), st.integers().map(Literal)
)
triples = st.builds(Triple, iris, iris, st.one_of(iris, literals))


@given(
    st.frozensets(triples, min_size=1), st.sampled_from([("a.ttl", RdfFormat.TURTLE), ("a.nt", RdfFormat.N_TRIPLES)])
)
def test_what_is_written_reads_back(told, syntax):
    name, format = syntax
    assert parse(serialize(told, format=format), name) == told


@given(st.binary(max_size=300))
def test_no_bytes_whatever_give_another_error_than_ours(data):
    try:
        parse(data, "a.ttl")
    except (SourceError, TurtleError) as exc:
        assert str(exc).startswith("a.ttl: ")
