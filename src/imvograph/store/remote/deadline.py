"""A time limit for the whole of a request: that of a socket begins anew with each byte that a server lets drip.

httpx2 has no such limit, and no other place for one than the stream of bytes below it. Of a server that is reached through a proxy
of the environment, or that NO_PROXY names, the head of an answer has the limit of sockets only.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ssl import SSLContext
from typing import Any

import httpcore2
import httpx2

_PIECE = 1 << 16
_ends: ContextVar[float] = ContextVar("_ends", default=float("inf"))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What this thread reads and writes by `Transport` meanwhile is over by then, or raises `httpx2.TimeoutException`."""
    before = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(before)


class Transport(httpx2.HTTPTransport):
    """That of httpx2, over streams that know when the request has to end."""

    def __init__(self) -> None:
        super().__init__()
        self._pool = httpcore2.ConnectionPool(ssl_context=httpx2.create_ssl_context(), network_backend=_Network())


class _Network(httpcore2.SyncBackend):
    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        return _Stream(super().connect_tcp(host, port, timeout, local_address, socket_options))


class _Stream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout, httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._stream.write(buffer[start : start + _PIECE], _left(timeout, httpcore2.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(timeout: float | None, error: type[httpcore2.TimeoutException]) -> float | None:
    left = _ends.get() - time.monotonic()
    if left <= 0:
        raise error("the time for the whole request is over")
    return min(left, timeout) if timeout is not None else left
