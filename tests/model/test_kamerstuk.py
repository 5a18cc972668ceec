"""Official numbers: one reader, one writer, each the inverse of the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imvograph.errors import SourceError
from imvograph.model.kamerstuk import Dossier, Handelingen, Kamerstuk, id_at

additions = st.none() | st.sampled_from(["V", "XVII", "XIV", "A", "02", "20", "XIIA"])
dossiers = st.builds(
    Dossier,
    st.integers(1000, 99999).map(str),
    additions,
    st.none() | st.integers(1000, 9999).map("R{}".format),
)
papers = st.integers(1, 9999).map(str) | st.sampled_from(["A", "E", "AE", "42e"])
kamerstukken = st.builds(Kamerstuk, dossiers, papers)
records = st.builds(
    Handelingen,
    st.sampled_from(["tk", "ek"]),
    st.integers(1900, 2098).map(lambda year: f"{year}{year + 1}"),
    st.integers(1, 200),
    st.none() | st.integers(1, 99),
)


@given(kamerstukken)
def test_an_id_of_a_kamerstuk_reads_back(kamerstuk):
    assert Kamerstuk.parse(kamerstuk.id) == kamerstuk


@given(dossiers)
def test_an_id_of_a_dossier_reads_back(dossier):
    assert Dossier.parse(dossier.id) == dossier


@given(records)
def test_an_id_of_the_handelingen_reads_back(record):
    assert Handelingen.parse(record.id) == record
    assert record.whole.item is None and record.id.startswith(record.whole.id)


@pytest.mark.parametrize(
    ("id", "printed"),
    [
        ("kst-26485-337", "Kamerstuk 26 485, nr. 337"),
        ("kst-35925-XVII-33", "Kamerstuk 35 925 XVII, nr. 33"),
        ("kst-21501-02-1777", "Kamerstuk 21 501-02, nr. 1777"),
        ("kst-34417-R2068-7", "Kamerstuk 34 417 (R2068), nr. 7"),
        ("kst-36021-B", "Kamerstuk 36 021, B"),
    ],
)
def test_a_kamerstuk_prints_as_the_house_prints_it(id, printed):
    assert str(Kamerstuk.parse(id)) == printed


@pytest.mark.parametrize(
    "id", ["kst-26485", "26485-337", "kst-26485-337 ", "kst-1-2", "kst-26485-XVII33", "", "kst-٢٦٤٨٥-1"]
)
def test_what_is_no_kamerstuk_is_refused_with_an_example(id):
    with pytest.raises(SourceError, match="kst-26485-337"):
        Kamerstuk.parse(id)


@pytest.mark.parametrize("id", ["h-tk-20212023-27-5", "h-tk-2021-27", "h-tk-20212022", "tk-20212022-27"])
def test_a_session_year_has_two_years_that_follow(id):
    with pytest.raises(SourceError, match="h-tk-20212022-27-5"):
        Handelingen.parse(id)


def test_the_handelingen_print_as_the_house_prints_them():
    assert str(Handelingen.parse("h-tk-20212022-27-5")) == "Handelingen II 2021/22, nr. 27, item 5"
    assert Handelingen.parse("h-tk-20212022-27-5").page.endswith("/h-tk-20212022-27-5.html")


@pytest.mark.parametrize(
    ("address", "id"),
    [
        ("https://zoek.officielebekendmakingen.nl/kst-26485-337.html", "kst-26485-337"),
        ("http://zoek.officielebekendmakingen.nl/dossier/26485/h-tk-20202021-88-17.pdf?x=1#p2", "h-tk-20202021-88-17"),
        ("https://zoek.officielebekendmakingen.nl/stcrt-2019-12345", "stcrt-2019-12345"),
        ("kst-26485-337.xml", "kst-26485-337"),
        ("kst-26485-337", "kst-26485-337"),
        ("https://www.rvo.nl/onderwerpen/imvo.html", None),
        ("letters/", None),
        ("de motie kst-26485-337", None),
    ],
)
def test_the_address_of_an_official_publication_holds_its_id(address: str, id: str | None) -> None:
    assert id_at(address) == id
