"""Motions, debates, commitments and dates in the words of real papers, and the words that only look like them."""

from collections.abc import Callable
from datetime import date

import pytest

from imvograph.extract import document_date, mentions
from imvograph.model.entities import Gazetteer
from imvograph.model.mentions import Mention

Find = Callable[..., list[Mention]]


@pytest.fixture
def find(gazetteer: Gazetteer) -> Find:
    def of_kind(text: str, kind: str, dated: date | None = date(2024, 11, 21)) -> list[Mention]:
        return [m for m in mentions(text, dated, gazetteer) if m.kind == kind]

    return of_kind


@pytest.mark.parametrize(
    ("text", "sponsors", "et_al", "id"),
    [
        ("de motie van het lid Amhaouch (Kamerstuk 35 925 XVII, nr. 33)", ["Amhaouch"], None, "kst-35925-XVII-33"),
        ("de motie van het lid van der Lee (Kamerstuk 35 570 V, nr. 71)", ["Van der Lee"], None, "kst-35570-V-71"),
        ("de motie \nBecker c.s. (Kamerstuk 26 485, nr. 277)", ["Becker"], True, "kst-26485-277"),
        ("de motie-Van der Graaf (Kamerstuk 36 180, nr. 85)", ["Van der Graaf"], None, "kst-36180-85"),
        ("de motie-Ortega-Martijn (31 700 XIII, nr. 38)", ["Ortega-Martijn"], None, "kst-31700-XIII-38"),
        ("de motie-Smaling/Voordewind (32 852, nr. 24)", ["Smaling", "Voordewind"], None, "kst-32852-24"),
        ("de motie-Moorlag/Van der Lee.", ["Moorlag", "Van der Lee"], None, None),
        (
            "de motie Pierik/Olger van Dijk (Kamerstuk36 600 XII, nr. 42)",
            ["Pierik", "Olger van Dijk"],
            None,
            "kst-36600-XII-42",
        ),
        ("de motie-Remco Dijkstra/Postma is", ["Remco Dijkstra", "Postma"], None, None),
        ("de motie-Tony van Dijck (33964, nr. 30)", ["Tony van Dijck"], None, "kst-33964-30"),
        ("de motie-Vendrik c.s. over een zwarte lijst (26485, nr. 43)", ["Vendrik"], True, "kst-26485-43"),
        ("motie van de leden Beckerman en Bushoff", ["Beckerman", "Bushoff"], None, None),
        ("Reactie op de motie van het lid Wassenberg c.s.", ["Wassenberg"], True, None),
        ("de motie Kalma c.s. d.d. 13 april 2010 (26 485, nr. 93)", ["Kalma"], True, "kst-26485-93"),
        (
            "conform motie Smaling en Voordewind (Kamerstuk 32852 nr. 24)",
            ["Smaling", "Voordewind"],
            None,
            "kst-32852-24",
        ),
        (
            "de motie\nVan Toorenburg-Dijsselbloem (31200 XI, nr. 65)",
            ["Van Toorenburg", "Dijsselbloem"],
            None,
            "kst-31200-XI-65",
        ),
        ("de motieBikker-Van den Hil is", ["Bikker", "Van den Hil"], None, None),
        ("de aangenomenmotie-Van Nispen c.s.?", ["Van Nispen"], True, None),
        ("de aangenomen motie-Leijten de regering opriep", ["Leijten"], None, None),
        ("als vervolg op de motie Bruins' momenteel", ["Bruins"], None, None),
        (
            "Deze motie is voorgesteld door de leden Veldman en Paternotte.\nZij krijgt nr. 307 (32637).",
            ["Veldman", "Paternotte"],
            None,
            "kst-32637-307",
        ),
    ],
)
def test_a_motion_has_its_sponsors_and_number(
    text: str, sponsors: list[str], et_al: bool | None, id: str | None, find: Find
) -> None:
    (motion,) = find(text, "motion")
    assert (motion.fields["sponsors"], motion.fields.get("et_al"), motion.id) == (sponsors, et_al, id)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("de motie 30 252, nr. 58 verzoekt", ["kst-30252-58"]),
        ("Voortgang moties 30420, nrs 100 en 101 over", ["kst-30420-100", "kst-30420-101"]),
        ("mijn motie (Kamerstuk 35 663, nr. 19)", ["kst-35663-19"]),
        ("Mijn motie uit 2023 (26485, nr. 411) is aangenomen", ["kst-26485-411"]),
        ("een aangenomen motie (36 200-XII,\nnr. 101)", ["kst-36200-XII-101"]),
        ("haar motie (19637, nr. 2289) aan te houden", ["kst-19637-2289"]),
    ],
)
def test_a_motion_may_be_known_by_its_number_alone(text: str, ids: list[str], find: Find) -> None:
    assert [m.id for m in find(text, "motion")] == ids


