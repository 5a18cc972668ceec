"""A document read whole: mentions, then what they say, then the slips. Pure; `pipeline` gives it to `triples`."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from imvograph.extract import anomalies, document_date, letters, prose, questions, statements, wordings
from imvograph.extract import mentions as find_mentions
from imvograph.extract.context import Context
from imvograph.extract.identity import Identity, identify
from imvograph.extract.printed import printed_head
from imvograph.extract.reviewing import apply
from imvograph.model.dates import StatedDate
from imvograph.model.documents import Document
from imvograph.model.entities import (
    Anomaly,
    Commitment,
    Debate,
    Decision,
    Gazetteer,
    Motion,
    Paper,
    Passage,
    Reading,
    ReferringExpression,
    Section,
)
from imvograph.model.iris import evidence_key, thing
from imvograph.model.kamerstuk import Kamerstuk
from imvograph.model.mentions import Mention

# The words directly before a number that say what kind of paper it is.
_KINDS: tuple[tuple[str, str], ...] = (
    (r"beleidsnota\s*\($", "PolicyNote"),
    (r"[Kk]amerbrief(?:\s+van\s+[^()]{4,30})?\s*\($", "Letter"),
    (r"\bevaluatie\b[^().;]{0,60}\($", "EvaluationReport"),
)

_NEAR = 1_000  # longer than a debate with its subject and date

Finder = Callable[[str, date | None, Gazetteer], Sequence[Mention]]


def read(document: Document, gazetteer: Gazetteer, find: Finder = find_mentions) -> Reading:
    """Everything that a document says: a letter, a motion or another Kamerstuk, questions, a record, a decision list.

    Raises `SourceError` if the text gives nothing to name it by, or no date where it must have one, or a review speaks of
    what is not found.
    """
    source = document.source
    dated = document.origin.dated or document_date(source.text)
    frame = letters.frame(source.text, dated, gazetteer)
    found, left_out = apply(find(source.text, dated, gazetteer), document.reviews)
    own = identify(document, frame, dated, found, gazetteer)
    whole = Passage(0, len(source.text))
    context = Context(
        source,
        dated,
        own.key,
        found,
        tuple(prose.sentences(source.text, 0, whole.end)),
        gazetteer,
        frame.signature if frame else None,
    )
    parts = _parts(context, frame.body) if frame else [whole]
    motions = statements.motions(context, parts)
    decisions = statements.decisions(context, motions)
    debates = statements.debates(context)
    commitments = wordings.commitments(context, debates)
    expressions = [
        ReferringExpression(
            _at("referring-expression", context, m), source.quote(m.start, m.end), Passage(m.start, m.end)
        )
        for m in context.of("person")
        if m.rule == "predecessor"
    ]
    sections = _sections(context, parts, motions, commitments)
    slips: list[Anomaly] = [
        *anomalies.two_names_for_one_motion(context, motions),
        *anomalies.date_outside_session(context, decisions),
        *anomalies.before_the_promise(context, commitments, sections, debates),
        *anomalies.one_expression_two_persons(context, expressions),
        *anomalies.lost_hyphen(context),
        *(anomalies.lost_head(context, frame.address, own.iri) if frame and frame.addressee else ()),
    ]
    decisions, debates = _doubted(slips, decisions, [*debates, *statements.votes(context, decisions)])
    return Reading(
        document=document,
        cls=own.cls,
        iri=own.iri,
        key=own.key,
        title=own.label,
        dated=dated,
        place=_place(frame.place, gazetteer) if frame else None,
        addressee=frame.addressee if frame else None,
        signature=frame.signature if frame else None,
        head=_head(source.text, frame),
        mentions=found,
        sections=tuple(sections),
        debates=tuple(debates),
        motions=tuple(motions),
        decisions=tuple(decisions),
        commitments=tuple(commitments),
        expressions=tuple(expressions),
        anomalies=tuple(sorted(slips, key=lambda slip: slip.passages[0])),
        papers=tuple(_papers(context, {own.key, *(motion.id for motion in motions)})),
        left_out=left_out,
        asked=questions.asked(context) if own.cls in ("WrittenQuestions", "Aanhangsel") else None,
        answers=frame.answers if frame else _answers(source.text, own),
    )


def _answers(text: str, own: Identity) -> str | None:
    """The written questions that an Aanhangsel answers, where it gives the number of their case."""
    found = questions.answered(text) if own.cls == "Aanhangsel" else None
    return found[0] if found else None


def _head(text: str, frame: letters.Frame | None) -> tuple[Passage, ...]:
    """Where a document says what it is: its printed head, address and dateline of a letter, else its first paragraph."""
    printed = printed_head(text)
    parts = (printed.passage if printed else None, *((frame.address, frame.dateline) if frame else ()))
    return tuple(part for part in parts if part) or (next(prose.paragraphs(text)),)


def _place(name: str | None, gazetteer: Gazetteer) -> str | None:
    """The place of signing, if the gazetteer knows it: «'s-Gravenhage» is Den Haag."""
    return next((e.iri for e in gazetteer.of_class("Place") if name in (e.label, *e.forms)), None)


