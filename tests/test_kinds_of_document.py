"""Every kind of document of the corpus becomes a graph: letters, motions, questions, answers, records, decision lists."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from imvograph import assets
from imvograph.bulk import Outcome, load_files
from imvograph.catalog import Catalog
from imvograph.errors import SourceError
from imvograph.extract.reading import read
from imvograph.gate import Gate
from imvograph.model.documents import Document, Origin, SourceText
from imvograph.model.entities import Gazetteer, Reading
from imvograph.model.iris import ID, thing
from imvograph.questions import answered
from imvograph.questions import read as read_questions
from imvograph.store import EmbeddedStore

PREFIX = """PREFIX imvo: <https://w3id.org/imvograph/def/imvo#> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX eli: <http://data.europa.eu/eli/ontology#> """


@pytest.fixture(scope="module")
def corpus(
    shared: Path, gate: Gate, built: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[EmbeddedStore, list[Outcome]]]:
    """The whole corpus, loaded beside the graph of the build, and what became of each text."""
    with EmbeddedStore.open(tmp_path_factory.mktemp("corpus") / "store") as store:
        with store.batch():
            for iri in built.graphs():
                store.replace_graph(iri, built.graph(iri))
        files = sorted(shared.glob("corpus/*/*.txt"))
        yield store, list(load_files(files, gate, store, processes=2))


@pytest.fixture(scope="module")
def told(corpus: tuple[EmbeddedStore, list[Outcome]]) -> EmbeddedStore:
    return corpus[0]


def ask(store: EmbeddedStore, query: str) -> set[tuple[str, ...]]:
    rows = store.select(PREFIX + query).rows
    return {tuple(str(getattr(value, "value", "")).removeprefix(ID) for value in row) for row in rows}


def test_every_text_of_the_corpus_is_loaded_and_none_refused(corpus: tuple[EmbeddedStore, list[Outcome]]) -> None:
    _, outcomes = corpus
    assert [(one.path.name, str(one.error)) for one in outcomes if one.error] == []
    assert Counter(one.skipped for one in outcomes) == {False: len(outcomes) - 1, True: 1}  # the letter of the build
    assert len(outcomes) == 180


def test_each_text_is_a_document_of_its_kind(told: EmbeddedStore) -> None:
    counted = ask(
        told,
        "SELECT ?class (COUNT(?work) AS ?n) { ?text imvo:textOf ?work . ?work a ?class ; imvo:textHeld true } GROUP BY ?class",
    )
    assert {(cls.rpartition("#")[2], int(n)) for cls, n in counted} == {
        ("Aanhangsel", 11),
        ("DecisionList", 1),
        ("HandelingenItem", 10),
        ("Letter", 3),
        ("Motion", 150),
        ("WrittenQuestions", 5),
    }


def test_written_questions_say_who_asked_and_about_what(told: EmbeddedStore) -> None:
    asked = ask(
        told,
        "SELECT ?questions ?who { ?questions a imvo:WrittenQuestions ; imvo:askerAsStated ?who ; imvo:textHeld true }",
    )
    assert {who for which, who in asked if which == "written-questions/kv-tk-2024Z18653"} == {"Kröger", "Van der Lee"}
    assert len({which for which, _ in asked}) == 5
    ((title,),) = ask(
        told, "SELECT ?t { <https://w3id.org/imvograph/id/written-questions/kv-tk-2024Z18653> dcterms:title ?t }"
    )
    assert title.startswith("Vragen van de leden Kröger") and title.endswith("van de Eerlijke Geldwijzer")


def test_a_letter_of_answer_and_an_appendix_name_the_questions_that_they_answer(told: EmbeddedStore) -> None:
    assert ask(told, "SELECT ?answer ?questions { ?answer imvo:answers ?questions }") == {
        ("letter/lnv-2023-10-18-2023z14759", "written-questions/kv-tk-2023Z14759"),
        ("letter/jv-2023-11-07-2023z16994", "written-questions/kv-tk-2023Z16994"),
        ("aanhangsel/ah-tk-20242025-610", "written-questions/kv-tk-2024Z15078"),
    }


def test_an_appendix_cites_the_earlier_one_that_it_points_to(told: EmbeddedStore) -> None:
    cited = ask(told, "SELECT ?a ?b { ?a imvo:cites ?b . ?b a imvo:Aanhangsel }")
    assert ("aanhangsel/ah-tk-20242025-558", "aanhangsel/ah-tk-20242025-505") in cited
    assert all(a != b for a, b in cited)


