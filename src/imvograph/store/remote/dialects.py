"""What is peculiar to each engine. What we only read of is marked so in ``store/README.md``; the rest was run.

A dialect changes how a question is asked and what in its answer is a warning; what a query means is the same everywhere.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from imvograph.errors import SettingError
from imvograph.store.remote.client import TRIPLES, Question
from imvograph.store.remote.comparing import at_most_in_two


@dataclass(frozen=True)
class Dialect:
    """One engine. ``batch``: triples that one update text may hold; ``direct_updates``: it is the body, not a
    form. ``atomic``: nobody sees half of one operation. ``isolated``: of two updates on one condition, sent at the same moment,
    only one finds it met; elsewhere writers take turns. ``row_cap``: rows after which it cuts in silence. ``asked_plainly``:
    an OPTIONAL behind a UNION must stay though nothing looks at it, and a filter that lists things must stay a filter: behind
    what takes its place other FILTERs do not always hold (Virtuoso 7.2.5: in 2 of 4 fresh servers; others unless run).
    ``at_most_in_two``: a day is not compared with ``<=``, but with ``<`` and ``=`` (`comparing`).

    ``time_field``, ``time_header``: where a time limit goes, and how (``{s}`` seconds, ``{ms}`` milliseconds);
    ``time_hint``: a line for the WHERE. ``token_field``: where the secret of an update goes. ``server``, ``described``:
    patterns of its ``Server`` header and of its service description. ``cancelled``, ``follower``: what it says when a
    query ran too long, and when this node takes no writes.
    """

    name: str
    batch: int = 5_000
    row_cap: int | None = None
    direct_updates: bool = False
    atomic: bool = True
    isolated: bool = False
    asked_plainly: bool = True
    at_most_in_two: bool = False
    time_field: tuple[str, str] | None = None
    time_header: tuple[str, str] | None = None
    time_hint: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    token_field: str = ""
    triples: str = TRIPLES
    server: str = ""
    described: str = ""
    cancelled: str = r"(?i)\b(timed? ?out|time limit|cancelled|exceeded the (maximum )?(query )?(execution )?time)"
    follower: str = ""

    def question(self, asked: Question, seconds: float) -> Question:
        """The question as this engine wants it, with a time limit."""
        words = {"s": str(max(1, round(seconds))), "ms": str(max(1, round(seconds * 1000)))}
        fields, headers = {**asked.fields, **self.fields}, {**asked.headers, **self.headers}
        text = at_most_in_two(asked.text) if self.at_most_in_two else asked.text
        if self.time_field:
            fields[self.time_field[0]] = self.time_field[1].format(**words)
        if self.time_header:
            headers[self.time_header[0]] = self.time_header[1].format(**words)
        if self.time_hint:
            text = re.sub(
                r"(?i)(\bWHERE\s*\{|\bASK\s*\{)", lambda m: m[0] + self.time_hint.format(**words), text, count=1
            )
        accept = self.triples if asked.accept == TRIPLES else asked.accept
        return replace(asked, text=text, accept=accept, fields=fields, headers=headers)


GRAPHDB = Dialect(
    "graphdb",
    time_field=("timeout", "{s}"),
    fields={"infer": "false"},
    server=r"GraphDB",
    described=r"http://www\.ontotext\.com/|GraphDB",
    follower=r"(?i)not (the )?leader|no leader|read[- ]only|follower",
)
STARDOG = Dialect("stardog", time_field=("timeout", "{ms}"), server=r"Stardog", described=r"tag:stardog:|stardog\.com")
NEPTUNE = Dialect(
    "neptune",
    # A failure in mid-stream starts with 200 and ends in a trailer; RDF/XML and JSON show by themselves where they end.
    triples="application/rdf+xml",
    headers={"TE": "trailers"},
    time_hint="hint:Query hint:queryTimeout {ms} . ",
    server=r"(?i)neptune",
    described=r"(?i)amazon(aws)?.*neptune|neptune",
    follower=r"(?i)ReadOnlyViolationException",
    cancelled=r"(?i)TimeLimitExceededException|deadline exceeded|timed? ?out",
)
VIRTUOSO = Dialect(
    "virtuoso",
    batch=200,  # 1,000 triples fit into one update and 2,000 do not; ours say each triple three times
    row_cap=10_000,
    atomic=False,
    at_most_in_two=True,
    time_field=("timeout", "{ms}"),
    server=r"Virtuoso",
    described=r"openlinksw\.com",
    cancelled=r"S1T00|S1TAT|(?i:timed? ?out|time limit)",
)
FUSEKI = Dialect(
    "fuseki",
    isolated=True,
    asked_plainly=False,
    direct_updates=True,  # Jetty refuses forms of more than 200 kB
    time_field=("timeout", "{s}"),
    server=r"Fuseki",
    described=r"jena\.(apache\.org|hpl\.hp\.com)",
)
QLEVER = Dialect(
    "qlever", time_field=("timeout", "{s}s"), token_field="access-token", server=r"(?i)qlever", described=r"qlever"
)
OXIGRAPH = Dialect(
    "oxigraph",
    asked_plainly=False,
    server=r"Oxigraph",
    described=r"oxigraph",
    cancelled=r"operation has been cancelled|(?i:timed? ?out)",
)
BLAZEGRAPH = Dialect(
    "blazegraph",
    time_header=("X-BIGDATA-MAX-QUERY-MILLIS", "{ms}"),
    server=r"(?i)bigdata|blazegraph",
    described=r"bigdata\.com|blazegraph",
)
PLAIN = Dialect("plain")
"""A SPARQL 1.1 service that we know nothing of."""

DIALECTS = {
    dialect.name: dialect
    for dialect in (GRAPHDB, STARDOG, NEPTUNE, VIRTUOSO, FUSEKI, QLEVER, OXIGRAPH, BLAZEGRAPH, PLAIN)
}


def named(name: str) -> Dialect:
    """The dialect of a name; raises `SettingError`."""
    if name not in DIALECTS:
        raise SettingError(f"remote_dialect = {name!r}: there is auto, {', '.join(DIALECTS)}")
    return DIALECTS[name]
