"""The service as a process: it builds what is missing, waits for who builds, and sets a damaged store aside."""

import os
import shutil
import signal
import subprocess
import sys

import httpx2
import pytest

from imvograph.writing import Tokens
from servers import answers, free_port
from waiting import until


@pytest.fixture
def serve(tmp_path):
    """Starts `imvograph serve --build`; gives the process and a function that asks it for a path."""
    started = []

    def start():
        port = free_port()
        environment = {**os.environ, "IMVOGRAPH_STORE": str(tmp_path / "store"), "NO_COLOR": "1", "COLUMNS": "300"}
        command = [sys.executable, "-m", "imvograph", "serve", "--build", "--port", str(port)]
        log = (tmp_path / f"{port}.log").open("w+")
        process = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=log, stderr=log)
        started.append(process)

        def ask(path):
            address = f"http://127.0.0.1:{port}{path}"
            until(lambda: answers(address) or process.poll() is not None)
            assert process.poll() is None, (tmp_path / f"{port}.log").read_text()
            return httpx2.get(address).raise_for_status().text

        return process, ask, lambda: (tmp_path / f"{port}.log").read_text()

    yield start
    for process in started:
        process.kill()
        process.wait()


def stop(process):
    process.send_signal(signal.SIGINT)
    process.wait(20)


T4 = "/api/v1/queries/commitments-by-topic?topic=tomaat-italie"


def test_two_that_start_at_once_build_once_and_both_serve(serve):
    one, two = serve(), serve()
    assert "bhos-2022-04-07-1-t4" in one[1](T4) and "bhos-2022-04-07-1-t4" in two[1](T4)
    assert sum("Graph built" in told() for _, _, told in (one, two)) == 1


def test_a_store_that_lost_its_newest_version_is_built_again(serve, tmp_path):
    process, ask, _ = serve()
    ask("/healthz")
    stop(process)
    newest = (tmp_path / "store" / "CURRENT").read_text().strip()
    shutil.rmtree(tmp_path / "store" / "snapshots" / newest)
    _, ask, _ = serve()
    assert "bhos-2022-04-07-1-t4" in ask(T4)


def test_a_store_that_can_be_read_and_not_be_written_is_not_set_aside(serve, tmp_path):
    process, ask, _ = serve()
    ask("/healthz")
    stop(process)
    folder = tmp_path / "store"
    (folder / "BUILT").unlink()
    *lines, last = (folder / "journal").read_text().splitlines(keepends=True)
    (folder / "journal").write_text("".join([*lines, last.replace('"graph"', '"grph"')]))
    process, _, told = serve()
    assert process.wait(60) == 1 and "is no entry" in told() and "mend or remove the line" in told()
    assert not list(tmp_path.glob("store.damaged-*")) and (folder / "CURRENT").exists()


def test_a_damaged_store_is_set_aside_and_built_again(serve, tmp_path):
    process, ask, _ = serve()
    ask("/healthz")
    stop(process)
    folder = tmp_path / "store"
    token, _ = Tokens(folder).create("Portaal", ["write:added"], 30)
    folder.joinpath("audit.jsonl").write_text("")
    shutil.rmtree(folder / "snapshots")
    _, ask, told = serve()
    assert "bhos-2022-04-07-1-t4" in ask(T4)
    assert "set aside" in told() and list(tmp_path.glob("store.damaged-*"))
    assert Tokens(folder).all() == [token], "who may write stays"
    assert folder.joinpath("audit.jsonl").exists(), "and what was written"
