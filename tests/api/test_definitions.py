"""The ontology in words: all that the files hold is on the page, in both languages, and every link leads somewhere."""

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from imvograph import assets
from imvograph.api.app import create_app
from imvograph.api.manual.diagram import Card, Drawing, Group, Link, draw
from imvograph.api.manual.facts import Facts
from imvograph.api.manual.rules import Rules
from imvograph.api.manual.wording import how_often
from imvograph.catalog import Catalog
from imvograph.gate.rules import RULES
from imvograph.model.iris import ID, IMVO, PREFIXES, SHAPES
from imvograph.settings import Settings
from imvograph.store import EmbeddedStore

SH, SKOS, RDFS, OWL = (PREFIXES[prefix] for prefix in ("sh", "skos", "rdfs", "owl"))
LANGUAGES = ("nl", "en")
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
VOID = {"meta", "link", "input", "br", "img", "hr"}
both = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def reader(built: EmbeddedStore) -> TestClient:
    app = create_app(built, Catalog.read(assets.QUERIES), Settings())
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture(scope="module")
def pages(reader: TestClient) -> dict[tuple[str, str], str]:
    """The text of each page, by name and language."""
    return {
        (name, language): reader.get(f"/def/{name}.html?lang={language}").text
        for name in ("imvo", "shapes")
        for language in LANGUAGES
    }


@cache
def facts(pattern: str) -> Facts:
    files = sorted(assets.ROOT.glob(pattern))
    assert files, pattern
    return Facts(quad.triple for path in files for quad in parse(path=path))


def words(facts: Facts, node: str, predicate: str, language: str) -> list[str]:
    """The words of a property in a language, as a page writes them."""
    found = [term for term in facts.objects(node, predicate) if isinstance(term, Literal)]
    return [html.escape(term.value).replace("&quot;", "&#34;").replace("&#x27;", "&#39;") for term in found
            if term.language in (language, None)]  # fmt: skip


def part(page: str, anchor: str) -> str:
    """The section of a term."""
    return page[page.index(f'<section class="term" id="{anchor}">') :].partition("</section>")[0]


def terms(*kinds: str) -> list[str]:
    return facts("ontology/imvo.ttl").of_type(*(OWL + kind for kind in kinds))


