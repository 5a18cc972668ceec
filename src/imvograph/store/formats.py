"""The media types of answers: which form of query gives which, how the engine writes them, and what XML cannot carry.

The engine writes XML for whatever it is given: a control character as it is, a property that ends in a digit as an element
without a name. No reader takes that, so such an answer is refused.
"""

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import QueryResultsFormat, RdfFormat, Triple

from imvograph.errors import QueryPolicyError

TABLES = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
"""For SELECT and ASK."""

GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
"""For CONSTRUCT and DESCRIBE."""


def media_types(form: str) -> tuple[str, ...]:
    """The media types that a form of query (SELECT, ASK, CONSTRUCT, DESCRIBE) is answered in, the usual one first."""
    return tuple(TABLES if form in ("SELECT", "ASK") else GRAPHS)


def accepts(form: str, media_type: str) -> None:
    """Raises `QueryPolicyError` if a query of this form has no answer of this media type."""
    if media_type not in media_types(form):
        offered = ", ".join(media_types(form))
        raise QueryPolicyError(
            f"{form} has no answer as {media_type}; ask for one of {offered}",
            nl=f"{form} heeft geen antwoord als {media_type}; vraag een van {offered}",
        )


RDF_XML = "application/rdf+xml"

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_ENDS_IN_A_NAME = re.compile(
    rf"[{_START}][{_START}\-.0-9\u00B7\u0300-\u036F\u203F\u2040]*\Z"
)  # Namespaces in XML, NCName
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")  # XML 1.0, section 2.2, in UTF-8


def in_xml(text: bytes | bytearray) -> bytes | bytearray:
    """XML that the engine wrote, as a reader must find it: a carriage return, left as it is, is read as the end of a line.

    Raises `QueryPolicyError` if it holds a character that is not in XML.
    """
    if found := _NOT_IN_XML.search(text):
        character = f"U+{ord(found[0].decode()):04X}"
        raise QueryPolicyError(
            f"the answer holds a character that XML cannot carry ({character}); ask for another form, such as JSON or Turtle",
            nl=f"in het antwoord staat een teken dat niet in XML kan ({character}); vraag een andere vorm, zoals JSON of Turtle",
        )
    return text.replace(b"\r", b"&#xD;")


def named_in_xml(triples: Iterable[Triple]) -> Iterator[Triple]:
    """The triples, as long as their properties can be elements of RDF/XML; else raises `QueryPolicyError`."""
    for triple in triples:
        if not _ENDS_IN_A_NAME.search(triple.predicate.value):
            raise QueryPolicyError(
                f"RDF/XML has no way to write the property {triple.predicate}, which ends in no name; ask for text/turtle",
                nl=f"in RDF/XML is de eigenschap {triple.predicate} niet te schrijven, want die eindigt niet op een naam; "
                "vraag text/turtle",
            )
        yield triple
