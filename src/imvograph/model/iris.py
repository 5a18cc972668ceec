"""Every prefix and every minted IRI, once.

Pattern: ``{BASE}id/{kind}/{key}`` for things, ``{BASE}graph/{kind}/{key}`` for named graphs,
``{BASE}def/imvo#`` for the ontology, ``{BASE}def/shapes#`` for the shapes. ``kind`` is the class name in kebab-case; an
official id is the key wherever there is one.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import sha256

BASE = "https://w3id.org/imvograph/"
ID = BASE + "id/"
GRAPH = BASE + "graph/"
IMVO = BASE + "def/imvo#"
SHAPES = BASE + "def/shapes#"

PREFIXES = {
    "imvo": IMVO,
    "imvosh": SHAPES,
    "id": ID,
    "graph": GRAPH,
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "eli-dl": "http://data.europa.eu/eli/eli-draft-legislation-ontology#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def thing(kind: str, key: str) -> str:
    """The IRI of a thing: ``thing("kamerstuk", "kst-26485-277")``."""
    return f"{ID}{kind}/{key}"


def graph(kind: str, key: str) -> str:
    """The IRI of a named graph: ``graph("extraction", "bhos-2022-04-07-1")``."""
    return f"{GRAPH}{kind}/{key}"


def kind_and_key(iri: str) -> tuple[str, str] | None:
    """The kind and key of a thing's IRI; None if the IRI is no thing of ours."""
    kind, slash, key = iri.removeprefix(ID).partition("/")
    return (kind, key) if iri.startswith(ID) and slash and kind and key else None


def class_of(kind: str) -> str:
    """The class of a kind: ``class_of("supply-chain") == IMVO + "SupplyChain"``."""
    return IMVO + "".join(part.capitalize() for part in kind.split("-"))


def kind_of(cls: str) -> str:
    """The kind of a class of ours: ``kind_of(IMVO + "SupplyChain") == "supply-chain"``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.removeprefix(IMVO)).lower()


def evidence_key(source_key: str, start: int, end: int) -> str:
    """The key of a passage: the text's key and the half-open code-point offsets."""
    return f"{source_key}-{start}-{end}"


def content_key(*parts: str) -> str:
    """16 hexadecimal digits from the content, for things that have no number of their own; the same content, the same key."""
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]


@lru_cache(maxsize=20_000)
def slug(text: str) -> str:
    """ASCII kebab-case, for minted keys: ``slug("Koninklijke FloraHolland") == "koninklijke-floraholland"``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
