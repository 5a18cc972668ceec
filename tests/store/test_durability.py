"""What is acknowledged stays; what is damaged is noticed; one process writes, any number read."""

import logging
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from imvograph.errors import StoreBusyError, StoreError
from imvograph.store import EmbeddedStore

GRAPH = "http://example.org/graph"
SIZE = 50

# What the other processes of these tests share: a graph holds SIZE triples, all of one generation.
PRELUDE = f"""
import sys, time
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Triple
from imvograph.store import EmbeddedStore

def generation(number):
    p = NamedNode("http://example.org/p")
    return [Triple(NamedNode(f"http://example.org/{{i}}"), p, Literal(number)) for i in range({SIZE})]
"""
WRITER = (
    PRELUDE
    + f"""
store = EmbeddedStore.open(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    number += 1
    print(number, store.replace_graph("{GRAPH}", generation(number)), flush=True)
"""
)
READER = (
    PRELUDE
    + f"""
store = EmbeddedStore.open(Path(sys.argv[1]), read_only=True)
print("ready", flush=True)
while True:
    snapshot = store.snapshot()
    union = [t.object.value for t in snapshot.triples()]
    named = [t.object.value for t in snapshot.graph("{GRAPH}")]
    if len(union) != {SIZE} or len(named) != {SIZE} or len({{*union, *named}}) != 1:
        print("half", snapshot.version, len(union), len(named), flush=True)
    print(snapshot.version, union[0], flush=True)
    time.sleep(0.002)
"""
)


def generation(number: int) -> list[Triple]:
    p = NamedNode("http://example.org/p")
    return [Triple(NamedNode(f"http://example.org/{i}"), p, Literal(number)) for i in range(SIZE)]


@contextmanager
def process(script: str, *arguments: object) -> Iterator["subprocess.Popen[str]"]:
    """Another Python process, which ends with the block."""
    running = subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        yield running
    finally:
        running.kill()
        running.communicate()


def test_a_reader_in_another_process_sees_each_version_whole_and_soon(tmp_path: Path) -> None:
    with EmbeddedStore.open(tmp_path) as store:
        store.replace_graph(GRAPH, generation(0))
        with process(READER, tmp_path) as reader:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n"
            versions = {}
            for number in range(1, 13):
                versions[store.replace_graph(GRAPH, generation(number))] = str(number)
                time.sleep(0.01)
            seen: dict[str, str] = {}
            while store.version not in seen:
                version, value = reader.stdout.readline().split()
                assert version != "half"
                seen[version] = value
    assert store_version_was_seen(seen, versions)


def store_version_was_seen(seen: dict[str, str], versions: dict[str, str]) -> bool:
    newest = max(versions)
    assert seen[newest] == versions[newest]
    assert len(seen) > 3, "it followed on the way, not only at the end"
    return all(versions.get(version, "0") == value for version, value in seen.items())


def test_kill_9_loses_nothing_that_was_acknowledged_and_leaves_nothing_half(tmp_path: Path) -> None:
    chance, last = random.Random(26485), 0
    for _ in range(4):
        with process(WRITER, tmp_path, last) as writer:
            assert writer.stdout is not None
            acknowledged = writer.stdout.readline().split()
            time.sleep(chance.uniform(0.05, 0.4))
            writer.send_signal(signal.SIGKILL)
            rest = writer.stdout.read()
            acknowledged = (rest.rpartition("\n")[0].rpartition("\n")[2] or " ".join(acknowledged)).split()
        number, version = int(acknowledged[0]), acknowledged[1]
        with EmbeddedStore.open(tmp_path) as store:
            held = {triple.object.value for triple in store.graph(GRAPH) if isinstance(triple.object, Literal)}
            assert set(store.triples()) == store.graph(GRAPH) == set(generation(int(min(held))))
            # The change under way when it died may have been published just before it could say so.
            assert int(min(held)) in (number, number + 1)
            assert version in [entry.version for entry in store.changes()[-2:]]
            assert store.changes()[-1].version == store.version
            assert not list(tmp_path.glob("snapshots/.making-*"))
            last = int(min(held))


