"""The order of words in a SPARQL 1.1 query: finds the first word that cannot stand where it stands, and what could.

Nothing is decided here: a query is judged by the engine, and this is asked only when it says no, because its own place
and expectation are those of a program (it names where its last try ended, and character classes). The grammar is that
of the recommendation (section 19.8), in words rather than characters; it is LL(1), so one word decides, no try is ever
taken back, and the stack is a list: depth costs nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from imvograph.sparql.tokens import Token

END = "end"
ONE = (
    "BNODE? BOUND CEIL DATATYPE DAY FLOOR HOURS IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LCASE MD5 MINUTES MONTH \
ABS ENCODE_FOR_URI ROUND SECONDS SHA1 SHA256 SHA384 SHA512 STR STRLEN TIMEZONE TZ UCASE URI YEAR".replace(
        "?", ""
    ).split()
)
TWO = "CONTAINS LANGMATCHES SAMETERM STRAFTER STRBEFORE STRDT STRENDS STRLANG STRSTARTS".split()
NONE = "NOW RAND STRUUID UUID".split()
AGGREGATES = "AVG MAX MIN SAMPLE SUM".split()

# 'X' is the keyword or sign X; a small name is a rule or, in capitals, a kind of token; [ ] may be left out, { } may be
# repeated or left out, | divides choices.
_RULES = f"""
query      = prologue ( select | construct | describe | ask ) [ 'VALUES' data ] END
prologue   = {{ 'BASE' URL | 'PREFIX' SHORT URL }}
select     = choice {{ from }} where modifiers
choice     = 'SELECT' [ 'DISTINCT' | 'REDUCED' ] ( '*' | column {{ column }} )
column     = VAR | '(' expr 'AS' VAR ')'
construct  = 'CONSTRUCT' ( '{{' [ triples ] '}}' {{ from }} where modifiers
             | {{ from }} 'WHERE' '{{' [ triples ] '}}' modifiers )
describe   = 'DESCRIBE' ( '*' | named {{ named }} ) {{ from }} [ where ] modifiers
ask        = 'ASK' {{ from }} where modifiers
named      = VAR | NAME
from       = 'FROM' [ 'NAMED' ] NAME
where      = [ 'WHERE' ] group
modifiers  = [ 'GROUP' 'BY' grouped {{ grouped }} ] [ 'HAVING' condition {{ condition }} ]
             [ 'ORDER' 'BY' ordered {{ ordered }} ]
             [ 'LIMIT' INTEGER [ 'OFFSET' INTEGER ] | 'OFFSET' INTEGER [ 'LIMIT' INTEGER ] ]
grouped    = VAR | '(' expr [ 'AS' VAR ] ')' | builtin | call
ordered    = ( 'ASC' | 'DESC' ) '(' expr ')' | VAR | condition
condition  = '(' expr ')' | builtin | call
group      = '{{' ( inner | body ) '}}'
inner      = choice where modifiers [ 'VALUES' data ]
body       = [ triples ] {{ part [ '.' ] [ triples ] }}
part       = group {{ 'UNION' group }} | 'OPTIONAL' group | 'MINUS' group | 'GRAPH' named group | 'FILTER' condition
             | 'BIND' '(' expr 'AS' VAR ')' | 'VALUES' data
data       = VAR '{{' {{ datum }} '}}' | '(' {{ VAR }} ')' '{{' {{ '(' {{ datum }} ')' }} '}}'
datum      = NAME | literal | signed | 'UNDEF'
triples    = triple [ '.' [ triples ] ]
triple     = term verbs | bracketed [ verbs ]
verbs      = verb objects {{ ';' [ verb objects ] }}
verb       = VAR | path
objects    = object {{ ',' object }}
object     = term | bracketed
term       = VAR | NAME | literal | signed | BLANK
bracketed  = '[' ( ']' | verbs ']' ) | '(' {{ object }} ')'
path       = steps {{ '|' steps }}
steps      = step {{ '/' step }}
step       = [ '^' ] ( NAME | 'a' | '!' not | '(' path ')' ) [ '?' | '*' | '+' ]
not        = one | '(' [ one {{ '|' one }} ] ')'
one        = [ '^' ] ( NAME | 'a' )
expr       = all {{ '||' all }}
all        = compared {{ '&&' compared }}
compared   = sum [ ( '=' | '!=' | '<' | '>' | '<=' | '>=' ) sum | 'IN' list | 'NOT' 'IN' list ]
sum        = product {{ ( '+' | '-' ) product }}
product    = unary {{ ( '*' | '/' ) unary }}
unary      = [ '!' | '+' | '-' ] value
value      = '(' expr ')' | builtin | NAME [ given ] | literal | VAR
list       = '(' [ expr {{ ',' expr }} ] ')'
call       = NAME given
given      = '(' [ 'DISTINCT' ] [ expr {{ ',' expr }} ] ')'
builtin    = ( {" | ".join(f"'{name}'" for name in NONE)} ) '(' ')'
             | ( {" | ".join(f"'{name}'" for name in ONE if name != "BNODE")} ) '(' expr ')'
             | ( {" | ".join(f"'{name}'" for name in TWO)} ) '(' expr ',' expr ')'
             | ( {" | ".join(f"'{name}'" for name in AGGREGATES)} ) '(' [ 'DISTINCT' ] expr ')'
             | 'BNODE' '(' [ expr ] ')' | 'IF' '(' expr ',' expr ',' expr ')'
             | ( 'CONCAT' | 'COALESCE' ) list
             | ( 'SUBSTR' | 'REGEX' ) '(' expr ',' expr [ ',' expr ] ')'
             | 'REPLACE' '(' expr ',' expr ',' expr [ ',' expr ] ')'
             | 'COUNT' '(' [ 'DISTINCT' ] ( '*' | expr ) ')'
             | 'GROUP_CONCAT' '(' [ 'DISTINCT' ] expr [ ';' 'SEPARATOR' '=' STRING ] ')'
             | 'EXISTS' group | 'NOT' 'EXISTS' group
