"""Triples in the making: what is added, and the passages that it rests on."""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from imvograph.model.documents import SourceText
from imvograph.model.entities import Passage
from imvograph.model.iris import evidence_key, thing
from imvograph.triples.terms import RDF_TYPE, Value, nl, term, typed

Given = Value | str | Iterable[Value | str] | None

EXTRACTED = thing("assertion-status", "extracted")
VERIFIED = thing("assertion-status", "verified")


class Making:
    """Triples in the making, with the passages of one text as evidence."""

    def __init__(self, source: SourceText) -> None:
        self.source = source
        self.triples: set[Triple] = set()

    def add(self, subject: str, **properties: Given) -> None:
        """Adds what is given: ``a="Motion"``, IRIs as strings, literals as terms, None for nothing; ``__`` is ``:``."""
        for name, given in properties.items():
            if given is None:
                continue
            values = [given] if isinstance(given, str | NamedNode | Literal) else list(given)
            for value in values:
                node = term(value) if name == "a" and isinstance(value, str) else value
                node = NamedNode(node) if isinstance(node, str) else node
                predicate = RDF_TYPE if name == "a" else term(name.replace("__", ":").replace("eli_dl", "eli-dl"))
                self.triples.add(Triple(NamedNode(subject), predicate, node))

    def evidence(self, *passages: Passage) -> list[str]:
        """The evidence nodes of these passages, added when new."""
        found = []
        for start, end in ((p.start, p.end) for p in passages):
            iri = thing("evidence", evidence_key(self.source.key, start, end))
            self.add(
                iri,
                a="Evidence",
                oa__hasSource=thing("source-text", self.source.key),
                oa__start=typed(str(start), "integer"),
                oa__end=typed(str(end), "integer"),
                oa__exact=Literal(self.source.slice(start, end)),
                quote=nl(self.source.quote(start, end)),
            )
            found.append(iri)
        return found

    def thing(
        self,
        iri: str,
        cls: str,
        label: str,
        passages: Iterable[Passage],
        **properties: Given,
    ) -> None:
        """An extracted thing: its class, label, status and evidence, and what else is stated of it."""
        self.add(
            iri,
            a=cls,
            skos__prefLabel=nl(label),
            assertionStatus=EXTRACTED,
            evidence=self.evidence(*passages),
            **properties,
        )
