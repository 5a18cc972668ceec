"""Texts, their offsets, and what a person reads of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imvograph.errors import EvidenceError
from imvograph.model.documents import SourceText, readable


def text_of(text):
    return SourceText(text, text.encode())


@pytest.mark.parametrize(
    ("received", "read"),
    [
        ("Ontwikkelings-\nsamenwerking", "Ontwikkelingssamenwerking"),
        ("per IMVO-\n\nconvenant te", "per IMVO-convenant te"),
        ("textiel-\nsector", "textielsector"),
        ("defensie- en \nveiligheidsindustrie", "defensie- en veiligheidsindustrie"),
        ("defensie-\nen veiligheidsindustrie", "defensie- en veiligheidsindustrie"),
        (
            "https://www.cbl.nl/Actieplan-aanleiding-\nvan-de-impact",
            "https://www.cbl.nl/Actieplan-aanleiding-van-de-impact",
        ),
        ("Kamerstuk 32 623, \nnr. 297", "Kamerstuk 32 623, nr. 297"),
    ],
)
def test_a_quote_reads_without_the_line_ends_of_the_print(received, read):
    assert readable(received) == read


@given(st.text(max_size=300))
def test_reading_changes_nothing_but_white_space_and_line_end_hyphens(text):
    def squash(value):
        return "".join(value.split()).replace("-", "")

    assert squash(readable(text)) == squash(text)


@given(st.text(min_size=1), st.integers(-5, 50), st.integers(-5, 50))
def test_a_passage_lies_inside_its_text(text, start, end):
    source = text_of(text)
    if 0 <= start < end <= len(text):
        assert source.slice(start, end) == text[start:end]
    else:
        with pytest.raises(EvidenceError, match="code points"):
            source.slice(start, end)


def test_the_key_of_a_text_is_the_beginning_of_its_checksum():
    source = text_of("Aan de Voorzitter")
    assert source.sha256.startswith(source.key) and len(source.key) == 16
