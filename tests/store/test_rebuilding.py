"""Whole dumps by bulk, and the store from its journal: byte for byte what it was."""

import gzip
import hashlib
import os
import random
import resource
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
import zstandard
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from imvograph.errors import StoreBusyError, StoreError
from imvograph.store import Companion, EmbeddedStore, loader, loading, rebuild
from imvograph.store.intact import note
from processes import lives
from waiting import SECONDS, until

GRAPHS = [f"http://example.org/graph/{name}" for name in "abc"]
INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")
DUMP = "".join(
    f'<http://example.org/{i}> <http://example.org/p> "{i}\\n" <{GRAPHS[i % 2]}> .\n' for i in range(1000)
) + "".join(f'<http://example.org/{i}> <http://example.org/p> "{i}\\n" <{GRAPHS[2]}> .\n' for i in range(100))


def triple(key: object, value: Literal | NamedNode | None = None) -> Triple:
    return Triple(NamedNode(f"http://example.org/{key}"), NamedNode("http://example.org/p"), value or Literal("v"))


def dumped(store: EmbeddedStore) -> bytes:
    output = BytesIO()
    store.dump(output, RdfFormat.N_QUADS)
    return output.getvalue()


def written(folder: Path, content: bytes | str, name: str = "dump.nq") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def load(store: EmbeddedStore, path: Path, *, replace: bool = False) -> str:
    with path.open("rb") as source:
        return store.load(source, replace=replace)


@pytest.mark.parametrize("packed", [bytes, gzip.compress, zstandard.compress])
def test_a_dump_comes_in_whole_with_its_union_as_a_set(packed: object, tmp_path: Path) -> None:
    content: bytes = packed(DUMP.encode())  # type: ignore[operator]
    told: list[int] = []
    with EmbeddedStore.open(tmp_path / "store") as store:
        version = load(store, written(tmp_path, content))
        assert (version, told) == (store.version, [])
        assert len(list(store.quads())) == 1100
        assert len(list(store.triples())) == len(set(store.triples())) == 1000
        assert store.changes()[-1].added == 1100
        assert not list(tmp_path.rglob("live/*.zst")), "it is in the journal now"
        # It is a store like any other: what is shared leaves with the last graph.
        store.replace_graph(GRAPHS[2], [])
        assert len(list(store.triples())) == 1000
        store.replace_graph(GRAPHS[0], [])
        assert len(list(store.triples())) == 500


def test_a_compressed_dump_in_several_parts_comes_in_whole(tmp_path: Path) -> None:
    lines = DUMP.encode().splitlines(keepends=True)
    parts = b"".join(gzip.compress(b"".join(lines[at : at + 300])) for at in range(0, len(lines), 300))
    with EmbeddedStore.open(tmp_path / "store") as store:
        load(store, written(tmp_path, parts))
        assert len(list(store.quads())) == 1100


def test_the_same_dump_again_is_no_change_and_another_must_say_that_it_replaces(tmp_path: Path) -> None:
    path = written(tmp_path, DUMP)
    with EmbeddedStore.open(tmp_path / "store") as store:
        version = load(store, path)
        assert load(store, path) == version
        assert load(store, written(tmp_path, zstandard.compress(DUMP.encode()), "same.nq.zst")) == version
        other = written(tmp_path, DUMP.replace("example.org/7", "example.org/seven"), "other.nq")
        with pytest.raises(StoreError, match="holds 1,100 statements, which a dump would replace"):
            load(store, other)
        assert load(store, other, replace=True).startswith("000002-")
        assert load(store, other, replace=True).startswith("000002-")
        assert store.changes()[-1].removed == 1100


def test_a_dump_is_not_loaded_amid_other_changes(tmp_path: Path) -> None:
    with EmbeddedStore.open(tmp_path / "store") as store:
        with store.batch():
            store.replace_graph(GRAPHS[0], [triple("a")])
            with pytest.raises(StoreError, match="inside a batch"):
                load(store, written(tmp_path, DUMP), replace=True)
        assert list(store.triples()) == [triple("a")]


@pytest.mark.parametrize(
    "odd",
    [
        '<http://a/s> <http://a/p> "een" <http://a/g> . # "twee" <http://a/h> .\n',
        '<http://a/s> <http://a/p> "een" <http://a/g>. # "twee" <http://a/h> .\n',
        '<http://a/s>\t<http://a/p>\t"een"\t<http://a/g>\t.\n',
        '<http://a/s><http://a/p>"een"<http://a/g>.\n',
        '<http://a/s> <http://a/p> "een > twee <http://a/h> ." <http://a/g> .\n',
        '<http://a/s> <http://a/p> "een \\" <http://a/x> .\\n"@nl <http://a/g> .\n',
        '<http://a/s> <http://a/p> "7"^^<http://www.w3.org/2001/XMLSchema#integer> <http://a/g> .\r\n',
        "# alleen een opmerking <http://a/g> .\n\n",
    ],
)
def test_n_quads_however_they_are_written_come_in_with_their_union(odd: str, tmp_path: Path) -> None:
    with EmbeddedStore.open(tmp_path / "store") as store:
        load(store, written(tmp_path, DUMP + odd + DUMP.replace("example.org", "example.com").rstrip("\n")))
        expected = {quad.triple for quad in parse(DUMP + odd, RdfFormat.N_QUADS)}
        assert expected < set(store.triples()) == {quad.triple for quad in store.quads()}


