"""What holds of every text: no mention lies outside it, every quote is its slice, and nothing makes extraction fail."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from imvograph.extract import document_date, mentions
from imvograph.extract.dates import DAY, dates, value
from imvograph.extract.layout import View, around
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
IN_DATES = (
    "maart", "Maart", "MAART", "rnaart", "mei", "jan.", "sept", "okt.", "zomer", "voorjaar van", "1", "l5", "12", "35", "5e",
    "2020", "2O20", "1999", "135", "jl.", "j. l", "ll", "laatstleden", "a.s.", " ", " ", "\n", ",", ".", "(", "in", "l",
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


@given(st.lists(st.sampled_from(IN_DATES), max_size=16).map("".join))
def test_dates_are_looked_for_wherever_one_can_be(text: str) -> None:
    view, today = View(text), date(2022, 4, 7)
    every = [match.span() for match in DAY.finditer(view.plain) if value(match, today)]
    assert [(found.start, found.end) for found in dates(view, today)] == every


@given(st.lists(st.sampled_from(("de ", "e", "lid", "leden", "li", " ", "Aa", "A")), max_size=24).map("".join))
def test_around_a_piece_of_text_is_everything_that_a_pattern_finds(text: str) -> None:
    pattern = re.compile(r"(?:de )?(?:lid|leden)(?: ?A(?:a|lid)?)*")
    found = [match.span() for match in around(text, pattern, "lid leden", 3)]
    assert found == [match.span() for match in pattern.finditer(text)]


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


def read_back(value: Aanhangsel | Gazette | TkNumber | EuAct, written: str) -> None:
    assert type(value).parse(value.id) == value
    assert value.id in {m.id for m in mentions(f"Zie {written}.", None, Gazetteer())}


years = st.integers(1990, 2049).filter(lambda year: year != 1999)


@given(
    st.builds(lambda year, number, chamber: Aanhangsel(f"{year}{year + 1}", number, chamber),
              years, st.integers(1, 9999), st.sampled_from(("tk", "ek")))
)  # fmt: skip
def test_an_aanhangsel_as_printed_and_by_its_id_reads_back_from_a_text(value: Aanhangsel) -> None:
    read_back(value, str(value))
    read_back(value, value.id)


@given(st.builds(Gazette, st.sampled_from(("stb", "stcrt", "trb")), st.integers(1815, 2049), st.integers(1, 99999)))
def test_a_gazette_as_printed_and_by_its_id_reads_back_from_a_text(value: Gazette) -> None:
    read_back(value, str(value))
    read_back(value, value.id)


@given(st.builds(TkNumber, st.integers(1990, 2049), st.sampled_from("ZD"), st.integers(0, 99999)))
def test_a_number_of_the_house_reads_back_from_a_text(value: TkNumber) -> None:
    read_back(value, str(value))


@given(
    st.one_of(
        st.builds(EuAct, st.just(3), st.integers(1958, 2049), st.sampled_from("LRDH"), st.integers(1, 9999)),
        st.builds(
            EuAct, st.just(5), st.integers(1990, 2049), st.sampled_from(("PC", "DC", "JC", "SC")), st.integers(1, 9999)
        ),
    )
)
def test_an_act_of_the_union_by_its_celex_number_reads_back_from_a_text(value: EuAct) -> None:
    read_back(value, str(value))


@given(years.filter(lambda year: year >= 2015), st.sampled_from(("L", "R")), st.integers(1, 9999))
def test_an_act_of_the_union_as_printed_reads_back_from_a_text(year: int, kind: str, number: int) -> None:
    name = {"L": "Richtlijn", "R": "Verordening"}[kind]
    read_back(EuAct(3, year, kind, number), f"{name} (EU) {year}/{number}")


letters_of_the_senate = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=2)


@given(dossiers, letters_of_the_senate)
def test_a_paper_of_the_eerste_kamer_as_printed_reads_back_from_a_text(dossier: Dossier, letters: str) -> None:
    kamerstuk = Kamerstuk(dossier, letters)
    found = mentions(f"Zie de brief ({kamerstuk}) van de Minister.", None, Gazetteer())
    assert [m.id for m in found if m.kind in ("kamerstuk", "dossier")] == [kamerstuk.id]


@given(dossiers)
def test_a_dossier_as_printed_reads_back_from_a_text(dossier: Dossier) -> None:
    found = mentions(f"Zie het wetsvoorstel (Kamerstukken {dossier}) van de Minister.", None, Gazetteer())
    assert [m.id for m in found if m.kind in ("kamerstuk", "dossier")] == [f"dossier-{dossier.id}"]
