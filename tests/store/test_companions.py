"""What is published beside a snapshot: never later than its data, never of another version."""

import os
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.errors import StoreError
from imvograph.store import Companion, Earlier, EmbeddedSnapshot, EmbeddedStore

GRAPHS = [f"http://example.org/graph/{name}" for name in "abc"]


def triple(key: object) -> Triple:
    return Triple(NamedNode(f"http://example.org/{key}"), NamedNode("http://example.org/p"), Literal("v"))


class Index:
    """Writes which version it is of, how many triples there are, and what changed since the one before."""

    def __init__(self, name: str = "index") -> None:
        self.companion = Companion(name, self.build)
        self.broken = False

    def build(self, data: EmbeddedSnapshot, folder: Path, earlier: Earlier | None) -> None:
        folder.joinpath("deep").mkdir()
        changed = " ".join(sorted(iri[-1] for iri in earlier.changed)) if earlier else "all"
        folder.joinpath("deep", "of").write_text(f"{data.version} {sum(1 for _ in data.triples())} {changed}")
        if self.broken:
            raise StoreError("the index cannot be made")


def read(store: EmbeddedStore, name: str = "index") -> str:
    snapshot = store.snapshot()
    folder = snapshot.beside(name)
    assert folder is not None
    version, rest = folder.joinpath("deep", "of").read_text().split(" ", 1)
    assert version == snapshot.version
    return rest


def test_each_version_has_its_companion_which_may_build_on_the_one_before(tmp_path: Path) -> None:
    with EmbeddedStore.open(tmp_path, companions=[Index().companion]) as store:
        assert read(store) == "0 all"
        store.replace_graph(GRAPHS[0], [triple("a")])
        assert read(store) == "1 a"
        with store.batch():
            store.replace_graph(GRAPHS[1], [triple("a"), triple("b")])
            store.replace_graph(GRAPHS[2], [triple("c")])
        assert read(store) == "3 b c"
    with EmbeddedStore.open(tmp_path, read_only=True) as store:
        assert read(store) == "3 b c"


def test_without_its_companion_a_version_is_not_published(tmp_path: Path) -> None:
    index = Index()
    with EmbeddedStore.open(tmp_path, companions=[index.companion]) as store:
        before = store.replace_graph(GRAPHS[0], [triple("a")])
        index.broken = True
        with pytest.raises(StoreError, match="the index cannot be made"):
            store.replace_graph(GRAPHS[0], [triple("b")])
        assert (store.version, set(store.triples())) == (before, {triple("a")})
        index.broken = False
        store.replace_graph(GRAPHS[0], [triple("b")])
        assert read(store) == "1 a"
        assert len(store.changes()) == 2
    assert not list(tmp_path.rglob(".making-*"))


def test_a_companion_that_is_new_is_made_beside_the_newest_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync, forced = os.fsync, set[int]()

    def noted(handle: int) -> None:
        fsync(handle)
        forced.add(os.fstat(handle).st_ino)

    monkeypatch.setattr(os, "fsync", noted)
    with EmbeddedStore.open(tmp_path) as store:
        version = store.replace_graph(GRAPHS[0], [triple("a")])
        assert store.snapshot().beside("index") is None
        (tmp_path / "snapshots" / version / ".making-index").mkdir()  # of a writer that was killed
    with EmbeddedStore.open(tmp_path, companions=[Index().companion, Index("index-2").companion]) as store:
        assert (store.version, read(store), read(store, "index-2")) == (version, "1 all", "1 all")
        assert {file.stat().st_ino for file in store.snapshot().path.rglob("index*/**")} <= forced
        store.replace_graph(GRAPHS[1], [triple("b")])
        assert (read(store), read(store, "index-2")) == ("2 b", "2 b")
