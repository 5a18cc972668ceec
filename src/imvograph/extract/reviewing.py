"""What reviewers said, applied to what was found: accepted mentions are verified, rejected ones are left out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from imvograph.errors import SourceError
from imvograph.model.mentions import Mention
from imvograph.model.reviews import ACCEPTED, REJECTED, Review

Place = tuple[int, int, str]

# What a mention may have from another one: its kind, the field, and the kind and field that gave it.
# A motion has its number from a citation; a debate and a commitment have their day from a date.
_LENT = (
    ("motion", "id", "kamerstuk", "id"),
    ("debate", "date", "date", "value"),
    ("commitment", "made_on", "date", "value"),
)


def apply(mentions: Iterable[Mention], reviews: Iterable[Review]) -> tuple[tuple[Mention, ...], tuple[Mention, ...]]:
    """The mentions that stay, those that were accepted marked as verified; and those that were rejected, left out.

    What a mention that nobody accepted took from a rejected one goes with it: its motion loses the number, its debate
    or commitment the day, so nothing is stated that rests on the rejected mention alone. Raises `SourceError` if a
    review names a mention that is not found, or quotes other words than stand there.
    """
    found, verdicts = list(mentions), {(r.start, r.end, r.kind): r for r in reviews}
    if not verdicts:
        return tuple(found), ()
    by_place: dict[Place, Mention] = {_place(m): m for m in found}
    for place, review in verdicts.items():
        _must_be_found(review, by_place.get(place), found)
    rejected = {place for place, review in verdicts.items() if review.verdict == REJECTED}
    accepted = {place for place, review in verdicts.items() if review.verdict == ACCEPTED}
    left_out = tuple(m for m in found if _place(m) in rejected)
    kept = [replace(m, verified=True) if _place(m) in accepted else m for m in found if _place(m) not in rejected]
    for kind, field, giver, lent in _LENT:
        kept = _returned(kept, left_out, kind, field, giver, lent)
    return tuple(kept), left_out


def _place(mention: Mention) -> Place:
    return mention.start, mention.end, mention.kind


def _value(mention: Mention, field: str) -> object:
    return mention.id if field == "id" else mention.fields.get(field)


def _returned(
    kept: list[Mention], left_out: Sequence[Mention], kind: str, field: str, giver: str, lent: str
) -> list[Mention]:
    """The same, without the values whose nearest giver was rejected."""
    doubtful = {_value(m, lent) for m in left_out if m.kind == giver} - {None}
    if not doubtful:
        return kept
    givers = [(m, False) for m in kept if m.kind == giver] + [(m, True) for m in left_out if m.kind == giver]

    def stays(mention: Mention) -> bool:
        value = _value(mention, field)
        if mention.kind != kind or mention.verified or value not in doubtful:
            return True
        near = [(_distance(mention, m), gone) for m, gone in givers if _value(m, lent) == value]
        return not min(near)[1]

    return [m if stays(m) else _without(m, field) for m in kept]


def _without(mention: Mention, field: str) -> Mention:
    if field == "id":
        return replace(mention, id=None)
    return replace(mention, fields={**mention.fields, field: None})


def _distance(one: Mention, other: Mention) -> int:
    """How many code points lie between two mentions; 0 if they touch."""
    return max(0, one.start - other.end, other.start - one.end)


def _must_be_found(review: Review, mention: Mention | None, found: Iterable[Mention]) -> None:
    if mention is None:
        near = [m for m in found if m.start < review.end and review.start < m.end]
        there = ", ".join(f"{m.kind} {m.start}–{m.end}" for m in near) or "nothing"
        raise SourceError(
            f"{review.where}: {review.verdict} {review.kind} {review.start}–{review.end}, but no such mention is found; "
            f"found there: {there}. A mention that the rules find no longer needs no review: take the line out, or write "
            "a fresh file with `imvograph extract --reviews-template`"
        )
    if review.quote is not None and _words(review.quote) != _words(mention.quote):
        raise SourceError(
            f"{review.where}: it quotes {review.quote!r}, but {review.start}–{review.end} of the text is "
            f"{mention.quote!r}. Is this the review of another text?"
        )


def _words(text: str) -> list[str]:
    """The words, whatever white space a spreadsheet made of that between them."""
    return text.split()
