"""The media types of answers: which form of query gives which, and how the engine writes them."""

from pyoxigraph import QueryResultsFormat, RdfFormat

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
