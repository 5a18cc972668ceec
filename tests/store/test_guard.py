"""What a stranger may not ask is refused with the figure, the limit and what to do; what curators write passes."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pyoxigraph
import pytest

from imvograph.errors import QueryError, QueryPolicyError, QuerySyntaxError
from imvograph.model.iris import BASE
from imvograph.store import Limits
from imvograph.store.guard import check, check_dataset

LIMITS = Limits()


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT * {" + "{" * 2150 + "}" * 2150 + "}", "more than 40 deep"),
        ("SELECT * { FILTER(" + "STR(" * 1000 + "?x" + ")" * 1000 + ") }", "more than 40 deep"),
        ("SELECT * { ?s ?p " + "[ ?q " * 500 + "]" * 500 + " }", "more than 40 deep"),
        ("SELECT * { ?s ?p " + "<<( ?a ?b " * 500 + " }", "no quoted triples"),
        ("SELECT * { << ?a ?b ?c >> ?p ?o }", "no quoted triples"),
        ("SELECT (triple(<x:a>, <x:b>, 1) AS ?t) {}", "no quoted triples"),
        ("SELECT * {" + "{ ?s ?p ?o }" * 121 + "}", "more than 120 groups"),
        ("SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 200 + "}", "more than 20 OPTIONALs"),
        ("SELECT * { ?s " + "/".join(["a"] * 400) + " ?o }", "more than 60 operators"),
        ("SELECT * { FILTER(" + "!" * 10_000 + "?x) }", "more than 60 operators"),
        ("SELECT * { FILTER(" + "||".join("1" * 9_000) + ") }", "more than 60 operators"),
        ("SELECT * {" + "?s ?p ?o . " * 200 + "}", r"more than 120 of \. ; and ,"),
        ("SELECT * { ?s a ?o " + "; a ?o" * 200 + "}", r"more than 120 of \. ; and ,"),
        ("SELECT * { VALUES ?x {" + " 1" * 1_001 + "} }", "more than 1000 terms in VALUES"),
        ("SELECT * { VALUES (?x ?y) {" + "(1 UNDEF)" * 501 + "} }", "more than 1000 terms in VALUES"),
        ("SELECT * {} #" + "x" * 32_768, "32,781 bytes, at most 32,768"),
        ("SELECT * {} #" + "é" * 16_384, "32,781 bytes, at most 32,768"),
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE calls another server"),
        ("SELECT * { service silent ?x { ?s ?p ?o } }", "SERVICE calls another server"),
        (r"SELECT * { S\u0045RVICE ?x { ?s ?p ?o } }", "code-point escape"),
        ("LOAD <http://example.org/>", "this is an update"),
        ("INSERT DATA { <http://a> <http://b> 1 }", "changes go through the gate"),
        ("PREFIX a: <http://a> DROP ALL", "this is an update"),
        ("SELECT * FROM <http://example.org/> {}", "no graph of ours"),
        ("SELECT * FROM NAMED <file:///etc/passwd> {}", "no graph of ours"),
        ("PREFIX x: <http://example.org/> SELECT * FROM x:y {}", "no graph of ours"),
        ("SELECT * FROM x:y {}", "no graph of ours"),
    ],
)
def test_what_goes_too_far_is_refused_with_the_reason(query: str, says: str) -> None:
    start = time.process_time()
    with pytest.raises(QueryPolicyError, match=says):
        check(query, LIMITS)
    assert time.process_time() - start < 1


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT * { ?s ?p ?o } LIMIT 10", "SELECT"),
        ("ASK { ?x<http://p>?y }", "ASK"),
        ("DESCRIBE <http://a>", "DESCRIBE"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }", "CONSTRUCT"),
        (f"SELECT * FROM <{BASE}graph/a> FROM NAMED <{BASE}graph/b> {{ ?s ?p ?o }}", "SELECT"),
        (f"PREFIX graph: <{BASE}graph/> SELECT * FROM graph:concepts\\/sector {{ ?s ?p ?o }}", "SELECT"),
        ("SELECT (COUNT(DISTINCT <http://a>) AS ?n) { ?s (<http://a>|^<http://b>)/<http://c>* ?o }", "SELECT"),
        ("SELECT * { FILTER(?a < ?b && ?c > ?d && ?e = <http://a> && ?f IN (<http://a>, <http://b>)) }", "SELECT"),
        ("SELECT * { FILTER(?a<<http://a>||(?a)<?b) }", "SELECT"),
        ('SELECT * { VALUES (?n ?x) { ("a" <http://a>) (1 <http://b>) (<http://a> <http://b>) } }', "SELECT"),
        ('SELECT * { BIND("1"^^<http://www.w3.org/2001/XMLSchema#integer> AS ?x) } VALUES ?y { <http://a> }', "SELECT"),
        ("PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> ASK { ?x a sd:Service }", "ASK"),
        ('ASK { ?x ?y "SERVICE" } # SERVICE', "ASK"),
        ("SELECT * {" + "?s ?p ?o . " * 120 + "}", "SELECT"),
        ("SELECT * { VALUES ?x {" + " 1" * 1_000 + "} ?x <http://a> 1 }", "SELECT"),
    ],
)
def test_ordinary_queries_pass(query: str, form: str) -> None:
    assert check(query, LIMITS) == form


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o ) }",
        "ASK { FILTER(<<(a:b?p'x')>> = 1) }",
        "SELECT * { } }",
        "SELECT * { ?s <http://a b> ?o }",
        "ASK { '\ud800' }",
        "x",
    ],
)
def test_what_no_parser_could_take_is_a_syntax_error(query: str) -> None:
    with pytest.raises(QuerySyntaxError):
        check(query, LIMITS)


@pytest.mark.parametrize(
    "iri", ["http://example.org/", "file:///etc/passwd", "graph/a", f"{BASE}graph/a b", f"{BASE}<"]
)
def test_a_dataset_is_made_of_our_own_graphs_only(iri: str) -> None:
    check_dataset([f"{BASE}graph/concepts/sector"])
    with pytest.raises(QueryPolicyError, match="none is fetched from elsewhere"):
        check_dataset([f"{BASE}graph/concepts/sector", iri])


class Doorbell:
    """A server that counts who calls."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"<http://127.0.0.1:{self._socket.getsockname()[1]}/>"
        self.rung = threading.Event()
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        while True:
            try:
                caller, _ = self._socket.accept()
            except OSError:
                return
            self.rung.set()
            caller.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def doorbell() -> Iterator[Doorbell]:
    bell = Doorbell()
    yield bell
    bell.close()


