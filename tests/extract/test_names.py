"""Persons, organisations, covenants and sectors: by what the gazetteer knows, and by grammar where it knows nothing."""

from datetime import date

import pytest

from imvograph.extract import mentions
from imvograph.model.entities import Entry, Gazetteer
from imvograph.model.mentions import Mention

ID = "https://w3id.org/imvograph/id/"
SMALL = Gazetteer(
    (
        Entry(f"{ID}sector/verzekering", "Sector", "verzekering", ("verzekeringssector",)),
        Entry(f"{ID}sector/pensioen", "Sector", "pensioen", ("pensioensector",)),
        Entry(f"{ID}sector/financieel", "Sector", "financiële sector"),
        Entry(f"{ID}covenant/pensioen", "Covenant", "IMVO-convenant Pensioenfondsen"),
        Entry(f"{ID}organisation/nvb", "Organisation", "Nederlandse Vereniging van Banken", ("NVB",)),
        Entry(f"{ID}organisation/ser", "Organisation", "Sociaal-Economische Raad", ("SER",)),
        Entry(f"{ID}party/pvda", "Party", "Partij van de Arbeid", ("PvdA",)),
        Entry(f"{ID}organisation/ecb", "Organisation", "Europese Centrale Bank"),
        Entry(f"{ID}person/van-dijk-jasper", "Person", "Jasper van Dijk", (), "Van Dijk"),
        Entry(f"{ID}standard/gz", "Standard", "gepaste zorgvuldigheid"),
    )
)


def found(text: str, kind: str, gazetteer: Gazetteer = SMALL) -> list[Mention]:
    return [m for m in mentions(text, date(2024, 11, 21), gazetteer) if m.kind == kind]


def keys(text: str, kind: str) -> list[str]:
    return [(m.iri or "").removeprefix(ID) for m in found(text, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "de financiële sector in",
        "de financiëlesector in",
        "de financiële sectoraan de",
        "definanciële sector",
        "de Financiële\nSector",
        "de finan-\nciële sector",
    ],
)
def test_a_name_is_found_through_lost_spaces_and_line_ends(text: str) -> None:
    assert keys(text, "sector") == ["sector/financieel"]


def test_halves_of_a_coordination_are_both_found_with_the_same_phrase() -> None:
    both = found("de verzekerings- en pensioensector is", "sector")
    assert {m.quote for m in both} == {"verzekerings- en pensioensector"}
    assert [m.fields["name"] for m in both] == ["verzekeringssector", "pensioensector"]


def test_a_covenant_is_known_by_its_sector() -> None:
    assert keys("het convenant voor de pensioensector is", "covenant") == ["covenant/pensioen"]


def test_the_longest_name_wins_and_a_name_in_a_name_is_not_told() -> None:
    assert [m.quote for m in found("de Nederlandse Vereniging van Banken (NVB) en", "organisation")] == [
        "Nederlandse Vereniging van Banken",
        "NVB",
    ]
    assert found("de Nederlandse Vereniging van Banken en", "sector") == []


@pytest.mark.parametrize(
    "text", ["de nvb zegt", "foto’s er ser", "minder passer", "deserteren", "europese centrale bank"]
)
def test_abbreviations_and_proper_names_need_their_capitals(text: str) -> None:
    assert found(text, "organisation") == []


@pytest.mark.parametrize("text", ["het lid Nijboer (PvdA) vraagt", "namens de PvdA.", "de PvdA-fractie"])
def test_a_name_of_mixed_capitals_is_found(text: str) -> None:
    assert keys(text, "organisation") == ["party/pvda"]


def test_a_lost_space_before_a_capital_ends_a_word() -> None:
    assert keys("toezicht door deEuropese Centrale Bank en", "organisation") == ["organisation/ecb"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Vragen van de leden Kröger en Van der Lee (beiden GroenLinks-PvdA) aan", ["Kröger", "Van der Lee"]),
        ("Antwoord van minister Klever (Buitenlandse Handel)", ["Klever"]),
        ("mevrouw Van den Hul namens de PvdA", ["Van den Hul"]),
        ("de heer Nijboer van de PvdA zegt", ["Nijboer"]),
        ("De Minister voor Buitenlandse Handel,\nE.N.A.J. Schreinemacher\n", ["E.N.A.J. Schreinemacher"]),
        ("Prins Clauslaan 8, Koningin Julianaplein 10 en Prinses Irenestraat 6", []),
        ("Vragen gesteld door de leden der Kamer", []),
        ("de minister van Klimaat en Groene Groei", []),
        ("Kan de minister de Bank Nederlandse Gemeenten vragen?", []),
    ],
)
def test_persons_are_found_by_grammar(text: str, names: list[str]) -> None:
    assert [m.fields["name"] for m in found(text, "person")] == names


