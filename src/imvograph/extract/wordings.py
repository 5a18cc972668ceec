"""Commitments with their wordings: a text often tells of one several times, as an item of a list and in its sentences."""

import re
from collections.abc import Iterable, Sequence

from imvograph.extract.context import Context
from imvograph.model.dates import StatedDate
from imvograph.model.entities import Commitment, Debate, Passage
from imvograph.model.iris import thing
from imvograph.model.mentions import Mention

_BRACKET = re.compile(r"\s*\(gedaan\b.*$|\s*\((?:Kamerstuk|Handelingen|TK)\b.*$", re.DOTALL)
_CONDITION = re.compile(r"\b(?:zodra|indien|wanneer|mits)\b[^.;]*")
_AS_ITEM = ("De toezegging", "de toezegging")
_FIRST_PERSON = re.compile(r"\b(?:[Ii]k\s+(?:heb|had|zeg|zegde)|(?:heb|had|zeg|zegde)\s+ik)\b")


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