@pytest.mark.parametrize(
    ("head", "sponsors"),
    [
        ("MOTIE VAN HET LID VAN DER LEE C.S.", ["Van der Lee"]),
        ("MOTIE VAN DE LEDEN VAN DER PLAS EN EPPINK", ["Van der Plas", "Eppink"]),
        ("MOTIE VAN HET LID LEON DE JONG", ["Leon de Jong"]),
        (
            "GEWIJZIGDE MOTIE VAN DE LEDEN JASPER VAN DIJK, PIRI EN EL YASSINI",
            ["Jasper van Dijk", "Piri", "El Yassini"],
        ),
        ("MOTIE VAN DE LEDEN DEKKER-ABDULAZIZ EN VAN 'T WOUT", ["Dekker-Abdulaziz", "Van 't Wout"]),
        ("MOTIE VAN DE LEDEN PATERNOTTE\n\nEN BOSWIJK", ["Paternotte", "Boswijk"]),
    ],
)
def test_the_head_of_a_motion_paper_names_its_sponsors_and_itself(head: str, sponsors: list[str], find: Find) -> None:
    paper = f"36 200 IX\n\nVaststelling van de begroting\n\nNr. 30\n\n{head}\nVoorgesteld 8 februari 2023\nDe Kamer,"
    (motion,) = find(paper, "motion")
    assert motion.id == "kst-36200-IX-30"
    assert motion.fields["sponsors"] == sponsors
    assert find(paper, "kamerstuk") == []


@pytest.mark.parametrize(
    "text",
    ["het amendement Beckerman (Kamerstuk 36 095, nr. 5)", "de promotie Van Dijk", "de motie", "Motie\nDe Kamer,"],
)
def test_what_is_no_motion(text: str, find: Find) -> None:
    assert find(text, "motion") == []


@pytest.mark.parametrize(
    ("text", "kind", "subject", "day"),
    [
        ("tijdens het AO Jemen van 4 maart 2020 (Kamerstuk", "AO", "Jemen", "2020-03-04"),
        ("het VAO Bedrijfslevenbeleid (AO d.d. 21/02).", "VAO", "Bedrijfslevenbeleid", None),
        ("Notaoverleg van 8 december 2020", "NO", None, "2020-12-08"),
        (
            "op 25 november 2021 tijdens de begrotingsbehandeling Buitenlandse Handel)",
            "begrotingsbehandeling",
            "Buitenlandse Handel",
            "2021-11-25",
        ),
        (
            "vóór de behandeling van de begrotingJustitie en Veiligheid?",
            "begrotingsbehandeling",
            "Justitie en Veiligheid",
            None,
        ),
        ("Begrotingsbehandeling BHOS op 24 november 2021", "begrotingsbehandeling", "BHOS", "2021-11-24"),
        ("het schriftelijk overleg RBZ-Handel d.d. 24 t/m 25 februari 2025.", "SO", "RBZ-Handel", "2025-02-24"),
        ("Algemeen Overleg (AO) IMVO van 22 juni 2016 en", "AO", "IMVO", "2016-06-22"),
        ("het Wetgevingsoverleg Water van 18 november as.", "WGO", "Water", "2024-11-18"),
        ("het dertigledendebat over de Omgevingswet van de agenda", "dertigledendebat", "de Omgevingswet", None),
        (
            "De technische briefing over de EBI, die op 19 november plaatsvindt.",
            "technische-briefing",
            "de EBI",
            "2024-11-19",
        ),
        (
            "Tweeminutendebat Armoede- en schuldenbeleid (CD 08/02)",
            "tweeminutendebat",
            "Armoede- en schuldenbeleid",
            None,
        ),
    ],
)
def test_a_debate_has_type_subject_and_date(
    text: str, kind: str, subject: str | None, day: str | None, find: Find
) -> None:
    debate = find(text, "debate", date(2024, 11, 15))[0]
    assert (debate.fields["type"], debate.fields["subject"], debate.fields["date"]) == (kind, subject, day)


