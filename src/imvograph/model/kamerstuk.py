"""Official numbers of parliamentary publications: each a value with one reader (`parse`) and one writer (`id`).

The normal form is the id of the official publications, as in
``https://zoek.officielebekendmakingen.nl/kst-26485-337.html``.
"""

import re
from dataclasses import dataclass
from typing import Self

from imvograph.errors import SourceError

OFFICIAL_PAGE = "https://zoek.officielebekendmakingen.nl/{}.html"

# A budget chapter (XVII), a fund or the Eerste Kamer's own series (A), or a council sub-dossier (02).
_ADDITION = r"(?:[IVXLC]+[A-Z]?|[A-Z]|[0-9]{2})"
_DOSSIER = re.compile(rf"(?P<number>[0-9]{{4,5}})(?:-(?P<kingdom>R[0-9]{{4}}))?(?:-(?P<addition>{_ADDITION}))?")
_KAMERSTUK = re.compile(rf"kst-(?P<dossier>{_DOSSIER.pattern})-(?P<paper>[0-9]+[a-z]?|[A-Z]{{1,3}})")
_HANDELINGEN = re.compile(r"h-(?P<chamber>tk|ek)-(?P<session>[0-9]{8})-(?P<sitting>[0-9]+)(?:-(?P<item>[0-9]+))?")

_ADDRESS = re.compile(
    r"(?:https?://[^\s?#]+/|(?:\w+\.)?officielebekendmakingen\.nl/(?:[^\s?#]+/)?)?(?P<id>(?:kst|h|ah|kv|stb|stcrt|trb)-[^/\s?#]+?)"
    r"(?:\.(?:html|pdf|xml|odt))?/?(?:[?#]\S*)?"
)


def id_at(address: str) -> str | None:
    """What stands where the id does in the address of an official publication, on any server or the end of it; or None.

    ``id_at("https://zoek.officielebekendmakingen.nl/kst-26485-337.html#p1") == "kst-26485-337"``
    """
    match = _ADDRESS.fullmatch(address)
    return match["id"] if match else None


def _spaced(number: str) -> str:
    """``26485`` as the House prints it: ``26 485``."""
    return f"{number[:-3]} {number[-3:]}"


@dataclass(frozen=True, order=True)
class Dossier:
    """A dossier: ``26485``, ``35925-XVII`` (budget chapter), ``21501-02`` (council), ``34417-R2068`` (Kingdom act)."""

    number: str
    addition: str | None = None
    kingdom: str | None = None

    @classmethod
    def parse(cls, id: str) -> Self:
        """Reads ``35925-XVII``; raises `SourceError` on anything else than a whole dossier id."""
        if not (match := _DOSSIER.fullmatch(id)):
            raise SourceError(f"{id!r} is no dossier id; one looks like '26485', '35925-XVII' or '21501-02'")
        return cls(match["number"], match["addition"], match["kingdom"])

    @property
    def id(self) -> str:
        return "-".join(part for part in (self.number, self.kingdom, self.addition) if part)

    def __str__(self) -> str:
        """As the House prints it: ``35 925 XVII``, ``21 501-02``, ``34 417 (R2068)``."""
        kingdom = f" ({self.kingdom})" if self.kingdom else ""
        addition = self.addition or ""
        joint = "-" if addition.isdigit() else " "
        return _spaced(self.number) + kingdom + (joint + addition if addition else "")


@dataclass(frozen=True, order=True)
class Kamerstuk:
    """A parliamentary paper, by dossier and number; the number of an Eerste Kamer paper is letters (``E``)."""

    dossier: Dossier
    number: str

    @classmethod
    def parse(cls, id: str) -> Self:
        """Reads ``kst-35925-XVII-33``; raises `SourceError` on anything else than a whole id."""
        if not (match := _KAMERSTUK.fullmatch(id)):
            raise SourceError(f"{id!r} is no Kamerstuk id; one looks like 'kst-26485-337' or 'kst-35925-XVII-33'")
        return cls(Dossier.parse(match["dossier"]), match["paper"])

    @property
    def id(self) -> str:
        return f"kst-{self.dossier.id}-{self.number}"

    @property
    def page(self) -> str:
        """The address of the official publication."""
        return OFFICIAL_PAGE.format(self.id)

    def __str__(self) -> str:
        """As the House prints it: ``Kamerstuk 35 925 XVII, nr. 33``; ``Kamerstuk 36 021, E`` for the Eerste Kamer."""
        return f"Kamerstuk {self.dossier}, {'nr. ' if self.number[0].isdigit() else ''}{self.number}"


@dataclass(frozen=True, order=True)
class Handelingen:
    """The record of a sitting, or of one item of it: chamber ``tk`` or ``ek``, session ``20212022``, sitting, item."""

    chamber: str
    session: str
    sitting: int
    item: int | None = None

    @classmethod
    def parse(cls, id: str) -> Self:
        """Reads ``h-tk-20212022-27-5`` or, for the whole sitting, ``h-tk-20212022-27``; else raises `SourceError`."""
        match = _HANDELINGEN.fullmatch(id)
        if not match or int(match["session"][4:]) != int(match["session"][:4]) + 1:
            raise SourceError(f"{id!r} is no id of the Handelingen; one looks like 'h-tk-20212022-27-5'")
        item = int(match["item"]) if match["item"] else None
        return cls(match["chamber"], match["session"], int(match["sitting"]), item)

    @property
    def id(self) -> str:
        sitting = f"h-{self.chamber}-{self.session}-{self.sitting}"
        return sitting if self.item is None else f"{sitting}-{self.item}"

    @property
    def whole(self) -> "Handelingen":
        """The record of the whole sitting that this item is part of."""
        return Handelingen(self.chamber, self.session, self.sitting)

    @property
    def page(self) -> str:
        """The address of the official publication."""
        return OFFICIAL_PAGE.format(self.id)

    def __str__(self) -> str:
        """As the House prints it: ``Handelingen II 2021/22, nr. 27, item 5``."""
        chamber = {"tk": "II", "ek": "I"}[self.chamber]
        item = "" if self.item is None else f", item {self.item}"
        return f"Handelingen {chamber} {self.session[:4]}/{self.session[6:]}, nr. {self.sitting}{item}"
