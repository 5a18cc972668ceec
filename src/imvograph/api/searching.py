"""``/api/v1/search``, ``/suggest`` and ``/resolve``: what people type, to things."""

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, StringConstraints

from imvograph import search
from imvograph.answers import At
from imvograph.api.asking import NO_OTHERS, Asked, Asking
from imvograph.api.caching import of_one_version
from imvograph.api.hits import Candidate, Resolved, Searched, Shown, Suggested, Thing
from imvograph.api.negotiate import BY_LANGUAGE, JSON
from imvograph.api.retirement import formers
from imvograph.api.schemas import problem
from imvograph.errors import NotFoundError, ParameterError
from imvograph.search import SearchIndex
from imvograph.store.base import Snapshot, Store

_Year = Annotated[str, StringConstraints(pattern=r"^([0-9]{4})?$")]  # an empty one is one not given
_UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "The answer is still the one that you have (If-None-Match)"}
}


def router(store: Store) -> APIRouter:
    """Search over a store."""
    routes = APIRouter(tags=["search"], dependencies=[NO_OTHERS])

    async def answered(request: Request, asked: Asked, make: Callable[[Snapshot, Shown], BaseModel]) -> Response:
        def draw(at: At) -> str:
            return make(at.held, Shown(at.held, asked.language)).model_dump_json()

        return await of_one_version(request, store, draw, asked.language, vary=BY_LANGUAGE, media_type=JSON)

    @routes.get(
        "/api/v1/search",
        response_model=Searched,
        summary="Full text, in Dutch",
        responses={**_UNCHANGED, 404: problem("There is no such sector; see near")},
    )
    async def find(
        request: Request,
        asked: Asking,
        q: Annotated[
            str, Query(description='Words, "a phrase", -without; nothing is everything', examples=["keten"])
        ] = "",
        kind: Annotated[list[str] | None, Query(description="Only these kinds", examples=[["motion"]])] = None,
        sector: Annotated[
            list[str] | None, Query(description="Only these sectors: key, name or IRI", examples=[["kleding-textiel"]])
        ] = None,
        year: Annotated[list[_Year] | None, Query(description="Only these years", examples=[["2022"]])] = None,
        limit: Annotated[int, Query(ge=1, le=100, description="Hits on a page", examples=[20])] = 20,
        offset: Annotated[int, Query(ge=0, le=1000, description="Hits to pass over", examples=[20])] = 0,
    ) -> Response:
        """Titles, names and paragraphs that have all the words, by stem; compounds are found by their parts.

        Hits come best first, with a snippet; facets count the matches by kind, sector and year.
        """

        def make(snapshot: Snapshot, shown: Shown) -> Searched:
            index = search.index_of(snapshot)
            chosen = {
                "kind": _kinds(index, list(filter(None, kind or ()))),
                "sector": _sectors(index, filter(None, sector or ())),
                "year": list(filter(None, year or ())),
            }
            found = search.find(index, q, **chosen, limit=limit, offset=offset)
            facets = {name: [shown.facet(name, facet) for facet in values] for name, values in found.facets.items()}
            links = {"self": _page(request, offset)}
            if found.total > offset + limit <= 1000:
                links["next"] = _page(request, offset + limit)
            hits = [shown.hit(hit) for hit in found.hits]
            unfiltered = q.strip() and not any(chosen.values())
            near = search.resolve(index, q).near if unfiltered and not found.total else ()
            return Searched(
                q=q,
                snapshot=snapshot.version,
                total=found.total,
                hits=hits,
                facets=facets,
                links=links,
                near=[Thing(**shown.thing(entry)) for entry in near],
            )

        return await answered(request, asked, make)

    @routes.get("/api/v1/suggest", response_model=Suggested, summary="What typed text can become", responses=_UNCHANGED)
    async def suggest(
        request: Request,
        asked: Asking,
        q: Annotated[str, Query(description="What is typed so far", examples=["toma"])] = "",
        limit: Annotated[int, Query(ge=1, le=50, examples=[10])] = 10,
    ) -> Response:
        """Things by the beginning of a word of a name, topics and official numbers too; shortest names first."""

        def make(snapshot: Snapshot, shown: Shown) -> Suggested:
            found = search.suggest(search.index_of(snapshot), q, limit)
            return Suggested(q=q, snapshot=snapshot.version, suggestions=[Thing(**shown.thing(e)) for e in found])

        return await answered(request, asked, make)

    @routes.get("/api/v1/resolve", response_model=Resolved, summary="Any spelling to its IRI", responses=_UNCHANGED)
    async def resolve(
        request: Request,
        asked: Asking,
        text: Annotated[
            str, Query(min_length=1, description="A number, motion, name, key or IRI", examples=["26 485, nr. 277"])
        ],
    ) -> Response:
        """«26 485, nr. 277», «motie-Voordewind», «Becker», «tomatensector», a key, an IRI.

        The answer says whether one thing is meant, several, or none; then what is near, and of what is retired what
        took its place.
        """

        def make(snapshot: Snapshot, shown: Shown) -> Resolved:
            found = search.resolve(search.index_of(snapshot), text)
            meant = [Candidate(**shown.thing(c.entry), by=c.by) for c in found.candidates]
            return Resolved(
                text=found.text,
                snapshot=snapshot.version,
                outcome=("none", "one", "several")[min(len(meant), 2)],
                candidates=meant,
                numbers=list(found.numbers),
                near=[Thing(**shown.thing(entry)) for entry in found.near],
                retired=[shown.retired(former) for former in formers(snapshot, found)],
            )

        return await answered(request, asked, make)

    return routes


def _kinds(index: SearchIndex, wanted: Sequence[str]) -> list[str]:
    """The kinds, all of them known; raises `ParameterError` with those that are."""
    known = [facet.value for facet in search.find(index, "", limit=1).facets["kind"]] if wanted else []
    for kind in wanted:
        if kind not in known:
            right = ", ".join(known)
            raise ParameterError(
                f"parameter 'kind' cannot be {kind!r}; give one of: {right}",
                "kind",
                kind,
                known[0] if known else None,
                nl=f"parameter 'kind' kan niet {kind!r} zijn; geef een van: {right}",
            )
    return list(wanted)


def _sectors(index: SearchIndex, wanted: Iterable[str]) -> list[str]:
    """The IRIs of sectors given by key, name or IRI; raises `NotFoundError` with those that are near."""
    found = []
    for sector in wanted:
        meant = [c.entry.iri for c in search.resolve(index, sector).candidates if c.entry.kind == search.SECTOR]
        if not meant:
            near = [e.iri for e in search.suggest(index, sector, 50) if e.kind == search.SECTOR][:5]
            message = f"there is no sector {sector!r} in the graph"
            raise NotFoundError(message, near, nl=f"er is geen sector {sector!r} in de graaf")
        found += meant
    return found


def _page(request: Request, offset: int) -> str:
    """This search from another place."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name != "offset"]
    return f"{request.scope['path']}?{urlencode([*asked, *([('offset', offset)] if offset else [])])}"
