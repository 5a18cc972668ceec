"""The words of a SPARQL text, without its grammar: what a guard counts and where a value may be put in.

A scanner for the lexical grammar of SPARQL 1.1 (section 19.8 of the recommendation), in linear time whatever the text:
each repetition that a failure could enter again is possessive, and an unclosed string ends the scan at once. It never
builds a tree, so that depth costs nothing. Three things differ from the recommendation: code-point escapes
(``\\u0045``) are taken inside strings only (outside they can spell ``SERVICE`` so that no scanner sees it); a
parameter is told apart from a variable by its sign, ``$x`` from ``?x``; and the brackets of SPARQL 1.2, ``<<`` and ``>>``,
are tokens, so that they can be refused.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from imvograph.errors import QueryPolicyError, QuerySyntaxError


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a query, as written.

    ``kind`` is one of: iri, prefixed, variable (``?x``), parameter (``$x``), string (with its quotes, without language
    or datatype), language (``@nl``), number (without sign), word (keywords, function names, ``a``, ``true``), blank
    (``_:x``), punctuation. ``start`` is the offset in code points; ``line`` and ``column`` count from 1.
    """

    kind: str
    text: str
    start: int
    line: int
    column: int

    @property
    def end(self) -> int:
        """Offset of the first character after the token."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Whether this is one of the keywords (given in capitals), however it is written."""
        return self.kind == "word" and self.text.upper() in words


# PN_CHARS_BASE, PN_CHARS_U and PN_CHARS of the grammar, as the inside of a character class.
_BASE = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_MORE = r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
_CHARS = rf"{_BASE}_{_MORE}\-"
_PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_ECHAR = r"""\\(?:[tbnrf\\"']|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"""
_NAME = rf"[{_BASE}][{_CHARS}]*+(?:\.++[{_CHARS}]++)*+"
_LOCAL = rf"(?:[{_BASE}_:0-9]|{_PLX})(?:(?:[{_CHARS}:]|{_PLX})++|\.++(?=[{_CHARS}:%\\]))*+"

_IRI = r"""<[^<>"{}|^`\\\x00-\x20]*+>"""

_PREFIXED = rf"(?P<prefixed>(?:{_NAME})?+:(?:{_LOCAL})?+)|(?P<name>{_NAME})|"
_REST = rf"""(?P<space>[ \t\r\n]++|\#[^\r\n]*+)
  |(?P<iri>{_IRI})
  |(?P<variable>\?[{_BASE}_0-9][{_BASE}_{_MORE}]*+)
  |(?P<parameter>\$[{_BASE}_0-9][{_BASE}_{_MORE}]*+)
  |(?P<string>\"\"\"(?:[^"\\]++|{_ECHAR}|"{{1,2}}(?!"))*+\"\"\"|'''(?:[^'\\]++|{_ECHAR}|'{{1,2}}(?!'))*+'''
    |(?!\"\"\"|''')(?:"(?:[^"\\\r\n]++|{_ECHAR})*+"|'(?:[^'\\\r\n]++|{_ECHAR})*+'))
  |(?P<language>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
  |(?P<number>(?:[0-9]++(?:\.[0-9]*+(?=[eE]))?+|\.[0-9]++(?=[eE]))[eE][+\-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++)
  |(?P<blank>_:[{_BASE}_0-9][{_CHARS}]*+(?:\.++[{_CHARS}]++)*+)
  |(?P<word>[A-Za-z][A-Za-z0-9_]*+)
  |(?P<punctuation>\^\^|\|\||&&|!=|<=|>=|<(?!{_IRI})<|>>|[=<>!+\-*/|^?(){{}}\[\];,.])
"""
_FULL = re.compile(_PREFIXED + _REST, re.VERBOSE)
_PLAIN = re.compile(_REST, re.VERBOSE)

