"""The way in, whole: one document is one graph, one transaction, one report; what is refused changes nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from imvograph import assets, ingest
from imvograph.build import build, check_file, load_facts, steps
from imvograph.errors import RefusedError, SourceError, StoreBusyError, TurtleError
from imvograph.gate import Change
from imvograph.gate.parse import parse
from imvograph.model.documents import Document, SourceText
from imvograph.model.iris import graph, thing
from imvograph.pipeline import admit, load
from imvograph.store import EmbeddedStore

LETTER = assets.DATA / "letters" / "kamerbrief-2022-04-07.txt"
LETTER_GRAPH = graph("extraction", "bhos-2022-04-07-1")

PERSON = """
@prefix imvo: <https://w3id.org/imvograph/def/imvo#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
<https://w3id.org/imvograph/id/person/jansen-j> a imvo:Person ; skos:prefLabel "J. Jansen"@nl ;
  foaf:name "J. Jansen" ; foaf:familyName "Jansen" ; dcterms:source <https://www.tweedekamer.nl/> ;
  imvo:assertionStatus <https://w3id.org/imvograph/id/assertion-status/curated> .
"""


def load_any(path, gate, store):
    """A file as the command line loads it."""
    if path.suffix == ".ttl":
        load_facts(path, gate, store)
    else:
        list(load(ingest.read(path), gate, store))


def everything(store):
    return {str(quad) for quad in store.quads()}


def test_the_layers_lie_in_the_order_in_which_they_speak_of_each_other():
    order = [step.path.parent.name if step.path.suffix == ".ttl" else "letters.txt" for step in steps()]
    assert list(dict.fromkeys(order)) == ["ontology", "concepts", "curated", "letters.txt", "letters"]


def test_a_letter_is_one_graph_and_loading_it_again_changes_nothing(store, gate):
    before, version = everything(store), store.version
    (again,) = load(ingest.read(LETTER), gate, store)
    assert (again.graph, again.changed, again.version) == (LETTER_GRAPH, False, version)
    assert everything(store) == before


def test_building_twice_gives_the_same_version(tmp_path, gate):
    versions = set()
    for name in ("one", "two"):
        store = EmbeddedStore.open(tmp_path / name)
        versions.add(build(store, gate))
        store.close()
    assert len(versions) == 1


def test_a_build_of_an_unchanged_graph_makes_no_new_version(store, gate):
    version = store.version
    assert build(store, gate) == version


def test_every_extracted_thing_has_evidence(built):
    without = built.select(
        """PREFIX imvo: <https://w3id.org/imvograph/def/imvo#>
        SELECT ?thing WHERE {
          ?thing imvo:assertionStatus <https://w3id.org/imvograph/id/assertion-status/extracted> .
          FILTER NOT EXISTS { ?thing imvo:evidence ?evidence } }"""
    )
    assert without.rows == ()


def test_every_evidence_is_the_exact_slice_of_its_text_and_the_graph_itself_can_prove_it(built):
    told = built.select(
        """PREFIX imvo: <https://w3id.org/imvograph/def/imvo#> PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT (COUNT(?evidence) AS ?all) (SUM(IF(SUBSTR(?text, ?start + 1, ?end - ?start) = ?exact, 1, 0)) AS ?right) WHERE {
          ?evidence oa:hasSource ?source ; oa:start ?start ; oa:end ?end ; oa:exact ?exact .
          ?source imvo:text ?text }"""
    )
    ((every, right),) = told.rows
    assert int(every.value) == int(right.value) > 100


def test_a_refused_file_leaves_the_store_as_it_was(store, gate, tmp_path):
    before, version = everything(store), store.version
    file = tmp_path / "wrong.ttl"
    file.write_text(PERSON.replace("foaf:familyName", "foaf:nick"))
    with pytest.raises(RefusedError) as refused:
        load_facts(file, gate, store)
    assert (everything(store), store.version) == (before, version)
    told = refused.value.report.as_text("en")
    assert "jansen-j" in told and "nick" in told


def test_an_accepted_file_is_a_graph_of_its_own(store, gate, tmp_path):
    file = tmp_path / "my facts.ttl"
    file.write_text(PERSON)
    assert check_file(file, file.read_bytes(), gate, store).conforms
    loaded = load_facts(file, gate, store)
    assert loaded.changed and loaded.graph == graph("added", "my-facts")
    assert thing("person", "jansen-j") in {t.subject.value for t in store.graph(loaded.graph)}


@pytest.mark.parametrize(
    ("name", "content", "error", "says"),
    [
        ("latin1.txt", "Aan de Voorzitter: financiële".encode("latin-1"), SourceError, "not UTF-8"),
        ("empty.txt", b" \n", SourceError, "empty"),
        ("binary.txt", b"%PDF-1.7\x00\x01", SourceError, "binary"),
        ("numbers.txt", b"1 2 3", SourceError, "no letter"),
        ("shopping.txt", b"Melk, brood en 7 april 2022 kaas.", SourceError, "no date found"),
        ("letter.docx", b"PK\x03\x04", SourceError, "letter.docx"),
        ("latin1.ttl", PERSON.replace("Jansen", "Jänsen").encode("latin-1"), (TurtleError, SourceError), "UTF-8"),
        ("empty.ttl", b"", (TurtleError, SourceError), "empty"),
        ("binary.ttl", b"\x00\x01\x02", (TurtleError, SourceError), ""),
        ("broken.ttl", PERSON.replace(" ;", "", 1).encode(), TurtleError, ""),
        ("blank.ttl", PERSON.replace("<https://www.tweedekamer.nl/>", "[]").encode(), TurtleError, "blank"),
        ("class.ttl", PERSON.replace("imvo:Person", "imvo:Persoon").encode(), RefusedError, "refused"),
        ("pattern.ttl", PERSON.replace("jansen-j", "Jansen_J").encode(), RefusedError, "refused"),
    ],
)
def test_bad_input_of_each_kind_gets_a_clear_error_and_an_unchanged_store(
    store, gate, tmp_path, name, content, error, says
):
    before = everything(store)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error) as raised:
        load_any(tmp_path / name, gate, store)
    assert says in str(raised.value)
    assert everything(store) == before


def test_a_change_is_not_stored_upon_another_than_the_gate_saw(store, gate):
    class While:
        """The gate, while which looks another change comes in."""

        def check(self, change, context, *, whole):
            report = gate.check(change, context, whole=whole)
            store.replace_graph(
                change.graph, parse(PERSON.replace("foaf:familyName", "foaf:givenName").encode(), "person.ttl")
            )
            return report

    name = graph("added", "person")
    with pytest.raises(StoreBusyError, match="check it again"):
        admit(Change(name, parse(PERSON.encode(), "person.ttl")), While(), store)
    assert any("givenName" in str(triple.predicate) for triple in store.graph(name)), "what came in between stays"


def test_evidence_that_does_not_equal_its_slice_is_refused(store, gate, tmp_path):
    evidence = thing("evidence", "dabeecb83e867f05-89-111")
    file = tmp_path / "evidence.ttl"
    file.write_text(
        f"""@prefix imvo: <https://w3id.org/imvograph/def/imvo#> . @prefix oa: <http://www.w3.org/ns/oa#> .
        <{evidence}> a imvo:Evidence ; oa:hasSource <{thing("source-text", "dabeecb83e867f05")}> ;
          oa:start 89 ; oa:end 111 ; oa:exact "Den Haag, 8 april 2022" ; imvo:quote "Den Haag, 8 april 2022"@nl ."""
    )
    with pytest.raises(RefusedError) as refused:
        load_facts(file, gate, store)
    assert "Den Haag, 7 april 2022" in refused.value.report.as_text("nl")


def test_another_letter_of_that_day_does_not_push_out_the_first(store, gate):
    document = ingest.read(LETTER)[0]
    other = document.source.text.replace("graag", "gaarne")
    changed = replace(document, source=replace(document.source, text=other, raw=other.encode()))
    before = everything(store)
    with pytest.raises(SourceError, match="--replace"):
        list(load([changed], gate, store))
    assert everything(store) == before


def test_a_letter_in_which_a_name_is_blotted_out_between_angle_brackets_is_no_letter_with_markup(store, gate, tmp_path):
    path = tmp_path / "brief.txt"
    path.write_text(
        "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\n\nDen Haag, 13 mei 2023\n\n"
        "Hierbij informeer ik uw Kamer over de toezegging gedaan tijdens het commissiedebat IMVO van 3 maart 2023 "
        "(Kamerstuk 26 485, nr. 417) namens <naam verwijderd>.\n\n"
        "De Minister voor Buitenlandse Handel en Ontwikkelingssamenwerking,\nE.N.A.J. Schreinemacher\n",
        encoding="utf-8",
    )
    (loaded,) = load(ingest.read(path), gate, store)
    promise = f"SELECT ?said {{ GRAPH <{loaded.graph}> {{ ?c <https://w3id.org/imvograph/def/imvo#promise> ?said }} }}"
    assert any("<naam verwijderd>" in said.value for (said,) in store.snapshot().select(promise).rows)


def test_a_new_text_may_not_leave_behind_what_a_person_wrote_about_the_old_one(store, gate):
    document = ingest.read(LETTER)[0]
    other = document.source.text.replace("graag", "gaarne")
    changed = replace(document, source=replace(document.source, text=other, raw=other.encode()))
    before = everything(store)
    with pytest.raises(RefusedError) as refused:
        list(load([changed], gate, store, replace=True))
    assert "left-behind" in refused.value.report.as_text("en") and everything(store) == before
    store.replace_graph(graph("curated", "letters-kamerbrief-2022-04-07"), ())
    (replaced,) = load([changed], gate, store, replace=True)
    assert replaced.changed


def test_a_text_that_has_quietly_shrunk_is_refused(store, gate):
    document = replace(ingest.read(LETTER)[0], expected={"commitment": 40})
    with pytest.raises(SourceError, match="expects 40 or more"):
        list(load([document], gate, store))


def test_a_letter_whose_checksum_is_not_that_of_its_sidecar_is_refused(tmp_path):
    copy = Path(tmp_path / LETTER.name)
    copy.write_bytes(LETTER.read_bytes() + b"\n")
    copy.with_suffix(".toml").write_bytes(LETTER.with_suffix(".toml").read_bytes())
    with pytest.raises(SourceError, match="has changed"):
        ingest.read(copy)


def test_a_build_leaves_alone_what_a_curator_has_added(store, gate, tmp_path):
    file = tmp_path / "motions.ttl"  # the name of a file of the build
    file.write_text(PERSON)
    added = load_facts(file, gate, store)
    before = everything(store)
    build(store, gate)
    assert everything(store) == before and store.graph(added.graph)


def test_a_motion_is_loaded_as_its_paper_with_its_request(store, gate):
    words = (
        "MOTIE VAN HET LID JANSEN\nVoorgesteld 12 mei 2023\n\nDe Kamer,\n\ngehoord de beraadslaging,\n\n"
        "verzoekt de regering de misstanden in de tomatensector tegen te gaan,\n\n"
        "en gaat over tot de orde van de dag.\n\nJansen\n\nkst-26485-999\n"
    )
    document = Document(SourceText(words, words.encode()))
    (loaded,) = load([document], gate, store)
    motion = thing("kamerstuk", "kst-26485-999")
    assert (loaded.reading.cls, loaded.reading.iri) == ("Motion", motion)
    (said,) = [m for m in loaded.reading.motions if m.iri == motion]
    assert said.requests == ("verzoekt de regering de misstanden in de tomatensector tegen te gaan",)
    assert thing("supply-chain", "tomaat-italie") in said.concerns


def test_other_facts_under_a_known_name_need_a_word_to_replace_what_is_there(store, gate, tmp_path):
    file = tmp_path / "facts.ttl"
    file.write_text(PERSON)
    load_facts(file, gate, store)
    before = everything(store)
    file.write_text(PERSON.replace("ansen", "aspers").replace("J. J", "K. J").replace("tweedekamer", "eerstekamer"))
    file.write_text(file.read_text().replace("imvo:assertionStatus", "imvo:assertionStatus"))
    with pytest.raises(SourceError, match="--replace"):
        load_facts(file, gate, store)
    assert everything(store) == before
    assert load_facts(file, gate, store, replace=True).changed
