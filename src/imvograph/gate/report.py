"""What the gate says of a change: results for a person (nl, en), for a program (JSON), and as RDF."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple
from pyoxigraph import parse as parse_rdf

from imvograph.gate.names import prefixed
from imvograph.model.iris import PREFIXES, content_key, thing

SEVERITIES = ("Violation", "Warning", "Info")
MOST = 100
SH, RDF, XSD = PREFIXES["sh"], PREFIXES["rdf"], PREFIXES["xsd"]

_WORDS = {
    "nl": {
        "Violation": ("fout", "fouten"),
        "Warning": ("waarschuwing", "waarschuwingen"),
        "Info": ("opmerking", "opmerkingen"),
        "head": {True: "{graph} is in orde", False: "{graph} wordt geweigerd; er is niets opgeslagen"},
        "trial": {True: "{graph} is in orde", False: "{graph} zou geweigerd worden"},
        "first": "de eerste {shown} van {total}",
        "rule": "Regel",
        "missing": "(ontbreekt)",
    },
    "en": {
        "Violation": ("error", "errors"),
        "Warning": ("warning", "warnings"),
        "Info": ("remark", "remarks"),
        "head": {True: "{graph} is in order", False: "{graph} is refused; nothing was stored"},
        "trial": {True: "{graph} is in order", False: "{graph} would be refused"},
        "first": "the first {shown} of {total}",
        "rule": "Rule",
        "missing": "(missing)",
    },
}


@dataclass(frozen=True)
class Result:
    """One finding: the rule (an IRI of ``imvosh:``), the thing, and where there is one its property and value.

    ``value`` is a term as N-Triples writes it; ``messages`` say in Dutch and English what came and what to do;
    ``component`` is the SHACL constraint component that found it, empty for a rule in code; ``source`` the file of a rule
    that is not ours.
    """

    rule: str
    severity: str
    focus: str
    path: str | None
    value: str | None
    messages: Mapping[str, str] = field(hash=False)
    component: str = ""
    source: str = ""

    @property
    def order(self) -> tuple[int, str, str, str, str]:
        """What results are sorted by: the gravest first, then thing by thing."""
        return SEVERITIES.index(self.severity), self.focus, self.path or "", self.rule, self.value or ""

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "severity": self.severity,
            "focus": self.focus,
            "path": self.path,
            "value": self.value,
            "messages": dict(sorted(self.messages.items())),
            **({"source": self.source} if self.source else {}),
        }


@dataclass(frozen=True)
class Report:
    """What the gate says of one change. ``results`` are the first hundred, gravest first; ``total`` counts all."""

    graph: str
    results: tuple[Result, ...]
    total: int
    conforms: bool

    @classmethod
    def of(cls, graph: str, results: Iterable[Result]) -> "Report":
        """A report in one order, whatever order the results come in; one result per rule, thing, property and value."""
        once: dict[tuple[str | None, ...], Result] = {}
        for result in sorted(results, key=lambda r: (r.order, r.component)):
            once.setdefault((result.source, result.rule, result.focus, result.path, result.value), result)
        every = sorted(once.values(), key=lambda r: r.order)
        conforms = all(result.severity != "Violation" for result in every)
        return cls(graph, tuple(every[:MOST]), len(every), conforms)

    def as_text(self, lang: str = "en", *, trial: bool = False) -> str:
        """The report as a person reads it: which triple, what is wrong and what to do, which rule; ``nl`` or ``en``.

        Of a ``trial`` nothing was to be stored.
        """
        words = _WORDS["nl" if lang == "nl" else "en"]
        return "\n".join(self._lines("nl" if lang == "nl" else "en", words, "trial" if trial else "head"))

    def _lines(self, lang: str, words: Mapping[str, Any], head_of: str) -> Iterator[str]:
        counts = [(sum(r.severity == s for r in self.results), words[s]) for s in SEVERITIES]
        counted = ", ".join(f"{count} {names[count != 1]}" for count, names in counts if count)
        cut = ", " + words["first"].format(shown=len(self.results), total=self.total)
        head = words[head_of][self.conforms].format(graph=prefixed(self.graph))
        yield head + (f" ({counted}{cut if self.total > len(self.results) else ''})" if counted else "")
        for number, result in enumerate(self.results, 1):
            yield ""
            yield f"{number}. {words[result.severity][0].capitalize()}: {self._place(result, words)}"
            yield f"   {result.messages.get(lang) or next(iter(result.messages.values()), '')}"
            yield f"   {words['rule']}: {prefixed(result.rule)}" + (f" ({result.source})" if result.source else "")

    @staticmethod
    def _place(result: Result, words: Mapping[str, Any]) -> str:
        place = [prefixed(result.focus)]
        if result.path:
            place.append(prefixed(result.path))
            if result.value:
                place.append(prefixed(result.value))
            elif result.component.endswith("MinCountConstraintComponent"):
                place.append(words["missing"])
        return " ".join(place)

    def as_json(self) -> dict[str, Any]:
        """The report as JSON values; messages by language."""
        return {
            "graph": self.graph,
            "conforms": self.conforms,
            "total": self.total,
            "results": [result.as_json() for result in self.results],
        }

    def as_triples(self) -> frozenset[Triple]:
        """The report as a ``sh:ValidationReport``; IRIs minted from its content, no blank nodes."""
        own = [self._result_triples(result) for result in self.results]
        report = NamedNode(thing("validation-report", content_key(self.graph, *(node.value for node, _ in own))))
        told = {
            _triple(report, RDF + "type", NamedNode(SH + "ValidationReport")),
            _triple(report, SH + "conforms", Literal(self.conforms)),
            _triple(report, PREFIXES["dcterms"] + "subject", NamedNode(self.graph)),
        }
        for node, triples in own:
            told |= {_triple(report, SH + "result", node), *triples}
        return frozenset(told)

    def _result_triples(self, result: Result) -> tuple[NamedNode, set[Triple]]:
        parts = (self.graph, result.rule, result.focus, result.path or "", result.value or "")
        node = NamedNode(thing("validation-result", content_key(*parts)))
        told = {
            _triple(node, RDF + "type", NamedNode(SH + "ValidationResult")),
            _triple(node, SH + "focusNode", NamedNode(result.focus)),
            _triple(node, SH + "sourceShape", NamedNode(result.rule)),
            _triple(node, SH + "sourceConstraintComponent", NamedNode(result.component or result.rule)),
            _triple(node, SH + "resultSeverity", NamedNode(SH + result.severity)),
        }
        told |= {_triple(node, SH + "resultMessage", Literal(m, language=lang)) for lang, m in result.messages.items()}
        if result.path:
            told.add(_triple(node, SH + "resultPath", NamedNode(result.path)))
        if result.value:
            told.add(_triple(node, SH + "value", _term(result.value)))
        return node, told


def _triple(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Triple:
    return Triple(subject, NamedNode(predicate), value)


def _term(text: str) -> NamedNode | Literal:
    (quad,) = parse_rdf(f"<urn:s> <urn:p> {text} .", format=RdfFormat.N_TRIPLES)
    if not isinstance(quad.object, NamedNode | Literal):
        raise TypeError(f"{text!r} is no IRI or literal")
    return quad.object