def test_a_date_of_day_and_month_is_the_last_before_the_text(find: Find) -> None:
    assert [m.fields["date"] for m in find("het VAO Wlz (AO d.d. 28/03).", "debate", date(2018, 4, 4))] == [
        None,
        "2018-03-28",
    ]


def test_in_a_text_without_a_date_a_debate_is_found_by_a_day_without_a_year_and_left_undated(
    gazetteer: Gazetteer,
) -> None:
    text = "Aan de orde is het VAO Wlz (AO d.d. 28/03).\nHet AO vond plaats op 28 maart jongstleden. Welkom."
    found = [m for m in mentions(text, None, gazetteer) if m.kind == "debate"]
    assert [m.quote for m in found] == ["VAO Wlz", "AO d.d. 28/03", "AO vond plaats op 28 maart jongstleden"]
    assert [m.fields["date"] for m in found[1:]] == [None, None]


@pytest.mark.parametrize(
    "text",
    ["in het debat is gezegd", "dit AO was goed", "de stuurgroep vergaderingen", "de CDA-fractie", "een debat aan"],
)
def test_a_bare_debate_says_too_little(text: str, find: Find) -> None:
    assert find(text, "debate") == []


@pytest.mark.parametrize(
    ("text", "made_on", "status"),
    [
        (
            "De toezegging om te informeren (gedaan tijdens het AO IMVO van 3 maart 2020 (Kamerstuk 26 485, nr. 327)).",
            "2020-03-03",
            "unknown",
        ),
        (
            "Tijdens het AO Jemen van 4 maart 2020 heeft mijn voorganger uw Kamer toegezegd om te spreken.",
            "2020-03-04",
            "unknown",
        ),
        ("De Minister heeft toegezegd de mogelijkheden te verkennen.", None, "unknown"),
        ("Ik zeg de heer Koerhuis toe om informatie te verschaffen.", "2024-11-21", "open"),
        ("Maar ik kan wel toezeggen dat de normale regels gelden.", "2024-11-21", "open"),
        ("daar kom ik een keer op terug; dit is een toezegging.", "2024-11-21", "open"),
        ("Zoals toegezegd tijdens het debat over de Wet dieren stuur ik uw Kamer een brief.", None, "unknown"),
        ("in de brief met de lessons learned die hij heeft toegezegd.", None, "unknown"),
        ("al komt het toegezegde AIVD-rapport pas later", None, "unknown"),
    ],
)
def test_a_commitment_has_the_day_it_was_made_and_its_status(
    text: str, made_on: str | None, status: str, find: Find
) -> None:
    (commitment,) = find(text, "commitment")
    assert (commitment.fields["made_on"], commitment.fields["status"]) == (made_on, status)


