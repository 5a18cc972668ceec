"""The portal's pages over the whole graph: forms, answers as tables, registers, the reading room, neighbourhoods."""

import csv
import gzip
import html
import io
import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.api.moments import moment
from imvograph.api.packing import takes_gzip
from imvograph.api.portal.neighbourhood import MOST, neighbourhood
from imvograph.api.portal.paging import ROWS
from imvograph.api.portal.reading import Mark, stretches
from imvograph.api.portal.registers import age_of
from imvograph.api.views import Link, Words
from imvograph.catalog import Catalog
from imvograph.model.iris import ID, graph
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore

BROWSER = {"accept": "text/html"}
LETTER = "/doc/source-text/dabeecb83e867f05"
PAGES = [
    "/", "/kinds", "/figures", "/questions", "/commitments", "/motions", "/covenants", "/debates", "/kamerstukken",
    "/publications", "/organisations", "/persons", "/topics", "/dossiers", "/meetings", "/kinds/GrantCondition",
    "/questions/commitments-by-topic?topic=tomaat-italie", "/questions/motions-by-topic", LETTER,
    "/around/commitment/bhos-2022-04-07-1-t4",
]  # fmt: skip


def page(client: TestClient, address: str, language: str = "nl") -> str:
    answer = client.get(address, headers=BROWSER | {"accept-language": language})
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def words(page: str) -> str:
    """What a person reads."""
    shown = re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(shown).split())


