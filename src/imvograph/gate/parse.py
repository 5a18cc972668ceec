"""Offered bytes to triples: the door where strange RDF comes in. What no graph of ours may hold stops here."""

import re
from collections.abc import Mapping
from pathlib import PurePath
from xml.parsers import expat

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple
from pyoxigraph import parse as parse_rdf

from imvograph.errors import SourceError, TurtleError
from imvograph.gate.names import prefixed
from imvograph.gate.unparsed import unparsed

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
}
WITH_GRAPHS = (".trig", ".nq", "application/trig", "application/n-quads")

# Tab, line feed, form feed and carriage return stand in texts; the rest of C0, and DEL, are traces of a broken copy.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")

_EXAMPLE = "https://w3id.org/imvograph/id/meeting/2020-04-01-nvb-banken"
_LONGEST_IRI = 2048
"""Characters: the longest of ours has 150. A long one that many triples share would make a report a hundred times the input."""


def parse(
    data: bytes,
    name: str,
    base: str | None = None,
    *,
    max_bytes: int = 16 << 20,
    max_triples: int = 200_000,
    formats: Mapping[str, RdfFormat] = FORMATS,
) -> frozenset[Triple]:
    """The triples of a Turtle or N-Triples text; literals stay as they are written.

    ``name`` is a file name or a media type, and says which of ``formats`` it is; ``base`` resolves relative IRIs. Raises
    `SourceError` if the bytes are no text of such a kind (empty, binary, not UTF-8, too large) and `TurtleError` if the
    text does not parse or holds what no graph of ours may: blank nodes, relative or endless IRIs, graph names, control characters.
    """
    syntax = _format(name, formats)
    text = _text(data, name, max_bytes)
    triples: set[Triple] = set()
    try:
        if syntax == RdfFormat.RDF_XML:
            _must_be_whole(text)
        for quad in parse_rdf(text, format=syntax, base_iri=base):
            triples.add(_triple(quad, name))
            if len(triples) > max_triples:
                raise TurtleError(
                    f"{name}: more than {max_triples:,} triples; offer it in smaller files",
                    nl=f"{name}: meer dan {max_triples} tripels; bied het in kleinere bestanden aan",
                )
    except SyntaxError as exc:
        raise unparsed(exc, text, name) from exc
    if not triples:
        raise SourceError(
            f"{name}: no triples in it, only comments or prefixes; a graph states at least one triple",
            nl=f"{name}: er staan geen tripels in; een graaf beweert minstens één tripel",
        )
    return frozenset(triples)


def _format(name: str, formats: Mapping[str, RdfFormat]) -> RdfFormat:
    kind = name.partition(";")[0].strip().lower() if "/" in name and not PurePath(name).suffix else ""
    kind = kind or PurePath(name).suffix.lower()
    if kind in WITH_GRAPHS:
        raise TurtleError(
            f"{name}: a format with named graphs, where the triples of one graph are expected. The graph gets its name "
            "from the file; offer the triples as Turtle (.ttl) or N-Triples (.nt)",
            nl=f"{name}: een vorm met grafen die een naam hebben, waar de tripels van één graaf verwacht worden. De graaf krijgt "
            "zijn naam van het bestand; bied de tripels aan als Turtle (.ttl) of N-Triples (.nt)",
        )
    if kind not in formats:
        raise SourceError(
            f"{name}: not known what {kind or 'this'} is; there is Turtle (.ttl) and N-Triples (.nt)",
            nl=f"{name}: wat {kind or 'dit'} is, is niet bekend; er zijn Turtle (.ttl) en N-Triples (.nt)",
        )
    return formats[kind]


