"""What to tell of a text that the parser refused: the place, what came, what would be right; in both languages.

What strangers send wrong most has words of ours. The rest are the parser's own, which are English: the Dutch quotes them.
"""

import re
from difflib import get_close_matches

from imvograph.errors import TurtleError
from imvograph.model.iris import PREFIXES

_HEAD = 1 << 16
"""Prefixes are declared in so many characters at the head."""

_KNOWN = (
    (
        "No scheme found",
        "a relative IRI; write it in full, or name a base: in Turtle @base <https://w3id.org/imvograph/> . at the head",
        "een relatieve IRI; schrijf hem voluit, of noem een basis: in Turtle @base <https://w3id.org/imvograph/> . bovenaan",
    ),
    (
        "LoadDocumentCallback",
        "a @context at an address; nothing is fetched: write the context itself into the document",
        "een @context op een adres; er wordt niets opgehaald: schrijf de context zelf in het document",
    ),
    (
        r"The prefix (\S+) has not been declared",
        "The prefix {0} has not been declared; {did_you_mean}",
        "de prefix {0} is niet gedeclareerd; {bedoelde_je}",
    ),
    (
        r"(?m)^\{ is |^GRAPH ",
        "a named graph; triples of one graph are expected, which gets its name from the file: remove the braces",
        "een graaf met een naam; verwacht worden de tripels van één graaf, die zijn naam van het bestand krijgt: haal de "
        "accolades weg",
    ),
    (
        "Unexpected end",
        "the text ends too early; the last statement is not finished: is a dot, a quotation mark or a bracket missing?",
        "de tekst houdt te vroeg op; de laatste bewering is niet af: ontbreekt er een punt, aanhalingsteken of haakje?",
    ),
    (
        "XML: (?:no element found|unclosed token|partial character)",
        "the text ends too early; what is open must be closed, at last with </rdf:RDF>: was it cut off?",
        "de tekst houdt te vroeg op; wat open staat moet dicht, als laatste met </rdf:RDF>: is hij afgekapt?",
    ),
    (
        "XML: mismatched tag",
        "the end of an element that is not the one that is open; close each with its own name, the innermost first",
        "het einde van een ander element dan er open staat; sluit elk met zijn eigen naam, het binnenste eerst",
    ),
    (
        "XML: unbound prefix",
        "a prefix that is not declared; add its xmlns: to <rdf:RDF …>",
        "een prefix die niet gedeclareerd is; zet zijn xmlns: in <rdf:RDF …>",
    ),
    (
        "XML namespaces are required",
        "an element or attribute without a namespace; write its prefix, and declare that with xmlns:",
        "een element of attribuut zonder namespace; schrijf er een prefix voor, en declareer die met xmlns:",
    ),
    ("", "{said}", "de parser zegt (Engels): «{said}»"),
)
"""What is found in the parser's words, or at the head of the line; what to tell of it in English and in Dutch."""


def unparsed(exc: SyntaxError, text: str, name: str) -> TurtleError:
    """The error for a text, called by its ``name``; with the line and column, and that line, if the parser knows them."""
    said = re.sub(r"^Parser error .*?: ", "", exc.msg)
    place, plaats, shown = "", "", ""
    if exc.lineno:
        column, lines = exc.offset or 1, text.split("\n")
        place, plaats = f"line {exc.lineno}, column {column}: ", f"regel {exc.lineno}, kolom {column}: "
        shown = lines[exc.lineno - 1].strip()[:160] if exc.lineno <= len(lines) else ""
    searched = f"{said}\n{shown}"
    found, en, nl = next((found, en, nl) for sign, en, nl in _KNOWN if (found := re.search(sign, searched)))
    line = f"\n  {exc.lineno} | {shown}" if shown else ""
    en_prefix, nl_prefix = _meant(found[1].rstrip(":"), text) if found.re.groups else ("", "")
    en, nl = (
        words.format(*found.groups(), said=said, did_you_mean=en_prefix, bedoelde_je=nl_prefix) for words in (en, nl)
    )
    return TurtleError(f"{name}: {place}{en}{line}", nl=f"{name}: {plaats}{nl}{line}")


def _meant(prefix: str, text: str) -> tuple[str, str]:
    """The line that declares a prefix of ours, or the prefix that was perhaps meant; in English and in Dutch."""
    if prefix in PREFIXES:
        line = f"@prefix {prefix}: <{PREFIXES[prefix]}> ."
        return f"add at the head: {line}", f"zet bovenaan: {line}"
    declared = re.findall(r"(?im)^[ \t]*+@?prefix[ \t]++([^\s:]{1,40}):", text[:_HEAD])
    near = get_close_matches(prefix[:40], sorted({*PREFIXES, *declared}), 1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}:?", f"bedoelde je {near[0]}:?"
    return "add its @prefix line at the head", "zet zijn regel @prefix bovenaan"
