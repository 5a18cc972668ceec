"""Ways of writing that papers and pages of other houses and years have, each in a sentence of our own."""

from datetime import date

import pytest

from imvograph.extract import mentions
from imvograph.model.entities import Gazetteer
from imvograph.model.mentions import Mention

DAY = date(2016, 11, 10)


def found(text: str, kind: str, gazetteer: Gazetteer) -> list[Mention]:
    return [m for m in mentions(text, DAY, gazetteer) if m.kind == kind]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Toezegging Evaluatie van de kieswet (33.817) (T01815)", ["dossier-33817"]),
        ("Kamerstukken | Voorstel over de griffierechten (31.758) |", ["dossier-31758"]),
        ("In totaal ging het om veel aanvragen (33.817) in dat jaar.", []),  # a count
        ("Toezegging Toezending ontwerp (22.211 / 31.455, CK) (T01237)", ["dossier-22211", "dossier-31455"]),
        (
            "Nummer T01237\nKamerstukken Voorstel richtlijn (31.455)\nNieuwe voorstellen (22.211)",
            ["dossier-31455", "dossier-22211"],
        ),
        ("Kamerstukken I 2008/09, 22 211 / 31 455, CK, p. 2", ["kst-22211-CK", "kst-31455-CK"]),
        ("de motie over loon (35877, letter D) en 35944-VI, letter T, en", ["kst-35877-D", "kst-35944-VI-T"]),
        ("het wetsvoorstel (36200-VIII) en de brug van (36200) meter", ["dossier-36200-VIII"]),
        ("van deze wapens (26144, R1620).", ["dossier-26144"]),
        ("35000-VIII-67- en 35000-VIII-70 –", ["kst-35000-VIII-67", "kst-35000-VIII-70"]),
        ("Kamerstukken I 2004/05, 29 671 e.a., D (memorie", ["kst-29671-D"]),
        ("Kamerstukken II 1999/2000, 2000/2001, 2001/2002, 26 844.", ["dossier-26844"]),
        ("artikel 3 van verordening (EG) Nr. 715/2007 en", ["32007R0715"]),
    ],
)
def test_a_reference_is_found_as_the_eerste_kamer_and_bills_print_it(
    text: str, ids: list[str], gazetteer: Gazetteer
) -> None:
    assert [m.id for kind in ("kamerstuk", "dossier", "eu-act") for m in found(text, kind, gazetteer)] == ids


@pytest.mark.parametrize(
    ("text", "sponsors", "id"),
    [
        (
            "Deze gewijzigde motie is voorgesteld door de leden Bosman en De Wit. Zij krijgt nr. 61 (32201).",
            ["Bosman", "De Wit"],
            "kst-32201-61",
        ),
        ("De nader gewijzigde motie is voorgesteld door het lid Bosman.", ["Bosman"], None),
        ("Motie van Öztürk over huurtoeslag (32 201, nr. 12)", ["Öztürk"], "kst-32201-12"),
        ("- 35000-VIII-67 – Motie van het lid Bosman over school 35000-VIII-70 – en", ["Bosman"], "kst-35000-VIII-67"),
        ("• Motie van het lid Bosman over loon. (Kamerstuk 32 201, nr. 9)", ["Bosman"], "kst-32201-9"),
        ("de motie-Bosman over loon (35877, letter D)", ["Bosman"], "kst-35877-D"),
        ("Kamerlid mr. A.C. Laan-Schut (SP): de motie Laan-Schut c.s. is", ["Laan-Schut"], None),
    ],
)
def test_a_motion_is_found_when_changed_by_any_capital_and_in_lists(
    text: str, sponsors: list[str], id: str | None, gazetteer: Gazetteer
) -> None:
    (motion,) = found(text, "motion", gazetteer)
    assert (list(motion.fields["sponsors"]), motion.id) == (sponsors, id)


def test_the_head_of_a_table_names_no_sponsor(gazetteer: Gazetteer) -> None:
    text = "Omschrijving motie Vindplaats Stand van Zaken"
    assert not found(text, "motion", gazetteer)
    assert not found(text, "person", gazetteer)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        (
            "De Minister van Financiën zegt de Kamer, naar aanleiding van een vraag van het lid Vos c.s., toe om de wet te wijzigen.",
            "Minister van Financiën zegt de Kamer, naar aanleiding van een vraag van het lid Vos c.s., toe om de wet te wijzigen",
        ),
        (
            "Hoe staat het met de toezegging van uw voorganger dat de cijfers ieder jaar komen?",
            "de toezegging van uw voorganger dat de cijfers ieder jaar komen",
        ),
        (
            "inzake toezegging inzet tegen roof op EU-niveau, gedaan tijdens het notaoverleg d.d. 9 maart 2015",
            "toezegging inzet tegen roof op EU-niveau, gedaan tijdens het notaoverleg d.d. 9 maart 2015",
        ),
        (
            "De staatssecretaris deed al de mondelinge toezegging daarnaar te kijken.",
            "staatssecretaris deed al de mondelinge toezegging daarnaar te kijken",
        ),
    ],
)
def test_a_commitment_is_found_as_registers_and_reporters_say_it(text: str, quote: str, gazetteer: Gazetteer) -> None:
    assert [m.quote for m in found(text, "commitment", gazetteer)] == [quote]


def test_what_a_minister_did_not_promise_is_no_commitment(gazetteer: Gazetteer) -> None:
    assert not found("De minister deed nooit een harde toezegging daarover te schrijven.", "commitment", gazetteer)