def _text(data: bytes, name: str, max_bytes: int) -> str:
    if len(data) > max_bytes:
        raise SourceError(
            f"{name}: {len(data):,} bytes; the limit is {max_bytes:,}. Offer it in smaller files",
            nl=f"{name}: {len(data)} bytes; de grens is {max_bytes}. Bied het in kleinere bestanden aan",
        )
    if not data.strip():
        raise SourceError(
            f"{name}: empty; a graph states at least one triple (curl -d reads a text that begins with @ as the name of a file: "
            "take --data-raw)",
            nl=f"{name}: leeg; een graaf beweert minstens één tripel (curl -d leest een tekst die met @ begint als de naam van een "
            "bestand: neem --data-raw)",
        )
    if (null := data.find(b"\0")) >= 0:
        raise SourceError(
            f"{name}: binary data (a NUL byte at offset {null}), not a text. If it is text in UTF-16, save it as UTF-8",
            nl=f"{name}: binaire gegevens (een NUL-byte op plaats {null}), geen tekst. Is het tekst in UTF-16, bewaar die dan als "
            "UTF-8",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise SourceError(
            f"{name}: not UTF-8: byte 0x{data[exc.start]:02x} at offset {exc.start}, "
            f"in line {data.count(10, 0, exc.start) + 1}. Save the file as UTF-8",
            nl=f"{name}: geen UTF-8: byte 0x{data[exc.start]:02x} op plaats {exc.start}, "
            f"in regel {data.count(10, 0, exc.start) + 1}. Bewaar het bestand als UTF-8",
        ) from exc


def _must_be_whole(text: str) -> None:
    """Raises SyntaxError at what is no well-formed XML: the parser of RDF/XML takes what ends too early for all there is."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(text, True)  # so that it knows undeclared prefixes
    except expat.ExpatError as exc:
        said = f"no well-formed XML: {expat.ErrorString(exc.code)}"
        raise SyntaxError(said, ("", exc.lineno, exc.offset + 1, None)) from exc


def _triple(quad: Quad, name: str) -> Triple:
    triple = quad.triple
    if not isinstance(quad.graph_name, DefaultGraph):
        raise TurtleError(
            f"{name}: names the graph {quad.graph_name}; the graph gets its name from the file",
            nl=f"{name}: noemt de graaf {quad.graph_name}; de graaf krijgt zijn naam van het bestand",
        )
    for node, role, rol in ((triple.subject, "subject", "onderwerp"), (triple.object, "object", "voorwerp")):
        if isinstance(node, BlankNode):
            raise TurtleError(
                f"{name}: a blank node as {role} of the triple «{_shown(triple)}». Nothing could point at it or remove "
                f"it: give it an IRI of its own, as in <{_EXAMPLE}>",
                nl=f"{name}: een blanke knoop als {rol} van de tripel «{_shown(triple)}». Niets kan ernaar wijzen of hem "
                f"verwijderen: geef hem een eigen IRI, zoals <{_EXAMPLE}>",
            )
        if isinstance(node, Triple):
            raise TurtleError(
                f"{name}: a triple as {role} of a triple: «{_shown(triple)}». Write an rdf:Statement with its own IRI",
                nl=f"{name}: een tripel als {rol} van een tripel: «{_shown(triple)}». Schrijf een rdf:Statement met een eigen "
                "IRI",
            )
    kind = triple.object.datatype if isinstance(triple.object, Literal) else triple.object
    for node in (triple.subject, triple.predicate, kind):
        if isinstance(node, NamedNode) and len(node.value) > _LONGEST_IRI:
            raise TurtleError(
                f"{name}: an IRI of {len(node.value):,} characters, <{node.value[:60]}…>; the limit is {_LONGEST_IRI:,}",
                nl=f"{name}: een IRI van {len(node.value)} tekens, <{node.value[:60]}…>; de grens is {_LONGEST_IRI}",
            )
    if isinstance(triple.object, Literal) and (found := _CONTROL.search(triple.object.value)):
        raise TurtleError(
            f"{name}: a control character (U+{ord(found[0]):04X}) at place {found.start()} of the literal of "
            f"«{prefixed(str(triple.subject))} {prefixed(str(triple.predicate))}»; remove it",
            nl=f"{name}: een stuurteken (U+{ord(found[0]):04X}) op plaats {found.start()} van de tekst bij "
            f"«{prefixed(str(triple.subject))} {prefixed(str(triple.predicate))}»; haal het weg",
        )
    return triple


def _shown(triple: Triple) -> str:
    terms = (triple.subject, triple.predicate, triple.object)
    return " ".join(prefixed(str(term)) if isinstance(term, NamedNode | Literal) else "[]" for term in terms)
