"""Time grows with the length of the text, also of one made to hurt; and a usual text is read at a fair speed."""

from datetime import date
from time import process_time

import pytest

from imvograph.extract import mentions
from imvograph.model.entities import Gazetteer

HOSTILE = (
    "Kamerstuk ", "12345 ", "1234567890", "((((", "))))", "Kamerstuk (12 345, nr. ", "-\n", "\n", " ", "a-\n",
    "motie-A-A-A-", "motie van het lid ", "toezegging om ", "heeft ik toegezegd om ", "debat over ",
    "4 maart jl. ", "12 345, nrs. 1-99, ", "convenant van de kleding- en textielsector, ",
    "de leden Aa, Bb en Cc ", "Handelingen II 2021/22, nr. 27, items 5, ", "www.a-\n",
    "MOTIE VAN DE LEDEN AA EN BB, ", "kst-12345-1\nISSN 0921 - 7371\n", "\u00ad", "Ã¼", "e\u0301", "A", "de ",
    "A.", "is toegezegd ", "FNV, Aa en ", "Rijksdienst voor Aa en ", "AO Aa, bb en cc ", "rapport «a", "nr. 1, 2 en 3 (",
    "Kamerstukken I 2020/21, 35 570, A en ", "COM(2022) 71 en 72, ", "op 4 maart 2020 vond ",
    "[", "]", "{", "12 ", "motie van ", "\"", "'", "«", "»", "“", "‘", "«a» ", "sector", "A-a ", "de sector-en ", "- en ",
    "Shell en ", "Aa’", "Stichting Aa, Bb en ", "University of ", "Jan de Boer, ", "te weten: Aa, ", "Aa B.V. ", "Kalma P. - ",
    "die Aa Bb tekenden, het Cc ", "Convenant Aab\n", "Aab Bbc van het ", "Aab-fractie ", "het bedrijf Aab in Ccd en de ",
)  # fmt: skip
SIZE = 12_000


def seconds(text: str, gazetteer: Gazetteer) -> float:
    start = process_time()
    mentions(text, date(2022, 4, 7), gazetteer)
    return process_time() - start


@pytest.mark.parametrize("piece", HOSTILE)
def test_four_times_the_text_takes_about_four_times_as_long(piece: str, gazetteer: Gazetteer) -> None:
    one, four = (piece * (length // len(piece) + 1) for length in (SIZE, 4 * SIZE))
    # The least of two, so that another process does not spoil it; sixteen times would be quadratic.
    assert min(seconds(four, gazetteer) for _ in range(2)) < 10 * max(
        0.004, min(seconds(one, gazetteer) for _ in range(2))
    )


def test_a_letter_is_read_at_a_fair_speed(letter: str, gazetteer: Gazetteer) -> None:
    text = letter * 8
    best = min(seconds(text, gazetteer) for _ in range(3))
    assert len(text) / best > 150_000, "characters in a second; about a million on a quiet machine"
