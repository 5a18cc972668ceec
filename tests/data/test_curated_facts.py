"""Rules for the curated Turtle files, each checked on what lies in ``data/curated``."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from imvograph import assets
from imvograph.model.iris import GRAPH, ID, IMVO, PREFIXES, content_key, thing
from imvograph.triples.terms import term

CURATED = assets.DATA / "curated"
FILES = sorted(CURATED.rglob("*.ttl"))
NAMES = [path.relative_to(CURATED).as_posix() for path in FILES]

TYPE, LABEL, STATUS, SOURCE = term("rdf:type"), term("skos:prefLabel"), term("assertionStatus"), term("dcterms:source")
EVIDENCE, SAME = term("evidence"), term("owl:sameAs")
STATEMENT = term("rdf:Statement")
UNLABELLED = {term("Evidence"), term("StatementGraph"), STATEMENT}
WITHOUT_STATUS = {term("Evidence"), term("StatementGraph")}
NAMED = {term(cls) for cls in ("Organisation", "Party", "Faction", "Person", "Covenant")}
STATUSES = {thing("assertion-status", key) for key in ("curated", "unchecked", "verified", "disputed")}

# What is said of each subject: predicate -> objects.
Told = Mapping[NamedNode, Mapping[NamedNode, list[NamedNode | Literal]]]

# The things that extraction writes (triples/reading.py); an annotation may speak of them without defining them.
EXTRACTED = re.compile(
    re.escape(ID) + r"(letter/[a-z]+-\d{4}-\d\d-\d\d-\d+|commitment/[a-z]+-\d{4}-\d\d-\d\d-\d+-t\d+"
    r"|source-text/[0-9a-f]{16}|referring-expression/[0-9a-f]{16}-\d+-\d+|debate/technische-briefing-2021-02-17)"
)

# The identifiers of others that were compared with their source.
CHECKED = {
    *(f"https://identifier.overheid.nl/tooi/id/oorg/oorg1000{n}" for n in (1, 2)),
    *(f"https://identifier.overheid.nl/tooi/id/ministerie/mnre{n}" for n in (1013, 1018, 1034, 1045, 1090, 1150, 1153)),
    *(
        f"http://www.wikidata.org/entity/{q}"
        for q in ("Q15077856", "Q27863937", "Q64616136", "Q2425518", "Q28860992", "Q22001627", "Q1037495")
    ),
}


def triples(path: object) -> list[Triple]:
    return [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def by_file() -> Mapping[str, list[Triple]]:
    return {name: triples(path) for name, path in zip(NAMES, FILES, strict=True)}


@pytest.fixture(scope="module")
def facts(by_file: Mapping[str, list[Triple]]) -> list[Triple]:
    return [triple for found in by_file.values() for triple in found]


@pytest.fixture(scope="module")
def told(facts: list[Triple]) -> Told:
    found: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]] = defaultdict(lambda: defaultdict(list))
    for triple in dict.fromkeys(facts):
        found[triple.subject][triple.predicate].append(triple.object)
    return found


@pytest.fixture(scope="module")
def concepts() -> list[Triple]:
    return [t for path in sorted((assets.ONTOLOGY / "concepts").glob("*.ttl")) for t in triples(path)]


def day(literals: list[NamedNode | Literal]) -> date | None:
    return date.fromisoformat(literals[0].value) if literals else None


def values(facts: list[Triple], predicate: str) -> Iterator[tuple[str, str]]:
    for triple in facts:
        if triple.predicate == term(predicate):
            yield triple.subject.value, triple.object.value


@pytest.mark.parametrize("name", NAMES)
def test_a_file_holds_no_blank_node_and_no_other_base_than_ours(name: str, by_file: Mapping[str, list[Triple]]) -> None:
    for triple in by_file[name]:
        assert not isinstance(triple.subject, BlankNode)
        assert not isinstance(triple.object, BlankNode)
        assert triple.subject.value.startswith((ID, GRAPH)), triple


@pytest.mark.parametrize("name", NAMES)
def test_a_file_says_which_graph_it_is_and_under_which_licence(name: str, by_file: Mapping[str, list[Triple]]) -> None:
    own = NamedNode(GRAPH + "curated/" + name.removesuffix(".ttl").replace("/", "-"))
    about = {t.predicate: t.object for t in by_file[name] if t.subject == own}
    assert about[TYPE] == term("StatementGraph")
    assert about[term("dcterms:license")].value == "https://creativecommons.org/publicdomain/zero/1.0/"


def test_every_thing_has_one_type_and_is_described_in_one_file(by_file: Mapping[str, list[Triple]]) -> None:
    typed = [(t.subject, name) for name, found in by_file.items() for t in found if t.predicate == TYPE]
    shared = [node for node, n in Counter(node for node, _ in typed).items() if n > 1]
    # A passage belongs to every file that rests on it.
    assert [node for node in shared if not node.value.startswith(ID + "evidence/")] == []


def test_every_thing_has_one_dutch_label(told: Told) -> None:
    for node, about in told.items():
        if about[TYPE] and about[TYPE][0] not in UNLABELLED:
            assert [label.language for label in about[LABEL]] == ["nl"], node


def test_no_two_organisations_persons_or_covenants_share_a_name(
    told: Told,
) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for node, about in told.items():
        if about[TYPE] and about[TYPE][0] in NAMED:
            for name in (LABEL, term("skos:altLabel"), term("skos:hiddenLabel")):
                for label in about[name]:
                    owners[label.value].add(node.value)
    assert {name: nodes for name, nodes in owners.items() if len(nodes) > 1} == {}


def test_every_thing_has_one_status_and_rests_on_something(
    told: Told,
) -> None:
    for node, about in told.items():
        if not about[TYPE] or about[TYPE][0] in WITHOUT_STATUS:
            continue
        (status,) = about[STATUS]
        assert status.value in STATUSES, node
        assert about[EVIDENCE] or about[SOURCE], node
        if status.value == thing("assertion-status", "verified"):
            assert about[EVIDENCE], f"{node} says that a person saw it in a passage, but names none"


def test_what_nobody_checked_says_so_and_lies_in_a_file_of_its_own(by_file: Mapping[str, list[Triple]]) -> None:
    unchecked = NamedNode(thing("assertion-status", "unchecked"))
    statuses = {name: {t.object for t in found if t.predicate == STATUS} for name, found in by_file.items()}
    assert statuses["institutions.ttl"] == {unchecked}
    assert [name for name, given in statuses.items() if unchecked in given] == ["institutions.ttl"]


def test_a_source_is_an_address(facts: list[Triple]) -> None:
    sources = [triple for triple in facts if triple.predicate == SOURCE]
    assert len(sources) > 100
    for triple in sources:
        assert isinstance(triple.object, NamedNode)
        assert re.match(r"https?://[^/]+/", triple.object.value), triple


def test_only_terms_of_the_ontology_and_of_known_vocabularies_are_used(facts: list[Triple]) -> None:
    ontology = {t.subject for t in triples(assets.ONTOLOGY / "imvo.ttl")}
    used = {t.predicate for t in facts} | {t.object for t in facts if t.predicate == TYPE}
    for node in used:
        assert node.value.startswith(tuple(PREFIXES.values())), node
        assert not node.value.startswith(IMVO) or node in ontology, f"{node} is not in imvo.ttl"


def test_everything_that_is_spoken_of_is_defined(facts: list[Triple], concepts: list[Triple]) -> None:
    defined = {t.subject for t in [*facts, *concepts] if t.predicate == TYPE}
    loose = {
        t.object.value
        for t in facts
        if isinstance(t.object, NamedNode) and t.object.value.startswith(ID) and t.object not in defined
    }
    assert sorted(iri for iri in loose if not EXTRACTED.fullmatch(iri)) == []


def test_what_the_concept_schemes_speak_of_is_defined(facts: list[Triple], concepts: list[Triple]) -> None:
    defined = {t.subject for t in [*facts, *concepts] if t.predicate == TYPE}
    spoken = {t.object for t in concepts if isinstance(t.object, NamedNode) and t.object.value.startswith(ID)}
    assert sorted(node.value for node in spoken - defined) == []


def test_a_thing_concerns_topics_only(facts: list[Triple], concepts: list[Triple]) -> None:
    kinds = [
        "Sector",
        "SupplyChain",
        "Commodity",
        "RiskTheme",
        "AffectedGroup",
        "Place",
        "PolicyInstrument",
        "Standard",
        "Legislation",
    ]
    topics = {t.subject for t in concepts if t.object in {term(kind) for kind in kinds}}
    assert {t.object for t in facts if t.predicate == term("concerns")} <= topics


def test_a_statement_has_the_key_of_its_three_terms(
    told: Told,
) -> None:
    made = [node for node, about in told.items() if about[TYPE] == [STATEMENT]]
    assert made
    for node in made:
        parts = [told[node][term(f"rdf:{name}")] for name in ("subject", "predicate", "object")]
        (subject,), (predicate,), (value,) = parts
        assert node.value == thing("statement", content_key(subject.value, predicate.value, str(value)))


def test_an_identity_was_checked(facts: list[Triple]) -> None:
    assert {t.object.value for t in facts if t.predicate == SAME} <= CHECKED


def test_nothing_ends_before_it_begins(
    told: Told,
) -> None:
    assert sum(term("startDate") in about and term("endDate") in about for about in told.values()) > 10
    for node, about in told.items():
        start, end, signed = (day(about[term(name)]) for name in ("startDate", "endDate", "signedOn"))
        assert not (start and end) or start <= end, node
        assert not (signed and start) or signed <= start, node
        assert not (signed and end) or signed <= end, node


def test_a_value_that_sources_dispute_is_kept_in_every_version(
    told: Told,
) -> None:
    versions: dict[tuple[str, str], set[str]] = defaultdict(set)
    for about in told.values():
        if about[TYPE] == [STATEMENT] and about[STATUS] == [NamedNode(thing("assertion-status", "disputed"))]:
            subject, predicate = about[term("rdf:subject")][0], about[term("rdf:predicate")][0]
            versions[subject.value, predicate.value].add(about[term("rdf:object")][0].value)
            chosen = told[subject][predicate]
            assert len(chosen) == 1, f"{subject} must state one of the disputed values plainly"
    assert versions == {
        (thing("role-term", "bhos-kaag-2017"), IMVO + "endDate"): {"2021-05", "2021-08-09"},
        (thing("covenant", "voedingsmiddelen"), IMVO + "signedOn"): {"2018-06-28", "2018-06-29"},
        (thing("covenant", "natuursteen"), IMVO + "signedOn"): {"2019-05-13", "2019-10"},
    }


def test_a_post_has_one_holder_at_a_time(
    told: Told,
) -> None:
    terms = [
        (about[term("termOfPost")][0], day(about[term("startDate")]), day(about[term("endDate")]) or date.max, node)
        for node, about in told.items()
        if about[TYPE] == [term("RoleTerm")] and about[term("startDate")]
    ]
    assert len(terms) >= 8
    for (post, start, end, one), (other_post, other_start, other_end, other) in combinations(terms, 2):
        assert post != other_post or end < other_start or other_end < start, f"{one} and {other} overlap"


@pytest.mark.parametrize(
    ("on", "who"),
    [
        ("2015-06-01", "ploumen-e-m-j"),
        ("2020-03-03", "kaag-s-a-m"),
        ("2020-04-01", "kaag-s-a-m"),
        ("2021-11-25", "de-bruijn-th-j-a-m"),
        ("2022-04-07", "schreinemacher-e-n-a-j"),
        ("2024-01-15", "van-leeuwen-geoffrey"),
        ("2024-04-15", "schreinemacher-e-n-a-j"),
        ("2024-11-21", "klever-reinette"),
        ("2025-12-01", None),
    ],
)
def test_the_minister_of_a_day_is_known(on: str, who: str | None, told: Told) -> None:
    at, post = date.fromisoformat(on), NamedNode(thing("post", "minister-bhos"))
    holders = [
        about[term("org:member")][0].value
        for about in told.values()
        if about[term("termOfPost")] == [post]
        and (start := day(about[term("startDate")]))
        and start <= at <= (day(about[term("endDate")]) or date.max)
    ]
    assert holders == ([thing("person", who)] if who else [])


def test_the_twelve_covenants_have_a_sector_the_instrument_and_the_government_as_party(facts: list[Triple]) -> None:
    covenants = {s for s, o in values(facts, "rdf:type") if o == IMVO + "Covenant"}
    assert len(covenants) == 12
    assert {s for s, _ in values(facts, "sector")} == covenants
    assert {s for s, o in values(facts, "instrument") if o == thing("policy-instrument", "imvo-convenant")} == covenants
    government = {s for s, o in values(facts, "org:role") if o == thing("covenant-role", "overheid")}
    assert {o for s, o in values(facts, "org:organization") if s in government} == covenants


def test_a_motion_has_its_number_dossier_and_page_and_no_outcome_without_a_source(facts: list[Triple]) -> None:
    motions = {s for s, o in values(facts, "rdf:type") if o == IMVO + "Motion"}
    pages = dict(values(facts, "foaf:page"))
    for motion in motions:
        key = motion.rsplit("/", 1)[1]
        assert pages[motion] == f"https://zoek.officielebekendmakingen.nl/{key}.html"
    decided = {o for _, o in values(facts, "decidedOn")}
    assert decided == {thing("kamerstuk", "kst-36180-107")}


def test_no_fact_claims_the_official_status_of_a_commitment(facts: list[Triple]) -> None:
    official = {term("officialStatus"), term("statusAsDelivered"), term("fulfilledBy")}
    assert [t for t in facts if t.predicate in official] == []