@pytest.mark.parametrize(
    "text",
    [
        "een groot deel van hun pensioentoezegging dreigen te verliezen;",
        "de nationale toezeggingen van landen zijn",
        "Er zijn toezeggingen gedaan aan de omgeving.",
        "Kan de minister dit toezeggen?",
        "Kunt u tevens toezeggen dat er geen besluit wordt genomen?",
        "maar ik wil niet nu al toezeggen dat dit leidt tot afspraken.",
        "nog niet de 125 miljoen die is toegezegd.",
        "ik zal daar nog eens naar kijken.",
    ],
)
def test_what_is_no_commitment(text: str, find: Find) -> None:
    assert find(text, "commitment") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7 april 2022", "2022-04-07"),
        ("11 november 2024 j.l.", "2024-11-11"),
        ("van21 februari jl.", "2024-02-21"),
        ("per 1 septemberjongstleden", "2024-09-01"),
        ("2 december jl.", "2023-12-02"),
        ("18 november as.", "2025-11-18"),
        ("april jl.", "2024-04"),
        ("27 september, 2023", "2023-09-27"),
        ("30-09-2024", "2024-09-30"),
        ("11-jul-16", "2016-07-11"),
        ("op 21 oktber 2024", "2024-10-21"),
        ("Den Haag, 7 APRIL 2022", "2022-04-07"),
        ("van 3 rnaart 2021", "2021-03-03"),
        ("op 5 septernber 2020", "2020-09-05"),
        ("van 10-11 april 2018", "2018-04-11"),
        ("september \n2021", "2021-09"),
        ("de zomer van 2023", "2023-summer"),
    ],
)
def test_a_date_has_its_value(text: str, value: str, find: Find) -> None:
    assert [m.fields["value"] for m in find(text, "date")] == [value]


@pytest.mark.parametrize("text", ["31 februari 2020", "30 420, nr. 8", "nr. 10 mei niet", "1.234.567", "het meireces"])
def test_what_is_no_date(text: str, find: Find) -> None:
    assert find(text, "date") == []


def test_a_relative_date_in_a_text_without_date_is_left_out(find: Find) -> None:
    assert find("op 25 november jl. gezegd", "date", None) == []
    assert [m.fields["value"] for m in find("Den Haag, 7 april 2022\n\nop 25 november jl.", "date", None)] == [
        "2022-04-07",
        "2021-11-25",
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Aan de Voorzitter\n\nDen Haag, 7 april 2022 \n\nIn deze brief", date(2022, 4, 7)),
        ("Datum\n18 oktober 2023\nOnderwerp", date(2023, 10, 18)),
        ("MOTIE VAN HET LID X\nVoorgesteld 8 februari 2023\nDe Kamer", date(2023, 2, 8)),
        ("Vragen (ingezonden 24 oktober 2024).\nMededeling (ontvangen 14 november\n2024).", date(2024, 11, 14)),
        ("36410-V-50\n14 februari 2024\nVaststelling", date(2024, 2, 14)),
        ("Een tekst over 4 mei 1945", None),
    ],
)
def test_a_text_tells_its_own_date(text: str, day: date | None) -> None:
    assert document_date(text) == day


REPORT = """VERSLAG VAN EEN COMMISSIEDEBAT
Vastgesteld 2 juli 2024
De vaste commissie voor Buitenlandse Handel heeft op 6 juni 2024 overleg gevoerd met mevrouw Van Leeuwen, minister, over:
– de brief van de minister d.d. 22 maart 2024 inzake Voortgang beleid (26485, nr. 434).

Minister Van Leeuwen:
Ik zeg toe dat ik de Kamer informeer over de impact van de wet op het mkb.

De voorzitter:
Dan lees ik de toezeggingen voor.
- De minister zal de Kamer voor het einde van het jaar informeren over de uitkomsten van
de evaluatie van het Convenant Voedingsmiddelen.
- Toezegging aan de leden Hirsch en Ram: de minister stuurt een overzicht van de lidstaten.
- De leden Hirsch en Ram krijgen het overzicht per mail van de griffie.

De minister zal de vragen nog bestuderen en daar later op terugkomen.
"""


