"""What people do on the pages, step by step, in a real browser."""

import struct
from collections.abc import Callable
from typing import Any

import pytest


def test_in_three_clicks_from_home_to_the_sentence_about_the_tomato_chain(visit: Callable[..., Any]) -> None:
    """No motion concerns the chain; which commitment does, who promised it, what became of it, and the words."""
    watched = visit("nl")
    page = watched.open("/")
    page.get_by_role("link", name="Moties over een onderwerp").click()
    assert page.get_by_text("geen resultaat. Doorzocht: 1 document").is_visible()
    page.get_by_role("link", name="de Kamer te informeren over de vervolgaanpak misstanden tomatensector").click()
    page.wait_for_url("**/doc/commitment/bhos-2022-04-07-1-t4*")
    assert page.get_by_role("link", name="Kaag, minister voor Buitenlandse Handel").first.is_visible()
    assert page.get_by_role("heading", name="Gemelde opvolging").is_visible()
    assert page.get_by_role("link", name="gemeld zonder oordeel").first.is_visible()
    assert page.get_by_text(
        "Tijdens het AO IMVO van 3 maart 2020 heeft mijn voorganger uw Kamer toegezegd"
    ).is_visible()
    page.get_by_role("link", name="7784–8031").click()
    page.wait_for_url("**/doc/source-text/dabeecb83e867f05*#p-7784-8031")
    assert page.locator("#p-7784-8031 ~ mark").first.is_visible()
    assert watched.faults == []


def test_with_the_keyboard_alone_from_search_to_a_motion_to_its_sentence(visit: Callable[..., Any]) -> None:
    watched = visit("nl")
    page = watched.open("/")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("35 570 V, nr. 71")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    page.locator(".meant a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/kamerstuk/kst-35570-V-71*")
    passage = page.locator("main > .passage figcaption a").last
    passage.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/source-text/*#p-*")
    assert watched.faults == []


def test_a_search_box_suggests_while_one_types_and_the_arrows_choose(visit: Callable[..., Any]) -> None:
    watched = visit("nl")
    page = watched.open("/")
    page.locator("#q").press_sequentially("tomaten", delay=20)
    options = page.get_by_role("option")
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    assert options.first.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/**")
    assert watched.faults == []


def test_suggestions_that_come_late_do_not_take_away_what_is_chosen(visit: Callable[..., Any]) -> None:
    page = visit("nl").open("/")
    late: list[Any] = []
    page.route("**/suggest?q=tomaten&*", lambda route: late.append(route))
    page.locator("#q").press_sequentially("tomaten", delay=20)
    options = page.get_by_role("option")
    options.first.wait_for()
    while not late:
        page.wait_for_timeout(10)
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/suggest?q=tomaten&*") as answer:
        late[0].continue_()
    answer.value.finished()
    page.wait_for_timeout(100)  # for who would listen to it
    assert options.first.get_attribute("aria-selected") == "true"


def test_a_kind_of_mark_can_be_hidden_in_the_reading_room(visit: Callable[..., Any]) -> None:
    page = visit("nl").open("/doc/source-text/dabeecb83e867f05")
    mark = page.locator(".text mark.k-date").first
    colour = "element => getComputedStyle(element).backgroundColor"
    assert mark.evaluate(colour) != "rgba(0, 0, 0, 0)"
    page.locator("#show-date").uncheck()
    assert mark.evaluate(colour) == "rgba(0, 0, 0, 0)"


def test_a_neighbourhood_is_drawn_and_a_click_brings_in_more(visit: Callable[..., Any]) -> None:
    watched = visit("nl")
    page = watched.open("/around/commitment/bhos-2022-04-07-1-t4")
    graph = page.locator("#graph[data-drawn]")
    graph.wait_for()
    assert int(graph.get_attribute("data-drawn")) > 5
    drawing, picture = _saved(page, "svg"), _saved(page, "png")
    assert drawing.startswith(b"<svg") and drawing.count(b"<circle") >= int(graph.get_attribute("data-drawn"))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n" and picture[12:16] == b"IHDR"
    width, height = struct.unpack(">II", picture[16:24])
    assert width > 400 < height and len(picture) > 10_000, "as wide as the drawing, and not blank"
    assert watched.faults == []


