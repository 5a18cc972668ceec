"""What a document says of debates, motions, decisions, commitments, and where it slips, as triples."""

from pyoxigraph import Literal

from imvograph.model.dates import StatedDate
from imvograph.model.entities import (
    Anomaly,
    Commitment,
    Debate,
    Decision,
    Motion,
    Reading,
    ReferringExpression,
    Section,
)
from imvograph.model.iris import thing
from imvograph.model.kamerstuk import Kamerstuk
from imvograph.triples.making import Making
from imvograph.triples.papers import numbered, official
from imvograph.triples.terms import Value, boolean, day, nl, stated, typed

HOUSES = {"tk": thing("organisation", "tweede-kamer"), "ek": thing("organisation", "eerste-kamer")}


def _times(value: StatedDate | None, credible: bool) -> dict[str, Value | None]:
    if value is None:
        return {}
    known = credible or None
    return {
        "statedDate": stated(value),
        "startDate": known and day(value.start),
        "endDate": known and day(value.end),
    }


def debate(made: Making, held: Debate) -> None:
    made.thing(
        held.iri,
        "Debate",
        held.label,
        held.passages,
        debateType=thing("debate-type", held.type),
        **_times(held.stated, held.credible),
    )


def motion(made: Making, motion: Motion, *, held: bool) -> None:
    """A motion; ``held`` if this document is the motion itself, so that its text is here."""
    made.thing(
        motion.iri,
        "Motion",
        motion.label,
        motion.passages,
        textHeld=boolean(held),
        mover=motion.movers[:1] if len(motion.movers) == 1 else None,
        moverAsStated=[nl(name) for name in motion.sponsors],
        hasCosigners=boolean(True) if motion.et_al else None,
        request=[nl(request) for request in motion.requests],
        concerns=motion.concerns,
    )
    numbered(made, Kamerstuk.parse(motion.id))


def decision(made: Making, decision: Decision) -> None:
    number = Kamerstuk.parse(decision.motion.rsplit("/", 1)[1])
    made.thing(
        decision.iri,
        "Decision",
        f"{decision.outcome.capitalize()}: {number}",
        decision.passages,
        decidedOn=decision.motion,
        outcome=thing("decision-outcome", decision.outcome),
        takenIn=decision.debate,
        recordedIn=[thing("handelingen", id) for id in decision.recorded_in],
        **_times(decision.stated, decision.credible),
    )


def commitment(made: Making, commitment: Commitment, reading: Reading) -> None:
    made.thing(
        commitment.iri,
        "Commitment",
        commitment.label,
        commitment.passages,
        promise=[nl(promise) for promise in commitment.promises],
        madeIn=commitment.made_in,
        madeAsStated=nl(commitment.made_as_stated) if commitment.made_as_stated else None,
        madeBy=commitment.made_by,
        promisedTo=HOUSES["tk"],
        condition=nl(commitment.condition) if commitment.condition else None,
        recordedIn=[official(id) for id in commitment.recorded_in],
        reportedIn=reading.iri,
        concerns=commitment.concerns,
    )


def anomaly(made: Making, anomaly: Anomaly, reading: Reading) -> None:
    made.thing(
        anomaly.iri,
        "SourceAnomaly",
        f"«{anomaly.stated}»",
        anomaly.passages,
        anomalyKind=thing("anomaly-kind", anomaly.kind),
        statedValue=Literal(anomaly.stated),
        resolvedValue=Literal(anomaly.resolved) if anomaly.resolved else None,
        reason=[Literal(text, language=language) for language, text in anomaly.reason.items()],
        affects=anomaly.affects,
        statedIn=reading.iri,
    )


def section(made: Making, part: Section, reading: Reading) -> None:
    made.thing(
        part.iri,
        "Section",
        part.title,
        [part.heading],
        sectionOf=reading.iri,
        ordinal=typed(str(part.ordinal), "integer"),
        about=part.about,
    )


def expression(made: Making, words: ReferringExpression, reading: Reading) -> None:
    made.thing(
        words.iri,
        "ReferringExpression",
        f"«{words.surface}»",
        [words.passage],
        surface=nl(words.surface),
        mentionedIn=reading.iri,
    )
