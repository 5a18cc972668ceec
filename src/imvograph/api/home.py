"""Whether we are well, and what each kind of problem means."""

from fastapi import APIRouter, Response

from imvograph.api.asking import Asking, WrongRequest
from imvograph.api.negotiate import BY_LANGUAGE, HTML
from imvograph.api.pages import Pages
from imvograph.api.problems import KINDS
from imvograph.errors import NotFoundError, StoreError
from imvograph.store.base import Store


def router(store: Store, pages: Pages) -> APIRouter:
    """``/healthz``, ``/readyz`` and ``/problems/{name}``."""
    routes = APIRouter(tags=["service"])

    @routes.get("/healthz", summary="Whether the store answers")
    def healthy() -> dict[str, str]:
        """200 with the version of the newest snapshot, or 503."""
        try:
            snapshot = store.snapshot()
            snapshot.ask("ASK { }")
        except StoreError as exc:
            raise _silent() from exc
        return {"status": "ok", "version": snapshot.version}

    @routes.get("/readyz", summary="Whether there is a graph to read")
    def ready() -> dict[str, str]:
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
        return Response(page, headers={"Vary": BY_LANGUAGE}, media_type=HTML)

    return routes


def _silent() -> WrongRequest:
    return WrongRequest(503, "The store does not answer", nl="De opslag antwoordt niet")