_QUERY_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_FORMS = ", ".join(_QUERY_FORMS[:3])
_UPDATE_WORDS = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query or update in order, without comments and white space.

    Raises `QuerySyntaxError` (with line and column) at the first character that starts no token of SPARQL 1.1, and
    `QueryPolicyError` at a code-point escape outside a string.
    """
    position, line, line_start, plain_until = 0, 1, 0, 0
    while position < len(text):
        # A name without a colon is a keyword with what follows; inside it no prefixed name can start, and looking
        # for one again at each dot would take quadratic time ("a.a.a.a").
        found = (_PLAIN if position < plain_until else _FULL).match(text, position)
        column = position - line_start + 1
        if found is None:
            raise _unexpected(text, position, line, column)
        kind, piece = str(found.lastgroup), found.group()
        if kind == "name":
            plain_until = found.end()
            continue
        if kind != "space":
            yield Token(kind, piece, position, line, column)
        if kind in ("space", "string") and (breaks := piece.count("\n")):
            line, line_start = line + breaks, position + piece.rindex("\n") + 1
        position = found.end()


def form(tokens: Iterable[Token]) -> str:
    """SELECT, ASK, CONSTRUCT, DESCRIBE or UPDATE: the first keyword after the prologue.

    Raises `QuerySyntaxError` if there is none, or another one.
    """
    stream = iter(tokens)
    last: Token | None = None
    for token in stream:
        last = token
        if token.is_word("BASE"):
            next(stream, None)
        elif token.is_word("PREFIX"):
            next(stream, None)
            next(stream, None)
        elif token.is_word(*_QUERY_FORMS):
            return token.text.upper()
        elif token.is_word(*_UPDATE_WORDS):
            return "UPDATE"
        else:
            near = get_close_matches(token.text.upper(), _QUERY_FORMS, 1)
            raise QuerySyntaxError(
                f"line {token.line}, column {token.column}: {token.text[:40]!r} came where a query starts; "
                + (f"did you mean {near[0]}?" if near else f"after the PREFIX lines write {_FORMS} or DESCRIBE"),
                token.line,
                token.column,
                near,
                nl=f"regel {token.line}, kolom {token.column}: {token.text[:40]!r} staat waar een vraag begint; "
                + (f"bedoelde je {near[0]}?" if near else f"schrijf na de PREFIX-regels {_FORMS} of DESCRIBE"),
            )
    line, column = (last.line, last.column) if last else (1, 1)
    raise QuerySyntaxError(
        f"there is no query: after the PREFIX lines write {_FORMS} or DESCRIBE",
        line,
        column,
        nl=f"er is geen vraag: schrijf na de PREFIX-regels {_FORMS} of DESCRIBE",
    )


def _unexpected(text: str, position: int, line: int, column: int) -> QuerySyntaxError | QueryPolicyError:
    """What to say of the character at ``position``, which starts no token."""
    piece = text[position : position + 12]
    place, plaats = f"line {line}, column {column}", f"regel {line}, kolom {column}"
    if re.match(r"\\[uU]", piece):
        return QueryPolicyError(
            f"{place}: a code-point escape ({piece[:6]}) outside a string; write the character itself",
            nl=f"{plaats}: een code-punt ({piece[:6]}) buiten een tekst; schrijf het teken zelf",
        )
    if piece[0] in "\"'":
        what = "a string that is not closed, or that holds an unknown escape; close it on its line, or use three quotes"
        wat = "een tekst die niet dicht is, of met een onbekende escape; sluit hem op zijn regel of neem drie aanhalingstekens"
    elif piece[0] == "<":
        what = "an IRI that is not closed, or that holds a space or another character that must be percent-encoded"
        wat = "een IRI die niet dicht is, of met een spatie of een ander teken dat met % geschreven moet worden"
    elif piece[0] in "$@_%":
        what, wat = f"{piece[0]!r} without a name after it", f"{piece[0]!r} zonder naam erachter"
    else:
        what = f"the character {piece[0]!r} (U+{ord(piece[0]):04X}) cannot stand here"
        wat = f"het teken {piece[0]!r} (U+{ord(piece[0]):04X}) kan hier niet staan"
    return QuerySyntaxError(f"{place}: {what}", line, column, nl=f"{plaats}: {wat}")
