"""The command line as a person and as a program use it: real processes, exit statuses, what stands on which stream."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from hashlib import sha256

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from imvograph import assets
from imvograph.cli.commands import app
from imvograph.store import EmbeddedStore

LETTER = assets.DATA / "letters" / "kamerbrief-2022-04-07.txt"


@pytest.fixture
def run(built_path, tmp_path):
    """Runs `imvograph …` on the built store; returns the finished process."""

    def call(*words, store=built_path, given=None, columns=200, **more):
        environment = {**os.environ, "IMVOGRAPH_STORE": str(store), "COLUMNS": str(columns), "NO_COLOR": "1", **more}
        environment.pop("FORCE_COLOR", None)
        command = [sys.executable, "-m", "imvograph", *map(str, words)]
        return subprocess.run(command, capture_output=True, env=environment, cwd=tmp_path, input=given, timeout=120)

    return call


def examples():
    """The commands of the README with an answer below them: standard input, words, lines of the answer («…» is anything)."""
    for block in re.findall(r"(?:^    .*\n)+", (assets.ROOT / "README.md").read_text(encoding="utf-8"), re.M):
        first, *lines = [line[4:] for line in block.splitlines()]
        found = re.match(r"\$ (?:echo '(.*)' \| )?\.venv/bin/imvograph (query|sparql|extract) ", first)
        while found and first.count("'") % 2:
            first += "\n" + lines.pop(0)
        if found:
            yield pytest.param(found[1], shlex.split(first[found.start(2) :]), lines, id=first[:40])


@pytest.mark.parametrize(("given", "words", "lines"), list(examples()))
def test_the_readme_shows_what_one_gets(run, given, words, lines):
    done = run(*words, given=given.encode() if given else None)
    told = (done.stdout + done.stderr).decode().splitlines()
    assert done.returncode == 0 and lines
    for line in lines:
        wanted = re.compile(".*".join(map(re.escape, line.split("…"))))
        assert any(wanted.fullmatch(one) for one in told), line


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


def test_extract_writes_a_page_to_check_the_mentions_on(run, tmp_path):
    done, page = run("extract", "--html", LETTER), tmp_path / "letter.html"
    shown = done.stdout.decode()
    assert done.returncode == 0 and shown.startswith("<!DOCTYPE html>") and 'class="commitment"' in shown
    assert run("extract", "--html", LETTER, "--output", page).stdout == b""
    assert page.read_bytes() == done.stdout


def test_verdicts_on_mentions_are_written_filled_in_and_obeyed(run, tmp_path, built_path):
    template = run("extract", "--reviews-template", LETTER).stdout.decode().splitlines()
    (line,) = [line for line in template if line.startswith("1003,1008,topic,")]
    file, store = tmp_path / "reviews.csv", tmp_path / "store"
    file.write_text("\n".join([template[0], line.replace("topic,,,", "topic,rejected,A. de Vries,2026-11-20")]))
    shutil.copytree(built_path, store)
    (told,) = json.loads(run("load", LETTER, "--reviews", file, "--json", store=store).stdout)["documents"]
    assert (told["outcome"], told["left_out"]) == ("loaded", 1)
    told = run("load", LETTER, "--reviews", file, "--again", store=store).stdout.decode()
    assert "rejected them: 1" in told


def test_a_release_is_made_once_and_told_to_a_program(run, tmp_path):
    told = json.loads(run("release", "--releases", tmp_path / "releases", "--json").stdout)
    assert told["made"] and told["number"] == 1 and told["changes"]["created"] > 1000
    folder = tmp_path / "releases" / told["version"]
    assert {"imvograph.ttl.gz", "SHA256SUMS", "void.ttl"} <= {path.name for path in folder.iterdir()}
    again = run("release", "--releases", tmp_path / "releases")
    assert again.returncode == 0 and "was released already" in again.stdout.decode()


def test_the_catalogue_of_a_release_is_checked_by_published_shapes(run, tmp_path):
    shapes = tmp_path / "published.ttl"
    asks = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <https://example.org/> . x:Rights a sh:NodeShape ;
      sh:targetClass <http://www.w3.org/ns/dcat#Catalog> ; sh:property
        [ sh:path <http://purl.org/dc/terms/rights> ; sh:minCount 1 ; sh:severity sh:{} ] ."""
    given = ("release", "--releases", tmp_path / "releases", "--catalogue-shapes", shapes)
    shapes.write_text(asks.format("Violation"))
    refused = run(*given)
    assert refused.returncode == 1 and b"no release was made" in refused.stderr and b"published.ttl" in refused.stderr
    shapes.write_text(asks.format("Warning"))
    made = run(*given)
    assert made.returncode == 0 and b"released" in made.stdout
    assert (
        b"Warning: id:catalog/imvograph dcterms:rights" in made.stderr and b"https://example.org/Rights" in made.stderr
    )
    report = json.loads(run(*given, "--json").stdout)["report"]
    assert report["conforms"] and [result["source"] for result in report["results"]] == [str(shapes)]
    shapes.write_text(asks.format("Violation"))
    (tmp_path / "imvograph.toml").write_text(f'catalogue_shapes = "{shapes}"\n')
    again = run("release", "--releases", tmp_path / "releases")
    assert again.returncode == 1 and b"was released already, and stays as it is" in again.stderr