literal    = STRING [ LANGUAGE | '^^' NAME ] | NUMBER | 'TRUE' | 'FALSE'
signed     = ( '+' | '-' ) NUMBER
"""


@dataclass(frozen=True)
class _Node:
    """A piece of a rule: ``sort`` is word (a terminal), rule, row, choice, maybe or many."""

    sort: str
    name: str = ""
    parts: tuple["_Node", ...] = ()


@dataclass(frozen=True)
class Stop:
    """Where reading stopped: the number of the word that cannot stand there (the number of words: the end is too early).

    ``expected`` are the keywords, signs and kinds of token that could.
    """

    place: int
    expected: frozenset[str]


def stop(tokens: Sequence[Token]) -> Stop | None:
    """The first place where a query is no SPARQL 1.1; None if its words stand in order."""
    place, expected = 0, set[str]()
    waiting = [_GRAMMAR["query"]]
    while waiting:
        node = waiting.pop()
        seen = _faces(tokens[place] if place < len(tokens) else None)
        match node.sort:
            case "word":
                if node.name not in seen:
                    return Stop(place, frozenset(expected | {node.name}))
                place, expected = place + 1, set()
            case "rule":
                waiting.append(_GRAMMAR[node.name])
            case "row":
                waiting += reversed(node.parts)
            case "choice":
                fitting = [part for part in node.parts if _first(part)[0] & seen]
                empty = [part for part in node.parts if _first(part)[1]]
                if not fitting:
                    expected |= _first(node)[0]
                    if not empty:
                        return Stop(place, frozenset(expected))
                waiting.append((fitting or empty)[0])
            case _:
                (part,) = node.parts
                if _first(part)[0] & seen:
                    waiting += [node, part] if node.sort == "many" else [part]
                else:
                    expected |= _first(part)[0]
    return None


def _faces(token: Token | None) -> frozenset[str]:
    """What a token can stand for in the rules."""
    if token is None:
        return frozenset({"END"})
    match token.kind:
        case "word":
            return frozenset({token.text if token.text == "a" else token.text.upper()})
        case "iri":
            return frozenset({"NAME", "URL"})
        case "prefixed":
            return frozenset({"NAME", "SHORT"} if token.text.endswith(":") else {"NAME"})
        case "variable" | "parameter":
            return frozenset({"VAR"})
        case "number":
            return frozenset({"NUMBER", "INTEGER"} if token.text.isdigit() else {"NUMBER"})
        case "punctuation":
            return frozenset({token.text})
        case kind:
            return frozenset({kind.upper()})


_KNOWN: dict[_Node, tuple[frozenset[str], bool]] = {}


def _first(node: _Node) -> tuple[frozenset[str], bool]:
    """What a piece can begin with, and whether it can be nothing."""
    if node not in _KNOWN:
        _KNOWN[node] = _begin(node)
    return _KNOWN[node]


def _begin(node: _Node) -> tuple[frozenset[str], bool]:
    match node.sort:
        case "word":
            return frozenset({node.name}), False
        case "rule":
            return _first(_GRAMMAR[node.name])
        case "row":
            found: frozenset[str] = frozenset()
            for part in node.parts:
                begins, empty = _first(part)
                found |= begins
                if not empty:
                    return found, False
            return found, True
        case sort:
            begun = [_first(part) for part in node.parts]
            return frozenset().union(*(b for b, _ in begun)), sort in ("maybe", "many") or any(e for _, e in begun)


def _read(text: str) -> dict[str, _Node]:
    """The rules as nodes."""
    words = iter([*re.findall(r"'[^']+'|\w+(?=\s+=(?!'))|\w+|[=()\[\]{}|]", text), "end", "="])
    rules: dict[str, _Node] = {}
    name, pieces = "", list[str]()
    for word in words:
        if word == "=":
            following = pieces.pop() if pieces else ""
            if name:
                rules[name] = _choice(iter(pieces))
            name, pieces = following, []
        else:
            pieces.append(word)
    return rules


def _choice(words: Iterator[str], close: str = "") -> _Node:
    rows: list[list[_Node]] = [[]]
    for word in words:
        if word == close:
            break
        match word[0]:
            case "|":
                rows.append([])
            case "(":
                rows[-1].append(_choice(words, ")"))
            case "[":
                rows[-1].append(_Node("maybe", parts=(_choice(words, "]"),)))
            case "{":
                rows[-1].append(_Node("many", parts=(_choice(words, "}"),)))
            case "'":
                rows[-1].append(_Node("word", word[1:-1]))
            case _:
                rows[-1].append(_Node("word" if word.isupper() else "rule", word))
    made = [row[0] if len(row) == 1 else _Node("row", parts=tuple(row)) for row in rows]
    return made[0] if len(made) == 1 else _Node("choice", parts=tuple(made))


_GRAMMAR = _read(_RULES)
FUNCTIONS = frozenset(
    {*ONE, *TWO, *NONE, *AGGREGATES, *"BNODE IF CONCAT COALESCE SUBSTR REGEX REPLACE COUNT GROUP_CONCAT EXISTS".split()}
)
"""The functions and aggregates of SPARQL 1.1."""
