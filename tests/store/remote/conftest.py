"""Real SPARQL servers, each on free ports of loopback with a folder of its own, ended by their process ids."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from imvograph.store import EmbeddedStore, RemoteStore, Servers
from imvograph.store.remote import Access
from servers import free_port, running

OXIGRAPH = Path(sys.executable).parent / "oxigraph"
VIRTUOSO_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CheckpointInterval = 0
DefaultIsolation = 4
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 10000
"""


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """An empty Oxigraph server."""
    folder, port = tmp_path_factory.mktemp("oxigraph"), free_port()
    base = f"http://127.0.0.1:{port}"
    with running([OXIGRAPH, "serve", "-l", folder / "data", "-b", f"127.0.0.1:{port}"], folder, base):
        yield Servers([base + "/query"], [base + "/update"], base + "/store", patience=5)


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str]) -> Iterator[Servers]:
    """An empty Virtuoso, with its row cap of 10,000 and its digest log-in."""
    program = need("virtuoso-t")
    folder = tmp_path_factory.mktemp("virtuoso")
    sql, http = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO_INI.format(folder=folder, sql=sql, http=http))
    base = f"http://127.0.0.1:{http}"
    with running([program, "+foreground", "+configfile", ini], folder, base):
        sparql, access = base + "/sparql-auth", Access("digest", "dba", "dba")
        yield Servers([sparql], [sparql], base + "/sparql-graph-crud-auth", access=access, patience=5)


@pytest.fixture(scope="session")
def start_engine(
    need_fuseki: Callable[[], Path],
) -> Callable[..., AbstractContextManager[tuple[str, str, subprocess.Popen[bytes]]]]:
    """Starts an empty server of an engine in a folder: gives its query and update addresses, and its process."""

    @contextmanager
    def start(engine: str, folder: Path) -> Iterator[tuple[str, str, subprocess.Popen[bytes]]]:
        folder.mkdir()
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        command: list[object] = [OXIGRAPH, "serve", "-l", folder / "data", "-b", f"127.0.0.1:{port}"]
        dataset, path = base, ""
        if engine == "fuseki":
            command = [
                "java",
                "-Xmx512m",
                "-jar",
                need_fuseki(),
                "--localhost",
                "--mem",
                "--update",
                "--port",
                port,
                "/ds",
            ]
            dataset, path = base + "/ds", "/ds/query?query=ASK%7B%7D"
        with running(command, folder, base + path) as process:
            yield dataset + "/query", dataset + "/update", process

    return start


@pytest.fixture(scope="module")
def fuseki(
    tmp_path_factory: pytest.TempPathFactory,
    start_engine: Callable[..., AbstractContextManager[tuple[str, str, subprocess.Popen[bytes]]]],
) -> Iterator[Servers]:
    """An empty Fuseki, in memory."""
    with start_engine("fuseki", tmp_path_factory.mktemp("fuseki") / "server") as (query, update, _):
        yield Servers([query], [update], query.replace("/query", "/data"), patience=5)


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso", "fuseki"])
def servers(request: pytest.FixtureRequest) -> Servers:
    """Each engine in turn."""
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Servers)
    return found


@pytest.fixture(scope="module")
def filled(servers: Servers, built: EmbeddedStore) -> Iterator[RemoteStore]:
    """The whole graph on that engine, brought there as one version."""
    with RemoteStore.open(servers) as store:
        with store.batch():
            for iri in built.graphs():
                store.replace_graph(iri, built.graph(iri))
        yield store
