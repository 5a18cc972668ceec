"""The graph in VoID: how much there is of what, and where it links to."""

from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from imvograph.dumps.counting import Counts
from imvograph.dumps.vocabulary import DATASET, LICENCE, address, iri, release_iri, say
from imvograph.model.iris import BASE, ID, PREFIXES, content_key, thing

VOID_ADDRESS = BASE + ".well-known/void"


def void(counts: Counts, version: str, dumps: Sequence[str] = (), releases: Sequence[str] = ()) -> frozenset[Triple]:
    """The dataset at a version: its counts, by class and by property, its links.

    ``dumps`` are addresses of its files, ``releases`` the versions of all releases; each has a description of its own.
    """
    return frozenset(_void(counts, version, dumps, releases))


def _void(counts: Counts, version: str, dumps: Sequence[str], releases: Sequence[str]) -> Iterator[Triple]:
    yield from say(VOID_ADDRESS, "rdf:type", NamedNode(iri("void:DatasetDescription")))
    yield from say(VOID_ADDRESS, "foaf:primaryTopic", NamedNode(DATASET))
    yield from say(
        DATASET,
        *("rdf:type", NamedNode(iri("void:Dataset"))),
        *("dcat:version", Literal(version)),
        *("dcterms:license", NamedNode(LICENCE)),
        *("void:sparqlEndpoint", NamedNode(BASE + "sparql")),
        *("void:uriSpace", Literal(ID)),
        *("void:exampleResource", NamedNode(thing("kamerstuk", "kst-26485-277"))),
        *("void:triples", Literal(counts.triples)),
        *("void:entities", Literal(counts.entities)),
        *("void:distinctSubjects", Literal(counts.subjects)),
        *("void:classes", Literal(len(counts.classes))),
        *("void:properties", Literal(len(counts.properties))),
    )
    for dump in dumps:
        yield from say(DATASET, "void:dataDump", NamedNode(dump))
    for release in releases:
        yield from say(DATASET, "dcat:hasVersion", NamedNode(release_iri(release)))
        yield from say(release_iri(release), "rdfs:seeAlso", NamedNode(address(release, "void.ttl")))
    for name, space in PREFIXES.items():
        if name not in ("id", "graph") and any(
            used.startswith(space) for used in (*counts.classes, *counts.properties)
        ):
            yield from say(DATASET, "void:vocabulary", NamedNode(space))
    for cls, number in counts.classes.items():
        node = _part("class", cls)
        yield from say(DATASET, "void:classPartition", NamedNode(node))
        yield from say(node, "void:class", NamedNode(cls), "void:entities", Literal(number))
    for name, number in counts.properties.items():
        node = _part("property", name)
        yield from say(DATASET, "void:propertyPartition", NamedNode(node))
        yield from say(node, "void:property", NamedNode(name), "void:triples", Literal(number))
    for (name, host), number in counts.links.items():
        node = _part("links", name, host)
        yield from say(
            node,
            *("rdf:type", NamedNode(iri("void:Linkset"))),
            *("void:linkPredicate", NamedNode(name)),
            *("void:subjectsTarget", NamedNode(DATASET)),
            *("void:objectsTarget", NamedNode(_part("dataset", host))),
            *("void:triples", Literal(number)),
        )
        yield from say(DATASET, "void:subset", NamedNode(node))
        yield from say(_part("dataset", host), "rdf:type", NamedNode(iri("void:Dataset")))
        yield from say(_part("dataset", host), "foaf:homepage", NamedNode(f"http://{host}/"))


def _part(*names: str) -> str:
    return f"{VOID_ADDRESS}#{names[0]}-{content_key(*names)}"
