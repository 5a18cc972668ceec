"""What a portal does, against a real server: catalogue → dump → checksum → equal counts; and then the changes.

The addresses are those of w3id.org; the portal is led to the server, as w3id.org would lead it.
"""

import gzip
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
import zstandard
from lxml import etree
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.catalog import Catalog
from imvograph.dumps import Release, Releases
from imvograph.dumps.vocabulary import DATASET, iri
from imvograph.model.iris import BASE, graph, thing
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore
from servers import served

Get = Callable[..., httpx2.Response]
SYNTAXES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
    "application/ld+json": RdfFormat.JSON_LD,
}
MEDIA = "https://www.iana.org/assignments/media-types/"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    return Releases(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="module")
def store(built: EmbeddedStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedStore]:
    """The whole graph, for writing: it changes between two releases."""
    with EmbeddedStore.open(tmp_path_factory.mktemp("harvested"), workers=1) as opened:
        with opened.batch():
            for name in built.graphs():
                opened.replace_graph(name, built.graph(name))
        yield opened


@pytest.fixture(scope="module")
def first(store: EmbeddedStore, releases: Releases) -> Release:
    return releases.make(store.snapshot(), "2026-11-25", "graaf@example.org")[0]


@pytest.fixture(scope="module")
def get(store: EmbeddedStore, releases: Releases, first: Release) -> Iterator[Get]:
    """Fetches an address of w3id.org from a running server."""
    app = create_app(store, Catalog.read(assets.QUERIES), Settings(releases=releases.folder))
    with served(app) as service, httpx2.Client(base_url=f"{service}/", timeout=30) as client:
        yield lambda address, method="GET", **headers: client.request(
            method,
            address.removeprefix(BASE),
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )


def values(triples: set[Triple], subject: str, name: str) -> list[str]:
    return sorted(
        str(getattr(t.object, "value", ""))
        for t in triples
        if t.subject == NamedNode(subject) and t.predicate == NamedNode(iri(name))
    )


def rdf(answer: httpx2.Response, syntax: RdfFormat = RdfFormat.TURTLE) -> set[Triple]:
    assert answer.status_code == 200, answer.text
    return {quad.triple for quad in parse(answer.content, syntax)}


def test_a_portal_harvests_the_graph_and_counts_what_it_was_promised(get: Get, first: Release) -> None:
    root = get(BASE, accept="text/turtle")
    assert (root.status_code, root.headers["location"]) == (303, "/catalog")
    said = rdf(get("/catalog", accept="text/turtle"))
    statistics = rdf(get("/.well-known/void", accept="text/turtle"))
    (promised,) = values(statistics, DATASET, "void:triples")
    assert get("/sparql?query=" + COUNT, accept="text/csv").text.split() == ["n", promised]
    (dataset,) = values(said, thing("catalog", "imvograph"), "dcat:dataset")
    distributions = values(said, dataset, "dcat:distribution")
    assert len(distributions) == 15
    quads = set()
    for distribution in distributions:
        (address,) = values(said, distribution, "dcat:downloadURL")
        (media_type,) = values(said, distribution, "dcat:mediaType")
        (checksum,) = values(said, distribution, "spdx:checksum")
        fetched = get(address)
        assert fetched.status_code == 200
        named, other = get(distribution), get(distribution + ".other")
        assert (named.headers["location"], other.status_code) == (f"/dump/{first.version}/", 404)
        assert values(said, distribution, "dcat:byteSize") == [str(len(fetched.content))]
        assert values(said, checksum, "spdx:checksumValue") == [hashlib.sha256(fetched.content).hexdigest()]
        syntax = SYNTAXES[media_type.removeprefix(MEDIA)]
        statements = list(parse(unpacked(fetched.content, address), syntax))
        assert len({quad.triple for quad in statements}) == int(promised)
        if syntax.supports_datasets:
            quads.add(frozenset(statements))
    assert len(quads) == 1 and len(next(iter(quads))) == first.quads


