"""Things that are no more: 410 with what replaced them; and things that never were: 404."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import RdfFormat, parse
from rdflib import Graph

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.catalog import Catalog
from imvograph.dumps import Releases
from imvograph.dumps.releases import moment_of
from imvograph.model.iris import graph, thing
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore

OLD, NEW, LEFT = thing("sector", "textiel"), thing("sector", "kleding-textiel"), thing("sector", "hout")
HEAD = "@prefix imvo: <https://w3id.org/imvograph/def/imvo#> . @prefix dcterms: <http://purl.org/dc/terms/> .\n"
HEAD += "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
LABEL = 'a <https://w3id.org/imvograph/def/imvo#Sector> ; skos:prefLabel "Een sector"@nl'
RETIRED = f"owl:deprecated true ; <http://purl.org/dc/terms/isReplacedBy> <{NEW}>"


def facts(text: str):
    return frozenset(quad.triple for quad in parse(HEAD + text, RdfFormat.TURTLE))


@pytest.fixture
def client(tmp_path: Path):
    """A service whose first release held a sector that was then retired, and one that went without a word."""
    store = EmbeddedStore.open(tmp_path / "store", workers=1)
    settings = Settings(releases=tmp_path / "releases")
    releases, name = Releases(settings.releases), graph("concepts", "sectors")
    before = f"<{OLD}> {LABEL} ; {RETIRED} . <{NEW}> {LABEL} . <{LEFT}> {LABEL} ."
    store.replace_graph(name, facts(before))
    yield TestClient(create_app(store, Catalog.read(assets.QUERIES), settings), follow_redirects=False), store, releases
    store.close()


def test_a_retired_thing_is_described_with_410_and_leads_to_its_successor(client):
    service, _, _ = client
    assert service.get("/id/sector/textiel").status_code == 303
    for suffix, syntax in (("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD), ("rdf", RdfFormat.RDF_XML)):
        answer = service.get(f"/doc/sector/textiel.{suffix}")
        assert answer.status_code == 410 and "etag" not in answer.headers, "of a 410 there is no 304"
        assert f'<{NEW}>; rel="successor-version"' in answer.headers["link"]
        assert NEW in {str(getattr(q.object, "value", "")) for q in parse(answer.content, syntax)}
    page = service.get("/doc/sector/textiel.html")
    assert page.status_code == 410 and "/id/sector/kleding-textiel" in page.text


def test_what_lies_around_a_retired_thing_has_its_status_and_leads_to_its_successor(client):
    service, _, _ = client
    drawn, page = (service.get(f"/around/sector/textiel.{form}?lang=en") for form in ("json", "html"))
    for answer in (drawn, page):
        assert answer.status_code == 410
        assert answer.headers["link"] == f'<{NEW}>; rel="successor-version"'
    assert {node["iri"] for node in drawn.json()["nodes"]} == {OLD, NEW}
    assert "In its place came" in page.text and 'href="/id/sector/kleding-textiel?lang=en"' in page.text
    assert service.get("/around/sector/kleding-textiel").status_code == 200


def test_the_reading_room_says_that_a_text_is_retired(client):
    service, store, _ = client
    old, new, document = thing("source-text", "oud"), thing("source-text", "nieuw"), thing("letter", "brief")
    told = f'imvo:text "Geachte voorzitter"@nl ; imvo:textOf <{document}>'
    store.replace_graph(
        graph("extraction", "brief"),
        facts(f"<{old}> {told} ; owl:deprecated true ; dcterms:isReplacedBy <{new}> . <{new}> {told} ."),
    )
    page = service.get("/doc/source-text/oud?lang=en", headers={"accept": "text/html"})
    assert page.status_code == 410 and "Reading room" in page.text and "Geachte voorzitter" in page.text
    assert "In its place came" in page.text and 'href="/id/source-text/nieuw?lang=en"' in page.text
    assert "This is retired" not in service.get("/doc/source-text/nieuw.html?lang=en").text


def test_every_view_of_a_thing_that_went_says_so_at_once_and_leads_to_the_release_that_holds_it(client):
    service, store, releases = client
    held, _ = releases.make(store.snapshot(), "2026-11-24", "a@example.org")
    store.replace_graph(graph("concepts", "sectors"), facts(f"<{NEW}> {LABEL} ."))
    for door in ("id", "doc", "around"):
        answer = service.get(f"/{door}/sector/textiel", headers={"accept": "application/json, text/turtle"})
        assert answer.status_code == 410, door
        assert (answer.json()["replaced_by"], answer.json()["release"]) == ([NEW], f"/dump/{held.version}/")
    page = service.get("/around/sector/hout?lang=en", headers={"accept": "text/html"})
    assert page.status_code == 410 and f'href="/dump/{held.version}/?lang=en"' in page.text
    assert service.get("/around/sector/houtt").status_code == service.get("/doc/sector/hou").status_code == 404


def test_a_retired_thing_is_not_found_listed_or_led_to_and_its_page_says_so(client):
    service, _, _ = client
    assert [row["sector"] for row in service.get("/api/v1/queries/sectors").json()["rows"]] == [LEFT, NEW]
    assert [row["sector"] for row in service.get("/api/v1/sectors").json()["rows"]] == [LEFT, NEW]
    assert {hit["iri"] for hit in service.get("/api/v1/search?q=sector").json()["hits"]} == {LEFT, NEW}
    assert {e["iri"] for e in service.get("/api/v1/suggest?q=een").json()["suggestions"]} == {LEFT, NEW}
    assert service.get("/api/v1/resolve?text=textiel").json()["outcome"] == "none"
    sitemap = service.get("/sitemap/1.xml").text
    assert "/doc/sector/kleding-textiel<" in sitemap and "/doc/sector/textiel<" not in sitemap
    assert OLD not in service.get("/doc/sector/textie", headers={"accept": "text/turtle"}).json()["near"]
    asked = {"query": f"ASK {{ <{OLD}> ?p ?o }}"}
    assert service.get("/sparql", params=asked, headers={"accept": "application/json"}).json()["boolean"] is True
    page = service.get("/doc/sector/textiel.html?lang=en").text
    assert "This is retired" in page and "In its place came" in page
    assert "This is retired" not in service.get("/doc/sector/kleding-textiel.html?lang=en").text


def test_who_asks_for_a_retired_paper_by_number_is_led_to_what_replaced_it(client):
    service, store, _ = client
    old, new = thing("kamerstuk", "kst-26485-277"), thing("kamerstuk", "kst-26485-278")
    told = f'<{old}> a imvo:Kamerstuk ; skos:prefLabel "Oud stuk"@nl ; owl:deprecated true ; dcterms:isReplacedBy <{new}> .'
    store.replace_graph(
        graph("extraction", "papers"), facts(f'{told} <{new}> a imvo:Kamerstuk ; skos:prefLabel "Nieuw"@nl .')
    )
    for text in ("26 485, nr. 277", "kst-26485-277", "oud stuk", old, "/doc/kamerstuk/kst-26485-277"):
        found = service.get("/api/v1/resolve", params={"text": text}).json()
        assert (found["outcome"], found["candidates"]) == ("none", []), text
        assert [(one["iri"], one["label"], one["replaced_by"]) for one in found["retired"]] == [
            (old, "Oud stuk", [new])
        ], text
    assert service.get("/api/v1/resolve?text=26485-278").json()["retired"] == []
    page = service.get("/search?q=26+485,+nr.+277&lang=en", headers={"accept": "text/html"}).text
    assert "This is retired" in page and 'href="/id/kamerstuk/kst-26485-278?lang=en"' in page
    assert "does not know this number" not in page


def test_a_thing_that_was_in_a_release_and_went_is_410_with_what_replaced_it(client):
    service, store, releases = client
    first, _ = releases.make(store.snapshot(), "2026-11-24", "a@example.org")
    store.replace_graph(graph("concepts", "sectors"), facts(f"<{NEW}> {LABEL} ."))
    releases.make(store.snapshot(), "2026-11-25", "a@example.org")
    for door in ("id", "doc"):
        answer = service.get(f"/{door}/sector/textiel", headers={"accept": "text/turtle"})
        assert answer.status_code == 410
        assert answer.json()["replaced_by"] == [NEW] and first.version in answer.json()["detail"]
        assert service.get(f"/{door}/sector/hout").json()["replaced_by"] == []
    page = service.get("/doc/sector/textiel.html")
    assert page.status_code == 410 and 'href="/id/sector/kleding-textiel"' in page.text
    store.replace_graph(graph("concepts", "sectors"), facts(f"<{NEW}> {LABEL} . <{LEFT}> {LABEL} ."))
    assert service.get("/doc/sector/hout").status_code == 200, "it came back"
    releases.make(store.snapshot(), "2026-11-26", "a@example.org")
    assert LEFT not in releases.gone() and OLD in releases.gone()


def test_a_file_of_a_release_that_is_not_kept_is_gone_and_listed_no_more(client):
    service, store, releases = client
    first, _ = releases.make(store.snapshot(), "2026-11-24", "a@example.org")
    (first.folder / "imvograph.trig").unlink()
    answer = service.get(f"/dump/{first.version}/imvograph.trig", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["release"]) == (410, f"/dump/{first.version}/")
    for accept in ("application/json", "text/html"):
        listed = service.get(f"/dump/{first.version}/", headers={"accept": accept}).text
        assert "imvograph.trig.gz" in listed and 'imvograph.trig"' not in listed
    assert service.get(f"/dump/{first.version}/imvograph.trig.gz").status_code == 200


def test_the_first_release_has_no_changes_and_leads_to_the_whole(client):
    service, store, releases = client
    first, _ = releases.make(store.snapshot(), "2026-11-24", "a@example.org")
    for address in ("/changes", "/changes?since="):
        answer = service.get(f"{address}", headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["near"]) == (404, [f"/dump/{first.version}/"])
        assert f"/dump/{first.version}/" in answer.json()["detail"]
    store.replace_graph(graph("concepts", "sectors"), facts(f"<{NEW}> {LABEL} ."))
    second, _ = releases.make(store.snapshot(), "2026-11-25", "a@example.org")
    for address in ("/changes", "/changes?since=", f"/changes?since={first.version}"):
        head = service.get(address).text.splitlines()[:2]
        assert [line.endswith(f"/{v}> .") for line, v in zip(head, (second.version, first.version), strict=True)] == [
            True
        ] * 2


def test_a_range_that_a_file_does_not_have_is_a_problem_that_tells_its_size(client):
    service, store, releases = client
    made, _ = releases.make(store.snapshot(), "2026-11-24", "a@example.org")
    file = made.file("imvograph.ttl")
    answer = service.get(
        f"/dump/{made.version}/{file.name}", headers={"range": f"bytes={file.size}-", "accept": "text/turtle"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (416, "application/problem+json")
    assert answer.headers["content-range"] == f"bytes */{file.size}" and str(file.size - 1) in answer.json()["detail"]
    for part in ({}, {"range": "bytes=0-9"}):
        held = service.get(f"/dump/{made.version}/{file.name}", headers={"if-none-match": "*", **part})
        assert (held.status_code, held.content) == (304, b"") and "content-range" not in held.headers


def test_a_fetch_that_was_cut_off_does_not_go_on_in_another_file(client):
    service, store, releases = client
    made, _ = releases.make(store.snapshot(), "2026-11-24", "a@example.org")
    address, part = f"/dump/{made.version}/imvograph.ttl", {"range": "bytes=0-9", "accept": "application/json"}
    whole = service.get(address)
    other = service.get(address, headers=part | {"if-match": '"of-the-release-before"'})
    assert (other.status_code, other.json()["type"]) == (412, "/problems/another-file")
    for same in (whole.headers["etag"], f'"x", {whole.headers["etag"]}', "*"):
        assert service.get(address, headers=part | {"if-match": same}).content == whole.content[:10]


def test_a_mirror_that_asks_by_date_does_not_fetch_a_dump_again(client):
    service, store, releases = client
    made, _ = releases.make(store.snapshot(), "2026-11-24", "a@example.org")
    address = f"/dump/{made.version}/imvograph.ttl"
    since = {"if-modified-since": service.get(address).headers["last-modified"]}
    assert (service.get(address, headers=since).status_code, service.get(address, headers=since).content) == (304, b"")
    for asked in (
        since | {"if-none-match": '"another"'},
        {"if-modified-since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"if-modified-since": "yesterday"},
    ):
        assert service.get(address, headers=asked).status_code == 200


def test_who_reads_the_feeds_is_told_that_a_thing_is_retired_or_went_and_what_came_instead(client):
    service, store, releases = client
    for day, told in (
        (24, f"<{OLD}> {LABEL} . <{NEW}> {LABEL} ."),
        (25, f"<{OLD}> {LABEL} ; {RETIRED} . <{NEW}> {LABEL} ."),
        (26, f'<{OLD}> {LABEL} ; {RETIRED} ; skos:altLabel "textielsector"@nl . <{NEW}> {LABEL} .'),
        (27, f"<{NEW}> {LABEL} ."),
    ):
        store.replace_graph(graph("concepts", "sectors"), facts(told))
        releases.make(store.snapshot(), f"2026-11-{day}", "a@example.org")
    newest, *before = (
        service.get(f"/feed.json?release={release.version}").json()["items"] for release in releases.all()
    )
    assert [(one["url"], one["tags"], one["content_text"]) for one in (*newest, *before[0], *before[1])] == [
        (OLD, ["deleted"], f"deleted; replaced by {NEW}"),
        (OLD, ["updated"], "updated"),
        (OLD, ["updated", "retired"], f"updated, retired; replaced by {NEW}"),
    ]
    atom = service.get(f"/feed.atom?release={releases.all()[2].version}").text
    assert '<category term="retired"/>' in atom and f"<summary>updated, retired; replaced by {NEW}</summary>" in atom


def test_the_feeds_tell_the_moment_of_a_release_and_that_is_the_one_of_its_last_change(client):
    service, store, releases = client
    made, _ = releases.make(store.snapshot(), moment_of(store.changes()), "a@example.org")
    moment = store.changes()[-1].time
    assert len(moment) > len("2026-11-26") and made.issued == moment[:10]
    assert f"<updated>{moment}</updated>" in service.get("/feed.atom").text
    assert {item["date_modified"] for item in service.get("/feed.json").json()["items"]} == {moment}
    assert moment not in (made.folder / "catalogue.ttl").read_text() + (made.folder / "void.ttl").read_text()


def test_what_never_was_is_a_404_in_the_form_that_was_asked(client):
    service, _, _ = client
    answer = service.get("/doc/sector/kleding-textie", headers={"accept": "text/turtle"})
    assert answer.status_code == 404 and answer.headers["content-type"] == "application/problem+json"
    assert NEW in answer.json()["near"]
    page = service.get("/doc/sector/kleding-textie.html")
    assert page.status_code == 404 and page.headers["content-type"].startswith("text/html")
    assert 'href="/id/sector/kleding-textiel"' in page.text


def test_what_xml_cannot_carry_is_not_given_as_rdf_xml_and_a_line_end_survives(client):
    service, store, _ = client
    store.replace_graph(
        graph("concepts", "sectors"),
        facts(f'<{NEW}> skos:prefLabel "a\\r\\nb"@nl . <{LEFT}> skos:prefLabel "a\\fb"@nl .'),
    )
    read = Graph().parse(data=service.get("/doc/sector/kleding-textiel.rdf").content, format="xml")
    (label,) = [str(value) for value in read.objects()]
    assert label == "a\r\nb"
    refused = service.get("/doc/sector/hout.rdf")
    assert refused.status_code == 406 and "application/rdf+xml" not in refused.json()["offered"]
    assert service.get("/doc/sector/hout.ttl").status_code == 200
