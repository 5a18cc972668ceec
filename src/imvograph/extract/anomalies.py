"""Slips of a source, found by rules and kept as printed. Each rule is one function.

A rule states why the words cannot be right or need care, and gives a resolved value only where the document itself does.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from imvograph.extract.context import Context
from imvograph.model.dates import StatedDate, session_year
from imvograph.model.entities import (
    Anomaly,
    Commitment,
    Debate,
    Decision,
    Motion,
    Passage,
    ReferringExpression,
    Section,
)
from imvograph.model.iris import thing

WEEKDAYS = (
    ("maandag", "Monday"),
    ("dinsdag", "Tuesday"),
    ("woensdag", "Wednesday"),
    ("donderdag", "Thursday"),
    ("vrijdag", "Friday"),
    ("zaterdag", "Saturday"),
    ("zondag", "Sunday"),
)


def _anomaly(
    context: Context,
    kind: str,
    stated: str,
    nl: str,
    en: str,
    *passages: Passage,
    affects: Iterable[str] = (),
    resolved: str | None = None,
) -> Anomaly:
    iri = thing("source-anomaly", f"{context.source.key}-{kind}-{passages[0].start}")
    return Anomaly(iri, kind, stated, resolved, {"nl": nl, "en": en}, tuple(affects), passages)


def two_names_for_one_motion(context: Context, motions: Iterable[Motion]) -> Iterator[Anomaly]:
    """One Kamerstuk, two spellings of its mover, of which one is the end of the other («der Lee», «van der Lee»)."""
    for motion in motions:
        whole = {name.lower(): name for name in motion.sponsors}
        for mention in (m for m in context.of("motion") if m.id == motion.id):
            for name in mention.fields.get("sponsors", ()):
                longer = next((full for low, full in whole.items() if low.endswith(" " + name.lower())), None)
                if longer:
                    yield _anomaly(
                        context,
                        "naam",
                        context.source.quote(mention.start, mention.end),
                        f"Hetzelfde Kamerstuk heet elders in deze tekst een motie van {longer}.",
                        f"Elsewhere in this text the same Kamerstuk is called a motion of {longer}.",
                        Passage(mention.start, mention.end),
                        affects=[motion.iri],
                        resolved=longer,
                    )


def date_outside_session(context: Context, decisions: Iterable[Decision]) -> Iterator[Anomaly]:
    """A decision on a day that lies outside the session year of the record that it cites."""
    for decision in decisions:
        if not decision.stated or decision.stated.precision != "day":
            continue
        day, own = decision.stated.start, session_year(decision.stated.start)
        cited = next((s for s in (id.split("-")[2] for id in decision.recorded_in) if s != own), None)
        if cited:
            nl, en = WEEKDAYS[day.weekday()]
            in_english = decision.stated.in_words("en")
            years, mine = (f"{s[:4]}/{s[6:]}" for s in (cited, own))
            affects = [decision.iri, *([decision.debate] if decision.debate else [])]
            yield _anomaly(
                context,
                "vergaderjaar",
                decision.stated.words,
                f"{decision.stated.words} is een {nl} in het vergaderjaar {mine}; "
                f"de aangehaalde Handelingen zijn van {years}.",
                f"{in_english} is a {en} in the session year {mine}; the Handelingen cited are of {years}.",
                *decision.passages,
                affects=affects,
            )


def before_the_promise(
    context: Context, commitments: Iterable[Commitment], sections: Iterable[Section], debates: Iterable[Debate]
) -> Iterator[Anomaly]:
    """What is reported as done on a day before the commitment that the section reports on.

    A day counts as that of a deed when «op» stands before it: «heeft op 17 februari 2021 plaatsgevonden».
    """
    held = list(debates)
    promised = {c.iri: next((d.stated for d in held if d.iri == c.made_in), None) for c in commitments}
    for section in sections:
        days = [stated.start for iri in section.about if (stated := promised.get(iri))]
        if not days:
            continue
        for mention in context.of("date", within=section.body):
            value = str(mention.fields.get("value") or "")
            if len(value) != 10 or not re.search(
                r"\bop\s+$", context.source.text[: mention.start][-12:], re.IGNORECASE
            ):
                continue
            done = StatedDate(value)
            if done.start < min(days):
                sentence = context.sentence(mention.start)
                before, promise = (min(days) - done.start).days, StatedDate(min(days).isoformat())
                about = [iri for iri in section.about if iri in promised]
                same = [d.iri for d in held if any(sentence.start <= p.start < sentence.end for p in d.passages)]
                yield _anomaly(
                    context,
                    "volgorde",
                    context.source.quote(mention.start, mention.end),
                    f"De tekst meldt dit als opvolging, maar het ligt {before} dagen vóór de toezegging "
                    f"van {promise.words}.",
                    f"The text reports this as follow-up, yet it lies {before} days before the commitment "
                    f"of {promise.in_words('en')}.",
                    sentence,
                    affects=[*about, *(iri for iri in same if iri not in about)],
                )


def one_expression_two_persons(context: Context, expressions: Iterable[ReferringExpression]) -> Iterator[Anomaly]:
    """«mijn voorganger» that is «hij» in one sentence and «zij» in another: two persons."""
    told = list(expressions)
    for surface in dict.fromkeys(e.surface.lower() for e in told):
        mine = [e for e in told if e.surface.lower() == surface]
        pronouns = {p for e in mine for p in _pronouns(context, e.passage)}
        if len(pronouns) > 1:
            passages = dict.fromkeys(context.sentence(e.passage.start) for e in mine)
            yield _anomaly(
                context,
                "verwijzing",
                surface,
                f"«{surface}» is in deze tekst zowel «hij» als «zij»: het gaat om twee personen.",
                f"In this text «{surface}» (my predecessor) is both «hij» and «zij»: two persons are meant.",
                *passages,
                affects=[e.iri for e in mine],
            )


def _pronouns(context: Context, passage: Passage) -> set[str]:
    """The pronoun that the next sentence takes up the person with: inverted («gaf hij»), so that no plural «zij» counts."""
    at = context.number(passage.start)
    if at is None or at + 1 >= len(context.sentences):
        return set()
    following = context.sentences[at + 1]
    text = context.source.text[following.start : following.end]
    return set(re.findall(r"\b(?:gaf|heeft|had|sprak|zei|is|was)\s+(hij|zij)\b", text))


def lost_hyphen(context: Context) -> Iterator[Anomaly]:
    """An abbreviation glued to its word («IMVOconvenant») where the text elsewhere has the hyphen («IMVO-convenant»)."""
    text = context.source.text
    hyphenated: dict[str, list[str]] = {}
    for match in re.finditer(r"\b([A-Z]{2,})-\s*([a-z]+)", text):
        hyphenated.setdefault(match[1], []).append(match[2])
    for words in hyphenated.values():
        words.sort()
    for match in re.finditer(r"\b([A-Z]{2,})([a-z]{4,})\b", text):
        words = hyphenated.get(match[1], [])
        if others := bisect_left(words, match[2] + "{") - bisect_left(words, match[2]):  # «{» comes after «z»
            yield _anomaly(
                context,
                "spelling",
                match[0],
                f"Hier zonder streepje; elders in deze tekst {others} keer «{match[1]}-{match[2]}…».",
                f"Without its hyphen here; elsewhere in this text {others} times «{match[1]}-{match[2]}…».",
                Passage(*match.span()),
                resolved=f"{match[1]}-{match[2]}",
            )


def lost_head(context: Context, address: Passage, letter: str) -> Iterator[Anomaly]:
    """A letter whose head, above the address, does not say «BRIEF VAN», or that has no head at all."""
    head = context.source.text[: address.start].strip()
    if "BRIEF VAN" in head.upper():
        return
    start = context.source.text.index(head) if head else address.start
    end = start + len(head) if head else address.end
    yield _anomaly(
        context,
        "tekst-ontbreekt",
        head or "–",
        "Het begin van de brief ontbreekt: geen kop «BRIEF VAN …» en geen nummer van het Kamerstuk.",
        "The beginning of the letter is missing: no head «BRIEF VAN …» and no number of the Kamerstuk.",
        Passage(start, end),
        affects=[letter],
    )
