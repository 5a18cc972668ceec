"""Asking a curated query: things by any name, evidence in full, empty answers that explain themselves."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.answers import ask
from imvograph.answers.names import Choices
from imvograph.answers.rows import plain, rows_of
from imvograph.catalog import Catalog, Column
from imvograph.errors import NotFoundError, ParameterError
from imvograph.model.iris import ID, IMVO, thing
from imvograph.model.kamerstuk import Dossier, Kamerstuk
from imvograph.model.names import fold, printed
from imvograph.store import EmbeddedStore, Table

WORDS = {"nl": "x", "en": "x"}
LETTER = thing("letter", "bhos-2022-04-07-1")
CHAIN = thing("supply-chain", "tomaat-italie")


@pytest.mark.parametrize(
    "name",
    [
        "tomaat-italie",
        CHAIN,
        "supply-chain/tomaat-italie",
        "Italiaanse tomatenketen",
        "ITALIAANSE  TOMATENKETEN",
        "tomatensector",
        "Italian tomato chain",
    ],
)
def test_a_topic_is_known_by_key_iri_and_every_name(name: str, catalog: Catalog, seed: EmbeddedStore) -> None:
    answer = ask(catalog, seed, "commitments-by-topic", {"topic": name})
    assert answer.parameters == {"topic": CHAIN}
    assert [row["commitment"] for row in answer.rows] == [thing("commitment", "bhos-2022-04-07-1-t4")]


@pytest.mark.parametrize("name", ["wapensector", "defensiesector", "defensie- en veiligheidsindustrie", "defensie"])
def test_synonyms_of_a_sector_are_one_sector(name: str, catalog: Catalog, seed: EmbeddedStore) -> None:
    assert ask(catalog, seed, "meetings-by-topic", {"topic": name}).parameters["topic"] == thing("sector", "defensie")


@pytest.mark.parametrize(
    "name", ["financiële instellingen", "financiele instellingen", "Financie\u0308le Instellingen"]
)
def test_accents_and_capitals_do_not_matter(name: str, catalog: Catalog, seed: EmbeddedStore) -> None:
    answer = ask(catalog, seed, "motions-by-topic", {"topic": name})
    assert answer.parameters["topic"] == thing("sector", "financiele-instellingen")


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("26 485, nr. 277", "kst-26485-277"),
        ("Kamerstuk 26 485, nr. 277", "kst-26485-277"),
        ("Kamerstukken II 2020/21, 26 485, nr. 337", "kst-26485-337"),
        ("26485-277", "kst-26485-277"),
        ("kst-26485-277", "kst-26485-277"),
        ("26485 nr 277", "kst-26485-277"),
        ("26 485 277", "kst-26485-277"),
        ("26.485, nr. 277", "kst-26485-277"),
        ("Kamerstuk 35 925 XVII, nr. 33", "kst-35925-XVII-33"),
        ("35925-XVII-33", "kst-35925-XVII-33"),
        ("35 570 v, nr. 71", "kst-35570-V-71"),
        ("21 501-02, nr. 2301", "kst-21501-02-2301"),
        ("36 021, E", "kst-36021-E"),
        ("Kamerstuk 32 623,\nnr. 297", "kst-32623-297"),
        ("Handelingen II 2021/22, nr. 27, item 5", "h-tk-20212022-27-5"),
        ("Handelingen II 2018/19, nr. 71, item 14", "h-tk-20182019-71-14"),
        ("26 485", "26485"),
        ("dossier 35 925 XVII", "35925-XVII"),
        ("35 570 V", "35570-V"),
        ("35570-V", "35570-V"),
        ("dossier 36 600 XII", "36600-XII"),
        ("dossier 36 600 A", "36600-A"),
        ("35 570, V", "kst-35570-V"),
        ("kst-35570-V", "kst-35570-V"),
        ("21 501-02", "21501-02"),
        ("34 417 (R2068)", "34417-R2068"),
    ],
)
def test_a_number_is_read_as_the_house_prints_it(text: str, id: str) -> None:
    assert printed(text) == id


@given(
    st.builds(
        Kamerstuk,
        st.builds(Dossier, st.from_regex(r"\A[1-9][0-9]{4}\Z"), st.sampled_from([None, "XVII", "V", "02"])),
        st.from_regex(r"\A[1-9][0-9]{0,3}\Z"),
    )
)
def test_every_printed_number_reads_back(kamerstuk: Kamerstuk) -> None:
    assert printed(str(kamerstuk)) == kamerstuk.id
    assert printed(kamerstuk.id) == kamerstuk.id


@pytest.mark.parametrize(
    "text", ["", "tomaat", "26", "nr. 277", "26 485, nr.", "Handelingen", "26 485, nr. 277 en 278", "32017R0821"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert printed(text) is None


@pytest.mark.parametrize("spelling", ["26 485, nr. 277", "Kamerstuk 26485-277", "kst-26485-277", "26485-277"])
def test_a_kamerstuk_is_found_in_every_spelling(spelling: str, catalog: Catalog, seed: EmbeddedStore) -> None:
    answer = ask(catalog, seed, "citing-documents", {"kamerstuk": spelling})
    assert [row["document"] for row in answer.rows] == [LETTER]


def test_an_unknown_topic_is_not_found_and_what_is_near_is_named(catalog: Catalog, seed: EmbeddedStore) -> None:
    with pytest.raises(NotFoundError, match="there is no topic 'tomaat-italia'") as missing:
        ask(catalog, seed, "motions-by-topic", {"topic": "tomaat-italia"})
    assert missing.value.near[0] == "tomaat-italie"
    with pytest.raises(NotFoundError) as missing:
        ask(catalog, seed, "motions-by-topic", {"topic": "tomatensoep"})
    assert "tomaat-italie" in missing.value.near


def test_a_thing_of_another_kind_is_not_found(catalog: Catalog, seed: EmbeddedStore) -> None:
    with pytest.raises(NotFoundError, match="there is no topic"):
        ask(catalog, seed, "motions-by-topic", {"topic": LETTER})


def test_an_unknown_query_is_not_found_and_what_is_near_is_named(catalog: Catalog, seed: EmbeddedStore) -> None:
    with pytest.raises(NotFoundError) as missing:
        ask(catalog, seed, "motion-by-topic", {})
    assert missing.value.near[0] == "motions-by-topic"


def test_a_thing_of_any_kind_is_given_as_iri_or_path(catalog: Catalog, seed: EmbeddedStore) -> None:
    by_path = ask(catalog, seed, "identifiers-of", {"thing": "organisation/tweede-kamer"})
    by_iri = ask(catalog, seed, "identifiers-of", {"thing": thing("organisation", "tweede-kamer")})
    assert by_path.rows == by_iri.rows != []
    with pytest.raises(NotFoundError, match="give an IRI or kind/key"):
        ask(catalog, seed, "identifiers-of", {"thing": "organisation/nergens"})
    with pytest.raises(NotFoundError):
        ask(catalog, seed, "identifiers-of", {"thing": "organisation/x> } #"})


def test_a_key_is_looked_up_without_listing_every_thing(catalog: Catalog, seed: EmbeddedStore) -> None:
    class Counting:
        """The store, which is its own snapshot, and what was asked of it."""

        version, asked_plainly = "counted", False

        def __init__(self) -> None:
            self.asked: list[str] = []

        def snapshot(self) -> "Counting":
            return self

        def select(self, text: str) -> Table:
            self.asked.append(text)
            return seed.select(text)

        def triples(self, *, predicate: NamedNode) -> Iterable[Triple]:
            return seed.triples(predicate=predicate)

    for value in ("kst-26485-277", "26 485, nr. 277", thing("kamerstuk", "kst-26485-277")):
        store = Counting()
        assert ask(catalog, store, "citing-documents", {"kamerstuk": value}).rows  # type: ignore[arg-type]
        assert len(store.asked) == 2


def test_a_motion_is_no_publication_though_both_lie_under_kamerstuk(catalog: Catalog, seed: EmbeddedStore) -> None:
    with pytest.raises(NotFoundError, match="there is no publication"):
        ask(catalog, seed, "authors-of-publication", {"publication": "kst-26485-277"})
    with pytest.raises(NotFoundError, match="there is no motion"):
        ask(catalog, seed, "replaced-motions", {"motion": "kst-26485-333"})


def test_one_key_in_two_registers_must_be_told_apart(catalog: Catalog, seed: EmbeddedStore) -> None:
    with pytest.raises(ParameterError, match="faction/d66, party/d66"):
        ask(catalog, seed, "motions-of-faction", {"organisation": "d66"})


def test_the_name_of_two_things_must_be_told_apart(catalog: Catalog) -> None:
    topic = catalog["motions-by-topic"].parameters["topic"]
    choices = Choices.of([(ID + "sector/a", ["wolk"]), (ID + "place/b", ["Wolk"])])
    with pytest.raises(ParameterError, match=r"more than one topic; give one of: place/b, sector/a"):
        choices.find(topic, "wolk")
    assert choices.find(topic, "sector/a") == ID + "sector/a"


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_evidence_in_full_is_the_passage(catalog: Catalog, seed: EmbeddedStore) -> None:
    given = {"topic": "tomaat-italie", "evidence": "full"}
    (row,) = ask(catalog, seed, "commitments-by-topic", given).rows
    assert [(passage["start"], passage["end"]) for passage in row["evidence"]] == [(1064, 1226), (7784, 8031)]
    ((held,),) = seed.select(f"SELECT ?text WHERE {{ ?source <{IMVO}text> ?text }}").rows
    text = plain(held)
    for passage in row["evidence"]:
        assert set(passage) == {"iri", "quote", "start", "end", "source", "document"}
        assert passage["document"] == LETTER
        words = "".join(text[passage["start"] : passage["end"]].replace("-", "").split())
        assert words == "".join(passage["quote"].replace("-", "").split())


def test_evidence_that_is_a_web_page_keeps_its_address(catalog: Catalog, seed: EmbeddedStore) -> None:
    rows = ask(catalog, seed, "organisations-of-covenant", {"covenant": "pensioen", "evidence": "full"}).rows
    passages = [passage for row in rows for passage in row["evidence"]]
    assert passages
    assert {passage["start"] for passage in passages} == {None}
    assert all(passage["iri"].startswith("http") for passage in passages)


def test_evidence_takes_two_values_only(catalog: Catalog, seed: EmbeddedStore) -> None:
    with pytest.raises(ParameterError, match="give iri or full"):
        ask(catalog, seed, "commitments", {"evidence": "all"})


def test_an_empty_answer_says_what_was_searched_and_what_is_near(catalog: Catalog, seed: EmbeddedStore) -> None:
    answer = ask(catalog, seed, "motions-by-topic", {"topic": "tomaat-italie"})
    assert answer.rows == []
    assert answer.explanation is not None
    assert [row["document"] for row in answer.explanation.searched] == [LETTER]
    assert {row["query"] for row in answer.explanation.related} == {"related-to-topic"}
    assert "(topic: Italian tomato chain): no result. Searched: 1 document;" in answer.explanation.message["en"]
    assert "(onderwerp: Italiaanse tomatenketen): geen resultaat." in answer.explanation.message["nl"]


def test_an_answer_with_rows_explains_nothing(catalog: Catalog, seed: EmbeddedStore) -> None:
    assert ask(catalog, seed, "commitments-by-topic", {"topic": "tomaat-italie"}).explanation is None


def test_a_scope_that_does_not_exist_is_refused(catalog: Catalog, seed: EmbeddedStore) -> None:
    with pytest.raises(ParameterError, match="one of: direct, linked"):
        ask(catalog, seed, "motions-by-topic", {"topic": "tomaat-italie", "scope": "everything"})


def test_an_answer_names_the_version_that_gave_it(catalog: Catalog, seed: EmbeddedStore) -> None:
    assert ask(catalog, seed, "commitments", {}).version == seed.version


def test_terms_become_plain_values() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    assert plain(Literal("7", datatype=NamedNode(xsd + "integer"))) == 7
    assert plain(Literal("1", datatype=NamedNode(xsd + "boolean"))) is True
    assert plain(Literal("2022-04-07", datatype=NamedNode(xsd + "date"))) == "2022-04-07"
    assert plain(Literal("2.5", datatype=NamedNode(xsd + "decimal"))) == 2.5
    assert plain(Literal("keten", language="nl")) == "keten"
    assert plain(NamedNode(CHAIN)) == CHAIN
    assert plain(None) is None


def test_rows_are_sorted_by_title_as_a_person_reads_and_lists_are_split() -> None:
    columns = {"title": Column("title", "label", WORDS, sort=1), "things": Column("things", "list", WORDS)}
    titles = ["b", "Éen", "a", None]
    cells = tuple((Literal(title) if title else None, Literal("y x y")) for title in titles)
    rows = rows_of(Table(("title", "things"), (*cells, (None, None))), columns)
    assert [row["title"] for row in rows] == ["a", "b", "Éen", None]
    assert rows[0]["things"] == ["x", "y"]


def test_an_empty_value_is_no_topic(catalog: Catalog, seed: EmbeddedStore) -> None:
    with pytest.raises(ParameterError, match="parameter 'topic' cannot be ''"):
        ask(catalog, seed, "motions-by-topic", {"topic": ""})
    assert ask(catalog, seed, "commitments", {"topic": ""}).rows == ask(catalog, seed, "commitments", {}).rows


def test_parties_of_a_covenant_on_a_day_outside_its_term_are_none(catalog: Catalog, seed: EmbeddedStore) -> None:
    def parties(day: str) -> int:
        return len(ask(catalog, seed, "organisations-of-covenant", {"covenant": "kleding-textiel", "date": day}).rows)

    assert parties("2018-01-01") > 5
    assert parties("2015-01-01") == parties("2025-01-01") == 0
