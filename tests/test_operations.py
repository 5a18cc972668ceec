"""The service as a process that somebody has to keep running: its log, its numbers, its patience, its end."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from imvograph import settings
from imvograph.cli.commands import app as commands
from imvograph.opening import limits
from imvograph.settings import Settings
from imvograph.store import Limits
from servers import free_port
from waiting import SECONDS, until

TOPIC = "/api/v1/queries/commitments-by-topic?topic=tomaat-italie"
PLAIN = {"accept": "text/csv", "accept-encoding": "identity"}
Start = Callable[..., "Running"]


class Running:
    """A service of its own process on the whole graph."""

    def __init__(self, store: Path, folder: Path, given: dict[str, str]) -> None:
        self.port = free_port()
        self.log = folder / f"{self.port}.log"
        environment = {**os.environ, "IMVOGRAPH_STORE": str(store), "IMVOGRAPH_LOG_FORMAT": "json", **given}
        command = [sys.executable, "-m", "imvograph", "serve", "--port", str(self.port)]
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(command, env=environment, cwd=folder, stdout=output, stderr=output)
        self.base = f"http://127.0.0.1:{self.port}"
        until(lambda: self._ready() or self.process.poll() is not None)
        assert self.process.poll() is None, self.log.read_text()

    def _ready(self) -> bool:
        try:
            return httpx2.get(self.base + "/readyz").status_code == 200
        except httpx2.TransportError:
            return False

    def events(self) -> list[dict[str, Any]]:
        """The lines of the log that are JSON; the welcome of a person's terminal is not."""
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(SECONDS)


@pytest.fixture
def start(built_path: Path, tmp_path: Path) -> Iterator[Start]:
    """Starts the service with settings, and ends it."""
    started: list[Running] = []

    def begin(**given: object) -> Running:
        told = {f"IMVOGRAPH_{name.upper()}": str(value) for name, value in given.items()}
        started.append(Running(built_path, tmp_path, told))
        return started[-1]

    yield begin
    for running in started:
        running.process.kill()
        running.process.wait()


def test_who_has_asked_is_answered_when_the_service_stops(start: Start) -> None:
    """In-flight: queries that run, answers that stream, and clients that go on asking until nobody listens."""
    running = start(workers=3, query_seconds=6)  # one more than there are slow queries
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    many = "SELECT * { ?a ?b ?c } LIMIT 20000"

    async def ask() -> tuple[list[int], list[int]]:
        async with httpx2.AsyncClient(base_url=running.base, timeout=SECONDS) as client:
            under_way = [
                asyncio.create_task(client.get("/sparql", params={"query": query, "n": n}, headers=PLAIN))
                for n in range(2)
                for query in (many, slow)
            ]
            statuses: list[int] = []

            async def go_on(number: int) -> None:
                while True:
                    try:
                        async with httpx2.AsyncClient(base_url=running.base, timeout=SECONDS) as fresh:
                            statuses.append((await fresh.get(f"{TOPIC}&lang={('nl', 'en')[number % 2]}")).status_code)
                    except httpx2.ConnectError:
                        return  # nobody listens any more: not asked, not lost

            asking = [asyncio.create_task(go_on(number)) for number in range(12)]
            await asyncio.sleep(0.5)
            running.process.send_signal(signal.SIGTERM)
            answers = await asyncio.gather(*under_way)
            await asyncio.gather(*asking)
            for answer in answers:
                assert answer.status_code in (200, 503, 504), answer.text
                if answer.status_code == 200 and "content-length" in answer.headers:
                    assert len(answer.content) == int(answer.headers["content-length"])
            return statuses, [answer.status_code for answer in answers]

    statuses, under_way = asyncio.run(ask())
    assert set(statuses) == {200} and len(statuses) >= 12
    assert 200 in under_way, under_way
    assert running.process.wait(SECONDS) == 0
    assert [event["event"] for event in running.events()][-1] == "stopped"