@both
def test_every_class_and_property_of_the_file_is_on_the_page(pages: dict[tuple[str, str], str], language: str) -> None:
    ontology = facts("ontology/imvo.ttl")
    found = terms("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
    assert len(found) > 150
    for iri in found:
        told = part(pages["imvo", language], iri.removeprefix(IMVO))
        for predicate in (RDFS + "label", SKOS + "definition", SKOS + "example"):
            (said,) = words(ontology, iri, predicate, language)
            assert said in told, (iri, predicate)
        for predicate in ("subClassOf", "subPropertyOf", "domain", "range"):
            for other in ontology.iris(iri, RDFS + predicate):
                assert other not in told or "XMLSchema" in other or "22-rdf" in other, f"{other} has no label for {iri}"
        assert re.search(r"<(small|span)[^>]*>(vast|stable|in beproeving|testing|niet meer|no longer)", told), iri


@both
def test_every_message_of_the_shapes_of_a_class_is_told_with_the_class(
    pages: dict[tuple[str, str], str], language: str
) -> None:
    shapes, page = facts("shapes/*.ttl"), pages["imvo", language]
    common = part(page, "common")
    seen = 0
    for node in shapes.of_type(SH + "NodeShape"):
        for cls in shapes.iris(node, SH + "targetClass"):
            anchor = cls.removeprefix(IMVO).replace(SKOS, "skos-").replace(PREFIXES["rdf"], "rdf-")
            told = part(page, anchor)
            told += common if 'href="#common"' in told else ""
            for shape in (node, *shapes.iris(node, SH + "property")):
                for message in words(shapes, shape, SH + "message", language):
                    seen += 1
                    assert message in told, (cls, shape)
    assert seen > 1000


@both
def test_every_rule_of_the_gate_has_its_own_place(pages: dict[tuple[str, str], str], language: str) -> None:
    """So that the IRI of a rule in a report (``…/def/shapes#Letter-date``) leads to its words."""
    shapes, page = facts("shapes/*.ttl"), pages["shapes", language]
    told = [shape for shape in shapes if shapes.objects(shape, SH + "message")]
    assert len(told) > 400
    for shape in told:
        (message,) = words(shapes, shape, SH + "message", language)
        line = page[page.index(f'<li id="{shape.removeprefix(SHAPES)}">') :].partition("</li>")[0]
        severity = (shapes.value(shape, SH + "severity") or "").removeprefix(SH)
        assert message in line
        assert f'class="grave {severity}"' in line
    assert [rule.name for rule in RULES if f'<li id="{rule.name}">' not in page] == []


@both
def test_every_concept_is_in_its_list_with_its_names_and_its_meaning(
    pages: dict[tuple[str, str], str], language: str
) -> None:
    concepts, page = facts("ontology/concepts/*.ttl"), pages["imvo", language]
    found = [node for node in concepts if node.startswith(ID)]
    assert len(found) > 130
    for iri in found:
        told = page[page.index(f' id="{iri.removeprefix(ID)}">') :]
        told = told[: told.index("</p>" if "/scheme/" in iri else "</dd>")]
        for predicate in (SKOS + "prefLabel", SKOS + "altLabel", SKOS + "definition"):
            for said in words(concepts, iri, predicate, language):
                assert said in told, (iri, predicate)


@both
def test_every_term_of_others_that_has_our_label_is_on_the_page(
    pages: dict[tuple[str, str], str], language: str
) -> None:
    reused, page = facts("ontology/reused.ttl"), pages["imvo", language]
    for iri in reused:
        for predicate in (RDFS + "label", SKOS + "scopeNote"):
            for said in words(reused, iri, predicate, language):
                assert said in page, iri


@pytest.mark.parametrize("name", ["imvo", "shapes"])
@both
def test_a_page_is_well_formed_light_and_from_this_host_only(
    pages: dict[tuple[str, str], str], name: str, language: str, foreign_scripts: Callable[[str], list[str]]
) -> None:
    page = pages[name, language]
    assert len(page.encode()) <= 600_000
    assert f'<html lang="{language}">' in page
    assert foreign_scripts(page) == []
    assert not re.search(r"<[^>]*\s(style|on\w+)=", page)
    loads = re.findall(r'(?:src|action)="([^"]*)"|<link rel="(?:stylesheet|icon)" href="([^"]*)"', page)
    assert loads
    assert all(re.match(r"/[^/]", script or sheet) for script, sheet in loads)
    still_open: list[str] = []
    for closing, tag, self_closed in re.findall(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^>]*?(/?)>", page):
        if closing:
            assert still_open.pop() == tag
        elif not self_closed and tag not in VOID:
            still_open.append(tag)
    assert still_open == []
    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    assert {each: count for each, count in ids.items() if count > 1} == {}


@both
def test_every_link_inside_leads_to_what_is_there(
    reader: TestClient, pages: dict[tuple[str, str], str], language: str
) -> None:
    anchors = {name: set(re.findall(r'\sid="([^"]*)"', pages[name, language])) for name in ("imvo", "shapes")}
    others: set[str] = set()
    for name in anchors:
        for link in re.findall(r'href="([^"]*)"', pages[name, language]):
            address, _, fragment = html.unescape(link).partition("#")
            target = re.sub(r"\?lang=..$", "", address).removeprefix("/def/") if address else name
            if fragment and (not address or address.startswith("/")):
                assert fragment in anchors[target], (name, link)
            if address.startswith("/"):
                others.add(address)
    assert len(others) > 130
    assert {
        link: code for link in others if (code := reader.get(link, headers=BROWSER).status_code) not in (200, 303)
    } == {}


def test_what_others_add_to_a_link_makes_no_page_of_its_own(reader: TestClient) -> None:
    plain, *shared = (reader.get(f"/def/imvo{query}", headers=BROWSER) for query in ("", "?utm_a=1", "?utm_a=2"))
    assert plain.status_code == 200 and {answer.text for answer in shared} == {plain.text}


def test_the_iri_of_the_version_leads_to_the_terms_and_another_to_it(reader: TestClient) -> None:
    told = facts("ontology/imvo.ttl").objects(IMVO.removesuffix("#"), OWL + "versionIRI")
    address = "/" + "/".join(str(told[0].value).split("/")[-3:])
    found = reader.get(address)
    assert (found.status_code, found.headers["location"]) == (303, "/def/imvo")
    for other in ("/def/imvo/9.9.9", "/def/shapes/0.2.0"):
        answer = reader.get(other, headers={"accept": "application/json"})
        assert (answer.status_code, answer.json()["near"]) == (404, [address])


def test_the_same_address_gives_rdf_to_who_asks_for_it(reader: TestClient) -> None:
    defined = {quad.triple for quad in parse(path=assets.ONTOLOGY / "imvo.ttl")}
    for suffix, media_type, kind in (
        ("ttl", "text/turtle", RdfFormat.TURTLE),
        ("jsonld", "application/ld+json", RdfFormat.JSON_LD),
    ):
        asked = reader.get("/def/imvo", headers={"accept": media_type})
        assert asked.headers["content-type"].startswith(media_type)
        assert asked.content == reader.get(f"/def/imvo.{suffix}").content
        told = {quad.triple for quad in parse(asked.content, kind)}
        assert defined <= told
        subjects = {triple.subject.value for triple in told if isinstance(triple.subject, NamedNode)}
        assert subjects >= set(facts("ontology/groups.ttl"))
    assert reader.get("/def/shapes", headers=BROWSER).headers["content-type"].startswith("text/html")
    assert reader.get("/def/shapes").headers["content-type"].startswith("text/turtle")


def test_a_thing_s_page_names_every_property_in_words_and_leads_to_ours(
    reader: TestClient, pages: dict[tuple[str, str], str]
) -> None:
    for address in ("commitment/bhos-2022-04-07-1-t4", "kamerstuk/kst-26485-277", "person/kaag-s-a-m"):
        page = reader.get(f"/doc/{address}.html").text
        shown = re.findall(r'<dt><a href="([^"]*)"[^>]*>([^<]*)</a></dt>', page)
        assert len(shown) > 3
        assert [text for _, text in shown if re.match(r"[a-z-]+:", text)] == []
        ours = [link.partition("#")[2] for link, _ in shown if link.startswith("/def/imvo#")]
        assert ours
        assert [name for name in ours if f'id="{name}"' not in pages["imvo", "nl"]] == []


@both
def test_a_retired_term_is_shown_as_such_with_its_successor(tmp_path: Path, language: str) -> None:
    text = f"""@prefix imvo: <{IMVO}> . @prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . @prefix skos: <{SKOS}> .
        imvo:cites a owl:ObjectProperty ; rdfs:label "citeert"@nl , "cites"@en .
        imvo:refersTo a owl:ObjectProperty ; rdfs:label "noemt"@nl , "refers to"@en ; owl:deprecated true ;
          <{PREFIXES["dcterms"]}isReplacedBy> imvo:cites ; skos:changeNote "0.3.0: use imvo:cites."@en ."""
    with EmbeddedStore.open(tmp_path) as store:
        store.replace_graph(PREFIXES["graph"] + "ontology/imvo", triples(text))
        client = TestClient(create_app(store, Catalog.read(assets.QUERIES), Settings()))
        told = part(client.get(f"/def/imvo.html?lang={language}").text, "refersTo")
    assert {"nl": "niet meer gebruiken", "en": "no longer used"}[language] in told
    assert f'<a href="#cites">{ {"nl": "citeert", "en": "cites"}[language] }</a>' in told
    assert "0.3.0: use imvo:cites." in told


def triples(text: str) -> frozenset[Triple]:
    return frozenset(quad.triple for quad in parse(text, RdfFormat.TURTLE))


@pytest.mark.parametrize(
    ("cls", "path", "nl", "en"),
    [
        ("Commitment", IMVO + "madeIn", "precies één", "exactly one"),
        ("Commitment", IMVO + "promise", "één of meer", "one or more"),
        ("Commitment", IMVO + "condition", "hooguit één", "at most one"),
        ("Commitment", IMVO + "concerns", "nul of meer", "any number"),
        ("Commitment", SKOS + "prefLabel", "één per taal; Nederlands verplicht", "one in each language; Dutch required"),
        ("Sector", SKOS + "prefLabel", "één per taal; Nederlands en Engels verplicht",
         "one in each language; Dutch and English required"),
        # shapes/covenant.ttl only advises to give a page.
        ("Covenant", PREFIXES["foaf"] + "page", "hooguit één", "at most one"),
    ],
)  # fmt: skip
def test_how_often_a_property_stands_is_said_in_words(cls: str, path: str, nl: str, en: str) -> None:
    (use,) = (use for use in Rules(facts("shapes/*.ttl")).uses(IMVO + cls) if use.path == path)
    assert (how_often(use, "nl"), how_often(use, "en")) == (nl, en)


def test_every_class_has_a_card_in_the_diagram_and_a_line_in_its_words(pages: dict[tuple[str, str], str]) -> None:
    page = pages["imvo", "nl"]
    drawing = page[page.index("<svg") : page.index("</svg>")]
    cards = re.findall(r'<g class="card[^>]*>.*?<a href="#(\w+)">', drawing)
    assert sorted(cards) == sorted(iri.removeprefix(IMVO) for iri in terms("Class"))
    assert 'role="group" aria-labelledby="diagram-title diagram-words"' in drawing
    text = page[page.index("De figuur in woorden") :].partition("</figure>")[0]
    for sentence in ("motie ⊂ Kamerstuk", "toezegging: gedaan in → debat", "bewijspassage: brontekst → brontekst"):
        assert f"<title>{sentence}</title>" in drawing
        assert f"<li>{sentence}</li>" in text


def test_the_diagram_is_the_same_each_time_and_no_two_cards_overlap() -> None:
    names = [f"c{n}" for n in range(30)]
    cards = [
        Card(name, name, "#", names[n // 7 * 7] if n % 7 else None, (Link("to", (names[n * 11 % 30],)),))
        for n, name in enumerate(names)
    ]
    groups = [Group(str(n), tuple(cards[n * 7 : n * 7 + 7])) for n in range(5)]
    drawing = draw(groups)
    assert same(drawing, draw([Group(group.title, tuple(reversed(group.cards))) for group in groups]))
    boxes = drawing.cards
    assert len(boxes) == 30
    for one in boxes:
        assert one.x >= 0 and one.x + one.width <= drawing.width
        assert one.y >= 0 and one.y + one.height <= drawing.height
        assert [
            other.label
            for other in boxes
            if other is not one
            and one.x < other.x + other.width
            and other.x < one.x + one.width
            and one.y < other.y + other.height
            and other.y < one.y + one.height
        ] == []


def same(one: Drawing, other: Drawing) -> bool:
    """Whether two drawings look alike, whatever the order of the cards that they were made from."""

    def looks(drawing: Drawing) -> Iterator[object]:
        yield from (drawing.width, drawing.height, sorted(map(str, drawing.cards)), sorted(map(str, drawing.lines)))

    return list(looks(one)) == list(looks(other))


def test_nothing_to_draw_draws_nothing() -> None:
    assert draw([]).cards == ()
