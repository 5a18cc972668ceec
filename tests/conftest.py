"""Shared fixtures: where the checkout lies, what a test needs that may not be here, and runs that repeat."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from imvograph.gate import Gate
    from imvograph.store import EmbeddedStore

# Everywhere the same examples, so that a run repeats; IMVO_EXPLORE=1 looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=False)
settings.register_profile("explore", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("explore" if os.environ.get("IMVO_EXPLORE") else "repeatable")


@pytest.fixture(scope="session", autouse=True)
def nothing_of_whoever_runs_them(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests run where nothing is: `./imvo up` may have made a store and a release in the checkout, and settings may be set."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("IMVOGRAPH_")]:
            patch.delenv(name)
        patch.chdir(tmp_path_factory.mktemp("nowhere"))
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """The folder of real documents with gold mentions: beside the checkout, or where IMVO_SHARED says."""
    folder = Path(os.environ.get("IMVO_SHARED", root.parent / "shared"))
    if not (folder / "corpus").is_dir():
        pytest.skip(
            f"needs the shared corpus, and there is no {folder / 'corpus'}: set IMVO_SHARED to the folder that holds it"
        )
    return folder


def lacking(what: str, mend: str) -> NoReturn:
    """Skips the test by the name of what is not here and how to get it; fails it under `--all`, which should have brought it."""
    if os.environ.get("IMVO_TEST_ALL"):
        pytest.fail(f"{what} is not here, though ./imvo test --all should have brought it")
    pytest.skip(f"needs {what}: {mend}")


@pytest.fixture(scope="session")
def need() -> Callable[[str], str]:
    """`need("git")` gives the program's path, or the test is `lacking` it."""
    return lambda program: shutil.which(program) or lacking(program, "./imvo doctor says how to install it")


@pytest.fixture(scope="session")
def need_npm(root: Path) -> Callable[[str], Path]:
    """`need_npm("axe-core")` gives the folder of an npm package, or the test is `lacking` it."""
    packages = root / "src/imvograph/web/node_modules"

    def folder_of(package: str) -> Path:
        if not (packages / package).is_dir():
            lacking(f"the npm package {package}", "./imvo test installs it")
        return packages / package

    return folder_of


@pytest.fixture(scope="session")
def need_fuseki(root: Path) -> Callable[[], Path]:
    """`need_fuseki()` gives the program of Fuseki; skips, by name, without Java or Maven, which `--all` does not bring."""

    def jar() -> Path:
        found = sorted(root.glob(".imvograph/fuseki/jena-fuseki-server-*.jar"))
        for program in ("java",) if found else ("java", "mvn"):
            if not shutil.which(program):
                pytest.skip(f"needs {program} for Fuseki: install it, then run ./imvo test --all")
        return found[-1] if found else lacking("Fuseki", "./imvo test --all brings it with Maven")

    return jar


@pytest.fixture(scope="session")
def built_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with the whole graph, built once for all test processes."""
    from imvograph.build import build, shapes_gate
    from imvograph.store import EmbeddedStore

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    path = shared / "built"
    with (shared / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "built.done").exists():
            with EmbeddedStore.open(path) as store:
                build(store, shapes_gate("turbo"))
            (shared / "built.done").touch()
    return path


@pytest.fixture(scope="session")
def built(built_path: Path) -> Iterator["EmbeddedStore"]:
    """The whole graph, for reading."""
    from imvograph.store import EmbeddedStore

    with EmbeddedStore.open(built_path, read_only=True) as store:
        yield store


@pytest.fixture(scope="session")
def gate() -> "Gate":
    """The gate with the shapes and the ontology of this checkout."""
    from imvograph.build import shapes_gate

    return shapes_gate("turbo")


@pytest.fixture
def store(tmp_path: Path, built: "EmbeddedStore") -> Iterator["EmbeddedStore"]:
    """A writable store that holds the whole graph."""
    from imvograph.store import EmbeddedStore

    with EmbeddedStore.open(tmp_path / "store") as opened:
        with opened.batch():
            for iri in built.graphs():
                opened.replace_graph(iri, built.graph(iri))
        yield opened