def unpacked(content: bytes, address: str) -> bytes:
    if address.endswith(".zst"):
        return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(content)).read()
    return gzip.decompress(content) if address.endswith(".gz") else content


def test_every_iri_of_the_catalogue_that_is_ours_leads_somewhere(get: Get) -> None:
    said = rdf(get("/catalog", accept="text/turtle"))
    ours = {
        str(getattr(term, "value", "")) for t in said for term in (t.subject, t.object) if isinstance(term, NamedNode)
    }
    things = sorted({name.partition("#")[0] for name in ours if name.startswith(BASE + "id/")})
    assert len(things) > 10
    for address in things:
        answer = get(address, accept="text/turtle")
        assert answer.status_code == 303, address
        assert get(answer.headers["location"], accept="text/turtle").status_code == 200


@pytest.mark.parametrize("address", ["/catalog", "/.well-known/void"])
def test_each_form_of_a_description_holds_the_same_triples(get: Get, address: str) -> None:
    forms = {"text/turtle": RdfFormat.TURTLE, "application/n-triples": RdfFormat.N_TRIPLES}
    forms |= {"application/ld+json": RdfFormat.JSON_LD, "application/rdf+xml": RdfFormat.RDF_XML}
    found = [rdf(get(address, accept=media_type), syntax) for media_type, syntax in forms.items()]
    assert len(found[0]) > 100 and all(other == found[0] for other in found)
    assert get(address, accept="image/png").status_code == 406
    assert "@prefix void: " in get(address, accept="text/turtle").text
    tag = get(address).headers["etag"]
    assert get(address, if_none_match=tag).status_code == 304


def test_the_catalogue_has_an_address_for_who_sends_no_accept_header(get: Get) -> None:
    said = rdf(get("/catalog", accept="text/turtle"))
    for suffix, syntax in (("ttl", RdfFormat.TURTLE), ("jsonld", RdfFormat.JSON_LD), ("nt", RdfFormat.N_TRIPLES)):
        assert rdf(get(f"/catalog.{suffix}", accept="*/*"), syntax) == said
    missing = get("/catalog.xlsx")
    assert missing.status_code == 404 and "/catalog.ttl" in missing.json()["near"]


def test_a_dump_is_fetched_in_pieces_and_kept_for_ever(get: Get, first: Release) -> None:
    address = f"/dump/{first.version}/imvograph.nt"
    whole = get(address)
    assert whole.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert whole.headers["etag"] == f'"{first.file("imvograph.nt").sha256}"'
    assert whole.headers["content-type"].startswith("application/n-triples")
    size = len(whole.content)
    told = get(address, "HEAD")
    assert (told.status_code, told.content, told.headers["content-length"]) == (200, b"", str(size))
    pieces = [get(address, range=f"bytes={start}-{start + 499_999}") for start in range(0, size, 500_000)]
    assert {piece.status_code for piece in pieces} == {206}
    assert b"".join(piece.content for piece in pieces) == whole.content
    assert pieces[0].headers["content-range"] == f"bytes 0-499999/{size}"
    assert get(address, range="bytes=-5").content == whole.content[-5:]
    refused = get(address, range=f"bytes={size}-")
    assert (refused.status_code, refused.headers["content-range"]) == (416, f"bytes */{size}")
    assert get(address, if_none_match=whole.headers["etag"]).status_code == 304
    stale = get(address, range="bytes=0-4", if_range='"other"')
    assert (stale.status_code, len(stale.content)) == (200, size)
    assert get(address, range="bytes=0-4", if_range=whole.headers["etag"]).status_code == 206