def test_a_statement_that_is_no_good_is_named_by_its_number(tmp_path: Path) -> None:
    lines, (first, second) = (
        DUMP.splitlines(keepends=True),
        ("<http://a/s> <http://a/p> <http://a/o> .\n", "<http://a/s .\n"),
    )
    with EmbeddedStore.open(tmp_path / "store") as store:
        for bad in (first, second):
            for place in (0, 700, len(lines)):
                content = "".join([*lines[:place], bad, *lines[place:]])
                with pytest.raises(StoreError, match=f"statement {place + 1:,}: "):
                    load(store, written(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "holds no statement"),
        ("# a dump of ours\n\n", "holds no statement"),
        (zstandard.compress(b""), "holds no statement"),
        (DUMP[:-40], "do not parse"),
        (DUMP + "_:b <http://a/p> <http://a/o> <http://a/g> .\n", "blank node"),
        (DUMP + "<http://a/s> <http://a/p> <http://a/o> .\n", "no graph"),
        (DUMP + "<http://a/s> <http://a/p> <<( <http://a/s> <http://a/p> 1 )>> <http://a/g> .\n", "do not parse"),
        (gzip.compress(DUMP.encode(), mtime=0)[:-900], "cut off"),
        (zstandard.compress(DUMP.encode())[:-500], "cut off"),
        (gzip.compress(DUMP.encode(), mtime=0)[:200] + b"x" * 200, "damaged"),
        (
            "<http://a/s> <http://a/p> "
            + "<<( <http://a/s> <http://a/p> " * 200_000
            + "<http://a/o>"
            + " )>>" * 200_000
            + " <http://a/g> .\n",
            "broke down",
        ),
    ],
)
def test_a_dump_that_is_no_good_changes_nothing_and_says_why(content: bytes | str, says: str, tmp_path: Path) -> None:
    with EmbeddedStore.open(tmp_path / "store") as store:
        version = store.replace_graph(GRAPHS[0], [triple("a")])
        path = written(tmp_path, content)
        with pytest.raises(StoreError, match=says):
            load(store, path, replace=True)
        assert (store.version, set(store.triples())) == (version, {triple("a")})
        store.replace_graph(GRAPHS[0], [triple("b")])
    assert len(list((tmp_path / "store" / "live").iterdir())) == 1
    assert not list((tmp_path / "store").rglob("*.zst"))


def history(root: Path, seed: int) -> None:
    """A store after replacements small and large, shared triples, odd values, and a dump."""
    chance = random.Random(seed)
    values = [Literal(7), Literal("007", datatype=INTEGER), Literal('"\n\\\t\u2028é\x00'), triple(1).predicate]
    with EmbeddedStore.open(root) as store:
        for step in range(12):
            if step in (6, 9) and seed % 2:
                load(store, written(root, DUMP.replace("/7", f"/{step}00")), replace=True)
            graph = chance.choice(GRAPHS)
            store.replace_graph(graph, {triple(chance.randrange(5), chance.choice(values)) for _ in range(step % 4)})
        with store.batch():
            for graph in GRAPHS:
                store.replace_graph(graph, [triple(graph[-1]), triple("shared")])


@pytest.mark.parametrize("seed", range(2))
def test_a_store_made_anew_from_its_journal_has_the_same_version_and_the_same_bytes(seed: int, tmp_path: Path) -> None:
    root = tmp_path / "store"
    history(root, seed)
    with EmbeddedStore.open(root, read_only=True) as store:
        version, before = store.version, dumped(store)
    rebuilt = rebuild(root)
    assert (rebuilt.version, rebuilt.same) == (version, True)
    assert rebuilt.digest == hashlib.sha256(before).hexdigest()
    shutil.rmtree(root / "snapshots")
    (root / "CURRENT").unlink()
    shutil.rmtree(root / "live")
    rebuilt = rebuild(root)
    assert (rebuilt.version, rebuilt.same) == (version, None)
    with EmbeddedStore.open(root) as store:
        assert (store.version, dumped(store)) == (version, before)
        assert len(store.changes()) == rebuilt.changes
        store.replace_graph(GRAPHS[0], [triple("on")])


def test_a_rebuild_makes_the_companions_too(tmp_path: Path) -> None:
    history(tmp_path, 0)
    shutil.rmtree(tmp_path / "snapshots")
    mark = Companion("mark", lambda data, folder, earlier: folder.joinpath("of").touch())
    rebuild(tmp_path, companions=[mark])
    with EmbeddedStore.open(tmp_path, read_only=True) as store:
        folder = store.snapshot().beside("mark")
        assert folder is not None
        assert [path.name for path in folder.iterdir()] == ["of"]


