"""The graph from its files, layer by layer: ontology, concepts, curated facts, letters, what a person read in them.

Each layer may speak of the ones before it (``data/README.md``). What has not changed is not loaded again; what is gone
from the files goes from the graph.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pyoxigraph import Triple

from imvograph import __version__, assets, ingest
from imvograph.errors import SourceError, unreadable
from imvograph.gate import Change, Gate, Report, check_all
from imvograph.gate.parse import parse
from imvograph.gate.whole import PART_OF_THE_PROGRAM
from imvograph.ingest.reviews import reviewed
from imvograph.model.entities import Gazetteer
from imvograph.model.iris import graph, slug
from imvograph.pipeline import Loaded, admit, load
from imvograph.store import Store
from imvograph.store.batch import as_stored
from imvograph.store.reader import Reader
from imvograph.triples import gazetteer

LARGEST = 16 << 20
"""The largest Turtle file, in bytes; the gate refuses more."""

PACKAGE = Path(__file__).resolve().parent
OWN_LAYERS = tuple(graph(kind, "") for kind in ("ontology", "concepts", "curated"))


@dataclass(frozen=True)
class Step:
    """One file of the build and, for Turtle, the named graph that it becomes."""

    path: Path
    graph: str | None


def steps() -> list[Step]:
    """The files of the build, in the order of their layers."""
    layers = (
        (assets.ONTOLOGY, "*.ttl", lambda stem: graph("ontology", stem)),
        (assets.ONTOLOGY / "concepts", "*.ttl", lambda stem: graph("concepts", stem)),
        (assets.DATA / "curated", "*.ttl", lambda stem: graph("curated", stem)),
        (assets.DATA / "letters", "*.txt", lambda stem: None),
        (assets.DATA / "curated" / "letters", "*.ttl", lambda stem: graph("curated", f"letters-{stem}")),
    )
    return [Step(path, name(path.stem)) for folder, pattern, name in layers for path in sorted(folder.glob(pattern))]


def fingerprint() -> str:
    """A digest of all that the graph is made from: the files of the build, the shapes, and this program."""
    digest = sha256()
    parts = (
        (assets.ONTOLOGY, "**/*.ttl"),
        (assets.SHAPES, "*.ttl"),
        (assets.DATA, "**/*"),
        (PACKAGE, "**/*.py"),
    )
    for folder, pattern in parts:
        for path in sorted(p for p in folder.glob(pattern) if p.is_file()):
            digest.update(f"{path.relative_to(folder)}\0{sha256(path.read_bytes()).hexdigest()}\0".encode())
    return digest.hexdigest()


def shapes_gate(engine: str) -> Gate:
    """The gate with the shapes and the ontology of this installation."""
    vocabulary = frozenset(t for path in sorted(assets.ONTOLOGY.glob("*.ttl")) for t in _triples(path))
    return Gate(assets.read_all(assets.SHAPES, "*.ttl"), vocabulary, engine)


def build(store: Store, gate: Gate, progress: Callable[[Step], None] = lambda step: None) -> str:
    """Loads every file of the build into the store as one new version; returns the version.

    Raises what `pipeline.load` raises, with the file's name. The ontology is part of the program, as the shapes are, and
    is checked by its own tests; all else goes through the gate, and whole: the shapes may have changed since.
    """
    with store.batch():
        kept = {step.graph for step in steps()}
        for iri in store.graphs():
            if iri.startswith(OWN_LAYERS) and iri not in kept:
                store.replace_graph(iri, ())
        for step in steps():
            progress(step)
            _load(step, gate, store)
    return store.version


def _load(step: Step, gate: Gate, store: Store) -> None:
    if step.graph is None:
        documents = [reviewed(document, assets.REVIEWS) for document in ingest.read(step.path)]
        for _ in load(documents, gate, store, replace=True, whole=True):
            pass
    elif step.graph.startswith(graph("ontology", "")):
        store.replace_graph(step.graph, _triples(step.path))
    else:
        admit(Change(step.graph, _triples(step.path)), gate, store, whole=True)


def check_whole(loaded: Reader, gate: Gate) -> Iterator[Report]:
    """What the gate says of each graph of a whole dump, in the order of their names.

    Raises `SourceError` if it holds another ontology than this installation, whose gate could not judge what uses it.
    """
    ours = {step.graph: step.path for step in steps() if step.graph}
    for name in loaded.graphs():
        if name.startswith(PART_OF_THE_PROGRAM) and (
            name not in ours or loaded.graph(name) != as_stored(_triples(ours[name]))
        ):
            raise SourceError(
                f"{name} of the dump is not that of this installation ({__version__}): load the dump with the imvograph "
                "that made it, or leave that graph out; `imvograph build` brings it"
            )
    yield from check_all(gate, loaded)


def _triples(path: Path) -> frozenset[Triple]:
    try:
        if path.exists() and not path.is_file():
            raise SourceError(
                f"{path}: no file; name a Turtle file", nl=f"{path}: geen bestand; noem een bestand met Turtle"
            )
        with path.open("rb") as file:
            return parse(file.read(LARGEST + 1), str(path))
    except (OSError, ValueError) as exc:
        raise unreadable(path, exc) from exc


def asset_names() -> Gazetteer:
    """What the concept schemes and the curated files know by name, read from the files: extraction needs no store."""
    folders = (assets.ONTOLOGY / "concepts", assets.DATA / "curated")
    return gazetteer(triple for folder in folders for path in sorted(folder.glob("*.ttl")) for triple in _triples(path))


def load_facts(path: Path, gate: Gate, store: Store, *, replace: bool = False) -> Loaded:
    """A curator's Turtle file; raises `TurtleError`, `SourceError`, or `RefusedError` if the gate refuses it.

    If the graph is there with other facts, it is only replaced when ``replace`` says so.
    """
    name, triples = added_graph(path), _triples(path)
    held = store.graph(name)
    if not replace and held and not any(triple in held for triple in triples):
        raise SourceError(
            f"{path}: {name} is in the store with {len(held)} other triples; load it with --replace if these are to go, "
            "or give the file another name",
            nl=f"{path}: {name} staat in de opslag met {len(held)} andere tripels; laad het met --replace als die weg mogen, "
            "of geef het bestand een andere naam",
        )
    return admit(Change(name, triples), gate, store)


def check_file(path: Path, data: bytes, gate: Gate, store: Store) -> Report:
    """What the gate says of a Turtle file, without storing it."""
    return gate.check(Change(added_graph(path), parse(data, str(path))), store, whole=True)


def added_graph(path: Path) -> str:
    """The graph that a curator's file becomes: none of those that the build owns, so that a build leaves it alone."""
    return graph("added", slug(path.stem) or "input")
