"""The id of an official publication, from what its files and records say of themselves."""

import re
from collections.abc import Callable

from imvograph.errors import SourceError
from imvograph.model.kamerstuk import Dossier, Handelingen, Kamerstuk
from imvograph.model.official import Aanhangsel, Gazette, TkNumber, WrittenQuestions

_READERS: tuple[Callable[[str], Kamerstuk | Handelingen | Aanhangsel | WrittenQuestions | Gazette | TkNumber], ...] = (
    Kamerstuk.parse,
    Handelingen.parse,
    Aanhangsel.parse,
    WrittenQuestions.parse,
    Gazette.parse,
    TkNumber.parse,
)


def known_id(stated: str) -> str | None:
    """The id, if the model has a reader for it; else None."""
    for reader in _READERS:
        try:
            return reader(stated).id
        except SourceError:
            continue
    return None


def official_id(stated: str, dossier: str = "", paper: str = "") -> str | None:
    """The id as stated (``kst-26485-337``), else the one that dossier (as printed) and number of the paper give.

    A paper that is still to be set has a number without its dossier (``kst-1259252``), so there dossier and number count.
    A Kingdom act's brackets are dropped: ``34417-(R2068)`` is ``34417-R2068``.
    """
    if known := known_id(re.sub(r"[()]", "", stated)):
        return known
    if not paper:
        return None
    number = re.sub(r"(?<=\d) (?=\d{3}\b)|[()]", "", dossier)
    try:
        return Kamerstuk(Dossier.parse(re.sub(r"[\s-]+", "-", number.strip())), paper.strip()).id
    except SourceError:
        return None
