"""The order of an answer: what the engine sorts, and what is sorted here.

Names of things are sorted here: an engine that keeps terms on disk looks one up for each comparison (12,000 rows: 1.3 s
of 3, here 5 ms). So are paths, the words that a BIND gives, with the one that comes first (330 rows: 9 ms of 21).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from imvograph.sparql import Token, tokens

_KEY = re.compile(r"(?:ASC|DESC)?(\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))|STR\((?:[^()]|\([^()]*\))*\)|\S+")
_NAME = re.compile(r"STR\(\?(\w+)\)")
_PATH = re.compile(r'\?(\w+)|\(IF\(\?(\w+) = "(\w+)", 0, 1\)\)')

_Rows = tuple[tuple[NamedNode | BlankNode | Literal | Triple | None, ...], ...]


@dataclass(frozen=True)
class Tie:
    """A column whose text tells rows apart; or only whether it is the word that comes ``first``."""

    column: str
    first: str = ""


@dataclass(frozen=True)
class Plan:
    """The text to ask. Its rows that are equal in the columns ``sorted`` come in any order: ``ties`` tell them apart.

    In the column ``present`` (if any) nothing may be retired; the text does not see to that.
    """

    text: str
    sorted: tuple[str, ...] = ()
    ties: tuple[Tie, ...] = ()
    present: str = ""

    def in_order(self, variables: Sequence[str], rows: _Rows) -> _Rows:
        """The rows of the text in the order of the query."""
        if not self.ties:
            return rows
        before = [variables.index(name) for name in self.sorted]
        by = [(variables.index(tie.column), tie.first) for tie in self.ties]
        runs = groupby(rows, key=lambda row: [row[at] for at in before])
        return tuple(row for _, run in runs for row in sorted(run, key=lambda row: [_key(row[at], f) for at, f in by]))

    def without(self, variables: Sequence[str], rows: _Rows, retired: Collection[str]) -> _Rows:
        """The rows of the text that are about nothing retired (IRIs)."""
        if not self.present or not retired:
            return rows
        at = variables.index(self.present)
        return tuple(row for row in rows if getattr(row[at], "value", "") not in retired)


def _key(term: object, first: str) -> str | bool:
    text = term.value if isinstance(term, NamedNode | Literal) else ""
    return text != first if first else text


def ordered_here(text: str, columns: Collection[str]) -> tuple[str, tuple[str, ...], tuple[Tie, ...]]:
    """The text without the names and paths at the end of its ORDER BY; the columns by which it still sorts, and those.

    Only if each of the others is a column too, so that it shows which rows are still equal.
    """
    at = text.rindex("ORDER BY") if "ORDER BY" in text else len(text)
    keys = [match[0] for match in _KEY.finditer(text[at + len("ORDER BY") :])]
    ties: list[Tie] = []
    while keys and (tie := _tie(keys[-1], text)) and tie.column in columns:
        ties.insert(0, tie)
        keys.pop()
    said = {" ".join(text[start:end].split()): name for name, start, end in projected(list(tokens(text)))}
    before = [next((n for s, n in said.items() if s.startswith(f"({_bare(key)} AS ")), None) for key in keys]
    if not ties or None in before or "LIMIT" in text[at:]:
        return text, (), ()
    order = f"ORDER BY {' '.join(keys)}\n" if keys else ""
    return text[:at] + order, tuple(filter(None, before)), tuple(ties)


def _tie(key: str, text: str) -> Tie | None:
    """A key that is sorted here: the name of a thing, or a path, which nothing but ``BIND("word" AS ?path)`` binds."""
    if name := _NAME.fullmatch(key):
        return Tie(name[1])
    if not (path := _PATH.fullmatch(key)):
        return None
    column = path[1] or path[2]
    bound = re.findall(rf"(\S+) AS \?{column}\)", text)
    return Tie(column, path[3] or "") if bound and all(re.fullmatch(r'BIND\("[\w-]+"', by) for by in bound) else None


def _bare(key: str) -> str:
    """The expression of a key of an ORDER BY."""
    return key[key.index("(") + 1 : -1] if key.startswith(("ASC(", "DESC(")) else key


def projected(stream: Sequence[Token]) -> Iterator[tuple[str, int, int]]:
    """The items of a SELECT: the variable that each gives, and where it stands in the text."""
    at = next(number for number, token in enumerate(stream) if token.is_word("SELECT")) + 1
    depth, start, last = 0, 0, ""
    for token in stream[at:]:
        if depth == 0 and (token.text == "{" or token.is_word("WHERE")):
            return
        if token.text == "(":
            start = token.start if depth == 0 else start
            depth += 1
        elif token.text == ")":
            depth -= 1
            if depth == 0:
                yield last, start, token.end
        elif token.kind == "variable":
            last = token.text[1:]
            if depth == 0:
                yield last, token.start, token.end
