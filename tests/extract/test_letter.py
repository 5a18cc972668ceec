"""What the seed letter of 7 April 2022 names, place by place; the golden numbers are those of shared/questions.md."""

from collections import Counter

from imvograph.model.mentions import Mention


def ids(found: list[Mention], kind: str) -> list[str | None]:
    return [m.id for m in found if m.kind == kind]


def names(found: list[Mention], kind: str) -> set[str]:
    return {(m.iri or "").rsplit("/", 1)[-1] for m in found if m.kind == kind}


def test_ten_mentions_of_eight_kamerstukken(of_letter: list[Mention]) -> None:
    assert Counter(ids(of_letter, "kamerstuk")) == {
        "kst-32623-297": 1,
        "kst-26485-327": 1,
        "kst-35570-V-71": 2,
        "kst-26485-277": 2,
        "kst-26485-337": 1,
        "kst-26485-376": 1,
        "kst-35925-XVII-33": 1,
        "kst-26485-333": 1,
    }


def test_four_items_of_the_record_in_three_places(of_letter: list[Mention]) -> None:
    record = [(m.id, m.quote) for m in of_letter if m.kind == "handelingen"]
    assert [id for id, _ in record] == [
        "h-tk-20212022-27-5",
        "h-tk-20212022-27-9",
        "h-tk-20202021-88-17",
        "h-tk-20182019-71-14",
    ]
    assert len({quote for _, quote in record}) == 3


def test_five_mentions_of_three_motions_with_their_sponsors(of_letter: list[Mention]) -> None:
    assert [(m.id, m.fields["sponsors"], m.fields.get("et_al")) for m in of_letter if m.kind == "motion"] == [
        ("kst-35570-V-71", ["Der Lee"], None),
        ("kst-26485-277", ["Becker"], True),
        ("kst-35925-XVII-33", ["Amhaouch"], None),
        ("kst-35570-V-71", ["Van der Lee"], None),
        ("kst-26485-277", ["Becker"], True),
    ]


def test_four_commitments_each_told_twice_with_the_day_they_were_made(of_letter: list[Mention]) -> None:
    made = [(m.rule, m.fields["made_on"]) for m in of_letter if m.kind == "commitment"]
    days = ["2021-11-25", "2021-11-25", "2020-03-04", "2020-03-03"]
    assert made[:4] == [("commitment-item", day) for day in days]
    assert [day for _, day in made[4:]] == days


def test_the_briefing_that_was_held_makes_its_promise_kept(of_letter: list[Mention]) -> None:
    kept = [m.quote for m in of_letter if m.kind == "commitment" and m.fields["status"] == "fulfilled"]
    assert len(kept) == 2 and all("technische briefing" in quote for quote in kept)


def test_dates_stand_as_printed_also_where_they_are_a_slip(of_letter: list[Mention]) -> None:
    days = {m.quote: (m.fields["value"], m.fields.get("relative")) for m in of_letter if m.kind == "date"}
    assert days["14 april 2018"] == ("2018-04-14", None)
    assert days["17 februari 2021"] == ("2021-02-17", None)
    assert days["25 november jl."] == ("2021-11-25", True)  # in the year before the letter
    assert days["14 januari jl."] == ("2022-01-14", True)
    assert days["september \n2021"] == ("2021-09", None)
    assert days["zomer 2022"] == ("2022-summer", None)


def test_six_covenants_are_known_by_name_or_by_sector(of_letter: list[Mention]) -> None:
    six = {"kleding-textiel", "verzekering", "pensioen", "voedingsmiddelen", "sierteelt", "natuursteen"}
    assert names(of_letter, "covenant") == six


def test_a_phrase_that_names_three_covenants_gives_three_mentions(of_letter: list[Mention]) -> None:
    phrase = [m.fields["name"] for m in of_letter if m.kind == "covenant" and "sierteeltsector en" in m.quote]
    assert phrase == [
        "IMVO-convenant kleding- en textielsector",
        "IMVO-convenant sierteeltsector",
        "IMVO-convenant natuursteensector",
    ]


def test_tomato_sector_and_tomato_chain_are_one_thing(of_letter: list[Mention]) -> None:
    tomato = [m for m in of_letter if m.kind == "sector" and (m.iri or "").endswith("/supply-chain/tomaat-italie")]
    assert Counter(m.fields["name"] for m in tomato) == {"tomatensector": 3, "tomatenketen": 2}


def test_the_predecessor_is_found_six_times_and_never_named(of_letter: list[Mention]) -> None:
    predecessor = [m for m in of_letter if m.rule == "predecessor"]
    assert len(predecessor) == 6
    assert all(m.kind == "person" and m.fields["name"] is None and m.iri is None for m in predecessor)


def test_four_persons_are_known(of_letter: list[Mention]) -> None:
    known = {"van-der-lee-t-m-t", "becker-b", "amhaouch-m", "schreinemacher-e-n-a-j"}
    assert names(of_letter, "person") - {""} == known


def test_a_name_cut_at_a_lines_end_is_whole(of_letter: list[Mention]) -> None:
    cut = {m.quote: m.fields["name"] for m in of_letter if m.kind in ("organisation", "covenant") and "-\n" in m.quote}
    assert cut["Ministerie van Buiten-\nlandse Zaken"] == "Ministerie van Buitenlandse Zaken"
    assert cut["IMVO-convenant Voedingsmid-\ndelen"] == "IMVO-convenant Voedingsmiddelen"


def test_the_address_in_the_footnote_names_nothing(letter: str, of_letter: list[Mention]) -> None:
    start = letter.index("https://www.cbl.nl")
    assert [m for m in of_letter if start <= m.start < letter.index("beschikking wordt ook")] == []


def test_mentions_come_in_order_of_place(of_letter: list[Mention]) -> None:
    order = [(m.start, m.end, m.kind, m.id or "") for m in of_letter]
    assert order == sorted(order)
