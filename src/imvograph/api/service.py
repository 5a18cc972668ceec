"""What the SPARQL service says of itself (SPARQL 1.1 Service Description)."""

from fastapi import Request, Response
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.answers.keeping import kept
from imvograph.api import rdf
from imvograph.api.caching import etag, headers, not_modified
from imvograph.model.iris import BASE, PREFIXES
from imvograph.store.base import Snapshot

ENDPOINT = BASE + "sparql"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_COUNTS = "SELECT ?graph (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_TOTAL = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


def described(request: Request, snapshot: Snapshot, media_type: str) -> Response:
    """The description in one of `rdf.FORMATS`: what the service speaks, and each named graph with its number of triples."""
    tag = etag(request, snapshot.version, media_type)
    unchanged = not_modified(request, tag, "Accept", media_type)
    if unchanged is not None:
        return unchanged
    told = kept(snapshot, "service", lambda: (description(snapshot),))[0]
    return Response(rdf.serialised(told, media_type), headers=headers(tag, "Accept"), media_type=media_type)


def description(snapshot: Snapshot) -> list[Triple]:
    """The triples of the description; graphs and data sets are named, so that nothing is a blank node."""
    service, dataset, union = (NamedNode(ENDPOINT + part) for part in ("", "#dataset", "#default-graph"))
    found = [
        (service, "rdf:type", NamedNode(_SD + "Service")),
        (service, "sd:endpoint", service),
        (service, "sd:supportedLanguage", NamedNode(_SD + "SPARQL11Query")),
        (service, "sd:feature", NamedNode(_SD + "UnionDefaultGraph")),
        *((service, "sd:resultFormat", NamedNode(_FORMATS + name)) for name in (*_RESULTS, *_GRAPHS)),
        (service, "sd:defaultDataset", dataset),
        (dataset, "rdf:type", NamedNode(_SD + "Dataset")),
        (dataset, "sd:defaultGraph", union),
        (union, "rdf:type", NamedNode(_SD + "Graph")),
        *((union, "void:triples", count) for (count,) in snapshot.select(_TOTAL).rows),
    ]
    for name, count in snapshot.select(_COUNTS).rows:
        if not isinstance(name, NamedNode):
            continue
        key = name.value.removeprefix(BASE)
        named, graph = NamedNode(f"{ENDPOINT}#named/{key}"), NamedNode(f"{ENDPOINT}#{key}")
        found += [
            (dataset, "sd:namedGraph", named),
            (named, "rdf:type", NamedNode(_SD + "NamedGraph")),
            (named, "sd:name", name),
            (named, "sd:graph", graph),
            (graph, "rdf:type", NamedNode(_SD + "Graph")),
            (graph, "void:triples", count),
        ]
    spaces = PREFIXES | {"sd": _SD, "void": _VOID}
    return [
        Triple(subject, NamedNode(spaces[name.partition(":")[0]] + name.partition(":")[2]), value)
        for subject, name, value in found
        if isinstance(value, NamedNode | Literal)
    ]
