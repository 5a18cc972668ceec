"""What holds of every text: no mention lies outside it, every quote is its slice, and nothing makes extraction fail."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imvograph.extract import document_date, mentions
from imvograph.model.entities import Gazetteer
from imvograph.model.kamerstuk import Dossier, Handelingen, Kamerstuk
from imvograph.model.official import Aanhangsel, EuAct, Gazette, TkNumber

ROMAN = ("I", "V", "VI", "IX", "XII", "XIV", "XVII")
numbers = st.integers(20000, 39999).filter(lambda number: number != 21501).map(str)
dossiers = st.one_of(
    st.builds(Dossier, numbers),
    st.builds(Dossier, numbers, st.sampled_from((*ROMAN, "A", "B", "J"))),
    st.builds(Dossier, st.just("21501"), st.integers(2, 34).map("{:02}".format)),
)
kamerstukken = st.builds(Kamerstuk, dossiers, st.integers(1, 9999).map(str))
records = st.builds(
    lambda chamber, year, sitting, item: Handelingen(chamber, f"{year}{year + 1}", sitting, item),
    st.sampled_from(("tk", "ek")),
    st.integers(1995, 2030).filter(lambda year: year != 1999),
    st.integers(1, 120),
    st.one_of(st.none(), st.integers(1, 60)),
)
PIECES = (
    "Kamerstuk", "kst-", "nr.", "nrs. 1–3", "26 485", "21501-02", "(", ")", " ", "\n", "-\n",
    "motie van het lid", "Van der Lee", "c.s.", "toezegging om", "heeft toegezegd", "AO", "van 4 maart 2020",
    "jl.", "31 februari", "Handelingen II 2021/22,", "items 5 en", "Richtlijn 2011/95/EU", "convenant van de",
    "verzekerings- en", "sector", "https://", "MOTIE VAN DE LEDEN", "EN", "’s-Gravenhage 2023",
    "ISSN 0921 - 7371", "\u00ad", "Ã", "\ufb01", "\u0301", "2024Z12345", "«", "»", "ik zeg toe",
)  # fmt: skip
texts = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


def check(text: str, gazetteer: Gazetteer) -> None:
    for mention in mentions(text, date(2022, 4, 7), gazetteer):
        assert 0 <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.quote
        assert mention.rule
        match mention.kind:
            case "kamerstuk":
                assert Kamerstuk.parse(str(mention.id)).id == mention.id
            case "dossier":
                assert Dossier.parse(str(mention.id).removeprefix("dossier-"))
            case "handelingen":
                assert Handelingen.parse(str(mention.id)).id == mention.id


@given(texts)
def test_no_text_makes_it_fail_and_every_quote_is_a_slice(gazetteer: Gazetteer, text: str) -> None:
    check(text, gazetteer)
    document_date(text)


@given(st.integers(0, 12000), st.integers(1, 2500))
def test_any_piece_of_the_letter_keeps_the_rules(gazetteer: Gazetteer, letter: str, start: int, length: int) -> None:
    check(letter[start : start + length], gazetteer)


@given(kamerstukken)
def test_a_kamerstuk_as_printed_reads_back_from_a_text(kamerstuk: Kamerstuk) -> None:
    found = mentions(f"Zie de brief ({kamerstuk}) van de Minister.", None, Gazetteer())
    assert [Kamerstuk.parse(str(m.id)) for m in found if m.kind in ("kamerstuk", "dossier")] == [kamerstuk]
    assert [m.quote for m in found if m.kind == "kamerstuk"] == [str(kamerstuk)]


@given(kamerstukken)
def test_a_kamerstuk_by_its_id_reads_back_from_a_text(kamerstuk: Kamerstuk) -> None:
    found = mentions(f"Zie {kamerstuk.id}.", None, Gazetteer())
    assert [m.id for m in found if m.kind == "kamerstuk"] == [kamerstuk.id]


@given(records)
def test_the_record_as_printed_reads_back_from_a_text(record: Handelingen) -> None:
    found = mentions(f"Op die dag ({record}) sprak de Kamer.", None, Gazetteer())
    assert [Handelingen.parse(str(m.id)) for m in found if m.kind == "handelingen"] == [record]


@pytest.mark.parametrize(
    "value",
    [
        Aanhangsel("20242025", 545),
        Gazette("stb", 2024, 153),
        Gazette("stcrt", 2012, 15896),
        Gazette("trb", 2009, 217),
        TkNumber(2024, "Z", 16988),
        EuAct(3, 2024, "L", 1760),
        EuAct(5, 2022, "PC", 71),
    ],
)
def test_an_official_number_reads_back_by_its_id_and_from_a_text(
    value: Aanhangsel | Gazette | TkNumber | EuAct,
) -> None:
    assert type(value).parse(value.id) == value
    assert value.id in {m.id for m in mentions(f"Zie {value}.", None, Gazetteer())}
