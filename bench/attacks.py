"""Queries that crash, stall or swell an engine, or reach for what is not theirs; the tests of the store and the API ask them.

Each must get a refusal with a clear text within its limit and a second, while the next request is served.
"""

from itertools import pairwise

BASE = "https://w3id.org/imvograph/"
ALL, PAIRS, THREE = "?a ?b ?c", "?a ?b ?c . ?d ?e ?f", "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"


def nested(before: str, inside: str, after: str, times: int) -> str:
    return before * times + inside + after * times


def concatenated(names: str) -> str:
    """A text that is ten times as long with each name."""
    return " ".join(f"BIND(CONCAT({', '.join([f'?{a}'] * 10)}) AS ?{b})" for a, b in pairwise(names))


# What was measured to crash, to stall or to swell (`Limits` in store/base.py has the figures).
MEASURED = {
    "2,150 groups": "SELECT * {" + nested("{", "", "}", 2150) + "}",
    "1,000 calls": "SELECT * { FILTER(" + nested("STR(", "?x", ")", 1000) + ") }",
    "1,000 EXISTS": "SELECT * { " + nested("FILTER EXISTS { ", "?s ?p ?o", " }", 1000) + " }",
    "2,000 sub-SELECTs": "SELECT * { " + nested("{ SELECT * { ", "?s ?p ?o", " } }", 2000) + " }",
    "10,000 negations": "SELECT * { FILTER(" + "!" * 10_000 + "?x) }",
    "20,000 alternatives of a condition": "SELECT * { FILTER(" + "||".join("1" * 20_000) + ") }",
    "500 lists in lists": "SELECT * { ?s ?p " + nested("( ", "1", " )", 500) + " }",
    "500 nodes in nodes": "SELECT * { ?s ?p " + nested("[ ?q ", "1", " ]", 500) + " }",
    "a path of 1,000 steps": "SELECT * { ?s " + "/".join([f"<{BASE}c>"] * 1000) + " ?o }",
    "a path of 400 short steps": "SELECT * { ?s " + "/".join("a" * 400) + " ?o }",
    "200 OPTIONALs": "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 200 + "}",
    "a star of 200 patterns": "SELECT * {" + "".join(f"?s <{BASE}{i}> ?o{i} ." for i in range(200)) + "}",
    "a count of all triples of three": f"SELECT (COUNT(*) AS ?n) {{ {THREE} }}",
    "all triples of three": f"SELECT * {{ {THREE} }}",
    "all triples of three, ten of them": f"SELECT * {{ {THREE} }} ORDER BY ?i LIMIT 10",
    "a sort of all pairs": f"SELECT * {{ {PAIRS} }} ORDER BY ?c ?f LIMIT 10",
    "all pairs, distinct": f"SELECT DISTINCT ?a ?f {{ {PAIRS} }} LIMIT 10000000",
    "all pairs, grouped": f"SELECT ?a ?f (COUNT(*) AS ?n) {{ {PAIRS} }} GROUP BY ?a ?f",
    "one text of all pairs": f"SELECT (GROUP_CONCAT(STR(?c)) AS ?g) {{ {PAIRS} }}",
    "a star over everything, nested": "SELECT * { ?a " + nested("(", f"!<{BASE}x>", ")*", 30) + " ?b }",
    "all that is cited by all": f"SELECT (COUNT(*) AS ?n) {{ ?a <{BASE}def/imvo#cites>+ ?b . ?c <{BASE}def/imvo#cites>+ ?d }}",
    "a text of 10 GB": "SELECT (STRLEN(?z) AS ?n) { BIND('0123456789' AS ?a) " + concatenated("abcdefghiz") + " }",
    "a large pattern": "SELECT * { ?a ?b ?c FILTER(REGEX(STR(?c), '((((a{100}){100}){100}){100})')) }",
    "a product of VALUES": "SELECT (COUNT(*) AS ?n) {"
    + "".join(f"VALUES ?v{k} {{ 1 2 3 4 5 6 7 8 9 10 }}" for k in range(9))
    + "}",
    "SERVICE": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "LOAD": "LOAD <http://127.0.0.1:9/>",
}

