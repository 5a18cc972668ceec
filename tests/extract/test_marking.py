"""The page to check mentions on: the text as it is, each mention marked whole, and nothing but the text and its marks."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imvograph.extract.marking import KINDS, marked
from imvograph.model import mentions as model
from imvograph.model.mentions import Mention

EMPTY = {"meta", "input"}
TEXT = "De motie-Van der Lee (Kamerstuk 35 570 V, nr. 71) van 4 maart 2020."


def mention(text: str, start: int, end: int, kind: str = "motion", **more: object) -> Mention:
    return Mention(kind, start, end, text[start:end], "a-rule", **more)  # type: ignore[arg-type]


class Page(HTMLParser):
    """What a browser makes of the page: the text of ``main``, the text in each mark, and every tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marks: Counter[str] = Counter()
        self.inside: dict[str, str] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self.open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data: str) -> None:
        if any(tag == "main" for tag, _ in self.open):
            self.text += data
            for tag, attributes in self.open:
                if tag == "mark":
                    name = str(attributes.get("id") or attributes.get("data-of"))
                    self.inside[name] = self.inside.get(name, "") + data

    def labels(self) -> Iterator[str]:
        for tag, attributes in self.tags:
            if tag == "mark" and attributes.get("data-label"):
                yield str(attributes["data-label"])


def test_every_kind_has_a_name_and_a_colour() -> None:
    assert set(KINDS) == set(model.KINDS)
    assert len({hue for _, hue in KINDS.values()}) == len(KINDS)


def test_the_letter_stands_on_the_page_unchanged_with_each_mention_whole(letter: str, of_letter: list[Mention]) -> None:
    page = Page(marked(letter, of_letter))
    assert page.text == letter
    assert Counter(page.inside.values()) == Counter(
        letter[start:end] for start, end, _ in {(m.start, m.end, m.kind) for m in of_letter}
    )
    assert not page.open


def test_a_mark_says_its_kind_what_it_was_taken_for_and_its_rule() -> None:
    fields = {"sponsors": ["Van der Lee"]}
    page = Page(marked(TEXT, [mention(TEXT, 3, 20, id="kst-35570-V-71", fields=fields)]))
    ((_, attributes),) = [(tag, given) for tag, given in page.tags if tag == "mark"]
    assert attributes["title"] == attributes["data-label"]
    assert attributes["title"] == "motion · kst-35570-V-71; sponsors: Van der Lee · 3–20 · rule a-rule"
    assert attributes["tabindex"] == "0"


def test_a_mention_within_another_is_a_mark_within_a_mark() -> None:
    page = marked(TEXT, [mention(TEXT, 3, 20), mention(TEXT, 9, 20, "person")])
    assert re.search(r'<mark class="motion"[^>]*>motie-<mark class="person"[^>]*>Van der Lee</mark></mark>', page)


def test_of_two_mentions_that_cross_both_are_whole_and_each_is_focused_once() -> None:
    page = Page(marked(TEXT, [mention(TEXT, 3, 20), mention(TEXT, 9, 35, "kamerstuk"), mention(TEXT, 14, 50, "date")]))
    assert page.text == TEXT
    assert sorted(page.inside.values()) == sorted([TEXT[3:20], TEXT[9:35], TEXT[14:50]])
    assert len([given for tag, given in page.tags if tag == "mark" and "tabindex" in given]) == 3


def test_several_papers_in_one_span_are_one_mark_that_names_them_all() -> None:
    papers = [mention(TEXT, 22, 48, "kamerstuk", id=f"kst-35570-V-{number}") for number in (71, 72)]
    page = Page(marked(TEXT, papers))
    (label,) = page.labels()
    assert "kst-35570-V-71, kst-35570-V-72" in label


def test_the_legend_counts_the_mentions_and_shows_no_kind_that_is_not_there(
    letter: str, of_letter: list[Mention]
) -> None:
    page = marked(letter, of_letter)
    counts = Counter(m.kind for m in of_letter)
    shown = dict(re.findall(r'id="show-([a-z-]+)" checked> [^<]+ <b>(\d+)</b>', page))
    assert {kind: int(count) for kind, count in shown.items()} == counts


def test_what_a_reviewer_accepted_says_so() -> None:
    (label,) = Page(marked(TEXT, [mention(TEXT, 3, 20, verified=True)])).labels()
    assert label.endswith("verified")


def test_the_page_runs_nothing_and_asks_for_nothing(letter: str, of_letter: list[Mention]) -> None:
    page = marked(letter, of_letter)
    tags = Page(page).tags
    assert {tag for tag, _ in tags} <= set(
        "html head meta title style body header h1 p span ul li label input b main mark".split()
    )
    assert not any(name.startswith("on") or name in ("src", "href") for _, given in tags for name in given)
    assert not re.search(r"url\(|@import|https?:", re.sub(r"<main.*", "", page, flags=re.DOTALL))
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    "hostile", ["</mark></main><script>alert(1)</script>", '" onfocus="alert(1)', "<!--", "&lt;&amp;"]
)
def test_a_text_cannot_get_out_of_its_place(hostile: str) -> None:
    text = f"Zie {hostile} hier"
    found = mention(text, 4, 4 + len(hostile), "organisation", fields={"name": hostile}, iri=f"urn:{hostile}")
    page = Page(marked(text, [found], title=hostile))
    assert page.text == text and list(page.inside.values()) == [hostile]
    assert not {"script"} & {tag for tag, _ in page.tags}
    assert not any(name.startswith("on") for _, given in page.tags for name in given)


def test_what_cannot_be_seen_is_shown_as_a_symbol() -> None:
    assert Page(marked("a\0b\x1b\x7f\ud800\r\nc", [])).text == "a␀b␛␡�\nc"


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mention]]:
    text = draw(st.text(st.sampled_from("ab<&>\"' \n"), min_size=1, max_size=40))
    ends = draw(st.lists(st.tuples(st.integers(0, len(text) - 1), st.integers(1, 20)), max_size=12))
    kinds = st.sampled_from(model.KINDS)
    return text, [mention(text, start, min(len(text), start + length), draw(kinds)) for start, length in ends]


@given(marked_texts())
def test_whatever_lies_in_or_across_what_the_text_stays_and_every_mark_is_its_mention(
    given_: tuple[str, list[Mention]],
) -> None:
    text, found = given_
    page = Page(marked(text, found))
    assert page.text == text
    assert Counter(page.inside.values()) == Counter(
        text[start:end] for start, end, _ in {(m.start, m.end, m.kind) for m in found}
    )
    assert not page.open