def _at(kind: str, context: Context, place: Mention | Passage) -> str:
    return thing(kind, evidence_key(context.source.key, place.start, place.end))


def _parts(context: Context, body: Passage) -> list[Passage]:
    """The body cut at its headings: the introduction, then each section from its heading on."""
    starts = [body.start, *(h.start for h in prose.headings(context.source.text, body.start, body.end))]
    return [Passage(a, b) for a, b in zip(starts, [*starts[1:], body.end], strict=True)]


def _sections(
    context: Context, parts: list[Passage], motions: list[Motion], commitments: list[Commitment]
) -> list[Section]:
    found = []
    for ordinal, part in enumerate(parts[1:], 1):
        heading = next(prose.headings(context.source.text, part.start, len(context.source.text)))
        about = {m.iri: m.passages for m in motions} | {c.iri: c.passages for c in commitments}
        inside = {iri for iri, places in about.items() if any(part.start <= p.start < part.end for p in places)}
        inside |= {m.iri for m in context.of("topic", within=part) if m.iri and "/legislation/" in m.iri}
        found.append(
            Section(
                iri=thing("section", f"{context.key}-s{ordinal}"),
                ordinal=ordinal,
                title=context.source.quote(heading.start, heading.end),
                about=tuple(sorted(inside)),
                heading=heading,
                body=Passage(heading.end, part.end),
            )
        )
    return found


def _doubted(
    slips: list[Anomaly], decisions: list[Decision], debates: list[Debate]
) -> tuple[list[Decision], list[Debate]]:
    """The same, with the date of what an anomaly of dates touches marked as not credible."""
    doubtful = {iri for slip in slips if slip.kind in ("vergaderjaar", "volgorde") for iri in slip.affects}
    return (
        [replace(d, credible=d.iri not in doubtful) for d in decisions],
        [replace(d, credible=d.iri not in doubtful) for d in debates],
    )


def _papers(context: Context, motions: set[str]) -> list[Paper]:
    """The cited Kamerstukken that are no motions, with the kind and date that the words before them give."""
    found: dict[str, Paper] = {}
    for mention in context.of("kamerstuk"):
        if not mention.id or mention.id in motions:
            continue
        before = context.source.text[max(0, mention.start - 120) : mention.start]
        cls = next((cls for pattern, cls in _KINDS if re.search(pattern, before)), None)
        behind = Passage(max(0, mention.start - _NEAR), mention.start)
        debate = any(mention.start - m.end <= 3 for m in context.of("debate", within=behind))
        near = [m for m in context.of("date", within=behind) if mention.start - m.end <= 3]
        day = str(near[0].fields.get("value")) if near and cls == "Letter" else ""
        known = found.get(mention.id)
        label = context.gazetteer.label(thing("kamerstuk", mention.id)) or str(Kamerstuk.parse(mention.id))
        found[mention.id] = Paper(
            id=mention.id,
            cls=cls or ("CommitteeReport" if debate else known.cls if known else "Kamerstuk"),
            label=label,
            dated=StatedDate(day).start if len(day) == 10 else known.dated if known else None,
            passages=(*(known.passages if known else ()), Passage(mention.start, mention.end)),
        )
    return list(found.values())
