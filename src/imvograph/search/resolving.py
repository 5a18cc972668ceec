"""Any spelling to the IRI that it means: numbers, motions by their sponsors, names, keys. Honest about none and several."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from imvograph.extract import mentions
from imvograph.model.entities import Gazetteer
from imvograph.model.iris import BASE, ID
from imvograph.model.names import printed
from imvograph.search.content import Entry, sponsored
from imvograph.search.index import SearchIndex
from imvograph.search.words import readable, surface

Manner = Literal["iri", "number", "mover", "cosigner", "name"]

_NUMBERS = ("kamerstuk", "dossier", "handelingen", "motion")
_NO_NAMES = Gazetteer((), ())
_MOST_NEAR = 5


@dataclass(frozen=True)
class Candidate:
    """A thing that a text can mean, and by what: its IRI, its official number, a sponsor, or a name."""

    entry: Entry
    by: Manner


@dataclass(frozen=True)
class Resolved:
    """What a text means. One candidate is an answer, several are a choice, none is none.

    ``numbers`` are the official ids that the text holds, also of papers that the graph does not know. ``near`` is what
    looks like the text when nothing is meant by it.
    """

    text: str
    candidates: Sequence[Candidate]
    numbers: Sequence[str] = ()
    near: Sequence[Entry] = ()


def resolve(index: SearchIndex, text: str) -> Resolved:
    """The things that a text means: «26 485, nr. 277», «motie-Voordewind», «Becker», «tomatensector», an IRI, a key.

    A number in the text decides, then the sponsors of a motion, then a whole name.
    """
    wanted = " ".join(readable(text).split())
    found = mentions(wanted, None, _NO_NAMES)
    cited = (mention.id for mention in found if mention.kind in _NUMBERS)
    numbers = list(dict.fromkeys(filter(None, (printed(wanted), *cited))))
    sponsors = [m.fields["sponsors"] for m in found if m.kind == "motion" and "sponsors" in m.fields]
    meant = _once(_by_iri(index, wanted))
    if numbers:  # one that the graph does not hold is not looked for under other names
        meant = meant or _once(Candidate(entry, "number") for number in numbers for entry in index.named(number))
    else:
        meant = meant or _once(candidate for names in sponsors for candidate in _motions(index, names))
        meant = meant or _once(Candidate(entry, "name") for entry in index.named(wanted))
    if meant:
        return Resolved(wanted, meant, numbers)
    near = index.starting(surface(wanted), _MOST_NEAR) or index.starting(surface(wanted), _MOST_NEAR, typos=1)
    return Resolved(wanted, (), numbers, near)


def _by_iri(index: SearchIndex, text: str) -> Iterator[Candidate]:
    """A thing by its IRI, or by its address on any server of ours (``/id/…``, ``/doc/…``)."""
    for start in (ID, BASE + "doc/", "/id/", "/doc/"):
        if text.startswith(start) and (entry := index.thing(ID + text.removeprefix(start))):
            yield Candidate(entry, "iri")


def _motions(index: SearchIndex, sponsors: Sequence[str]) -> Iterator[Candidate]:
    """The motions that all of these brought in: those that the first one moved, then those that he or she signed."""
    signed = [_sponsored(index, name, "mover") | _sponsored(index, name, "cosigner") for name in sponsors]
    moved = _sponsored(index, sponsors[0], "mover")
    for iri in sorted(signed[0], key=lambda iri: (iri not in moved, iri)):
        if all(iri in those for those in signed):
            yield Candidate(signed[0][iri], "mover" if iri in moved else "cosigner")


def _sponsored(index: SearchIndex, name: str, role: str) -> dict[str, Entry]:
    return {entry.iri: entry for entry in index.named(sponsored(name, role))}


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    return list({candidate.entry.iri: candidate for candidate in reversed([*candidates])}.values())[::-1]
