"""What to tell of a query that the engine refused: where, what came, what could stand there, what was perhaps meant.

In our own words, Dutch and English. First the order of words (``grammar``), then what only its meaning forbids: a prefix
without a PREFIX line, an IRI that is not whole, a variable that is not grouped.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise

from imvograph.errors import QuerySyntaxError
from imvograph.model.iris import BASE, GRAPH, ID, IMVO, PREFIXES, SHAPES
from imvograph.sparql.grammar import FUNCTIONS, Stop, stop
from imvograph.sparql.tokens import Token, tokens

WELL_KNOWN: Mapping[str, str] = {
    **PREFIXES,
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": PREFIXES["dcterms"],
    "geo": "http://www.opengis.net/ont/geosparql#",
    "schema": "https://schema.org/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
}
"""Prefixes that people leave undeclared, as prefix.cc and the W3C write them."""

Words = tuple[str, str]  # Dutch, English

_KINDS: Mapping[str, Words] = {
    "VAR": ("een variabele (?x)", "a variable (?x)"),
    "NAME": ("een IRI of naam met prefix (imvo:Motion)", "an IRI or prefixed name (imvo:Motion)"),
    "URL": ("een IRI tussen < en >", "an IRI between < and >"),
    "SHORT": ("een prefix met dubbele punt (imvo:)", "a prefix with its colon (imvo:)"),
    "STRING": ('een tekst ("…")', 'a text ("…")'),
    "INTEGER": ("een heel getal", "a whole number"),
    "NUMBER": ("een getal", "a number"),
    "LANGUAGE": ("een taal (@nl)", "a language (@nl)"),
    "END": ("het einde van de vraag", "the end of the query"),
}
_TERM = frozenset({"VAR", "NAME", "STRING", "NUMBER"})
_MOST_TOLD = 7
_MOST_UNKNOWN = 10
_MOST_DIGITS = 19
_NO_CHARACTER = re.compile(
    r"(?<!\\)(?:\\\\)*+(\\(?:u|U0000)[Dd][89A-Fa-f][0-9A-Fa-f]{2}|\\U(?!000[0-9A-Fa-f]|0010)[0-9A-Fa-f]{8})"
)
"""An escape for half a character (RFC 3629, section 3), or beyond U+10FFFF."""


def mended(text: str, said: str = "") -> QuerySyntaxError:
    """The error for a text that the engine refused; ``said`` is the engine's own message, of which only the kind is used."""
    words = list(tokens(text))
    found = stop(words)
    if found is not None:
        return _misplaced(words, found)
    return (
        next(_unknown_prefixes(words), None)
        or next(_partial_iris(words), None)
        or next(_out_of_bounds(words), None)
        or next(_broken_iris(words, said), None)
        or _ungrouped(words, said)
        or _error(
            words[0],
            "a name after AS is used before, a blank node stands in two groups, or a row of VALUES has more or fewer values "
            "than names; each name after AS must be new in its group",
            "een naam achter AS is al gebruikt, een blanke knoop staat in twee groepen, of een rij van VALUES heeft meer of "
            "minder waarden dan namen; elke naam achter AS moet nieuw zijn",
        )
    )


def unknown_function(text: str, said: str = "") -> QuerySyntaxError:
    """The error for a query that calls a function by an IRI, of which only the casts of XPath (xsd:integer) are there.

    ``said`` is the engine's own message, which names it.
    """
    words = list(tokens(text))
    prefixes = {a.text: b.text[1:-1] for a, b in pairwise(words) if a.kind == "prefixed" and b.kind == "iri"}
    called = [word for word, after in pairwise(words) if after.text == "(" and word.kind in ("iri", "prefixed")]
    at = next((word for word in called if f"<{_whole(word, prefixes)}>" in said), (called or words)[0])
    return _error(
        at,
        f"the function {at.text[:80]} is not known here; there are those of SPARQL 1.1 and the casts, such as xsd:integer",
        f"de functie {at.text[:80]} is hier niet bekend; wel die van SPARQL 1.1 en de omzettingen, zoals xsd:integer",
    )


