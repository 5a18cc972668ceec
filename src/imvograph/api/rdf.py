"""Triples as Turtle, N-Triples, JSON-LD or RDF/XML: the same triples in each, always in the same order."""

import json
import re
from collections.abc import Collection, Iterable, Mapping
from itertools import groupby

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from imvograph.api.asking import NotAcceptable
from imvograph.api.negotiate import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from imvograph.model.iris import PREFIXES, kind_and_key, thing

FORMATS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""The media types that `serialised` writes, the one we like best first."""

_RDF_TYPE = PREFIXES["rdf"] + "type"
_XSD_STRING = PREFIXES["xsd"] + "string"
NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


def serialised(triples: Collection[Triple], media_type: str, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """Triples (without blank nodes, as ours are) in one of `FORMATS`, UTF-8, with those of ``prefixes`` that are used.

    Raises `NotAcceptable` if they hold a character that RDF/XML cannot carry, and that is what is asked.
    """
    ordered = sorted(triples, key=_place)
    if media_type == JSON_LD:
        return _json_ld(ordered, prefixes)
    if media_type == RDF_XML:
        return _rdf_xml(ordered, prefixes)
    rdf_format = RdfFormat.TURTLE if media_type == TURTLE else RdfFormat.N_TRIPLES
    used = _used(ordered, prefixes) | _kinds(ordered) if media_type == TURTLE else None
    return serialize(ordered, format=rdf_format, prefixes=used) or b""


def _place(triple: Triple) -> tuple[str, bool, str, str]:
    """Subjects together, their types first."""
    predicate = triple.predicate.value
    return str(triple.subject), predicate != _RDF_TYPE, predicate, str(triple.object)


def _used(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that these triples can be written with."""
    iris = _iris(triples)
    return {name: iri for name, iri in prefixes.items() if any(used.startswith(iri) for used in iris)}


def _kinds(triples: Iterable[Triple]) -> dict[str, str]:
    """A prefix per kind of thing, so that Turtle reads ``letter:bhos-…`` and not ``id:letter\\/bhos-…``."""
    kinds = sorted({named[0] for iri in _iris(triples) if (named := kind_and_key(iri))})
    return {kind: thing(kind, "") for kind in kinds if kind not in PREFIXES}


def _iris(triples: Iterable[Triple]) -> set[str]:
    return {
        term.value
        for triple in triples
        for term in (*triple, getattr(triple.object, "datatype", None))
        if isinstance(term, NamedNode)
    }


def _rdf_xml(ordered: Collection[Triple], prefixes: Mapping[str, str]) -> bytes:
    if any(isinstance(t.object, Literal) and NOT_IN_XML.search(t.object.value) for t in ordered):
        raise NotAcceptable([form for form in FORMATS if form != RDF_XML])
    written = serialize(ordered, format=RdfFormat.RDF_XML, prefixes=_used(ordered, prefixes)) or b""
    return written.replace(b"\r", b"&#xD;")  # as it is, an XML reader takes it for the end of a line


def _json_ld(ordered: Collection[Triple], prefixes: Mapping[str, str]) -> bytes:
    longest_first = sorted(prefixes.items(), key=lambda item: -len(item[1]))
    nodes = []
    for subject, about in groupby(ordered, key=lambda triple: triple.subject):
        node: dict[str, object] = {"@id": _node_id(subject)}
        for predicate, stated in groupby(about, key=lambda triple: triple.predicate.value):
            if predicate == _RDF_TYPE:
                node["@type"] = [_node_id(triple.object) for triple in stated]
            else:
                node[_compact(predicate, longest_first)] = [_value(triple.object) for triple in stated]
        nodes.append(node)
    document = {"@context": _used(ordered, prefixes), "@graph": nodes}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _node_id(term: object) -> str:
    match term:
        case NamedNode():
            return term.value
        case BlankNode():
            return str(term)
        case other:
            raise TypeError(f"{other} cannot be a node in JSON-LD; our graphs hold IRIs and literals")


def _value(term: object) -> dict[str, str]:
    if not isinstance(term, Literal):
        return {"@id": _node_id(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == _XSD_STRING:
        return {"@value": term.value}
    return {"@value": term.value, "@type": term.datatype.value}


def _compact(iri: str, longest_first: Iterable[tuple[str, str]]) -> str:
    """A property with its prefix, where it has one of ours; ``prefix://…`` would read as a whole IRI."""
    for name, space in longest_first:
        if iri.startswith(space) and not iri.removeprefix(space).startswith("//"):
            return f"{name}:{iri.removeprefix(space)}"
    return iri
