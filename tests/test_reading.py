"""The letter of 7 April 2022, read whole: what it says, and its seven slips (the answers are those of its register)."""

from dataclasses import replace
from pathlib import Path
from time import process_time

import pytest

from imvograph import ingest
from imvograph.build import asset_names
from imvograph.errors import SourceError
from imvograph.extract import prose
from imvograph.extract.reading import read
from imvograph.model.documents import Document, Origin, SourceText
from imvograph.model.iris import thing

LETTER = Path(__file__).parents[1] / "data" / "letters" / "kamerbrief-2022-04-07.txt"


@pytest.fixture(scope="module")
def names():
    return asset_names()


@pytest.fixture(scope="module")
def reading(names):
    return read(ingest.read(LETTER)[0], names)


def keys(iris):
    return [iri.rsplit("/", 1)[1] for iri in iris]


def test_the_letter_has_its_head_and_its_signature(reading):
    assert reading.key == "bhos-2022-04-07-1"
    assert (reading.place, reading.addressee) == (thing("place", "den-haag"), "Tweede Kamer der Staten-Generaal")
    assert reading.signature.name == "E.N.A.J. Schreinemacher"
    assert reading.signature.role_term == thing("role-term", "bhos-schreinemacher-2022")


AS_SENT = """> Retouradres Postbus 20061 2500 EB Den Haag

De Voorzitter van de Tweede Kamer
der Staten-Generaal
Prinses Irenestraat 6
Den Haag

Datum 12 mei 2023
Betreft Voortgang IMVO-beleid

Geachte voorzitter,

In het commissiedebat van 7 april 2022 heb ik toegezegd de Kamer te informeren over de uitvoering van de motie
(Kamerstuk 26 485, nr. 277).

De minister voor Buitenlandse Handel en Ontwikkelingssamenwerking,

Liesje Schreinemacher
"""


def test_a_letter_as_a_ministry_sends_it_has_no_aan_and_is_signed_with_a_given_name(names):
    sent = read(Document(SourceText(AS_SENT, AS_SENT.encode()), Origin(file="brief.txt")), names)
    assert (sent.key, sent.addressee) == ("bhos-2023-05-12-1", "Tweede Kamer der Staten-Generaal")
    assert sent.signature.name == "Liesje Schreinemacher"
    assert sent.signature.role_term == thing("role-term", "bhos-schreinemacher-2022")
    assert [mention.quote for mention in sent.mentions if mention.kind == "person"] == ["Liesje Schreinemacher"]


@pytest.mark.parametrize(
    "text",
    [
        AS_SENT.replace("Geachte voorzitter,", ""),
        AS_SENT.replace("der Staten-Generaal\n", "der Staten-Generaal heeft de brief aan de commissie gestuurd.\n"),
    ],
)
def test_a_line_about_the_president_of_the_chamber_is_no_address(text, names):
    with pytest.raises(SourceError, match="no letter"):
        read(Document(SourceText(text, text.encode()), Origin(file="brief.txt")), names)


def test_each_section_deals_with_its_commitment_or_motion(reading):
    about = [[key for key in keys(section.about) if key.startswith(("kst", "bhos"))] for section in reading.sections]
    assert about == [
        ["bhos-2022-04-07-1-t1", "kst-35925-XVII-33"],
        ["bhos-2022-04-07-1-t2"],
        ["kst-35570-V-71"],
        ["bhos-2022-04-07-1-t3"],
        ["bhos-2022-04-07-1-t4"],
        ["kst-26485-277"],
    ]


def test_six_debates_and_briefings_are_held(reading):
    assert sorted(keys(debate.iri for debate in reading.debates)) == [
        "ao-imvo-2020-03-03",
        "ao-jemen-2020-03-04",
        "begrotingsbehandeling-bhos-2021-11-25",
        "stemmingen-2018-04-14",
        "stemmingen-2021-06-15",
        "technische-briefing-2021-02-17",
    ]


