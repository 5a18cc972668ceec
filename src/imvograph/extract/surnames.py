"""Persons once found: where a text names them again by surname alone, and which of two at one place stays."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from imvograph.extract.layout import Found, one_of
from imvograph.extract.persons import INITIALS, shown
from imvograph.extract.phrases import SP, Capital, named_again
from imvograph.extract.strength import GIVES_WAY
from imvograph.extract.titles import is_given

_VERBS = (
    "heeft had is was doet deed weet zei zegt vroeg vraagt wil wilde vindt vond stelt stelde noemt noemde zal zou kan kon moet "
    "moest mag kwam komt besloot besluit diende dient pleit pleitte roept riep wees wijst kreeg krijgt gaf geeft ging gaat legde "
    "legt bracht brengt hield houdt schreef schrijft sprak spreekt uitte ziet zag antwoordde reageerde benadrukte verwees liet "
    "verwacht verwachtte steunt steunde trok trekt voegt voegde hoopt hoopte denkt dacht nam neemt staat stond werd wordt blijft "
    "bleef begon begint sloot verklaarde beloofde belooft erkende erkent toonde toont won verloor verliet stemde stemt"
)
_SPEAKS = re.compile(rf"{SP}{one_of(_VERBS)}(?!\w)|:\s")  # «Ploumen: «Het moet duidelijk zijn»»
_WORD_ENDS = re.compile(r"(?![\w-])")
_INITIALS = re.compile(INITIALS)


def again(text: str, capitals: Sequence[Capital], people: Sequence[Found]) -> Iterator[Found]:
    """Every place at which the text names one of these persons by surname alone; where a sentence begins, with a verb.

    It has an IRI only if all who bear that surname in the text are one person.
    """
    bearers = _bearers(people)
    surnames = sorted({_surname(_name(person)) for person in people})
    written = [first + name[1:] for name in surnames if len(name) > 2 for first in (name[0].lower(), name[0].upper())]
    if not written:
        return
    inside = {c.at for c in capitals if c.within}
    for name, start, end in named_again(text, capitals, written, _WORD_ENDS):
        if start not in inside and name[0].isupper() and not _SPEAKS.match(text, end):
            continue
        meant = bearers.get(shown(name), set())
        iri = next(iter(meant)) if len(meant) == 1 else None
        yield Found("person", start, end, "person-again", iri=iri, fields={"name": shown(name)})


def _bearers(people: Iterable[Found]) -> dict[str, set[str | None]]:
    """By surname, as shown, the IRIs of those whose name ends in it; who has no more than it, and no IRI, says nothing."""
    bearers: dict[str, set[str | None]] = {}
    for name, iri in {(_name(person), person.iri) for person in people}:
        parts = _INITIALS.sub("", name).split(" ")
        if iri or " ".join(parts) != name:
            bearers.setdefault(shown(" ".join(parts)), set()).add(iri)
        for at in range(1, len(parts)):
            if parts[at - 1][:1].isupper():
                bearers.setdefault(shown(" ".join(parts[at:])), set()).add(iri)
    return bearers


def _name(person: Found) -> str:
    return str((person.fields or {}).get("name") or "")


def firm(people: Sequence[Found], named: Iterable[Found]) -> list[Found]:
    """Without those that lie in another person, or that only look like one where a name is known (``named``).

    Of two at one place the surer rule stays, and of two as sure the one with an IRI.
    """
    taken = sorted((f.start, f.end) for f in named if f.kind == "organisation")
    strong = sorted((p.start, p.end) for p in people if p.rule not in GIVES_WAY)
    kept: list[Found] = []
    reached = (0, 0)
    for person in sorted(people, key=lambda p: (p.start, -p.end, p.rule in GIVES_WAY, p.iri is None)):
        if person.end <= reached[1] or (person.rule in GIVES_WAY and (_meets(taken, person) or _meets(strong, person))):
            continue
        reached = max(reached, (person.start, person.end), key=lambda span: span[1])
        kept.append(person)
    return kept


def _meets(spans: Sequence[tuple[int, int]], one: Found) -> bool:
    """Whether one of these spans, in order of place, shares a letter with it."""
    following = bisect_left(spans, (one.start, 0))
    return any(start < one.end and one.start < end for start, end in spans[max(0, following - 3) : following + 2])


@lru_cache(maxsize=50_000)
def _surname(name: str) -> str:
    """The surname with its prefixes: «van den Berg» of «Hans van den Berg», «Wiebes» of «E.D. Wiebes»."""
    parts = _INITIALS.sub("", name).split(" ")
    while len(parts) > 1 and parts[0][:1].isupper() and is_given(parts[0]):
        parts = parts[1:]
    return " ".join(parts)
