"""Cursors: where a page of a list ended, in which version of the graph and of which question; opaque to clients."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import Self

from imvograph.errors import ParameterError

_LONGEST = 1000


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: its thing, and how many rows about that thing came before it on the whole list."""

    version: str
    question: str
    thing: str
    before: int

    def __str__(self) -> str:
        return urlsafe_b64encode(json.dumps(astuple(self)).encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, asked: str) -> Self:
        """Reads what ``str`` wrote, of the list that is asked; raises `ParameterError` for anything else."""
        try:
            version, question, thing, before = json.loads(urlsafe_b64decode(text[:_LONGEST] + "=" * (-len(text) % 4)))
            cursor = cls(str(version), str(question), str(thing), int(before))
        except (ValueError, TypeError, RecursionError):
            cursor = None
        if cursor is None or str(cursor) != text:
            raise ParameterError(
                "parameter 'cursor' is no cursor of ours; follow the Link header, or leave it out for the first page",
                "cursor",
                text,
                nl="parameter 'cursor' is geen cursor van ons; volg de kop Link, of laat hem weg voor de eerste bladzijde",
            )
        if cursor.question != asked:
            message = "parameter 'cursor' belongs to a list with other filters; keep all of the link that you follow"
            nl = "parameter 'cursor' hoort bij een lijst met andere filters; houd de hele link die je volgt"
            raise ParameterError(message, "cursor", text, nl=nl)
        return cursor


def question(name: str, parameters: Mapping[str, str]) -> str:
    """What a list was asked: its name and filters, as a digest."""
    asked = json.dumps([name, sorted(parameters.items())])
    return sha256(asked.encode()).hexdigest()[:12]


def end_of(things: Sequence[str], end: int, version: str, asked: str) -> Cursor:
    """The cursor behind the row before ``end``, of a list with these things in its rows."""
    thing = things[end - 1]
    return Cursor(version, asked, thing, things[: end - 1].count(thing))


def behind(things: Sequence[str], cursor: Cursor) -> int:
    """Where the page behind a cursor begins; raises `ParameterError` if the list never held its row."""
    places = [number for number, thing in enumerate(things) if thing == cursor.thing]
    if not 0 <= cursor.before < len(places):
        message = "parameter 'cursor' names a row that this list does not have; begin at the first page"
        nl = "parameter 'cursor' noemt een rij die deze lijst niet heeft; begin bij de eerste bladzijde"
        raise ParameterError(message, "cursor", str(cursor), nl=nl)
    return places[cursor.before] + 1
