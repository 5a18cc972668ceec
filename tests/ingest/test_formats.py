"""Each format gives its text and what it says of itself; the samples are ours (samples/README.md)."""

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from imvograph.errors import SourceError
from imvograph.ingest import parse, read
from imvograph.model.documents import Document

SAMPLES = Path(__file__).parent / "samples"
Sample = Callable[[str], Document]
Make = Callable[..., bytes]


def test_plain_text_is_taken_byte_for_byte_with_its_sidecar() -> None:
    (document,) = read(SAMPLES / "brief.txt")
    assert document.source.raw == (SAMPLES / "brief.txt").read_bytes()
    assert (document.origin.title, document.origin.dated) == ("Voorbeeldbrief", date(2022, 5, 3))
    assert document.origin.original_sha256 is None
    assert document.expected == {"commitment": 1}


def test_a_written_out_text_names_the_bytes_it_came_from(sample: Sample) -> None:
    document = sample("kst-99999-7.xml")
    assert document.origin.original_sha256 == sha256((SAMPLES / "kst-99999-7.xml").read_bytes()).hexdigest()
    assert document.source.raw.decode() == document.source.text


def test_a_kamerstuk_says_its_number_title_and_chamber(sample: Sample) -> None:
    origin = sample("kst-99999-7.xml").origin
    assert origin.id == "kst-99999-7"
    assert origin.title == "Voorbeelden van schone ketens; BRIEF VAN DE MINISTER VOOR VOORBEELDEN"
    assert origin.publisher == "Tweede Kamer der Staten-Generaal"
    assert origin.url == "https://zoek.officielebekendmakingen.nl/kst-99999-7.html"
    assert origin.dated is None  # a letter's date is in its text: «Den Haag, 3 mei 2022»


def test_a_kamerstuk_is_written_out_with_blank_lines_between_its_paragraphs(sample: Sample) -> None:
    text = sample("kst-99999-7.xml").source.text
    blocks = text.rstrip("\n").split("\n\n")
    assert blocks[:5] == [
        "Vergaderjaar 2021–2022",
        "Tweede Kamer der Staten-Generaal",
        "99 999",
        "Voorbeelden van schone ketens",
        "Nr. 7",
    ]
    assert "Inleiding" in blocks and "2. Overzicht" in blocks
    assert "1. Een gesprek met de sector;" in blocks and "Dat duurt een jaar." in blocks
    assert "Sectoren\nSector | Jaar\nKleding | 2016\n2021" in blocks
    assert blocks[-1] == "De Minister voor Voorbeelden,\nA.B. Voorbeeld"


def test_a_note_does_not_make_another_number_of_the_one_it_follows(sample: Sample) -> None:
    text = sample("kst-99999-7.xml").source.text
    assert "(Kamerstuk 99 999, nr. 5[2]). Voor de tomatensector geldt dat ook." in text
    assert "\n\n[2] Kamerstuk 99 999, nr. 5.\n\n" in text


def test_a_motion_of_a_budget_dossier_gets_number_and_date_from_its_head(sample: Sample) -> None:
    origin = sample("kst-99999-8.xml").origin
    assert (origin.id, origin.dated) == ("kst-99999-XVII-8", date(2022, 5, 10))


def test_an_old_kamerstuk_is_read_as_well(sample: Sample) -> None:
    document = sample("kst-99999-1.xml")
    assert (document.origin.id, document.origin.title) == (
        "kst-99999-1",
        "Voorstel van wet over voorbeelden; GELEIDENDE BRIEF",
    )
    assert "\n\nNr. 1\n\nGELEIDENDE BRIEF\n\n1. Inleiding\n\nHet bedrag is f 120 per dag.\n\n" in document.source.text
    assert "6K0000" not in document.source.text


HANDELINGEN = """\
2
Schone ketens
Aan de orde is het debat over schone ketens (AO d.d. 21/02).
De voorzitter:
Het woord is aan mevrouw Krögér — zij heeft één motie.
Mevrouw Krögér (GroenLinks):
Dank u wel, voorzitter.
Motie
De Kamer,
verzoekt de regering voorbeelden te geven,
en gaat over tot de orde van de dag.
De voorzitter:
Deze motie is voorgesteld door het lid Krögér.
Zij krijgt nr. 6 (99999).
"""


