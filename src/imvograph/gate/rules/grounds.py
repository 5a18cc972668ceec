"""Rules about what a statement rests on: its status in this graph, its evidence, its source."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from imvograph.gate.change import RDF_TYPE, iris, objects
from imvograph.gate.names import prefixed
from imvograph.gate.report import Result
from imvograph.gate.rules.rule import Rule
from imvograph.gate.view import View
from imvograph.model.iris import GRAPH, ID, IMVO, PREFIXES, thing

STATUS_PER_GRAPH = Rule(
    "status-per-graph",
    "{came} heeft in deze graaf {count} statussen. Geef imvo:assertionStatus precies één keer ({how}), of, als deze "
    "graaf er alleen iets aan toevoegt, voor elke toegevoegde triple een rdf:Statement met een status",
    "{came} has {count} statuses in this graph. Give imvo:assertionStatus exactly once ({how}) or, if this graph only"
    " adds to it, an rdf:Statement with a status for each triple that it adds",
)
OFFICIAL_STATUS_GRAPH = Rule(
    "official-status-graph",
    "De status «official» is alleen voor wat uit een officieel register komt, in graph/official/…; deze graaf is "
    "{came}. Gebruik «curated» voor wat een mens overneemt",
    "The status “official” is only for what comes from an official register, in graph/official/…; this graph is "
    "{came}. Use “curated” for what a person takes over",
)
GROUNDS_PER_GRAPH = Rule(
    "grounds-per-graph",
    "Deze graaf noemt {came} «{status}» maar zegt zelf niet waarop dat rust. Geef hier {need}",
    "This graph calls {came} “{status}” but does not itself say what that rests on. Give {need} here",
)
EVIDENCE_KNOWN = Rule(
    "evidence-known",
    "De bewijspassage {came} bestaat niet, hier noch in een andere graaf. Neem haar op (imvo:Evidence), of verbeter "
    "de IRI",
    "There is no evidence {came}, neither here nor in another graph. Add it (imvo:Evidence), or mend the IRI",
)
RULES = (STATUS_PER_GRAPH, OFFICIAL_STATUS_GRAPH, GROUNDS_PER_GRAPH, EVIDENCE_KNOWN)

STATUS, EVIDENCE, SOURCE = IMVO + "assertionStatus", IMVO + "evidence", PREFIXES["dcterms"] + "source"
USES = (EVIDENCE, IMVO + "supportedBy")
_EVIDENCE = thing("evidence", "")
_SKOS = PREFIXES["skos"]
# A node that a graph only adds to may leave its status to an rdf:Statement for each triple that it adds.
# What itself is evidence or provenance has no status and no grounds; concepts have a status only.
WITHOUT_STATUS = frozenset(
    {IMVO + name for name in ("Evidence", "SourceText", "ExtractionRun", "Software", "StatementGraph")}
    | {_SKOS + "ConceptScheme"}
)
_HOW = "extracted, verified, curated, unchecked, official, inferred, disputed"


def check(view: View) -> Iterator[Result]:
    for iri in view.changed:
        types = view.types(iri)
        if iri.startswith(ID) and types and not types & WITHOUT_STATUS:
            yield from _status(view, iri)
            concept = any(_SKOS + "Concept" in view.vocabulary.above(cls) for cls in types)
            if not concept:
                yield from _grounds(view, iri)
        for name in USES:
            for evidence in iris(view.here(iri), name):
                if evidence.startswith(_EVIDENCE) and not _is_evidence(view, evidence):
                    yield EVIDENCE_KNOWN.broken(iri, name, NamedNode(evidence), came=prefixed(evidence))
    for iri in view.stated_about():
        types = view.types(iri)
        if not view.looks_at(iri) and iri.startswith(ID) and types and not types & WITHOUT_STATUS:
            yield from _status(view, iri)
    for evidence in (*view.changed, *view.left):
        if evidence.startswith(_EVIDENCE) and view.changes(evidence, RDF_TYPE.value):
            yield from _without_evidence(view, evidence)


def _without_evidence(view: View, evidence: str) -> Iterator[Result]:
    """The things, of whatever graph, that rest on a passage that is there no longer."""
    if not _is_evidence(view, evidence):
        for name in USES:
            for iri in view.pointing(name, evidence):
                if not view.looks_at(iri):
                    yield EVIDENCE_KNOWN.broken(iri, name, NamedNode(evidence), came=prefixed(evidence))


def _is_evidence(view: View, iri: str) -> bool:
    return IMVO + "Evidence" in iris(view.everything(iri), RDF_TYPE.value)


def _status(view: View, iri: str) -> Iterator[Result]:
    here = objects(view.here(iri), STATUS)
    elsewhere = objects(view.others(iri), STATUS)
    if len(here) > 1 or (not here and elsewhere and not all(view.has_statement(t) for t in view.here(iri))):
        yield STATUS_PER_GRAPH.broken(iri, STATUS, came=prefixed(iri), count=len(here), how=_HOW)
    for status in here:
        if getattr(status, "value", "") == thing("assertion-status", "official") and not view.graph.startswith(
            GRAPH + "official/"
        ):
            yield OFFICIAL_STATUS_GRAPH.broken(iri, STATUS, status, came=prefixed(view.graph))


def _grounds(view: View, iri: str) -> Iterator[Result]:
    told = view.here(iri)
    statuses = {status.rpartition("/")[2] for status in iris(told, STATUS)}
    evidence, source = objects(told, EVIDENCE), objects(told, SOURCE)
    anywhere = view.everything(iri)
    if not objects(anywhere, EVIDENCE) and not objects(anywhere, SOURCE):
        return  # imvosh:Thing-grounds says so
    if statuses & {"extracted", "verified"} and not evidence:
        status, need = min(statuses & {"extracted", "verified"}), "imvo:evidence"
    elif statuses & {"curated", "unchecked"} and not evidence and not source:
        status, need = min(statuses & {"curated", "unchecked"}), "imvo:evidence / dcterms:source"
    else:
        return
    yield GROUNDS_PER_GRAPH.broken(iri, EVIDENCE, came=prefixed(iri), status=status, need=need)
