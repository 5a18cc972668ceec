"""What the SPARQL service says of itself (SPARQL 1.1 Service Description), and of the terms that its askers use."""

from collections.abc import Sequence

from fastapi import Request, Response
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.api import rdf
from imvograph.api.caching import etag, headers, not_modified
from imvograph.api.near import alike
from imvograph.errors import QueryError
from imvograph.model.iris import BASE, GRAPH, IMVO, PREFIXES
from imvograph.sparql import tokens
from imvograph.sparql.mending import unknown_terms
from imvograph.store.base import Snapshot, Store

ENDPOINT = BASE + "sparql"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_GRAPHS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
_COUNTS = "SELECT ?graph (COUNT(*) AS ?n) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_TOTAL = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"


class Described:
    """The description of the service: what it speaks, and each named graph with its number of triples; per version."""

    def __init__(self) -> None:
        self._known: tuple[str, list[Triple]] = ("", [])

    def answer(self, request: Request, snapshot: Snapshot, media_type: str) -> Response:
        """The description in one of `rdf.FORMATS`."""
        tag = etag(request, snapshot.version, media_type)
        unchanged = not_modified(request, tag, "Accept", media_type)
        if unchanged is not None:
            return unchanged
        known = self._known
        if known[0] != snapshot.version:
            known = self._known = snapshot.version, description(snapshot)
        return Response(rdf.serialised(known[1], media_type), headers=headers(tag, "Accept"), media_type=media_type)


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


class Terms:
    """The terms of the ontology, per version, for who misspells one; and the graphs."""

    def __init__(self) -> None:
        self._known: tuple[str, frozenset[str]] = ("", frozenset())

    def hint(self, store: Store, text: str, dataset: Sequence[str], language: str) -> str:
        """What to tell of terms of ours and of graphs that are asked and are not there; empty if all are.

        ``dataset`` are the graphs that the request names beside its query ``text``.
        """
        if IMVO not in text and GRAPH not in text and not dataset:
            return ""
        try:
            wrong = [(token.text, near) for token, near in unknown_terms(text, self._terms(store.snapshot()))]
            wrong += _unknown_graphs(text, dataset, store)
        except QueryError:  # another part of the query is wrong, and told
            return ""
        told = []
        for name, near in wrong[:5]:
            if language == "nl":
                told.append(f"{name[:80]} is niet bekend" + (f"; bedoelde je {near}?" if near else ""))
            else:
                told.append(f"{name[:80]} is not known" + (f"; did you mean {near}?" if near else ""))
        return ". ".join(told)

    def _terms(self, snapshot: Snapshot) -> frozenset[str]:
        known = self._known
        if known[0] != snapshot.version:
            text = f'SELECT DISTINCT ?term WHERE {{ ?term a ?kind FILTER(STRSTARTS(STR(?term), "{IMVO}")) }}'
            found = frozenset(term.value for (term,) in snapshot.select(text).rows if isinstance(term, NamedNode))
            known = self._known = snapshot.version, found
        return known[1]


def _unknown_graphs(text: str, dataset: Sequence[str], store: Store) -> list[tuple[str, str]]:
    """The graphs that are asked and that the store does not hold, each with the nearest that it does."""
    written = (token.text[1:-1] for token in tokens(text) if token.kind == "iri") if GRAPH in text else ()
    asked = dict.fromkeys((*dataset, *(iri for iri in written if iri.startswith(GRAPH) and iri != GRAPH)))
    if not asked:
        return []
    known = sorted(store.graphs())
    missing = [iri for iri in asked if iri not in known]
    return [(f"<{iri}>", "".join(f"<{near}>" for near in alike(iri, known)[:1])) for iri in missing]
