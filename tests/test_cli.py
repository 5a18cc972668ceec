"""The command line as a person and as a program use it: real processes, exit statuses, what stands on which stream."""

import json
import os
import subprocess
import sys

import pytest

from imvograph import assets

LETTER = assets.DATA / "letters" / "kamerbrief-2022-04-07.txt"


@pytest.fixture
def run(built_path, tmp_path):
    """Runs `imvograph …` on the built store; returns the finished process."""

    def call(*words, store=built_path, given=None):
        environment = {**os.environ, "IMVOGRAPH_STORE": str(store), "COLUMNS": "200", "NO_COLOR": "1"}
        environment.pop("FORCE_COLOR", None)
        command = [sys.executable, "-m", "imvograph", *map(str, words)]
        return subprocess.run(command, capture_output=True, env=environment, cwd=tmp_path, input=given, timeout=120)

    return call


def test_extract_prints_a_json_object_a_line_whose_quote_is_the_slice(run):
    done = run("extract", LETTER)
    mentions = [json.loads(line) for line in done.stdout.decode().splitlines()]
    text = LETTER.read_bytes().decode()
    assert done.returncode == 0 and len(mentions) > 100
    assert all(text[m["start"] : m["end"]] == m["quote"] for m in mentions)
    assert {"kind": "kamerstuk", "id": "kst-32623-297", "start": 1027, "end": 1053} in [
        {name: m[name] for name in ("kind", "id", "start", "end")} for m in mentions
    ]


def test_extract_reads_standard_input_and_explains_which_rule_found_what(run):
    done = run("extract", "--explain", "-", given=b"Zie Kamerstuk 26 485, nr. 337.")
    (mention,) = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert (mention["id"], mention["quote"]) == ("kst-26485-337", "Kamerstuk 26 485, nr. 337")
    assert mention["rule"]


def test_a_curated_query_answers_with_json_for_programs(run):
    done = run("query", "commitments-by-topic", "topic=tomaat-italie", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert len(answer["rows"]) == 1 and "t4" in json.dumps(answer["rows"])


def test_an_empty_answer_names_what_was_searched_and_what_is_near(run):
    done = run("query", "motions-by-topic", "topic=tomaat-italie", "--json")
    answer = json.loads(done.stdout)
    assert answer["rows"] == [] and answer["explanation"]["searched"] and answer["explanation"]["related"]


def test_without_a_name_the_queries_are_listed(run):
    done = run("query")
    assert "motions-by-topic" in done.stdout.decode()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["query", "motions-by-topik", "topic=tomaat-italie"], "motions-by-topic"),
        (["query", "motions-by-topic", "topic=tomaat-itali"], "tomaat-italie"),
        (["query", "motions-by-topic", "topic"], "name=value"),
        (["sparql", "SELECT WHERE {"], "line 1"),
        (["sparql", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"], "SERVICE"),
        (["dump", "--format", "docx"], "ttl and nq"),
        (["extract", "no-such-file.txt"], "no-such-file.txt"),
        (["query", "--lang", "de"], "nl and en"),
    ],
)
def test_what_goes_wrong_is_one_sentence_on_standard_error_and_exit_status_1(run, words, says):
    done = run(*words)
    message = done.stderr.decode()
    assert done.returncode == 1 and says in message and "Traceback" not in message
    assert done.stdout == b""


def test_sparql_answers_as_csv_or_as_asked(run):
    text = "PREFIX imvo: <https://w3id.org/imvograph/def/imvo#> SELECT (COUNT(?c) AS ?n) { ?c a imvo:Commitment }"
    assert run("sparql", text).stdout.decode().split() == ["n", "4"]
    assert json.loads(run("sparql", text, "--format", "json").stdout)["results"]["bindings"][0]["n"]["value"] == "4"


def test_validate_says_what_is_wrong_in_dutch_and_english_and_exits_with_1(run, tmp_path):
    file = tmp_path / "wrong.ttl"
    file.write_text(
        """@prefix imvo: <https://w3id.org/imvograph/def/imvo#> .
        <https://w3id.org/imvograph/id/commitment/bhos-2022-04-07-1-t9> a imvo:Commitment ."""
    )
    dutch, english = run("validate", file, "--lang", "nl"), run("validate", file)
    assert dutch.returncode == english.returncode == 1
    assert "toezegging" in dutch.stdout.decode().lower() and "commitment" in english.stdout.decode().lower()
    report = json.loads(run("validate", file, "--json").stdout)[0]
    assert report["conforms"] is False and report["results"]


def test_without_a_store_it_says_how_to_build_one(run, tmp_path):
    done = run("query", "commitments", store=tmp_path / "nowhere")
    assert done.returncode == 1 and "imvograph build" in done.stderr.decode()


def test_load_says_what_it_loaded_and_what_it_refused_and_why(run, tmp_path):
    store = tmp_path / "store"
    assert run("build", store=store).returncode == 0
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\xff\xfe")
    done = run("load", LETTER, bad, "--json", store=store)
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert [one["changed"] for one in told["loaded"]] == [False]
    assert "UTF-8" in told["refused"][0]["why"]


def test_every_command_has_help_worth_reading(run):
    listed = run("--help").stdout.decode()
    for command in ("build", "extract", "load", "validate", "query", "sparql", "dump", "serve", "settings"):
        assert command in listed
        told = run(command, "--help").stdout.decode()
        assert "Usage" in told and len(told) > 200
