"""``/figures``: the graph in numbers, drawn on the server: per year, per topic, and how long covenants ran."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from fastapi import APIRouter, Request, Response

from imvograph.answers import At, Row, columns_of
from imvograph.api.asking import Asked, Asking
from imvograph.api.caching import of_one_version
from imvograph.api.moments import in_words
from imvograph.api.negotiate import BY_LANGUAGE
from imvograph.api.pages import Pages
from imvograph.api.views import Link, Words
from imvograph.catalog import Catalog
from imvograph.store.base import Store

MOST_TOPICS = 20
_READ = {
    "motions": ("date", "topics"),
    "commitments": ("date", "topics"),
    "covenants": ("covenant", "label", "startDate", "endDate"),
}


@dataclass(frozen=True)
class Year:
    """A year of the column chart; heights are of 100."""

    year: int
    motions: int
    commitments: int
    motions_height: float
    commitments_height: float


@dataclass(frozen=True)
class Bar:
    """A bar of a bar chart: from ``start`` to ``end`` of 100, with the words for it."""

    link: Link
    start: float
    end: float
    words: str


def router(store: Store, catalog: Catalog, pages: Pages) -> APIRouter:
    """The page of figures."""
    routes = APIRouter(include_in_schema=False)

    def draw(asked: Asked, at: At) -> str:
        words = Words(at.held, asked.language)
        rows = {name: columns_of(catalog, at, name, columns) for name, columns in _READ.items()}
        terms, years = covenant_bars(rows["covenants"], words, asked.language)
        return pages.draw(
            "figures.html",
            asked,
            years=per_year(rows["motions"], rows["commitments"]),
            undated=sum(row["date"] is None for row in (*rows["motions"], *rows["commitments"])),
            topics=topic_bars([*rows["motions"], *rows["commitments"]], words),
            covenants=terms,
            open_covenants=len(rows["covenants"]) - len(terms),
            axis=years,
            version=at.held.version,
        )

    @routes.get("/figures", response_class=Response)
    async def figures(request: Request, asked: Asking) -> Response:
        return await of_one_version(request, store, partial(draw, asked), asked.language, vary=BY_LANGUAGE)

    return routes


def per_year(motions: Iterable[Row], commitments: Iterable[Row]) -> tuple[Year, ...]:
    """Motions by the year of their vote and commitments by the year of their debate, without gaps between years."""
    counts = [Counter(int(row["date"][:4]) for row in rows if row["date"]) for rows in (motions, commitments)]
    years = counts[0].keys() | counts[1].keys()
    if not years:
        return ()
    highest = max(max(count.values(), default=0) for count in counts)
    return tuple(
        Year(year, counts[0][year], counts[1][year], *(round(100 * count[year] / highest, 1) for count in counts))
        for year in range(min(years), max(years) + 1)
    )


def topic_bars(rows: Iterable[Row], words: Words) -> tuple[Bar, ...]:
    """How many motions and commitments concern each topic; the most first."""
    counts = Counter(topic for row in rows for topic in row["topics"])
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_TOPICS]
    highest = ordered[0][1] if ordered else 1
    return tuple(Bar(words.link(iri), 0.0, round(100 * number / highest, 1), str(number)) for iri, number in ordered)


def covenant_bars(
    rows: Sequence[Row], words: Words, language: str
) -> tuple[tuple[Bar, ...], tuple[tuple[int, float], ...]]:
    """The term of each covenant that has a first and a last day, and the years of the axis with their places."""
    dated = sorted((row for row in rows if row["startDate"] and row["endDate"]), key=lambda row: row["startDate"])
    if not dated:
        return (), ()
    first = int(dated[0]["startDate"][:4])
    last = max(int(row["endDate"][:4]) for row in dated) + 1

    def place(day: str) -> float:
        begin, end = date(first, 1, 1).toordinal(), date(last, 1, 1).toordinal()
        return round(100 * (date.fromisoformat(day).toordinal() - begin) / (end - begin), 2)

    bars = tuple(
        Bar(
            words.link(row["covenant"]),
            place(row["startDate"]),
            place(row["endDate"]),
            f"{in_words(row['startDate'], language)} – {in_words(row['endDate'], language)}",
        )
        for row in dated
    )
    return bars, tuple((year, place(f"{year}-01-01")) for year in range(first, last + 1))