def test_handelingen_are_a_paragraph_a_line(sample: Sample) -> None:
    document = sample("h-tk-20212022-99-2.xml")
    assert document.source.text == HANDELINGEN
    assert (document.origin.id, document.origin.title) == ("h-tk-20212022-99-2", "Schone ketens")
    assert document.origin.dated == date(2022, 5, 3)


def test_a_mirror_that_indented_and_encoded_it_again_gives_the_same_text(sample: Sample) -> None:
    raw = (SAMPLES / "h-tk-20212022-99-2-mirror.xml").read_bytes()
    assert "KrÃ¶gÃ©r".encode() in raw and raw.startswith("ï»¿".encode())
    assert sample("h-tk-20212022-99-2-mirror.xml").source == sample("h-tk-20212022-99-2.xml").source


@pytest.mark.parametrize("item", ["2", "13", "7"])
def test_handelingen_come_out_as_in_the_corpus(item: str, shared: Path) -> None:
    """The corpus's own lines, put back into the elements that KOOP has for them, come out as they were."""
    expected = (shared / "corpus" / "debates" / f"h-tk-20172018-70-{item}.txt").read_text(encoding="utf-8")
    number, title, *lines = expected.splitlines()
    body, open_turn = "", False
    for line in lines:
        if line == "De voorzitter:":
            body += "</tekst></spreekbeurt>" if open_turn else ""
            body += "<spreekbeurt><spreker><voorvoegsels>De</voorvoegsels>\n <naam><achternaam>voorzitter</achternaam>"
            body += "</naam>\n:</spreker><tekst>"
            open_turn = True
        else:
            body += f"<al-groep>\n<al>\n  {line}\n </al></al-groep>"
    body += "</tekst></spreekbeurt>" if open_turn else ""
    xml = (
        f"<officiele-publicatie><handelingen><agendapunt><nr>\n{number}\n</nr><item-titel>{title}</item-titel>"
        f"<onderwerp><al>\n</al></onderwerp>{body}</agendapunt></handelingen></officiele-publicatie>"
    )
    (document,) = parse(xml.encode(), "item.xml")
    assert document.source.text == expected


def test_a_record_of_a_meeting_names_each_speaker_and_keeps_the_order_of_speech(sample: Sample) -> None:
    document = sample("verslag.xml")
    assert document.source.text.splitlines() == [
        "Schone ketens (CD d.d. 21/02)",
        "De voorzitter:",
        "Het woord is aan de heer Voorbeeld.",
        "De heer Voorbeeld (VB):",
        "Voorzitter. De keten is niet schoon.",
        "De Kamer, gehoord de beraadslaging,",
        "Minister Bewind:",
        "Dat zeg ik toe.",
        "VB: Voor",
    ]
    assert (document.origin.id, document.origin.dated) == ("h-tk-20212022-99", date(2022, 5, 3))


def test_a_record_without_text_says_which_one_to_take() -> None:
    with pytest.raises(SourceError, match=r"Casco.*Eindpublicatie"):
        read(SAMPLES / "casco.xml")


def test_a_document_record_is_written_out_a_field_a_line(sample: Sample) -> None:
    document = sample("document.json")
    assert document.source.text == (
        "Soort: Brief regering\nTitel: Voorbeelden van schone ketens\nOnderwerp: Voortgang van de voorbeelden\n"
        "99999 Voorbeelden van schone ketens\nNr. 7\nEerste ondertekenaar: A.B. Voorbeeld, minister voor Voorbeelden\n"
        "Documentnummer: 2022D00007\n"
    )
    assert (document.origin.id, document.origin.dated) == ("kst-99999-7", date(2022, 5, 3))


def test_a_case_gives_each_of_its_documents_that_was_not_withdrawn() -> None:
    found = read(SAMPLES / "zaak.json")
    assert [each.origin.id for each in found] == ["kst-99999-XVII-3", "2022D00008"]
    assert found[1].origin.url is None


def test_a_refusal_of_the_service_is_told_in_its_own_words() -> None:
    with pytest.raises(SourceError, match="refused the question: no such property"):
        parse(b'{"error": {"code": "", "message": "no such property"}}', "answer.json")


