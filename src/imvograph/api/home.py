"""The home page, whether we are well, and what each kind of problem means."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pyoxigraph import Literal, NamedNode

from imvograph.api import rdf
from imvograph.api.asking import Asking, WrongRequest
from imvograph.api.caching import etag, headers, not_modified
from imvograph.api.negotiate import HTML, choose
from imvograph.api.pages import Pages
from imvograph.api.problems import KINDS
from imvograph.api.queries import example_address
from imvograph.api.sparql import EXAMPLES
from imvograph.api.views import Words
from imvograph.catalog import Catalog
from imvograph.errors import NotFoundError, StoreError
from imvograph.model.iris import ID, IMVO
from imvograph.store.base import Snapshot, Store

_VARY = "Accept, Accept-Language"
_COUNTS = f"""SELECT ?kind (COUNT(?thing) AS ?number) WHERE {{
  ?thing a ?kind . FILTER(STRSTARTS(STR(?thing), "{ID}") && STRSTARTS(STR(?kind), "{IMVO}"))
}} GROUP BY ?kind"""


@dataclass(frozen=True)
class Count:
    """How many things of a kind the snapshot holds."""

    kind: str
    number: int


class Counts:
    """The number of things of each kind (a class of the ontology), largest first; counted once per snapshot."""

    def __init__(self) -> None:
        self._known: tuple[str, tuple[Count, ...]] = ("", ())

    def __call__(self, snapshot: Snapshot) -> tuple[Count, ...]:
        known = self._known
        if known[0] != snapshot.version:
            counts = [
                Count(kind.value, int(number.value))
                for kind, number in snapshot.select(_COUNTS).rows
                if isinstance(kind, NamedNode) and isinstance(number, Literal)
            ]
            ordered = tuple(sorted(counts, key=lambda count: (-count.number, count.kind)))
            known = self._known = snapshot.version, ordered
        return known[1]


def router(store: Store, catalog: Catalog, pages: Pages) -> APIRouter:
    """``/``, ``/healthz``, ``/readyz`` and ``/problems/{name}``."""
    routes = APIRouter(tags=["service"])
    counts = Counts()

    @routes.get("/", response_class=Response, include_in_schema=False)
    async def home(request: Request, asked: Asking) -> Response:
        if choose(request.headers.get("accept"), (HTML, *rdf.FORMATS)) not in (HTML, None):
            return Response(status_code=303, headers={"Location": "/catalog", "Vary": "Accept, Accept-Language"})
        snapshot = store.snapshot()
        tag = etag(request, snapshot.version, asked.language)
        unchanged = not_modified(request, tag, _VARY)
        if unchanged is not None:
            return unchanged
        words, first = Words(snapshot, asked.language), _first_text(snapshot)
        queries = [
            (query.title[asked.language], query.description[asked.language], example_address(query))
            for query in catalog.values()
        ]
        page = pages.draw(
            "home.html",
            asked,
            version=snapshot.version,
            counts=[(words(count.kind), count.number, f"/sparql?{_list_of(count.kind)}") for count in counts(snapshot)],
            queries=queries,
            examples=EXAMPLES,
            first=first and (words(first), first),
        )
        return Response(page, headers=headers(tag, _VARY), media_type=HTML)

    @routes.get("/healthz", summary="Whether the store answers")
    async def healthy() -> dict[str, str]:
        """200 with the version of the newest snapshot, or 503."""
        try:
            snapshot = store.snapshot()
            snapshot.ask("ASK { }")
        except StoreError as exc:
            raise _silent() from exc
        return {"status": "ok", "version": snapshot.version}

    @routes.get("/readyz", summary="Whether there is a graph to read")
    async def ready() -> dict[str, str]:
        """200 if the store answers and holds a graph; 503 while it is empty."""
        try:
            snapshot = store.snapshot()
            filled = snapshot.ask("ASK { ?s ?p ?o }")
        except StoreError as exc:
            raise _silent() from exc
        if not filled:
            raise WrongRequest(
                503, "The store is empty; build the graph first", nl="De opslag is leeg; bouw eerst de graaf"
            )
        return {"status": "ready", "version": snapshot.version}

    @routes.get("/problems/{name}", response_class=Response, include_in_schema=False)
    async def problem_kind(name: str, asked: Asking) -> Response:
        if name not in KINDS:
            raise NotFoundError(
                f"There is no kind of problem {name[:80]!r}",
                [f"/problems/{known}" for known in KINDS],
                nl=f"Een probleem {name[:80]!r} is er niet",
            )
        page = pages.draw("problem_kind.html", asked, kind=KINDS[name])
        return Response(page, headers={"Vary": _VARY}, media_type=HTML)

    return routes


def _silent() -> WrongRequest:
    return WrongRequest(503, "The store does not answer", nl="De opslag antwoordt niet")


def _list_of(kind: str) -> str:
    return urlencode({"query": f"SELECT ?thing WHERE {{ ?thing a {NamedNode(kind)} }} LIMIT 100"})


def _first_text(snapshot: Snapshot) -> str | None:
    """A document to try: the first whose text we hold."""
    held = snapshot.triples(predicate=NamedNode(IMVO + "textOf"))
    return min((t.object.value for t in held if isinstance(t.object, NamedNode)), default=None)
