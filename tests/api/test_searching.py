"""Search over HTTP: hits with snippets and facets, suggestions, and any spelling to its IRI."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from imvograph.model.iris import ID

SEARCH, SUGGEST, RESOLVE = (f"/api/v1/{name}" for name in ("search", "suggest", "resolve"))
CHAIN = f"{ID}supply-chain/tomaat-italie"


def body(client: TestClient, address: str, **parameters: Any) -> dict[str, Any]:
    answer = client.get(address, params=parameters)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_search_gives_things_passages_snippets_and_facets(whole: TestClient) -> None:
    found = body(whole, SEARCH, q="tomatenketen", lang="en")
    assert found["hits"][0] == found["hits"][0] | {
        "iri": CHAIN,
        "label": "Italian tomato chain",
        "kind": "supply-chain",
    }
    assert found["total"] == len(found["hits"])
    (passage,) = [hit for hit in found["hits"] if hit["kind"] == "passage"]
    assert passage["iri"] == f"{ID}letter/bhos-2022-04-07-1" and passage["end"] > passage["start"]
    assert "tomatenketen" in {passage["snippet"]["text"][a:b] for a, b in passage["snippet"]["marks"]}
    assert {name: sorted(f["value"] for f in values) for name, values in found["facets"].items()}["year"] == [
        "2021",
        "2022",
    ]
    kinds = {facet["value"]: facet for facet in found["facets"]["kind"]}
    assert kinds["supply-chain"] == {"value": "supply-chain", "label": "supply chain", "count": 1}


def test_a_word_that_nothing_has_names_what_is_near_it(whole: TestClient) -> None:
    found = body(whole, SEARCH, q="tomatensectr")
    assert found["total"] == 0 and found["near"] == body(whole, RESOLVE, text="tomatensectr")["near"] != []
    assert body(whole, SEARCH, q="tomatensectr", kind="motion")["near"] == []
    assert body(whole, SEARCH, q="keten")["near"] == []


def test_labels_are_in_the_language_that_is_asked(whole: TestClient) -> None:
    assert body(whole, SEARCH, q="tomatenketen")["hits"][0]["label"] == "Italiaanse tomatenketen"
    english = whole.get(SEARCH, params={"q": "tomatenketen"}, headers={"accept-language": "en"})
    assert english.json()["hits"][0]["label"] == "Italian tomato chain"
    assert "Accept-Language" in english.headers["vary"]


@pytest.mark.parametrize("sector", ["voedingsmiddelen", f"{ID}sector/voedingsmiddelen", "levensmiddelensector"])
def test_a_sector_goes_by_key_iri_and_name(whole: TestClient, sector: str) -> None:
    found = body(whole, SEARCH, sector=sector)
    assert found["total"] > 5
    assert all(f"{ID}sector/voedingsmiddelen" in hit["sectors"] for hit in found["hits"])


def test_filters_are_kept_in_the_link_to_the_next_page(whole: TestClient) -> None:
    found = body(whole, SEARCH, kind="motion", limit=10)
    seen, following = [hit["iri"] for hit in found["hits"]], found["links"].get("next")
    while following:
        page = whole.get(following).json()
        assert {hit["kind"] for hit in page["hits"]} == {"motion"}
        seen, following = seen + [hit["iri"] for hit in page["hits"]], page["links"].get("next")
    assert len(seen) == len(set(seen)) == found["total"]


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        (f"{SEARCH}?kind=motie", 422, "kind"),
        (f"{SEARCH}?limit=many", 422, "limit"),
        (f"{SEARCH}?limit=0", 422, "limit"),
        (f"{SEARCH}?lang=de", 422, "lang"),
        (f"{SEARCH}?year=20x", 422, "year"),
        (f"{SEARCH}?sector=kledin", 404, None),
        (f"{RESOLVE}", 422, "text"),
        (f"{RESOLVE}?text=", 422, "text"),
    ],
)
def test_what_is_wrong_is_named(whole: TestClient, address: str, status: int, parameter: str | None) -> None:
    found = whole.get(address)
    assert (found.status_code, found.json().get("parameter")) == (status, parameter)
    if parameter in ("kind", "limit", "text"):
        example = found.json()["example"]
        assert whole.get(address.split("?")[0], params={parameter: example}).status_code == 200
    if parameter == "year":
        assert found.json()["detail"].endswith("geef iets zoals 2022")
    if status == 404:
        assert f"{ID}sector/kleding-textiel" in found.json()["near"]


def test_a_filter_of_a_search_can_be_given_several_times_and_an_empty_one_is_none(whole: TestClient) -> None:
    plain, empty = body(whole, SEARCH, q="keten"), body(whole, SEARCH, q="keten", kind="", sector="", year="")
    assert empty["hits"] == plain["hits"] != []
    several = body(whole, SEARCH, q="keten", kind=["motion", "commitment"])
    assert {hit["kind"] for hit in several["hits"]} <= {"motion", "commitment"}


@pytest.mark.parametrize("address", [f"{SEARCH}?q=keten", f"{SUGGEST}?q=tom", f"{RESOLVE}?text=FNV"])
def test_an_answer_that_has_not_changed_is_not_sent_again(whole: TestClient, address: str) -> None:
    first = whole.get(address)
    assert first.headers["etag"].startswith(f'"{first.json()["snapshot"]}.')
    again = whole.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_typed_text_becomes_names_topics_and_numbers(whole: TestClient) -> None:
    assert CHAIN in [thing["iri"] for thing in body(whole, SUGGEST, q="italiaanse tom")["suggestions"]]
    assert [t["iri"] for t in body(whole, SUGGEST, q="kst-26485-277")["suggestions"]] == [
        f"{ID}kamerstuk/kst-26485-277"
    ]


def test_resolve_says_whether_one_several_or_none_is_meant(whole: TestClient) -> None:
    one = body(whole, RESOLVE, text="26 485, nr. 277")
    assert (one["outcome"], [c["iri"] for c in one["candidates"]]) == ("one", [f"{ID}kamerstuk/kst-26485-277"])
    several = body(whole, RESOLVE, text="motie-Voordewind")
    assert several["outcome"] == "several" and {c["by"] for c in several["candidates"]} == {"mover", "cosigner"}
    none = body(whole, RESOLVE, text="Kamerstuk 26 485, nr. 999")
    assert (none["outcome"], none["candidates"], none["numbers"]) == ("none", [], ["kst-26485-999"])


def test_every_iri_that_search_gives_has_a_page(whole: TestClient) -> None:
    for hit in body(whole, SEARCH, q="motie", limit=30)["hits"]:
        assert whole.get("/doc/" + hit["iri"].removeprefix(ID)).status_code == 200


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\x00", "'; DROP ALL #", "x" * 20_000, "%ff", "🍅"])
def test_a_hostile_text_is_only_text(whole: TestClient, text: str) -> None:
    for address, name in ((SEARCH, "q"), (SUGGEST, "q"), (RESOLVE, "text")):
        answer = whole.get(address, params={name: text})
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("address", "parameter", "example"),
    [
        (f"{SEARCH}?q=keten&secotr=goud", "secotr", None),
        (f"{SEARCH}?q=keten&year=22", "year", "2022"),
        (f"{SEARCH}?q=keten&limit=veel", "limit", "20"),
        (f"{RESOLVE}?q=keten", "q", None),
        (RESOLVE, "text", "26 485, nr. 277"),
        ("/changes?sinds=1", "sinds", None),
        ("/graph/ontology/imvo.ttl?foo=1", "foo", None),
        ("/api/v1/queries?taal=en", "taal", None),
        ("/dump/?foo=1", "foo", None),
        ("/catalog.ttl?foo=1", "foo", None),
        ("/.well-known/void?foo=1", "foo", None),
        ("/def/imvo?foo=1", "foo", None),
        ("/doc/sector/kleding-textiel.ttl?foo=1", "foo", None),
        ("/around/sector/kleding-textiel.json?foo=1", "foo", None),
        ("/api/v1/queries/motions-by-topic?topic=kaas&topic=goud", "topic", "tomaat-italie"),
        ("/api/v1/motions?limit=veel&limit=5", "limit", "50"),
        (f"{SEARCH}?q=kaas&q=keten", "q", "keten"),
        (f"{SEARCH}?q=keten&limit=2&limit=5", "limit", "20"),
        (f"{RESOLVE}?text=a&text=b", "text", "26 485, nr. 277"),
        ("/changes?since=1&since=2", "since", None),
        ("/feed.json?page=1&page=2", "page", "1"),
        ("/catalog.ttl?lang=nl&lang=en", "lang", None),
    ],
)
def test_a_parameter_that_is_wrong_or_not_there_is_named(
    whole: TestClient, address: str, parameter: str, example: str | None
) -> None:
    answer = whole.get(address)
    assert answer.status_code == 422
    assert (answer.json()["parameter"], answer.json().get("example")) == (parameter, example)


def test_openapi_tells_the_shape_of_each_answer(whole: TestClient) -> None:
    document = whole.get("/api/v1/openapi.json").json()
    for address, schema in ((SEARCH, "Searched"), (SUGGEST, "Suggested"), (RESOLVE, "Resolved")):
        operation = document["paths"][address]["get"]
        content = operation["responses"]["200"]["content"]["application/json"]
        assert content["schema"]["$ref"] == f"#/components/schemas/{schema}"
        asked = {"text": "x"} if address == RESOLVE else {"q": "x"}
        assert set(body(whole, address, **asked)) == set(document["components"]["schemas"][schema]["required"])
