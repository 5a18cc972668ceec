"""Two engines behind one contract, and the traps that each of them has."""

import logging
import subprocess
import sys
from importlib import metadata

import pytest
import rdflib

from imvograph.errors import SettingError, TurtleError
from imvograph.gate import Gate
from imvograph.gate.engines import validator

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <https://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . x:S a sh:NodeShape ; sh:targetClass x:C ; sh:property x:P .
x:P a sh:PropertyShape ; sh:path x:p ; sh:message "fout"@nl , "wrong"@en ; """
TYPED = "<https://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/C> .\n"
XSD = "http://www.w3.org/2001/XMLSchema#"

pytestmark = pytest.mark.parametrize("engine", ["turbo", "pyshacl"])


def found(engine, constraint, *values):
    data = TYPED + "".join(f"<https://example.org/a> <https://example.org/p> {value} .\n" for value in values)
    return validator(engine, (HEAD + constraint + " .").encode()).validate(data.encode())


@pytest.mark.parametrize(
    ("constraint", "values", "count"),
    [
        pytest.param("sh:datatype xsd:date", [f'"2024-02-30"^^<{XSD}date>'], 1, id="no such day"),
        pytest.param("sh:datatype xsd:date", [f'"2024-02-29"^^<{XSD}date>'], 0, id="leap day"),
        pytest.param("sh:datatype xsd:gYearMonth", [f'"2021"^^<{XSD}gYear>'], 1, id="a year is no month"),
        pytest.param("sh:datatype xsd:boolean", [f'"ja"^^<{XSD}boolean>'], 1, id="no boolean"),
        pytest.param(
            "sh:maxCount 1", [f'"1"^^<{XSD}integer>', f'"01"^^<{XSD}integer>'], 1, id="two spellings, two terms"
        ),
        pytest.param('sh:in ( "UTF-8" )', ['"UTF-8"'], 0, id="plain string"),
        pytest.param('sh:languageIn ( "nl" )', ['"Kamer"@nl', '"House"@en', '"x"'], 2, id="language"),
        pytest.param("sh:lessThanOrEquals x:q", [f'"2021-03-01"^^<{XSD}date>'], 0, id="nothing to compare with"),
        pytest.param("sh:in ( 1 )", [f'"01"^^<{XSD}integer>'], 1, id="another spelling is not in the list"),
        pytest.param("sh:nodeKind sh:IRI", ["<urn:x>", '"urn:x"'], 1, id="an IRI is no text"),
        pytest.param("sh:minInclusive 0", [f'"-1"^^<{XSD}integer>', '"x"'], 2, id="what cannot be compared is wrong"),
        pytest.param("sh:uniqueLang true", ['"a"@nl', '"b"@nl', '"c"@en'], 1, id="two in one language"),
        pytest.param("sh:lessThan x:p", [f'"1"^^<{XSD}integer>'], 1, id="nothing lies before itself"),
        pytest.param('sh:pattern "^[a-z]{2}$"', ['"ab"', '"xab"', '"abx"'], 2, id="whole pattern"),
    ],
)
def test_traps_in_values(engine, constraint, values, count):
    results = found(engine, constraint, *values)
    assert len(results) == count
    assert {(r.rule, r.focus, r.path) for r in results} <= {
        ("https://example.org/P", "https://example.org/a", "https://example.org/p")
    }


# Where pySHACL takes what is none (measured; shapes give such values a pattern too). A version that mends it is noticed.
KNOWN = {"turbo": 1, "pyshacl": 0}


@pytest.mark.parametrize(("datatype", "value"), [("dateTime", "2024-01-01"), ("gYear", "20x4")])
def test_the_known_differences_between_the_engines_are_these(engine, datatype, value):
    assert len(found(engine, f"sh:datatype xsd:{datatype}", f'"{value}"^^<{XSD}{datatype}>')) == KNOWN[engine]


def test_the_engine_whose_core_is_called_is_the_version_that_was_measured(engine):
    measured = {"turbo": ("pyshacl-turbo", "0.6.5"), "pyshacl": ("pyshacl", "0.40.1")}
    package, version = measured[engine]
    assert metadata.version(package) == version, "run all of tests/gate and the bench of the gate before the pin moves"


def test_a_result_carries_the_message_in_both_languages_and_the_term_as_it_came(engine):
    (result,) = found(engine, "sh:datatype xsd:date", f'"007"^^<{XSD}integer>')
    assert result.messages == {"nl": "fout", "en": "wrong"}
    assert (result.severity, result.value) == ("Violation", f'"007"^^<{XSD}integer>')
    assert result.component.endswith("#DatatypeConstraintComponent")


@pytest.mark.parametrize(
    "value",
    [
        '"a \\"quote\\", a \\\\ and a\\nline"@nl',
        '"gewoon"',
        "<https://example.org/é>",
        '"π 𝛑"@en',
        f'"1.50"^^<{XSD}decimal>',
    ],
)
def test_a_value_comes_back_as_it_went_in(engine, value):
    (result,) = found(engine, "sh:datatype xsd:date", value)
    assert result.value == value


def test_rdflib_is_as_it_was_after_a_validation(engine):
    before = rdflib.NORMALIZE_LITERALS, logging.getLogger("rdflib.term").level
    found(engine, "sh:datatype xsd:date", f'"2024-02-30"^^<{XSD}date>')
    assert (rdflib.NORMALIZE_LITERALS, logging.getLogger("rdflib.term").level) == before


def test_a_validation_says_nothing_on_the_side(engine, caplog, capfd):
    found(engine, "sh:datatype xsd:date", f'"2024-02-30"^^<{XSD}date>')
    assert caplog.text == "" and capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "shapes", [b"x:S a sh:NodeShape", (HEAD + 'sh:minCount "one" .').encode()], ids=["syntax", "ill-formed"]
)
def test_shapes_that_are_none_are_not_taken(engine, shapes):
    with pytest.raises(TurtleError, match="shapes"):
        validator(engine, shapes).validate(TYPED.encode())


def test_importing_the_gate_loads_no_engine(engine):
    package = {"turbo": "pyshacl_turbo", "pyshacl": "pyshacl"}[engine]
    code = f"import sys, imvograph.gate; sys.exit({package!r} in sys.modules or 'rdflib' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}, check=False).returncode
        == 0
    )


def test_an_engine_that_is_not_there_is_named_with_those_that_are(engine):
    with pytest.raises(SettingError, match=f"'topbraid'; there is .*{engine}"):
        validator("topbraid", b"")


def test_shapes_that_do_not_parse_make_no_gate(engine):
    with pytest.raises(TurtleError, match="line 1"):
        Gate(b"imvosh:Letter a sh:NodeShape .", frozenset(), engine)
