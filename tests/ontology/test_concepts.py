"""The concept schemes: one key, one class, one label in each language; and the word forms that texts use."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from rdflib import Graph, Literal, Namespace, URIRef, namespace

IMVO = Namespace("https://w3id.org/imvograph/def/imvo#")
ID = "https://w3id.org/imvograph/id/"
CURATED = URIRef(ID + "assertion-status/curated")


def words(text: str) -> list[str]:
    return text.split()


# The topics of the questions (questions.md, section 4, E-01, E-05 and F-03).
MATRIX = words("""
    supply-chain/tomaat-italie sector/kleding-textiel sector/voedingsmiddelen sector/verzekering
    sector/financiele-instellingen risk-theme/biodiversiteit-poolgebied risk-theme/misstanden-werkvloer
    risk-theme/gezondheid-veiligheid-werk risk-theme/uitbuiting risk-theme/illegale-arbeid
    policy-instrument/imvo-convenant policy-instrument/sectorale-samenwerking legislation/csddd
    standard/oeso-richtlijnen standard/gepaste-zorgvuldigheid risk-theme/kinderarbeid risk-theme/leefbaar-loon
""")
SECTORS_OF_THE_LETTER = words("""
    kleding-textiel verzekering pensioen banken voedingsmiddelen sierteelt natuursteen defensie
    financiele-instellingen supermarkten
""")
SECTORS_WITH_A_COVENANT = words("""
    kleding-textiel banken plantaardige-eiwitten bosbeheer goud voedingsmiddelen verzekering pensioen natuursteen
    sierteelt metaal hernieuwbare-energie
""")
PLACES = words("italie rome jemen poolgebied den-haag nederland")
THEMES_OF_THE_LETTER = words("""
    biodiversiteit-poolgebied misstanden-werkvloer mensenrechtenschending uitbuiting illegale-arbeid
    gezondheid-veiligheid-werk vrouwenrechten grensoverschrijdend-gedrag seksuele-intimidatie integriteit fraude
    schending-aanbestedingsprocedures investeringen-wapens
