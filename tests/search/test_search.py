"""Search over the whole graph: what a reader types finds what the letter says, whatever the form of the word."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imvograph import search
from imvograph.model.iris import BASE, thing
from imvograph.search import Resolved, SearchIndex
from imvograph.search.content import Entry, entries
from imvograph.search.words import parts_of_compounds, read
from imvograph.store import EmbeddedStore

LETTER = thing("letter", "bhos-2022-04-07-1")
BECKER = thing("kamerstuk", "kst-26485-277")
CHAIN = thing("supply-chain", "tomaat-italie")


@pytest.fixture(scope="module")
def index(built: EmbeddedStore) -> SearchIndex:
    return search.index_of(built.snapshot())


def iris(index: SearchIndex, text: str, **filters: list[str]) -> list[str]:
    return [hit.entry.iri for hit in search.find(index, text, limit=100, **filters).hits]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tomatenketen", CHAIN),
        ("TOMATENKETENS", CHAIN),
        ("tomatensectoren", CHAIN),
        ("tomaat", CHAIN),
        ("keten", CHAIN),
        ("ketens", CHAIN),
        ("italian tomato chain", CHAIN),
        ("financiele instelling", thing("sector", "financiele-instellingen")),
        ("financiële instellingen", thing("sector", "financiele-instellingen")),
        ("teruggevorderd", BECKER),
        ("misstand werkvloer", BECKER),
        ("de misstanden op de werkvloer", BECKER),
        ("26 485, nr. 277", BECKER),
        ("kst-26485-277", BECKER),
        ("«misstanden op de werkvloer»", BECKER),
        ("handen ineengeslagen", LETTER),
        ("transparantie gemaakte keuzes", LETTER),
    ],
)
def test_a_word_is_found_in_each_of_its_forms(index: SearchIndex, typed: str, found: str) -> None:
    assert found in iris(index, typed)


def test_what_is_called_so_comes_before_what_speaks_of_it(index: SearchIndex) -> None:
    assert iris(index, "vrouwenrechten")[0] == thing("risk-theme", "vrouwenrechten")
    assert iris(index, "tomatenketen")[0] == CHAIN


def test_all_words_must_be_there(index: SearchIndex) -> None:
    both = set(iris(index, "biodiversiteit instellingen"))
    assert both and both <= set(iris(index, "biodiversiteit")) & set(iris(index, "instellingen"))
    assert iris(index, "biodiversiteit xyzzy") == []


def test_a_phrase_stands_in_this_order(index: SearchIndex) -> None:
    assert iris(index, '"gepaste zorgvuldigheid"')
    assert iris(index, '"zorgvuldigheid gepaste"') == []
    assert iris(index, "zorgvuldigheid gepaste")


def test_minus_leaves_out(index: SearchIndex) -> None:
    without = iris(index, "werkvloer -motie")
    assert without and BECKER not in without and BECKER in iris(index, "werkvloer")


@pytest.mark.parametrize("typed", ["%%%", "?!", "\x00", "a" * 60, f"keten {'a' * 60}", f'"keten {"a" * 60}"'])
def test_signs_and_endless_words_are_found_nowhere(index: SearchIndex, typed: str) -> None:
    assert search.find(index, typed).total == 0


def test_who_types_nothing_or_only_what_to_leave_out_gets_all_the_rest(index: SearchIndex) -> None:
    minus, plus, every = (search.find(index, typed).total for typed in ("-keten", "keten", " "))
    assert minus + plus == every > plus > 0


def test_a_hyphen_inside_a_word_leaves_nothing_out(index: SearchIndex) -> None:
    assert BECKER in iris(index, "motie-Becker")


def test_a_passage_is_the_piece_of_the_text_that_it_says(index: SearchIndex, built: EmbeddedStore) -> None:
    texts = [row[0] for row in built.select(f"SELECT ?t {{ ?s <{BASE}def/imvo#text> ?t }}").rows]
    (text,) = (str(getattr(value, "value", "")) for value in texts)
    passages = [hit.entry for hit in search.find(index, "", kind=["passage"], limit=100).hits]
    assert len(passages) > 20
    for passage in passages:
        raw = text[passage.start : passage.end]
        assert raw == raw.strip()
        assert passage.text.split()[0].startswith(raw.split()[0].rstrip("-"))
        assert passage.text.split()[-1].endswith(raw.split()[-1].lstrip("-")) or "http" in raw
    places = [(passage.start, passage.end) for passage in passages]
    assert len(set(places)) == len(places)


def test_a_word_cut_by_a_line_is_found_whole(index: SearchIndex) -> None:
    (hit,) = search.find(index, "arbeidsmigranten slachtoffer", kind=["passage"]).hits
    assert "arbeidsmigranten" in hit.entry.text  # «arbeidsmi-\ngranten» as received


def test_a_passage_knows_what_is_named_in_it_and_its_sector(index: SearchIndex) -> None:
    (hit,) = search.find(index, "arbeidsmigranten slachtoffer", kind=["passage"]).hits
    assert {CHAIN, thing("organisation", "fnv")} <= set(hit.entry.things)
    assert thing("sector", "voedingsmiddelen") in hit.entry.sectors


def test_a_snippet_marks_the_words_in_code_points(index: SearchIndex) -> None:
    (hit,) = search.find(index, "arbeidsmigrant slachtoffers", kind=["passage"]).hits
    assert hit.snippet is not None
    marked = [hit.snippet.text[start:end] for start, end in hit.snippet.marks]
    assert "arbeidsmigranten" in marked and "slachtoffer" in marked
    for hit in search.find(index, "financiële", limit=100).hits:
        if hit.snippet:
            assert all(hit.snippet.text[a:b].isalpha() for a, b in hit.snippet.marks)


def test_facets_count_what_a_choice_would_give(index: SearchIndex) -> None:
    found = search.find(index, "motie", kind=["motion"])
    for facet in found.facets["kind"]:
        assert search.find(index, "motie", kind=[facet.value]).total == facet.count
    for name in ("sector", "year"):
        for facet in found.facets[name]:
            assert search.find(index, "motie", kind=["motion"], **{name: [facet.value]}).total == facet.count


def test_two_values_of_one_facet_are_either(index: SearchIndex) -> None:
    motions, letters = (search.find(index, "", kind=[kind]).total for kind in ("motion", "letter"))
    assert search.find(index, "", kind=["motion", "letter"]).total == motions + letters


def test_a_page_goes_on_where_the_last_one_ended(index: SearchIndex) -> None:
    whole = iris(index, "motie")
    paged = [hit.entry.iri for at in range(0, 100, 7) for hit in search.find(index, "motie", limit=7, offset=at).hits]
    assert paged == whole


@given(st.text(max_size=80))
def test_no_text_is_an_error(index: SearchIndex, text: str) -> None:
    search.find(index, text, limit=3)
    search.suggest(index, text)
    search.resolve(index, text)


@pytest.mark.parametrize(
    "text",
    ["(", "a AND", "NOT", "[a TO", "*", "/a+/", "label:x", "a^9", "~", '"', "-", "--", '-"', "\\", "\x00", "\ud800",
     "x" * 100_000, "a " * 5_000, '"' * 999, "(" * 9_999, "é" * 700, "🍅" * 300, "-" * 5000, "\n\t"],
)  # fmt: skip
def test_odd_input_is_only_words(index: SearchIndex, text: str) -> None:
    search.find(index, text)
    search.suggest(index, text)
    search.resolve(index, text)


def test_a_query_language_of_others_is_not_obeyed() -> None:
    assert read("label:x OR kind:* /a+/").words == ("label", "x", "kind")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("toma", "commodity/tomaat"),
        ("becke", "person/becker-b"),
        ("26485-27", "kamerstuk/kst-26485-277"),
        ("vrouwenr", "risk-theme/vrouwenrechten"),
        ("kledng", "sector/kleding-textiel"),
    ],
)
def test_a_search_box_is_offered_what_a_name_begins_with(index: SearchIndex, typed: str, first: str) -> None:
    assert BASE + "id/" + first in [entry.iri for entry in search.suggest(index, typed, 5)]


def meant(found: Resolved) -> list[tuple[str, str]]:
    return [(c.by, c.entry.iri.removeprefix(BASE + "id/")) for c in found.candidates]


@pytest.mark.parametrize(
    "text",
    ["26 485, nr. 277", "26485-277", "kst-26485-277", "Kamerstuk 26 485, nr. 277", "Kamerstukken II 2018/19, 26 485, nr. 277",
     "motie Becker c.s. (26 485, nr. 277)", "zie Kamerstuk 26485 nr. 277.", "26\u00a0485,  nr.\n277"],
)  # fmt: skip
def test_a_paper_goes_by_every_spelling_of_its_number(index: SearchIndex, text: str) -> None:
    found = search.resolve(index, text)
    assert meant(found) == [("number", "kamerstuk/kst-26485-277")]
    assert found.numbers == ["kst-26485-277"]


@pytest.mark.parametrize(
    ("text", "by", "iri"),
    [
        ("tomatensector", "name", "supply-chain/tomaat-italie"),
        ("Italian tomato chain", "name", "supply-chain/tomaat-italie"),
        ("tomaat-italie", "name", "supply-chain/tomaat-italie"),
        ("supply-chain/tomaat-italie", "name", "supply-chain/tomaat-italie"),
        ("FNV", "name", "organisation/fnv"),
        ("becker", "name", "person/becker-b"),
        ("35 925 XVII", "number", "dossier/35925-XVII"),
        ("35 570 V", "number", "dossier/35570-V"),
        ("35570-V", "number", "dossier/35570-V"),
        ("dossier 35 570 V", "number", "dossier/35570-V"),
        ("Ministerie van Buiten-\nlandse Zaken", "name", "organisation/mnre1013"),
        ("financiële instellin-\r\n  gen", "name", "sector/financiele-instellingen"),
        ("motie-\nBecker", "mover", "kamerstuk/kst-26485-277"),
        ("CELEX:32017R0821", "number", "legislation/conflictmineralen"),
        ("Verordening (EU) 2017/821", "number", "legislation/conflictmineralen"),
        ("Handelingen II 2020/21, nr. 88, item 17", "number", "handelingen/h-tk-20202021-88-17"),
        (CHAIN, "iri", "supply-chain/tomaat-italie"),
        ("/doc/supply-chain/tomaat-italie", "iri", "supply-chain/tomaat-italie"),
        ("motie-Becker", "mover", "kamerstuk/kst-26485-277"),
        ("de motie van het lid Becker c.s.", "mover", "kamerstuk/kst-26485-277"),
        ("https://zoek.officielebekendmakingen.nl/kst-26485-277.html", "number", "kamerstuk/kst-26485-277"),
        (
            "https://zoek.officielebekendmakingen.nl/h-tk-20202021-88-17.html",
            "number",
            "handelingen/h-tk-20202021-88-17",
        ),
        ("minister Schreinemacher", "name", "person/schreinemacher-e-n-a-j"),
        ("mw. Kaag", "name", "person/kaag-s-a-m"),
        ("het lid v.d. Lee", "name", "person/van-der-lee-t-m-t"),
        ("vd Lee", "name", "person/van-der-lee-t-m-t"),
        ("convenant sierteelt", "name", "covenant/sierteelt"),
        ("het goudconvenant", "name", "covenant/goud"),
        ("Sierteeltconvenant", "name", "covenant/sierteelt"),
        ("goud convenant", "name", "covenant/goud"),
        ("covenant kleding en textiel", "name", "covenant/kleding-textiel"),
        ("motie\u2011Becker", "mover", "kamerstuk/kst-26485-277"),  # the hyphen that does not break
        ("motie-Jan Vos/Van Veldhoven", "mover", "kamerstuk/kst-34300-XVII-38"),
        ("motie Brekelmans en Agnes Mulder", "mover", "kamerstuk/kst-35570-V-72"),
        ("Graaf, van der", "name", "person/van-der-graaf"),
        ("Kaag, S.A.M.", "name", "person/kaag-s-a-m"),
        ("Becker (VVD)", "name", "person/becker-b"),
        ("oud-minister Ploumen", "name", "person/ploumen-e-m-j"),
        ("zoek.officielebekendmakingen.nl/kst-26485-277.html", "number", "kamerstuk/kst-26485-277"),
        ("https://zoek.officielebekendmakingen.nl/dossier/35925-XVII", "number", "dossier/35925-XVII"),
        (f"<{CHAIN}>", "iri", "supply-chain/tomaat-italie"),
        (CHAIN.replace("https://", "").replace("/id/", "/doc/") + ".ttl", "iri", "supply-chain/tomaat-italie"),
    ],
)
def test_one_thing_is_meant(index: SearchIndex, text: str, by: str, iri: str) -> None:
    assert meant(search.resolve(index, text)) == [(by, iri)]


def test_a_motion_of_a_member_with_several_is_a_choice_movers_first(index: SearchIndex) -> None:
    found = meant(search.resolve(index, "motie-Voordewind"))
    assert len(found) > 4
    assert [by for by, _ in found] == sorted((by for by, _ in found), reverse=True)
    assert ("mover", "kamerstuk/kst-26485-91") in found
    assert ("cosigner", "kamerstuk/kst-32852-24") in found


def test_sponsors_together_narrow_it_down(index: SearchIndex) -> None:
    found = meant(search.resolve(index, "motie Smaling en Voordewind"))
    assert [iri for _, iri in found] == ["kamerstuk/kst-32852-24", "kamerstuk/kst-34550-XVII-21"]


def test_a_name_of_several_things_is_a_choice(index: SearchIndex) -> None:
    found = meant(search.resolve(index, "voedingsmiddelen"))
    assert {"sector/voedingsmiddelen", "covenant/voedingsmiddelen"} <= {iri for _, iri in found}


def test_a_number_that_the_graph_does_not_hold_is_read_and_not_guessed(index: SearchIndex) -> None:
    found = search.resolve(index, "Kamerstuk 26 485, nr. 999")
    assert (list(found.candidates), list(found.numbers)) == ([], ["kst-26485-999"])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("dossier 36 410 V", "36410-V"),
        ("Aanhangsel Handelingen, vergaderjaar 2024–2025, nr. 505", "ah-tk-20242025-505"),
        ("2024Z16988", "2024Z16988"),
        ("Stb. 2019, 401", "stb-2019-401"),
        ("https://zoek.officielebekendmakingen.nl/stb-2019-401.html", "stb-2019-401"),
        ("Richtlijn 2011/95/EU", "32011L0095"),
        ("32011R0095", "32011R0095"),
    ],
)
def test_the_number_of_any_series_is_told_though_the_graph_holds_nothing_of_it(
    index: SearchIndex, text: str, number: str
) -> None:
    found = search.resolve(index, text)
    assert (list(found.candidates), list(found.numbers)) == ([], [number])


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("Schreinemacer", "person/schreinemacher-e-n-a-j"),
        ("minister Schreinemacer", "person/schreinemacher-e-n-a-j"),
        ("convenant siertelt", "covenant/sierteelt"),
        ("het bankenconvenat", "covenant/banken"),
        ("motie Vordewind", "kamerstuk/kst-26485-91"),
    ],
)
def test_a_person_a_covenant_or_a_motion_that_is_misspelt_is_near(index: SearchIndex, text: str, iri: str) -> None:
    found = search.resolve(index, text)
    assert found.candidates == () and thing(*iri.split("/")) in [entry.iri for entry in found.near]


def test_a_slip_of_the_pen_is_near_and_not_meant(index: SearchIndex) -> None:
    found = search.resolve(index, "tomatenkten")
    assert found.candidates == ()
    assert CHAIN in [entry.iri for entry in found.near]


def test_a_first_name_tells_two_members_apart(index: SearchIndex) -> None:
    found = meant(search.resolve(index, "motie-Jasper van Dijk"))
    assert found == [("mover", "kamerstuk/kst-35663-19"), ("cosigner", "kamerstuk/kst-35925-XVII-33")]
    assert set(found) < set(meant(search.resolve(index, "motie-Van Dijk")))


def test_a_first_name_that_is_not_known_leaves_the_family_near(index: SearchIndex) -> None:
    found = search.resolve(index, "Bente Becker")
    assert found.candidates == () and thing("person", "becker-b") in [entry.iri for entry in found.near]


def test_a_number_that_is_not_here_is_not_near_what_ends_alike(index: SearchIndex) -> None:
    found = search.resolve(index, "Stb. 2019, 401")
    assert (found.candidates, found.numbers, list(found.near)) == ((), ["stb-2019-401"], [])


@pytest.mark.parametrize("text", [" ", "…", "😀", "x" * 300])
def test_what_has_no_word_is_near_nothing(index: SearchIndex, text: str) -> None:
    assert list(search.resolve(index, text).near) == []


def test_nothing_is_nothing(index: SearchIndex) -> None:
    found = search.resolve(index, "volstrekt onbekend")
    assert (found.candidates, found.numbers, found.near) == ((), [], [])


def test_an_index_on_disk_answers_as_the_one_in_memory(
    built: EmbeddedStore, index: SearchIndex, tmp_path: Path
) -> None:
    with EmbeddedStore.open(tmp_path / "store", companions=[search.COMPANION]) as store:
        with store.batch():
            for iri in built.graphs():
                store.replace_graph(iri, built.graph(iri))
        snapshot = store.snapshot()
        assert snapshot.beside(search.COMPANION.name)
        opened = search.index_of(snapshot)
        for text in ("keten", "motie -becker", "", "toezegging"):
            assert search.find(opened, text, limit=50) == search.find(index, text, limit=50)


def test_a_damaged_index_is_made_anew(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with EmbeddedStore.open(tmp_path / "store", companions=[search.COMPANION]) as store:
        snapshot = store.snapshot()
        folder = snapshot.beside(search.COMPANION.name)
        assert folder
        (folder / "meta.json").write_text("{")
        assert search.find(search.index_of(snapshot), "x").total == 0
    assert "another is made in memory" in caplog.text


def test_a_compound_is_divided_into_our_own_words_only() -> None:
    parts = parts_of_compounds(
        {"tomatenketen", "keten", "tomaat", "adviesorgaan", "tegengaan", "gaan", "goudsector", "sector"}
    )
    assert {"tomaten", "keten", "tomaat"} <= parts
    assert "tomatenketen" not in parts and "adviesorgaan" in parts and "goudsector" in parts


def test_the_same_graph_gives_the_same_entries(built: EmbeddedStore) -> None:
    first, second = (list[Entry](entries(built.snapshot())) for _ in range(2))
    assert first == second
    assert {"motion", "covenant", "person", "sector", "passage"} <= {entry.kind for entry in first}


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[SearchIndex]:
    labels = {"nl": '<script>alert(1)</script> & "ketens"'}
    entry = Entry(
        "https://w3id.org/imvograph/id/topic/x", "topic", labels, tuple(labels.values()), "<b>keten</b> & «é» 🍅 keten"
    )
    yield SearchIndex.build([entry], {"keten"})


def test_a_snippet_holds_no_markup_of_ours_and_leaves_theirs_as_text(hostile: SearchIndex) -> None:
    (hit,) = search.find(hostile, "keten").hits
    assert hit.snippet is not None
    assert hit.snippet.text == "<b>keten</b> & «é» 🍅 keten"
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.marks] == ["keten", "keten"]
