"""Files of every format, and numbers to fetch, become graphs from the command line; what was loaded can be taken out again."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from imvograph import bulk
from imvograph.bulk import load_files
from imvograph.errors import NotFoundError, RefusedError, StoreError
from imvograph.gate import Gate
from imvograph.ingest import FORMATS
from imvograph.model.iris import IMVO, graph, thing
from imvograph.pipeline import unload
from imvograph.store import EmbeddedStore
from imvograph.store.batch import Batch

SAMPLES = Path(__file__).parent / "samples"
Run = Callable[..., "subprocess.CompletedProcess[str]"]

LETTER = [
    "Aan de Voorzitter van de Tweede Kamer der Staten-Generaal",
    "",
    "Den Haag, 3 mei 2022",
    "",
    "Zie Kamerstuk 26 485, nr. 337.",
    "",
    "De Minister voor Buitenlandse Handel en Ontwikkelingssamenwerking,",
    "E.N.A.J. Schreinemacher",
]


@pytest.fixture
def run(tmp_path: Path, built_path: Path) -> Run:
    """Runs `imvograph …` on a store of its own that holds the whole graph."""
    store = tmp_path / "store"
    shutil.copytree(built_path, store)

    def call(*words: object) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "IMVOGRAPH_STORE": str(store), "COLUMNS": "200", "NO_COLOR": "1"}
        environment |= {"IMVOGRAPH_FETCH_ATTEMPTS": "1", "IMVOGRAPH_FETCHED": str(tmp_path / "fetched")}
        command = [sys.executable, "-m", "imvograph", *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=120)

    return call


def test_a_file_of_every_format_is_loaded_by_its_content(
    store: EmbeddedStore,
    gate: Gate,
    tmp_path: Path,
    make_pdf: Callable[..., bytes],
    make_docx: Callable[..., bytes],
) -> None:
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LETTER)
    made = {
        "kst-26485-901": make_pdf(LETTER),
        "kst-26485-902": make_docx(paragraphs),
        "kst-26485-903": "\n".join(LETTER).encode(),
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)  # no ending at all
    given = ["kst-99999-7.xml", "kst-99999-8.xml", "h-tk-20212022-99-2.xml", "verslag.xml", "kst-99999-9.html"]
    files = [*(tmp_path / name for name in made), *(SAMPLES / name for name in given)]
    outcomes = list(load_files(files, gate, store, processes=1))
    assert [str(one.error) for one in outcomes if one.error] == []
    assert [str(one.graph).rpartition("/")[2] for one in outcomes] == [
        *made, "kst-99999-7", "kst-99999-XVII-8", "h-tk-20212022-99-2", "h-tk-20212022-99", "kst-99999-9",
    ]  # fmt: skip
    assert all(one.counts.get("kamerstuk") for one in outcomes[:3])


def test_a_record_of_the_open_data_is_loaded_under_the_number_of_its_paper(store: EmbeddedStore, gate: Gate) -> None:
    (one,) = load_files([SAMPLES / "document.json"], gate, store, processes=1)
    assert one.error is None and one.graph == graph("extraction", "kst-99999-7")


def test_the_formats_that_are_told_apart_are_those_of_the_test_above() -> None:
    assert {f.name for f in FORMATS} - {"Word 97", "RTF", "image", "archive"} == {
        "PDF", "DOCX", "XML or HTML", "OData JSON", "plain text",
    }  # fmt: skip


def test_a_number_or_an_address_is_fetched_and_loaded_with_the_files(
    run: Run, service: Any, reply: Any, tmp_path: Path
) -> None:
    papers = service(
        {
            "kst-99999-7.xml": [reply((SAMPLES / "kst-99999-7.xml").read_bytes())],
            "sru": [reply((SAMPLES.parent / "answers" / "sru-one.xml").read_bytes())],
        }
    )
    done = run("load", "kst-99999-7", SAMPLES / "kst-99999-9.html", "--base", papers.address, "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert [(each["file"].rpartition("/")[2], each["outcome"]) for each in told["documents"]] == [
        ("kst-99999-9.html", "loaded"),
        ("kst-99999-7", "loaded"),
    ]
    page = "https://zoek.officielebekendmakingen.nl/kst-99999-7.html"
    again = json.loads(run("load", page, "--base", papers.address, "--json").stdout)
    assert again["summary"]["outcomes"] == {"unchanged": 1}
    gone = run("unload", "kst-99999-7")
    assert gone.returncode == 0 and "unloaded" in gone.stdout and "extraction/kst-99999-7" in gone.stdout
    assert run("unload", "kst-99999-7").returncode == 1


def test_what_was_fetched_is_told_in_either_language_and_as_json(run: Run, service: Any, reply: Any) -> None:
    papers = service(
        {
            "kst-99999-7.xml": [reply((SAMPLES / "kst-99999-7.xml").read_bytes())],
            "sru": [reply((SAMPLES.parent / "answers" / "sru-one.xml").read_bytes())],
        }
    )
    asked = ("fetch", "kst-99999-7", "geen-nummer", "--base", papers.address)
    done = run(*asked, "--lang", "nl")
    assert done.returncode == 1 and "kst-99999-7: geladen als " in done.stdout
    assert "1 geladen, 0 onveranderd, 1 niet geladen" in done.stdout and "geen-nummer: niet geladen" in done.stderr
    again = run(*asked, "--json")
    assert again.returncode == 1
    told = [(one["id"], one["outcome"], bool(one["graph"]), "error" in one) for one in json.loads(again.stdout)]
    assert told == [("kst-99999-7", "unchanged", True, False), ("geen-nummer", "refused", False, True)]


def test_a_number_without_a_network_is_refused_in_a_sentence(run: Run) -> None:
    done = run("load", "kst-26485-337", "--base", "http://127.0.0.1:9")
    assert done.returncode == 1 and "1 refused" in done.stdout
    assert "127.0.0.1:9" in done.stderr and "on the network" in done.stderr and "Traceback" not in done.stderr


def test_what_was_loaded_can_be_unloaded_by_key_or_iri_and_leaves_nothing(
    store: EmbeddedStore, gate: Gate, tmp_path: Path
) -> None:
    before, files = {str(quad) for quad in store.quads()}, []
    for number in (901, 902, 903):
        files.append(tmp_path / f"kst-26485-{number}.txt")
        files[-1].write_text("\n".join([*LETTER, str(number)]))
    list(load_files(files, gate, store, processes=1))
    alias = Triple(NamedNode(thing("motion", "x")), NamedNode(IMVO + "quote"), Literal("x"))
    store.replace_graph(graph("added", "kst-26485-901"), [alias])
    with pytest.raises(NotFoundError, match="2 graphs have this key") as several:
        unload("kst-26485-901", gate, store)
    assert sorted(several.value.near) == [graph("added", "kst-26485-901"), graph("extraction", "kst-26485-901")]
    store.replace_graph(graph("added", "kst-26485-901"), [])
    named = ("kst-26485-901", thing("kamerstuk", "kst-26485-902"), graph("extraction", "kst-26485-903"))
    for name in named:
        assert unload(name, gate, store).changed
    assert {str(quad) for quad in store.quads()} == before


def test_of_many_files_too_another_text_of_a_key_and_one_that_has_shrunk_are_refused(
    store: EmbeddedStore, gate: Gate, tmp_path: Path
) -> None:
    def written(folder: str, line: str = "", least: int = 1) -> Path:
        file = tmp_path / folder / "kst-26485-901.txt"
        file.parent.mkdir()
        file.write_text("\n".join([*LETTER, line]))
        file.with_suffix(".toml").write_text(f'title = "Brief"\n[expected]\nkamerstuk = {least}\n')
        return file

    def load(file: Path, **how: bool) -> bulk.Outcome:
        (outcome,) = load_files([file], gate, store, processes=1, **how)
        return outcome

    first, other, shrunk = written("first"), written("other", "Wij"), written("shrunk", "Zij", 2)
    assert load(first).changed
    version, held = store.version, store.graph(graph("extraction", "kst-26485-901"))
    assert "with another text" in str(load(other).error)
    assert "expects 2 or more" in str(load(shrunk, replace=True).error)
    assert (store.version, store.graph(graph("extraction", "kst-26485-901"))) == (version, held)
    assert load(first).skipped
    again = load(first, again=True)
    assert not again.skipped and again.counts["kamerstuk"] == 1, "it was read"
    assert load(other, replace=True).changed


def test_what_could_not_be_published_is_not_told_as_loaded(store: EmbeddedStore, gate: Gate, tmp_path: Path) -> None:
    file = tmp_path / "kst-26485-901.txt"
    file.write_text("\n".join(LETTER))
    (tmp_path / "store" / "CURRENT.new").mkdir()  # stands in the way, as a full disk would
    told: list[bulk.Outcome] = []
    with pytest.raises(StoreError, match="nothing was stored"):
        told.extend(load_files([file], gate, store, processes=1))
    assert told == [] and graph("extraction", "kst-26485-901") not in store.graphs()


class Copying(EmbeddedStore):
    """As a large remote store: each batch begins with a copy of it, which takes ten seconds of a clock that we turn."""

    batches, now = 0, 0.0

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        if self._own_batch():  # one within another is the same one
            with super().batch() as batch:
                yield batch
            return
        self.batches += 1
        self.now += 10
        with super().batch() as batch:
            yield batch
        self.now += 1

    def monotonic(self) -> float:
        return self.now

    def second(self, _: Path) -> None:
        self.now += 1


def test_a_load_does_not_copy_a_large_remote_store_for_a_handful_of_documents(
    built_path: Path, gate: Gate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 1)
    shutil.copytree(built_path, tmp_path / "store")
    files = [tmp_path / f"kst-26485-{number}.txt" for number in range(901, 909)]
    for file in files:
        file.write_text("\n".join([*LETTER, file.stem]))
    with Copying.open(tmp_path / "store") as store:
        monkeypatch.setattr(bulk, "time", store)
        outcomes = list(load_files(files, gate, store, processes=1, progress=store.second))
        assert [one.changed for one in outcomes] == [True] * 8
        assert store.batches == 2, (
            "the copy is a cost of the version, and no work on documents; none is made for nothing"
        )


def test_what_another_graph_speaks_of_is_not_unloaded(store: EmbeddedStore, gate: Gate) -> None:
    version = store.version
    with pytest.raises(RefusedError) as refused:
        unload("bhos-2022-04-07-1", gate, store)
    assert store.version == version and "another graph" in refused.value.report.as_text("en")


def test_what_was_never_loaded_is_said_not_to_be_there_with_what_is_near(store: EmbeddedStore, gate: Gate) -> None:
    with pytest.raises(NotFoundError) as unknown:
        unload("bhos-2022-04-07-2", gate, store)
    assert unknown.value.near[0] == "bhos-2022-04-07-1"
    with pytest.raises(NotFoundError):
        unload(graph("curated", "kamerstukken"), gate, store)  # of the build
