"""The client is polite and never fails but with a `SourceError`; the service is a real one, on this machine."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from imvograph.errors import SourceError
from imvograph.ingest.http import AGENT, Client, Politeness, Request, tell_of_pauses

Start = Callable[..., Any]
DOCUMENT = Request("document")
LIST = Request("list", {"query": 'w.dossiernummer=="26485" AND x'}, accept="application/xml", changes=True)


def test_the_service_learns_who_asks_and_for_what(service: Start, client: Start, reply: Start) -> None:
    asked = service({"list": [reply(b"<x/>", headers={"Content-Type": "application/xml; charset=utf-8"})]})
    answer = client(asked).send(LIST)
    (path, headers), *more = asked.asked
    assert path == '/list?query=w.dossiernummer=="26485" AND x' and not more
    assert headers["user-agent"] == AGENT and "imvograph" in AGENT
    assert headers["accept"] == "application/xml"
    assert (answer.content, answer.media_type, answer.from_disk) == (b"<x/>", "application/xml", False)


def test_a_service_that_is_busy_is_asked_again_when_it_says(service: Start, client: Start, reply: Start) -> None:
    busy = service({"document": [reply(status=429, headers={"Retry-After": "0"}), reply(b"paper")]})
    assert client(busy).send(DOCUMENT).content == b"paper"
    assert len(busy.asked) == 2


def test_retry_after_may_be_a_day_and_time(service: Start, client: Start, reply: Start) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=-1), usegmt=True)
    busy = service({"document": [reply(status=503, headers={"Retry-After": soon}), reply(b"paper")]})
    assert client(busy).send(DOCUMENT).content == b"paper"


def test_before_each_pause_a_line_says_what_came_and_when_it_is_asked_again(
    service: Start, client: Start, reply: Start
) -> None:
    told: list[str] = []
    tell_of_pauses(told.append)
    busy = service({"document": [reply(status=503, headers={"Retry-After": "0"}), reply(b"paper")]})
    assert client(busy).send(DOCUMENT).content == b"paper"
    (line,) = told
    assert "503" in line and line.endswith("asked again in 0 s (attempt 2)")


def test_a_service_that_asks_for_a_long_pause_is_left_alone(service: Start, client: Start, reply: Start) -> None:
    busy = service({"document": [reply(status=429, headers={"Retry-After": "3600"})]})
    with pytest.raises(SourceError, match="come back in 3600 seconds"):
        client(busy).send(DOCUMENT)
    assert len(busy.asked) == 1


def test_a_service_that_fails_three_times_is_given_up(service: Start, client: Start, reply: Start) -> None:
    broken = service({"document": [reply(status=500)]})
    with pytest.raises(SourceError, match=r"/document: the service answered 500 .*, 3 times; try again later"):
        client(broken).send(DOCUMENT)
    assert len(broken.asked) == 3


@pytest.mark.parametrize(
    ("status", "words"), [(404, "not there"), (410, "not there"), (403, "refused"), (204, "refused")]
)
def test_a_plain_refusal_is_not_tried_again(
    status: int, words: str, service: Start, client: Start, reply: Start
) -> None:
    refusing = service({"document": [reply(status=status)]})
    with pytest.raises(SourceError, match=words):
        client(refusing).send(DOCUMENT)
    assert len(refusing.asked) == 1


def test_a_service_that_says_nothing_is_given_up(service: Start, client: Start, reply: Start) -> None:
    silent = service({"document": [reply(b"x" * 100, drip=0.5)]})
    with pytest.raises(SourceError, match=r"could not be fetched .ReadTimeout"):
        client(silent, seconds=0.1, attempts=2).send(DOCUMENT)
    assert len(silent.asked) == 2


def test_an_answer_that_trickles_is_given_up_in_time(service: Start, client: Start, reply: Start) -> None:
    slow = service({"document": [reply(b"x" * 2000, drip=0.05)]})
    before = time.monotonic()
    with pytest.raises(SourceError, match="not here after"):
        client(slow, whole=0.2).send(DOCUMENT)
    assert time.monotonic() - before < 20  # all of it takes 100 s


def test_an_answer_that_is_cut_off_is_asked_for_again(service: Start, client: Start, reply: Start) -> None:
    cut = service({"document": [reply(b"the whole paper", cut=5), reply(b"the whole paper")]})
    assert client(cut).send(DOCUMENT).content == b"the whole paper"


def test_an_answer_that_stays_cut_off_is_not_taken(service: Start, client: Start, reply: Start) -> None:
    cut = service({"document": [reply(b"the whole paper", cut=5)]})
    asking = client(cut)
    with pytest.raises(SourceError, match="RemoteProtocolError"):
        asking.send(DOCUMENT)
    assert len(cut.asked) == 3


def test_an_answer_that_is_too_large_is_not_taken(service: Start, client: Start, reply: Start) -> None:
    huge = service({"document": [reply(b"x" * 300_000)]})
    with pytest.raises(SourceError, match="more than 200000 bytes"):
        client(huge).send(DOCUMENT)


def test_a_redirect_to_another_host_is_not_followed(service: Start, client: Start, reply: Start) -> None:
    elsewhere = service({"document": [reply(b"not ours")]})
    moved = service({"document": [reply(status=302, headers={"Location": f"{elsewhere.address}/document"})]})
    with pytest.raises(SourceError, match=r"redirected to .*; not followed"):
        client(moved).send(DOCUMENT)
    assert elsewhere.asked == []


def test_a_redirect_on_the_same_host_is_followed_but_not_for_ever(service: Start, client: Start, reply: Start) -> None:
    moved = service(
        {
            "document": [reply(status=301, headers={"Location": "/other"})],
            "other": [reply(b"paper")],
            "circle": [reply(status=302, headers={"Location": "/circle"})],
        }
    )
    assert client(moved).send(DOCUMENT).content == b"paper"
    with pytest.raises(SourceError, match="redirects and no end"):
        client(moved).send(Request("circle"))


def test_without_network_the_message_says_so_and_what_was_fetched_stays(tmp_path: Path, quick: Politeness) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        with (
            Client(f"http://127.0.0.1:{taken.getsockname()[1]}", quick, tmp_path) as asking,
            pytest.raises(SourceError, match=r"no connection .*Is this machine on the network\?.*is kept"),
        ):
            asking.send(DOCUMENT)


def test_a_document_on_disk_is_not_fetched_again(service: Start, client: Start, reply: Start) -> None:
    asked = service({"document": [reply(b"paper", headers={"Content-Type": "application/pdf"}), reply(status=500)]})
    client(asked).send(DOCUMENT)
    again = client(asked).send(DOCUMENT)
    assert (again.content, again.media_type, again.from_disk) == (b"paper", "application/pdf", True)
    assert len(asked.asked) == 1


def test_a_document_that_is_damaged_on_disk_is_fetched_again(
    service: Start, client: Start, reply: Start, tmp_path: Path
) -> None:
    asked = service({"document": [reply(b"paper")]})
    client(asked).send(DOCUMENT)
    (body,) = (tmp_path / "fetched").rglob("*.body")
    body.write_bytes(b"pape")
    assert client(asked).send(DOCUMENT).content == b"paper"
    assert len(asked.asked) == 2


def test_a_list_is_asked_for_again_with_its_etag(service: Start, client: Start, reply: Start) -> None:
    asked = service({"list": [reply(b"<x/>", headers={"ETag": '"1"'}), reply(status=304), reply(b"<y/>")]})
    asking = client(asked)
    assert [asking.send(LIST).content for _ in range(3)] == [b"<x/>", b"<x/>", b"<y/>"]
    assert [headers.get("if-none-match") for _, headers in asked.asked] == [None, '"1"', '"1"']


def test_what_was_no_good_is_forgotten(service: Start, client: Start, reply: Start) -> None:
    asked = service({"document": [reply(b"error page"), reply(b"paper")]})
    asking = client(asked)
    asking.send(DOCUMENT)
    asking.forget(DOCUMENT)
    assert asking.send(DOCUMENT).content == b"paper"


def test_requests_keep_their_distance_whoever_asks(service: Start, client: Start, reply: Start) -> None:
    asked = service({"document": [reply(b"paper")]})
    asking = client(asked, per_second=40)
    before = time.monotonic()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: asking.send(Request(f"document/{n}")), range(9)))
    assert time.monotonic() - before >= 8 / 40
