"""The ontology, the shapes and the named graphs, at their own IRIs."""

import re
from dataclasses import replace
from hashlib import sha256

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from imvograph.answers.hints import alike
from imvograph.answers.keeping import kept
from imvograph.api import rdf
from imvograph.api.asking import NO_OTHERS, Asked, Asking, form
from imvograph.api.caching import REVALIDATE, etag, headers, not_modified
from imvograph.api.manual.facts import Facts
from imvograph.api.manual.ontology import Manual
from imvograph.api.manual.rules import Rule, Rules
from imvograph.api.negotiate import BY_FORM_AND_LANGUAGE, HTML, N_TRIPLES, TURTLE
from imvograph.api.pages import Pages
from imvograph.api.schemas import in_forms
from imvograph.errors import NotFoundError
from imvograph.gate.rules import RULES as CODED
from imvograph.gate.rules import Rule as CodedRule
from imvograph.model.iris import BASE, GRAPH, PREFIXES, graph
from imvograph.store.base import Snapshot, Store

ONTOLOGY = tuple(graph("ontology", name) for name in ("imvo", "groups"))
"""The graphs that ``/def/imvo`` gives as RDF: every IRI that begins so is described in them."""

_EXPLAINED = (*ONTOLOGY, graph("ontology", "reused"), graph("concepts", ""))
_VERSION = NamedNode(PREFIXES["owl"] + "versionIRI")
_OFFERED = {"imvo": (HTML, *rdf.FORMATS), "shapes": (TURTLE, HTML)}


def router(store: Store, pages: Pages, shapes: bytes) -> APIRouter:
    """The addresses of definitions and graphs; ``shapes`` is the Turtle of all shapes."""
    routes = APIRouter(tags=["definitions"], dependencies=[NO_OTHERS])
    of_shapes = sha256(shapes).hexdigest()[:12]
    drawn = _Drawn(pages, Rules(Facts(quad.triple for quad in parse(shapes, RdfFormat.TURTLE))))

    @routes.get(
        "/def/{name}",
        response_class=Response,
        summary="The ontology (imvo) or the shapes (shapes)",
        responses=in_forms(HTML, *rdf.FORMATS),
    )
    async def definitions(name: str, request: Request, asked: Asking) -> Response:
        """``/def/imvo``: HTML, Turtle, JSON-LD, N-Triples; ``/def/shapes``: Turtle, HTML. By Accept or suffix.

        In a browser ``/def/imvo#Commitment`` and ``/def/shapes#Letter-date`` lead to the term and to the rule.
        """
        stem = name.partition(".")[0]
        if stem not in _OFFERED:
            raise _no(f"/def/{name[:80]}", [f"/def/{known}" for known in _OFFERED])
        stem, media_type = form(request, name, _OFFERED[stem])
        if stem not in _OFFERED:
            raise _no(f"/def/{name[:80]}", [f"/def/{stem.partition('.')[0]}"])
        snapshot = store.snapshot()
        only_shapes = stem == "shapes" and media_type == TURTLE
        version = of_shapes if only_shapes else f"{snapshot.version}.{of_shapes}"
        tag = etag(request, version, media_type, asked.language)
        unchanged = not_modified(request, tag, BY_FORM_AND_LANGUAGE, media_type)
        if unchanged is not None:
            return unchanged
        if only_shapes:
            body: str | bytes = shapes
        elif media_type == HTML:
            body = await run_in_threadpool(drawn.page, stem, snapshot, asked)
        else:
            body = await run_in_threadpool(_ontology, snapshot, media_type)
        return Response(body, headers=headers(tag, BY_FORM_AND_LANGUAGE), media_type=media_type)

    @routes.get("/def/{name}/{version}", status_code=303, response_class=Response, include_in_schema=False)
    def edition(name: str, version: str) -> Response:
        """The IRI of the version that is here leads to its terms; one of another time is in the releases of that time."""
        stated = store.snapshot().triples(predicate=_VERSION)
        here = sorted(t.object.value.removeprefix(BASE) for t in stated if isinstance(t.object, NamedNode))
        if (asked := f"def/{name}/{version}") not in here:
            raise _no(f"/{asked[:80]}", [f"/{known}" for known in here])
        return Response(status_code=303, headers={"Location": f"/def/{name}", "Cache-Control": REVALIDATE})

    @routes.get(
        "/graph/{kind}/{key}",
        response_class=Response,
        summary="A named graph, as it was loaded",
        responses=in_forms(TURTLE, N_TRIPLES),
    )
    async def named_graph(kind: str, key: str, request: Request) -> Response:
        """All triples of one document or one curated file: Turtle or N-Triples, by Accept or suffix (``.ttl .nt``)."""
        key, media_type = form(request, key, (TURTLE, N_TRIPLES))
        iri = graph(kind, key)
        snapshot = store.snapshot()
        known = await run_in_threadpool(snapshot.graphs)
        if iri not in known:
            near = alike(f"{kind}/{key}", [name.removeprefix(GRAPH) for name in known])
            raise _no(f"/graph/{kind[:80]}/{key[:200]}", [GRAPH + name for name in near])
        tag = etag(request, snapshot.version, media_type)
        unchanged = not_modified(request, tag, "Accept", media_type)
        if unchanged is not None:
            return unchanged
        body = await run_in_threadpool(lambda: rdf.serialised(snapshot.graph(iri), media_type))
        return Response(body, headers=headers(tag, "Accept"), media_type=media_type)

    return routes


def _ontology(snapshot: Snapshot, media_type: str) -> bytes:
    return rdf.serialised(frozenset[Triple]().union(*map(snapshot.graph, ONTOLOGY)), media_type)


def _no(address: str, near: list[str]) -> NotFoundError:
    return NotFoundError(f"There is no {address}", near, nl=f"{address} is er niet")


class _Drawn:
    """The pages, each drawn once per version of the graph."""

    def __init__(self, pages: Pages, rules: Rules) -> None:
        self._pages, self._rules = pages, rules

    def page(self, stem: str, snapshot: Snapshot, asked: Asked) -> str:
        plain = replace(asked, given=())  # what others add to a link (``utm_…``) makes no page of its own
        return kept(snapshot, ("definitions", stem, plain), lambda: (self._draw(stem, snapshot, plain),))[0]

    def _draw(self, stem: str, snapshot: Snapshot, asked: Asked) -> str:
        named = (iri for iri in snapshot.graphs() if iri.startswith(_EXPLAINED))
        facts = Facts(triple for iri in named for triple in sorted(snapshot.graph(iri), key=str))
        manual = Manual(facts, self._rules, asked.language)
        if stem == "imvo":
            return self._pages.draw("ontology.html", asked, page=manual.ontology())
        return self._pages.draw("shapes.html", asked, page=manual.shapes(map(_coded, CODED)))


def _coded(rule: CodedRule) -> Rule:
    """A rule that is code, as the rules of the shapes; what came is not known here, so its places are dots."""
    messages = {language: re.sub(r"\{\w+\}", "…", words) for language, words in (("nl", rule.nl), ("en", rule.en))}
    return Rule(rule.name, messages, rule.severity)
