"""What an asker may have meant: terms and graphs that a query names and that are not there, and names that look like one."""

from bisect import bisect_left
from collections.abc import Sequence
from difflib import get_close_matches

from pyoxigraph import NamedNode

from imvograph.errors import QueryError
from imvograph.model.iris import GRAPH, IMVO
from imvograph.sparql import tokens
from imvograph.sparql.mending import unknown_terms
from imvograph.store.base import Snapshot, Store

_WINDOW, _MOST_NEAR = 200, 5


class Terms:
    """The terms of the ontology, per version, for who misspells one; and the graphs."""

    def __init__(self) -> None:
        self._known: tuple[str, frozenset[str]] = ("", frozenset())

    def hint(self, store: Store, text: str, dataset: Sequence[str], language: str) -> str:
        """What to tell of terms of ours and of graphs that are asked and are not there; empty if all are.

        ``dataset`` are the graphs that the request names beside its query ``text``.
        """
        if "imvo" not in text and not dataset:
            return ""
        try:
            wrong = [(token.text, near) for token, near in unknown_terms(text, self._terms(store.snapshot()))]
            wrong += _unknown_graphs(text, dataset, store)
        except QueryError:  # another part of the query is wrong, and told
            return ""
        told = []
        for name, near in wrong[:5]:
            if language == "nl":
                told.append(f"{name[:80]} is niet bekend" + (f"; bedoelde je {near}?" if near else ""))
            else:
                told.append(f"{name[:80]} is not known" + (f"; did you mean {near}?" if near else ""))
        return ". ".join(told)

    def _terms(self, snapshot: Snapshot) -> frozenset[str]:
        known = self._known
        if known[0] != snapshot.version:
            text = f'SELECT DISTINCT ?term WHERE {{ ?term a ?kind FILTER(STRSTARTS(STR(?term), "{IMVO}")) }}'
            found = frozenset(term.value for (term,) in snapshot.select(text).rows if isinstance(term, NamedNode))
            known = self._known = snapshot.version, found
        return known[1]


def _unknown_graphs(text: str, dataset: Sequence[str], store: Store) -> list[tuple[str, str]]:
    """The graphs that are asked and that the store does not hold, each with the nearest that it does."""
    written = (token.text[1:-1] for token in tokens(text) if token.kind == "iri") if GRAPH in text else ()
    asked = dict.fromkeys((*dataset, *(iri for iri in written if iri.startswith(GRAPH) and iri != GRAPH)))
    if not asked:
        return []
    known = sorted(store.graphs())
    missing = [iri for iri in asked if iri not in known]
    return [(f"<{iri}>", "".join(f"<{near}>" for near in alike(iri, known)[:1])) for iri in missing]


def alike(name: str, names: Sequence[str]) -> list[str]:
    """The names most like a name, out of sorted names; only those that sort near it are compared, so it is quick."""
    place = bisect_left(names, name)
    window = names[max(0, place - _WINDOW) : place + _WINDOW]
    return get_close_matches(name[:_WINDOW], window, _MOST_NEAR, cutoff=0.6)