@pytest.mark.parametrize("address", PAGES)
def test_every_link_of_a_page_leads_somewhere(whole: TestClient, address: str) -> None:
    links = {html.unescape(link).partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', page(whole, address))}
    failed = [link for link in sorted(links)[:60] if whole.get(link, headers=BROWSER).status_code not in (200, 303)]
    assert failed == []


@pytest.mark.parametrize("address", PAGES)
def test_an_unchanged_page_is_not_drawn_again(whole: TestClient, address: str) -> None:
    first = whole.get(address, headers=BROWSER)
    again = whole.get(address, headers=BROWSER | {"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_door_says_what_the_list_behind_it_counts(whole: TestClient) -> None:
    doors = {
        address: int(number)
        for home in ("/", "/kinds")
        for address, number in re.findall(r'<li><a href="(/[^"]+)"><b>(\d+)</b>', page(whole, home))
    }
    assert doors["/kamerstukken"] == whole.get("/api/v1/kamerstukken").json()["total"] > 50
    for address, number in doors.items():
        shown = words(page(whole, address))
        counted = re.search(r"Rij \d+–\d+ van (\d+)|(\d+) rij(?:en)?\b", shown)
        assert counted and int(counted[1] or counted[2]) == number, (address, number, shown[:300])


def test_a_question_has_a_form_of_its_types_and_an_answer_with_the_sentences(whole: TestClient) -> None:
    shown = page(whole, "/questions/commitments-by-topic?topic=Italiaanse+tomatenketen")
    assert re.search(r'<option value="supply-chain/tomaat-italie">Italiaanse tomatenketen', shown)
    assert "de vervolgaanpak misstanden tomatensector" in words(shown)
    assert "Tijdens het AO IMVO van 3 maart 2020 heeft mijn voorganger uw Kamer toegezegd" in words(shown)
    assert 'href="/api/v1/queries/commitments-by-topic.csv?topic=Italiaanse+tomatenketen"' in shown
    assert "PREFIX imvo:" in shown and "Imvograph(" in shown and "curl &#39;http" in shown


def test_a_question_that_lacks_a_value_shows_its_form_and_an_example(whole: TestClient) -> None:
    shown = page(whole, "/questions/motions-by-topic")
    assert "required" in shown and 'href="?topic=verzekering' in shown
    assert whole.get("/questions/motions-by-topic?topic=kaas", headers=BROWSER).status_code == 404
    assert whole.get("/questions/nope", headers=BROWSER).status_code == 404


def test_an_empty_answer_says_what_was_searched_and_what_is_near(whole: TestClient) -> None:
    said = words(page(whole, "/questions/motions-by-topic?topic=tomaat-italie"))
    assert "(onderwerp: Italiaanse tomatenketen): geen resultaat. Doorzocht: 1 document" in said
    said = words(page(whole, "/motions?topic=tomaat-italie&from=2020-01-01&dossier=26485", "en"))
    asked = "topic: Italian tomato chain; from: 1 January 2020; dossier: Dossier 26 485"
    assert f"“Motions” ({asked}): no result." in said
    said = words(page(whole, "/questions/things-of-class?class=imvo:Cabinet"))
    assert "«Dingen van een klasse» (klasse: kabinet): geen resultaat." in said
    said = words(page(whole, "/questions/motions-by-topic?topic=tomaat-italie"))
    assert "de Kamer te informeren over de vervolgaanpak misstanden tomatensector toezegging" in said
    assert "Kamerbrief van 7 april 2022" in said


def test_a_long_answer_has_pages_that_hold_every_row_once(whole: TestClient) -> None:
    found: list[str] = []
    address: str | None = "/questions/organisations"
    while address:
        shown = page(whole, address)
        found += re.findall(r'<tr><td data-label="organisatie"><a href="([^"]+)"', shown)
        following = re.search(r'rel="next" href="(\?[^"]+)"', shown)
        address = "/questions/organisations" + html.unescape(following[1]) if following else None
    assert len(found) == len(set(found)) == whole.get("/api/v1/queries/organisations").json()["count"]


def test_the_register_of_commitments_filters_by_claim_and_by_age(whole: TestClient) -> None:
    def commitments(given: str) -> int:
        return len(re.findall(r"<article>", page(whole, f"/commitments?{given}")))

    assert commitments("") == 4
    assert (commitments("claimed=gemeld-zonder-oordeel"), commitments("claimed=gemeld-uitgevoerd")) == (3, 1)
    assert commitments("older=999999") == 0
    assert commitments("minister=kaag-s-a-m") == 2
    assert age_of({"date": "2020-03-03"}, date(2020, 3, 13)) == 10
    assert age_of({"date": "2020-03"}, date(2020, 3, 13)) is None


def test_a_filter_that_can_mean_nothing_is_refused_and_one_that_leaves_nothing_says_so(whole: TestClient) -> None:
    for wrong in ("older=-3", "older=%C2%B2", "older=ten", "claimed=kaas", "older=99999999"):
        assert whole.get(f"/commitments?{wrong}", headers=BROWSER).status_code == 422, wrong
    said = words(page(whole, "/commitments?older=999999"))
    assert "Geen enkele voldoet aan al deze filters samen" in said and "Zonder filters" in said


@pytest.mark.parametrize(
    ("register", "filters", "own"),
    [
        ("commitments", "", ""),
        ("commitments", "minister=kaag-s-a-m", ""),
        ("commitments", "minister=kaag-s-a-m", "older=1"),
        ("commitments", "", "claimed=gemeld-uitgevoerd"),
        ("motions", "", ""),
        ("motions", "topic=kleding-textiel", ""),
        ("motions", "", "claimed=none"),
    ],
)
def test_the_table_to_take_along_has_the_rows_that_the_register_shows(
    whole: TestClient, register: str, filters: str, own: str
) -> None:
    def table(address: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(whole.get(address).text)))

    shown = page(whole, f"/{register}?{filters}&{own}")
    (address,) = re.findall(r'<a href="([^"]+)" download>CSV', shown)
    assert address.startswith(f"/{register}.csv")
    rows, known = table(html.unescape(address)), table(f"/api/v1/queries/{register}.csv?{filters}")
    thing = next(iter(rows[0]))
    kept = [row for row in known if row[thing] in {row[thing] for row in rows}]
    assert rows == (kept if own else known) and rows
    for first in range(ROWS, len(rows), ROWS):
        shown += page(whole, f"/{register}?{filters}&{own}&page={first // ROWS + 1}")
    assert len(rows) == len(re.findall("<article>", shown))
    assert all(f'href="/{row[thing].partition("imvograph/")[2]}"' in shown for row in rows)


def test_what_has_an_age_is_of_a_day_and_not_kept_for_the_next(whole: TestClient) -> None:
    for address in ("/commitments", "/motions", "/commitments.csv"):
        assert whole.get(address).headers["etag"].startswith(f'"{date.today()}.')


@pytest.mark.parametrize(
    ("address", "language", "machine", "people"),
    [
        ("/commitments", "nl", "2020-03-03", "3 maart 2020"),
        ("/doc/covenant/bosbeheer", "en", "2020-12-31", "31 December 2020"),
        ("/doc/commitment/bhos-2022-04-07-1-t4", "en", "2020-03-03", "3 March 2020"),
        ("/", "nl", "2022-04-07", "7 april 2022"),
    ],
)
def test_a_day_is_written_as_people_do(
    whole: TestClient, address: str, language: str, machine: str, people: str
) -> None:
    shown = page(whole, address, language)
    assert f'<time datetime="{machine}">{people}</time>' in shown
    assert machine not in words(shown)


def test_a_moment_keeps_the_precision_of_its_source_and_what_is_none_stays_text() -> None:
    assert moment("2021-09", "en") == '<time datetime="2021-09">September 2021</time>'
    assert moment("2022-summer", "nl") == "zomer 2022"
    assert moment("2026-11-26T03:08:24Z", "nl") == (
        '<time datetime="2026-11-26T03:08:24Z">26 november 2026, 03:08 UTC</time>'
    )
    assert moment("2022", "nl") == "2022"
    assert moment("2021-02-30", "nl") == "2021-02-30"
    assert moment("<b>", "nl") == "&lt;b&gt;"


@pytest.mark.parametrize(
    "spelt",
    [
        "26 485, nr. 277",
        "26485-277",
        "kst-26485-277",
        "Kamerstukken II 2019/20, 26 485, nr. 277",
        "Kamerstuk 26485 nr 277",
    ],
)
def test_every_spelling_of_a_paper_finds_it_and_nobody_is_told_that_there_is_nothing(
    whole: TestClient, spelt: str
) -> None:
    said = words(page(whole, f"/search?q={spelt}"))
    assert "Motie Becker c.s. over het actief tegengaan van misstanden" in said
    assert "Niets gevonden" not in said


def test_what_nobody_checked_says_so_on_its_page_and_in_the_answers(whole: TestClient) -> None:
    shown = page(whole, "/doc/organisation/raad-van-state")
    assert 'class="status unchecked"' in shown and "toegevoegd, niet nagegaan" in words(shown)
    assert "added, not checked" in words(page(whole, "/doc/organisation/raad-van-state", "en"))
    assert "toegevoegd, niet nagegaan" not in words(page(whole, "/doc/organisation/fnv"))
    rows = whole.get("/api/v1/queries/organisations").json()["rows"]
    status = {row["organisation"].rpartition("/")[2]: row["status"] for row in rows}
    assert [s.rpartition("/")[2] for s in status["raad-van-state"]] == ["unchecked"]


def test_on_the_page_of_a_thing_headings_are_nested_statuses_told_apart_and_values_in_words(whole: TestClient) -> None:
    shown = page(whole, "/doc/kamerstuk/kst-26485-277")
    levels = [int(level) for level in re.findall(r"<h([1-6])", shown)]
    assert levels.count(1) == 1 and all(after <= before + 1 for before, after in pairwise(levels))
    assert 'class="status curated"' in shown and 'class="status extracted"' in shown
    assert "xsd:" not in words(shown)
    assert "heeft medeondertekenaars ja" in words(shown) and "tekst aanwezig nee" in words(shown)
    (table,) = re.findall(r'<a href="([^"]+)" download>CSV', shown)
    assert len(list(csv.DictReader(io.StringIO(whole.get(html.unescape(table)).text)))) > 10


def test_the_web_page_of_a_covenant_can_be_followed(whole: TestClient) -> None:
    assert '<a href="https://www.imvoconvenanten.nl/nl/bosbeheer" rel="external noreferrer">' in page(
        whole, "/covenants"
    )


def test_a_page_goes_packed_to_who_takes_that_and_is_light(whole: TestClient) -> None:
    for address in (LETTER, "/def/imvo", "/motions", "/"):
        plain = whole.get(address, headers=BROWSER | {"accept-encoding": "identity"})
        with whole.stream("GET", address, headers=BROWSER | {"accept-encoding": "br, gzip;q=0.8"}) as packed:
            sent = b"".join(packed.iter_raw())
        assert packed.headers["content-encoding"] == "gzip" and int(packed.headers["content-length"]) == len(sent)
        assert gzip.decompress(sent) == plain.content
        assert len(sent) <= 60_000
        assert "content-encoding" not in plain.headers
        assert "Accept-Encoding" in plain.headers["vary"] and "Accept-Encoding" in packed.headers["vary"]
        assert packed.headers["etag"] == plain.headers["etag"][:-1] + '-gz"'
        for answer, taken in ((packed, "gzip"), (plain, "identity"), (plain, "gzip")):
            held = BROWSER | {"accept-encoding": taken, "if-none-match": answer.headers["etag"]}
            again = whole.get(address, headers=held)
            told = {name: again.headers[name] for name in ("etag", "vary", "cache-control")}
            assert again.status_code == 304 and told == {name: answer.headers[name] for name in told}
            assert "content-type" not in again.headers
        for answer, taken in ((packed, "br, gzip;q=0.8"), (plain, "identity")):
            head = whole.head(address, headers=BROWSER | {"accept-encoding": taken})
            told = [
                "etag",
                "vary",
                "content-type",
                "content-length",
                *(["content-encoding"] if answer is packed else []),
            ]
            assert {name: head.headers[name] for name in told} == {name: answer.headers[name] for name in told}


@pytest.mark.parametrize("taken", ["gzip", "identity"])
def test_what_programs_read_is_packed_as_pages_are(whole: TestClient, taken: str) -> None:
    things = "/doc/letter/bhos-2022-04-07-1"
    for address in (
        "/api/v1/queries/motions", "/api/v1/motions", "/commitments.csv", "/sitemap/1.xml", "/sparql/terms.json",
        "/def/imvo.ttl", "/def/imvo.nt", f"{things}.rdf", f"{things}.jsonld", "/catalog.ttl", "/api/v1/openapi.json",
        "/sparql?query=SELECT*%7B?s+?p+?o%7DLIMIT+900", "/sparql?query=SELECT*%7B?s+?p+?o%7DLIMIT+9000", "/metrics",
    ):  # fmt: skip
        for _ in range(2):  # made, and kept
            with whole.stream("GET", address, headers={"accept-encoding": taken}) as first:
                sent = b"".join(first.iter_raw())
            packed = first.headers.get("content-encoding") == "gzip"
            assert packed is (taken == "gzip"), address
            assert "Accept-Encoding" in first.headers["vary"] and int(first.headers["content-length"]) == len(sent)
            if "etag" in first.headers:
                assert first.headers["etag"].endswith('-gz"') is packed
                again = whole.get(address, headers={"accept-encoding": taken, "if-none-match": first.headers["etag"]})
                assert again.status_code == 304 and again.headers["vary"] == first.headers["vary"]
                assert again.headers["etag"] == first.headers["etag"] and "content-type" not in again.headers
        if address != "/metrics":
            plain = whole.get(address, headers={"accept-encoding": "identity"}).content
            assert (gzip.decompress(sent) if packed else sent) == plain


def test_what_is_short_or_no_text_or_has_ranges_is_not_packed(whole: TestClient) -> None:
    for address in ("/healthz", "/robots.txt", "/static/style.css", "/changes", "/api/v1/queries/motions.parquet"):
        answer = whole.get(address, headers={"accept-encoding": "gzip"})
        assert "content-encoding" not in answer.headers, address
    asked = {"query": "SELECT * { ?s ?p ?o } LIMIT 900"}
    assert whole.post("/sparql", data=asked, headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        (b"gzip", True),
        (b"*", True),
        (b"*;q=0, gzip", True),
        (b"br;q=1, *;q=0.1", True),
        (b"gzip;q=0", False),
        (b"gzip;q=0, *", False),
        (b"br", False),
        (b"", False),
        (b"gzip; q=0.0", False),
        (b"x-gzip2", False),
    ],
)
def test_gzip_is_taken_if_it_is_named_or_meant_by_a_star(said: bytes, taken: bool) -> None:
    assert takes_gzip(said) is taken


def test_a_page_that_is_not_there_says_in_words_what_is_and_where_to_go_on(whole: TestClient) -> None:
    shown = whole.get("/doc/kamerstuk/26485-277", headers=BROWSER).text
    assert re.search(r'<a href="/id/kamerstuk/kst-26485-277">Motie Becker c.s. over', shown)
    assert '<a href="/search?q=26485-277"' in shown and "«near»" not in shown
    assert 'href="/motions"' in whole.get("/moties", headers=BROWSER).text
    wrong = whole.get("/commitments?from=foo&lang=en", headers=BROWSER).text
    assert 'href="/commitments?from=2020-01-01&amp;lang=en"' in wrong and "«example»" not in wrong
    assert "<script>alert" not in whole.get("/doc/person/<script>alert(1)<%2fscript>", headers=BROWSER).text


def test_the_home_page_asks_in_words_and_its_forms_name_their_choices(whole: TestClient) -> None:
    home = words(page(whole, "/"))
    assert "Moties over een onderwerp (Italiaanse tomatenketen)" in home
    assert "Afspraken en verplichtingen over een onderwerp (vrouwenrechten)" in home
    assert "33 Moties" in home and "12 Convenanten" in home
    form = page(whole, "/questions/agreements-by-topic", "en")
    assert '<a href="?topic=grensoverschrijdend-gedrag">topic: transgressive behaviour</a>' in form
    assert ">linked: also by one step</option>" in form


def test_the_home_page_has_the_five_newest_documents_however_many_texts_they_have(tmp_path: Path) -> None:
    head = "@prefix imvo: <https://w3id.org/imvograph/def/imvo#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
    head += (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    )
    facts = [
        f'<{ID}letter/brief-{day}> skos:prefLabel "Brief {day}"@nl ; dcterms:date "2022-04-0{day}"^^xsd:date .\n'
        for day in range(1, 8)
    ]
    facts += [
        f'<{ID}source-text/{day}-{text}> imvo:textOf <{ID}letter/brief-{day}> ; imvo:sha256 "{day}{text}" .\n'
        for day in range(1, 8)
        for text in range(12 if day == 7 else 1)
    ]
    with EmbeddedStore.open(tmp_path, workers=1) as store:
        triples = (quad.triple for quad in parse(head + "".join(facts), RdfFormat.TURTLE))
        store.replace_graph(graph("extraction", "brieven"), frozenset(triples))
        home = page(TestClient(create_app(store, Catalog.read(assets.QUERIES), Settings(releases=tmp_path))), "/")
    assert re.findall(r'href="/id/letter/brief-([0-9])"', home) == list("76543")


PAGED = (
    "/questions/organisations?document=bhos-2022-04-07-1&",
    "/search?q=kaag&",
    "/organisations?",
    "/commitments?document=bhos-2022-04-07-1&",
)


@pytest.mark.parametrize("address", ("/motions?", "/kinds/Sector?", *PAGED))
def test_a_page_past_the_last_is_a_404_that_leads_to_the_last(whole: TestClient, address: str) -> None:
    shown = whole.get(f"{address}page=999&lang=en", headers=BROWSER)
    assert shown.status_code == 404 and "Search for" not in shown.text
    (last,) = re.findall(rf'href="({re.escape(html.escape(address))}[^"]*page=\d+)"', shown.text)
    number = int(last.rpartition("=")[2])
    assert f"There is no page 999; the last is page {number}" in shown.text
    there = page(whole, html.unescape(last))
    assert 'rel="next"' not in there and re.search("<tr><td|<article>|<li><h2>", there)
    told = whole.get(f"{address}page={number + 1}", headers={"accept": "application/json"})
    assert (told.status_code, told.json()["near"]) == (404, [f"{address}page={number}"])


@pytest.mark.parametrize("address", PAGED)
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "two", "٣", "1" * 400])
def test_what_can_be_no_page_is_refused_with_the_parameter_its_value_and_an_example(
    whole: TestClient, address: str, value: str
) -> None:
    asked = f"{address}page={quote(value)}"
    told = whole.get(asked, headers={"accept": "application/json"})
    assert told.status_code == 422
    assert [told.json()[member] for member in ("parameter", "value", "example")] == ["page", value[:200], "1"]
    refused = whole.get(asked, headers=BROWSER)
    assert f'href="{html.escape(address)}page=1"' in refused.text, "the other choices stay"


