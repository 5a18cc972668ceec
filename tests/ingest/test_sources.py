"""The two public services: requests as built, answers as parsed, and whole conversations with a service on this machine."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from imvograph.errors import SourceError
from imvograph.ingest import official, tweedekamer
from imvograph.ingest.http import Answer
from imvograph.ingest.syncing import Step
from imvograph.model.documents import Document
from imvograph.model.kamerstuk import Dossier

Start = Callable[..., Any]
Bytes = Callable[[str], bytes]
SAMPLES = Path(__file__).parent / "samples"
DOSSIER = Dossier("99999")


@pytest.fixture
def papers(service: Start, reply: Start, answer: Bytes, make_pdf: Callable[..., bytes]) -> Any:
    """The official publications with a dossier of three papers: one as XML, one as HTML, one only as PDF."""
    return service(
        {
            "startRecord=1&": [reply(answer("sru-page-1.xml"))],
            "startRecord=3&": [reply(answer("sru-page-2.xml"))],
            "kst-99999-7.xml": [reply((SAMPLES / "kst-99999-7.xml").read_bytes())],
            "kst-99999-9.html": [reply((SAMPLES / "kst-99999-9.html").read_bytes())],
            "kst-1000001.pdf": [reply(make_pdf(["Een brief die nog gezet moet worden"]))],
        }
    )


def test_a_search_asks_for_the_papers_of_exactly_this_dossier() -> None:
    request = official.dossier_request(Dossier("35925", "XVII"), start=101)
    assert request.path == "sru" and request.changes
    assert request.parameters["query"] == (
        'c.product-area==officielepublicaties AND w.dossiernummer=="35925-XVII" AND w.publicatienaam==Kamerstuk'
        " NOT dt.type==Bijlage sortBy dt.date/sort.ascending"
    )
    assert (request.parameters["startRecord"], request.parameters["maximumRecords"]) == ("101", "100")
    assert "sortKeys" not in request.parameters  # refused by the service


def test_an_id_cannot_smuggle_in_another_question() -> None:
    with pytest.raises(SourceError, match="no id of an official publication"):
        official.record_request('kst-26485-337" OR dt.identifier=="x')


def test_a_page_of_records_says_what_each_paper_is_and_where_its_files_are(answer: Bytes) -> None:
    page = official.parse_page(Answer("address", answer("sru-page-1.xml")))
    first = page.records[0]
    assert (page.total, page.length, first.id) == (3, 2, "kst-99999-7")
    assert first.origin.title == "Voorbeelden van schone ketens; Brief regering"
    assert first.origin.dated == date(2022, 5, 3)
    assert first.origin.url == "https://zoek.officielebekendmakingen.nl/kst-99999-7.html"
    assert official.file_request(first).path == (
        "/frbr/officielepublicaties/kst/99999/kst-99999-7/1/xml/kst-99999-7.xml"
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [("sru-refused.xml", "did not understand the question: unknown prefix"), ("error.html", "broken XML|no answer")],
)
def test_a_search_that_went_wrong_is_told_from_one_that_found_nothing(name: str, words: str, answer: Bytes) -> None:
    with pytest.raises(SourceError, match=words):
        official.parse_page(Answer("address", answer(name)))
    assert official.parse_page(Answer("address", answer("sru-none.xml"))).records == ()


def test_a_file_at_another_service_is_not_asked_for(answer: Bytes) -> None:
    record = official.parse_page(Answer("address", answer("sru-one.xml"))).records[0]
    other = official.Record(record.id, record.origin, {"xml": "https://elsewhere.example/kst-99999-7.xml"})
    with pytest.raises(SourceError, match=r"lies at elsewhere.example"):
        official.file_request(other)
    with pytest.raises(SourceError, match="no XML, HTML or PDF of it"):
        official.file_request(official.Record(record.id, record.origin, {"odt": "x"}))


def test_a_dossier_gives_all_its_papers_over_two_pages(papers: Any, client: Start) -> None:
    assert [record.id for record in official.records(DOSSIER, client(papers))] == [
        "kst-99999-7",
        "kst-99999-9",
        "kst-99999-10",
    ]


def test_an_empty_dossier_is_said_to_be_one(service: Start, reply: Start, client: Start, answer: Bytes) -> None:
    empty = service({"sru": [reply(answer("sru-none.xml"))]})
    with pytest.raises(SourceError, match="dossier 99 999: the official publications have no paper of it"):
        list(official.sync(DOSSIER, client(empty)))
    with pytest.raises(SourceError, match="kst-99999-1: no such official publication"):
        official.fetch("kst-99999-1", client(empty))


def test_a_paper_is_fetched_with_what_its_record_says(papers: Any, client: Start) -> None:
    document = official.fetch("kst-99999-7", client(papers))
    assert document.source.text.startswith("Vergaderjaar 2021–2022\n\n")
    assert (document.origin.id, document.origin.dated) == ("kst-99999-7", date(2022, 5, 3))
    assert document.origin.licence == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert document.origin.original_sha256


def test_a_paper_that_says_it_is_another_is_not_taken(papers: Any, client: Start, reply: Start) -> None:
    papers.replies["kst-99999-7.xml"] = [reply((SAMPLES / "kst-99999-8.xml").read_bytes())]
    with pytest.raises(SourceError, match="says of itself that it is kst-99999-XVII-8, not kst-99999-7"):
        official.fetch("kst-99999-7", client(papers))


def test_an_error_page_in_place_of_a_paper_is_refused_and_not_kept(
    papers: Any, client: Start, reply: Start, answer: Bytes
) -> None:
    papers.replies["kst-99999-7.xml"] = [
        reply(answer("error.html")),
        reply((SAMPLES / "kst-99999-7.xml").read_bytes()),
    ]
    asking = client(papers)
    with pytest.raises(SourceError, match="no official publication"):
        official.fetch("kst-99999-7", asking)
    assert official.fetch("kst-99999-7", asking).origin.id == "kst-99999-7"


def test_a_sync_gives_every_paper_once_and_tells_how_far_it_is(papers: Any, client: Start) -> None:
    steps: list[Step] = []
    found = list(official.sync(DOSSIER, client(papers), known={"kst-99999-9"}, progress=steps.append))
    assert [document.origin.id for document in found] == ["kst-99999-7", "kst-99999-10"]
    assert steps == [Step("kst-99999-7", 1, 2), Step("kst-99999-10", 2, 2)]


def test_an_interrupted_sync_goes_on_where_it_was(papers: Any, client: Start, tmp_path: Path) -> None:
    checkpoint = tmp_path / "state" / "99999.txt"
    first = official.sync(DOSSIER, client(papers), checkpoint=checkpoint)
    handled, interrupted = next(first), next(first)  # the second was given, but nobody asked for a third
    first.close()
    assert checkpoint.read_text() == f"{handled.origin.id}\n"
    with checkpoint.open("a") as file:
        file.write("kst-99999-1")  # the machine went down in the middle of a line
    asked = len(papers.asked)
    rest = list(official.sync(DOSSIER, client(papers), checkpoint=checkpoint))
    assert [document.origin.id for document in rest] == [interrupted.origin.id, "kst-99999-10"]
    assert [path for path in papers.paths()[asked:] if "/frbr/" in path] == [
        "/frbr/officielepublicaties/kst/99999/kst-1000001/1/pdf/kst-1000001.pdf"
    ]
    assert checkpoint.read_text().split() == ["kst-99999-7", "kst-99999-9", "kst-99999-10"]
    assert list(official.sync(DOSSIER, client(papers), checkpoint=checkpoint)) == []


def test_a_paper_that_cannot_be_read_is_told_and_tried_again_next_time(
    papers: Any, client: Start, reply: Start, tmp_path: Path, make_pdf: Callable[..., bytes]
) -> None:
    papers.replies["kst-1000001.pdf"] = [reply(make_pdf(None)), reply(make_pdf(["Een brief met tekst erin"]))]
    checkpoint, steps = tmp_path / "99999.txt", list[Step]()
    first = list(official.sync(DOSSIER, client(papers), progress=steps.append, checkpoint=checkpoint))
    assert len(first) == 2 and "a scan" in str(steps[-1].error)
    again = list(official.sync(DOSSIER, client(papers), checkpoint=checkpoint))
    assert [document.origin.id for document in again] == ["kst-99999-10"]


def test_a_service_that_gives_no_paper_at_all_ends_the_sync(papers: Any, client: Start, reply: Start) -> None:
    for name in ("kst-99999-7.xml", "kst-99999-9.html", "kst-1000001.pdf"):
        papers.replies[name] = [reply(status=403)]
    steps: list[Step] = []
    with pytest.raises(SourceError, match="refused"):
        list(official.sync(DOSSIER, client(papers), progress=steps.append))
    assert len(steps) == 3 and all(step.error for step in steps)


# The Tweede Kamer.


@pytest.fixture
def house(service: Start, reply: Start, answer: Bytes, make_pdf: Callable[..., bytes]) -> Any:
    """The open data of the Tweede Kamer with a dossier of three documents, the second page named by the first."""
    letters = {
        f"0000000000{n})/resource": [
            reply(make_pdf([f"De brief met nummer {n} over ketens"]), headers={"Content-Type": "application/pdf"})
        ]
        for n in (11, 12, 13)
    }
    return service(
        letters
        | {
            "DocumentNummer": [reply(answer("odata-one.json"))],
            "verder": [reply(answer("odata-page-2.json"))],
            "Document?": [reply(answer("odata-page-1.json"))],
        }
    )


def test_a_question_for_a_dossier_leaves_out_the_chapters_of_a_budget() -> None:
    plain = tweedekamer.dossier_request(DOSSIER).parameters["$filter"]
    assert plain == "Verwijderd eq false and Kamerstukdossier/any(d: d/Nummer eq 99999 and d/Toevoeging eq null)"
    chapter = tweedekamer.dossier_request(Dossier("35925", "XVII")).parameters["$filter"]
    assert "d/Nummer eq 35925 and d/Toevoeging eq 'XVII'" in chapter


def test_a_document_is_asked_for_by_its_own_number_or_that_of_the_paper() -> None:
    assert "DocumentNummer eq '2022D00011'" in tweedekamer.document_request("2022D00011").parameters["$filter"]
    paper = tweedekamer.document_request("kst-21501-02-2831").parameters["$filter"]
    assert "d/Nummer eq 21501 and d/Toevoeging eq '02') and Volgnummer eq 2831" in paper
    with pytest.raises(SourceError, match="a paper of the Eerste Kamer"):
        tweedekamer.document_request("kst-36021-E")
    with pytest.raises(SourceError, match="no number of the Tweede Kamer"):
        tweedekamer.document_request("2022D1' or true")


def test_the_file_of_a_record_lies_at_its_resource() -> None:
    guid = "00000000-0000-4000-8000-000000000011"
    assert tweedekamer.file_request({"Id": guid}).path == f"Document({guid})/resource"
    with pytest.raises(SourceError, match="no key of the service"):
        tweedekamer.file_request({"Id": "../Persoon"})


@pytest.mark.parametrize(
    ("name", "words"),
    [("odata-refused.json", "refused the question: Could not find"), ("error.html", "broken JSON")],
)
def test_an_answer_that_is_none_is_refused(name: str, words: str, answer: Bytes) -> None:
    with pytest.raises(SourceError, match=words):
        tweedekamer.parse_page(Answer("address", answer(name)))


def test_a_next_page_at_another_host_is_not_followed() -> None:
    with pytest.raises(SourceError, match=r"lies at elsewhere.example"):
        tweedekamer.parse_page(Answer("a", b'{"value": [], "@odata.nextLink": "https://elsewhere.example/Document"}'))


def test_all_documents_of_a_dossier_come_over_the_pages_that_the_service_names(house: Any, client: Start) -> None:
    found = list(tweedekamer.sync(DOSSIER, client(house)))
    assert [document.origin.id for document in found] == ["kst-99999-11", "kst-99999-12", "2022D00013"]
    assert found[0].source.text == "De brief met nummer 11 over ketens\n"
    assert found[0].origin.url == "https://zoek.officielebekendmakingen.nl/kst-99999-11.html"
    assert found[2].origin.url == f"{tweedekamer.BASE}/Document(00000000-0000-4000-8000-000000000013)/resource"


def test_pages_that_the_service_does_not_name_are_counted(service: Start, client: Start, reply: Start) -> None:
    full = b'{"value": [' + b",".join(b'{"Nummer": "TZ%d"}' % n for n in range(tweedekamer.PAGE)) + b"]}"
    counting = service({"$skip=0&": [reply(full)], "$skip=250&": [reply(b'{"value": [{"Nummer": "TZ-last"}]}')]})
    found = list(tweedekamer.entities(client(counting), "Toezegging", "Verwijderd eq false"))
    assert len(found) == tweedekamer.PAGE + 1 and found[-1]["Nummer"] == "TZ-last"


def test_a_document_is_fetched_by_its_number(house: Any, client: Start) -> None:
    document: Document = tweedekamer.fetch("2022D00011", client(house))
    assert (document.origin.id, document.origin.title) == ("kst-99999-11", "Brief 11")
    assert document.origin.publisher == "Tweede Kamer der Staten-Generaal"


def test_a_number_that_the_house_does_not_have_is_said_not_to_be_there(
    service: Start, client: Start, reply: Start, answer: Bytes
) -> None:
    empty = service({"Document": [reply(answer("odata-none.json"))]})
    with pytest.raises(SourceError, match="2022D99999: the Tweede Kamer has no such document"):
        tweedekamer.fetch("2022D99999", client(empty))
    with pytest.raises(SourceError, match="the Tweede Kamer has no document of it"):
        list(tweedekamer.sync(DOSSIER, client(empty)))


def test_an_error_page_in_place_of_a_document_is_refused(
    house: Any, client: Start, reply: Start, answer: Bytes
) -> None:
    house.replies["000000000011)/resource"] = [reply(answer("error.html"), headers={"Content-Type": "text/html"})]
    house.replies.update(
        {key: house.replies.pop(key) for key in list(house.replies) if key != "000000000011)/resource"}
    )
    with pytest.raises(SourceError, match="text/html came, where a PDF or DOCX should be"):
        tweedekamer.fetch("2022D00011", client(house))