def test_a_journal_that_does_not_add_up_is_not_believed(tmp_path: Path) -> None:
    history(tmp_path, 0)
    with EmbeddedStore.open(tmp_path, read_only=True) as store:
        version, entry = store.version, store.changes()[1]
    content = bytearray((tmp_path / "journal.deltas").read_bytes())
    content[entry.start + entry.length - 6] ^= 1
    (tmp_path / "journal.deltas").write_bytes(content)
    with pytest.raises(StoreError, match=r"000002-.*(damaged|does not hold)|damaged"):
        rebuild(tmp_path)
    with EmbeddedStore.open(tmp_path, read_only=True) as store:
        assert store.version == version, "what was served still is"


@pytest.mark.parametrize("way", ["change", "dump"])
def test_a_whole_change_in_the_journal_that_is_not_the_one_of_its_version_is_not_believed(
    way: str, tmp_path: Path
) -> None:
    with EmbeddedStore.open(tmp_path) as store:
        load(store, written(tmp_path, DUMP))
        store.replace_graph(GRAPHS[0], [triple("a")])
        version, (dump, change) = store.version, store.changes()
    deltas, lines = (tmp_path / "journal.deltas").read_bytes(), (tmp_path / "journal").read_text().splitlines()
    at, entry = (0, dump) if way == "dump" else (1, change)
    frame = zstandard.decompress(deltas[entry.start : entry.start + entry.length], max_output_size=1 << 20)
    other = zstandard.compress(frame.replace(b"example.org/a>" if at else b"example.org/7>", b"example.org/z>"))
    (tmp_path / "journal.deltas").write_bytes(other if at == 0 else deltas[: entry.start] + other)
    lines[at] = lines[at].replace(f'"length": {entry.length}', f'"length": {len(other)}')
    (tmp_path / "journal").write_text("\n".join(lines) + "\n")
    with pytest.raises(StoreError, match=f"should lead to {entry.version}"):
        rebuild(tmp_path)
    with EmbeddedStore.open(tmp_path, read_only=True) as store:
        assert store.version == version, "what was served still is"


def test_what_is_served_and_is_not_what_the_journal_says_is_made_anew(tmp_path: Path) -> None:
    history(tmp_path, 0)
    with EmbeddedStore.open(tmp_path, read_only=True) as store:
        version, before, served = store.version, dumped(store), store.snapshot().path
    altered = Store(served)
    altered.add(Quad(*triple("untold"), NamedNode(GRAPHS[0])))
    del altered
    note(served)
    rebuilt = rebuild(tmp_path)
    assert (rebuilt.version, rebuilt.same, rebuilt.digest) == (version, False, hashlib.sha256(before).hexdigest())
    with EmbeddedStore.open(tmp_path, read_only=True) as store:
        assert dumped(store) == before


def test_after_a_dump_the_last_snapshots_are_kept(tmp_path: Path) -> None:
    with EmbeddedStore.open(tmp_path, snapshot_keep=2) as store:
        for number in range(3):
            store.replace_graph(GRAPHS[0], [triple(number)])
        load(store, written(tmp_path, DUMP), replace=True)
    assert sorted(path.name[:6] for path in tmp_path.glob("snapshots/*")) == ["000003", "000004"]


LOADS = """
import sys
from imvograph.store import EmbeddedStore
EmbeddedStore.open(sys.argv[1]).load(sys.stdin.buffer)
"""


def loaders(parent: int) -> list[int]:
    """The loading processes that the main thread of one has started."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(pid) for pid in children if b"imvograph.store.loader" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_the_process_that_reads_a_dump_has_limits_and_ends_with_who_started_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LOADS, str(tmp_path)],
        stdin=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as parent:
        until(lambda: loaders(parent.pid))
        (pid,) = loaders(parent.pid)
        until(lambda: "Seccomp:\t2" in Path(f"/proc/{pid}/status").read_text())  # it can open no sockets
        assert resource.prlimit(pid, resource.RLIMIT_AS)[0] == loading.MEMORY
        parent.kill()
        until(lambda: not lives(pid))  # though the rest of the dump may still come


def test_a_load_that_is_interrupted_ends_at_once_and_has_changed_nothing(tmp_path: Path) -> None:
    out, into = os.pipe()

    def interrupt(_: int) -> None:
        raise InterruptedError

    def pour() -> None:
        with suppress(BrokenPipeError), os.fdopen(into, "wb") as pipe:
            pipe.write(DUMP.encode() * (loader.TELL // 1000))
            pipe.flush()
            ended.wait(SECONDS)  # more may come

    with EmbeddedStore.open(tmp_path) as store, ThreadPoolExecutor(2) as threads, os.fdopen(out, "rb") as source:
        version, ended = store.version, threading.Event()
        threads.submit(pour)
        try:
            loads = threads.submit(store.load, source, progress=interrupt)
            assert isinstance(loads.exception(SECONDS), StoreError)
        finally:
            ended.set()
        assert (store.version, store.graphs()) == (version, [])


def test_a_rebuild_waits_for_nobody_and_says_who_writes(tmp_path: Path) -> None:
    with EmbeddedStore.open(tmp_path), pytest.raises(StoreBusyError, match="is being written by process"):
        rebuild(tmp_path)
    with pytest.raises(StoreError, match="neither a version nor a journal"):
        rebuild(tmp_path / "none")
