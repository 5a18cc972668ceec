"""What is used is defined, and what is defined is used, or kept for a reason."""

import re
from pathlib import Path

import pytest
from rdflib import Graph, Literal, Namespace, URIRef, namespace

IMVO = Namespace("https://w3id.org/imvograph/def/imvo#")

# Nothing uses these yet, and why they stay.
KEPT = {
    "amends": "the register of commitments tells it (isWijzigingVan)",
    "cabinet": "dated role terms of the register name the cabinet",
    "citedBy": "the inverse of cites, for those who reason; stored data hold one direction only",
    "committee": "the Tweede Kamer's activities name the committee",
    "dueDate": "the register of commitments tells it (datumNakoming)",
    "fulfilledBy": "the register of commitments tells it (kamerbriefNakoming)",
    "repeats": "the register of commitments tells it (isHerhalingVan)",
    "responsibleMinistry": "the register of commitments tells it (ministerie)",
    "statusAsDelivered": "the register of commitments tells it (status)",
    "supplements": "the register of commitments tells it (isAanvullingOp)",
    "supportedBy": "an anomaly that another text resolves; the letter resolves its own",
    "tkDocumentNumber": "the Tweede Kamer's documents have it",
}


def names(graph: Graph) -> set[str]:
    """The local names of our terms in a graph, datatypes included."""
    found = {term for triple in graph for term in triple}
    found |= {term.datatype for term in found if isinstance(term, Literal) and term.datatype}
    return {term.removeprefix(IMVO) for term in found if isinstance(term, URIRef) and term in IMVO}


def names_in_queries(root: Path) -> set[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((root / "queries").rglob("*.rq"))]
    return {name for text in texts for name in re.findall(r"(?<![\w-])imvo:([A-Za-z]\w*)", text)}


def names_in_shapes(root: Path) -> set[str]:
    return {name for path in sorted((root / "shapes").rglob("*.ttl")) for name in names(Graph().parse(path))}


def names_in_code(root: Path, known: set[str]) -> set[str]:
    """Terms that reading and writing triples name: as a word in quotes, or as a keyword (``madeIn=…``)."""
    folders = (root / "src" / "imvograph" / room for room in ("triples", "extract"))
    code = "\n".join(path.read_text(encoding="utf-8") for folder in folders for path in sorted(folder.rglob("*.py")))
    words = set(re.findall(r"[\"'](\w+)[\"']|\b(\w+)=", code))
    return {word for pair in words for word in pair if word} & known


@pytest.fixture(scope="module")
def defined(ontology: Graph) -> set[str]:
    return {term.removeprefix(IMVO) for term in ontology.subjects(namespace.RDF.type) if term in IMVO}  # type: ignore[attr-defined]


def test_every_term_of_ours_that_is_used_is_defined(
    root: Path, defined: set[str], ontology: Graph, alignments: Graph, concepts: Graph, curated: Graph
) -> None:
    used = {
        "ontology": names(ontology) | names(alignments),
        "concepts": names(concepts),
        "data/curated": names(curated),
        "queries": names_in_queries(root),
        "shapes": names_in_shapes(root),
    }
    assert {place: found - defined for place, found in used.items() if found - defined} == {}


def test_every_term_is_used_or_kept_for_a_reason(
    root: Path, defined: set[str], ontology: Graph, concepts: Graph, curated: Graph
) -> None:
    # Shapes do not count: that a term may be used is no use of it. Within the ontology only being a wider term does.
    above = (*ontology.objects(None, namespace.RDFS.subClassOf), *ontology.objects(None, namespace.RDFS.subPropertyOf))
    stated = {term.removeprefix(IMVO) for term in (*ontology.predicates(), *above) if term in IMVO}
    used = stated | names(concepts) | names(curated) | names_in_queries(root) | names_in_code(root, defined)
    assert defined - used - KEPT.keys() == set()


def test_the_list_of_kept_terms_names_only_terms_and_gives_each_a_reason(defined: set[str]) -> None:
    assert KEPT.keys() <= defined
    assert all(KEPT.values())