@pytest.fixture
def forced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What was forced to the disk, in order: the name in the store, and the number of the file, which a new name leaves."""
    fsync, told = os.fsync, list[tuple[str, int]]()

    def noted(handle: int) -> None:
        fsync(handle)
        told.append((os.path.relpath(Path(f"/proc/self/fd/{handle}").readlink(), tmp_path), os.fstat(handle).st_ino))

    monkeypatch.setattr(os, "fsync", noted)
    return told


@pytest.mark.parametrize("how", ["a change", "a dump"])
def test_what_is_acknowledged_was_forced_to_the_disk_whole_and_the_journal_before_the_pointer(
    how: str, three: Path, forced: list[tuple[str, int]]
) -> None:
    with EmbeddedStore.open(three) as store:
        forced.clear()
        if how == "a change":
            version = store.replace_graph(GRAPH, generation(4))
        else:
            dump = three / "dump.nq"
            dump.write_text("".join(f"{triple} <{GRAPH}> .\n" for triple in generation(4)))
            with dump.open("rb") as source:
                version = store.load(source, replace=True)
        in_order = [name for name, _ in forced]
        snapshot = three / "snapshots" / version
        lasts = {file.stat().st_ino for file in (snapshot, *snapshot.rglob("*"))}
        assert len(lasts) > 5 and lasts <= {number for _, number in forced}
    *before, pointer, folder = in_order
    assert (pointer, folder) == ("CURRENT.new", ".")
    assert before[:2] == ["journal.deltas", "journal"]
    assert before[-1] == "snapshots", "the name of a snapshot, before the pointer says it"


def test_a_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    with process(WRITER, tmp_path, 0) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        with pytest.raises(StoreBusyError, match=rf"written by process {writer.pid}; stop that one first") as caught:
            EmbeddedStore.open(tmp_path)
        assert caught.value.retry_after > 0
    with EmbeddedStore.open(tmp_path), pytest.raises(StoreBusyError, match=f"process {os.getpid()}"):
        EmbeddedStore.open(tmp_path)
    EmbeddedStore.open(tmp_path).close()


def test_a_store_open_for_reading_takes_no_changes(tmp_path: Path) -> None:
    EmbeddedStore.open(tmp_path).close()
    with EmbeddedStore.open(tmp_path, read_only=True) as store, pytest.raises(StoreError, match="for reading only"):
        store.replace_graph(GRAPH, generation(1))


def test_reading_where_there_is_no_store_says_so_and_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="build one first"):
        EmbeddedStore.open(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()


def test_the_last_snapshots_are_kept_and_those_that_somebody_reads(tmp_path: Path) -> None:
    with EmbeddedStore.open(tmp_path, snapshot_keep=2) as store:
        store.replace_graph(GRAPH, generation(1))
        first = store.snapshot()
        with EmbeddedStore.open(tmp_path, read_only=True) as reader:
            assert reader.version == first.version
            for number in range(2, 7):
                store.replace_graph(GRAPH, generation(number))
            kept = sorted(path.name[:6] for path in tmp_path.glob("snapshots/*"))
            assert kept == ["000001", "000005", "000006"]
        del first
        store.replace_graph(GRAPH, generation(7))
    assert sorted(path.name[:6] for path in tmp_path.glob("snapshots/*")) == ["000006", "000007"]


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A store of three versions, closed."""
    with EmbeddedStore.open(tmp_path) as store:
        for number in (1, 2, 3):
            store.replace_graph(GRAPH, generation(number))
    return tmp_path