# Each of these makes Oxigraph 0.5.13 call the address; in none but the first does a scanner by the book see SERVICE.
TRICKS = {
    "plain": "SELECT * { SERVICE %s { ?x ?y ?z } }",
    "no space between the keywords": "SELECT * { SERVICESILENT%s { ?x ?y ?z } }",
    "no space before an empty prefix": "PREFIX : %s SELECT * { SERVICE: { ?x ?y ?z } }",
    "no space before a prefix": "PREFIX x: %s SELECT * { SERVICEx: { ?x ?y ?z } }",
    "a comparison that looks like an IRI, then a comment": (
        "SELECT * { ?a ?b ?c FILTER(?c<1)SERVICE#>\n%s { ?x ?y ?z } }"
    ),
    "the same after VALUES": ("SELECT * { VALUES ?v { 1 } ?a ?b ?c FILTER(?c<1)SERVICE#>\n%s { ?x ?y ?z } }"),
    "a comparison that looks like an IRI, then a string": (
        "SELECT * { ?a ?b ?c FILTER(?c<1+'>' || true ) SERVICE %s { ?x ?y ?z } #'\n }"
    ),
    "a comparison with an IRI that holds a quote": (
        "SELECT * { ?a ?b ?c FILTER(true||?c<<http://a'b>) SERVICE %s { ?x ?y ?z } #'>>)\n }"
    ),
    "the same after EXISTS": (
        "SELECT * { ?a ?b ?c FILTER(true || EXISTS { ?a ?b ?c }<1+'>') SERVICE %s { ?x ?y ?z } #'\n }"
    ),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_no_spelling_of_service_passes(trick: str, doorbell: Doorbell) -> None:
    query = TRICKS[trick] % doorbell.address
    engine = pyoxigraph.Store()
    one = pyoxigraph.NamedNode("http://example.org/")
    engine.add(pyoxigraph.Quad(one, one, pyoxigraph.Literal(0)))
    with suppress(OSError, RuntimeError):  # it calls; our server hangs up
        list(engine.query(query))  # type: ignore[arg-type]
    assert doorbell.rung.wait(2), "this spelling no longer calls: it may leave the list"
    with pytest.raises(QueryError):
        check(query, LIMITS)
