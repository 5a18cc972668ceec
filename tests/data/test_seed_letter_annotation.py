"""The annotation of the letter of 7 April 2022 against its text and against the answers of questions.md."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from imvograph import assets
from imvograph.model.documents import readable
from imvograph.model.iris import ID, IMVO, thing
from imvograph.triples.terms import term

TEXT_FILE = assets.DATA / "letters" / "kamerbrief-2022-04-07.txt"
ANNOTATION = assets.DATA / "curated" / "letters" / "kamerbrief-2022-04-07.ttl"
SIX = {"kleding-textiel", "verzekering", "pensioen", "voedingsmiddelen", "sierteelt", "natuursteen"}


@pytest.fixture(scope="module")
def text() -> str:
    return TEXT_FILE.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def said() -> list[Triple]:
    return [quad.triple for quad in parse(path=str(ANNOTATION), format=RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def curated() -> list[Triple]:
    """The curated facts without the annotation."""
    files = sorted((assets.DATA / "curated").glob("*.ttl"))
    return [quad.triple for path in files for quad in parse(path=str(path), format=RdfFormat.TURTLE)]


def key(iri: str) -> str:
    return iri.rsplit("/", 1)[1]


def objects(triples: Iterable[Triple], predicate: str, subject: str | None = None) -> set[str]:
    """The keys of the objects of a predicate, of one subject (as ``kind/key``) or of all."""
    return {
        key(t.object.value)
        for t in triples
        if t.predicate == term(predicate) and (subject is None or t.subject.value == ID + subject)
    }


def concerning(triples: Iterable[Triple], topic: str, cls: str) -> set[str]:
    """The keys of the things of a class that concern a topic (``kind/key``)."""
    told = list(triples)
    of_class = {t.subject for t in told if t.predicate == term("rdf:type") and t.object == term(cls)}
    return {
        key(t.subject.value)
        for t in told
        if t.predicate == term("concerns") and t.object.value == ID + topic and t.subject in of_class
    }


def passages(triples: Iterable[Triple]) -> dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]]:
    told: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if triple.subject.value.startswith(ID + "evidence/"):
            told[triple.subject][triple.predicate].append(triple.object)
    return told


def squash(value: str) -> str:
    return re.sub(r"[\s-]", "", value)


def test_the_sidecar_names_exactly_this_text_and_the_least_it_holds(text: str) -> None:
    sidecar = tomllib.loads(TEXT_FILE.with_suffix(".toml").read_text(encoding="utf-8"))
    assert sidecar["sha256"] == sha256(TEXT_FILE.read_bytes()).hexdigest()
    assert sidecar["licence"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert sidecar["expected"] == {"kamerstuk": 10, "handelingen": 4, "motion": 5, "commitment": 4}
    assert len(text) == 12_697


def test_every_passage_is_the_slice_that_it_says(text: str, said: list[Triple], curated: list[Triple]) -> None:
    found = passages([*said, *curated])
    assert len(found) > 40
    for node, about in found.items():
        source, start, end = re.fullmatch(r"([0-9a-f]{16})-(\d+)-(\d+)", key(node.value)).groups()
        assert source == sha256(TEXT_FILE.read_bytes()).hexdigest()[:16]
        assert {value.value for value in about[term("oa:hasSource")]} == {thing("source-text", source)}
        assert {value.value for value in about[term("oa:start")]} == {start}
        assert {value.value for value in about[term("oa:end")]} == {end}
        assert {value.value for value in about[term("oa:exact")]} == {text[int(start) : int(end)]}


def test_every_quote_reads_as_its_passage_or_as_its_parts(text: str, said: list[Triple]) -> None:
    found = passages(said)
    in_parts = 0
    for node, about in found.items():
        (quote,) = about[term("quote")]
        parts = sorted(int(key(part.value).split("-")[1]) for part in about[term("dcterms:hasPart")])
        if parts:
            in_parts += 1
            held = {int(key(part.value).split("-")[1]): part for part in about[term("dcterms:hasPart")]}
            joined = " ".join(found[held[start]][term("quote")][0].value for start in parts)
            assert quote.value == joined
        else:
            start, end = (int(n) for n in key(node.value).split("-")[1:])
            assert quote.value == readable(text[start:end])
        assert quote.language == "nl"
    assert in_parts == 1, "one sentence of the letter is cut by a footnote"


def test_every_passage_is_in_the_register_of_the_questions(
    shared: Path, said: list[Triple], curated: list[Triple]
) -> None:
    questions = (shared / "questions.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (E\d+[ab]?) \| (\d+) \| (\d+) \| (.*) \|$", questions, re.MULTILINE)
    register = {(int(start), int(end)): quote for _, start, end, quote in rows}
    places = {name: (int(start), int(end)) for name, start, end, _ in rows}
    cut = (places["E69a"][0], places["E69b"][1])
    register[cut] = f"{register[places['E69a']]} {register[places['E69b']]}"
    for node, about in passages([*said, *curated]).items():
        start, end = (int(n) for n in key(node.value).split("-")[1:])
        assert squash(register[start, end]) == squash(about[term("quote")][0].value)


def test_every_commitment_and_motion_has_one_follow_up_with_the_claimed_outcome(said: list[Triple]) -> None:
    of = {t.subject: key(t.object.value) for t in said if t.predicate == term("followsUp")}
    claimed = {of[t.subject]: key(t.object.value) for t in said if t.predicate == term("claimedOutcome")}
    assert claimed == {
        "bhos-2022-04-07-1-t1": "gemeld-zonder-oordeel",
        "bhos-2022-04-07-1-t2": "gemeld-uitgevoerd",
        "bhos-2022-04-07-1-t3": "gemeld-zonder-oordeel",
        "bhos-2022-04-07-1-t4": "gemeld-zonder-oordeel",
        "kst-35570-V-71": "gemeld-zonder-oordeel",
        "kst-26485-277": "gemeld-zonder-oordeel",
        "kst-35925-XVII-33": "uitgesteld",
    }


def test_the_defence_commitment_was_followed_by_four_talks(said: list[Triple]) -> None:
    assert objects(said, "reportsAction", "follow-up/bhos-2022-04-07-1-t3") == {
        "2020-02-20-verzekeraars",
        "2020-04-01-nvb-banken",
        "2020-10-08-pensioensector",
        "2021-04-19-verzekeraars",
    }


def test_of_seven_talks_with_financial_institutions_four_have_a_day_and_three_a_month(said: list[Triple]) -> None:
    talks = set().union(*(concerning(said, f"sector/{s}", "Meeting") for s in ("verzekering", "banken", "pensioen")))
    dates = [t.object for t in said if t.predicate == term("statedDate") and key(t.subject.value) in talks]
    precision = [stated.datatype.value for stated in dates]
    assert len(talks) == 7
    assert sorted(key(value).split("#")[1] for value in precision) == ["date"] * 4 + ["gYearMonth"] * 3


def test_three_covenants_agree_on_health_and_safety_and_one_on_womens_rights(said: list[Triple]) -> None:
    def covenants(theme: str) -> set[str]:
        agreed = concerning(said, f"risk-theme/{theme}", "Agreement")
        return set().union(*(objects(said, "agreementOf", f"agreement/{a}") for a in agreed))

    assert covenants("gezondheid-veiligheid-werk") == {"kleding-textiel", "sierteelt", "natuursteen"}
    assert covenants("vrouwenrechten") == {"sierteelt"}
    assert objects(said, "agreementOf", "agreement/gepaste-zorgvuldigheid") == SIX
    assert len([t for t in said if t.predicate == term("rdf:type") and t.object == term("Agreement")]) == 7


def test_five_grant_conditions_are_reported_under_the_motion_becker(said: list[Triple]) -> None:
    assert objects(said, "reportedUnder") == {"kst-26485-277"}
    kinds = ["toets-vooraf", "meldplicht", "verantwoordelijkheid", "onthouding", "terugvordering"]
    assert objects(said, "conditionKind") == set(kinds)


def test_the_row_of_the_italian_tomato_chain_comes_out(said: list[Triple], curated: list[Triple]) -> None:
    chain, everything = "supply-chain/tomaat-italie", [*said, *curated]
    about = {t.subject for t in everything if t.predicate == term("concerns") and t.object.value == ID + chain}
    kinds = {t.object for t in everything if t.predicate == term("rdf:type") and t.subject in about}
    assert kinds == {term("Publication"), term("Action")}, "no motion, agreement, meeting, debate or paper"
    assert concerning(said, chain, "Publication") == {"hria-tomaat-2022", "cbl-actieplan-2022"}
    acts = concerning(said, chain, "Action")
    assert set().union(*(objects(said, "actor", f"action/{a}") for a in acts)) == {"fnv", "cbl"}
    assert objects(said, "contributedBy", "publication/hria-tomaat-2022") == {"mnre1013", "ambassade-rome"}
    reported = objects(said, "reportsAction", "follow-up/bhos-2022-04-07-1-t4")
    groups = set().union(*(objects(said, "participant", f"meeting/{m}") for m in reported))
    assert {o for g in groups for o in objects(curated, "org:unitOf", f"steering-group/{g}")} == {"voedingsmiddelen"}
    assert concerning(everything, "sector/voedingsmiddelen", "Motion") == set(), "a broader topic would link a motion"


@pytest.mark.parametrize("topic", ["risk-theme/kinderarbeid", "risk-theme/leefbaar-loon", "place/italie"])
def test_the_letter_says_nothing_of_child_labour_or_living_wage_or_italy(topic: str, said: list[Triple]) -> None:
    assert [t for t in said if isinstance(t.object, NamedNode) and t.object.value == ID + topic] == []


def test_no_motion_or_paper_of_the_letter_gets_another_topic_from_the_curated_facts(curated: list[Triple]) -> None:
    cited = [
        "26485-277",
        "35570-V-71",
        "35925-XVII-33",
        "26485-327",
        "26485-333",
        "26485-337",
        "26485-376",
        "32623-297",
    ]
    assert {n for n in cited if objects(curated, "concerns", f"kamerstuk/kst-{n}")} == set()


def test_my_predecessor_is_two_people_in_six_passages(text: str, said: list[Triple]) -> None:
    refers = {key(t.subject.value): key(t.object.value) for t in said if t.predicate == term("refersTo")}
    assert {int(k.split("-")[1]): v for k, v in refers.items()} == {
        1788: "bhos-de-bruijn-2021",
        3824: "bhos-de-bruijn-2021",
        4723: "bhos-de-bruijn-2021",
        6675: "bhos-kaag-2017",
        7098: "bhos-kaag-2017",
        7827: "bhos-kaag-2017",
    }
    for place in refers:
        start, end = (int(n) for n in place.split("-")[1:])
        assert text[start:end] == "mijn voorganger"


def test_who_made_each_commitment_is_said_with_the_rule_that_it_follows_from(said: list[Triple]) -> None:
    made = {key(t.subject.value)[-2:]: key(t.object.value) for t in said if t.predicate == term("madeBy")}
    assert made == {
        "t1": "bhos-de-bruijn-2021",
        "t2": "bhos-de-bruijn-2021",
        "t3": "bhos-kaag-2017",
        "t4": "bhos-kaag-2017",
    }
    statements = {t.subject for t in said if t.predicate == term("rdf:predicate") and t.object == term("madeBy")}
    rules = {t.object.value for t in said if t.subject in statements and t.predicate == term("derivationRule")}
    assert (len(statements), rules) == (4, {"predecessor-by-post-and-date"})


def test_a_statement_about_a_plain_triple_goes_with_that_triple(said: list[Triple]) -> None:
    parts: dict[NamedNode, dict[str, NamedNode | Literal]] = defaultdict(dict)
    for triple in said:
        for part in ("subject", "predicate", "object"):
            if triple.predicate == term(f"rdf:{part}"):
                parts[triple.subject][part] = triple.object
    held = set(said)
    assert parts
    for told in parts.values():
        assert Triple(told["subject"], told["predicate"], told["object"]) in held


def test_the_announcements_are_three_and_none_is_a_commitment(said: list[Triple]) -> None:
    classes: Mapping[str, set[str]] = {
        cls: {key(t.subject.value) for t in said if t.predicate == term("rdf:type") and t.object.value == IMVO + cls}
        for cls in ("Announcement", "Commitment")
    }
    assert classes == {
        "Announcement": {"opvolging-motie-amhaouch", "instrument-sectorale-samenwerking", "ervaringen-kleding-textiel"},
        "Commitment": set(),
    }


def test_the_dated_events_of_the_annotation_sort_as_the_letter_tells_them(said: list[Triple]) -> None:
    kinds = ("Meeting", "Action")
    of_kind = {t.subject for t in said if t.predicate == term("rdf:type") and t.object in {term(k) for k in kinds}}
    begun = [t for t in said if t.predicate == term("startDate") and t.subject in of_kind]
    starts = sorted((t.object.value, key(t.subject.value)) for t in begun)
    assert [name for _, name in starts] == [
        "2020-02-20-verzekeraars",
        "2020-04-01-nvb-banken",
        "2020-10-08-pensioensector",
        "2021-04-19-verzekeraars",
        "fnv-cbl-onderzoek-tomatenketen",
        "2021-09-stuurgroep-pensioen",
        "2021-09-stuurgroep-verzekering",
        "2021-11-nvb",
    ]


def test_the_address_of_the_action_plan_has_its_hyphen_and_no_full_stop(said: list[Triple]) -> None:
    (page,) = (t.object.value for t in said if t.predicate == term("foaf:page") and "cbl" in t.object.value)
    assert page.endswith("naar-aanleiding-van-de-impact-assessment-in-de-Italiaanse-tomatenketen-.pdf")