def test_a_member_known_to_the_gazetteer_has_an_iri() -> None:
    assert keys("het lid Jasper van Dijk vraagt", "person") == ["person/van-dijk-jasper"]


@pytest.mark.parametrize(
    ("text", "iris"),
    [
        ("Kamerlid Jasper van Dijk was er. Dat is volgens Van Dijk zo.", ["van-dijk-jasper"] * 2),
        ("Kamerlid Jasper van Dijk en Kamerlid Inge van Dijk zijn er, volgens Van Dijk.", ["van-dijk-jasper", "", ""]),
        ("Kamerlid Inge van Dijk en Kamerlid Jasper van Dijk zijn er, volgens Van Dijk.", ["", "van-dijk-jasper", ""]),
        ("Kamerlid Jasper van Dijk en Kamerlid Wob van Dijk zijn er, volgens Van Dijk.", ["van-dijk-jasper", "", ""]),
    ],
)
def test_a_surname_alone_is_a_known_person_only_if_nobody_else_bears_it(text: str, iris: list[str]) -> None:
    assert [(m.iri or "").removeprefix(f"{ID}person/") for m in found(text, "person")] == iris


def test_one_place_is_one_person_and_the_known_one() -> None:
    inge = Entry(f"{ID}person/van-dijk-inge", "Person", "Inge van Dijk", (), "Van Dijk")
    text = "Kamerlid Inge van Dijk vraagt. Dat zegt ook collega Van Dijk hier."
    people = found(text, "person", Gazetteer((*SMALL.entries, inge)))
    assert [(m.quote, m.iri) for m in people] == [("Inge van Dijk", inge.iri), ("Van Dijk", inge.iri)]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (
            "Convenant Wobble\nSamenvatting\nHet Wobble-initiatief telt, volgens Wobble, mee",
            ["Convenant Wobble", "Wobble-initiatief", "Wobble"],
        ),
        ("bedrijven die WBL ondertekenden, het Initiative on Large Hats, zijn", ["WBL", "Initiative on Large Hats"]),
        ("bedrijven die Wobble opleidden, en wie ondertekenden", []),
    ],
)
def test_a_covenant_is_known_by_its_own_name_and_by_who_signed_it(text: str, quotes: list[str]) -> None:
    assert [m.quote for m in found(text, "covenant", Gazetteer())] == quotes
    assert found(text, "organisation", Gazetteer()) == []


def test_the_predecessor_is_a_person_without_name() -> None:
    (person,) = found("heeft mijn voorganger gezegd", "person")
    assert (person.rule, person.fields["name"], person.iri) == ("predecessor", None, None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("het Ministerie van Sociale Zaken en Werkgelegenheid doet", "Ministerie van Sociale Zaken en Werkgelegenheid"),
        ("door De Nederlandsche Bank en", "De Nederlandsche Bank"),
        ("\n2IEA, september 2023, «Net Zero»", "IEA"),
        ("het rapport «Dutch» van de Eerlijke Geldwijzer (ingezonden", "Eerlijke Geldwijzer"),
        ("het lid Bamenga (D66) aan", "D66"),
    ],
)
def test_organisations_are_found_by_grammar(text: str, name: str) -> None:
    assert [m.fields["name"] for m in found(text, "organisation", Gazetteer())] == [name]


def test_a_topic_has_the_iri_of_its_concept() -> None:
    assert keys("bij het toepassen van gepaste\nzorgvuldigheid", "topic") == ["standard/gz"]


