"""uvicorn, with patience that ends and a stop that loses nothing.

**Slow connections are closed**: a request's head must come within ``head_seconds`` and be no longer than `LONGEST_HEAD`; a body must go
on, and an answer be read on, every ``idle_seconds``. uvicorn itself waits for ever, so that a few hundred connections
that send a byte a minute would keep everybody else out.

**Stopping** (SIGTERM, SIGINT): who has connected is answered, then the process ends with status 0. New connections are
refused from the first moment, so a proxy tries another.
"""

import asyncio
import signal
import socket
from asyncio import TimerHandle, Transport
from collections.abc import Iterator
from contextlib import suppress
from types import FrameType
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 2**16
"""Bytes of a request before its body: the address and all headers."""

_TOO_LONG = (
    b"431 Request Header Fields Too Large",
    f"Het adres en de headers van een verzoek mogen samen {LONGEST_HEAD} bytes hebben; stuur een lange vraag met POST (/docs)",
    f"The address and the headers of a request may have {LONGEST_HEAD} bytes together; send a long query with POST (/docs)",
)
_UNREADABLE = (
    b"400 Bad Request",
    "Dit is niet te lezen als een verzoek in HTTP; /docs vertelt wat er te vragen is",
    "This cannot be read as a request in HTTP; /docs tells what can be asked",
)
_LINGER = 2.0
"""Seconds in which what still comes of a request that is refused is thrown away; closed at once, the refusal would be lost."""

_LAST_BYTES = 0.2
"""Seconds after the stop in which what already lies in the kernel is read."""

_FIRST_BYTES = 1.0
"""Seconds in which a connection that was made before the stop may still ask its first question."""


class PatientProtocol(HttpToolsProtocol):
    """A connection: one timer, for what is waited for now (a head, a body, room to write).

    A request that comes whole in one piece, as nearly all do, needs none.
    """

    head_seconds, idle_seconds = 10.0, 30.0
    _timer: TimerHandle | None = None
    _head = _piece = 0  # bytes of the head so far, and of what came last
    _in_head = _awaited = True  # whether a head, or any of a request, is still to come
    _of_head = _of_writing = False  # what the timer is for
    _too_long = _refused = _stopping = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(self.head_seconds)
        self._of_head = True

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        self._piece = len(data)
        if self._in_head:
            self._head += self._piece
        super().data_received(data)
        if self.transport.is_closing() or self._of_writing or self._refused:
            return
        if not self._awaited:
            if self._timer is not None:
                self._wait(None)
        elif not self._in_head:
            self._wait(self.idle_seconds)
        elif self._head > LONGEST_HEAD:
            self._refuse(*_TOO_LONG)
        elif not self._of_head:
            self._wait(self.head_seconds)
            self._of_head = True

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if not self._in_head:  # the next request of a connection that is kept
            self._in_head = self._awaited = True
            self._head, self._of_head = 0, False

    def on_headers_complete(self) -> None:
        self._in_head = False
        if self._head + self._piece > LONGEST_HEAD and self._length() > LONGEST_HEAD:
            self._too_long = True  # it came in one piece
            raise OverflowError  # the parser stops, and uvicorn refuses
        super().on_headers_complete()
        if self._stopping:
            self.cycle.keep_alive = False

    def _length(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def on_message_complete(self) -> None:
        self._awaited = False
        super().on_message_complete()

    def pause_writing(self) -> None:
        self._of_writing = True
        self._wait(self.idle_seconds)
        super().pause_writing()

    def resume_writing(self) -> None:
        self._of_writing = False
        self._wait(self.idle_seconds if self._awaited else None)
        super().resume_writing()

    def shutdown(self) -> None:
        if getattr(self, "cycle", None) is None:  # who has connected is about to ask: it may come, within its time
            self._stopping = True
            self._wait(_FIRST_BYTES)
        else:
            super().shutdown()

    def _wait(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if seconds is None else self.loop.call_later(seconds, self._too_slow)

    def _too_slow(self) -> None:
        self._timer = None
        self.transport.abort()

    def send_400_response(self, msg: str) -> None:
        self._refuse(*(_TOO_LONG if self._too_long else _UNREADABLE))

    def _refuse(self, status: bytes, nl: str, en: str) -> None:
        text = f"{nl}.\n{en}.\n".encode()
        head = (
            b"HTTP/1.1 %b\r\ncontent-type: text/plain; charset=utf-8\r\n"
            b"connection: close\r\ncontent-length: %d\r\n\r\n" % (status, len(text))
        )
        self.transport.write(head + text)
        if self.cycle is not None and not self.cycle.response_complete:  # an answer to an earlier request is under way
            self.transport.close()
            return
        self._refused = True
        self.transport.write_eof()
        self._wait(_LINGER)


def patient(head_seconds: float, idle_seconds: float) -> type[asyncio.Protocol]:
    """The protocol with these times."""
    times: dict[str, Any] = {"head_seconds": head_seconds, "idle_seconds": idle_seconds}
    return cast(type[asyncio.Protocol], type("Patient", (PatientProtocol,), times))


class Server(uvicorn.Server):
    """uvicorn's server, which reads what has arrived before it closes, and ends the process with status 0."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        arrived = [connection for listening in sockets or () for connection in _waiting(listening)]
        for server in self.servers:
            server.close()
        for listening in sockets or ():
            listening.close()  # at once: what arrives between is refused by the system in the middle of its request
        for connection in arrived:
            await asyncio.get_running_loop().connect_accepted_socket(self._protocol, connection)
        await asyncio.sleep(_LAST_BYTES)
        await super().shutdown(sockets)

    def _protocol(self) -> asyncio.Protocol:
        """One more connection, made as uvicorn makes them."""
        made = self.config.http_protocol_class
        return made(config=self.config, server_state=self.server_state, app_state=self.lifespan.state)  # type: ignore[call-arg]

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        # uvicorn raises the signal again when all is done, for whoever listened before: nobody, so that we return.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _done)
        super().run(sockets)


def _waiting(listening: socket.socket) -> Iterator[socket.socket]:
    """The connections that the system has made and nobody has taken yet."""
    listening.setblocking(False)
    with suppress(BlockingIOError):
        while True:
            yield listening.accept()[0]


def _done(number: int, frame: FrameType | None) -> None:
    """All that a stop asks for has been done."""
