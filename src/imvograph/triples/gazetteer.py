"""Triples back to names: what the concept schemes and the curated data know, for extraction to look for."""

from collections.abc import Iterable, Iterator
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from imvograph.model.entities import Entry, Gazetteer, RoleTerm
from imvograph.model.iris import ID, IMVO, kind_and_key
from imvograph.triples.terms import Value, term


def gazetteer(known: Iterable[Triple]) -> Gazetteer:
    """The names in these triples: every thing under ``id/`` with a Dutch label, and the role terms with their days."""
    told: dict[str, dict[str, list[Value]]] = {}
    for triple in known:
        if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(ID):
            values = told.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, [])
            if isinstance(triple.object, NamedNode | Literal):
                values.append(triple.object)
    entries = [entry for iri in sorted(told) for entry in _entries(iri, told[iri])]
    terms = [role for iri in sorted(told) for role in _role_terms(iri, told[iri])]
    return Gazetteer(tuple(entries), tuple(terms))


def _dutch(about: dict[str, list[Value]], name: str) -> list[str]:
    return sorted(v.value for v in about.get(term(name).value, []) if isinstance(v, Literal) and v.language == "nl")


def _first(about: dict[str, list[Value]], name: str) -> str | None:
    return next((v.value for v in about.get(term(name).value, [])), None)


def _entries(iri: str, about: dict[str, list[Value]]) -> Iterator[Entry]:
    cls, labels = _first(about, "rdf:type"), _dutch(about, "skos:prefLabel")
    if cls and cls.startswith(IMVO) and labels and kind_and_key(iri):
        forms = tuple(dict.fromkeys((*_dutch(about, "skos:altLabel"), *_dutch(about, "skos:hiddenLabel"))))
        yield Entry(iri, cls.removeprefix(IMVO), labels[0], forms, _first(about, "foaf:familyName"))


def _role_terms(iri: str, about: dict[str, list[Value]]) -> Iterator[RoleTerm]:
    post, person, start = _first(about, "termOfPost"), _first(about, "org:member"), _first(about, "startDate")
    if post and person and start:
        end = _first(about, "endDate")
        yield RoleTerm(iri, post, person, date.fromisoformat(start), date.fromisoformat(end) if end else None)
