"""Every style of reference seen in real texts, with the ids it stands for; and the look-alikes that stand for none.

The texts are literal, each from a real paper; the numbers are those of the forms.
"""

from collections.abc import Callable
from datetime import date

import pytest

from imvograph.extract import mentions
from imvograph.model.entities import Gazetteer
from imvograph.model.mentions import CITATION_KINDS, Mention

Find = Callable[[str], list[Mention]]

KAMERSTUKKEN = {
    # 1. Papers of the Tweede Kamer
    "(Kamerstuk 26 485, nr. 337)": ["kst-26485-337"],  # 1.1
    "(Kamerstuk 32 623, \nnr. 297)": ["kst-32623-297"],  # 1.2
    "(Kamerstuk 21 501-04, nr. 218\n)": ["kst-21501-04-218"],  # 1.3
    "(Kamerstuk 36180, nr. 107)": ["kst-36180-107"],  # 1.4
    "(Kamerstuk 35 570 V, nr. 71)": ["kst-35570-V-71"],  # 1.5
    "(Kamerstuk 35000 XVII, nr. 34)": ["kst-35000-XVII-34"],  # 1.6
    "(36360-XVII, nr. 1)": ["kst-36360-XVII-1"],  # 1.7
    "(Kamerstuk 36360-XVII-1)": ["kst-36360-XVII-1"],  # 1.8
    "zie Kamerstuk 36 410 A, nr. 51.": ["kst-36410-A-51"],  # 1.9
    "(35300-A, nr. 15)": ["kst-35300-A-15"],  # 1.9
    "(kamerstukken II 1986/87, 19 700 hoofdstuk XV, nr. 2)": ["kst-19700-XV-2"],  # 1.10
    "(Kamerstuk 21 501-02, nr. 1777)": ["kst-21501-02-1777"],  # 1.11
    "(Kamerstuk 21501-20-2128)": ["kst-21501-20-2128"],  # 1.12
    "(23 432-537)": ["kst-23432-537"],  # 1.13
    "moties: 35925-32; 35925-29; 35570-XIV-46; 35470-XVII-13.": [  # 1.14
        "kst-35925-32",
        "kst-35925-29",
        "kst-35570-XIV-46",
        "kst-35470-XVII-13",
    ],
    "Verslag van een schriftelijk overleg - 21501-02-1855\n": ["kst-21501-02-1855"],  # 1.15
    "Voortgang hsl - 31066-305\n": ["kst-31066-305"],  # 1.15
    "de motie (26 485, nr. 69)": ["kst-26485-69"],  # 1.16
    "de motie (26485, nr. 43)": ["kst-26485-43"],  # 1.16
    "(Kamerstuk 31 793 nr. 274)": ["kst-31793-274"],  # 1.17
    "(35 663\nnr. 27)": ["kst-35663-27"],  # 1.17
    "(Kamerstuk 29 754, nr 640)": ["kst-29754-640"],  # 1.18
    "Zij krijgt nr. 305 (32637).": ["kst-32637-305"],  # 1.19
    "(21501-08, nr. 726, was nr. 719)": ["kst-21501-08-726", "kst-21501-08-719"],  # 1.20
    "(Kamerstukken 34 124 en 31 104, nr. 15)": ["kst-34124-15", "kst-31104-15"],  # 1.22
    "Kamerstukken 34 124 en 31 104, nrs. 15 resp. 3": ["kst-34124-15", "kst-31104-3"],
    "(Kamerstuk-ken 23 645, nr. 811 en 29 984, nr. 1057)": ["kst-23645-811", "kst-29984-1057"],  # 1.23
    "(31311, nrs. 125 tot en met 127)": ["kst-31311-125", "kst-31311-126", "kst-31311-127"],  # 1.24
    "Kamerstuk 29 754, nr. 520 en 548.": ["kst-29754-520", "kst-29754-548"],
    "29 754, nrs. 520 en 548": ["kst-29754-520", "kst-29754-548"],  # 1.25
    "(32847, nrs. 1136, 1140 en 1150)": ["kst-32847-1136", "kst-32847-1140", "kst-32847-1150"],  # 1.25
    "18764, nrs. 1–3, blz. 29": ["kst-18764-1", "kst-18764-2", "kst-18764-3"],  # 1.26
    "(kamerstuk 26 485, nr. 66, blz. 38)": ["kst-26485-66"],  # 1.27
    "Bijlage bij Kamerstukken II 2021/22, 29 628, nr. 1051": ["kst-29628-1051"],  # 1.28
    "(t.v.v. die gedrukt onder Kamerstuk 32847-335)": ["kst-32847-335"],  # 1.29
    "34417-(R2068)-7": ["kst-34417-7"],  # 1.30
    "(34 356 (R2064), nr. 3)": ["kst-34356-3"],  # 1.30
    "Kamerstukken II 2024/25, 30 821, nr. 240": ["kst-30821-240"],  # 1.40
    "Kamerstukken II, 2023–2024, 29 279, nr. 438": ["kst-29279-438"],  # 1.41
    "(Kamerstukken II, 2006–2007, 29 700, nr. 46)": ["kst-29700-46"],  # 1.41
    "Kamerstukken II vergaderjaar 2024/2025 22 452, nr. 91": ["kst-22452-91"],  # 1.42
    "Kamerstuk II 28286, nr. 1056": ["kst-28286-1056"],  # 1.43
    "Kamerstukken 2011 32 605, nr 34": ["kst-32605-34"],  # 1.44
    "(Kamerstukken II 2021/22,36 021, nr.6; I 2022/23, 36 021, B)": ["kst-36021-6", "kst-36021-B"],  # 1.45
    "Kamerstukken 34 104, nr. 382": ["kst-34104-382"],  # 1.46
    "Kamerstukken II 2002/03, 28 600, nr. 6, p. 15-16; nr. 7, p. 5-6": ["kst-28600-6", "kst-28600-7"],  # 1.47
    "zie kst-31936-1035.": ["kst-31936-1035"],  # 1.31
    # 2. Papers of the Eerste Kamer
    "Kamerstukken I 2020/21, 35 570, C": ["kst-35570-C"],
    "Kamerstukken I 2021/22, 35 925, nr. E": ["kst-35925-E"],
    "5Eerste Kamer, 36 373, H\n": ["kst-36373-H"],
    "Kamerstukken I 1979/80, 15 516, nr. 42e, blz. 7": ["kst-15516-42e"],
    "Kamerstuk 34506-A)": ["kst-34506-A"],
    # 3. «Handelingen» before what is really a paper
    "(Handelingen der Kamer II, vergaderjaar 2006–2007, 29 700, nr. 47)": ["kst-29700-47"],
    # 10. Layout and lost spaces
    "de motie Pierik/Olger van Dijk (Kamerstuk36 600 XII, nr. 42)": ["kst-36600-XII-42"],
    "reactie.3Kamerstukken 34 104, nr. 382": ["kst-34104-382"],
    "een aangenomen motie (36 200-XII,\nnr. 101)": ["kst-36200-XII-101"],
    "(Kamerstuk 25424, nr. 670 (Geestelijke gezondheidszorg))": ["kst-25424-670"],
    "3Tweede Kamer, vergaderjaar 2023–2024, 19 637, nr. 3241\n": ["kst-19637-3241"],
    # Variations of the same forms: other chambers, gaps, joints, lists, letters, and what a scan makes of them
    "Zij krijgt nr. 22(30196).": ["kst-30196-22"],
    "Zij krijgt nr . 12 (36600-A).": ["kst-36600-A-12"],
    "Zij krijgen nrs. 12 en 13 (34775).": ["kst-34775-12", "kst-34775-13"],
    "Zij krijgt nr. 23, was nr. 22 (34952).": ["kst-34952-23", "kst-34952-22"],
    "(kst-35925-XVII-33)": ["kst-35925-XVII-33"],
    "KST-26485-337": ["kst-26485-337"],
    "Kst. 26485, nr. 337": ["kst-26485-337"],
    "Kamerstuknummer 26485, nr. 337": ["kst-26485-337"],
    "Kamerstukken Tweede Kamer 2021/22, 26 485, nr. 337": ["kst-26485-337"],
    "Kamerstukken II 2021/22, 26 485, 337": ["kst-26485-337"],
    "TK 26485-337": ["kst-26485-337"],
    "Kamerstuk 26 485, Nr. 337": ["kst-26485-337"],
    "Kamerstuk 26485/337": ["kst-26485-337"],
    "Kamerstuk 26 485 – 337": ["kst-26485-337"],
    "(26.485, nr. 337)": ["kst-26485-337"],
    "Kamerstuk 35 570 (XVII), nr. 71": ["kst-35570-XVII-71"],
    "Kamerstuk 35 570 XVII, nr. 7l": ["kst-35570-XVII-71"],
    "Kamerstuk 21 501 -02, nr. 24O0": ["kst-21501-02-2400"],
    "Kamerstuk 21 501 02, nr. 2400": ["kst-21501-02-2400"],
    "Kamerstuk 21501-\n02, nr. 2400": ["kst-21501-02-2400"],
    "Kamerstuk 34 775 R2093, nr. 12": ["kst-34775-12"],
    "Kamerstuk 26 485, nr. 337 t/m 339": ["kst-26485-337", "kst-26485-338", "kst-26485-339"],
    "Kamerstuk 26 485, nrs. 337/338": ["kst-26485-337", "kst-26485-338"],
    "Kamerstuk 26 485, nrs. 337, resp. 338": ["kst-26485-337", "kst-26485-338"],
    "Kamerstukken I, 2021–2022, 35 761, letter C": ["kst-35761-C"],
    "(EK 35 761, C)": ["kst-35761-C"],
    "Kamerstukken I 2021/22, 35 761, A t/m C": ["kst-35761-A", "kst-35761-B", "kst-35761-C"],
    "Kamerstukken I 2021/22, 35 761, A en B": ["kst-35761-A", "kst-35761-B"],
    "Kamerstukken II 1968/69, 9 802, nr. 3": ["kst-9802-3"],
}
DOSSIERS = {
    "(Kamerstuk 35 327)": ["dossier-35327"],  # 1.21
    "de begroting ( 35925-XVII ) van": ["dossier-35925-XVII"],  # 1.21
    "de huurverlaging (36 281) geldt": ["dossier-36281"],  # 1.21
    "(34417 (R2068))": ["dossier-34417"],  # 1.30
    "de wetsvoorstellen 31815, 31816,\n31817 en 31840 z.s.m.": [
        "dossier-31815",
        "dossier-31816",
        "dossier-31817",
        "dossier-31840",
    ],
    "en gaat over het Awgb-dossier (31832)": ["dossier-31832"],
    "Herindeling van Venray - 31815\nAanmelden": ["dossier-31815"],
    "bij punt 3: 34.473 (R2069)": ["dossier-34473"],
    "Wetsvoorstel nr. 35 761": ["dossier-35761"],
    "onder dossiernummer 35761": ["dossier-35761"],
}
HANDELINGEN = {
    "(Handelingen II 2020/21, nr. 88, item 17)": ["h-tk-20202021-88-17"],
    "(Handelingen II \n2021/22, nr. 27, items 5 en 9)": ["h-tk-20212022-27-5", "h-tk-20212022-27-9"],
    "(Handelingen II 2021/22, nr. 27, items 5 t/m 7)": [
        "h-tk-20212022-27-5",
        "h-tk-20212022-27-6",
        "h-tk-20212022-27-7",
    ],
    "(Handelingen II 2020/21, nr. 32, Debat over de begroting)": ["h-tk-20202021-32"],
    "Handelingen II, vergaderjaar 2024–2025, nr. 8": ["h-tk-20242025-8"],
    "Handelingen II, 1988/89, blz. 39-2410 en 2435": ["h-tk-19881989-39"],
    "Handelingen I 2022/23, nr. 4, item 3": ["h-ek-20222023-4-3"],
    "zie h-tk-20212022-27-5.": ["h-tk-20212022-27-5"],
    "Handelingen van de Tweede Kamer, vergaderjaar 2023–2024, nr. 49, item 9": ["h-tk-20232024-49-9"],
    "Handelingen II 2023/24, 49, item 9": ["h-tk-20232024-49-9"],
    "Handelingen II 2023/24, nr. 49, item 9 en nr. 50, item 3": ["h-tk-20232024-49-9", "h-tk-20232024-50-3"],
}
AANHANGSELS = {
    "Aanhangsel Handelingen, vergaderjaar 2024-2025, nr. 376": ["ah-tk-20242025-376"],
    "(Aanhangsel Handelingen, vergaderjaar 2020–2021,\nnr. 3857)": ["ah-tk-20202021-3857"],
    "Aanhangsel Handelingen II, vergaderjaar 2023–2024, nr. 2267": ["ah-tk-20232024-2267"],
    "in vergaderjaar 2023–2024, Aanhangsel van de Handelingen, nr. 2386": ["ah-tk-20232024-2386"],
    "(zie bv. ah-tk-20202021–2345,": ["ah-tk-20202021-2345"],
    "ah-tk-2017–2018, nr.2509": ["ah-tk-20172018-2509"],
    "Zie ook Aanhangsel Handelingen, vergaderjaar 2024–2025,nr. 156": ["ah-tk-20242025-156"],
    "AanhangselHandelingen, vergaderjaar 2024–2025, nr. 156": ["ah-tk-20242025-156"],
    "Kamervragen (Aanhangsel) 2023–2024, nr. 2267": ["ah-tk-20232024-2267"],
    "Zie AH 616.": ["ah-tk-20242025-616"],
    "Aanhangsel Handelingen, vergaderjaar 2023–2024, nrs. 49, 50 en 51 waarin": [
        "ah-tk-20232024-49",
        "ah-tk-20232024-50",
        "ah-tk-20232024-51",
    ],
    "Aanhangsel van de Handelingen, vergaderjaar 2023–2024, nummer 49": ["ah-tk-20232024-49"],
    "Aanhangsel van de Handelingen II 2023/24, 49.": ["ah-tk-20232024-49"],
    "Aanhangsel van de Handelingen nr. 49, vergaderjaar 2023–2024": ["ah-tk-20232024-49"],
    "aanhangsel Handelingen Tweede Kamer 2023/24, nr. 49": ["ah-tk-20232024-49"],
    "Handelingen II 2023/24, Aanhangsel, nr. 49": ["ah-tk-20232024-49"],
}
NUMBERS = {
    "(2023Z10113)": ["2023Z10113"],
    "uw brief, nr. 2023Z19006, deel ik": ["2023Z19006"],
    "Kamerstuk (2024Z00081)": ["2024Z00081"],
    "(Kamerstuk 2021Z12200)": ["2021Z12200"],
    "(Kamerstuk 2024D28457)": ["2024D28457"],
    "2022D18426 INBRENG VERSLAG": ["2022D18426"],
    "Stb. 2024, 213": ["stb-2024-213"],
    "Stcrt. 2012, nr. 15896": ["stcrt-2012-15896"],
    "Staatscourant 2014, 19014": ["stcrt-2014-19014"],
    "(Trb. 2009, 217 en Trb. 2010, 162)": ["trb-2009-217", "trb-2010-162"],
    "het voorstel (COM (2022) 71)": ["52022PC0071"],
    "COM (2025) 80 en COM (2025) 81": ["52025PC0080", "52025PC0081"],
    "COM(2010) 586": ["52010PC0586"],
    "de richtlijn passende zorgvuldigheid, (EU) 2024/1760": ["32024L1760"],
    "(Richtlijn 2011/95/EU)": ["32011L0095"],
    "(Verordening (EU) 2023/1115)": ["32023R1115"],
    "EU-Verordening 2017/821": ["32017R0821"],
    "Verordening (EU) nr. 995/2010": ["32010R0995"],
    "Richtlijn 89/391/EEG": ["31989L0391"],
    "kenmerk2023Z10113": ["2023Z10113"],
    "Stb. 1994, 213 en 214.": ["stb-1994-213", "stb-1994-214"],
    "Staatsblad van 2024, 213": ["stb-2024-213"],
    "zie stcrt-2012-15896": ["stcrt-2012-15896"],
    "COM (2022) 71 en 72.": ["52022PC0071", "52022PC0072"],
    "COM/2022/71": ["52022PC0071"],
    "JOIN(2020) 18": ["52020JC0018"],
    "Verordening (EG) 1907/2006": ["32006R1907"],
    "Verordening (EU) 2023/\n1115": ["32023R1115"],
    "Kaderbesluit 2002/584/JBZ": ["32002F0584"],
    "de richtlijnen 2014/24/EU en 2014/25/EU": ["32014L0024", "32014L0025"],
    "https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=CELEX%3A52025PC0081": ["52025PC0081"],
}
# What looks like a reference and is none.
NO_REFERENCES = (
    "(46 890 illegale grensoverschrijdingen",
    "van 133 441 in 2023",
    "het (EU)-associatieverdrag",
    "(32505/27)",
    "Tweede Kamer, vergaderjaar 2024–2025, Aanhangsel 1\n",
    "kst-31936-1035\nISSN 0921 - 7371\n’s-Gravenhage 2023\n\nTweede Kamer, vergaderjaar 2022–2023, 31 936, nr. 1035\n",
    "circa 83.000 mensen en € 36 180 per jaar",
    "T 070 426 64 26 en 0900-12345",
    "Postbus 20301\n2500 EH Den Haag",
    "tussen 12 500-15 000 euro",
    "https://www.tweedekamer.nl/kamerstukken/wetsvoorstellen/detail?qry=wetsvoorstel:36546",
    "advies W02.21.0072/II van de Raad van State",
    "kenmerk IENW/BSK -2023/297705",
    "(PbEU 2017, L 130)",
    "in de periode 2005-2009",
    "op 11/07/2016 om 10:45",
    "een leaseprijs van 12 345, netto",
    "aan de Tweede Kamer, 15 000 handtekeningen",
    "volgens ISO 14001-2015",
    "EUR 36 200, nr. 1 van Europa",
    "ISBN 978-90-12345-67-8",
    "ECLI:NL:HR:2019:2007",
    "34 775 (R2093) Wijziging van de Rijkswet",
    "KvK 27312345 en 1234 AB Den Haag",
)


