"""The passes over a text, put together: what each finds feeds the next (citations number motions, debates date
promises)."""

from collections.abc import Iterable
from datetime import date

from imvograph.extract.citations import citations
from imvograph.extract.commitments import commitments
from imvograph.extract.dates import dates, own_date
from imvograph.extract.debates import debates
from imvograph.extract.handelingen import aanhangsels, handelingen
from imvograph.extract.layout import View
from imvograph.extract.motions import motions
from imvograph.extract.names import names
from imvograph.extract.numbers import celex_in_addresses, numbers
from imvograph.extract.organisations import organisations
from imvograph.extract.persons import affiliations, members, parties, persons
from imvograph.extract.phrases import capitalised
from imvograph.extract.surnames import again, firm
from imvograph.extract.titles import titled
from imvograph.model.entities import Gazetteer
from imvograph.model.mentions import Mention


def mentions(text: str, date: date | None, gazetteer: Gazetteer) -> list[Mention]:
    """Every mention in a text, in order of start, end, kind and id; never raises, linear in the length of the text.

    ``date`` is the text's own date, from which relative dates start; without one the date that the text gives is taken.
    Without a gazetteer entry a person, organisation, covenant or sector found by grammar has no ``iri``.
    """
    view = View(text)
    dated = date or own_date(view)
    cited = [*citations(view), *handelingen(view), *aanhangsels(view, dated), *numbers(view)]
    moved = motions(view, cited, gazetteer)
    when = list(dates(view, dated))
    held = list(debates(view, dated))
    promised = commitments(view, held, when, dated)
    spoken_of = members(view)
    capitals = list(capitalised(view.plain))
    sponsors = (name for motion in moved for name in motion.sponsors)
    people = list(persons(view, sponsors, spoken_of, titled(view.plain, capitals), gazetteer))
    people += again(view.plain, capitals, people)
    grammar = [*parties(view, spoken_of), *affiliations(view, people), *organisations(view, capitals)]
    named = names(view, gazetteer, capitals, grammar, people)
    people = firm(people, named)
    found = [*cited, *(motion.found for motion in moved), *when, *held, *promised, *people, *named]
    return _ordered([*map(view.mention, found), *_addresses(text)])


def _addresses(text: str) -> Iterable[Mention]:
    for found in celex_in_addresses(text):
        yield Mention(found.kind, found.start, found.end, text[found.start : found.end], found.rule, found.id)


def _ordered(found: Iterable[Mention]) -> list[Mention]:
    """In order, each once (two rules may find one thing), and those of one place in the order of its phrase."""
    once: dict[tuple[object, ...], Mention] = {}
    for mention in found:
        if mention.end > mention.start:
            key = (mention.kind, mention.start, mention.end, mention.id, mention.iri, mention.fields.get("name"))
            once.setdefault(key, mention)
    return sorted(once.values(), key=lambda m: (m.start, m.end, m.kind, m.id or ""))