@pytest.mark.parametrize(
    ("text", "type", "day"),
    [
        ("11-06-2009 Wetgevingsoverleg (31 924 VII, nr. 1)", "WGO", "2009-06-11"),
        ("19-6-2008 Spoeddebat Postmarkt (29 502, nr. 77)", "spoeddebat", "2008-06-19"),
        ("tijdens het Algemeen Overleg Handelspolitiek (AO HP) van 31 mei 2016 en", "AO", "2016-05-31"),
        ("Brief voor AO IMVO 31 mei\n\nNog iets", "AO", "2017-05-31"),
        ("een voortgezet algemeen overleg Visserij van 9 april 2015 en", "VAO", "2015-04-09"),
        (
            "tijdens de begrotingsbehandeling van Buitenlandse Handel op 25 en 26 november 2015, over",
            "begrotingsbehandeling",
            "2015-11-25",
        ),
        ("in een rondetafel over palmolie op 3 maart 2016 en", "rondetafelgesprek", "2016-03-03"),
    ],
)
def test_a_debate_is_found_as_tables_and_letters_to_the_house_name_it(
    text: str, type: str, day: str, gazetteer: Gazetteer
) -> None:
    (debate,) = found(text, "debate", gazetteer)
    assert (debate.fields["type"], debate.fields["date"]) == (type, day)


def test_a_row_of_a_register_is_no_debate(gazetteer: Gazetteer) -> None:
    assert not found("Soort activiteit Schriftelijk overleg\nKamerstukken Voorstel richtlijn", "debate", gazetteer)


def test_a_footnote_mark_behind_a_year_is_no_part_of_it(gazetteer: Gazetteer) -> None:
    (day,) = found("de reactie van de minister d.d. 13 april 20103 is besproken", "date", gazetteer)
    assert (day.quote, day.fields["value"]) == ("13 april 2010", "2010-04-13")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Kamerleden Prof.dr. P.B. Maas (VVD)\nmr. G. Holt (SGP)\nP. Schaap (SGP)",
            ["P.B. Maas", "G. Holt", "P. Schaap"],
        ),
        ("De voorzitter, A. Broek-Knol", ["A. Broek-Knol"]),
        ("en gaat over tot de orde van de dag.\n\nVan Gent\n\nHalsema\n\nMeer informatie", ["Van Gent", "Halsema"]),
        ("Boetes moeten mogelijk worden, stelden Tolsma (CU) en Vos (PvdA).", ["Tolsma", "Vos"]),
        ("Toenmalig Kamervoorzitter Dolman vroeg het.", ["Dolman"]),
        ("Minister Kramer tekende. Kramer: «Het is goed.» Kramer besloot te gaan.", ["Kramer", "Kramer", "Kramer"]),
        ("Aan de leden\n\nDen Haag, 5 december 2017", []),
        ("commissie voor Algemene Zaken en Huis van de Koning (BiZa/AZ)", []),
        ("Huidige Minister voor Rechtsbescherming (Hoofdverantwoordelijke)", []),
        ("de staatssecretaris Buitenlandse Handel en Ontwikkelingshulp zei", []),
        ("Op grond van artikel 93, derde lid van het Reglement van Orde", []),
        ("dat minister-president Rutte in de Volkskrant aangaf", ["Rutte"]),
        ("het amendement van Arjan el Karim (GroenLinks) werd", ["Arjan el Karim"]),
        ("een verschil met zijn voorganger Kramer.", ["Kramer"]),
        ("Ondertekenaar: Th.C. de Kramer, vicepresident", ["Th.C. de Kramer"]),
        ("zij zijn lid van de Vereniging van Beleggers voor Duurzame Ontwikkeling", []),
        (
            "De voorzitter van de vaste commissie voor Financiën, De Roo De griffier van de vaste commissie voor Financiën, Van Toor",
            ["De Roo", "Van Toor"],
        ),
        ("Stemming motie Begroting BuHa-OS 2020", []),
        ("De topman van dat bedrijf, Roland Kramer, noemde dat.", ["Roland Kramer"]),
    ],
)
def test_a_person_is_found_in_lists_of_members_and_in_news(text: str, names: list[str], gazetteer: Gazetteer) -> None:
    assert [m.fields["name"] for m in found(text, "person", gazetteer)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("de vaste Kamercommissie voor Financiën", ["vaste Kamercommissie voor Financiën"]),
        (
            "dat de commissie voor de Verzoekschriften en de Burgerinitiatieven",
            ["commissie voor de Verzoekschriften en de Burgerinitiatieven"],
        ),
        ("De griffier van de vaste Commissie voor Financiën,", ["vaste Commissie voor Financiën"]),
        ("De staatssecretaris voor Europese Zaken zegt de Kamer dat", []),
        ("Minister van Koninkrijksrelaties\nCommissie voor de rest", []),
        ("het openbaar ministerie zei dat", ["openbaar ministerie"]),
        ("de ministers Jan Kramer (Financiën) en", []),
        ("van 16 september 2009 (PbEU L 302) volgens PbEU", []),
        ("Halfjaarrapportage is gepubliceerd. In de Halfjaarrapportage staat", []),
    ],
)
def test_a_committee_is_an_organisation_and_a_field_or_a_report_is_none(
    text: str, names: list[str], gazetteer: Gazetteer
) -> None:
    assert [m.fields["name"] for m in found(text, "organisation", gazetteer)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("de uitvoering van het houtconvenant en", ["houtconvenant"]),
        ("het turf- en steenkoolconvenant is", ["turf- en steenkoolconvenant"]),
        ("een sectorconvenant of een imvo-convenant en bestuursconvenanten", []),
    ],
)
def test_a_covenant_is_known_by_what_its_own_word_says_it_is_for(
    text: str, names: list[str], gazetteer: Gazetteer
) -> None:
    assert [m.fields["name"] for m in found(text, "covenant", gazetteer)] == names