def unknown_terms(text: str, known: Collection[str]) -> list[tuple[Token, str]]:
    """The names in a query that look like terms or namespaces of ours and are none, each with the nearest that is.

    ``known`` are the IRIs of the terms; more than ten are not looked for. Such a query is right, and finds nothing; so this is
    a hint and no refusal.
    """
    prefixes: dict[str, str] = {}
    found: dict[str, tuple[Token, str]] = {}
    words = list(tokens(text))
    for place, word in enumerate(words):
        if len(found) == _MOST_UNKNOWN:
            break
        if place > 1 and words[place - 2].is_word("PREFIX") and word.kind == "iri":
            namespace = prefixes[words[place - 1].text] = word.text[1:-1]
            if meant := _our_namespace(namespace):
                found[word.text] = (word, f"<{meant}>")
            continue
        iri = _whole(word, prefixes)
        if iri and iri.startswith(IMVO) and iri != IMVO and iri not in known and word.text not in found:
            short = sorted(term.removeprefix(IMVO) for term in known if term.startswith(IMVO))
            near = get_close_matches(iri.removeprefix(IMVO)[:80], short, 1, cutoff=0.6)
            found[word.text] = (word, f"imvo:{near[0]}" if near else "")
    return list(found.values())


def _our_namespace(written: str) -> str:
    """The namespace of ours that was meant by one that only looks like it; empty if it is right, or another's."""
    if "imvo" not in written or written in WELL_KNOWN.values() or written == BASE or written.startswith((ID, GRAPH)):
        return ""
    near = get_close_matches(written[:200], (IMVO, SHAPES, ID, GRAPH), 1, cutoff=0.85)
    return near[0] if near else ""


def _whole(word: Token, prefixes: Mapping[str, str]) -> str | None:
    if word.kind == "iri":
        return word.text[1:-1]
    if word.kind == "prefixed":
        prefix, _, local = word.text.partition(":")
        space = prefixes.get(prefix + ":")
        return space + local.replace("\\", "") if space is not None else None
    return None


def _misplaced(words: Sequence[Token], found: Stop) -> QuerySyntaxError:
    nl, en = _wanted(found.expected)
    if found.place == len(words):
        last = words[-1] if words else Token("", "", 0, 1, 1)
        opened = _unclosed(words)
        nl_open, en_open = "", ""
        if opened is not None:
            at = f"{opened.line}:{opened.column}"
            nl_open, en_open = (
                f"; «{opened.text}» van {at} is niet gesloten",
                f"; «{opened.text}» of {at} is not closed",
            )
        return _error(
            Token(last.kind, "", last.end, last.line, last.column + len(last.text)),
            f"the query ends here, and should go on with {en}{en_open}",
            f"de vraag houdt hier op, en moet verder met {nl}{nl_open}",
        )
    word = words[found.place]
    near = _meant(word, found.expected)
    if near:
        return _error(word, f"{word.text[:40]!r} is no word of SPARQL here; did you mean {near}?",
                      f"{word.text[:40]!r} is hier geen woord van SPARQL; bedoelde je {near}?", near)  # fmt: skip
    nl_why, en_why = _why(words, found)
    return _error(
        word,
        f"{word.text[:40]!r} cannot stand here{en_why}; possible: {en}",
        f"{word.text[:40]!r} kan hier niet staan{nl_why}; wel: {nl}",
    )


def _why(words: Sequence[Token], found: Stop) -> Words:
    """What is most likely the matter, where experience knows."""
    word, last = words[found.place], words[found.place - 1] if found.place else None
    if word.text == "=" and last is not None and last.text == "=":
        return " (gelijk is één =)", " (equals is one =)"
    if word.text == "," and "VAR" in found.expected and {"WHERE", "{"} <= found.expected:
        return " (tussen variabelen staat een spatie)", " (variables have a space between them)"
    if last is not None and last.is_word("FILTER", "HAVING"):
        return " (zet de voorwaarde tussen haakjes)", " (put the condition between brackets)"
    if "AS" in found.expected:
        return " (een berekening heeft een naam: AS ?x)", " (what is computed has a name: AS ?x)"
    if {".", ";", "}"} <= found.expected and word.kind != "punctuation":
        return " (ontbreekt er een punt voor?)", " (is a dot missing before it?)"
    if word.text == "}" and "VAR" in found.expected and "}" not in found.expected:
        return " (een tripel heeft drie delen)", " (a triple has three parts)"
    return "", ""


