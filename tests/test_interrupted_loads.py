"""A load of many documents that is killed or interrupted leaves whole documents, and the next one goes on to the same graph."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from imvograph.bulk import load_files
from imvograph.cli.parts import interrupts
from imvograph.gate import Gate
from imvograph.model.iris import IMVO, graph
from imvograph.store import EmbeddedStore
from imvograph.store.batch import Batch
from processes import lives
from waiting import until

DOCUMENTS = 210
"""More than four batches of `bulk.BATCH`, so that a kill finds some published and some not, and an interrupt comes in time."""

Load = Callable[[], "subprocess.Popen[str]"]


def question(number: int) -> str:
    """Written questions of our own making, as the House prints them; each with its own words."""
    return (
        f"2031Z{number:05}\n(ingezonden 4 oktober 2031)\n\n"
        f"Vragen van het lid Jansen (VVD) aan de minister van Financiën over keten {number}\n\n"
        f"Vraag 1\nKent u de motie-Becker c.s. (Kamerstuk 26 485, nr. {number + 500}) over de tomatensector?\n"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("questions")
    for number in range(DOCUMENTS):
        (folder / f"{number}.txt").write_text(question(number))
    return folder


@pytest.fixture
def load(tmp_path: Path, built_path: Path, folder: Path) -> Iterator[Load]:
    """Starts `imvograph load` of the folder into a store that holds the whole graph."""
    shutil.copytree(built_path, tmp_path / "store")
    running: list[subprocess.Popen[str]] = []

    def start() -> "subprocess.Popen[str]":
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "imvograph", "load", str(folder), "--processes", "2"],
                env={**os.environ, "IMVOGRAPH_STORE": str(tmp_path / "store"), "NO_COLOR": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return running[-1]

    yield start
    for each in running:
        each.kill()
        each.communicate()


def loaded(store: EmbeddedStore) -> dict[str, int]:
    """How many triples each document of the folder has."""
    ours = [iri for iri in store.graphs() if iri.startswith(graph("extraction", "kv-tk-2031Z"))]
    return {iri: len(store.graph(iri)) for iri in ours}


def everything(store: EmbeddedStore) -> list[str]:
    return sorted(str(quad) for quad in store.quads())


@pytest.fixture(scope="module")
def whole(folder: Path, built_path: Path, tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """The graph of a load that nobody disturbed."""
    path = tmp_path_factory.mktemp("whole") / "store"
    shutil.copytree(built_path, path)
    command = [sys.executable, "-m", "imvograph", "load", str(folder), "--processes", "2"]
    subprocess.run(command, env={**os.environ, "IMVOGRAPH_STORE": str(path)}, check=True, capture_output=True)
    return EmbeddedStore.open(path, read_only=True)


def wait_for(store: Path, more: int) -> None:
    """Until so many versions were published since."""
    seen: set[str] = set()

    def published() -> bool:
        seen.add((store / "CURRENT").read_text())
        return len(seen) > more

    until(published)


def test_kill_9_at_random_moments_leaves_whole_documents_and_the_next_load_ends_in_the_same_graph(
    load: Load, whole: EmbeddedStore, tmp_path: Path
) -> None:
    expected, chance = loaded(whole), random.Random(4)
    assert len(expected) == DOCUMENTS
    seen = []
    for _ in range(3):
        running = load()
        wait_for(tmp_path / "store", chance.randint(0, 1))
        time.sleep(chance.uniform(0.0, 0.4))
        running.send_signal(signal.SIGKILL)
        running.communicate()
        with EmbeddedStore.open(tmp_path / "store", read_only=True) as store:
            found = loaded(store)
            assert found.items() <= expected.items(), "a document is there whole, or not at all"
            texts = list(
                store.select(f"SELECT ?t {{ ?t <{IMVO}textOf> ?work FILTER(CONTAINS(STR(?work), '2031Z')) }}").rows
            )
            assert len(texts) == len(found), "the union holds the documents of the graphs, and no other"
            seen.append(len(found))
    assert seen == sorted(seen), "what was there stays there"
    assert any(0 < count < DOCUMENTS for count in seen), "no kill met the middle of a load"
    last = load()
    told, errors = last.communicate(timeout=120)
    assert last.returncode == 0, errors
    assert f"{seen[-1]} skipped" in told
    with EmbeddedStore.open(tmp_path / "store", read_only=True) as store:
        assert everything(store) == everything(whole)


def test_the_processes_that_read_end_with_the_one_that_was_killed(load: Load, tmp_path: Path) -> None:
    running = load()
    wait_for(tmp_path / "store", 1)
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
    readers = [pid for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(readers) == 2
    running.kill()
    running.communicate()
    until(lambda: not any(lives(int(pid)) for pid in readers))


def test_what_is_published_when_an_interrupt_comes_is_told_first(
    folder: Path, gate: Gate, store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = EmbeddedStore._publish

    def published(self: EmbeddedStore, batch: Batch) -> None:
        publish(self, batch)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(EmbeddedStore, "_publish", published)
    told: list[str | None] = []
    with pytest.raises(KeyboardInterrupt), interrupts() as interrupt:
        for outcome in load_files(
            sorted(folder.iterdir()), gate, store, processes=1, progress=lambda path: interrupt()
        ):
            told.append(outcome.graph)
    assert sorted(filter(None, told)) == sorted(loaded(store)) and 0 < len(told) < DOCUMENTS


def test_an_interrupt_tells_what_is_stored_and_the_same_command_goes_on(load: Load, tmp_path: Path) -> None:
    running = load()
    wait_for(tmp_path / "store", 1)
    running.send_signal(signal.SIGINT)
    told, errors = running.communicate(timeout=60)
    assert running.returncode == 130, (told, errors)
    assert "interrupted" in errors and "Traceback" not in errors
    with EmbeddedStore.open(tmp_path / "store", read_only=True) as store:
        stored = len(loaded(store))
    assert 0 < stored < DOCUMENTS and f"{stored} loaded" in told
    again = load()
    told, _ = again.communicate(timeout=120)
    assert again.returncode == 0 and f"{stored} skipped" in told and f"{DOCUMENTS - stored} loaded" in told
