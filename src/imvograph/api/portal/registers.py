"""``/commitments`` and ``/motions``: the registers, with age, decision, what letters claim, and what the register says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from imvograph.answers import At, Listed, Row, columns_of, listed
from imvograph.answers.keeping import kept
from imvograph.answers.names import key_of
from imvograph.api.asking import Asked, Asking
from imvograph.api.caching import of_one_version
from imvograph.api.negotiate import BY_LANGUAGE, CSV
from imvograph.api.pages import Pages
from imvograph.api.portal.forms import Field, Forms
from imvograph.api.portal.lists import REGISTERS
from imvograph.api.portal.paging import ROWS, page_of, turn
from imvograph.api.portal.questions import given_values
from imvograph.api.portal.sheets import NEAR, PASSAGES, kind_in_words, sheet
from imvograph.api.representing import named
from imvograph.api.tables import csv_of
from imvograph.api.views import Link, Words
from imvograph.catalog import Catalog
from imvograph.errors import ParameterError
from imvograph.store.base import Store

_OWN = ("claimed", "older")  # filters that are not parameters of the query
_NONE = "none"
_HIDDEN = frozenset({"anomalies", "status", "officialStatus", "decisions"})
_FOLLOW_UP = ("followUp", "about", "outcome", "reportedIn")
_DECISION = ("decision", "motion", "outcome")


@dataclass(frozen=True)
class Fate:
    """What became of one: its age in days; decisions, claims of letters and the official status, each as links."""

    age: int | None
    decisions: tuple[Link, ...]
    claims: tuple[tuple[Link, Link, tuple[Link, ...]], ...]  # outcome, follow-up, letters
    official: Link | None


def router(store: Store, catalog: Catalog, pages: Pages) -> APIRouter:
    """A page for each register."""
    routes = APIRouter(include_in_schema=False)
    forms = Forms(catalog)

    def by(name: str, columns: Sequence[str], column: str, at: At) -> dict[str, list[Row]]:
        """The rows of a query by what one column says; made once per version."""
        return kept(at.held, ("by", name, column), lambda: (_by(columns_of(catalog, at, name, columns), column),))[0]

    def chosen(
        name: str, given: dict[str, str], today: date, at: At, evidence: str
    ) -> tuple[dict[str, str], Listed, dict[str, list[Row]]]:
        """The filters of ours (taken out of what was given), what all filters leave, and all follow-ups."""
        own = {key: given.pop(key) for key in _OWN if key in given}
        follow_ups = by("follow-ups", _FOLLOW_UP, "about", at)
        _check(own, follow_ups)
        whole = listed(catalog, at, name, {**given, "evidence": evidence})
        if own and whole.things:
            first = next(iter(catalog[name].columns))
            rows = columns_of(catalog, at, name, (first, "date"), given)
            whole = whole.only({row[first] for row in rows if _fits(row, follow_ups.get(row[first], ()), own, today)})
        return own, whole, follow_ups

    def draw(name: str, asked: Asked, today: date, at: At) -> str:
        query, given = catalog[name], given_values(asked)
        own, whole, follow_ups = chosen(name, given, today, at, "full")
        words, first = Words(at.held, asked.language), next(iter(query.columns))
        decided = by("decisions-on-motions", _DECISION, "motion", at) if name == "motions" else {}
        number = page_of(asked, len(whole.things))
        found = whole.page((number - 1) * ROWS, number * ROWS, PASSAGES, explained=0 if own else NEAR)
        return pages.draw(
            "register.html",
            asked,
            query=query,
            found=found,
            fields=(
                *forms.fields(at, query.parameters.values(), given, asked.language, required=False),
                *_own_fields(own, follow_ups, words, asked.language),
            ),
            sheet=sheet(found, words, asked.language, number, _HIDDEN),
            fates=[
                fate(row, follow_ups.get(row[first], ()), decided.get(row[first], ()), words, today)
                for row in found.rows
            ],
            kind_in_words=kind_in_words(words),
            turn=lambda to: turn(asked, to),
            asked_for={**given, **own},
            behind=urlencode(given),
            download=f"/{name}.csv?{urlencode({**given, **own})}",
        )

    def table(name: str, asked: Asked, today: date, at: At) -> bytes:
        """The rows that the filters leave, all of them, as CSV: those of the curated query."""
        _, whole, _ = chosen(name, given_values(asked), today, at, "iri")
        return csv_of(list(catalog[name].columns), whole.page(0, len(whole.things), explained=0).rows)

    def add(name: str) -> None:
        @routes.get(f"/{name}", response_class=Response, name=name)
        async def register(request: Request, asked: Asking) -> Response:
            today = date.today()  # an age is of a day
            page = partial(draw, name, asked, today)
            return await of_one_version(request, store, page, asked.language, vary=BY_LANGUAGE, day=today)

        @routes.get(f"/{name}.csv", response_class=Response, name=f"{name}.csv")
        async def rows(request: Request, asked: Asking) -> Response:
            today = date.today()
            made = partial(table, name, asked, today)
            return await of_one_version(request, store, made, media_type=CSV, more=named(name, CSV), day=today)

    for name in REGISTERS:
        add(name)
    return routes


def fate(row: Row, follow_ups: Iterable[Row], decisions: Iterable[Row], words: Words, today: date) -> Fate:
    """What became of the motion or commitment of a row, on a day."""
    official = row.get("officialStatus")
    return Fate(
        age_of(row, today),
        tuple(words.link(decision["outcome"] or decision["decision"]) for decision in decisions),
        tuple(
            (
                words.link(f["outcome"] or f["followUp"]),
                words.link(f["followUp"]),
                tuple(map(words.link, f["reportedIn"])),
            )
            for f in follow_ups
        ),
        words.link(official) if official else None,
    )


def age_of(row: Row, today: date) -> int | None:
    """Days since the day of a row; None without a whole day."""
    day = row["date"]
    return (today - date.fromisoformat(day)).days if day and len(day) == 10 else None


def _by(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def _outcomes(follow_ups: Mapping[str, Iterable[Row]]) -> set[str]:
    return {row["outcome"] for rows in follow_ups.values() for row in rows if row["outcome"]}


def _fits(row: Row, follow_ups: Iterable[Row], own: Mapping[str, str], today: date) -> bool:
    """Whether a row passes the filters of ours."""
    claimed = own.get("claimed")
    outcomes = {key_of(f["outcome"]) for f in follow_ups if f["outcome"]}
    if claimed and claimed not in (outcomes or {_NONE}):
        return False
    age = age_of(row, today)
    return "older" not in own or (age is not None and age >= int(own["older"]))


def _check(own: Mapping[str, str], follow_ups: Mapping[str, Iterable[Row]]) -> None:
    """Raises `ParameterError` for a filter of ours that can mean nothing."""
    older, claimed = own.get("older", "0"), own.get("claimed", _NONE)
    if not re.fullmatch("[0-9]{1,6}", older):
        said = f"parameter 'older' cannot be {older[:80]!r}; give a number of days, such as 365"
        nl = f"parameter 'older' kan niet {older[:80]!r} zijn; geef een aantal dagen, zoals 365"
        raise ParameterError(said, "older", older, "365", nl=nl)
    known = sorted(map(key_of, _outcomes(follow_ups)))
    if claimed not in (*known, _NONE):
        right = ", ".join((*known, _NONE))
        said = f"parameter 'claimed' cannot be {claimed[:80]!r}; give one of: {right}"
        nl = f"parameter 'claimed' kan niet {claimed[:80]!r} zijn; geef een van: {right}"
        raise ParameterError(said, "claimed", claimed, _NONE, nl=nl)


def _own_fields(
    own: Mapping[str, str], follow_ups: Mapping[str, Iterable[Row]], words: Words, language: str
) -> tuple[Field, ...]:
    nl = language == "nl"
    options = [(key_of(iri), words(iri)) for iri in sorted(_outcomes(follow_ups))]
    options.append((_NONE, "geen opvolging gemeld" if nl else "no follow-up reported"))
    claimed = (
        ("gemelde uitkomst", "Wat een brief zegt dat ervan kwam")
        if nl
        else ("claimed outcome", "What a letter says came of it")
    )
    older = (
        ("ouder dan (dagen)", "Zoveel dagen geleden of langer")
        if nl
        else ("older than (days)", "So many days ago or longer")
    )
    return (
        Field("claimed", "select", *claimed, own.get("claimed", ""), False, tuple(options)),
        Field("older", "number", *older, own.get("older", ""), False),
    )
