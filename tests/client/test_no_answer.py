"""The client where no answer of imvograph comes: nobody there, another service, a proxy that refuses, an answer that is cut."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from imvograph.client import Imvograph
from imvograph.errors import ServiceError, StoreBusyError

ASKED: list[Callable[[Imvograph], object]] = [
    lambda service: service.queries(),
    lambda service: service.query("motions"),
    lambda service: service.things("motions"),
    lambda service: service.search("keten"),
    lambda service: service.resolve("keten"),
    lambda service: service.sparql("ASK {}"),
]


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """The address of a server that gives one request these bytes, and goes away."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def once() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(2**16)
                connection.sendall(answer)

        thread = threading.Thread(target=once, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(5)


def http(head: str, body: str = "") -> bytes:
    return f"HTTP/1.1 {head}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def test_where_nobody_listens_it_says_how_to_start_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with Imvograph(address) as nobody, pytest.raises(ServiceError, match=r"is imvograph running there\?.*imvo up"):
        nobody.sparql("ASK {}")


def test_who_gets_no_answer_in_time_is_told_how_to_wait_longer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            Imvograph(address, seconds=0.3) as slow,
            pytest.raises(ServiceError, match=r"no answer within 0.3 seconds; .*Imvograph\(…, seconds=…\)"),
        ):
            slow.query("motions")


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "localhost:8000", "ftp://localhost", "http://localhost:port"])
def test_what_can_be_no_address_is_told_with_one_that_can(address: str) -> None:
    with pytest.raises(ServiceError, match=rf"^{address} is no address .*; give one like http://127.0.0.1:8000"):  # noqa: SIM117
        with Imvograph(address) as nowhere:
            nowhere.query("motions")


@pytest.mark.parametrize("ask", ASKED)
@pytest.mark.parametrize("body", ["{}", "[]", "<html>"])
def test_what_is_no_imvograph_is_said_to_be_none(ask: Callable[[Imvograph], object], body: str) -> None:
    with (
        answering(http("200 OK", body)) as address,
        Imvograph(address) as other,
        pytest.raises(ServiceError, match="is this an address of imvograph"),
    ):
        ask(other)


@pytest.mark.parametrize("answer", [b"", b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"rows": [{'])
def test_an_answer_that_is_cut_is_none_and_can_be_asked_again(answer: bytes) -> None:
    with (
        answering(answer) as address,
        Imvograph(address) as service,
        pytest.raises(ServiceError, match=r"no whole answer came \(.*; ask again"),
    ):
        service.query("motions")


def test_a_proxy_that_refuses_for_a_while_says_for_how_long() -> None:
    for status in ("503 Service Unavailable", "429 Too Many Requests"):
        with (
            answering(http(f"{status}\r\nRetry-After: 30", "<html>")) as address,
            Imvograph(address) as service,
            pytest.raises(StoreBusyError, match=r"status .*; ask again in 30 seconds") as busy,
        ):
            service.query("motions")
        assert busy.value.retry_after == 30
    with (
        answering(http("503 Service Unavailable\r\nRetry-After: Thu, 26 Nov 2026 17:00:00 GMT")) as address,
        Imvograph(address) as service,
        pytest.raises(ServiceError, match="status 503"),
    ):
        service.query("motions")


def test_a_query_that_is_led_elsewhere_is_no_answer_and_the_right_address_is_told() -> None:
    described = http(
        "200 OK\r\nContent-Type: text/turtle", "<> a <http://www.w3.org/ns/sparql-service-description#Service> ."
    )
    with (
        answering(described) as there,
        answering(http(f"301 Moved Permanently\r\nLocation: {there}/sparql")) as here,
        Imvograph(here) as service,
        pytest.raises(ServiceError, match=f"{here}/sparql leads to {there}/sparql, .*; give {there} as the address"),
    ):
        service.sparql("SELECT * { ?s ?p ?o }")
    with (
        answering(http("200 OK", '{"queries": []}')) as there,
        answering(http(f"301 Moved Permanently\r\nLocation: {there}/api/v1/queries")) as here,
        Imvograph(here) as service,
    ):
        assert len(service.queries()) == 0
