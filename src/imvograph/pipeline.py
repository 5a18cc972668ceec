"""The way in, whole: source → extract → triples → gate → store. The file to read first.

One document is one named graph, one transaction, one report. What is refused changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from imvograph.errors import NotFoundError, RefusedError, SourceError
from imvograph.extract.reading import read
from imvograph.gate import Change, Gate, Report
from imvograph.model.documents import Document
from imvograph.model.entities import Gazetteer, Reading
from imvograph.model.iris import GRAPH, graph
from imvograph.store import Store
from imvograph.triples import gazetteer, graph_of, triples_of
from imvograph.triples.terms import term

_LOADED = (graph("extraction", ""), graph("added", ""))


@dataclass(frozen=True)
class Loaded:
    """What one load did: the graph, the store's version after it, the gate's report (warnings and advice)."""

    graph: str
    version: str
    changed: bool
    report: Report
    reading: Reading | None = None


def load(
    documents: Iterable[Document], gate: Gate, store: Store, *, replace: bool = False, whole: bool = False
) -> Iterator[Loaded]:
    """Reads, checks and stores documents, one after the other.

    Raises `SourceError` if a document cannot be read, or if another text has its key and ``replace`` is not given;
    `RefusedError` if the gate refuses it. The documents before it stay; of it nothing is stored.
    """
    for document in documents:
        reading = read(document, known_names(store))
        must_hold(document, reading)
        if not replace:
            must_be_the_same_text(reading.iri, graph_of(reading), document.source.sha256, store)
        loaded = admit(Change(graph_of(reading), triples_of(reading)), gate, store, whole=whole)
        yield Loaded(loaded.graph, loaded.version, loaded.changed, loaded.report, reading)


def admit(change: Change, gate: Gate, store: Store, *, whole: bool = False) -> Loaded:
    """One change through the gate into the store, if the store still is what the gate saw.

    Raises `RefusedError` with the report if it may not, `StoreBusyError` if another change came in between. What a new
    version of a graph leaves as it was is not judged again, unless ``whole`` says so.
    """
    before = store.version
    report = gate.check(change, store, whole=whole)
    if not report.conforms:
        raise RefusedError(f"refused: {report.graph} breaks {report.total} rules; nothing was stored", report)
    version = store.replace_graph(change.graph, change.triples, expected=before)
    return Loaded(change.graph, version, version != before, report)


def unload(name: str, gate: Gate, store: Store) -> Loaded:
    """Takes a document, or a curator's file, out of the graph again: by its key, its IRI or that of its graph.

    Raises `NotFoundError` with what is near if nothing of that name was loaded, `RefusedError` if another graph still says
    something of what would go.
    """
    loaded = [iri for iri in store.graphs() if iri.startswith(_LOADED)]
    key = name.rpartition("/")[2]
    found = [iri for iri in loaded if iri == name or (iri.rpartition("/")[2] == key and not name.startswith(GRAPH))]
    if not found:
        near = get_close_matches(key, [iri.rpartition("/")[2] for iri in loaded], cutoff=0.5)
        raise NotFoundError(
            f"{name}: no document or file of that name is loaded; `imvograph query documents` lists what is",
            near,
            nl=f"{name}: er is geen document of bestand met die naam geladen; `imvograph query documents` noemt wat er wel is",
        )
    if len(found) > 1:
        raise NotFoundError(
            f"{name}: {len(found)} graphs have this key; give the IRI of one",
            found,
            nl=f"{name}: {len(found)} grafen hebben deze sleutel; geef de IRI van een ervan",
        )
    return admit(Change(found[0], frozenset()), gate, store)


def known_names(store: Store) -> Gazetteer:
    """What the concept schemes and the facts in the store know by name."""
    layers = tuple(graph(kind, "") for kind in ("concepts", "curated", "added"))
    return gazetteer(triple for iri in store.graphs() if iri.startswith(layers) for triple in store.graph(iri))


def must_hold(document: Document, reading: Reading) -> None:
    """A document must have at least the mentions that its sidecar says: a source may not quietly shrink.

    Those that a reviewer rejected were found, and are counted.
    """
    counts = Counter(mention.kind for mention in (*reading.mentions, *reading.left_out))
    for kind, least in document.expected.items():
        if counts[kind] < least:
            raise SourceError(
                f"{reading.iri}: {counts[kind]} mentions of kind {kind}, but its sidecar expects {least} or more. "
                "Has the text changed, or the rules that read it? Compare `imvograph extract` with the last release",
                nl=f"{reading.iri}: {counts[kind]} vermeldingen van soort {kind}, maar het bestand .toml ernaast verwacht er "
                f"{least} of meer. Is de tekst veranderd, of zijn het de regels die hem lezen? Vergelijk `imvograph extract` met "
                "de vorige uitgave",
            )


def must_be_the_same_text(iri: str, graph: str, sha256: str, store: Store) -> None:
    """Two letters of one office on one day would get one key: the second must not push out the first unnoticed."""
    digest = term("sha256")
    held = {str(getattr(t.object, "value", "")) for t in store.graph(graph) if t.predicate == digest} - {sha256}
    if held:
        raise SourceError(
            f"{iri} is in the store with another text (SHA-256 {min(held)[:16]}…, this one {sha256[:16]}…). "
            "If this is a new version of it, load it with --replace; if it is another letter of that day, "
            'give its number in the sidecar file, as in: id = "kst-26485-400"',
            nl=f"{iri} staat in de opslag met een andere tekst (SHA-256 {min(held)[:16]}…, deze {sha256[:16]}…). "
            "Is dit er een nieuwe versie van, laad het dan met --replace; is het een andere brief van die dag, "
            'geef zijn nummer dan in het bestand .toml ernaast, zoals: id = "kst-26485-400"',
        )
