"""From mentions to what is said: debates, motions with their requests, and decisions."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from imvograph.extract import prose
from imvograph.extract.context import Context
from imvograph.model.dates import StatedDate
from imvograph.model.entities import Debate, Decision, Gazetteer, Motion, Passage
from imvograph.model.iris import slug, thing
from imvograph.model.kamerstuk import Kamerstuk
from imvograph.model.mentions import Mention

# How the type of a debate is written in the text -> its key in the scheme debate-type, its short name in an IRI.
DEBATE_TYPES = {
    "ao": ("algemeen-overleg", "ao"),
    "algemeen overleg": ("algemeen-overleg", "ao"),
    "cd": ("commissiedebat", "cd"),
    "commissiedebat": ("commissiedebat", "cd"),
    "begrotingsbehandeling": ("begrotingsbehandeling", "begrotingsbehandeling"),
    "notaoverleg": ("notaoverleg", "notaoverleg"),
    "wgo": ("wetgevingsoverleg", "wgo"),
    "wetgevingsoverleg": ("wetgevingsoverleg", "wgo"),
    "schriftelijk-overleg": ("schriftelijk-overleg", "so"),
    "schriftelijk overleg": ("schriftelijk-overleg", "so"),
    "technische-briefing": ("technische-briefing", "technische-briefing"),
    "plenair-debat": ("plenair-debat", "plenair"),
    "plenair": ("plenair-debat", "plenair"),
    "debat": ("plenair-debat", "plenair"),
    "tweeminutendebat": ("tweeminutendebat", "tmd"),
    "rondetafelgesprek": ("rondetafelgesprek", "rtg"),
    "vragenuur": ("vragenuur", "vragenuur"),
}
OUTCOMES = ("aangenomen", "verworpen", "aangehouden", "ingetrokken")

_ASKS = re.compile(r"^(?:[Vv]erzoekt|[Ss]preekt|[Vv]raagt|[Rr]oept)\b", re.MULTILINE)
_ORDER = re.compile(r",?\s*en\s+gaat\s+over\s+tot\s+de\s+orde\s+van\s+de\s+dag", re.IGNORECASE)
_REQUEST = re.compile(r"\bverzo(?:ekt|cht)\b")
_BY_OTHERS = re.compile(r"\bverzocht door\b")
_GOES_ON = re.compile(r"(?:Deze|De) motie\b|Ook wordt\s+verzocht\b|Daarnaast verzoekt\b")


def debates(context: Context) -> list[Debate]:
    """The debates that are named with a date, one per type, subject and day."""
    found: dict[str, Debate] = {}
    for mention in context.of("debate"):
        stated, kind = mention.fields.get("date"), DEBATE_TYPES.get(str(mention.fields.get("type")).lower())
        if not stated or not kind:
            continue
        day, subject = StatedDate(stated), mention.fields.get("subject")
        iri = thing("debate", "-".join(filter(None, (kind[1], _subject_key(subject, context.gazetteer), day.value))))
        label = " ".join(filter(None, (_type_in_words(kind), subject))) + f" van {day.words}"
        passage = Passage(mention.start, mention.end)
        if known := found.get(iri):
            found[iri] = replace(known, passages=(*known.passages, passage))
        else:
            found[iri] = Debate(iri, kind[0], context.gazetteer.label(iri) or label, subject, day, (passage,))
    return list(found.values())


def _type_in_words(kind: tuple[str, str]) -> str:
    return kind[1].upper() if len(kind[1]) < 4 else kind[0].replace("-", " ").capitalize()


def _subject_key(subject: str | None, gazetteer: Gazetteer) -> str:
    """A short key for the subject: that of the office when it is a portfolio («bhos»), else its slug."""
    if not subject:
        return ""
    for entry in gazetteer.of_class("Post"):
        if any(form.lower().endswith(subject.lower()) for form in (entry.label, *entry.forms)):
            return entry.iri.rsplit("/", 1)[1].removeprefix("minister-")
    return slug(subject)[:40].strip("-")


def motions(context: Context, sections: Iterable[Passage]) -> list[Motion]:
    """The motions with an official id, with every request of theirs that the text repeats."""
    by_id: dict[str, list[Mention]] = {}
    for mention in context.of("motion"):
        own = context.key if mention.rule == "motion-head" and context.key.startswith("kst-") else None
        if id := mention.id or own:
            by_id.setdefault(id, []).append(mention)
    found = []
    for id, mentions in by_id.items():
        passages = tuple(Passage(m.start, m.end) for m in mentions)
        requests = _requests(context, mentions, sections) or _dictum(context, mentions)
        told = (*requests, *_subjects(context, mentions))
        names = tuple(dict.fromkeys(name for m in mentions for name in m.fields.get("sponsors", ())))
        movers = {m.iri for p in passages for m in context.of("person", within=p) if m.iri}
        iri = thing("kamerstuk", id)
        found.append(
            Motion(
                iri=iri,
                id=id,
                label=context.gazetteer.label(iri) or str(Kamerstuk.parse(id)),
                sponsors=names,
                movers=tuple(sorted(movers)),
                et_al=any(m.fields.get("et_al") for m in mentions),
                requests=tuple(context.source.quote(p.start, p.end) for p in requests),
                concerns=context.topics(*told),
                passages=(*passages, *told),
            )
        )
    return found


def _requests(context: Context, mentions: list[Mention], sections: Iterable[Passage]) -> list[Passage]:
    """The sentences with «verzoekt» or «verzocht» that speak of this motion, and of no other, in its sections.

    They run from the first sentence that names the motion with its id; a sentence counts when it holds the motion itself,
    or begins with «Deze motie» or «Ook wordt verzocht», directly after one that counts.
    """
    found: list[Passage] = []
    own = {number for m in mentions if (number := context.number(m.start)) is not None}
    for section in sections:
        here = context.sentences_of(section)
        for first in sorted(number for number in own if number in here):
            for number in range(first, here.stop):
                sentence = context.sentences[number]
                text = context.source.text[sentence.start : sentence.end]
                if number > first and (number in own or not _GOES_ON.match(text)):
                    break
                verb = _REQUEST.search(text)
                if verb and not _BY_OTHERS.search(text):
                    found.append(Passage(sentence.start + (verb.start() if number in own else 0), sentence.end))
    return found


def _dictum(context: Context, mentions: list[Mention]) -> list[Passage]:
    """The requests of a motion whose own paper this is: from «verzoekt» on, up to «en gaat over tot de orde van de dag»."""
    head = next((m for m in mentions if m.rule == "motion-head"), None)
    end = _ORDER.search(context.source.text, head.end) if head else None
    if head is None or end is None:
        return []
    starts = [m.start() for m in _ASKS.finditer(context.source.text, head.end, end.start())]
    return [prose.trimmed(context.source.text, *ends) for ends in pairwise([*starts, end.start()])]


def _subjects(context: Context, mentions: list[Mention]) -> list[Passage]:
    """What directly follows the motion's number in its sentence: «om … op te roepen», «over het tegengaan van …»."""
    found = []
    others = [m.start for m in context.of("motion")]
    for mention in mentions:
        sentence = context.sentence(mention.start)
        stop = min((at for at in others if mention.end <= at < sentence.end), default=sentence.end)
        after = re.compile(r"\s*(?:\([^()]*\))?\s*(?:aangenomen\s+)?(?=(?:om|over)\s)").match(
            context.source.text, mention.end, stop
        )
        if after:  # up to the next motion, without the «en de» that leads to it
            told = re.sub(r"\s+(?:en|en de|en het)\s*$", "", context.source.text[after.end() : stop])
            found.append(Passage(after.end(), after.end() + len(told)))
    return found