def test_four_commitments_with_every_wording(reading):
    told = {c.iri.rsplit("-", 1)[1]: c for c in reading.commitments}
    assert sorted(told) == ["t1", "t2", "t3", "t4"]
    assert [len(told[t].promises) for t in sorted(told)] == [2, 1, 2, 2]
    assert told["t1"].recorded_in == ("h-tk-20212022-27-5", "h-tk-20212022-27-9")
    assert told["t2"].recorded_in == ()
    assert told["t4"].condition == "zodra hier meer over bekend is"
    assert {c.made_as_stated for c in reading.commitments} == {"mijn voorganger"}


def test_a_commitment_concerns_what_its_own_words_name(reading):
    concerns = {c.iri.rsplit("-", 1)[1]: set(keys(c.concerns)) for c in reading.commitments}
    assert "tomaat-italie" in concerns["t4"]
    assert {"financiele-instellingen", "defensie"} <= concerns["t3"]
    assert all("imvo-convenant" in concerns[t] and "sectorale-samenwerking" in concerns[t] for t in ("t1", "t2"))


def test_a_motion_concerns_what_it_requests_and_nothing_else_of_its_section(reading):
    concerns = {m.id: set(keys(m.concerns)) for m in reading.motions}
    assert concerns["kst-35570-V-71"] == {"financiele-instellingen", "biodiversiteit-poolgebied"}
    assert {"misstanden-werkvloer", "imvo-convenant"} <= concerns["kst-26485-277"]
    assert concerns["kst-35925-XVII-33"] == set()


def test_the_motion_becker_makes_two_requests(reading):
    becker = next(m for m in reading.motions if m.id == "kst-26485-277")
    assert becker.et_al and [request[:40] for request in becker.requests] == [
        "Deze motie verzoekt de regering bij de e",
        "Ook wordt verzocht om het actief tegenga",
    ]


def test_two_motions_are_adopted_and_of_one_the_date_is_not_credible(reading):
    assert [(keys([d.motion])[0], d.outcome, str(d.stated), d.credible) for d in reading.decisions] == [
        ("kst-35570-V-71", "aangenomen", "2021-06-15", True),
        ("kst-26485-277", "aangenomen", "2018-04-14", False),
    ]


def test_the_kind_of_each_cited_paper_is_what_the_letter_calls_it(reading):
    assert {paper.id: paper.cls for paper in reading.papers} == {
        "kst-32623-297": "CommitteeReport",
        "kst-26485-327": "CommitteeReport",
        "kst-26485-337": "PolicyNote",
        "kst-26485-376": "Letter",
        "kst-26485-333": "EvaluationReport",
    }


def test_the_seven_slips_are_found_by_rules_and_kept_as_printed(reading):
    assert [(slip.kind, slip.stated, slip.resolved) for slip in reading.anomalies] == [
        ("tekst-ontbreekt", "ONTWIKKELINGSSAMENWERKING", None),
        ("naam", "motie der Lee", "Van der Lee"),
        ("verwijzing", "mijn voorganger", None),
        ("spelling", "IMVOconvenant", "IMVO-convenant"),
        ("volgorde", "17 februari 2021", None),
        ("volgorde", "20 februari 2020", None),
        ("vergaderjaar", "14 april 2018", None),
    ]
    reasons = {slip.stated: slip.reason["en"] for slip in reading.anomalies}
    assert "281 days" in reasons["17 februari 2021"] and "13 days" in reasons["20 februari 2020"]
    assert "Saturday" in reasons["14 april 2018"]


def test_a_letter_without_slips_has_none(reading, names):
    mended = reading.document.source.text
    for wrong, right in [
        (" ONTWIKKELINGSSAMENWERKING", "BRIEF VAN DE MINISTER VOOR BUITENLANDSE HANDEL"),
        ("motie der Lee", "motie van der Lee"),
        ("IMVOconvenant", "IMVO-convenant"),
        ("17 februari 2021", "17 februari 2022"),
        ("20 februari 2020", "20 februari 2021"),
        ("14 april 2018", "14 mei 2019"),
        ("heeft zij \n", "heeft hij \n"),
    ]:
        assert wrong in mended
        mended = mended.replace(wrong, right)
    assert read(Document(SourceText(mended, mended.encode()), Origin(file="brief.txt")), names).anomalies == ()


