"""An ORDER BY that is an order over any values: first their kind, then themselves.

SPARQL 1.1 (section 15.1) leaves the order of a text and a number, or of a year and a truth, to the engine. That of Oxigraph
0.5.13 is none over many of them together, and its sort ends the process when it sees that. Within one kind it is one; numbers
of any type are of one kind.
"""

from collections.abc import Iterator, Sequence

from imvograph.sparql.tokens import Token, tokens

_ENDS = ("LIMIT", "OFFSET", "VALUES", "HAVING", "EXISTS", "NOT")


def ordered_by_kind(text: str) -> str:
    """The same query with the kind of each value before it in every ORDER BY; the text itself if it has none.

    Raises as `tokens` does.
    """
    found = list(tokens(text))
    pieces, at = list[str](), 0
    for place, token in enumerate(found[:-1]):
        if token.is_word("ORDER") and found[place + 1].is_word("BY"):
            for start, value, way in _conditions(text, found, place + 2):
                kind = f'IF(isLiteral({value}), IF(isNumeric({value}), "", STR(DATATYPE({value}))), "")'
                pieces += [text[at:start], f"{way}({kind}) "]
                at = start
    return "".join([*pieces, text[at:]])


def _conditions(text: str, found: Sequence[Token], place: int) -> Iterator[tuple[int, str, str]]:
    """Where each condition of an ORDER BY begins, what it sorts by, and which way; ``place`` is the token after BY."""
    while place < len(found):
        token, way = found[place], "ASC"
        start = token.start
        if token.is_word("ASC", "DESC"):
            place, way = place + 1, token.text.upper()
        elif token.kind == "variable" or token.text.startswith("$"):
            yield start, token.text, way
            place += 1
            continue
        elif token.kind in ("word", "iri", "prefixed") and not token.is_word(*_ENDS):
            place += 1
        end = _closing(found, place)
        if end is None:
            return
        begin = found[place].start if way == "DESC" or token.is_word("ASC") else start
        yield start, text[begin : found[end].end], way
        place = end + 1


def _closing(found: Sequence[Token], place: int) -> int | None:
    """The token that closes the round bracket at a place; None if none stands there, or it is not closed."""
    if place >= len(found) or found[place].text != "(":
        return None
    depth = 0
    for number in range(place, len(found)):
        depth += (found[number].text == "(") - (found[number].text == ")")
        if depth == 0:
            return number
    return None
