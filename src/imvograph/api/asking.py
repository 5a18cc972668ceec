"""What a request asks for: the language and the form; the same for every address."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Literal, get_args, get_origin
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from starlette.exceptions import HTTPException

from imvograph.api.negotiate import choose, language, split_suffix
from imvograph.errors import ParameterError

_LONGEST_VALUE, _MOST_VALUES = 2000, 50
_SHARED = re.compile("utm_[a-z]+|fbclid|gclid|msclkid|mc_[ce]id")


class WrongRequest(HTTPException):
    """Something is wrong with the HTTP of a request: the status, and what came and would be right in both languages."""

    def __init__(self, status: int, en: str, *, nl: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(status, en, headers)
        self.nl = nl

    def told(self, language: str) -> str:
        """The sentence in a language."""
        return self.nl if language == "nl" else self.detail


class NotAcceptable(WrongRequest):
    """No offered form is accepted: 406. ``offered`` is told to the client."""

    def __init__(self, offered: Sequence[str]) -> None:
        forms = ", ".join(offered)
        super().__init__(
            406,
            f"This address gives {forms}; the Accept header wants none of them",
            nl=f"Dit adres geeft {forms}; de header Accept wil geen daarvan",
        )
        self.offered = tuple(offered)


@dataclass(frozen=True)
class Asked:
    """The language of the answer; ``chosen`` if the address says so, rather than the browser.

    ``given`` are the other parameters of the address, in its order, ``path`` what comes before them.
    """

    language: str
    chosen: bool = False
    given: tuple[tuple[str, str], ...] = ()
    path: str = ""

    @property
    def switch(self) -> str:
        """The query string of the same address in the other language."""
        return "?" + urlencode([*self.given, ("lang", "en" if self.language == "nl" else "nl")])

    @property
    def carry(self) -> str:
        """What a link needs behind it to stay in the chosen language."""
        return f"?lang={self.language}" if self.chosen else ""


async def _asked(
    request: Request,
    lang: Annotated[
        Literal["nl", "en"] | None,
        Query(description="Language of labels and messages; without it Accept-Language decides, and else it is Dutch."),
    ] = None,
) -> Asked:
    given = tuple((name, value) for name, value in request.query_params.multi_items() if name != "lang")
    return Asked(
        lang or language(request.headers.get("accept-language")), lang is not None, given, request.scope["path"]
    )


Asking = Annotated[Asked, Depends(_asked)]
"""The language, as a parameter of a handler."""


def unknown(given: Iterable[tuple[str, str]], known: Collection[str]) -> list[tuple[str, str]]:
    """The parameters that an address does not know; what others add to a link that they share is none."""
    return [(name, value) for name, value in given if name not in known and not _SHARED.fullmatch(name)]


async def _no_others(request: Request) -> None:
    route = request.scope.get("route")
    fields = {field.alias: field.field_info for field in getattr(getattr(route, "dependant", None), "query_params", ())}
    given = request.query_params.multi_items()
    _refuse_others(given, [*fields, "lang"])
    seen = set()
    for name, value in given:
        info = fields.get(name)
        if name in seen and not (
            info and any(get_origin(kind) is list for kind in (info.annotation, *get_args(info.annotation)))
        ):
            raise _twice(name, value, next((str(example) for example in info.examples or ()), None) if info else None)
        seen.add(name)


def _refuse_others(given: Iterable[tuple[str, str]], known: Collection[str]) -> None:
    for name, value in unknown(given, known):
        right = ", ".join(known)
        raise ParameterError(
            f"there is no parameter {name[:80]!r} here; there are: {right}",
            name[:80],
            value,
            nl=f"een parameter {name[:80]!r} is er hier niet; wel: {right}",
        )


def _twice(name: str, value: str, example: str | None) -> ParameterError:
    """The error for a parameter that comes again: which of the two is meant is not known."""
    nl = f"parameter {name!r} is twee keer gegeven; geef hem één keer"
    return ParameterError(f"parameter {name!r} is given twice; give it once", name, value, example, nl=nl)


NO_OTHERS = Depends(_no_others)
"""For a router whose addresses refuse a parameter that they do not know, or have twice: a slip would give another answer, unseen."""


def form(request: Request, name: str, offered: Sequence[str]) -> tuple[str, str]:
    """The last step of a path without its suffix, and the media type: the suffix's, or else the best one for Accept.

    Raises `NotAcceptable` if Accept wants nothing that is offered.
    """
    stem, media_type = split_suffix(name, offered)
    media_type = media_type or choose(request.headers.get("accept"), offered)
    if media_type is None:
        raise NotAcceptable(offered)
    return stem, media_type


def parameters(request: Request, examples: Mapping[str, str | None] = MappingProxyType({})) -> dict[str, str]:
    """The parameters of a curated query, each given once and of a sane length; the language is ours.

    ``examples`` has every parameter that there is, with a value that works, told to who gives one twice: which of the
    two is right is not known. It is empty for a query that is not there, which is told elsewhere.
    """
    given: dict[str, str] = {}
    for number, (name, value) in enumerate(request.query_params.multi_items()):
        if name in given:
            raise _twice(name, value, examples.get(name))
        if number >= _MOST_VALUES or len(name) + len(value) > _LONGEST_VALUE:
            raise ParameterError(
                f"parameter {name[:80]!r} is too much: {_LONGEST_VALUE} characters each, {_MOST_VALUES} in all",
                name[:80],
                value,
                nl=f"parameter {name[:80]!r} is te veel: {_LONGEST_VALUE} tekens per stuk, {_MOST_VALUES} bij elkaar",
            )
        if name != "lang" and not _SHARED.fullmatch(name):
            given[name] = value
    if examples:
        _refuse_others(given.items(), [*examples, "lang"])
    return given