@pytest.fixture
def find(gazetteer: Gazetteer) -> Find:
    def citations(text: str) -> list[Mention]:
        return [m for m in mentions(text, date(2024, 11, 21), gazetteer) if m.kind in CITATION_KINDS]

    return citations


@pytest.mark.parametrize(
    ("text", "ids"),
    [*KAMERSTUKKEN.items(), *DOSSIERS.items(), *HANDELINGEN.items(), *AANHANGSELS.items(), *NUMBERS.items()],
)
def test_a_reference_is_found_as_printed(text: str, ids: list[str], find: Find) -> None:
    assert sorted(str(m.id) for m in find(text)) == sorted(ids)


@pytest.mark.parametrize("text", NO_REFERENCES)
def test_what_looks_like_a_reference_is_none(text: str, find: Find) -> None:
    assert find(text) == []


@pytest.mark.parametrize("text", [*KAMERSTUKKEN, *DOSSIERS])
def test_a_reference_inside_a_sentence_is_the_same_reference(text: str, find: Find) -> None:
    alone = {m.id for m in find(text)}
    inside = {
        m.id for m in find(f"De Minister verwees in haar brief naar {text.strip()}\n\nDaarna sprak de Kamer erover.")
    }
    assert inside == alone


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Zie de bijlage (Kamerstuk 26 485, nr. 66, blz. 38).", "Kamerstuk 26 485, nr. 66"),
        ("Zij krijgt nr. 305 (32637).", "nr. 305 (32637)"),
        ("de motie (26 485, nr. 69) is", "26 485, nr. 69"),
        (
            "Zie ook Aanhangsel Handelingen, vergaderjaar 2024–2025, nr. 505.",
            "Aanhangsel Handelingen, vergaderjaar 2024–2025, nr. 505",
        ),
        ("(Richtlijn 2011/95/EU);", "Richtlijn 2011/95/EU"),
    ],
)
def test_a_mention_is_the_smallest_text_that_carries_the_reference(text: str, quote: str, find: Find) -> None:
    assert [m.quote for m in find(text)] == [quote]
