"""Both engines say the same of whatever comes: examples of every class, spoilt at random."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.gate import Change
from imvograph.gate.parse import parse
from imvograph.model.iris import PREFIXES, graph, thing

VALID = sorted((Path(__file__).parent / "fixtures" / "valid").glob("*.ttl"))
EXAMPLES = [sorted(parse(path.read_bytes(), path.name), key=str) for path in VALID]
PATHS = sorted({t.predicate.value for triples in EXAMPLES for t in triples})
XSD = PREFIXES["xsd"]

typed = st.tuples(
    st.sampled_from(
        ["", "0", "007", "-1", "1.0", "true", "ja", "2022", "2022-02", "2022-02-30", "2022-04-07", "2022-04-07Z"]
    ),
    st.sampled_from(["string", "integer", "decimal", "boolean", "date", "dateTime", "gYear", "gYearMonth", "anyURI"]),
).map(lambda parts: Literal(parts[0], datatype=NamedNode(XSD + parts[1])))
spoken = st.tuples(st.sampled_from(["", "tekst", 'é𝛑\n\t"\\']), st.sampled_from(["nl", "en", "nl-be", "de"])).map(
    lambda parts: Literal(parts[0], language=parts[1])
)
named = st.sampled_from(
    [
        thing("person", "kaag-s-a-m"),
        thing("covenant", "Pensioen"),
        thing("debate-type", "praatje"),
        "https://example.org/é",
        "urn:x",
    ]
).map(NamedNode)
terms = st.one_of(typed, spoken, named)
edits = st.lists(
    st.tuples(st.sampled_from(["drop", "replace", "add", "move"]), st.integers(0), terms, st.sampled_from(PATHS)),
    max_size=5,
)


def spoilt(triples, how):
    triples = list(triples)
    for kind, place, term, path in how:
        if not triples:
            break
        old = triples[place % len(triples)]
        if kind in ("drop", "replace", "move"):
            triples.remove(old)
        if kind in ("replace", "add"):
            triples.append(Triple(old.subject, old.predicate, term))
        if kind == "move":
            triples.append(Triple(old.subject, NamedNode(path), old.object))
    return frozenset(triples)


@given(st.sampled_from(EXAMPLES), edits)
def test_both_engines_say_the_same(gates, graphs, triples, how):
    change = Change(graph("curated", "test"), spoilt(triples, how))
    turbo, pyshacl = (gates[engine].check(change, graphs()) for engine in ("turbo", "pyshacl"))
    assert turbo == pyshacl
