"""Any spelling to the IRI that it means: numbers, motions by their sponsors, names, keys. Honest about none and several."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from imvograph.extract import mentions
from imvograph.model.entities import Gazetteer
from imvograph.model.iris import BASE, ID
from imvograph.model.kamerstuk import id_at
from imvograph.model.names import fold, printed
from imvograph.search.content import Entry, sponsored
from imvograph.search.index import SearchIndex
from imvograph.search.words import readable, surface

Manner = Literal["iri", "number", "mover", "cosigner", "name"]

_NUMBERS = ("kamerstuk", "dossier", "handelingen", "motion", "aanhangsel", "tk-number", "eu-act",
            "staatsblad", "staatscourant", "tractatenblad")  # fmt: skip
_NO_NAMES = Gazetteer((), ())
_MOST_NEAR, _MOST = 5, 50
_LONG = 8  # letters of a name in which two may be wrong: «Schreinemaker»
_KINDS = {
    "convenant": "covenant",
    "imvo-convenant": "covenant",
    "covenant": "covenant",
    "sector": "sector",
} | dict.fromkeys(
    "minister staatssecretaris minister-president oud-minister oud-staatssecretaris kamerlid lid mevrouw mevr mw meneer heer "
    "dhr mr dr drs ir prof".split(),
    "person",
)
"""What people call a thing before or behind its name, and its kind."""

_GLUED = re.compile(r"(?P<name>.{3,}?)-?(?:convenant|covenant)")
_ARTICLE = re.compile(r"\b(?:de|het|the) (?=.)")
_DASHES = str.maketrans({"‐": "-", "‑": "-"})
_BROKEN = re.compile(r"(?<=[^\W\d_])-[ \t]*\r?\n\s*(?=[^\W\d_])")  # a word that goes on in the next line
_INVERTED = re.compile(r"(?P<family>[^,]+), ?(?P<before>[^,]+)")  # «Graaf, van der», «Kaag, S.A.M.»
_ASIDE = re.compile(r" \([^()]*\)$")  # «Becker (VVD)»
_OURS = re.compile(
    rf"(?:(?:https?://)?{re.escape(BASE.split('://')[1])}|/)(?:id|doc)/(?P<thing>[^\s?#]+?)(?:\.[a-z]+)?"
)
_DOSSIER_AT = re.compile(r"(?:https?://)?zoek\.officielebekendmakingen\.nl/dossier/(?P<id>[^\s/?#]+)/?")
_SHORT = re.compile(r"\bv\.? ?/?d\.? (?=\w)", re.IGNORECASE)  # «vd Lee», «v.d. Lee», «v/d Lee»


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
    """The things that a text means: «26 485, nr. 277», «motie-Voordewind», «minister Kaag», «tomatensector», an IRI, a key.

    Also the address of an official publication, and what is broken at the end of a line. A number in the text decides, then
    the sponsors of a motion, then a whole name, then a kind with a name.
    """
    wanted = " ".join(readable(text).translate(_DASHES).split()).removeprefix("<").removesuffix(">")
    if dossier := _DOSSIER_AT.fullmatch(wanted):
        wanted = dossier["id"]
    elif (id := id_at(wanted)) and not wanted.startswith(BASE):
        wanted = id
    found = mentions(wanted, None, _NO_NAMES)
    cited = ((mention.id or "").removeprefix("dossier-") for mention in found if mention.kind in _NUMBERS)
    numbers = list(dict.fromkeys(filter(None, (printed(wanted), *cited))))
    sponsors = [m.fields["sponsors"] for m in found if m.kind == "motion" and "sponsors" in m.fields]
    meant = _once(_by_iri(index, wanted))
    if numbers:  # one that the graph does not hold is not looked for under other names
        meant = meant or _once(Candidate(entry, "number") for number in numbers for entry in index.named(number))
    else:
        meant = meant or _once(candidate for names in sponsors for candidate in _motions(index, names))
        meant = meant or _once(Candidate(entry, "name") for entry in _named(index, wanted))
        meant = meant or _once(Candidate(entry, "name") for entry in _of_a_kind(index, wanted))
    if meant:
        return Resolved(wanted, meant, numbers)
    whole = _BROKEN.sub("", text)
    if whole != text and (joined := resolve(index, whole)).candidates:
        return joined
    return Resolved(wanted, (), numbers, _near(index, wanted, last=not numbers))


def _near(index: SearchIndex, text: str, *, last: bool) -> list[Entry]:
    """What looks like a text: first of the kind that it names, then by a beginning, then with a slip of the pen.

    ``last``: whether its last word may do, as that of a name; that of a number says nothing.
    """
    alike = [e for kind, name in _told(text) for e in index.starting(surface(name), _MOST, typos=1) if e.kind == kind]
    words = surface(_ARTICLE.sub("", text, count=1))
    if not words:
        return []
    joined = ["".join(words)]  # «Voorde wind»
    two = 2 if len(joined[0]) > _LONG else 1
    tries = [(words, 0), (words, 1), (joined, 0), (joined, 1), (words, two), *([(words[-1:], 0)] if last else [])]
    alike += next(filter(None, (index.starting(some, _MOST_NEAR, typos) for some, typos in tries)), [])
    return list({entry.iri: entry for entry in alike}.values())[:_MOST_NEAR]


def _named(index: SearchIndex, name: str) -> list[Entry]:
    """What is called just this; also where a family name is written short or first, or something is said behind it."""
    spelt = [name, *(_SHORT.sub(whole, name) for whole in ("van der ", "van de ", "van den ") if _SHORT.search(name))]
    if inverted := _INVERTED.fullmatch(name):
        spelt.append(f"{inverted['before']} {inverted['family']}")
    if (said := _ASIDE.sub("", name)) != name:
        spelt.append(said)
    return [entry for one in spelt for entry in index.named(one)]


def _told(text: str) -> list[tuple[str, str]]:
    """The kind that a text names, and the name beside it: «convenant goud», «sierteeltconvenant», «minister Kaag»."""
    text = _ARTICLE.sub("", fold(text), count=1)
    first, _, behind = text.partition(" ")
    before, _, last = text.rpartition(" ")
    told = [(_KINDS.get(word.rstrip(".")), name) for word, name in ((first, behind), (last, before))]
    if glued := _GLUED.fullmatch(text):
        told.append(("covenant", glued["name"]))
    return [(kind, name) for kind, name in told if kind and name]


def _of_a_kind(index: SearchIndex, text: str) -> list[Entry]:
    """The things of the kind that a text names with just its name, or the only one of which a name begins so."""
    for kind, name in _told(text):
        named = [entry for entry in _named(index, name) if entry.kind == kind]
        begun = [] if named else [entry for entry in index.starting(surface(name), _MOST) if entry.kind == kind]
        if named or len(begun) == 1:
            return named or begun
    return []


def _by_iri(index: SearchIndex, text: str) -> Iterator[Candidate]:
    """A thing by its IRI, or by its address on any server of ours (``/id/…``, ``/doc/…``)."""
    if match := _OURS.fullmatch(text):
        whole = text[match.start("thing") :]  # a key can have a dot
        yield from (Candidate(entry, "iri") for key in (whole, match["thing"]) if (entry := index.thing(ID + key)))


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