def test_an_empty_answer_has_one_page_and_an_empty_number_is_none(whole: TestClient) -> None:
    assert "Wat doorzocht is" in page(whole, "/questions/motions-by-topic?topic=tomaat-italie&page=")
    far = whole.get("/search?q=xyzzyx&page=2", headers=BROWSER)
    assert far.status_code == 404 and "de laatste is bladzijde 1" in far.text


def test_questions_stand_in_the_order_of_their_titles(whole: TestClient) -> None:
    for language in ("nl", "en"):
        titles = re.findall(r'<dt><a href="/questions/[^"]+">([^<]+)', page(whole, "/questions", language))
        assert len(titles) > 50 and titles == sorted(titles, key=lambda title: html.unescape(title).casefold())


def test_near_things_are_named_once(whole: TestClient) -> None:
    shown = page(whole, "/questions/motions-by-topic?topic=tomaat-italie")
    near = re.findall(
        r'<li><a href="(/id/[^"]+)"', shown.partition("Wat er wel is")[2].partition("Wat doorzocht is")[0]
    )
    assert len(near) == len(set(near)) > 10


def test_the_figures_say_which_covenants_they_leave_out(whole: TestClient) -> None:
    shown = page(whole, "/figures", "en")
    drawn = len(re.findall(r'<th scope="row"><a href="/id/covenant/', shown))
    assert f"{12 - drawn} covenants of which the first or the last day is not known" in words(shown)


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Voorde wind", "/id/person/voordewind"),
        ("schreinemaker", "/id/person/schreinemacher"),
        ("Kaga", "/id/person/kaag"),
    ],
)
def test_a_name_misspelt_finds_who_is_meant(whole: TestClient, typed: str, near: str) -> None:
    assert f'href="{near}' in page(whole, f"/search?q={typed}").partition("Lijkt erop")[2]


