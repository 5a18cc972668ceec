"""Looks at a stranger's query before any parser does: what is too large, too deep, an update, or calls elsewhere.

One pass over the tokens, in linear time. It saves worker restarts and says what to change; the worker's limits and its
lack of network are the protection of last resort. Two rules look odd; both answer tricks that Oxigraph 0.5.13 was seen
to take (``tests/store/test_guard.py``), because its parser goes by position and not by tokens:

- It needs no space after a keyword: ``SERVICESILENT<…>`` and ``SERVICEx:y {…}`` are calls. So every word, and every
  prefix, that holds SERVICE is refused.
- It reads ``<`` as "less than" wherever an operator may stand, where the grammar says that the longest match, an IRI,
  wins: in ``FILTER(?a<1)SERVICE#>`` and ``FILTER(?a<1+'>')`` what it sees and what a scanner sees part ways. So between
  round brackets no IRI may follow a value, and no ``<`` may stand where a value must.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from imvograph.errors import QueryPolicyError, QuerySyntaxError
from imvograph.model.iris import BASE
from imvograph.sparql import Token, form, tokens
from imvograph.store.base import Limits
from imvograph.store.formats import accepts

_OPEN, _CLOSE = {"{": "}", "(": ")", "[": "]"}, ("}", ")", "]")
_OPERATORS = frozenset(("/", "|", "^", "!", "+", "-", "*", "?", "||", "&&"))
_IN_DUTCH = {
    "groups { }": "groepen { }",
    "of . ; and ,": "van . ; en ,",
    "operators": "operatoren",
    "terms in VALUES": "termen in VALUES",
}
_SEVERAL = ("vraag het in delen", "ask in several queries")
_BEFORE_IRI = _OPERATORS | {"(", ",", ";", "=", "!=", "<", ">", "<=", ">=", "^^"}
_PAST_QUERIES = (
    "wijzigingen gaan door de poort: laad het document, of bied de graaf als Turtle aan op het schrijfadres",
    "changes go through the gate: load the document, or offer the graph as Turtle to the write address",
)


def admitted(text: str, media_type: str, graphs: Iterable[str], limits: Limits) -> str:
    """The form of a stranger's query, if we run it, over these graphs, for an answer of that media type.

    Raises as `check`, `check_dataset` and `formats.accepts`.
    """
    found = check(text, limits)
    check_dataset(graphs)
    accepts(found, media_type)
    return found


def check(text: str, limits: Limits) -> str:
    """The form of the query (SELECT, ASK, CONSTRUCT, DESCRIBE) if we run it.

    Raises `QueryPolicyError` (saying what came, what is allowed, what to do) or `QuerySyntaxError`.
    """
    try:
        size = len(text.encode())
    except UnicodeEncodeError as exc:
        raise QuerySyntaxError(
            f"the query is no Unicode text: character {exc.start} is half of a pair",
            nl=f"de vraag is geen Unicode-tekst: teken {exc.start} is de helft van een paar",
        ) from exc
    if size > limits.text_bytes:
        raise QueryPolicyError(
            f"the query has {size:,} bytes, at most {limits.text_bytes:,} are taken; split it, or take the dump",
            nl=f"de vraag heeft {size} bytes, hoogstens {limits.text_bytes} kan; splits hem, of neem de dump",
        )
    found = list(tokens(text))
    kind = form(found)
    if kind == "UPDATE":
        raise QueryPolicyError(
            f"this is an update, and only queries are taken here; {_PAST_QUERIES[1]}",
            nl=f"dit is een update, en hier kan alleen een vraag; {_PAST_QUERIES[0]}",
        )
    count = _Count(limits)
    for token in found:
        count.see(token)
    return kind


def check_dataset(graphs: Iterable[str]) -> None:
    """Raises `QueryPolicyError` unless all IRIs of a dataset are graphs of ours."""
    for iri in graphs:
        if not iri.startswith(BASE) or set(iri) & set(' <>"{}|^`\\'):
            raise QueryPolicyError(
                f"{iri!r} is no graph of ours, and none is fetched from elsewhere; graphs have names like {BASE}graph/…",
                nl=f"{iri!r} is geen graaf van ons, en van elders halen we er geen; grafen heten als {BASE}graph/…",
            )


@dataclass
class _Count:
    """What one pass has seen of a query."""

    limits: Limits
    brackets: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    before: tuple[Token | None, Token | None] = (None, None)
    in_values: int | None = None
    values_next: bool = False
    from_next: bool = False

    def see(self, token: Token) -> None:
        """Take the next token; raises at the first that goes too far."""
        last = self.before[1]
        match token.kind:
            case "word":
                self._word(token)
            case "punctuation":
                self._punctuation(token, last)
            case "prefixed":
                self._prefixed(token)
            case "iri":
                self._iri(token, last)
        if self.in_values is not None and token.kind in ("iri", "prefixed", "string", "number", "word", "blank"):
            self._more("terms in VALUES", self.limits.values_terms, token, _SEVERAL)
        if self.from_next and token.kind in ("iri", "prefixed"):
            self._from(token)
        self.before = (last, token)

    def _word(self, token: Token) -> None:
        word = token.text.upper()
        if "SERVICE" in word:
            raise _refused(
                token,
                "SERVICE calls another server; this one does not: ask there, and join on your side",
                "SERVICE roept een andere server aan; dat doen we hier niet: vraag het daar, en voeg zelf samen",
            )
        if "OPTIONAL" in word:
            asked = "`?thing ?property ?value`"
            self._more("OPTIONALs", self.limits.optionals, token, (f"vraag {asked}", f"ask for {asked} instead"))
        if word == "TRIPLE":
            raise _quoted(token)
        self.values_next = self.values_next or word == "VALUES"
        self.from_next = word == "FROM" or (word == "NAMED" and self.from_next)

    def _punctuation(self, token: Token, last: Token | None) -> None:
        sign = token.text
        if sign in _OPEN:
            if sign == "{" and self.values_next:
                self.in_values, self.values_next = len(self.brackets), False
            self.brackets.append(sign)
            if len(self.brackets) > self.limits.depth:
                raise _refused(
                    token,
                    f"brackets are nested more than {self.limits.depth} deep; nest less",
                    f"haakjes staan meer dan {self.limits.depth} diep in elkaar; nest minder",
                )
            if sign == "{":
                self._more("groups { }", self.limits.groups, token, _SEVERAL)
        elif sign in _CLOSE:
            if not self.brackets or _OPEN[self.brackets.pop()] != sign:
                raise _wrong(token, f"{sign!r} closes nothing", f"{sign!r} sluit niets")
            if self.in_values == len(self.brackets):
                self.in_values = None
        elif sign in (".", ";", ","):
            self._more(
                "of . ; and ,",
                self.limits.separators,
                token,
                (
                    "neem VALUES voor een rij termen, of meer vragen",
                    "use VALUES for a list of terms, or several queries",
                ),
            )
        elif sign == "<" and ("(" not in self.brackets[-1:] or last is None or _awaits_value(last)):
            raise _wrong(
                token,
                "an IRI that is not closed, or holds a space or a quote",
                "een IRI die niet dicht is, of met een spatie of aanhalingsteken",
            )
        elif sign in ("<<", ">>"):
            raise _quoted(token)
        if sign in _OPERATORS:
            shorter = ("maak paden en uitdrukkingen korter", "shorten paths and expressions")
            self._more("operators", self.limits.operators, token, shorter)

    def _prefixed(self, token: Token) -> None:
        if "SERVICE" in token.text.partition(":")[0].upper():
            raise _refused(
                token,
                "a prefix may not hold the word SERVICE, which calls another server; rename it",
                "in een prefix mag het woord SERVICE niet staan, dat een andere server aanroept; noem hem anders",
            )

    def _iri(self, token: Token, last: Token | None) -> None:
        if last is None:
            return
        name = self.before[0]
        if last.kind == "prefixed" and name is not None and name.is_word("PREFIX"):
            self.prefixes[last.text] = token.text[1:-1]
        elif "(" in self.brackets[-1:] and self.in_values is None and not _awaits_value(last):
            raise _refused(
                token,
                f"the IRI {token.text[:60]} follows a value between round brackets; if < means 'less than', write a "
                "space after it",
                f"de IRI {token.text[:60]} volgt op een waarde tussen ronde haakjes; betekent < «kleiner dan», zet er "
                "dan een spatie achter",
            )

    def _from(self, token: Token) -> None:
        self.from_next = False
        iri = token.text[1:-1]
        if token.kind == "prefixed":
            prefix, _, local = token.text.partition(":")
            iri = self.prefixes.get(prefix + ":", "") + local.replace("\\", "")
        try:
            check_dataset([iri])
        except QueryPolicyError as exc:
            what = f"FROM {token.text[:80]}"
            raise _refused(token, f"{what}: {exc}", f"{what}: {exc.told('nl')}") from exc

    def _more(self, what: str, limit: int, token: Token, advice: tuple[str, str]) -> None:
        """Count one more of something; ``advice`` is what to do when it is too many, in Dutch and English."""
        self.counts[what] = self.counts.get(what, 0) + 1
        if self.counts[what] > limit:
            nl, en = advice
            raise _refused(
                token,
                f"there are more than {limit} {what}; {en}",
                f"er zijn meer dan {limit} {_IN_DUTCH.get(what, what)}; {nl}",
            )


def _awaits_value(token: Token) -> bool:
    """Whether after this token, between round brackets, a value comes and no operator can."""
    return token.text in _BEFORE_IRI if token.kind == "punctuation" else token.is_word("DISTINCT")


def _wrong(token: Token, en: str, nl: str) -> QuerySyntaxError:
    place, plaats = _place(token)
    return QuerySyntaxError(f"{place}: {en}", token.line, token.column, nl=f"{plaats}: {nl}")


def _refused(token: Token, en: str, nl: str) -> QueryPolicyError:
    place, plaats = _place(token)
    return QueryPolicyError(f"{place}: {en}", nl=f"{plaats}: {nl}")


def _quoted(token: Token) -> QueryPolicyError:
    return _refused(
        token,
        "no quoted triples (SPARQL 1.2) are held or asked here; ask for the rdf:Statement",
        "tripels in tripels (SPARQL 1.2) zijn hier niet; vraag naar het rdf:Statement",
    )


def _place(token: Token) -> tuple[str, str]:
    return f"line {token.line}, column {token.column}", f"regel {token.line}, kolom {token.column}"
