"""The ontology, the shapes and the named graphs, at their own IRIs."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.api import rdf
from imvograph.api.asking import Asking, form
from imvograph.api.caching import etag, headers, not_modified
from imvograph.api.near import alike
from imvograph.api.negotiate import HTML, N_TRIPLES, TURTLE
from imvograph.api.pages import Pages
from imvograph.api.views import best
from imvograph.errors import NotFoundError
from imvograph.model.iris import GRAPH, IMVO, PREFIXES, graph
from imvograph.store.base import Store

ONTOLOGY = graph("ontology", "imvo")
_VARY = "Accept, Accept-Language"
_LABEL, _COMMENT = PREFIXES["rdfs"] + "label", PREFIXES["rdfs"] + "comment"
_DEFINITION = PREFIXES["skos"] + "definition"
_TYPE, _OWL = PREFIXES["rdf"] + "type", PREFIXES["owl"]
_CLASSES = {_OWL + "Class", PREFIXES["rdfs"] + "Class"}


@dataclass(frozen=True)
class Term:
    """A term of the ontology, in words; ``name`` is the fragment of its IRI."""

    name: str
    label: str
    definition: str
    is_class: bool
    retired: bool


def router(store: Store, pages: Pages, shapes: bytes) -> APIRouter:
    """The addresses of definitions and graphs; ``shapes`` is the Turtle of all shapes."""
    routes = APIRouter(tags=["definitions"])
    of_shapes = sha256(shapes).hexdigest()[:12]

    @routes.get("/def/{name}", response_class=Response, summary="The ontology (imvo) or the shapes (shapes)")
    async def definitions(name: str, request: Request, asked: Asking) -> Response:
        """``/def/imvo``: HTML, Turtle, JSON-LD, N-Triples; ``/def/shapes``: Turtle. By Accept or suffix."""
        stem = name.partition(".")[0]
        offered: dict[str, tuple[str, ...]] = {"imvo": (HTML, *rdf.FORMATS), "shapes": (TURTLE,)}
        if stem not in offered:
            raise NotFoundError(f"There is no /def/{name[:80]}", ["/def/imvo", "/def/shapes"])
        stem, media_type = form(request, name, offered[stem])
        if stem not in offered:
            raise NotFoundError(f"There is no /def/{name[:80]}", [f"/def/{stem.partition('.')[0]}"])
        version = of_shapes if stem == "shapes" else store.version
        tag = etag(request, version, media_type, asked.language)
        unchanged = not_modified(request, tag, _VARY)
        if unchanged is not None:
            return unchanged
        if stem == "shapes":
            return Response(shapes, headers=headers(tag, _VARY), media_type=TURTLE)
        triples = store.graph(ONTOLOGY)
        if media_type == HTML:
            page = pages.draw("ontology.html", asked, terms=terms(triples, asked.language))
            return Response(page, headers=headers(tag, _VARY), media_type=HTML)
        return Response(rdf.serialised(triples, media_type), headers=headers(tag, _VARY), media_type=media_type)

    @routes.get("/graph/{kind}/{key}", response_class=Response, summary="A named graph, as it was loaded")
    async def named_graph(kind: str, key: str, request: Request) -> Response:
        """All triples of one document or one curated file: Turtle or N-Triples, by Accept or suffix (``.ttl .nt``)."""
        key, media_type = form(request, key, (TURTLE, N_TRIPLES))
        iri = graph(kind, key)
        known = store.graphs()
        if iri not in known:
            near = alike(f"{kind}/{key}", [name.removeprefix(GRAPH) for name in known])
            raise NotFoundError(f"There is no graph /graph/{kind[:80]}/{key[:200]}", [GRAPH + name for name in near])
        tag = etag(request, store.version, media_type)
        unchanged = not_modified(request, tag, "Accept")
        if unchanged is not None:
            return unchanged
        body = await run_in_threadpool(lambda: rdf.serialised(store.graph(iri), media_type))
        return Response(body, headers=headers(tag, "Accept"), media_type=media_type)

    return routes


def terms(ontology: Collection[Triple], language: str) -> list[Term]:
    """The terms that the ontology defines, by name: what an HTML page lists."""
    said: dict[str, dict[str, list[object]]] = {}
    for triple in ontology:
        if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(IMVO):
            about = said.setdefault(triple.subject.value.removeprefix(IMVO), {})
            about.setdefault(triple.predicate.value, []).append(triple.object)
    return [_term(name, said[name], language) for name in sorted(said, key=str.lower) if name]


def _term(name: str, said: dict[str, list[object]], language: str) -> Term:
    types = {term.value for term in said.get(_TYPE, ()) if isinstance(term, NamedNode)}
    return Term(
        name=name,
        label=best(said.get(_LABEL, ()), language) or name,
        definition=best(said.get(_DEFINITION, []) or said.get(_COMMENT, []), language) or "",
        is_class=bool(types & _CLASSES),
        retired=any(isinstance(t, Literal) and t.value == "true" for t in said.get(_OWL + "deprecated", ())),
    )