def _meant(word: Token, expected: Collection[str]) -> str:
    """The keyword or function that a misspelt one resembles most, among those that could stand here."""
    if word.kind != "word" or word.text.upper() in expected:
        return ""
    keywords = sorted(name for name in expected if name.isalpha() and name not in _KINDS and len(name) > 1)
    keywords += sorted(FUNCTIONS & set(expected))
    near = get_close_matches(word.text.upper(), keywords, 1, cutoff=0.6)
    return near[0] if near else ""


def _wanted(expected: Collection[str]) -> Words:
    """What could stand there, in words; the long lists of values and functions as one."""
    rest = set(expected)
    told: list[Words] = []
    if len(FUNCTIONS & rest) > 9:
        rest -= FUNCTIONS | {"NOT"}
        told.append(("een functie", "a function"))
    if rest >= _TERM:
        rest -= _TERM | {"TRUE", "FALSE", "+", "-", "BLANK", "!", "["}
        told.insert(0, ("een waarde (?x, IRI, tekst, getal)", "a value (?x, IRI, text, number)"))
    told += [_KINDS[name] for name in _KINDS if name in rest]
    signs = sorted(rest - set(_KINDS), key=lambda name: (name.isalpha(), name))
    told += [(name, name) if name.isalpha() else (f"«{name}»", f"«{name}»") for name in signs]
    shown = told[:_MOST_TOLD] + ([("…", "…")] if len(told) > _MOST_TOLD else [])
    return ", ".join(nl for nl, _ in shown), ", ".join(en for _, en in shown)


def _unclosed(words: Sequence[Token]) -> Token | None:
    """The last bracket that is open at the end."""
    opened: list[Token] = []
    for word in words:
        if word.kind == "punctuation" and word.text in "{([":
            opened.append(word)
        elif word.kind == "punctuation" and word.text in "})]" and opened:
            opened.pop()
    return opened[-1] if opened else None


def _unknown_prefixes(words: Sequence[Token]) -> Iterator[QuerySyntaxError]:
    declared = {words[place + 1].text for place, word in enumerate(words[:-1]) if word.is_word("PREFIX")}
    for word in words:
        prefix, colon, _ = word.text.partition(":")
        if word.kind != "prefixed" or prefix + colon in declared:
            continue
        line = f"PREFIX {prefix}: <{WELL_KNOWN[prefix]}>" if prefix in WELL_KNOWN else ""
        names = sorted({*WELL_KNOWN, *(name[:-1] for name in declared)})
        near = [] if line else get_close_matches(prefix[:40], names, 1, cutoff=0.6) if len(prefix) > 1 else []
        nl = f"de prefix {prefix[:40]}: heeft geen PREFIX-regel"
        en = f"the prefix {prefix[:40]}: has no PREFIX line"
        if line:
            yield _error(word, f"{en}; add: {line}", f"{nl}; voeg toe: {line}", line)
        elif near:
            yield _error(word, f"{en}; did you mean {near[0]}:?", f"{nl}; bedoelde je {near[0]}:?", near[0] + ":")
        else:
            yield _error(
                word, f"{en}; add one: PREFIX {prefix[:40]}: <…>", f"{nl}; voeg er een toe: PREFIX {prefix[:40]}: <…>"
            )


def _partial_iris(words: Sequence[Token]) -> Iterator[QuerySyntaxError]:
    if any(word.is_word("BASE") for word in words):
        return
    for word in words:
        scheme, colon, _ = word.text[1:].partition(":")
        if word.kind == "iri" and not (colon and scheme.isascii() and scheme[:1].isalpha()):
            shown = word.text[:60]
            yield _error(word, f"{shown} is no whole IRI: write it out, or use a prefix",
                         f"{shown} is geen hele IRI: schrijf hem uit, of gebruik een prefix")  # fmt: skip