def test_what_a_report_lists_as_commitments_is_promised_on_the_day_of_the_meeting(find: Find) -> None:
    assert [
        (c.quote[:36], c.quote[-14:], c.fields["made_on"]) for c in find(REPORT, "commitment", date(2024, 7, 2))
    ] == [
        ("Ik zeg toe dat ik de Kamer informeer", "wet op het mkb", "2024-06-06"),
        ("De minister zal de Kamer voor het ei", "Voedingsmiddelen"[-14:], "2024-06-06"),
        ("Toezegging aan de leden Hirsch en Ra", "van de lidstaten"[-14:], "2024-06-06"),
    ]


@pytest.mark.parametrize("lead", ["op ", "en ", "van de ", "De ", "Volgens "])
def test_an_act_begins_at_its_own_word(lead: str, find: Find) -> None:
    (act,) = find(f"{lead}Richtlijn (EU) 2024/1760 (CSDDD)", "eu-act")
    assert act.quote == "Richtlijn (EU) 2024/1760"
    (act,) = find(f"{lead}Gedelegeerde Verordening (EU) 2023/2772", "eu-act")
    assert act.quote == "Gedelegeerde Verordening (EU) 2023/2772"


def test_two_covenants_in_a_row_are_two(find: Find) -> None:
    said = "de voortgang van het IMVO-convenant Duurzame Kleding en Textiel en van het Convenant TruStone in"
    named = [m.quote for m in find(said, "covenant")]
    assert named == ["IMVO-convenant Duurzame Kleding en Textiel", "Convenant TruStone"]


def test_of_several_motions_each_has_its_number_in_brackets(find: Find) -> None:
    said = "en de moties Ceder (29237-191) en Boswijk/Ceder c.s. (29237-192), en de brief (29237-193)."
    assert [(m.quote, m.id, m.fields["sponsors"]) for m in find(said, "motion")] == [
        ("moties Ceder", "kst-29237-191", ["Ceder"]),
        ("Boswijk/Ceder c.s.", "kst-29237-192", ["Boswijk", "Ceder"]),
    ]


def test_a_heading_is_a_commitment_by_itself_and_not_the_sentence_below_it(find: Find) -> None:
    said = (
        "Toezegging inzake Xinjiang\nIn het debat over de Raad Algemene Zaken van 5 december 2023 heeft mijn voorganger "
        "het lid Van der Lee toegezegd de Kamer te informeren.\n"
    )
    assert [(c.quote[:22], c.fields["made_on"]) for c in find(said, "commitment", date(2024, 2, 9))] == [
        ("Toezegging inzake Xinj", None),
        ("heeft mijn voorganger ", "2023-12-05"),
    ]


def test_a_promise_ends_where_something_else_is_said(find: Find) -> None:
    said = "De minister heeft toegezegd om met Vietnam te spreken; de vorige minister had dat niet willen toezeggen."
    assert [c.quote for c in find(said, "commitment")] == ["heeft toegezegd om met Vietnam te spreken"]


def test_a_motion_has_the_number_of_its_footnote(find: Find) -> None:
    said = (
        "Hoe verhoudt dit zich tot de motie Klink c.s.1 en de motie van het lid Voordewind over samenwerking2? De motie Alkaya3 en de "
        "motie-Piri staan daar los van.\n\n1 Kamerstuk 35 925 XVII, nr. 41.\n2 Zie Kamerstuk 26 485, nr. 372 (herdruk).\n3 Zie noot 1.\n"
    )
    assert [m.id for m in find(said, "motion")] == ["kst-35925-XVII-41", "kst-26485-372", None, None]
    twice = said + "1 Kamerstuk 35 925 XVII, nr. 42.\n"
    assert [m.id for m in find(twice, "motion")] == [None, "kst-26485-372", None, None], "two notes of one mark"