def _saved(page: Any, kind: str) -> bytes:
    """What a click on a button to save gives."""
    with page.expect_download() as saved:
        page.locator(f"[data-save={kind}]").click()
    assert saved.value.suggested_filename == f"imvograph.{kind}"
    return bytes(saved.value.path().read_bytes())


def test_the_sparql_editor_starts_from_an_example_and_shows_an_answer(visit: Callable[..., Any]) -> None:
    watched = visit("en")
    page = watched.open("/sparql")
    page.locator("#editor[data-ready]").wait_for()
    page.get_by_role("link", name="Anomalies in sources").click()
    text = page.locator("#editor .CodeMirror").evaluate("editor => editor.CodeMirror.getValue()")
    assert text.startswith("PREFIX") and "imvo:anomalyKind" in text
    page.locator(".yasqe_queryButton").click()
    page.locator(".yasr .dataTable tbody tr").first.wait_for()
    assert page.locator(".yasr .dataTable tbody tr").count() == 7
    assert watched.faults == []


def test_the_sparql_editor_completes_our_terms_tells_what_is_wrong_and_shares_a_query(
    visit: Callable[..., Any],
) -> None:
    watched = visit("nl", permissions=["clipboard-read", "clipboard-write"])
    page = watched.open("/sparql")
    page.locator("#editor[data-ready]").wait_for()
    text = page.locator("#editor .CodeMirror")
    text.evaluate("editor => { editor.CodeMirror.setValue('SELECT * { ?s a '); editor.CodeMirror.focus(); }")
    text.evaluate("editor => editor.CodeMirror.setCursor({line: 0, ch: 99})")
    page.keyboard.type("imvo:Commi", delay=20)
    hint = page.locator(".CodeMirror-hints li").filter(has_text="imvo#Commitment").first
    hint.wait_for()
    hint.click()
    assert "<https://w3id.org/imvograph/def/imvo#Commitment>" in text.evaluate("editor => editor.CodeMirror.getValue()")
    page.locator(".yasqe_queryButton").click()
    page.get_by_role("alert").filter(has_text="SPARQL klopt niet").wait_for()
    assert page.get_by_role("alert").get_by_text('"status"').count() == 0
    text.evaluate("editor => editor.CodeMirror.setValue('ASK {}')")
    page.locator("#share").click()
    page.get_by_role("status").filter(has_text="Gekopieerd").wait_for()
    shared = page.evaluate("navigator.clipboard.readText()")
    page.goto("about:blank")
    page.goto(shared)
    page.locator("#editor[data-ready]").wait_for()
    assert text.evaluate("editor => editor.CodeMirror.getValue()") == "ASK {}"
    assert [fault for fault in watched.faults if "400 (Bad Request)" not in fault] == []


def test_who_goes_through_a_text_by_keyboard_reads_what_each_mark_names(visit: Callable[..., Any]) -> None:
    page = visit("nl").open("/doc/source-text/dabeecb83e867f05")
    mark = page.locator(".text mark a").first
    mark.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    told = mark.evaluate("element => getComputedStyle(element, '::after').content")
    assert told.strip('"') == mark.get_attribute("title") != ""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_can_be_read_without_scripts(visit: Callable[..., Any], language: str) -> None:
    page = visit(language, java_script_enabled=False).page
    page.goto(visit(language).site + "/questions/commitments-by-topic?topic=tomaat-italie")
    assert page.locator("table.cards tbody tr").count() == 1
    page.locator("details.passages summary").click()
    assert page.locator("details.passages blockquote").first.is_visible()
