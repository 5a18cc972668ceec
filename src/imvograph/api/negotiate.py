"""Which form and language a client gets: pure functions over header values (RFC 9110, sections 12.4 and 12.5).

Clients send anything. What cannot be read in a header counts as not said, and only the first `LONGEST` characters are
read, so that a hostile header costs no more than a long honest one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

HTML = "text/html"
JSON = "application/json"
CSV = "text/csv"
PARQUET = "application/vnd.apache.parquet"
TSV = "text/tab-separated-values"
TURTLE = "text/turtle"
JSON_LD = "application/ld+json"
N_TRIPLES = "application/n-triples"
RDF_XML = "application/rdf+xml"
RESULTS_JSON = "application/sparql-results+json"
RESULTS_XML = "application/sparql-results+xml"
PROBLEM = "application/problem+json"

SUFFIXES = {
    "html": HTML,
    "json": JSON,
    "csv": CSV,
    "tsv": TSV,
    "parquet": PARQUET,
    "ttl": TURTLE,
    "jsonld": JSON_LD,
    "nt": N_TRIPLES,
    "rdf": RDF_XML,
    "xml": RESULTS_XML,
}
"""What a suffix of an address asks for; it wins over the Accept header."""

_SYNTAXES = {JSON: "+json", "application/xml": "+xml", "text/xml": "+xml"}
LANGUAGES = ("nl", "en")

BY_LANGUAGE, BY_FORM_AND_LANGUAGE = "Accept-Language", "Accept, Accept-Language"
"""What an answer varies by that has languages, or forms too."""
LONGEST = 4096
_REMEMBERED = 100
"""Headers whose choice is remembered: most clients send one of a few."""
_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"({_TOKEN})/({_TOKEN})")
_LANGUAGE = re.compile(r"\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_QUALITY = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


@dataclass(frozen=True)
class _Wish:
    """One element of a header: what is wished (in lower case), and how much (0 is not at all)."""

    value: str
    quality: float


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that an Accept header likes best; None if it accepts none of them.

    The most specific range decides for each type (``text/html;q=0, */*`` refuses HTML); parameters other than ``q`` are not
    looked at. JSON and XML wish for what is written in them too (RFC 6839): a client that sends ``application/json, */*`` is no
    browser. A tie goes to the type that is named, then to what is written in one that is, then to the type offered first. No
    header, or one without a range that can be read, accepts all.
    """
    return _chosen((accept or "")[:LONGEST], tuple(offered))


@lru_cache(maxsize=_REMEMBERED)
def _chosen(accept: str, offered: tuple[str, ...]) -> str | None:
    wishes = [wish for wish in _wishes(accept) if _RANGE.fullmatch(wish.value)]
    if not wishes:
        return offered[0] if offered else None
    best = max(offered, key=lambda media_type: _liking(media_type, wishes), default=None)
    return best if best is not None and _liking(best, wishes)[0] > 0 else None


def split_suffix(name: str, offered: Sequence[str]) -> tuple[str, str | None]:
    """A last step of a path without its suffix, and the media type that this asks for: ``x.ttl`` is ``x``, Turtle.

    A suffix that stands for nothing offered is part of the name.
    """
    stem, dot, suffix = name.rpartition(".")
    media_type = SUFFIXES.get(suffix)
    return (stem, media_type) if dot and stem and media_type in offered else (name, None)


def suffix_of(media_type: str) -> str:
    """The suffix that asks for a media type."""
    return next(suffix for suffix, known in SUFFIXES.items() if known == media_type)


def language(accept_language: str | None) -> str:
    """``nl`` or ``en``: the one that an Accept-Language header likes better; Dutch if it says neither."""
    return _liked((accept_language or "")[:LONGEST])


@lru_cache(maxsize=_REMEMBERED)
def _liked(accept_language: str) -> str:
    liked: dict[str, float] = {}
    for wish in _wishes(accept_language):
        if _LANGUAGE.fullmatch(wish.value):
            tag = "nl" if wish.value == "*" else wish.value.split("-")[0]
            if tag in LANGUAGES and wish.quality > liked.get(tag, 0):
                liked[tag] = wish.quality
    return max(liked, key=lambda tag: liked[tag], default="nl")


def _liking(media_type: str, wishes: Sequence[_Wish]) -> tuple[float, int]:
    """How much a media type is wished, and how plainly: by its name (2), by what it is written in (1), or among others (0)."""
    bare = media_type.split(";")[0].strip().lower()

    def quality(*values: str) -> float | None:
        return max((wish.quality for wish in wishes if wish.value in values), default=None)

    named, all_of_kind, all_of_all = quality(bare), quality(bare.split("/")[0] + "/*"), quality("*/*")
    if named is not None:
        return named, 2
    among = next((found for found in (all_of_kind, all_of_all) if found is not None), None)
    written = quality(*(syntax for syntax, ending in _SYNTAXES.items() if bare.endswith(ending)))
    if written and among != 0:
        return written, 1
    return among or 0.0, 0


def _wishes(header: str) -> Iterator[_Wish]:
    for element in _elements(header):
        value, *parameters = (part.strip() for part in element.split(";"))
        stated = [p.partition("=")[2].strip() for p in parameters if p.partition("=")[0].strip().lower() == "q"]
        if not stated:
            yield _Wish(value.lower(), 1.0)
        elif _QUALITY.fullmatch(stated[0]):
            yield _Wish(value.lower(), float(stated[0]))


def _elements(header: str) -> Iterator[str]:
    """The elements between commas; a comma in a quoted string divides nothing. One pass, whatever comes."""
    element: list[str] = []
    quoted = escaped = False
    for character in header:
        if character == "," and not quoted:
            yield "".join(element)
            element = []
            continue
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        element.append(character)
    yield "".join(element)
