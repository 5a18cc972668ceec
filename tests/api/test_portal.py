"""The portal's pages over the whole graph: forms, answers as tables, registers, the reading room, neighbourhoods."""

import html
import re
from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from imvograph.api.portal.neighbourhood import MOST, neighbourhood
from imvograph.api.portal.reading import Mark, stretches
from imvograph.api.portal.registers import age_of
from imvograph.api.views import Link, Words
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
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


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
    assert "geen resultaat. Doorzocht: 1 document" in said
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
    assert commitments("claimed=gemeld-zonder-oordeel") + commitments("claimed=gemeld-uitgevoerd") <= 4
    assert commitments("claimed=gemeld-zonder-oordeel") >= 1
    assert commitments("older=999999") == 0
    assert commitments("minister=kaag-s-a-m") == 2
    assert age_of({"date": "2020-03-03"}, date(2020, 3, 13)) == 10
    assert age_of({"date": "2020-03"}, date(2020, 3, 13)) is None


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
