"""The linter of shapes says which condition is broken, by which shape; a gate with such shapes is not made."""

import pytest

from imvograph.errors import TurtleError
from imvograph.gate import Gate
from imvograph.gate.lint import Shapes

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix imvo: <https://w3id.org/imvograph/def/imvo#> .
@prefix imvosh: <https://w3id.org/imvograph/def/shapes#> .
@prefix ex: <http://example.org/> .
imvosh:A a sh:NodeShape ; sh:targetClass imvo:A ; sh:property imvosh:A-x .
"""
GOOD = "imvosh:A-x a sh:PropertyShape ; sh:path imvo:x ; sh:maxCount 1 ."
BROKEN = {
    "another path": "imvosh:A-x a sh:PropertyShape ; sh:path [ sh:inversePath imvo:x ] .",
    "blank nodes only make lists": "imvosh:A-x a sh:PropertyShape ; sh:path ( imvo:x ) . [] a sh:NodeShape .",
    "no IRI below": f"{GOOD} ex:B a sh:NodeShape .",
    "uses sh:class": "imvosh:A-x a sh:PropertyShape ; sh:path imvo:x ; sh:class imvo:B .",
    "uses sh:sparql": f"{GOOD} imvosh:A sh:sparql imvosh:q .",
    "uses sh:mincount": "imvosh:A-x a sh:PropertyShape ; sh:path imvo:x ; sh:mincount 1 .",
    "uses sh:targetSubjectsOf": f"{GOOD} imvosh:A sh:targetSubjectsOf imvo:x .",
    "below a property shape": f"{GOOD} imvosh:A-x sh:property imvosh:A-y . {GOOD.replace('A-x', 'A-y')}",
    "is made of itself": f"{GOOD} imvosh:A sh:or ( imvosh:A ) .",
    "is not described as a shape": f"{GOOD} imvosh:A sh:property imvosh:A-z .",
    "another sh:maxCount than 1": "imvosh:A-x a sh:PropertyShape ; sh:path imvo:x ; sh:maxCount 2 .",
    "does not begin with ^": 'imvosh:A-x a sh:PropertyShape ; sh:path imvo:x ; sh:pattern "a" .',
    "look-ahead": 'imvosh:A-x a sh:PropertyShape ; sh:path imvo:x ; sh:pattern "^(?!a)" .',
    r"p{…}": r'imvosh:A-x a sh:PropertyShape ; sh:path imvo:x ; sh:pattern "^\\p{Lu}" .',
    "that is none": 'imvosh:A-x a sh:PropertyShape ; sh:path imvo:x ; sh:pattern "^(" .',
    "must also say sh:maxCount 1": "imvosh:A-x a sh:PropertyShape ; sh:path imvo:x ; sh:lessThan imvo:y .",
    "no shape says sh:languageIn": "imvosh:A-x a sh:PropertyShape ; sh:path imvo:x ; sh:uniqueLang true .",
}


@pytest.mark.parametrize("said", BROKEN)
def test_each_condition_that_is_broken_is_named_and_makes_no_gate(said):
    shapes = (HEAD + BROKEN[said]).encode()
    assert any(said in finding for finding in Shapes(shapes).findings())
    with pytest.raises(TurtleError, match=r"shapes/README\.md"):
        Gate(shapes, frozenset())


def test_shapes_that_keep_the_conditions_are_told_apart_by_class():
    shapes = Shapes((HEAD + GOOD).encode())
    assert shapes.findings() == []
    (paths,) = shapes.paths_of_classes.values()
    assert paths == {"https://w3id.org/imvograph/def/imvo#x"}


def test_a_list_without_end_does_not_hang_the_linter():
    endless = "imvosh:A sh:or _:l . _:l <http://www.w3.org/1999/02/22-rdf-syntax-ns#rest> _:l ."
    assert Shapes((HEAD + GOOD + endless).encode()).findings() == []
