"""What people call a thing → its IRI: key, printed number, label, synonym.

``tomaat-italie``, ``https://w3id.org/imvograph/id/supply-chain/tomaat-italie``, «Italiaanse tomatenketen» and
«tomatensector» are one thing; so are ``kst-26485-277``, «26 485, nr. 277» and «Kamerstuk 26485-277».
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Self

from imvograph.errors import NotFoundError, ParameterError
from imvograph.model.iris import ID, kind_and_key
from imvograph.model.kamerstuk import Dossier, Handelingen, Kamerstuk

# As printed: «Kamerstukken II 2020/21, 26 485, nr. 337», «35 925 XVII, nr. 33», «21 501-02, nr. 2301», «35925-XVII-33».
_DOSSIER = (
    r"(?P<number>\d{2} ?\d{3})(?:[ -]*\(?(?P<kingdom>R\d{4})\)?)?(?:[ -]*(?P<addition>[IVXLC]+[A-Z]?|[A-Z]|\d{2}))?"
)
_SERIES = r"(?:(?:Kamerstuk(?:ken)?|kst|dossier)\.?[ -]*)?(?:II?[ ,]+)?(?:\d{4}[/-]\d{2,4}[ ,]+)?"
_PAPER = re.compile(rf"{_SERIES}{_DOSSIER}[ ,-]+(?:nr\.? ?)?(?P<paper>\d+[a-z]?|(?!nr\b)[A-Z]{{1,3}})", re.IGNORECASE)
_WHOLE = re.compile(_SERIES + _DOSSIER, re.IGNORECASE)
_RECORD = re.compile(
    r"Handelingen (?P<house>II?),? (?P<from>\d{4})/(?:\d{2})?(?P<to>\d{2}), "
    r"nr\. ?(?P<sitting>\d+)(?:, item ?(?P<item>\d+))?",
    re.IGNORECASE,
)
_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "‑": "-"})


def fold(text: str) -> str:
    """A text for comparing: without case, accents, kinds of quote and dash, and surplus white space."""
    plain = unicodedata.normalize("NFKD", text.translate(_SIGNS)).casefold()
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def printed(text: str) -> str | None:
    """The official id of a number as the House prints it, or None: «26 485, nr. 277» → ``kst-26485-277``."""
    text = " ".join(text.split()).strip(" .()")
    if match := _PAPER.fullmatch(text):
        number = match["paper"]
        return Kamerstuk(_dossier(match), number.lower() if number[0].isdigit() else number.upper()).id
    if match := _WHOLE.fullmatch(text):
        return _dossier(match).id
    if match := _RECORD.fullmatch(text):
        chamber = {"II": "tk", "I": "ek"}[match["house"].upper()]
        session = match["from"] + match["from"][:2] + match["to"]
        return Handelingen(chamber, session, int(match["sitting"]), int(match["item"]) if match["item"] else None).id
    return None


def _dossier(match: re.Match[str]) -> Dossier:
    upper = {name: (match[name] or "").upper() or None for name in ("addition", "kingdom")}
    return Dossier(match["number"].replace(" ", ""), upper["addition"], upper["kingdom"])


@dataclass(frozen=True)
class Choices:
    """The things of one kind, by every name they go by."""

    kind: str
    _iris: frozenset[str]
    _names: dict[str, set[str]] = field(repr=False)

    @classmethod
    def of(cls, kind: str, named: Iterable[tuple[str, Iterable[str]]]) -> Self:
        """From pairs of an IRI and its names (labels, synonyms, official id); its key is added here."""
        names: dict[str, set[str]] = {}
        iris = set()
        for iri, labels in named:
            iris.add(iri)
            path = iri.removeprefix(ID)
            for name in (path, key_of(iri), *labels):
                names.setdefault(fold(name), set()).add(iri)
        return cls(kind, frozenset(iris), names)

    def find(self, parameter: str, value: str) -> str:
        """The IRI that a value means.

        Raises `NotFoundError` with near keys if there is none, `ParameterError` if it is the name of several things.
        """
        if value in self._iris:
            return value
        number = printed(value)
        found = self._names.get(fold(value), set()) or self._names.get(fold(number or ""), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            keys = sorted(iri.removeprefix(ID) for iri in found)
            several = ", ".join(keys)
            raise ParameterError(
                f"{value!r} is the name of more than one {self.kind}; give one of: {several}",
                parameter,
                value,
                keys[0],
                nl=f"{value!r} is de naam van meer dan één {self.kind}; geef een van: {several}",
            )
        near = self.near(value)
        hint, wenk = (f"; near it: {', '.join(near)}", f"; erop lijkt: {', '.join(near)}") if near else ("", "")
        raise NotFoundError(
            f"there is no {self.kind} {value!r} in the graph{hint}",
            near,
            nl=f"er is geen {self.kind} {value!r} in de graaf{wenk}",
        )

    def near(self, value: str) -> list[str]:
        """At most five keys of things whose names look like a value, best first."""
        wanted = fold(value.removeprefix(ID))[:80]
        holding = [name for name in sorted(self._names) if len(wanted) > 2 and wanted in name]
        close = get_close_matches(wanted, sorted(self._names), n=10, cutoff=0.6)
        keys = (key_of(iri) for name in (*close, *holding) for iri in sorted(self._names[name]))
        return list(dict.fromkeys(keys))[:5]


def key_of(iri: str) -> str:
    """The key of a thing of ours, and the IRI itself of anything else."""
    parts = kind_and_key(iri)
    return parts[1] if parts else iri
