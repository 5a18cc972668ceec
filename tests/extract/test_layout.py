"""The view: the accidents of printing are gone from it, and every place in it leads back to the text as received."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imvograph.extract.layout import Found, View


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ontwikkelings-\nsamenwerking", "Ontwikkelingssamenwerking"),
        ("sa-  \n\nmenwerking", "samenwerking"),
        ("IMVO-\n\nconvenant", "IMVO-convenant"),
        ("motie-\nVan der Graaf", "motie-Van der Graaf"),
        ("verzekerings-\nen pensioensector", "verzekerings- en pensioensector"),
        ("drie   \t woorden \n hier", "drie woorden\nhier"),
        ("een\n \n\n alinea", "een\n\nalinea"),
        ("So\u00adcia\u00adal", "Sociaal"),
        ("KrÃ¶ger en LaÃ§in", "Kröger en Laçin"),
        ("ï»¿De brief", "De brief"),
        ("Gu\u0308ndog\u0306an", "Gündoğan"),
        ("e\ufb03cie\u0308nt", "efficiënt"),
        ("zie https://www.cbl.nl/app/Actieplan-\nvan-de-keten-.pdf.\nverder", "zie \ufffc.\nverder"),
    ],
)
def test_an_accident_of_printing_is_gone(text: str, plain: str) -> None:
    assert View(text).plain == plain


def test_a_page_foot_inside_a_sentence_is_gone() -> None:
    foot = "kst-36200-IX-30\nISSN 0921 - 7371\n’s-Gravenhage 2023\n\n"
    foot += "Tweede Kamer, vergaderjaar 2022–2023, 36 200 IX, nr. 30\n"
    assert View(f"over de normen,\n{foot}\nen gaat over").plain == "over de normen,\nen gaat over"


def test_a_footnote_that_looks_like_a_foot_stays() -> None:
    text = "2Tweede Kamer, vergaderjaar 2023–2024, 19 637, nr. 3198\n3Eerste Kamer, 36 373, H\nverder"
    assert View(text).plain == text


@pytest.mark.parametrize("text", ["Straß“ is", "Å“ en ®", "Â", "é’s"])
def test_letters_that_only_look_twice_encoded_stay(text: str) -> None:
    assert View(text).plain[0] == text[0]


@given(st.text(alphabet=st.sampled_from("ab-\n \u00adÃ¼é\ufb01\u0301.IMVO1")))
def test_every_place_in_the_view_is_a_place_in_the_text(text: str) -> None:
    view = View(text)
    for start in range(len(view.plain)):
        first, last = view.source(start, start + 1)
        assert 0 <= first < last <= len(text)
        if view.plain[start].isalnum() and last - first == 1 and text[first].isascii():
            assert text[first] == view.plain[start]


def test_a_mention_that_spans_a_broken_word_has_the_words_as_received() -> None:
    view = View("de Ontwikkelings-\nsamenwerking hier")
    start = view.plain.index("Ont")
    mention = view.mention(Found("topic", start, start + len("Ontwikkelingssamenwerking"), "test"))
    assert mention.quote == "Ontwikkelings-\nsamenwerking"


def test_the_full_stop_of_an_abbreviation_ends_no_sentence() -> None:
    view = View("Zie nr. 5 van het lid Becker c.s. en E.N.A.J. Schreinemacher. Daarna volgt meer.")
    start, end = view.sentence(10)
    assert view.plain[start:end] == "Zie nr. 5 van het lid Becker c.s. en E.N.A.J. Schreinemacher"