# What crashed or stalled other engines.
ELSEWHERE = {
    "6 kB of braces": "SELECT * " + nested("{", "", "}", 3000),
    "10,000 parentheses": "SELECT * { FILTER(" + nested("(", "1", ")", 10_000) + ") }",
    "10,000 OPTIONALs in OPTIONALs": "SELECT * { " + nested("OPTIONAL{", "?s ?p ?o", "}", 10_000) + " }",
    "a chain of 10,000 additions": "SELECT (" + "+".join("1" * 10_000) + " AS ?x) {}",
    "10,000 UNIONs": "SELECT * { " + "UNION".join(["{}"] * 10_000) + " }",
    "FROM a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "FROM the network": "SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }",
    "SERVICE spelled with an escape": r"SELECT * { S\u0045RVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "a cross join that is counted": f"SELECT (COUNT(*) AS ?n) {{ {PAIRS} . ?g ?h ?i . ?j ?k ?l }}",
}

# Our own.
OURS = {
    "a chain of 119 patterns": "SELECT * {" + "".join(f"?s{i} ?p ?s{i + 1} ." for i in range(119)) + "}",
    "a clique of 15 variables": "SELECT * {"
    + " ".join(f"?v{i} ?p{i}_{j} ?v{j} ." for i in range(15) for j in range(i))
    + "}",
    "a CONSTRUCT of all pairs": f"CONSTRUCT {{ ?a ?b ?f }} {{ {PAIRS} }}",
    "a DESCRIBE of all pairs": f"DESCRIBE * {{ {PAIRS} }}",
    "ASK for what is not there in all of three": f"ASK {{ {THREE} FILTER(CONCAT(STR(?c), STR(?f), STR(?i)) = 'none') }}",
    "an update": "DELETE WHERE { ?s ?p ?o }",
    "CLEAR ALL": "CLEAR ALL",
    "two updates": "INSERT DATA { <http://a> <http://b> 1 } ; DROP ALL",
    "an update behind comments": "# SELECT\n#\n  INSERT DATA { <http://a> <http://b> 1 }",
    "SERVICE by a variable": f"SELECT * {{ BIND(<http://127.0.0.1:9/> AS ?x) SERVICE ?x {{ {ALL} }} }}",
    "SERVICE in an EXISTS": f"SELECT * {{ {ALL} FILTER EXISTS {{ SERVICE <http://127.0.0.1:9/> {{ {ALL} }} }} }}",
    "SERVICE SILENT in a sub-SELECT": f"SELECT * {{ {{ SELECT * {{ SERVICE SILENT <http://127.0.0.1:9/> {{ {ALL} }} }} }} }}",
    "FROM NAMED an address in here": f"SELECT * FROM NAMED <http://169.254.169.254/latest/> {{ GRAPH ?g {{ {ALL} }} }}",
    "MINUS of all pairs": f"SELECT (COUNT(*) AS ?n) {{ {PAIRS} MINUS {{ ?a ?b ?f . ?d ?x ?c }} }}",
    "FILTER NOT EXISTS over pairs": f"SELECT (COUNT(*) AS ?n) {{ {PAIRS} FILTER NOT EXISTS {{ ?f ?x ?c . ?y ?z ?a }} }}",
    "an OPTIONAL of everything, twice": f"SELECT (COUNT(*) AS ?n) {{ {ALL} OPTIONAL {{ ?d ?e ?f }} OPTIONAL {{ ?g ?h ?i }} }}",
    "hashes of all pairs": f"SELECT (MAX(SHA512(CONCAT(STR(?c), STR(?f)))) AS ?m) {{ {PAIRS} }}",
    "a regular expression on all pairs": f"SELECT (COUNT(*) AS ?n) {{ {PAIRS} FILTER(REGEX(STR(?c), STR(?f))) }}",
    "replacements that grow": "SELECT (STRLEN(?d) AS ?n) { BIND('aaaaaaaaaaaaaaaa' AS ?a) "
    + " ".join(f"BIND(REPLACE(?{a}, 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') AS ?{b})" for a, b in pairwise("abcdefgh"))
    + " FILTER(STRLEN(?h) > 0) }",
    "a pattern of a thousand classes": "SELECT * { ?a ?b ?c FILTER(REGEX(STR(?c), '"
    + "(\\\\p{L}{50}|\\\\p{N}{50}){50}" * 20
    + "')) }",
    "concatenation by group, of texts that are long already": "SELECT (GROUP_CONCAT(?z) AS ?g) { ?q ?w ?u . BIND(STR(?u) AS ?a) "
    + concatenated("abcdez")
    + " }",
    "escaped percent signs without end": "SELECT (STRLEN(?z) AS ?n) { BIND('%%%%%%%%%%' AS ?a) "
    + " ".join(f"BIND(ENCODE_FOR_URI(CONCAT(?{a}, ?{a}, ?{a}, ?{a})) AS ?{b})" for a, b in pairwise("abcdefghijklz"))
    + " }",
    "random numbers, sorted": f"SELECT * {{ {PAIRS} }} ORDER BY RAND() LIMIT 1",
    "unique ids for all pairs": f"SELECT DISTINCT ?u {{ {PAIRS} BIND(UUID() AS ?u) }}",
    "a path both ways, any number of times": "SELECT (COUNT(*) AS ?n) { ?a (!<http://x>|^!<http://x>)* ?b }",
    "paths of anything, in a row": "SELECT (COUNT(*) AS ?n) { ?a (!<http://x>)+ ?b . ?b (!<http://x>)+ ?c . ?c (!<http://x>)+ ?d }",
    "a star that holds stars": "SELECT (COUNT(*) AS ?n) { ?x "
    + nested("((", "!<http://x>", ")*/!<http://x>)*", 12)
    + " ?b }",
    "graph names of all pairs": f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ {ALL} }} GRAPH ?h {{ ?d ?e ?f }} GRAPH ?i {{ ?x ?y ?z }} }}",
    "aggregates of aggregates": "SELECT (SUM(?n) AS ?m) { "
    + " ".join(f"{{ SELECT (COUNT(*) AS ?n{i}) {{ {THREE} }} }}" for i in range(5))
    + " }",
    "a huge number": "SELECT (" + "9" * 30_000 + " * 9 AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a name of 30,000 characters, as often as can be": f"SELECT * {{ ?{'v' * 10_000} ?{'v' * 10_000}1 ?{'v' * 9_000}2 . {THREE} }}",
    "30,000 prefixes' worth of text": "".join(f"PREFIX p{i}: <http://{'x' * 20}/{i}>\n" for i in range(900))
    + f"SELECT * {{ {THREE} }}",
    "20 OPTIONALs in 19": "SELECT * { " + nested("OPTIONAL { ?a ?b ?c ", "", "}", 20) + " ?d ?e ?f . ?g ?h ?i }",
    "all the operators that are allowed, in one path": "SELECT (COUNT(*) AS ?n) { ?a "
    + "/".join(["!<http://x>"] * 30)
    + " ?b }",
    "a path of 60 steps": "SELECT (COUNT(*) AS ?n) { ?a "
    + "/".join([f"<{BASE}def/imvo#cites>"] * 60)
    + " ?b . ?c ?d ?e . ?f ?g ?h }",
    "1,000 values, of everything": "SELECT (COUNT(*) AS ?n) { VALUES ?x {" + " 1" * 999 + f" }} {PAIRS} }}",
    "NaN sorted with texts": f"SELECT * {{ {PAIRS} BIND(IF(RAND() > 0.5, 0e0/0e0, STR(?c)) AS ?k) }} ORDER BY ?k",
    "a byte order mark and a NUL": "\ufeffSELECT * { ?a ?b '\x00' }",
    "brackets that close nothing": "SELECT * { ?a ?b ?c " + "}" * 30_000,
    "a string without end": "SELECT * { ?a ?b '''" + "x" * 30_000,
    "only opening signs": "<" * 32_000,
    "only question marks": "SELECT * { " + "?" * 32_000,
    "half a surrogate": "ASK { '\ud800' }",
    "40 kB of spaces": " " * 40_000 + "ASK {}",
}

ATTACKS = {**MEASURED, **ELSEWHERE, **OURS}