@pytest.mark.parametrize(
    "asked", ["items=0-4", "bytes=5-2", "bytes=abc", "bytes=", "bytes", "bytes=" + "9" * 5000 + "-"]
)
def test_a_range_that_is_none_is_ignored_and_the_whole_dump_comes(get: Get, first: Release, asked: str) -> None:
    whole = get(f"/dump/{first.version}/imvograph.nt.gz", range=asked)
    assert (
        whole.status_code == 200 and hashlib.sha256(whole.content).hexdigest() == first.file("imvograph.nt.gz").sha256
    )


def test_the_latest_release_is_a_redirect_and_what_is_not_there_a_404(get: Get, first: Release) -> None:
    latest = get("/dump/latest/imvograph.ttl.gz")
    assert (latest.status_code, latest.headers["location"]) == (307, f"/dump/{first.version}/imvograph.ttl.gz")
    assert latest.headers["cache-control"] == "no-cache"
    assert {get(path).headers["location"] for path in ("/dump/latest", "/dump/latest/")} == {f"/dump/{first.version}/"}
    sums = get(f"/dump/{first.version}/SHA256SUMS")
    assert f"{first.file('imvograph.nq').sha256}  imvograph.nq" in sums.text.splitlines()
    missing = get(f"/dump/{first.version}/imvograph.rdf")
    assert missing.status_code == 404 and "imvograph.ttl" in missing.json()["near"]
    for hostile in ("..%2frelease.json", "%2e%2e", ".lock", "imvograph.ttl%00"):
        assert get(f"/dump/{first.version}/{hostile}").status_code == 404
    for version in ("1.0.0", "..%2f..", ".making-1"):
        answer = get(f"/dump/{version}/imvograph.ttl")
        assert answer.status_code == 404


def test_the_list_of_releases_is_for_people_and_for_programs(get: Get, first: Release) -> None:
    (told,) = get("/dump/", accept="application/json").json()["releases"]
    assert told["version"] == first.version and told["triples"] == first.triples and len(told["files"]) > 15
    page = get("/dump/", accept="text/html").text
    assert first.file("imvograph.ttl.gz").sha256 in page and told["citation"] in page


SECTOR = thing("sector", "nieuw")


def labelled(words: str) -> Triple:
    return Triple(NamedNode(SECTOR), NamedNode(iri("skos:prefLabel")), Literal(words, language="nl"))


def test_a_portal_that_has_a_release_fetches_what_changed(
    get: Get, store: EmbeddedStore, releases: Releases, first: Release, tmp_path: Path
) -> None:
    held = set(parse(get(f"/dump/{first.version}/imvograph.nq").content, RdfFormat.N_QUADS))
    store.replace_graph(graph("added", "new"), [labelled("Een nieuwe <sector> & meer")])
    dropped = graph("curated", "letters-kamerbrief-2022-04-07")
    assert store.graph(dropped)
    store.replace_graph(dropped, [])
    second, _ = releases.make(store.snapshot(), "2026-11-26", "graaf@example.org")
    for address in ("/catalog", "/.well-known/void"):  # both releases can be found from here
        told = values(rdf(get(address, accept="text/turtle")), DATASET, "dcat:hasVersion")
        assert told == sorted(thing("release", release.version) for release in (first, second))
    fetched = get(f"/changes?since={first.version}", accept="application/rdf-patch")
    assert fetched.headers["content-type"] == "application/rdf-patch"
    lines = fetched.text.splitlines()
    assert lines[0] == f"H id <{thing('release', second.version)}> ."
    assert lines[1] == f"H prev <{thing('release', first.version)}> ." and (lines[2], lines[-1]) == ("TX .", "TC .")
    patched = set(held)
    for line in lines[3:-1]:
        (quad,) = parse(line[2:], RdfFormat.N_QUADS)
        assert (line[0] == "D") == (quad in patched)
        (patched.add if line[0] == "A" else patched.remove)(quad)
    now = set(parse(get(f"/dump/{second.version}/imvograph.nq").content, RdfFormat.N_QUADS))
    assert patched == now == set(store.quads()) != held

    def statements(told: list[str]) -> set[Quad]:
        return {quad for line in told for quad in parse(line, RdfFormat.N_QUADS)}

    told = get(f"/changes?since={first.version}", accept="application/json").json()
    assert (told["since"], told["until"]) == (first.version, second.version)
    assert statements(told["added"]) == now - held and statements(told["removed"]) == held - now
    assert get(f"/changes?since={second.version}", accept="application/json").json()["added"] == []
    unknown = get("/changes?since=1.0.0")
    assert unknown.status_code == 404 and first.version in unknown.json()["near"]
    assert get("/changes", accept="application/json").json() == told, (
        "without a release: since the one before the newest"
    )


