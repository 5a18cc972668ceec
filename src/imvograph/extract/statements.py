"""From mentions to what is said: debates, motions with their requests, decisions, and commitments with their wordings."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from imvograph.extract import prose
from imvograph.model.dates import StatedDate
from imvograph.model.documents import SourceText
from imvograph.model.entities import Commitment, Debate, Decision, Gazetteer, Motion, Passage, Signature
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

_BRACKET = re.compile(r"\s*\(gedaan\b.*$|\s*\((?:Kamerstuk|Handelingen|TK)\b.*$", re.DOTALL)
_CONDITION = re.compile(r"\b(?:zodra|indien|wanneer|mits)\b[^.;]*")
_ASKS = re.compile(r"^(?:[Vv]erzoekt|[Ss]preekt|[Vv]raagt|[Rr]oept)\b", re.MULTILINE)
_ORDER = re.compile(r",?\s*en\s+gaat\s+over\s+tot\s+de\s+orde\s+van\s+de\s+dag", re.IGNORECASE)
_REQUEST = re.compile(r"\bverzo(?:ekt|cht)\b")
_BY_OTHERS = re.compile(r"\bverzocht door\b")
_GOES_ON = re.compile(r"(?:Deze|De) motie\b|Ook wordt\s+verzocht\b|Daarnaast verzoekt\b")
_AS_ITEM = ("De toezegging", "de toezegging")
_FIRST_PERSON = re.compile(r"\b(?:[Ii]k\s+(?:heb|had|zeg|zegde)|(?:heb|had|zeg|zegde)\s+ik)\b")


@dataclass(frozen=True)
class Context:
    """What every reading step looks at: the text, its mentions and its sentences in order of place, who signed it."""

    source: SourceText
    dated: date | None
    key: str
    mentions: Sequence[Mention]
    sentences: Sequence[Passage]
    gazetteer: Gazetteer
    signature: Signature | None = None

    def of(self, *kinds: str, within: Passage | None = None) -> list[Mention]:
        """The mentions of these kinds, in order; only those that lie within the passage, if one is given."""
        if within is None:
            return [m for m in self.mentions if m.kind in kinds] if len(kinds) > 1 else self._of.get(kinds[0], [])
        first, last = (bisect_left(self._starts, at) for at in (within.start, within.end))
        return [m for m in self.mentions[first:last] if m.kind in kinds and m.end <= within.end]

    def number(self, at: int) -> int | None:
        """The number of the sentence at a position; None between two sentences."""
        number = bisect_right(self._sentence_starts, at) - 1
        return number if number >= 0 and at < self.sentences[number].end else None

    def sentence(self, at: int) -> Passage:
        """The sentence at a position."""
        return Passage(at, at + 1) if (number := self.number(at)) is None else self.sentences[number]

    def sentences_of(self, part: Passage) -> range:
        """The numbers of the sentences that begin in a part of the text."""
        return range(*(bisect_left(self._sentence_starts, at) for at in (part.start, part.end)))

    @cached_property
    def _of(self) -> Mapping[str, list[Mention]]:
        by_kind: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            by_kind.setdefault(mention.kind, []).append(mention)
        return by_kind

    @cached_property
    def _starts(self) -> list[int]:
        return [m.start for m in self.mentions]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    def topics(self, *passages: Passage) -> tuple[str, ...]:
        """The topics that the words of these passages name."""
        found = {m.iri for p in passages for m in self.of("sector", "topic", "covenant", within=p) if m.iri}
        return tuple(sorted(iri for iri in found if "/covenant/" not in iri))


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


def commitments(context: Context, held: Iterable[Debate]) -> list[Commitment]:
    """The commitments: each list item is one; a sentence that tells of one again is another wording of it."""
    debates = list(held)
    places = [(m, _promise(context, m)) for m in context.of("commitment") if m.fields.get("made_on")]
    items = [(m, p) for m, p in places if context.source.text.startswith(_AS_ITEM, m.start)]
    again = [(m, p) for m, p in places if not context.source.text.startswith(_AS_ITEM, m.start)]
    told = {m.start: _words(context, m) for m, _ in places}
    wordings: list[list[tuple[Mention, Passage | None]]] = [[item] for item in items]
    for place in again:
        same = [w for w in wordings if w[0][0].fields["made_on"] == place[0].fields["made_on"]]
        here = told[place[0].start]
        best = max(
            same, key=lambda w: len(told[w[0][0].start] & here), default=None
        )  # how many longer words they share
        if best is None or (not told[best[0][0].start] & here and len(same) > 1):
            wordings.append([place])
        else:
            best.append(place)
    numbered = [_commitment(context, debates, number, told) for number, told in enumerate(wordings, 1)]
    return [commitment for commitment in numbered if commitment]


def _promise(context: Context, mention: Mention) -> Passage | None:
    """The words of the promise itself: from «om» on, without the bracket that says where it was done; None if unsaid."""
    body = _BRACKET.sub("", context.source.text[mention.start : mention.end])
    start = re.search(r"\bom\s+(?:–[^–]*–\s*)?", body)
    return Passage(mention.start + start.end(), mention.start + len(body)) if start else None


def _words(context: Context, mention: Mention) -> set[str]:
    return set(re.findall(r"\w{5,}", context.source.quote(mention.start, mention.end).lower()))


def _commitment(
    context: Context, debates: list[Debate], number: int, told: list[tuple[Mention, Passage | None]]
) -> Commitment | None:
    """The commitment of these wordings; None, so that it stays a mention, where the text names no debate that it was made in."""
    whole = tuple(_evidence(context, mention) for mention, _ in told)
    wordings = [p for _, p in told if p] or list(whole[:1])
    promises = tuple(context.source.quote(p.start, p.end) for p in wordings)
    conditions = [m[0] for promise in promises for m in [_CONDITION.search(promise)] if m]
    stated = [e for p in whole for e in context.of("person", within=p) if e.rule == "predecessor"]
    who = context.source.quote(stated[0].start, stated[0].end) if stated else None
    maker: str | None = None
    if not stated and any(_FIRST_PERSON.search(context.source.text, p.start, p.end) for p in whole):
        who, maker = "ik", _signatory(context, StatedDate(told[0][0].fields["made_on"]))
    records = [m.id for p in whole for m in context.of("kamerstuk", "handelingen", within=p) if m.id]
    made_in = _debate_of(context, debates, whole, StatedDate(told[0][0].fields["made_on"]))
    if made_in is None:
        return None
    return Commitment(
        iri=thing("commitment", f"{context.key}-t{number}"),
        label=_shortened(promises[0]),
        promises=promises,
        made_as_stated=who,
        made_by=maker,
        made_in=made_in,
        condition=conditions[0] if conditions else None,
        recorded_in=tuple(dict.fromkeys(records)),
        concerns=context.topics(*wordings),
        passages=whole,
    )


def _signatory(context: Context, day: StatedDate) -> str | None:
    """The role term of «ik»: that of who signed, if it ran on the day of the promise."""
    term = context.signature.role_term if context.signature else None
    known = next((each for each in context.gazetteer.role_terms if each.iri == term), None)
    if known and known.start <= day.start and (known.end is None or day.end <= known.end):
        return known.iri
    return None


def _evidence(context: Context, mention: Mention) -> Passage:
    """A list item is its own evidence; of a sentence in running text the whole sentence is."""
    if context.source.text.startswith(_AS_ITEM, mention.start):
        return Passage(mention.start, mention.end)
    return context.sentence(mention.start)


def _debate_of(context: Context, debates: list[Debate], passages: Sequence[Passage], day: StatedDate) -> str | None:
    """The debate that a wording names, else the one of that day; None if the text names neither."""
    named = [d for d in debates if any(p.start <= q.start and q.end <= p.end for p in passages for q in d.passages)]
    return next((debate.iri for debate in (*named, *debates) if debate.stated == day), None)


def _shortened(promise: str, most: int = 100) -> str:
    """The promise as a label: its first words, cut between words."""
    if len(promise) <= most:
        return promise
    return promise[:most].rsplit(" ", 1)[0].rstrip(",;") + " …"
