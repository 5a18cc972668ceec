"""A paper is known by the head that is printed above it, however it was copied."""

import pytest

from imvograph.build import asset_names
from imvograph.extract.printed import printed_head
from imvograph.extract.reading import read
from imvograph.model.documents import Document, Origin, SourceText

REPORT = """Tweede Kamer der Staten-Generaal 2
Vergaderjaar 2023-2024

26 485 Maatschappelijk verantwoord ondernemen

Nr. 431 VERSLAG VAN EEN SCHRIFTELIJK OVERLEG

Vastgesteld 14 juni 2024

De commissie heeft vragen voorgelegd over de brief van 28 maart 2024 (Kamerstuk 26 485, nr. 428).
"""
BILL = "de Algemene wet die zo lang heet als wetten heten " * 12


@pytest.mark.parametrize(
    ("head", "id"),
    [
        (REPORT, "kst-26485-431"),
        ("Brief regering : Voortgang\n35 165 Verkiezingen\nNr. 46 BRIEF VAN DE MINISTER VAN BZK\nAan de Voorzitter", "kst-35165-46"),
        ("26 485\tMaatschappelijk verantwoord ondernemen\n35 495\tInitiatiefnota\nNr. 337\tBRIEF VAN DE MINISTER", "kst-26485-337"),
        ("36 200 XVII\tVaststelling van de begroting\nNr. 45\tMOTIE VAN HET LID VAN DER LEE", "kst-36200-XVII-45"),
        ("21 501-02 Raad Algemene Zaken\n\nNr. 2397 LIJST VAN VRAGEN EN ANTWOORDEN", "kst-21501-02-2397"),
        ("35 982 Staat van de Europese Unie 2022\nNr. 7 HERDRUK1\nBRIEF VAN DE MINISTER", "kst-35982-7"),
        ("35 261 Wijziging van wetten\n\nB VOORLOPIG VERSLAG VAN DE VASTE COMMISSIE", "kst-35261-B"),
        (f"35 761 Voorstel van wet houdende {BILL}\n\nNr. 3 MEMORIE VAN TOELICHTING", "kst-35761-3"),
        ("34 417 (R2068) Goedkeuring van het verdrag\nNr. 7\n\nNOTA NAAR AANLEIDING VAN HET VERSLAG", "kst-34417-7"),
    ],
)  # fmt: skip
def test_the_number_in_the_head_is_that_of_the_first_dossier(head: str, id: str) -> None:
    found = printed_head(head)
    assert found and found.id == id


@pytest.mark.parametrize(
    "text",
    [
        "Geachte voorzitter,\n\nIn de brief van 16 oktober (Kamerstuk 26 485, nr. 337) staat BELEID.",
        "26 485 Maatschappelijk verantwoord ondernemen\nNr. 337 van die stukken is de nota",
        "Nr. 12 BRIEF VAN DE MINISTER\n26 485 Maatschappelijk verantwoord ondernemen",
        "12 345 euro Bijdrage\nNr. 4 STAAT VAN BATEN",
        "Een lijst van wat kwam.\n" * 60
        + "26 485 Maatschappelijk verantwoord ondernemen\nNr. 337 BRIEF VAN DE MINISTER",
        "",
    ],
)
def test_a_text_that_only_names_papers_has_no_number_of_its_own(text: str) -> None:
    assert printed_head(text) is None


def test_a_report_or_letter_with_a_printed_head_is_that_paper() -> None:
    letter = REPORT.replace("VERSLAG VAN EEN SCHRIFTELIJK OVERLEG", "BRIEF VAN DE MINISTER").replace(
        "Vastgesteld 14 juni", "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\n\nDen Haag, 14 juni"
    )
    names = asset_names()
    for text, cls in ((REPORT, "Kamerstuk"), (letter, "Letter")):
        reading = read(Document(SourceText(text, text.encode()), Origin()), names)
        assert (reading.key, reading.cls, str(reading.dated)) == ("kst-26485-431", cls, "2024-06-14")
        head = reading.document.source.slice(reading.head[0].start, reading.head[0].end)
        assert head.startswith("26 485 Maatschappelijk") and "Nr. 431" in head.splitlines()[-1]