def test_a_number_that_is_known_names_the_letter(reading, names):
    numbered = read(replace(reading.document, origin=Origin(id="kst-26485-400")), names)
    assert numbered.iri == thing("kamerstuk", "kst-26485-400")


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        ("Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\n\nZonder dag.", "date = 2022-04-07"),
        ("Den Haag, 7 april 2022\n\nEen briefje aan niemand.", "no letter"),
    ],
)
def test_what_cannot_be_read_says_what_is_missing(names, words, advice):
    with pytest.raises(SourceError, match=advice):
        read(Document(SourceText(words, words.encode()), Origin(file="brief.txt")), names)


def test_sentences_of_the_letter_hold_together(reading):
    source = reading.document.source
    sentences = [source.quote(s.start, s.end) for s in prose.sentences(source.text, 0, len(source.text))]
    assert "Op 8 oktober 2020 is er gesproken met een afvaardiging van de pensioensector." in sentences
    assert not any(sentence.endswith(("nr.", "c.s.", "jl.")) for sentence in sentences)


def test_a_windows_file_reads_as_the_same_letter(reading, names):
    windows = reading.document.source.text.replace("\n", "\r\n")
    other = read(Document(SourceText(windows, windows.encode()), Origin(file="brief.txt")), names)
    assert (other.iri, other.signature.role_term) == (reading.iri, reading.signature.role_term)
    assert [section.about for section in other.sections] == [section.about for section in reading.sections]
    assert [commitment.made_in for commitment in other.commitments] == [c.made_in for c in reading.commitments]


def test_a_promise_without_a_debate_in_the_text_stays_a_mention(names):
    words = (
        "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\n\nDen Haag, 6 juni 2023\n\n"
        "Ik zeg u toe dat ik uw Kamer voor het einde van het jaar informeer over vrouwenrechten.\n\n"
        "De Minister voor Buitenlandse Handel en Ontwikkelingssamenwerking,\nE.N.A.J. Schreinemacher\n"
    )
    letter = read(Document(SourceText(words, words.encode()), Origin(file="brief.txt")), names)
    assert letter.commitments == () and letter.debates == ()


def promise(words):
    return (
        "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal\n\nDen Haag, 6 juni 2023\n\n"
        f"{words}\n\nDe Minister voor Buitenlandse Handel en Ontwikkelingssamenwerking,\nE.N.A.J. Schreinemacher\n"
    )


@pytest.mark.parametrize(
    ("words", "who", "maker"),
    [
        ("Tijdens het AO IMVO van 3 maart 2022 heb ik uw Kamer toegezegd om te berichten over goud.", "ik", True),
        ("Tijdens het AO IMVO van 3 maart 2020 heb ik uw Kamer toegezegd om te berichten over goud.", "ik", False),
        ("Tijdens het AO IMVO van 3 maart 2022 heeft mijn voorganger toegezegd om te berichten over goud.",
         "mijn voorganger", False),
    ],
)  # fmt: skip
def test_a_promise_in_the_first_person_was_made_by_who_signed_if_in_office_that_day(names, words, who, maker):
    text = promise(words)
    (commitment,) = read(Document(SourceText(text, text.encode()), Origin(file="brief.txt")), names).commitments
    assert commitment.made_as_stated == who
    assert commitment.made_by == (thing("role-term", "bhos-schreinemacher-2022") if maker else None)


def test_reading_a_long_text_takes_time_in_proportion_to_its_length(names, reading):
    def seconds(times):
        text = reading.document.source.text * times
        document = Document(SourceText(text, text.encode()))
        begun = process_time()
        read(document, names)
        return process_time() - begun

    assert min(seconds(24) for _ in range(2)) < 10 * min(seconds(6) for _ in range(2))  # sixteen times is quadratic