@pytest.mark.parametrize(
    "text",
    [
        "volgens Nederlandse bedrijven is",
        "gefinancierd door Duitsland en Frankrijk",
        "volgens de Corporate Sustainability Reporting Directive moet",
        "volgens de CSDDD moet",
        "in overleg met Brussel is",
        "het Belgische Antwerpen is",
        "en Oud-Kamerlid Wobbe is",
        "Hoeveel leverde dat op",
        "Economie & Klimaat, inmiddels Vrede & Veiligheid",
        "de visserij Noordwest is",
        *(
            f"{when} zei premier Rutte dat."
            for when in ("Later", "Daarop", "Eerder", "Vandaag", "Onlangs", "Verrassend")
        ),
        *(f"{when} meldde minister Kaag dat." for when in ("Destijds", "Recent", "Daarna", "Helaas", "Plechtig")),
        *(f"{when} schreef collega Hirsch dat." for when in ("Daarover", "Hierover", "Vrijdag", "Elders", "Kortweg")),
    ],
)
def test_places_peoples_and_laws_are_no_organisations(text: str) -> None:
    assert found(text, "organisation", Gazetteer()) == []


def test_a_name_once_known_is_known_in_the_whole_text() -> None:
    text = "Het bedrijf Vesteda (VST) verhuurt. Ook buiten Vesteda om is er VST genoeg."
    assert [m.quote for m in found(text, "organisation", Gazetteer())] == ["Vesteda", "VST", "Vesteda", "VST"]


def test_however_many_names_a_text_has_each_is_known_again() -> None:
    names = [f"Wobb{first}{second}s" for first in "aeiouy" for second in "bcdfghjklmnpqrstvw"]
    text = "".join(f"Het bedrijf {name} is er. " for name in names) + "".join(
        f"Ook buiten {name} om. " for name in names
    )
    assert [m.quote for m in found(text, "organisation", Gazetteer())] == [*names, *names]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("en eurocommissaris Roswall zei", ["Roswall"]),
        ("lid is prof. dr. Jan Jonker van", ["Jan Jonker"]),
        ("De griffier van de commissie,\nVan Toor\n", ["Van Toor"]),
        (
            "Aanwezig zijn drie leden der Kamer, te weten: Alkaya, Van den Hul en De Roon,\n",
            ["Alkaya", "Van den Hul", "De Roon"],
        ),
        ("de Staatssecretaris van Financiën (Vijlbrief) is", ["Vijlbrief"]),
        ("het lid Hirsch vraagt. Daarop zegt collega Hirsch dat Hirsch dit vindt", ["Hirsch", "Hirsch", "Hirsch"]),
        ("Kalma P. (PvdA) - 17 maart", ["P. Kalma"]),
        ("namens Vendrik van GroenLinks en Van Dijke van de SGP", ["Vendrik", "Van Dijke"]),
        ("dat zegt collega Van den Hul ook", ["Van den Hul"]),
        ("met minister Verburg van Landbouw, Natuur", ["Verburg"]),
        ("mevrouw Zeulevoet van de Huurcommissie zei", ["Zeulevoet"]),
        ("de volgende leden: Van Bochove, Dibi en Ortega-Martijn.", ["Van Bochove", "Dibi", "Ortega-Martijn"]),
        (
            "Kalpona Akter van het Wobble Center zei, met Wobbel Hoed van de organisatie Wabble,",
            ["Kalpona Akter", "Wobbel Hoed"],
        ),
        ("en zij wordt opgevolgd door Wobbel Hoed in", ["Wobbel Hoed"]),
        ("Sietske Hoed voert het secretariaat", ["Sietske Hoed"]),
        ("van Wobbel Hoed, onderzoekster bij, en Wabbel Muts, die namens", ["Wobbel Hoed", "Wabbel Muts"]),
        ("is, aldus directeur Hoed. Zij wordt voorgezeten door Wobbel van Hoed.", ["Hoed", "Wobbel van Hoed"]),
        ("De heer Klink is er. Klink heeft gelijk. Klink en klaar.", ["Klink", "Klink"]),
        ("Rana Plaza van Dhaka en het Witte Huis van Obama. Nieuwe Fabriek van Tesla. Nader Rapport van Wobble", []),
        ("Publieke Omroep is het, en Michel Hoed & Zoon", []),
        ("de directeur Internationale Zaken van", []),
        ("de voorzitter Europese Zaken van", []),
    ],
)
def test_persons_are_found_by_title_and_by_place(text: str, names: list[str]) -> None:
    assert [m.fields["name"] for m in found(text, "person", Gazetteer())] == names


def test_a_dutch_sector_has_its_covenant() -> None:
    said = found("wordt het convenant voor de Nederlandse Agro-\ncommoditysector verlengd", "covenant")
    assert [mention.quote for mention in said] == ["convenant voor de Nederlandse Agro-\ncommoditysector"]
