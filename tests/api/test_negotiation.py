"""Which form and language a client gets for what it sends."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imvograph.api.negotiate import (
    CSV,
    HTML,
    JSON,
    JSON_LD,
    LONGEST,
    N_TRIPLES,
    SUFFIXES,
    TURTLE,
    choose,
    language,
    split_suffix,
    suffix_of,
)

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
OFFERED = (HTML, TURTLE, JSON_LD, N_TRIPLES)
media_types = st.sampled_from(sorted(set(SUFFIXES.values())))
offers = st.lists(media_types, min_size=1, max_size=5, unique=True)


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, HTML),
        ("", HTML),
        ("*/*", HTML),
        (BROWSER, HTML),
        ("text/turtle", TURTLE),
        ("TEXT/Turtle", TURTLE),
        ("text/*", HTML),
        ("text/html;q=0, text/*", TURTLE),
        ("text/html;q=0.2, text/turtle;q=0.9, application/ld+json", JSON_LD),
        ("application/*;q=0.5, text/turtle;q=0.4", JSON_LD),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, x";q=0.9', JSON_LD),
        ("application/json", JSON_LD),
        ("text/turtle;q=0, application/json;q=0.1", JSON_LD),
        ("application/json, application/ld+json;q=0", None),
        ("application/json, */*;q=0", None),
        ("application/json, text/plain, */*", JSON_LD),
        ("application/json, */*;q=0.1", JSON_LD),
        ("application/json;q=0, */*", HTML),
        ("text/turtle, */*", TURTLE),
        ("text/turtle, */*;q=0.1", TURTLE),
        ("application/xml", None),
        ("text/turtle;q=0", None),
        ("image/png", None),
        ("*/*;q=0", None),
        ("text/turtle;q=1.001, application/n-triples;q=0.1", N_TRIPLES),
        ("text/turtle;q=nan, image/png", None),
        ("text/turtle;q=0.0001", HTML),
        (";;;,,,==", HTML),
        ("\x00\xff", HTML),
        ('"', HTML),
    ],
)
def test_an_accept_header_chooses(accept: str | None, chosen: str | None) -> None:
    assert choose(accept, OFFERED) == chosen


@given(media_types, offers)
def test_who_accepts_one_offered_type_gets_it(wanted: str, offered: list[str]) -> None:
    assert choose(f"image/png, {wanted};q=0.1", offered) == (wanted if wanted in offered else None)


@given(st.text(), offers)
def test_whatever_is_sent_the_choice_is_offered_or_none(accept: str, offered: list[str]) -> None:
    assert choose(accept, offered) in (*offered, None)


@given(st.dictionaries(media_types, st.integers(0, 10), min_size=1), offers)
def test_nothing_offered_is_liked_better_than_the_choice(likes: dict[str, int], offered: list[str]) -> None:
    accept = ", ".join(f"{media_type};q={tenths / 10}" for media_type, tenths in likes.items())
    best = max(likes.get(media_type, 0) for media_type in offered)
    chosen = choose(accept, offered)
    if best == 0:
        assert chosen is None
    else:
        assert chosen == next(media_type for media_type in offered if likes.get(media_type) == best)


@given(st.text(alphabet='/*,;q=0."\\ a', max_size=60))
def test_a_language_header_of_any_kind_gives_dutch_or_english(header: str) -> None:
    assert language(header) in ("nl", "en")


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9,nl;q=0.1", "en"),
        ("de, nl-BE;q=0.4, en;q=0.3", "nl"),
        ("en, nl", "en"),
        ("fr, *", "nl"),
        ("en;q=0", "nl"),
        ("nl;q=0, en;q=0.1", "en"),
        ("x" * 100_000, "nl"),
    ],
)
def test_a_language_header_chooses(header: str | None, chosen: str) -> None:
    assert language(header) == chosen


@pytest.mark.parametrize("piece", ["text/html,", '"', 'a/b;x="\\', ",", ";q=", "*/*;q=0.1,", "a" * 50 + "/"])
def test_a_hostile_header_costs_no_more_than_a_long_honest_one(piece: str) -> None:
    def seconds(text: str) -> float:
        began = time.process_time()
        choose(text, OFFERED)
        language(text)
        return time.process_time() - began

    honest = "text/html;q=0.5, "
    assert seconds(piece * (1_000_000 // len(piece))) < 20 * seconds(honest * (LONGEST // len(honest))) + 0.1


@given(st.text(alphabet="abc-.0123", min_size=1), media_types)
def test_a_suffix_comes_off_the_name_it_was_put_on(name: str, media_type: str) -> None:
    assert split_suffix(f"{name}.{suffix_of(media_type)}", [media_type]) == (name, media_type)


@pytest.mark.parametrize("name", ["kst-26485-277", "a.b", ".ttl", "x.json", "x.", "TTL", "x.TTL"])
def test_a_suffix_that_stands_for_nothing_offered_is_part_of_the_name(name: str) -> None:
    assert split_suffix(name, [TURTLE, CSV]) == (name, None)


def test_json_is_not_confused_with_json_ld() -> None:
    assert split_suffix("x.jsonld", [JSON, JSON_LD]) == ("x", JSON_LD)