def test_an_item_of_the_record_is_part_of_its_sitting_and_brings_in_its_motions(told: EmbeddedStore) -> None:
    items = ask(
        told,
        "SELECT ?item ?n { ?item eli:is_part_of <https://w3id.org/imvograph/id/handelingen/h-tk-20172018-70> ; imvo:itemNumber ?n }",
    )
    assert {int(n) for _, n in items} == {1, 2, 3, 4, 5, 7, 8, 10, 11, 13}
    brought_in = ask(
        told,
        "SELECT ?motion { ?m imvo:mentionedIn <https://w3id.org/imvograph/id/handelingen/h-tk-20172018-70-4> ; "
        "imvo:mentionOf ?motion . ?motion a imvo:Motion }",
    )
    assert len(brought_in) > 3


def test_every_mention_lies_in_a_document_whose_text_proves_it(told: EmbeddedStore) -> None:
    ((every, right),) = told.select(
        PREFIX
        + """PREFIX oa: <http://www.w3.org/ns/oa#>
        SELECT (COUNT(?m) AS ?n) (SUM(IF(SUBSTR(?text, ?start + 1, ?end - ?start) = ?raw, 1, 0)) AS ?right) {
          ?m imvo:rawString ?raw ; imvo:mentionedIn ?work ; imvo:evidence ?evidence .
          ?evidence oa:hasSource ?source ; oa:start ?start ; oa:end ?end .
          ?source imvo:text ?text ; imvo:textOf ?work }"""
    ).rows
    assert int(every.value) == int(right.value) > 2500


def reading_of(text: str, **origin: object) -> Reading:
    return read(Document(SourceText(text, text.encode()), Origin(**origin)), Gazetteer())  # type: ignore[arg-type]


RECORD = "5\nKetens\nAan de orde is het debat over ketens.\nDe voorzitter:\nIk heropen de vergadering.\n"


@pytest.mark.parametrize(
    ("text", "origin", "is_a", "iri"),
    [
        (RECORD, {"file": "x/h-tk-20212022-27-5.txt"}, "HandelingenItem", thing("handelingen", "h-tk-20212022-27-5")),
        (RECORD, {"id": "h-tk-20212022-27"}, "Handelingen", thing("handelingen", "h-tk-20212022-27")),
        (RECORD, {"file": "kst-26485-9.txt", "id": "h-ek-20212022-3-1", "dated": date(2022, 1, 1)}, "HandelingenItem",
         thing("handelingen", "h-ek-20212022-3-1")),
        ("Nota\n\nDen Haag, 3 mei 2022\n\nTekst.", {"file": "kst-26485-400.pdf"}, "Kamerstuk", thing("kamerstuk", "kst-26485-400")),
        ("AH 7\n2024Z00001\nAntwoord van minister Jansen (Financiën) (ontvangen 3 oktober 2024)\n", {},
         "Aanhangsel", thing("aanhangsel", "ah-tk-20242025-7")),
        ("2024Z00002\n(ingezonden 4 oktober 2024)\nVragen van het lid Jansen (VVD) aan de minister van Financiën over goud\n", {},
         "WrittenQuestions", thing("written-questions", "kv-tk-2024Z00002")),
    ],
)  # fmt: skip
def test_a_document_is_named_by_its_sidecar_then_its_text_then_its_file(
    text: str, origin: dict[str, object], is_a: str, iri: str
) -> None:
    reading = reading_of(text, **origin)
    assert (reading.cls, reading.iri) == (is_a, iri)


def test_a_number_in_the_text_goes_before_the_name_of_the_file() -> None:
    text = "Nota\n\nDen Haag, 3 mei 2022\n\nTekst.\n\nkst-26485-401\n"
    assert reading_of(text, file="kst-99999-1.txt").key == "kst-26485-401"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Verslag van een werkbezoek.\n\nDen Haag, 3 mei 2022\n", 'id = "kst-26485-400"'),
        ("Verslag van een werkbezoek.\n", "date = 2022-04-07"),
    ],
)
def test_what_cannot_be_named_is_refused_with_the_name_of_the_sidecar_and_where_its_form_stands(
    text: str, says: str
) -> None:
    with pytest.raises(SourceError) as refused:
        reading_of(text, file="reports/werkbezoek.txt")
    message = str(refused.value)
    assert "reports/werkbezoek.txt" in message and "werkbezoek.toml" in message
    assert "data/README.md" in message and says in message


def test_only_an_item_of_the_record_may_come_without_a_day() -> None:
    assert reading_of(RECORD, file="h-tk-20212022-27-5.txt").dated is None
    with pytest.raises(SourceError, match=r"kst-26485-400\.toml"):
        reading_of("Nota zonder dag.", file="kst-26485-400.txt")


def test_every_question_about_the_letter_keeps_its_answer_beside_179_other_documents(told: EmbeddedStore) -> None:
    catalog = Catalog.read(assets.QUERIES)
    outcomes = [answered(question, catalog, told) for question in read_questions(assets.QUERIES, catalog)]
    assert [(outcome.question.id, outcome.faults) for outcome in outcomes if outcome.faults] == []
