"""Official numbers beside the Kamerstuk: each a value with one reader (`parse`) and one writer (`id`).

`WrittenQuestions`, `Aanhangsel` (written questions with their answers), `TkNumber` (the House's own numbers), `EuAct` (CELEX) and `Gazette`
(Staatsblad, Staatscourant, Tractatenblad).
The ids are those of the official publications; for EU acts the CELEX number.
"""

import re
from dataclasses import dataclass
from typing import Self

from imvograph.errors import SourceError
from imvograph.model.kamerstuk import OFFICIAL_PAGE

_AANHANGSEL = re.compile(r"ah-(?P<chamber>tk|ek)-(?P<session>[0-9]{8})-(?P<number>[0-9]+)")
_WRITTEN_QUESTIONS = re.compile(r"kv-(?P<chamber>tk|ek)-(?P<case>(?:19|20)[0-9]{2}Z[0-9]{5})")
_TK_NUMBER = re.compile(r"(?P<year>(?:19|20)[0-9]{2})(?P<kind>[ZDA])(?P<serial>[0-9]{5})")
_CELEX = re.compile(r"(?P<sector>[1-9])(?P<year>[0-9]{4})(?P<kind>[A-Z]{1,2})(?P<number>[0-9]{4})")
_GAZETTE = re.compile(r"(?P<series>stb|stcrt|trb)-(?P<year>[0-9]{4})-(?P<number>[0-9]+)")

SERIES = {"stb": ("staatsblad", "Stb."), "stcrt": ("staatscourant", "Stcrt."), "trb": ("tractatenblad", "Trb.")}


@dataclass(frozen=True, order=True)
class Aanhangsel:
    """Written questions with their answers, as printed in the appendix to the Handelingen of one session year."""

    session: str
    number: int
    chamber: str = "tk"

    @classmethod
    def parse(cls, id: str) -> Self:
        """Reads ``ah-tk-20242025-545``; raises `SourceError` on anything else than a whole id."""
        match = _AANHANGSEL.fullmatch(id)
        if not match or int(match["session"][4:]) != int(match["session"][:4]) + 1:
            raise SourceError(f"{id!r} is no id of an Aanhangsel; one looks like 'ah-tk-20242025-545'")
        return cls(match["session"], int(match["number"]), match["chamber"])

    @property
    def id(self) -> str:
        return f"ah-{self.chamber}-{self.session}-{self.number}"

    @property
    def page(self) -> str:
        """The address of the official publication."""
        return OFFICIAL_PAGE.format(self.id)

    def __str__(self) -> str:
        """As the House prints it: ``Aanhangsel Handelingen II 2024/25, nr. 545``."""
        chamber = {"tk": "II", "ek": "I"}[self.chamber]
        return f"Aanhangsel Handelingen {chamber} {self.session[:4]}/{self.session[6:]}, nr. {self.number}"


@dataclass(frozen=True, order=True)
class WrittenQuestions:
    """Written questions as they were sent in, by the number of their case (zaak)."""

    case: str
    chamber: str = "tk"

    @classmethod
    def parse(cls, id: str) -> Self:
        """Reads ``kv-tk-2024Z18653``; raises `SourceError` on anything else than a whole id."""
        if not (match := _WRITTEN_QUESTIONS.fullmatch(id)):
            raise SourceError(f"{id!r} is no id of written questions; one looks like 'kv-tk-2024Z18653'")
        return cls(match["case"], match["chamber"])

    @property
    def id(self) -> str:
        return f"kv-{self.chamber}-{self.case}"

    @property
    def page(self) -> str:
        """The address of the official publication."""
        return OFFICIAL_PAGE.format(self.id)

    def __str__(self) -> str:
        return f"Schriftelijke vragen {self.case}"


@dataclass(frozen=True, order=True)
class TkNumber:
    """A number of the Tweede Kamer's own: ``Z`` a case (zaak), ``D`` a document, ``A`` an activity."""

    year: int
    kind: str
    serial: int

    @classmethod
    def parse(cls, id: str) -> Self:
        """Reads ``2024Z16988``; raises `SourceError` on anything else than a whole number."""
        if not (match := _TK_NUMBER.fullmatch(id)):
            raise SourceError(f"{id!r} is no number of the Tweede Kamer; one looks like '2024Z16988' or '2024D42030'")
        return cls(int(match["year"]), match["kind"], int(match["serial"]))

    @property
    def id(self) -> str:
        return f"{self.year}{self.kind}{self.serial:05}"

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, order=True)
class EuAct:
    """An act or proposal of the European Union by its CELEX parts: sector, year, kind (``L``, ``R``, ``PC`` …), number.

    Sector 3 is legislation in force, sector 5 preparatory acts (CELEX numbering, eur-lex.europa.eu).
    """

    sector: int
    year: int
    kind: str
    number: int

    @classmethod
    def parse(cls, id: str) -> Self:
        """Reads ``32024L1760`` or ``52022PC0071``; raises `SourceError` on anything else than a whole number."""
        if not (match := _CELEX.fullmatch(id)):
            raise SourceError(f"{id!r} is no CELEX number; one looks like '32024L1760' or '52022PC0071'")
        return cls(int(match["sector"]), int(match["year"]), match["kind"], int(match["number"]))

    @property
    def id(self) -> str:
        return f"{self.sector}{self.year}{self.kind}{self.number:04}"

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, order=True)
class Gazette:
    """A number of Staatsblad (``stb``), Staatscourant (``stcrt``) or Tractatenblad (``trb``)."""

    series: str
    year: int
    number: int

    @classmethod
    def parse(cls, id: str) -> Self:
        """Reads ``stb-2024-153``; raises `SourceError` on anything else than a whole id."""
        if not (match := _GAZETTE.fullmatch(id)):
            raise SourceError(f"{id!r} is no number of a gazette; one looks like 'stb-2024-153' or 'stcrt-2012-15896'")
        return cls(match["series"], int(match["year"]), int(match["number"]))

    @property
    def id(self) -> str:
        return f"{self.series}-{self.year}-{self.number}"

    @property
    def kind(self) -> str:
        """The kind of a mention of it: ``staatsblad``, ``staatscourant`` or ``tractatenblad``."""
        return SERIES[self.series][0]

    def __str__(self) -> str:
        """As printed: ``Stb. 2024, 153``."""
        return f"{SERIES[self.series][1]} {self.year}, {self.number}"
