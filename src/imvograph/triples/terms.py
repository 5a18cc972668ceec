"""RDF terms of our own values: the IRIs of terms, and literals in the types that the ontology gives them."""

from datetime import date

from pyoxigraph import Literal, NamedNode

from imvograph.model.dates import StatedDate
from imvograph.model.iris import IMVO, PREFIXES

Value = NamedNode | Literal

RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")


def term(name: str) -> NamedNode:
    """The IRI of a term: ``imvo`` names bare, others with their prefix (``dcterms:date``)."""
    prefix, colon, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local) if colon else NamedNode(IMVO + name)


def nl(text: str) -> Literal:
    return Literal(text, language="nl")


def typed(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=NamedNode(PREFIXES["xsd"] + datatype))


def day(value: date) -> Literal:
    return typed(value.isoformat(), "date")


def boolean(value: bool) -> Literal:
    return typed(str(value).lower(), "boolean")


def stated(value: StatedDate) -> Literal:
    """A date in the precision of its source: xsd:date, xsd:gYearMonth or xsd:gYear; a season as text."""
    datatype = {"day": "date", "month": "gYearMonth", "year": "gYear"}.get(value.precision)
    return typed(value.value, datatype) if datatype else nl(value.words)