def test_the_feeds_tell_of_each_thing_and_lead_to_the_release_before(
    get: Get, releases: Releases, first: Release
) -> None:
    second = releases.newest()
    assert second is not None and second.previous == first.version
    atom = etree.fromstring(get("/feed.atom").content)
    space = "{http://www.w3.org/2005/Atom}"
    entries = {
        entry.find(f"{space}link").get("href"): (
            entry.find(f"{space}category").get("term"),
            entry.findtext(f"{space}title"),
        )
        for entry in atom.iter(f"{space}entry")
    }
    assert entries[SECTOR] == ("created", "Een nieuwe <sector> & meer")
    assert {action for action, _ in entries.values()} == {"created", "updated", "deleted"}
    ids = [entry.findtext(f"{space}id") for entry in atom.iter(f"{space}entry")]
    assert len(ids) == len(set(ids)) == sum(second.changes[name] for name in ("created", "updated", "deleted"))
    feed = get("/feed.json")
    assert feed.headers["content-type"] == "application/feed+json"
    told = {item["url"]: (item["tags"][0], item["title"]) for item in feed.json()["items"]}
    assert told == entries
    seen: set[str] = set()
    following = feed.json()["next_url"]
    while following:
        page = get(following).json()
        seen |= {item["url"] for item in page["items"]}
        ids += [item["id"] for item in page["items"]]
        following = page.get("next_url")
    ours = {json.loads(line)["iri"] for line in (first.folder / "changes.jsonl").read_bytes().splitlines()}
    assert seen == {name for name in ours if name.startswith(BASE)} and len(seen) > 1000
    assert {id.count("#") for id in ids} == {1} and any(id.endswith("def/imvo%23Motion") for id in ids), (
        "an id is an IRI"
    )


def test_a_page_of_a_feed_past_the_last_is_a_404_that_leads_to_the_last(get: Get, first: Release) -> None:
    for form in ("atom", "json"):
        far = get(f"/feed.{form}?release={first.version}&page=999999")
        assert far.status_code == 404
        (near,) = far.json()["near"]
        there = get(near)
        assert there.status_code == 200 and near.startswith(f"/feed.{form}?release={first.version}&page=")
        assert int(near.rpartition("=")[2]) > 1 and (f"page={near.rpartition('=')[2]}" in there.text)
    assert get("/feed.json").json().get("next_url") == f"{BASE}feed.json?release={first.version}"
    refused = get("/feed.json?page=0").json()
    assert (refused["status"], refused["parameter"], refused["value"], refused["example"]) == (422, "page", "0", "1")


def test_a_file_that_is_no_longer_kept_leaves_the_lists_that_a_portal_holds(get: Get, first: Release) -> None:
    lists = ("/dump/", f"/dump/{first.version}/")
    held = {address: get(address, accept="application/json").headers["etag"] for address in lists}
    assert {get(a, accept="application/json", if_none_match=tag).status_code for a, tag in held.items()} == {304}
    (first.folder / "imvograph.jsonld").unlink()
    for address, tag in held.items():
        told = get(address, accept="application/json", if_none_match=tag)
        assert told.status_code == 200
        assert "imvograph.jsonld" not in [file["name"] for file in told.json()["releases"][-1]["files"]]
