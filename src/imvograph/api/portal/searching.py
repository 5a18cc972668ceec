"""``/search``: what people type, found: the thing that is meant, things by name, paragraphs by their words, facets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pyoxigraph import NamedNode

from imvograph import search
from imvograph.answers import At
from imvograph.api.asking import Asked, Asking
from imvograph.api.caching import of_one_version
from imvograph.api.negotiate import BY_LANGUAGE
from imvograph.api.pages import Pages
from imvograph.api.portal.paging import ROWS, page_number, page_of, turn
from imvograph.api.portal.reading import anchor
from imvograph.api.retirement import Former, formers
from imvograph.api.views import Link, Words
from imvograph.catalog import Catalog
from imvograph.model.iris import IMVO, class_of
from imvograph.search import Hit, Snippet
from imvograph.store.base import Snapshot, Store

MOST = 1000
"""Hits that can be turned to."""

_TITLES = {"kind": ("Soort", "Kind"), "sector": ("Sector", "Sector"), "year": ("Jaar", "Year")}


@dataclass(frozen=True)
class Found:
    """A hit for people: a link, its kind in words, the snippet as (words, whether they were sought), its year."""

    link: Link
    kind: str
    snippet: tuple[tuple[str, bool], ...]
    years: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """A value of a facet: its words, how many matches have it, the address that adds it or takes it away."""

    words: str
    count: int
    address: str
    chosen: bool


def router(store: Store, catalog: Catalog, pages: Pages) -> APIRouter:
    """The page of search."""
    routes = APIRouter(include_in_schema=False)

    def draw(asked: Asked, at: At) -> str:
        snapshot = at.held
        words = Words(snapshot, asked.language)
        index = search.index_of(snapshot)
        sought = dict(asked.given).get("q", "").strip()[: search.LONGEST]
        chosen = {name: [value for key, value in asked.given if key == name] for name in search.FACETS}
        found = search.find(index, sought, **chosen, limit=ROWS, offset=min((page_number(asked) - 1) * ROWS, MOST))
        turned = min(found.total, MOST)
        page = page_of(asked, turned)
        meant = search.resolve(index, sought) if sought and not any(chosen.values()) else None
        former = formers(snapshot, meant) if meant else []
        near = [words.link(entry.iri) for entry in meant.near] if meant and not found.total else []
        return pages.draw(
            "search.html",
            asked,
            sought=sought,
            meant=[(words.link(c.entry.iri), kind_in_words(c.entry.kind, words)) for c in meant.candidates[:8]]
            if meant
            else [],
            unknown=_unknown(meant, former) if meant else [],
            retired=[(words.link(f.iri), [words.link(iri) for iri in f.replaced_by]) for f in former],
            near=near,
            hits=[_found(hit, snapshot, words) for hit in found.hits],
            total=found.total,
            page=page,
            last=-(-turned // ROWS),
            turn=lambda to: turn(asked, to),
            facets=list(_facets(found.facets, chosen, words, asked)),
            version=snapshot.version,
        )

    @routes.get("/search", response_class=Response)
    async def searched(request: Request, asked: Asking) -> Response:
        return await of_one_version(request, store, partial(draw, asked), asked.language, vary=BY_LANGUAGE)

    return routes


def kind_in_words(kind: str, words: Words) -> str:
    """What a kind is called: the label of its class."""
    return "passage" if kind == search.PASSAGE else words(class_of(kind))


def _unknown(meant: search.Resolved, former: Sequence[Former]) -> list[str]:
    """Official numbers in what was typed of which the graph knows nothing."""
    iris = (*(candidate.entry.iri for candidate in meant.candidates), *(thing.iri for thing in former))
    known = {iri.rpartition("/")[2] for iri in iris}
    return [number for number in meant.numbers if number not in known]


def _found(hit: Hit, snapshot: Snapshot, words: Words) -> Found:
    entry = hit.entry
    link = words.link(entry.iri)
    if entry.kind == search.PASSAGE:
        held = snapshot.triples(None, NamedNode(IMVO + "textOf"), NamedNode(entry.iri))
        texts = [t.subject.value for t in held if isinstance(t.subject, NamedNode)]
        if texts:
            link = Link(link.text, f"{min(texts)}?mark={entry.start}-{entry.end}#{anchor(entry.start, entry.end)}")
    return Found(link, kind_in_words(entry.kind, words), tuple(_pieces(hit.snippet)), tuple(entry.years[:2]))


def _pieces(snippet: Snippet | None) -> Iterator[tuple[str, bool]]:
    """The snippet in pieces, each with whether it was sought."""
    end = 0
    for start, stop in snippet.marks if snippet else ():
        yield snippet.text[end:start], False  # type: ignore[union-attr]
        yield snippet.text[start:stop], True  # type: ignore[union-attr]
        end = stop
    if snippet:
        yield snippet.text[end:], False


def _facets(
    facets: Mapping[str, object], chosen: Mapping[str, list[str]], words: Words, asked: Asked
) -> Iterator[tuple[str, list[Choice]]]:
    for name, values in facets.items():
        choices = [
            Choice(
                kind_in_words(v.value, words) if name == "kind" else words(v.value) if name == "sector" else v.value,
                v.count,
                _toggled(asked, name, v.value),
                v.value in chosen[name],
            )
            for v in values  # type: ignore[attr-defined]
        ]
        if choices:
            yield _TITLES[name][asked.language == "en"], choices[:12]


def _toggled(asked: Asked, name: str, value: str) -> str:
    """The query string with a value of a facet added, or taken away if it was there."""
    kept = [(key, given) for key, given in asked.given if key != "page"]
    pair = (name, value)
    changed = [each for each in kept if each != pair] if pair in kept else [*kept, pair]
    return "?" + urlencode([*changed, *([("lang", asked.language)] if asked.chosen else [])])