""")
# Words that name two things at once: «IMVO-convenant voor de verzekerings- en pensioensector» (questions.md, D-01).
SHARED_FORMS = {"verzekerings- en pensioensector"}


def key(concept: URIRef) -> str:
    return concept.removeprefix(ID)


def kebab(cls: URIRef) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cls.removeprefix(IMVO)).lower()


def all_concepts(concepts: Graph) -> list[URIRef]:
    return sorted({s for s in concepts.subjects(namespace.SKOS.inScheme) if isinstance(s, URIRef)})


def topic_classes(ontology: Graph) -> set[URIRef]:
    return {c for c in ontology.subjects(namespace.RDFS.subClassOf, IMVO.Topic) if isinstance(c, URIRef)}


def topics(ontology: Graph, concepts: Graph) -> list[URIRef]:
    classes = topic_classes(ontology)
    return [c for c in all_concepts(concepts) if concepts.value(c, namespace.RDF.type) in classes]


def forms(concepts: Graph, *found: URIRef) -> set[str]:
    """The Dutch words that extraction looks for, folded."""
    names = (namespace.SKOS.prefLabel, namespace.SKOS.altLabel, namespace.SKOS.hiddenLabel)
    values = [v for c in found for name in names for v in concepts.objects(c, name)]
    return {v.casefold() for v in values if isinstance(v, Literal) and v.language == "nl"}


def broader(concepts: Graph, concept: URIRef) -> set[URIRef]:
    return {c for c in concepts.objects(concept, namespace.SKOS.broader) if isinstance(c, URIRef)}


def test_every_concept_has_one_class_one_scheme_one_status_and_one_label_in_each_language(concepts: Graph) -> None:
    found = all_concepts(concepts)
    assert len(found) > 100
    for concept in found:
        assert len(list(concepts.objects(concept, namespace.RDF.type))) == 1, concept
        assert len(list(concepts.objects(concept, namespace.SKOS.inScheme))) == 1, concept
        assert list(concepts.objects(concept, IMVO.assertionStatus)) == [CURATED], concept
        labels = [v.language for v in concepts.objects(concept, namespace.SKOS.prefLabel) if isinstance(v, Literal)]
        assert sorted(filter(None, labels)) == ["en", "nl"], concept


def test_a_concept_lies_under_the_key_of_its_class_or_of_its_plain_scheme(ontology: Graph, concepts: Graph) -> None:
    for concept in all_concepts(concepts):
        kind, _, own = key(concept).partition("/")
        cls = concepts.value(concept, namespace.RDF.type)
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", own), concept
        assert concepts.value(concept, namespace.SKOS.inScheme) == URIRef(f"{ID}scheme/{kind}"), concept
        assert cls == IMVO.Concept or kebab(URIRef(str(cls))) == kind, concept


def test_a_file_holds_one_scheme_and_is_called_after_it(root: Path) -> None:
    for path in sorted((root / "ontology" / "concepts").glob("*.ttl")):
        graph = Graph().parse(path)
        (scheme,) = graph.subjects(namespace.RDF.type, namespace.SKOS.ConceptScheme)
        kind = str(scheme).removeprefix(ID + "scheme/")
        plurals = {kind, kind + "s", kind + "es", re.sub("y$", "ies", kind)}
        assert path.stem in plurals, path
        assert set(graph.objects(None, namespace.SKOS.inScheme)) == {scheme}, path
        labels = [v.language for v in graph.objects(scheme, namespace.SKOS.prefLabel) if isinstance(v, Literal)]
        assert sorted(filter(None, labels)) == ["en", "nl"], path


def test_no_key_names_two_topics(ontology: Graph, concepts: Graph) -> None:
    keys = Counter(topic.rsplit("/", 1)[1] for topic in topics(ontology, concepts))
    assert {k: n for k, n in keys.items() if n > 1} == {}


def test_plain_concepts_and_risk_themes_are_defined_in_both_languages(concepts: Graph) -> None:
    for concept in all_concepts(concepts):
        if concepts.value(concept, namespace.RDF.type) in (IMVO.Concept, IMVO.RiskTheme):
            told = [v.language for v in concepts.objects(concept, namespace.SKOS.definition) if isinstance(v, Literal)]
            assert sorted(filter(None, told)) == ["en", "nl"], concept


def test_broader_stays_among_topics_and_never_comes_round(ontology: Graph, concepts: Graph) -> None:
    known = set(topics(ontology, concepts))
    assert set(concepts.subjects(namespace.SKOS.broader)) | set(concepts.objects(None, namespace.SKOS.broader)) <= known
    for topic in known:
        seen, above = {topic}, broader(concepts, topic)
        while above:
            assert not above & {topic}, f"{topic} is broader than itself"
            seen |= above
            above = {up for one in above for up in broader(concepts, one)} - (seen - {topic})


def test_what_a_concept_points_to_among_the_concepts_exists(concepts: Graph) -> None:
    known = set(all_concepts(concepts)) | set(concepts.subjects(namespace.RDF.type, namespace.SKOS.ConceptScheme))
    kinds = {key(concept).partition("/")[0] for concept in all_concepts(concepts)}
    pointed = {o for o in concepts.objects() if isinstance(o, URIRef) and key(o).partition("/")[0] in kinds}
    assert pointed - known == set()


def test_the_curated_data_use_no_concept_that_is_not_in_a_scheme(concepts: Graph, curated: Graph) -> None:
    known = {key(concept) for concept in all_concepts(concepts)}
    kinds = {name.partition("/")[0] for name in known}
    used = {key(o) for o in curated.objects() if isinstance(o, URIRef) and o.startswith(ID)}
    assert {name for name in used if name.partition("/")[0] in kinds} - known == set()


def test_no_two_topics_share_a_word_form_but_those_that_a_text_names_together(ontology: Graph, concepts: Graph) -> None:
    found = Counter(form for topic in topics(ontology, concepts) for form in forms(concepts, topic))
    assert {form for form, n in found.items() if n > 1} == SHARED_FORMS


def test_no_form_is_so_short_that_it_fits_everything(ontology: Graph, concepts: Graph) -> None:
    every = forms(concepts, *topics(ontology, concepts))
    assert {form for form in every if len(form) < 4} == set()
    assert every.isdisjoint(
        {"convenant", "convenanten", "bank", "bedrijf", "wet", "wetgeving", "misstanden", "nederlandse"}
    )


@pytest.mark.parametrize("name", MATRIX)
def test_a_topic_of_the_questions_is_a_concept(name: str, concepts: Graph) -> None:
    assert URIRef(ID + name) in all_concepts(concepts)


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("sector", SECTORS_OF_THE_LETTER),
        ("sector", SECTORS_WITH_A_COVENANT),
        ("place", PLACES),
        ("risk-theme", THEMES_OF_THE_LETTER),
    ],
)
def test_the_schemes_hold_what_the_letter_and_the_covenants_name(kind: str, keys: list[str], concepts: Graph) -> None:
    assert {f"{kind}/{k}" for k in keys} <= {key(concept) for concept in all_concepts(concepts)}


@pytest.mark.parametrize("letter", ["kamerbrief-2022-04-07.txt"])
def test_exactly_the_thirteen_risk_themes_of_the_letter_are_named_in_it(
    letter: str, root: Path, concepts: Graph
) -> None:
    raw = (root / "data" / "letters" / letter).read_text(encoding="utf-8")
    text = " ".join(re.sub(r"(?<=\w)-[ \t]*\n\s*", "", raw).split()).casefold()
    themes = [c for c in all_concepts(concepts) if concepts.value(c, namespace.RDF.type) == IMVO.RiskTheme]
    named = {
        theme.rsplit("/", 1)[1]
        for theme in themes
        if any(re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text) for form in forms(concepts, theme))
    }
    assert named == set(THEMES_OF_THE_LETTER)


@pytest.mark.parametrize("name", ["kinderarbeid", "leefbaar-loon"])
def test_one_step_from_a_theme_that_the_letter_does_not_name_leads_to_none_that_it_does(
    name: str, concepts: Graph
) -> None:
    theme = URIRef(f"{ID}risk-theme/{name}")
    near = broader(concepts, theme) | set(concepts.subjects(namespace.SKOS.broader, theme))
    assert {concept.rsplit("/", 1)[1] for concept in near}.isdisjoint(THEMES_OF_THE_LETTER)


@pytest.mark.parametrize("text", ["kamerbrief-2022-04-07", "kv-tk-2024Z18653"])
def test_every_sector_that_people_marked_in_real_texts_is_a_form_of_a_sector_or_chain(
    text: str, shared: Path, concepts: Graph
) -> None:
    lines = (shared / "corpus" / "gold" / f"{text}.jsonl").read_text(encoding="utf-8").splitlines()
    marked = [m for m in map(json.loads, lines[1:]) if m["kind"] == "sector"]
    wanted = [
        c for c in all_concepts(concepts) if concepts.value(c, namespace.RDF.type) in (IMVO.Sector, IMVO.SupplyChain)
    ]
    known = forms(concepts, *wanted)
    assert marked
    for mention in marked:
        quote = re.sub(r"\s+", " ", re.sub(r"-\s*\n\s*", "", mention["quote"])).casefold()
        assert quote in known, mention
        assert known & {name.casefold() for name in mention["name"].split("|")}, mention
