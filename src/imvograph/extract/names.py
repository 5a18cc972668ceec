"""Names that the gazetteer knows: sectors, organisations, covenants, persons and topics, by longest match.

Words are compared without case, accents, hyphens and spaces, so that a word cut at a line's end, a lost space
(«financiëlesector») and «IMVOconvenant» are found; then case and gaps are checked. «verzekerings- en pensioensector»
gives both sectors with the same phrase, «convenanten van de sierteeltsector en natuursteensector» both covenants.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from imvograph.extract.covenants import by_own_name, covenant_words, covenants
from imvograph.extract.forms import names_of
from imvograph.extract.layout import Found, View
from imvograph.extract.lookup import known_names
from imvograph.extract.neighbours import neighbours
from imvograph.extract.phrases import Capital
from imvograph.extract.sectors import coordinated, sector_words
from imvograph.extract.strength import GIVES_WAY, WHOLE
from imvograph.model.entities import Gazetteer


def names(
    view: View,
    gazetteer: Gazetteer,
    capitals: Iterable[Capital],
    grammar: Sequence[Found] = (),
    people: Sequence[Found] = (),
) -> list[Found]:
    """Every name that the gazetteer knows, and what follows from them.

    ``grammar`` are organisations found by their form: kept where the gazetteer knows nothing. ``people`` are persons
    found by grammar, which nothing of ours may overlap.
    """
    known = names_of(gazetteer)
    text = view.plain
    found = _longest([*coordinated(text, known), *known_names(text, known)])
    found = _added(
        found, sorted([*grammar, *sector_words(text), *covenant_words(text)], key=lambda f: (f.start, -f.end))
    )
    found = _added(found, sorted(neighbours(text, capitals, found), key=lambda f: (f.start, -f.end)))
    agreed = list(covenants(text, found, known.covenants))
    agreed += _apart(by_own_name(text, capitals, agreed), [f for f in found if f.iri])
    sure = [f for f in found if f.iri or f.kind != "organisation"]
    guessed = (f for f in found if not f.iri and f.kind == "organisation")
    found = _longest([*sure, *_apart(guessed, agreed), *agreed])
    people = sorted(people, key=lambda f: f.start)
    starts = [person.start for person in people]
    return [f for f in found if not any(_yields(f, person) for person in _near(people, starts, f))]


def _yields(one: Found, person: Found) -> bool:
    """Whether a name gives way to a person at its place; what is known goes before one that only looks like a person."""
    if one.kind == "person" and person.start <= one.start and one.end <= person.end:
        return True  # «van der Lee» in «Tom van der Lee»
    return _overlap(one, person) and not (person.rule in GIVES_WAY and (one.iri or one.rule in WHOLE))


def _added(found: list[Found], more: Iterable[Found]) -> list[Found]:
    """With those of ``more`` that overlap nothing that is known, save a place or topic within an organisation's name."""
    starts = [f.start for f in found]
    more = [_alone(m, _near(found, starts, m)) for m in more]
    return sorted(
        [*found, *(m for m in more if not any(_overlap(m, f) and not _in_name(f, m) for f in _near(found, starts, m)))],
        key=lambda f: (f.start, -f.end),
    )


def _alone(one: Found, near: Sequence[Found]) -> Found:
    """Without the known organisation that a list joins to it: «Vereniging Eigen Huis, Greenpeace en Vattenfall»."""
    if one.rule != "organisation-begins":
        return one
    name = str((one.fields or {})["name"])
    others = [f for f in near if f.kind == "organisation" and one.start < f.start and f.end <= one.end]
    for other in sorted(others, key=lambda f: f.start):
        before = name[: other.start - one.start]
        if before.endswith((", ", " en ")):
            shorter = before.removesuffix(" en ").removesuffix(", ")
            return one._replace(end=one.start + len(shorter), fields={"name": shorter})
    return one


def _in_name(inner: Found, outer: Found) -> bool:
    """«Nederland» in «Rijksdienst voor Ondernemend Nederland»."""
    within = outer.start <= inner.start and inner.end <= outer.end and inner.end - inner.start < outer.end - outer.start
    if (
        inner.start == outer.start
        and inner.iri
        and inner.kind == "organisation"
        and outer.rule == "organisation-begins"
    ):
        return False  # «Hoge Commissaris voor de Mensenrechten Volker Türk»
    if outer.kind != "organisation" or not within:
        return False
    # «CNV Internationaal» is more than «CNV»; neighbours in a list are not
    return (
        (inner.kind in ("topic", "sector") and outer.rule in WHOLE)
        or inner.kind == "topic"
        or (inner.kind == "organisation" and outer.rule in WHOLE)
    )


def _overlap(one: Found, other: Found) -> bool:
    return one.start < other.end and other.start < one.end


def _apart(some: Iterable[Found], others: Iterable[Found]) -> list[Found]:
    """Those that overlap none of the others."""
    others = sorted(others, key=lambda f: f.start)
    if not others:
        return list(some)
    starts = [other.start for other in others]
    return [one for one in some if not any(_overlap(one, other) for other in _near(others, starts, one))]


def _near(found: Sequence[Found], starts: Sequence[int], one: Found) -> Sequence[Found]:
    """Of things in order of place, those that may overlap this one; ``starts`` is where each begins."""
    return found[bisect_left(starts, one.start - 200) : bisect_left(starts, one.end)]


def _may_lie_in(inner: Found, outer: Found) -> bool:
    """A sector may lie in a covenant or a topic, a covenant's known name beside its grammar may not."""
    return inner.kind == "sector" and outer.kind in ("covenant", "topic")


def _longest(found: Iterable[Found]) -> list[Found]:
    """Without what lies in something longer, save where both are meant; of the same span the known one."""
    order = sorted(found, key=lambda f: (f.start, -f.end, f.iri is None, f.rule))
    kept: list[Found] = []
    outer: list[Found] = []
    for one in order:
        outer = [k for k in outer if k.end > one.start][-40:]  # those that began before and are not over
        if outer and not _stays(one, outer):
            continue
        kept.append(one)
        outer.append(one)
    return kept


def _stays(one: Found, outer: Sequence[Found]) -> bool:
    """Whether one stays beside those that began before and are not over."""
    same = [k for k in outer if (k.start, k.end) == (one.start, one.end)]
    if one.iri is None and any(k.kind == one.kind for k in same) and one.rule != "covenant-of-sector":
        return False
    if any(k.kind == one.kind and k.iri == one.iri and k.iri for k in same):
        return False
    return all(k in same or _may_lie_in(one, k) for k in outer)
