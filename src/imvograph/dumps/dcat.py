"""The catalogue of a release: DCAT-AP-NL 3.0. The fixed part lies in ``data/catalogue.ttl``; here come files and dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from imvograph import assets
from imvograph.dumps.packing import File
from imvograph.dumps.vocabulary import DATASET, LICENCE, SERIES, address, iri, release_iri, say
from imvograph.errors import TurtleError
from imvograph.model.iris import BASE, thing

LANGUAGE = "http://publications.europa.eu/resource/authority/language/NLD"
CATALOGUE = assets.DATA / "catalogue.ttl"
MEDIA_TYPES = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "nq": "application/n-quads",
    "trig": "application/trig",
    "jsonld": "application/ld+json",
}
PACKINGS = {"gz": "application/gzip", "zst": "application/zstd"}
_FILE_TYPES = {"ttl": "RDF_TURTLE", "nt": "RDF_N_TRIPLES", "nq": "RDF_N_QUADS", "trig": "RDF_TRIG", "jsonld": "JSON_LD"}
_NAMES = {"ttl": "Turtle", "nt": "N-Triples", "nq": "N-Quads", "trig": "TriG", "jsonld": "JSON-LD"}
_NOT_KEPT = {
    "nl": "De bestanden van deze uitgave zijn niet bewaard; wat zij veranderde wel.",
    "en": "The files of this release are not kept; what it changed is.",
}


def fixed() -> frozenset[Triple]:
    """What is said of us whatever the release (``data/catalogue.ttl``); raises `TurtleError`."""
    try:
        return frozenset(quad.triple for quad in parse(CATALOGUE.read_bytes(), RdfFormat.TURTLE))
    except SyntaxError as exc:
        raise TurtleError(f"{CATALOGUE}: {exc}") from exc


@dataclass(frozen=True)
class Issued:
    """A release as the catalogue tells of it: its version, its day (ISO 8601), its dumps as far as they are kept."""

    version: str
    day: str
    files: Sequence[File]


def dcat(newest: Issued, before: Sequence[Issued], contact: str) -> frozenset[Triple]:
    """The catalogue with one release as the dataset's newest: DCAT-AP-NL 3.0.

    ``before`` are the earlier releases, the newest first.
    """
    always = fixed()
    every = [newest, *before]
    said = set(always) | set(_contact(contact))
    for number, release in enumerate(every):
        previous = every[number + 1].version if number + 1 < len(every) else None
        said |= set(_released(always, release, previous))
        for file in release.files:
            said |= set(_described(release, file))
    said |= set(
        say(
            DATASET,
            *("dcterms:created", _day(every[-1].day)),
            *("dcterms:issued", _day(every[-1].day)),
            *("dcterms:modified", _day(newest.day)),
            *("dcat:version", Literal(newest.version)),
        )
    )
    first, last = (NamedNode(release_iri(release.version)) for release in (every[-1], newest))
    said |= set(say(SERIES, "dcat:first", first, "dcat:last", last))
    return frozenset(said | set(_distributed(DATASET, newest)))


def _distributed(dataset: str, release: Issued) -> Iterator[Triple]:
    for file in release.files:
        yield from say(dataset, "dcat:distribution", NamedNode(distribution(release.version, file)))


def _released(always: frozenset[Triple], issued: Issued, previous: str | None) -> Iterator[Triple]:
    """A release as a dataset of its own, one of the series; one whose dumps are not kept says so."""
    release = release_iri(issued.version)
    for t in always:
        if t.subject == NamedNode(DATASET) and t.predicate.value != iri("dcterms:identifier"):
            yield Triple(NamedNode(release), t.predicate, t.object)
    yield from say(
        release,
        *("dcterms:identifier", Literal(release, datatype=NamedNode(iri("xsd:anyURI")))),
        *("dcterms:issued", _day(issued.day)),
        *("dcterms:modified", _day(issued.day)),
        *("dcat:version", Literal(issued.version)),
        *("dcat:isVersionOf", NamedNode(DATASET)),
        *("dcat:inSeries", NamedNode(SERIES)),
        *("dcterms:bibliographicCitation", Literal(citation(issued.version, issued.day))),
    )
    yield from _distributed(release, issued)
    if not issued.files:
        for language, note in _NOT_KEPT.items():
            yield from say(release, "adms:versionNotes", Literal(note, language=language))
    if previous:
        before = NamedNode(release_iri(previous))
        yield from say(release, "dcat:previousVersion", before, "dcat:prev", before)
    yield from say(DATASET, "dcat:hasVersion", NamedNode(release))


def citation(version: str, issued: str) -> str:
    """How to cite a release."""
    return f"imvograph: Knowledge graph of Dutch RBC policy, release {version} ({issued}), {release_iri(version)}"


def distribution(version: str, file: File) -> str:
    """The IRI of a file of a release."""
    return thing("distribution", f"{version}-{file.name.removeprefix('imvograph.')}")


def _described(release: Issued, file: File) -> Iterator[Triple]:
    """A file as a distribution, with its size and checksum."""
    version = release.version
    _, form, *packing = file.name.split(".")
    node, checksum = distribution(version, file), f"{distribution(version, file)}#checksum"
    packed = f", {packing[0]}" if packing else ""
    yield from say(
        node,
        *("rdf:type", NamedNode(iri("dcat:Distribution"))),
        *("dcterms:title", Literal(f"Dump als {_NAMES[form]}{packed}", language="nl")),
        *("dcterms:title", Literal(f"Dump as {_NAMES[form]}{packed}", language="en")),
        *("dcat:accessURL", NamedNode(address(version, file.name))),
        *("dcat:downloadURL", NamedNode(address(version, file.name))),
        *("dcat:accessService", NamedNode(thing("service", "sparql"))),
        *("dcterms:conformsTo", NamedNode(BASE + "def/imvo")),
        *("dcterms:license", NamedNode(LICENCE)),
        *("dcterms:issued", _day(release.day)),
        *("dcterms:format", NamedNode(iri(f"filetype:{_FILE_TYPES[form]}"))),
        *("dcat:mediaType", NamedNode(iri(f"media:{MEDIA_TYPES[form]}"))),
        *("dcat:byteSize", Literal(str(file.size), datatype=NamedNode(iri("xsd:nonNegativeInteger")))),
        *("dcterms:language", NamedNode(LANGUAGE)),
        *("spdx:checksum", NamedNode(checksum)),
    )
    yield from say(address(version, file.name), "rdf:type", NamedNode(iri("rdfs:Resource")))
    yield from say(
        checksum,
        *("rdf:type", NamedNode(iri("spdx:Checksum"))),
        *("spdx:algorithm", NamedNode(iri("spdx:checksumAlgorithm_sha256"))),
        *("spdx:checksumValue", Literal(file.sha256, datatype=NamedNode(iri("xsd:hexBinary")))),
    )
    yield from say(iri(f"filetype:{_FILE_TYPES[form]}"), "rdf:type", NamedNode(iri("dcterms:MediaTypeOrExtent")))
    yield from say(iri(f"media:{MEDIA_TYPES[form]}"), "rdf:type", NamedNode(iri("dcterms:MediaType")))
    for suffix in packing:
        media = iri(f"media:{PACKINGS[suffix]}")
        yield from say(node, "dcat:compressFormat", NamedNode(media))
        yield from say(media, "rdf:type", NamedNode(iri("dcterms:MediaType")))


def _contact(contact: str) -> Iterator[Triple]:
    if "://" in contact:
        yield from say(thing("contact", "imvograph"), "vcard:hasURL", NamedNode(contact))
    else:
        yield from say(thing("contact", "imvograph"), "vcard:hasEmail", NamedNode(f"mailto:{contact}"))


def _day(day: str) -> Literal:
    return Literal(day, datatype=NamedNode(iri("xsd:date")))