def _broken_iris(words: Sequence[Token], said: str) -> Iterator[QuerySyntaxError]:
    """The IRI that the engine could not read: it tells where it was when it had."""
    place = re.search(r"(\d+):(\d+): expected IRI", said)
    for word in words if place else ():
        if place and word.kind == "iri" and (str(word.line), str(word.column + len(word.text))) == place.groups():
            yield _error(word, f"{word.text[:80]} is no IRI: its address, port or path is not one",
                         f"{word.text[:80]} is geen IRI: het adres, de poort of het pad is er geen")  # fmt: skip


def _out_of_bounds(words: Sequence[Token]) -> Iterator[QuerySyntaxError]:
    """Numbers, escapes and languages that are written well, and that no engine can hold."""
    for last, word in pairwise(words):
        if last.is_word("LIMIT", "OFFSET") and word.kind == "number" and len(word.text.lstrip("0")) > _MOST_DIGITS:
            name = last.text.upper()
            yield _error(word, f"{name} is a number of at most {_MOST_DIGITS} digits; leave it out to have all rows",
                         f"{name} is een getal van hoogstens {_MOST_DIGITS} cijfers; laat het weg voor alle rijen")  # fmt: skip
        if word.kind == "string" and (escape := _NO_CHARACTER.search(word.text)):
            yield _error(word, f"{escape[1]} is no character of Unicode; write the character itself",
                         f"{escape[1]} is geen teken van Unicode; schrijf het teken zelf")  # fmt: skip
        if word.kind == "language" and max(map(len, word.text[1:].split("-"))) > 8:
            yield _error(word, f"{word.text[:40]} is no language; write @nl or @en",
                         f"{word.text[:40]} is geen taal; schrijf @nl of @en")  # fmt: skip


def _ungrouped(words: Sequence[Token], said: str) -> QuerySyntaxError | None:
    """What is wrong with the columns of a SELECT, of which the engine tells only the kind."""
    chosen = next((place for place, word in enumerate(words) if word.is_word("SELECT")), None)
    if chosen is None:
        return None
    if "SELECT * is not authorized" in said:
        return _error(words[chosen], "SELECT * does not go with GROUP BY; name the variables",
                      "SELECT * gaat niet met GROUP BY; noem de variabelen")  # fmt: skip
    if "Duplicated variable" in said:
        return _error(words[chosen], "a variable after AS has the name of another column; give it a new one",
                      "een variabele achter AS heet als een andere kolom; geef haar een nieuwe naam")  # fmt: skip
    if "variable that is unbound" not in said:
        return None
    grouping = [place for place, word in enumerate(words) if word.is_word("GROUP")]
    grouped: set[str] = set()
    for place in grouping:
        grouped |= {word.text[1:] for word in words[place:] if word.kind in ("variable", "parameter")}
    depth, at = 0, words[chosen]
    for word in words[chosen + 1 :]:
        if word.text == "{" or word.is_word("WHERE", "FROM"):
            break
        depth += (word.text == "(") - (word.text == ")")
        if depth == 0 and word.kind == "variable" and word.text[1:] not in grouped:
            at = word
            break
    name = at.text if at.kind == "variable" else "?x"
    return _error(at, f"{name} is neither grouped nor aggregated: add it to GROUP BY, or write (SAMPLE({name}) AS ?one)",
                  f"{name} is niet gegroepeerd en niet geteld: zet haar in GROUP BY, of schrijf (SAMPLE({name}) AS ?een)")  # fmt: skip


def _error(at: Token, en: str, nl: str, *near: str) -> QuerySyntaxError:
    place, plaats = f"line {at.line}, column {at.column}", f"regel {at.line}, kolom {at.column}"
    return QuerySyntaxError(f"{place}: {en}", at.line, at.column, [name for name in near if name], nl=f"{plaats}: {nl}")