def test_a_page_gives_the_paper_and_not_the_site_around_it(sample: Sample) -> None:
    document = sample("kst-99999-9.html")
    assert document.source.text == (
        "99 999 Voorbeelden van schone ketens\n\nNr. 9 BRIEF VAN DE MINISTER VOOR VOORBEELDEN\n\n"
        "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\n\nInleiding\n\n"
        "Het debat was op 3 mei[1], over 20 m2 & meer\nen verder.\n\nEerste punt\n\nTweede punt\n\n"
        "Sector | Jaar\nKleding | 2016\n"
    )
    assert (document.origin.id, document.origin.dated) == ("kst-99999-9", date(2022, 5, 6))
    assert document.origin.title == "Voorbeelden van schone ketens; Brief"


def test_a_page_in_windows_1252_is_read_as_what_it_is() -> None:
    page = '<html><head><meta name="DC.identifier" content="kst-99999-9"></head><body><p>één financiële keten</p></body></html>'
    (document,) = parse(page.encode("windows-1252"), "page.html")
    assert document.source.text == "één financiële keten\n"


def test_a_web_page_that_is_no_publication_is_refused() -> None:
    with pytest.raises(SourceError, match=r"'Storing'.*no official publication"):
        read(Path(__file__).parent / "answers" / "error.html")


def test_a_pdf_gives_its_text_layer_page_by_page_with_heads_and_feet(make_pdf: Make) -> None:
    raw = make_pdf(
        ["Aan de Voorzitter van de Tweede Kamer", "kst-99999-7", "ISSN 0921 - 7371"], ["De tweede pagina van de brief"]
    )
    (document,) = parse(raw, "brief.pdf")
    assert document.source.text == (
        "Aan de Voorzitter van de Tweede Kamer\nkst-99999-7\nISSN 0921 - 7371\nDe tweede pagina van de brief\n"
    )
    assert document.origin.id == "kst-99999-7"


def test_a_scan_is_refused_with_what_to_do(make_pdf: Make) -> None:
    with pytest.raises(SourceError, match=r"2 pages without a text layer: a scan\..*ocrmypdf"):
        parse(make_pdf(None, None), "scan.pdf")


def test_a_locked_pdf_is_refused_with_what_to_do(make_pdf: Make) -> None:
    import io

    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf(["Een brief met een wachtwoord"])))
    writer.encrypt("geheim", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    with pytest.raises(SourceError, match="locked with a password"):
        parse(locked.getvalue(), "locked.pdf")


def test_a_pdf_that_only_forbids_changes_is_read(make_pdf: Make) -> None:
    import io

    import pypdf

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(make_pdf(["Een brief zonder wachtwoord"])))
    writer.encrypt("", "eigenaar", algorithm="RC4-128")
    open_to_all = io.BytesIO()
    writer.write(open_to_all)
    (document,) = parse(open_to_all.getvalue(), "open.pdf")
    assert document.source.text == "Een brief zonder wachtwoord\n"


