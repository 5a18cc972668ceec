"""A person's verdicts on mentions: read from a small file, obeyed by the next load, and a noise where they do not fit."""

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest

from imvograph import assets
from imvograph.bulk import load_files
from imvograph.errors import SourceError
from imvograph.extract import reading
from imvograph.extract.reviewing import apply
from imvograph.ingest import read, reviews
from imvograph.model.iris import graph, thing
from imvograph.model.mentions import Mention
from imvograph.model.reviews import Review
from imvograph.pipeline import known_names, load

LETTER = assets.DATA / "letters" / "kamerbrief-2022-04-07.txt"
LETTER_GRAPH = graph("extraction", "bhos-2022-04-07-1")
KEY = "dabeecb83e867f05"
HEAD = "start,end,kind,verdict,reviewer,date,note\n"
ACCEPTED = "1027,1053,kamerstuk,accepted,A. de Vries,2026-11-20,\n"
REJECTED = '1003,1008,topic,rejected,A. de Vries,2026-11-20,"part of a name, no topic"\n'
STATUS = "https://w3id.org/imvograph/def/imvo#assertionStatus"


def review(start, end, kind, verdict="rejected", **more):
    return Review(start, end, kind, verdict, "A. de Vries", date(2026, 11, 20), **more)


@pytest.fixture
def file(tmp_path):
    """Writes a file of reviews."""

    def write(content, name="reviews.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def statuses(store, *subjects):
    triples = store.graph(LETTER_GRAPH)
    return {
        subject.rsplit("/", 1)[1]: {
            t.object.value.rsplit("/", 1)[1]
            for t in triples
            if (t.subject.value, t.predicate.value) == (subject, STATUS)
        }
        for subject in subjects
    }


# What the verdicts do to mentions


MOTION = Mention("motion", 3, 20, "motie-Van der Lee", "r", id="kst-35570-V-71")
PAPER = Mention("kamerstuk", 22, 48, "Kamerstuk 35 570 V, nr. 71", "r", id="kst-35570-V-71")
DATE = Mention("date", 64, 76, "4 maart 2020", "r", fields={"value": "2020-03-04"})
DEBATE = Mention("debate", 54, 76, "AO Jemen van 4 maart 2020", "r", fields={"type": "AO", "date": "2020-03-04"})
FOUND = (MOTION, PAPER, DEBATE, DATE)


def test_without_reviews_all_stays_as_it_is():
    assert apply(FOUND, ()) == (FOUND, ())


def test_an_accepted_mention_is_verified_and_nothing_else_is():
    kept, left_out = apply(FOUND, [review(22, 48, "kamerstuk", "accepted")])
    assert [m.kind for m in kept if m.verified] == ["kamerstuk"]
    assert [replace(m, verified=False) for m in kept] == list(FOUND) and left_out == ()


def test_a_rejected_mention_is_left_out_with_what_others_had_from_it():
    kept, left_out = apply(FOUND, [review(22, 48, "kamerstuk"), review(64, 76, "date")])
    assert left_out == (PAPER, DATE)
    assert [(m.kind, m.id, m.fields.get("date")) for m in kept] == [("motion", None, None), ("debate", None, None)]


def test_a_motion_that_a_reviewer_accepted_keeps_its_number():
    kept, _ = apply(FOUND, [review(22, 48, "kamerstuk"), review(3, 20, "motion", "accepted")])
    assert kept[0].id == "kst-35570-V-71"


def test_a_number_that_another_citation_gives_nearer_by_stays():
    again = replace(PAPER, start=1022, end=1048)
    kept, left_out = apply((*FOUND, again), [review(1022, 1048, "kamerstuk")])
    assert left_out == (again,) and kept == FOUND


def test_a_verdict_counts_for_every_id_of_its_span():
    second = replace(PAPER, id="kst-35570-V-72")
    assert apply((PAPER, second), [review(22, 48, "kamerstuk")]) == ((), (PAPER, second))


def test_a_review_of_what_is_not_found_is_an_error_that_says_what_is_there():
    with pytest.raises(SourceError, match=r"x\.csv, line 2: rejected person 9–20, .* found there: motion 3–20"):
        apply(FOUND, [review(9, 20, "person", where="x.csv, line 2")])


def test_a_review_that_quotes_other_words_is_an_error_but_white_space_does_not_count():
    with pytest.raises(SourceError, match="quotes 'motie-Becker'"):
        apply(FOUND, [review(3, 20, "motion", "accepted", quote="motie-Becker")])
    kept, _ = apply(FOUND, [review(3, 20, "motion", "accepted", quote=" motie-Van\nder  Lee")])
    assert kept[0].verified


# The file


def test_a_file_is_read_with_commas_or_as_a_dutch_spreadsheet_writes_it():
    told = reviews.parse((HEAD + ACCEPTED + REJECTED).encode(), "x.csv")
    assert [(r.start, r.end, r.kind, r.verdict, r.note) for r in told] == [
        (1027, 1053, "kamerstuk", "accepted", ""),
        (1003, 1008, "topic", "rejected", "part of a name, no topic"),
    ]
    dutch = "\ufeff" + HEAD.replace(",", ";") + "1027;1053;kamerstuk;accepted;Vries, A. de;2026-11-20;\r\n"
    (one,) = reviews.parse(dutch.encode(), "x.csv")
    assert (one.reviewer, one.date) == ("Vries, A. de", date(2026, 11, 20))


def test_a_line_without_a_verdict_says_nothing():
    assert reviews.parse((HEAD + "1027,1053,kamerstuk,,,,\n").encode(), "x.csv") == ()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no column 'start'"),
        (b"\xff\xfe", "not UTF-8"),
        ("start,end\n", "no column 'kind'"),
        (HEAD.replace("note", "note,colour") + "1,2,date,accepted,A,2026-11-20,,red\n", "unknown column 'colour'"),
        (HEAD + "1,2,date,added,A,2026-11-20,\n", "line 2: verdict 'added'; there is accepted and rejected"),
        (HEAD + "1,2,letter,accepted,A,2026-11-20,\n", "line 2: kind 'letter'"),
        (HEAD + "-1,2,date,accepted,A,2026-11-20,\n", "line 2: start '-1'"),
        (HEAD + "1,²,date,accepted,A,2026-11-20,\n", "line 2: end '²'"),
        (HEAD + "1,2,date,accepted,,2026-11-20,\n", "without a reviewer"),
        (HEAD + "1,2,date,accepted,A,20-11-2026,\n", "line 2: date '20-11-2026'"),
        (HEAD + "1,2,date,accepted,A,2026-11-20,one, two\n", "line 2: as many cells"),
        (HEAD + "1,2,date\n", "line 2: as many cells"),
        (HEAD + '1,2,date,accepted,A,2026-11-20,"open\n', "not CSV"),
        (HEAD + ACCEPTED + ACCEPTED.replace("accepted", "rejected"), "line 3: this mention has a verdict already"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_line(content, says):
    with pytest.raises(SourceError, match=re.escape(says)):
        reviews.parse(content if isinstance(content, bytes) else content.encode(), "x.csv")


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(SourceError, match=r"nowhere\.csv: cannot be read"):
        reviews.read(tmp_path / "nowhere.csv")


def test_a_file_named_after_another_text_is_refused(file):
    path = file(HEAD, "0123456789abcdef.csv")
    with pytest.raises(SourceError, match=f"the key of this one is {KEY}"):
        reviews.reviewed(*read(LETTER), path)


def test_a_template_filled_in_reads_back(file):
    rows = list(csv.DictReader(io.StringIO(reviews.template(FOUND))))
    assert [row["quote"] for row in rows] == [m.quote for m in FOUND]
    assert rows[0]["says"] == "kst-35570-V-71" and rows[0]["verdict"] == ""
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows({**row, "verdict": "accepted", "reviewer": "A", "date": "2026-11-20"} for row in rows)
    kept, left_out = apply(FOUND, reviews.read(file(out.getvalue())))
    assert all(m.verified for m in kept) and len(kept) == len(FOUND) and left_out == ()


def of_no_letter(folder):
    """The files of reviews in a folder that belong to no letter of ours; raises if one that does cannot be read."""
    keys = {d.source.key for path in (assets.DATA / "letters").glob("*.txt") for d in read(path)}
    found = {path.name: path.stem in keys and reviews.read(path) for path in folder.glob("*.csv")}
    return [name for name, read_as in found.items() if read_as is False]


def test_every_file_of_reviews_that_is_kept_here_belongs_to_a_letter_here_and_fits_it(tmp_path):
    assert of_no_letter(assets.REVIEWS) == []
    (tmp_path / f"{KEY}.csv").write_text(HEAD + ACCEPTED)
    (tmp_path / "0123456789abcdef.csv").write_text(HEAD + ACCEPTED)
    assert of_no_letter(tmp_path) == ["0123456789abcdef.csv"]
    (tmp_path / f"{KEY}.csv").write_text(HEAD + ACCEPTED.replace("accepted", "perhaps"))
    with pytest.raises(SourceError):
        of_no_letter(tmp_path)


# What the next load does


def test_the_next_load_obeys_verified_and_left_out(store, gate, file):
    accepted, rejected = (thing("mention", f"{KEY}-{place}") for place in ("1027-1053-kamerstuk", "1003-1008-topic"))
    before = statuses(store, accepted, rejected)
    assert set(map(frozenset, before.values())) == {frozenset({"extracted"})}
    path = file(HEAD + ACCEPTED + REJECTED)
    (outcome,) = load_files([LETTER], gate, store, processes=1, reviews=path)
    assert (outcome.error, outcome.changed, outcome.left_out) == (None, True, 1)
    assert list(statuses(store, accepted, rejected).values()) == [{"verified"}, set()]
    debate = thing("debate", "ao-jemen-2020-03-04")
    assert statuses(store, debate)["ao-jemen-2020-03-04"] == {"extracted"}, "rests on a mention of its own"


def test_a_load_with_the_same_verdicts_is_skipped_and_one_without_them_takes_them_back(store, gate, file, tmp_path):
    first = store.graph(LETTER_GRAPH)
    path, none = file(HEAD + ACCEPTED), tmp_path / "empty"
    none.mkdir()
    (once,) = load_files([LETTER], gate, store, processes=1, reviews=path)
    (again,) = load_files([LETTER], gate, store, processes=1, reviews=path)
    assert once.changed and again.skipped
    (back,) = load_files([LETTER], gate, store, processes=1, reviews=none)
    assert back.changed and store.graph(LETTER_GRAPH) == first


def test_a_folder_of_reviews_is_asked_for_the_key_of_the_text(store, gate, file, tmp_path):
    file(HEAD + REJECTED, f"{KEY}.csv")
    (outcome,) = load_files([LETTER], gate, store, processes=1, reviews=tmp_path)
    assert outcome.left_out == 1


def test_nothing_rests_on_a_rejected_citation_alone(store, gate):
    """Both citations of the motion's number rejected: no motion, no decision, no paper of that number is stated."""
    (document,) = read(LETTER)
    (loaded,) = load([document], gate, store)
    places = [m for m in loaded.reading.mentions if m.kind == "kamerstuk" and m.id == "kst-35570-V-71"]
    rejected = tuple(review(m.start, m.end, m.kind) for m in places)
    reviewed = reading.read(replace(document, reviews=rejected), known_names(store))
    motion = thing("kamerstuk", "kst-35570-V-71")
    assert motion in {m.iri for m in loaded.reading.motions}
    assert motion not in {m.iri for m in reviewed.motions} | {d.motion for d in reviewed.decisions}
    assert "kst-35570-V-71" not in {paper.id for paper in reviewed.papers}
    assert len(reviewed.left_out) == len(places) > 0


def test_a_rejected_mention_was_found_and_counts_towards_what_the_sidecar_expects(store, gate):
    (document,) = read(LETTER)
    (loaded,) = load([document], gate, store)
    exactly = {"topic": sum(m.kind == "topic" for m in loaded.reading.mentions)}
    (again,) = load([replace(document, expected=exactly, reviews=(review(1003, 1008, "topic"),))], gate, store)
    assert again.changed and sum(m.kind == "topic" for m in again.reading.mentions) == exactly["topic"] - 1


def test_a_review_that_does_not_fit_leaves_the_store_as_it_was(store, gate, file):
    version = store.version
    path = file(HEAD + ACCEPTED.replace("1027", "1028"))
    (outcome,) = load_files([LETTER], gate, store, processes=1, reviews=path)
    assert "line 2" in str(outcome.error) and "kamerstuk 1027–1053" in str(outcome.error)
    assert store.version == version
