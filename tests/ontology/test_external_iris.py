"""No IRI of another vocabulary that nobody read in its source: public code holds thesaurus codes that do not exist."""

import pytest
from rdflib import Graph, Literal, URIRef, namespace

OURS = ("https://w3id.org/imvograph/id/", "https://w3id.org/imvograph/def/imvo")
LANGUAGES = ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#",
             "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2001/XMLSchema#",
             "http://www.w3.org/2004/02/skos/core#")  # fmt: skip

# Each with where it was read.
CHECKED = {
    "http://data.europa.eu/eli/ontology#": (
        "ELI 1.5; europarl/eli-ep 7eca34cf",
        "Work ComplexWork WorkSubdivision is_member_of is_part_of",
    ),
    "http://data.europa.eu/eli/eli-draft-legislation-ontology#": (
        "europarl/eli-ep 7eca34cf",
        "Activity Decision Process DraftLegislationWork had_activity_type decision_outcome decided_on_a_realization_of "
        "recorded_in_a_realization_of",
    ),
    "http://www.w3.org/ns/org#": (
        "rdflib 7.6.0; europarl/org-ep 348574c4",
        "Organization OrganizationalUnit OrganizationalCollaboration Post Membership classification member organization "
        "postIn role unitOf",
    ),
    "http://www.w3.org/ns/prov#": (
        "rdflib 7.6.0",
        "Entity Activity SoftwareAgent generated used wasAssociatedWith wasAttributedTo wasDerivedFrom wasGeneratedBy",
    ),
    "http://www.w3.org/ns/oa#": (
        "w3c/web-annotation oa.ttl",
        "SpecificResource TextPositionSelector TextQuoteSelector end exact hasSource start",
    ),
    "http://purl.org/dc/terms/": (
        "rdflib 7.6.0",
        "title description created modified license date identifier subject creator contributor references "
        "isReferencedBy isReplacedBy requires replaces hasPart hasVersion publisher source Location Policy Standard",
    ),
    "http://xmlns.com/foaf/0.1/": ("rdflib 7.6.0", "Person familyName name page"),
    "http://www.w3.org/ns/dcat#": ("rdflib 7.6.0; DCAT-AP 3.0.1 shapes", "startDate endDate"),
    "http://www.w3.org/ns/odrl/2/": ("rdflib 7.6.0", "Duty Prohibition"),
    "http://www.w3.org/ns/opengov#": ("popolo-project/popolo-spec", "Motion VoteEvent"),
    "https://opendata.tweedekamer.nl/documentatie/": (
        "OpenDataAPI2.0 0db54be, TK_Informatiemodel_ODP_0.90.ttl",
        "Zaak",
    ),
    "http://data.vlaanderen.be/ns/besluit#": ("Informatievlaanderen/OSLOthema-lokaleBesluiten", "Stemming"),
    "http://data.vlaanderen.be/ns/mandaat#": ("public code of the Flemish local governments", "Mandataris"),
    "http://data.europa.eu/m8g/": ("SEMICeu/CPOV 2.1.2", "PublicOrganisation"),
    "https://schema.org/": ("schemaorg/schemaorg release 30.0", "Event Report"),
    "http://aims.fao.org/aos/agrovoc/": ("three independent uses: tomato", "c_7805"),
    "http://publications.europa.eu/resource/authority/country/": ("public files of the Publications Office", "ITA"),
    "https://creativecommons.org/licenses/by/4.0/": ("Creative Commons", ""),
}


def foreign(*graphs: Graph) -> set[str]:
    terms = {term for graph in graphs for triple in graph for term in triple}
    terms |= {term.datatype for term in terms if isinstance(term, Literal) and term.datatype}
    return {str(t) for t in terms if isinstance(t, URIRef) and not str(t).startswith((*OURS, *LANGUAGES))}


def test_every_foreign_iri_is_on_the_list(ontology: Graph, alignments: Graph, concepts: Graph, reused: Graph) -> None:
    checked = {base + name for base, (_, names) in CHECKED.items() for name in names.split() or [""]}
    assert foreign(ontology, alignments, concepts, reused) - checked == set()


def test_nothing_is_on_the_list_for_nothing(ontology: Graph, alignments: Graph, concepts: Graph, reused: Graph) -> None:
    checked = {base + name for base, (_, names) in CHECKED.items() for name in names.split() or [""]}
    assert checked - foreign(ontology, alignments, concepts, reused) == set()


@pytest.mark.parametrize("name", ["DCTERMS", "FOAF", "ORG", "PROV", "OWL", "RDF", "SKOS"])
def test_a_term_of_a_vocabulary_that_rdflib_knows_exists_there(
    name: str, ontology: Graph, alignments: Graph, reused: Graph
) -> None:
    vocabulary = getattr(namespace, name)
    languages = {str(subject) for subject in reused.subjects()}
    used = {iri for iri in foreign(ontology, alignments, reused) | languages if iri.startswith(str(vocabulary))}
    assert used
    assert {iri for iri in used if iri.removeprefix(str(vocabulary)) not in vocabulary} == set()