def test_a_word_document_gives_its_paragraphs_tables_and_notes(make_docx: Make) -> None:
    body = (
        "<w:p><w:r><w:t>Aan de </w:t></w:r><w:r><w:t>Voorzitter</w:t><w:br/><w:t>Tweede Kamer</w:t></w:r></w:p>"
        "<w:p/>"
        '<w:p><w:r><w:t>De motie</w:t><w:footnoteReference w:id="2"/><w:t xml:space="preserve"> is </w:t></w:r>'
        "<w:del><w:r><w:delText>niet </w:delText></w:r></w:del><w:moveFrom><w:r><w:t>hier </w:t></w:r></w:moveFrom>"
        "<w:ins><w:r><w:t>wel </w:t></w:r></w:ins>"
        "<w:hyperlink><w:r><w:t>IMVO</w:t><w:noBreakHyphen/><w:t>beleid</w:t></w:r></w:hyperlink></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Sector</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc>"
        "<w:tc><w:p><w:r><w:t>Jaar</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    notes = '<w:footnote w:id="2"><w:p><w:r><w:t>Kamerstuk 99 999, nr. 5.</w:t></w:r></w:p></w:footnote>'
    (document,) = parse(make_docx(body, notes=notes, core="<dc:title>Brief</dc:title>"), "brief.docx")
    assert document.source.text == (
        "Aan de Voorzitter\nTweede Kamer\n\nDe motie[1] is wel IMVO-beleid\n\n[1] Kamerstuk 99 999, nr. 5.\n\nSector | Jaar\n"
    )
    assert document.origin.title == "Brief"


@pytest.mark.parametrize(
    ("offset", "value", "why"), [(8, 99, "compression method is not supported"), (6, 1, "encrypted")]
)
def test_a_word_document_that_cannot_be_unpacked_is_refused_with_what_to_do(
    make_docx: Make, offset: int, value: int, why: str
) -> None:
    raw = bytearray(make_docx("<w:p><w:r><w:t>Een brief</w:t></w:r></w:p>"))
    for sign, further in ((b"PK\x03\x04", 0), (b"PK\x01\x02", 2)):  # the head of each part, and the list of them
        at = raw.find(sign)
        while at >= 0:
            raw[at + offset + further] |= value
            at = raw.find(sign, at + 4)
    with pytest.raises(SourceError, match=rf"a broken or locked zip \(.*{why}.*save it anew in Word"):
        parse(bytes(raw), "brief.docx")


def test_the_content_says_what_a_file_is_and_not_its_ending(tmp_path: Path, make_docx: Make) -> None:
    path = tmp_path / "brief.txt"
    path.write_bytes(make_docx("<w:p><w:r><w:t>Een brief in Word</w:t></w:r></w:p>"))
    assert read(path)[0].source.text == "Een brief in Word\n"


def test_what_a_person_wrote_beside_a_file_goes_before_what_the_file_says(tmp_path: Path) -> None:
    raw = (SAMPLES / "kst-99999-7.xml").read_bytes()
    (tmp_path / "stuk.xml").write_bytes(raw)
    checksum = sha256(raw).hexdigest()
    (tmp_path / "stuk.toml").write_text(f'title = "Eigen titel"\ndate = 2022-05-04\nsha256 = "{checksum}"\n')
    (document,) = read(tmp_path / "stuk.xml")
    assert (document.origin.title, document.origin.dated) == ("Eigen titel", date(2022, 5, 4))
    assert (document.origin.id, document.origin.original_sha256) == ("kst-99999-7", checksum)


def test_a_file_that_is_not_the_one_its_sidecar_means_is_refused(tmp_path: Path) -> None:
    (tmp_path / "stuk.xml").write_bytes((SAMPLES / "kst-99999-7.xml").read_bytes())
    (tmp_path / "stuk.toml").write_text(f'sha256 = "{"0" * 64}"\n')
    with pytest.raises(SourceError, match="the file has changed"):
        read(tmp_path / "stuk.xml")


def test_a_sidecar_of_one_document_is_not_spread_over_many(tmp_path: Path) -> None:
    (tmp_path / "zaak.json").write_bytes((SAMPLES / "zaak.json").read_bytes())
    (tmp_path / "zaak.toml").write_text('id = "kst-99999-3"\n')
    with pytest.raises(SourceError, match=r"2 documents, but zaak.toml tells of one"):
        read(tmp_path / "zaak.json")


def test_a_number_that_is_still_to_be_set_gives_way_to_dossier_and_number() -> None:
    xml = (SAMPLES / "kst-99999-7.xml").read_bytes().replace(b"nl/kst-99999-7/metadata", b"nl/kst-1000001/metadata")
    (document,) = parse(xml, "stuk.xml")
    assert document.origin.id == "kst-99999-7"


def test_a_kingdom_act_loses_the_brackets_of_its_number() -> None:
    record = {"DocumentNummer": "2022D00001", "Onderwerp": "Rijkswet", "Volgnummer": 3}
    dossier = {"Nummer": 34417, "Toevoeging": "(R2068)"}
    (document,) = parse(json.dumps(record | {"Kamerstukdossier": [dossier]}).encode(), "record.json")
    assert document.origin.id == "kst-34417-R2068-3"


def test_brackets_in_the_number_of_a_file_are_dropped_too() -> None:
    xml = (
        (SAMPLES / "kst-99999-7.xml")
        .read_bytes()
        .replace(b"nl/kst-99999-7/metadata", b"nl/kst-34417-(R2068)-3/metadata")
    )
    (document,) = parse(xml, "stuk.xml")
    assert document.origin.id == "kst-34417-R2068-3"


def test_a_document_of_a_dossier_without_a_number_in_it_keeps_the_number_of_the_house() -> None:
    record = {"DocumentNummer": "2022D00001", "Onderwerp": "Bijlage", "Volgnummer": -1}
    (document,) = parse(json.dumps(record | {"Kamerstukdossier": [{"Nummer": 99999}]}).encode(), "record.json")
    assert document.origin.id == "2022D00001"