def test_a_curated_query_answers_with_json_for_programs(run):
    done = run("query", "commitments-by-topic", "topic=tomaat-italie", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert len(answer["rows"]) == 1 and "t4" in json.dumps(answer["rows"])


def test_an_empty_answer_names_what_was_searched_and_what_is_near(run):
    done = run("query", "motions-by-topic", "topic=tomaat-italie", "--json")
    answer = json.loads(done.stdout)
    assert answer["rows"] == [] and answer["explanation"]["searched"] and answer["explanation"]["related"]
    dutch = run("query", "motions-by-topic", "topic=tomaat-italie", "--lang", "nl").stderr.decode()
    assert "doorzocht: " in dutch and "verwant: " in dutch and "searched" not in dutch


def test_questions_says_of_each_question_whether_it_is_answered_or_which_source_is_missing(run):
    done = run("questions", "--json")
    told = {entry["id"]: entry for entry in json.loads(done.stdout)}
    assert done.returncode == 0 and len(told) > 120
    assert {entry["status"] for entry in told.values()} == {"pass", "missing"}
    assert told["B-01"]["queries"] == ["commitments"] and told["B-01"]["rows"] == [4]
    assert told["C-01"]["rows"] == [0] and told["C-01"]["status"] == "pass"
    assert told["B-12"]["missing"]["en"] == "The Tweede Kamer's register of commitments"
    table = run("questions", "--lang", "nl").stdout.decode()
    assert "Welke Kamerstukken citeert deze brief?" in table and "bron ontbreekt" in table and "0 fout" in table


def test_a_question_that_the_graph_does_not_answer_gives_exit_status_1_and_says_why(run, tmp_path):
    store = tmp_path / "store"
    EmbeddedStore.open(store).close()
    done = run("questions", "--json", store=store)
    told = {entry["id"]: entry for entry in json.loads(done.stdout)}
    assert done.returncode == 1 and told["B-01"]["status"] == "fail"
    assert "no document" in told["B-01"]["faults"][0] and told["B-12"]["status"] == "missing"
    assert "fail" in run("questions", store=store).stdout.decode()


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_without_a_name_the_queries_are_listed_by_names_that_can_be_asked(run, columns):
    listed = run("query", columns=columns).stdout.decode()
    assert [path.stem for path in assets.QUERIES.glob("*.rq") if f" {path.stem} " not in listed] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["query", "motions-by-topik", "topic=tomaat-italie"], "motions-by-topic"),
        (["query", "onzin"], "they are listed by `imvograph query`"),
        (["query", "motions-by-topic", "topic=tomaat-itali"], "tomaat-italie"),
        (["query", "motions-by-topic", "topic"], "name=value"),
        (["sparql", "SELECT WHERE {"], "line 1"),
        (["sparql", ""], "imvograph sparql 'SELECT"),
        (["sparql", "no-such-file.rq"], "'no-such-file.rq' is no query (it has no { … }) and no file"),
        (["sparql", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"], "SERVICE"),
        (["dump", "--format", "docx"], "ttl, nt, nq, trig, jsonld, types"),
        (["extract", "no-such-file.txt"], "no-such-file.txt"),
        (["extract", "--html", "one.txt", "two.txt"], "one file at a time"),
        (["extract", LETTER, "--output", "letter.json"], "--html"),
        (["extract", LETTER, "--html", "--table"], "choose one of them"),
        (["extract", LETTER, "--html", "--reviews-template"], "choose one of them"),
        (["extract", "--html", LETTER, "--output", "no/such/folder.html"], "cannot be written"),
        (["load", LETTER, LETTER, "--reviews", "reviews.csv"], "one document"),
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


def test_sparql_names_the_term_that_is_perhaps_meant_and_says_a_place_once(run):
    text = "PREFIX imvo: <https://w3id.org/imvograph/def/imvo#> ASK { ?c a imvo:Commitmnt }"
    done = run("sparql", text)
    assert done.stdout == b"false\n"
    assert done.stderr == b"hint: imvo:Commitmnt is not known; did you mean imvo:Commitment?\n"
    assert run("sparql", text.replace("Commitmnt", "Commitment")).stderr == b""
    assert run("sparql", "ASK {").stderr.decode().count("line 1, column 6") == 1
    misspelt = run("sparql", text.replace("imvo#", "imvoo#").replace("Commitmnt", "Commitment")).stderr.decode()
    assert "def/imvoo#> is not known; did you mean <https://w3id.org/imvograph/def/imvo#>?" in misspelt


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


def test_validate_all_checks_every_graph_of_the_store(run, tmp_path):
    done = run("validate", "--all", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told["conforms"] and told["graphs"] > 25
    assert {result["severity"] for report in told["reports"] for result in report["results"]} <= {"Info", "Warning"}
    assert "graphs checked, 0 would be refused" in run("validate", "--all").stdout.decode()
    assert b"or give --all" in run("validate").stderr and run("validate", "--all", "x.ttl").returncode == 1


def dump_of(run, path):
    assert run("dump", "--format", "nq", "--output", path).returncode == 0
    return path


def test_a_dump_comes_in_through_the_gate(run, tmp_path, built_path):
    dump, store = dump_of(run, tmp_path / "whole.nq"), tmp_path / "store"
    done = run("load-dump", dump, "--json", store=store)
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told["changed"] and told["refused"] == 0
    with EmbeddedStore.open(built_path, read_only=True) as one, EmbeddedStore.open(store, read_only=True) as other:
        assert set(one.quads()) == set(other.quads()) and told["statements"] == sum(1 for _ in one.quads())


def test_of_a_dump_that_breaks_a_rule_nothing_is_stored_and_each_graph_says_why(run, tmp_path):
    lines = dump_of(run, tmp_path / "whole.nq").read_text().splitlines(keepends=True)
    bad, store = tmp_path / "bad.nq", tmp_path / "store"
    bad.write_text("".join(line for line in lines if "/graph/ontology/" in line or "assertionStatus>" not in line))
    done = run("load-dump", bad, store=store)
    assert done.returncode == 1 and done.stdout == b""
    assert b"graphs of the dump break rules; nothing was stored" in done.stderr and b"imvosh:" in done.stderr
    told = json.loads(run("load-dump", bad, "--json", store=store).stdout)
    assert not told["changed"] and told["refused"] >= len(told["reports"]) > 1
    with EmbeddedStore.open(store, read_only=True) as graph:
        assert graph.graphs() == [] and graph.version == told["version"]


def test_a_dump_with_another_ontology_is_refused(run, tmp_path):
    other = tmp_path / "other.nq"
    other.write_text("<urn:a> <urn:b> <urn:c> <https://w3id.org/imvograph/graph/ontology/imvo> .\n")
    done = run("load-dump", other, store=tmp_path / "store")
    assert done.returncode == 1 and b"is not that of this installation" in done.stderr


def test_only_a_file_of_a_release_as_it_was_made_comes_in_unchecked(run, tmp_path):
    folder = tmp_path / "release"
    folder.mkdir()
    dump, store = dump_of(run, folder / "imvograph.nq"), tmp_path / "store"
    refused = run("load-dump", "--trusted", dump, store=store)
    assert refused.returncode == 1 and b"no file of a release as it was made" in refused.stderr
    (folder / "SHA256SUMS").write_text(f"{sha256(dump.read_bytes()).hexdigest()}  imvograph.nq\n")
    assert run("load-dump", "--trusted", dump, store=store).returncode == 0
    dump.write_text(dump.read_text() + "<urn:a> <urn:b> <urn:c> <urn:d> .\n")
    assert run("load-dump", "--trusted", "--replace-all", dump, store=store).returncode == 1


def test_without_a_store_it_says_how_to_build_one(run, tmp_path):
    done = run("query", "commitments", store=tmp_path / "nowhere")
    assert done.returncode == 1 and "imvograph build" in done.stderr.decode()


def test_load_says_what_it_loaded_and_what_it_refused_and_why(run, tmp_path):
    store = tmp_path / "store"
    assert run("build", store=store).returncode == 0
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\xff\xfe")
    done = run("load", LETTER, bad, "--json", store=store)
    letter, refused = json.loads(done.stdout)["documents"]
    assert done.returncode == 1
    assert letter["outcome"] == "skipped"
    assert refused["outcome"] == "refused" and "UTF-8" in refused["why"]
    told = json.loads(run("load", LETTER, "--again", "--json", store=store).stdout)
    (again,) = told["documents"]
    assert told["summary"]["outcomes"] == {"unchanged": 1} and told["summary"]["mentions"] == again["mentions"]
    assert again["outcome"] == "unchanged" and again["mentions"]["kamerstuk"] == 10


def paper(number):
    """A motion of our own making, as the House prints one."""
    return (
        f"MOTIE VAN HET LID JANSEN\nVoorgesteld 12 mei 2023\n\nDe Kamer,\n\ngehoord de beraadslaging,\n\n"
        f"verzoekt de regering de misstanden in de tomatensector tegen te gaan (zie Kamerstuk 26 485, nr. {number}),\n\n"
        f"en gaat over tot de orde van de dag.\n\nJansen\n\nkst-26485-{9000 + number}\n"
    )


def test_a_folder_loads_in_one_command_with_a_summary_and_a_second_run_skips_it(run, tmp_path, built_path):
    store, folder = tmp_path / "store", tmp_path / "papers"
    shutil.copytree(built_path, store)
    (folder / "more").mkdir(parents=True)
    for number in range(1, 13):
        (folder / "more" / f"{number}.txt").write_text(paper(number))
    (folder / "scan.png").write_bytes(b"\x89PNG\r\n")
    (folder / ".hidden").write_bytes(b"\x00")
    first = run("load", folder, "--processes", 2, store=store)
    told = first.stdout.decode()
    assert first.returncode == 1 and "12 loaded" in told and "1 refused" in told and "motion 12" in told
    assert "ocrmypdf" in first.stderr.decode()
    second = run("load", folder, "--processes", 2, store=store).stdout.decode()
    assert "12 skipped" in second and "loaded" not in second


def test_documents_read_by_many_processes_give_the_same_graph_as_by_one(run, tmp_path, built_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(1, 13):
        (folder / f"{number}.txt").write_text(paper(number))
    dumps = set()
    for processes in (1, 2):
        store = tmp_path / f"store{processes}"
        shutil.copytree(built_path, store)
        assert run("load", folder, "--processes", processes, store=store).returncode == 0
        dumps.add(run("dump", "--format", "nq", store=store).stdout)
    assert len(dumps) == 1


def test_fetching_without_a_service_says_which_address_did_not_answer(run, tmp_path, built_path):
    store = tmp_path / "store"
    shutil.copytree(built_path, store)
    settings = tmp_path / "imvograph.toml"
    settings.write_text("fetch_attempts = 1\n")
    done = run("fetch", "kst-26485-337", "--base", "http://127.0.0.1:9", store=store)
    told = done.stderr.decode()
    assert done.returncode == 1 and "127.0.0.1:9" in told and "Traceback" not in told


def commands(group, *above):
    """Every command, as the words that call it, with what its docstring says."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, *above, name)
        else:
            yield pytest.param([*above, name], command.help, id=" ".join([*above, name]))


@pytest.mark.parametrize(("words", "said"), list(commands(get_command(app))))
def test_every_command_has_help_worth_reading_and_shows_all_of_it(words, said):
    shown = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "90"})
    assert shown.exit_code == 0 and "Usage" in shown.stdout and len(shown.stdout) > 200
    assert " ".join(said.replace("`", "").split()) in " ".join(shown.stdout.split())


def test_who_asks_for_dutch_is_answered_in_dutch(run, tmp_path):
    store, wrong, broken = tmp_path / "store", tmp_path / "ok.ttl", tmp_path / "broken.ttl"
    wrong.write_text("@prefix imvo: <https://w3id.org/imvograph/def/imvo#> . <https://example.org/x> a imvo:Motion .")
    broken.write_text("<https://example.org/x> a imvo:Motion .")
    judged = run("validate", "--lang", "nl", wrong).stdout.decode()
    assert judged.startswith(f"{wrong}: graph:added/ok zou geweigerd worden (") and "refused" not in judged
    judged = run("validate", wrong).stdout.decode()
    assert judged.count("would be refused") == 1 and "stored" not in judged
    assert "fout: " in (told := run("validate", "--lang", "nl", broken).stderr.decode()) and "error" not in told
    assert "0 zouden geweigerd worden" in run("validate", "--all", "--lang", "nl").stdout.decode()
    assert run("build", store=store).returncode == 0
    done = run("load", "--lang", "nl", LETTER, "nietdaar.txt", store=store)
    told = (done.stdout + done.stderr).decode()
    assert done.returncode == 1 and "overgeslagen: de graaf heeft deze tekst al, als bhos-2022-04-07-1" in told
    assert "2 documenten: 1 geweigerd, 1 overgeslagen" in told and "er is geen bestand of map met die naam" in told
    for name, content in (
        ("scan.png", b"\x89PNG\r\n"),
        ("page.html", b"<html><p>x</p></html>"),
        ("short.txt", b"Aan u"),
    ):
        (tmp_path / name).write_bytes(content)
    told += run(
        "load", "--lang", "nl", "scan.png", "page.html", "short.txt", "--processes", 1, store=store
    ).stderr.decode()
    assert all(word in told for word in ("een plaatje", "een webpagina", "geen datum"))
    assert not any(word in told for word in ("refused", "skipped", "cannot", "Errno", "document:", "beside"))


@pytest.mark.parametrize("words", [["load", "onzin-1"], ["load", "onzin.ttl"], ["extract", "onzin.txt"]])
def test_a_name_of_no_file_is_told_in_words(run, words):
    told = run(*words).stderr.decode()
    assert "no such file" in told and "Errno" not in told
    assert words[0] == "extract" or all(such in told for such in ("brief.txt", "kst-26485-337", "https://zoek"))


def test_a_file_with_a_text_that_is_known_is_skipped_by_the_name_it_is_known_by(run, tmp_path, built_path):
    store, again = tmp_path / "store", tmp_path / "again.txt"
    shutil.copytree(built_path, store)
    again.write_bytes(LETTER.read_bytes())
    again.with_suffix(".toml").write_text('title = "Another title"\n')
    told = run("load", again, store=store).stdout.decode()
    assert (
        "skipped: the graph has this text already, as bhos-2022-04-07-1; what " in told
        and "again.toml says was not" in told
    )
    (one,) = json.loads(run("load", again, "--json", store=store).stdout)["documents"]
    assert one["outcome"] == "skipped" and one["graph"].endswith("/extraction/bhos-2022-04-07-1")


def test_a_text_that_is_no_dump_is_told_so_first_and_how_a_dump_replaces(run, tmp_path, built_path):
    store, dump = tmp_path / "store", tmp_path / "one.nq"
    shutil.copytree(built_path, store)
    told = run("load-dump", LETTER, store=store).stderr.decode()
    assert "no dump, as it begins with" in told and "replace" not in told
    dump.write_text("# a comment\n\n<urn:a> <urn:b> <urn:c> <urn:d> .\n")
    assert b"--replace-all" in run("load-dump", dump, store=store).stderr
    assert b"houdt" in run("load-dump", dump, "--lang", "nl", store=store).stderr


def test_what_is_no_official_number_is_not_asked_of_the_network(run, tmp_path, built_path):
    store = tmp_path / "store"
    shutil.copytree(built_path, store)
    told = run("fetch", "onzin", "--base", "http://127.0.0.1:9", store=store).stderr.decode()
    assert "'onzin' is no id of an official publication; one looks like 'kst-26485-337'" in told
    assert "127.0.0.1" not in told


def test_a_variable_that_is_no_setting_is_told_once_with_what_is_near(run):
    done = run("settings", "--json", IMVOGRAPH_PROT="1", IMVOGRAPH_PORT="8001")
    assert (
        done.stderr.decode() == "warning: IMVOGRAPH_PROT is no setting, and not heeded; did you mean IMVOGRAPH_PORT?\n"
    )
    assert done.returncode == 0 and json.loads(done.stdout)


def test_a_file_of_settings_that_is_named_must_be_there(run, tmp_path):
    (tmp_path / "ours.toml").write_text("port = 8123\n")
    assert b"8123" in run("settings", "--json", IMVOGRAPH_SETTINGS="ours.toml").stdout
    done = run("settings", IMVOGRAPH_SETTINGS="our.toml")
    assert done.returncode == 1 and b"IMVOGRAPH_SETTINGS=our.toml: there is no such file" in done.stderr
    assert run("settings", "--toml", IMVOGRAPH_SETTINGS="our.toml").returncode == 0


@pytest.mark.parametrize(
    ("words", "name", "value", "says"),
    [
        (["settings"], "BACKEND", "elsewhere", "backend cannot be 'elsewhere': it is embedded or remote."),
        (["settings"], "PORT", "x", "port cannot be 'x': it is a whole number of at least 0 and at most 65535."),
        (["serve", "--port", "99999"], "PORT", "8000", "port cannot be 99999: it is a whole number of at least 0 and"),
        (["settings"], "QUERY_SECONDS", "0", "it is a number above 0 and at most 600."),
        (["settings"], "ADDRESS", "x", "address cannot be 'x': it is https:// or http:// address"),
    ],
)
def test_a_setting_that_cannot_be_says_what_it_may_be_and_where_it_is_set(run, words, name, value, says):
    done = run(*words, **{f"IMVOGRAPH_{name}": value})
    told = done.stderr.decode()
    assert done.returncode == 1 and says in told and f"Set it as IMVOGRAPH_{name}, or as {name.lower()} in" in told


def test_a_file_of_settings_that_is_none_says_what_is_wrong_with_it(run, tmp_path):
    file = tmp_path / "imvograph.toml"
    for content, says in (
        ("port = ", "no TOML that can be read"),
        ("prot = 1", "prot is no setting; did you mean port?"),
    ):
        file.write_text(content)
        told = run("settings").stderr.decode()
        assert says in told and "Traceback" not in told
    file.write_text("")
    assert run("settings", "--toml").returncode == 0


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_no_name_of_a_setting_is_cut(run, columns):
    listed = run("settings", columns=columns).stdout.decode()
    names = [one["environment"] for one in json.loads(run("settings", "--json").stdout)]
    assert len(names) > 30 and [name for name in names if f" {name} " not in listed] == []
