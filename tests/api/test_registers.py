"""Each filter of the registers by itself, what a motion's entry tells, and what stands on the page of any thing."""

import html
import re
from datetime import date

import pytest
from fastapi.testclient import TestClient

BROWSER = {"accept": "text/html"}
LETTER = "bhos-2022-04-07-1"
DAYS = (date.today() - date(2020, 3, 4)).days  # since the debate of the third commitment; the fourth is a day older


def listed(client: TestClient, address: str, kind: str) -> list[str]:
    """The keys of the things that a page lists, in its order."""
    answer = client.get(address, headers=BROWSER)
    assert answer.status_code == 200, answer.text[:300]
    return re.findall(rf'<h2><a href="/id/{kind}/([^"?]+)', answer.text)


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("", "1234"),
        (f"document=letter/{LETTER}", "1234"),
        ("debate=ao-imvo-2020-03-03", "4"),
        ("debate=begrotingsbehandeling-bhos-2021-11-25", "12"),
        ("minister=kaag-s-a-m", "34"),
        ("minister=S.A.M. Kaag", "34"),
        ("topic=tomaat-italie", "4"),
        ("from=2021-01-01", "12"),
        ("to=2020-03-03", "4"),
        ("from=2020-03-04&to=2020-12-31", "3"),
        ("claimed=gemeld-uitgevoerd", "2"),
        ("claimed=none", ""),
        (f"older={DAYS}", "34"),
        (f"older={DAYS + 1}", "4"),
        (f"minister=kaag-s-a-m&older={DAYS + 1}&topic=tomaat-italie", "4"),
        ("minister=kaag-s-a-m&debate=begrotingsbehandeling-bhos-2021-11-25", ""),
    ],
)
def test_the_register_of_commitments_has_what_fits_its_filters(whole: TestClient, asked: str, numbers: str) -> None:
    found = listed(whole, f"/commitments?{asked}", "commitment")
    assert sorted(found) == [f"{LETTER}-t{number}" for number in numbers]


def test_the_register_of_motions_tells_decision_and_follow_up(whole: TestClient) -> None:
    shown = whole.get("/motions?document=letter/" + LETTER, headers=BROWSER).text
    (entry,) = [part for part in shown.split("<article>") if 'href="/id/kamerstuk/kst-35570-V-71"' in part]
    said = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", entry)).split())
    assert "besluit aangenomen" in said
    assert "volgens een brief gemeld zonder oordeel Opvolging van de motie-Van der Lee" in said


@pytest.mark.parametrize(
    ("address", "heads"),
    [
        (f"/doc/commitment/{LETTER}-t4", {"Waar het op rust", "Gemelde opvolging", "Tijdlijn"}),
        ("/doc/kamerstuk/kst-26485-277", {"Waar het op rust", "Tijdlijn"}),
        ("/doc/covenant/goud", {"Partijen van een convenant"}),
        ("/doc/supply-chain/tomaat-italie", {"Toezeggingen over een onderwerp", "Moties over een onderwerp"}),
        ("/doc/sector/banken", {"Moties over een onderwerp"}),
        ("/doc/debate/ao-imvo-2020-03-03", {"Wat in een debat gebeurde"}),
        ("/doc/organisation/fnv", set()),
    ],
)
def test_the_page_of_a_thing_has_its_statements_what_links_here_and_ways_to_take_it_along(
    whole: TestClient, address: str, heads: set[str]
) -> None:
    shown = whole.get(address, headers=BROWSER).text
    found = {html.unescape(re.sub(r"<[^>]+>", "", head)) for head in re.findall(r"<h2[^>]*>(.*?)</h2>", shown)}
    assert {"Wat er over gezegd is", "Wat ernaar verwijst", "Meenemen"} | heads <= found
    assert '<script type="application/ld+json">' in shown
    assert {f"{address}.{form}" for form in ("ttl", "jsonld", "nt")} <= set(re.findall(r'href="([^"]+)"', shown))


def test_a_paper_leads_to_its_official_publication(whole: TestClient) -> None:
    shown = whole.get("/doc/kamerstuk/kst-26485-337", headers=BROWSER).text
    assert 'href="https://zoek.officielebekendmakingen.nl/kst-26485-337.html"' in shown