def test_a_topic_says_on_its_page_that_no_motion_concerns_it(whole: TestClient) -> None:
    said = words(page(whole, "/doc/supply-chain/tomaat-italie"))
    assert "Moties over een onderwerp Geen gevonden." in said
    assert "de Kamer te informeren over de vervolgaanpak misstanden tomatensector" in said


def test_the_reading_room_shows_every_letter_and_all_seven_slips(whole: TestClient) -> None:
    shown = page(whole, LETTER)
    text = re.search(r'<div class="text" lang="nl">(.*?)</div>', shown, re.DOTALL)
    held = whole.get(LETTER + ".jsonld").json()["@graph"]
    (letter,) = [value["@value"] for node in held for value in node.get("imvo:text", [])]
    assert text is not None
    assert html.unescape(re.sub(r"<[^>]+>", "", text[1])) == letter
    assert "7 dingen in deze tekst kloppen niet" in words(shown)
    places = set(re.findall(r'href="#(p-\d+-\d+)"', shown))
    assert places and places <= set(re.findall(r'id="(p-\d+-\d+)"', shown))


def test_any_passage_can_be_pointed_at(whole: TestClient) -> None:
    shown = page(whole, LETTER + "?mark=7784-8031")
    assert 'id="p-7784-8031"' in shown and 'class="k-found"' in shown
    for wrong in ("9-3", "0-99999999", "x", "-1-4"):
        assert 'class="k-found"' not in page(whole, f"{LETTER}?mark={wrong}")


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=12))
def test_the_pieces_of_a_marked_text_are_the_text(text: str, places: list[tuple[int, int]]) -> None:
    marks = [Mark(start, end, "date", Link("", None), "") for start, end in places]
    pieces = list(stretches(text, marks))
    assert "".join(piece.text for piece in pieces) == text
    inside = {(m.start, m.end) for m in marks if 0 <= m.start < m.end <= len(text)}
    assert {(m.start, m.end) for piece in pieces for m in piece.marks} == inside


def test_a_neighbourhood_is_bounded_and_always_the_same(whole_store: EmbeddedStore) -> None:
    snapshot = whole_store.snapshot()
    iri = "https://w3id.org/imvograph/id/organisation/tweede-kamer"
    first, again = (neighbourhood(snapshot, iri, Words(snapshot, "nl")) for _ in range(2))
    assert first == again
    assert first.nodes[0].iri == iri
    assert 1 < len(first.nodes) <= MOST
    ends = {end for edge in first.edges for end in (edge.source, edge.target)}
    assert ends <= {node.iri for node in first.nodes}


@pytest.mark.parametrize("address", [*PAGES, "/search?q=<script>alert(1)</script>", "/questions/topics?lang=en"])
def test_a_page_is_small_and_has_no_script_but_ours(
    whole: TestClient, foreign_scripts: Callable[[str], list[str]], address: str
) -> None:
    shown = page(whole, address)
    assert foreign_scripts(shown) == []
    assert not re.search(r"<[^>]*\s(style|on\w+)=", shown)
    assert len(shown.encode()) <= (400_000 if address.startswith(LETTER) else 150_000)