def snapshot_directory(root: Path, number: int) -> Path:
    return next(root.glob(f"snapshots/{number:06d}-*"))


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"000009-0123456789ab\n", b"../../etc\n"])
def test_a_damaged_pointer_costs_nothing_but_a_warning(
    content: bytes | None, read_only: bool, three: Path, caplog: pytest.LogCaptureFixture
) -> None:
    three.joinpath("CURRENT").unlink()
    if content is not None:
        three.joinpath("CURRENT").write_bytes(content)
    with caplog.at_level(logging.WARNING), EmbeddedStore.open(three, read_only=read_only) as store:
        assert store.graph(GRAPH) == set(generation(3))
        assert "version 000003-" in caplog.text
        if not read_only:
            assert store.replace_graph(GRAPH, generation(4)).startswith("000004-")
            assert len(store.changes()) == 4


def damage(directory: Path, how: str) -> None:
    largest = max(directory.glob("*.sst"), key=lambda file: file.stat().st_size)
    content = largest.read_bytes()
    largest.unlink()  # a hard link: the same file in other snapshots stays whole
    if how == "cut":
        largest.write_bytes(content[: len(content) // 2])
    if how == "manifest":
        largest.write_bytes(content)
        next(directory.glob("MANIFEST-*")).write_bytes(b"")


@pytest.mark.parametrize("how", ["cut", "missing", "manifest"])
def test_a_damaged_snapshot_is_noticed_readers_get_the_one_before_and_the_writer_makes_it_again(
    how: str, three: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damage(snapshot_directory(three, 3), how)
    with caplog.at_level(logging.WARNING), EmbeddedStore.open(three, read_only=True) as store:
        assert store.graph(GRAPH) == set(generation(2))
    assert "cannot be opened" in caplog.text
    assert "version 000002-" in caplog.text
    with EmbeddedStore.open(three) as store:
        assert "was made again from the journal" in caplog.text
        assert set(store.triples()) == store.graph(GRAPH) == set(generation(3))
        assert store.replace_graph(GRAPH, generation(30)).startswith("000004-")
        assert [entry.version[:6] for entry in store.changes()] == ["000001", "000002", "000003", "000004"]
    assert len(list(three.glob("snapshots/.damaged-000003-*"))) == 1
    assert not three.joinpath("journal.undone").exists()


@pytest.mark.parametrize("how", ["cut", "missing"])
def test_each_file_of_a_snapshot_is_missed_at_once(
    how: str, three: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The engine opens some of them when it first needs them: then readers had an error, and no writer could begin."""
    with EmbeddedStore.open(three) as store:
        for number in range(4, 9):
            store.replace_graph(f"{GRAPH}/{number}", generation(number))
        held, before = set(store.triples()), set(store.triples()) - set(generation(8))
    files = sorted(snapshot_directory(three, 8).glob("*.sst"))
    assert len(files) > 20
    for file in files[::8]:
        copy = tmp_path_factory.mktemp("copies") / "store"
        shutil.copytree(three, copy)
        lost = copy / file.relative_to(three)
        content = lost.read_bytes()
        lost.unlink()
        if how == "cut":
            lost.write_bytes(content[:-1])
        with EmbeddedStore.open(copy, read_only=True) as store:
            assert (store.version[:6], set(store.triples())) == ("000007", before)
        with EmbeddedStore.open(copy) as store:
            assert (store.version[:6], set(store.triples())) == ("000008", held)


@pytest.mark.parametrize("lost", ["journal.deltas", "journal"])
def test_a_damaged_snapshot_is_set_aside_if_the_journal_is_damaged_too(
    lost: str, three: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damage(snapshot_directory(three, 3), "cut")
    content = three.joinpath(lost).read_bytes()
    three.joinpath(lost).write_bytes(content[: -len(content) // 6])
    with caplog.at_level(logging.WARNING), EmbeddedStore.open(three) as store:
        assert "is lost" in caplog.text
        assert store.graph(GRAPH) == set(generation(2))
        assert [entry.version[:6] for entry in store.changes()] == ["000001", "000002"]
        assert store.replace_graph(GRAPH, generation(30)).startswith("000003-")
    assert len(list(three.glob("snapshots/.damaged-000003-*"))) == 1


def test_without_any_usable_snapshot_the_store_does_not_open_and_is_not_emptied(three: Path) -> None:
    for directory in list(three.glob("snapshots/*")):
        damage(directory, "manifest")
    for read_only in (True, False):
        with pytest.raises(StoreError, match="no store with a usable snapshot"):
            EmbeddedStore.open(three, read_only=read_only)
    assert len(list(three.glob("snapshots/*/*.sst"))) > 0


def test_what_a_killed_writer_left_is_cleared_away(three: Path) -> None:
    for stray in ("snapshots/.making-000004-0123456789ab", "live/old"):
        three.joinpath(stray).mkdir(parents=True)
        three.joinpath(stray, "bulk-1.sst").write_bytes(b"half")
    three.joinpath("journal").open("a").write('{"version": "000004-0123456789ab", "graph": "http')
    deltas = three.joinpath("journal.deltas").read_bytes()
    three.joinpath("journal.deltas").write_bytes(deltas + b"half")
    with EmbeddedStore.open(three) as store:
        assert store.graph(GRAPH) == set(generation(3))
        assert [entry.version[:6] for entry in store.changes()] == ["000001", "000002", "000003"]
        assert three.joinpath("journal.deltas").read_bytes() == deltas
        assert store.replace_graph(GRAPH, generation(4)) == store.changes()[-1].version
    assert not list(three.rglob("bulk-*.sst"))
    assert re.match(r'\{"version": "000004', three.joinpath("journal.undone").read_text())


def test_a_version_that_the_pointer_never_named_goes_and_the_same_change_can_come_again(three: Path) -> None:
    made = snapshot_directory(three, 3).name
    three.joinpath("CURRENT").write_text(snapshot_directory(three, 2).name + "\n")  # killed just before the pointer
    with EmbeddedStore.open(three) as store:
        assert set(store.triples()) == store.graph(GRAPH) == set(generation(2))
        assert [entry.version[:6] for entry in store.changes()] == ["000001", "000002"]
        assert not list(three.glob("snapshots/000003-*"))
        assert store.replace_graph(GRAPH, generation(3)) == made
    assert made in three.joinpath("journal.undone").read_text()


def test_a_change_that_cannot_be_published_is_not_made(three: Path) -> None:
    with EmbeddedStore.open(three) as store:
        before = store.version
        three.joinpath("CURRENT.new").mkdir()  # stands in the way, as a full disk would
        with pytest.raises(StoreError, match="nothing was stored"):
            store.replace_graph(GRAPH, generation(4))
        assert (store.version, store.graph(GRAPH)) == (before, frozenset(generation(3)))
        three.joinpath("CURRENT.new").rmdir()
        assert store.replace_graph(GRAPH, generation(5)).startswith("000004-")
        assert [entry.version for entry in store.changes()][-1] == store.version
        assert len(store.changes()) == 4


def test_a_full_disk_costs_the_change_not_the_store(three: Path) -> None:
    # A limit on the size of files stands for the full disk; it holds for a process, so it needs one of its own.
    script = (
        PRELUDE
        + f"""
import resource, signal
from imvograph.errors import StoreError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = EmbeddedStore.open(Path(sys.argv[1]))
a = NamedNode("http://example.org/a")
many = [Triple(a, a, Literal(str(i) * 50)) for i in range(9000)]
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
try:
    store.replace_graph("{GRAPH}", many)
except StoreError as exc:
    print("refused:", exc)
try:
    with store.batch():
        store.replace_graph("{GRAPH}/other", generation(4))
        try:
            store.replace_graph("{GRAPH}", many)
        except StoreError:
            pass  # as a load does, which tells of it and goes on
except StoreError as exc:
    print("batch:", exc)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert store.graphs() == ["{GRAPH}"]
assert store.graph("{GRAPH}") == set(generation(3))
print(store.replace_graph("{GRAPH}", many))
assert len(list(store.triples())) == 9000
"""
    )
    with process(script, three) as other:
        output, _ = other.communicate(timeout=30)
    assert other.returncode == 0
    assert output.startswith("refused: ")
    assert "batch: a change in this batch failed half-way; nothing of the batch was stored" in output
    assert "000004-" in output