def decisions(context: Context, known: Iterable[Motion]) -> list[Decision]:
    """Votes: a sentence that holds a motion, an outcome, and a date or the record of a sitting."""
    found: list[Decision] = []
    for motion in known:
        places = [m for m in context.of("motion") if m.id == motion.id]
        for sentence in dict.fromkeys(context.sentence(m.start) for m in places):
            text = context.source.text[sentence.start : sentence.end]
            outcome = next((word for word in OUTCOMES if re.search(rf"\b{word}\b", text)), None)
            days = [m for m in context.of("date", within=sentence) if len(m.fields.get("value") or "") == 10]
            records = context.of("handelingen", within=sentence)
            if not outcome or not (days or records):
                continue
            stated = StatedDate(days[0].fields["value"]) if days else None
            found.append(
                Decision(
                    iri=thing("decision", f"{motion.id}-1"),
                    motion=motion.iri,
                    outcome=outcome,
                    stated=stated,
                    credible=True,
                    debate=thing("debate", f"stemmingen-{stated}") if stated else None,
                    recorded_in=tuple(m.id for m in records if m.id),
                    passages=(sentence,),
                )
            )
            break
    return found


def votes(context: Context, taken: Iterable[Decision]) -> list[Debate]:
    """The plenary votes that the decisions were taken in, one per day."""
    found: dict[str, Debate] = {}
    for decision in taken:
        if decision.debate and decision.stated:
            label = context.gazetteer.label(decision.debate) or f"Stemmingen van {decision.stated.words}"
            known = found.get(decision.debate)
            passages = (*(known.passages if known else ()), *decision.passages)
            found[decision.debate] = Debate(
                decision.debate, "stemmingen", label, None, decision.stated, passages, decision.credible
            )
    return list(found.values())
