"""The words of VoID and DCAT, and how descriptions are made of them."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from imvograph.model.iris import BASE, PREFIXES, thing

DATASET, SERIES = thing("dataset", "imvograph"), thing("dataset-series", "imvograph")
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"

VOCABULARIES = PREFIXES | {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "media": "https://www.iana.org/assignments/media-types/",
    "filetype": "http://publications.europa.eu/resource/authority/file-type/",
}


def iri(name: str) -> str:
    """The IRI of a prefixed name: ``iri("dcat:Dataset")``."""
    prefix, _, local = name.partition(":")
    return VOCABULARIES[prefix] + local


def turtle(triples: frozenset[Triple]) -> bytes:
    """A description as Turtle; the same triples, the same bytes."""
    ordered = sorted(triples, key=lambda t: (str(t.subject), str(t.predicate), str(t.object)))
    return serialize(ordered, format=RdfFormat.TURTLE, prefixes=VOCABULARIES) or b""


def say(subject: str, *told: str | NamedNode | Literal) -> Iterator[Triple]:
    """Triples of a subject, from its properties (prefixed names) and their values in turn."""
    for name, value in zip(told[::2], told[1::2], strict=True):
        if not isinstance(name, str) or isinstance(value, str):
            raise TypeError(f"{name!r}, {value!r}: a prefixed name and a term were expected")
        yield Triple(NamedNode(subject), NamedNode(iri(name)), value)


def address(version: str, name: str = "") -> str:
    """Where a file of a release is fetched, or its list of files."""
    return f"{BASE}dump/{version}/{name}"


def release_iri(version: str) -> str:
    """The IRI of a release, as a dataset of its own."""
    return thing("release", version)