def test_every_request_is_a_line_with_its_id_and_route_and_ctrl_c_ends_it_quietly(start: Start) -> None:
    running = start()
    given = httpx2.get(running.base + TOPIC, headers={"x-request-id": "portal-7"})
    made = httpx2.get(running.base + "/doc/letter/nobody", headers={"x-request-id": 'bad "id"'})
    assert given.headers["x-request-id"] == "portal-7"
    assert made.headers["x-request-id"] == made.json()["request_id"] != 'bad "id"'
    assert running.stop(signal.SIGINT) == 0
    assert "Traceback" not in running.log.read_text()
    lines = {event["request_id"]: event for event in running.events() if event["event"] == "request"}
    assert lines["portal-7"]["route"] == "/api/v1/queries/{name}" and lines["portal-7"]["status"] == 200
    missing = lines[made.headers["x-request-id"]]
    assert (missing["route"], missing["status"], missing["method"]) == ("/doc/{kind}/{key}", 404, "GET")
    assert {"timestamp", "level", "ms", "bytes", "client", "path"} <= missing.keys()


def closes_within(connection: socket.socket, seconds: float) -> bool:
    connection.settimeout(seconds)
    try:
        while connection.recv(65536):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        pass
    return True


def test_slow_and_endless_connections_are_closed_and_others_served(start: Start) -> None:
    running = start(head_seconds=1, idle_seconds=1)
    heads = [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 100\r\n\r\nASK",
    ]
    slow = [socket.create_connection(("127.0.0.1", running.port)) for head in heads for _ in range(30)]
    for connection, head in zip(slow, (head for head in heads for _ in range(30)), strict=True):
        connection.sendall(head)
    assert httpx2.get(running.base + "/healthz").status_code == 200
    assert all(closes_within(connection, 4) for connection in slow)
    assert httpx2.get(running.base + TOPIC).status_code == 200
    for connection in slow:
        connection.close()
    refuses_a_head_that_is_too_long_or_none_in_words_of_ours(running)
    does_not_read_the_answer(running)
    sends_a_head_without_end(running)
    assert httpx2.get(running.base + "/healthz").status_code == 200


def refuses_a_head_that_is_too_long_or_none_in_words_of_ours(running: Running) -> None:
    def answer(request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
            connection.sendall(request)
            return b"".join(iter(lambda: connection.recv(4096), b""))

    fits, *longer = (b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: %b\r\n\r\n" % (b"y" * n)
                     for n in (65_000, 66_000, 100_000, 150_000, 5_000_000))  # fmt: skip
    assert answer(fits).startswith(b"HTTP/1.1 200")
    for request in (*longer, b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n" % (b"y" * 100_000)):
        told = answer(request)
        assert told.startswith(b"HTTP/1.1 431"), told[:100]
        assert b"samen 65536 bytes" in told and b"65536 bytes together" in told
    told = answer(b"kaas\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 400") and b"niet te lezen" in told and b"/docs" in told


def does_not_read_the_answer(running: Running) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", running.port))
        query = "SELECT%20*%7B?a%20?b%20?c%7D%20LIMIT%2040000"
        connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())

        def under_way() -> str:
            lines = httpx2.get(running.base + "/metrics").text.splitlines()
            return next(line.split()[1] for line in lines if line.startswith("imvograph_requests_under_way "))

        until(lambda: under_way() == "2.0")  # the one that asks for the numbers counts too
        until(lambda: under_way() == "1.0")


def sends_a_head_without_end(running: Running) -> None:
    with socket.create_connection(("127.0.0.1", running.port)) as connection:
        connection.settimeout(5)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        received = b""
        try:
            for n in range(200):
                connection.sendall(b"X-Header-%d: " % n + b"y" * 1000 + b"\r\n")
            received = connection.recv(1000)
        except ConnectionError:
            pass
        assert received.startswith(b"HTTP/1.1 431") or received == b""


def test_every_setting_is_told_with_its_name_variable_default_and_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IMVOGRAPH_PORT", "8123")
    commands(["settings", "--json"], standalone_mode=False)
    told = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert list(told) == list(Settings.model_fields)
    assert (told["port"]["value"], told["port"]["default"]) == (8123, 8000)
    assert all(one["help"] and one["environment"] == f"IMVOGRAPH_{name.upper()}" for name, one in told.items())
    commands(["settings", "--toml"], standalone_mode=False)
    file = capsys.readouterr().out
    written = [line.removeprefix("# ") for line in file.splitlines() if " = " in line]
    (tmp_path / "imvograph.toml").write_text("\n".join(written))
    monkeypatch.delenv("IMVOGRAPH_PORT")
    assert settings.read() == Settings()


def test_what_the_query_of_a_stranger_may_cost_is_what_the_settings_say() -> None:
    chosen = Settings(query_seconds=7, query_memory_mb=1500, answer_mb=3)
    assert limits(chosen) == Limits(seconds=7.0, memory=1500 << 20, answer_bytes=3 << 20)
