"""Rules about passages: the slice is checked against the text before anything is stored."""

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, Triple

from imvograph.gate.change import iris, objects, words
from imvograph.gate.names import prefixed
from imvograph.gate.report import Result
from imvograph.gate.rules.rule import Rule
from imvograph.gate.view import View
from imvograph.model.iris import IMVO, PREFIXES, evidence_key, thing

EVIDENCE_SOURCE = Rule(
    "evidence-source",
    "De tekst van {came} is nog niet geladen; deze passage wordt nagegaan zodra dat gebeurt",
    "The text of {came} has not been loaded yet; this passage will be checked as soon as it is",
    severity="Warning",
)
EVIDENCE_PARTS = Rule(
    "evidence-parts",
    "De IRI past niet bij de passage: bij deze bron, dit begin en dit einde hoort {expected}",
    "The IRI does not fit the passage: with this source, this start and this end belongs {expected}",
)
EVIDENCE_SLICE = Rule(
    "evidence-slice",
    "Op [{start}, {end}) van de brontekst staat «{there}», niet «{came}». Tel in tekens (codepunten) van de "
    "opgeslagen tekst, of neem de passage opnieuw over",
    "At [{start}, {end}) of the source text stands “{there}”, not “{came}”. Count in characters (code points) of the "
    "stored text, or copy the passage again",
)
EVIDENCE_QUOTE = Rule(
    "evidence-quote",
    "Het citaat zegt iets anders dan de passage: «{came}» in plaats van «{there}». Alleen witruimte en "
    "afbreekstreepjes mogen verschillen; bij een onderbroken zin hoort dcterms:hasPart",
    "The quote says something else than the passage: “{came}” instead of “{there}”. Only white space and hyphens may "
    "differ; a sentence that is cut in two needs dcterms:hasPart",
)
EVIDENCE_PART_OF = Rule(
    "evidence-part-of",
    "Het deel {came} ligt niet binnen deze passage of is hier niet bekend. Delen horen bij dezelfde brontekst, tussen"
    " begin en einde van het geheel",
    "The part {came} does not lie within this passage or is not known here. Parts belong to the same source text, "
    "between start and end of the whole",
)
SOURCE_TEXT_PARTS = Rule(
    "source-text-parts",
    "{what} is {came}, maar uit de tekst volgt {expected}. Laad de tekst opnieuw; verander deze gegevens niet met de "
    "hand",
    "{what} is {came}, but from the text follows {expected}. Load the text again; do not change these data by hand",
)
RULES = (EVIDENCE_SOURCE, EVIDENCE_PARTS, EVIDENCE_SLICE, EVIDENCE_QUOTE, EVIDENCE_PART_OF, SOURCE_TEXT_PARTS)

OA, HAS_PART = PREFIXES["oa"], PREFIXES["dcterms"] + "hasPart"
_SOURCE_TEXT, _EVIDENCE, _STRING = thing("source-text", ""), thing("evidence", ""), PREFIXES["xsd"] + "string"
_EVIDENCE_IRI = re.compile(re.escape(_EVIDENCE) + "[0-9a-f]{16}-[0-9]+-[0-9]+")
EXACT, QUOTE, TEXT = OA + "exact", IMVO + "quote", IMVO + "text"


def check(view: View) -> Iterator[Result]:
    for iri in view.changed:
        types = view.types(iri)
        if IMVO + "Evidence" in types:
            yield from _evidence(view, iri)
        if IMVO + "SourceText" in types:
            yield from _source_text(view, iri)
    for passage in _reached(view):
        if not view.looks_at(passage) and IMVO + "Evidence" in view.types(passage):
            yield from _evidence(view, passage)


def _reached(view: View) -> list[str]:
    """The passages, of whatever graph, whose text or part the change gives, takes or alters."""
    found: set[str] = set()
    for iri in (*view.changed, *view.left):
        if iri.startswith(_SOURCE_TEXT) and view.changes(iri, TEXT):
            found.update(view.pointing(OA + "hasSource", iri))
        if iri.startswith(_EVIDENCE) and view.changes(iri, OA + "hasSource", OA + "start", OA + "end"):
            found.update(view.pointing(HAS_PART, iri))
    return sorted(found)


def _evidence(view: View, iri: str) -> Iterator[Result]:
    told = view.everything(iri)
    sources, starts, ends = iris(told, OA + "hasSource"), _numbers(told, "start"), _numbers(told, "end")
    if not (len(sources) == len(starts) == len(ends) == 1 and starts < ends and sources[0].startswith(_SOURCE_TEXT)):
        return  # the shapes say so
    source, start, end = sources[0], starts[0], ends[0]
    expected = thing("evidence", evidence_key(source.rpartition("/")[2], start, end))
    if iri != expected and _EVIDENCE_IRI.fullmatch(iri):
        yield EVIDENCE_PARTS.broken(iri, expected=prefixed(expected))
    texts = words(view.everything(source), TEXT)
    if not texts:
        yield EVIDENCE_SOURCE.broken(iri, OA + "hasSource", objects(told, OA + "hasSource")[0], came=prefixed(source))
        return
    there = texts[0][start:end]
    for exact in objects(told, EXACT):
        if isinstance(exact, Literal) and exact.datatype.value == _STRING and exact.value != there:
            yield EVIDENCE_SLICE.broken(iri, EXACT, exact, start=start, end=end, there=there, came=exact.value)
    parts = []
    for part in (part for part in iris(told, HAS_PART) if _EVIDENCE_IRI.fullmatch(part)):
        of_part = view.everything(part)
        first, last = _numbers(of_part, "start"), _numbers(of_part, "end")
        if not (first and last and iris(of_part, OA + "hasSource") == [source] and start <= first[0] < last[0] <= end):
            yield EVIDENCE_PART_OF.broken(iri, HAS_PART, came=prefixed(part))
            return
        parts.append((first[0], last[0]))
    read = " ".join(texts[0][first:last] for first, last in sorted(parts)) if parts else there
    for quote in objects(told, QUOTE):
        if isinstance(quote, Literal) and _squashed(quote.value) != _squashed(read):
            yield EVIDENCE_QUOTE.broken(iri, QUOTE, quote, came=quote.value, there=" ".join(read.split()))


def _source_text(view: View, iri: str) -> Iterator[Result]:
    told = view.everything(iri)
    key = iri.rpartition("/")[2]
    if not re.fullmatch("[0-9a-f]{16}", key):
        return  # the shape of the IRI says so
    for digest in objects(told, IMVO + "sha256"):
        if isinstance(digest, Literal) and re.fullmatch("[0-9a-f]{64}", digest.value) and digest.value[:16] != key:
            yield SOURCE_TEXT_PARTS.broken(
                iri, IMVO + "sha256", digest, what="imvo:sha256", came=digest.value[:16] + "…", expected=key + "…"
            )
    for text in (t.value for t in objects(told, TEXT) if isinstance(t, Literal) and t.datatype.value == _STRING):
        for count in objects(told, IMVO + "codePoints"):
            if isinstance(count, Literal) and count.value.isdecimal() and int(count.value) != len(text):
                yield SOURCE_TEXT_PARTS.broken(
                    iri, IMVO + "codePoints", count, what="imvo:codePoints", came=count.value, expected=len(text)
                )


def _numbers(told: Iterable[Triple], name: str) -> list[int]:
    return [int(number) for number in words(told, OA + name) if re.fullmatch(r"[0-9]{1,12}", number)]


def _squashed(text: str) -> str:
    """Text without white space and hyphens: what a line's end may have done to it does not count."""
    return re.sub(r"[\s\-\u00ad\u2010\u2011]", "", text)
