"""One polite client for the public services: says who asks, asks slowly, tries again with sense, and never asks twice.

Originals are kept on disk by address. A document that is there is not fetched again; a list (`Request.changes`) is asked
for again with its ETag. Every error is a `SourceError` with the address and what to do.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx2
import stamina

from imvograph.errors import SourceError

Parsed = TypeVar("Parsed")

AGENT = "imvograph/1 (knowledge graph of Dutch policy on responsible business conduct; https://w3id.org/imvograph/)"


@dataclass(frozen=True)
class Politeness:
    """How a service is asked. Settings give another one; tests a quick one."""

    agent: str = AGENT
    per_second: float = 2.0  # requests, at most
    seconds: float = 30.0  # without a byte, before we give up
    whole: float = 300.0  # for one answer from first byte to last
    attempts: int = 5  # on connection errors, 429 and 5xx
    first_pause: float = 1.0  # before the second attempt; doubles, with jitter, up to `longest_pause`
    longest_pause: float = 60.0  # also the longest Retry-After that we wait for
    largest: int = 64 * 2**20  # bytes of one answer
    redirects: int = 5


def tell_of_pauses(tell: Callable[[str], None]) -> None:
    """Says a line to ``tell`` before each pause after which a service is asked again."""

    def paused(details: stamina.instrumentation.RetryDetails) -> None:
        tell(f"{details.caused_by}; asked again in {details.wait_for:.0f} s (attempt {details.retry_num + 1})")

    stamina.instrumentation.set_on_retry_hooks([paused])


@dataclass(frozen=True)
class Request:
    """A question to one service: the path below its base address, and what it is asked."""

    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    accept: str = "*/*"
    changes: bool = False  # the answer may be another one tomorrow: a list, not a document


@dataclass(frozen=True)
class Answer:
    """What came, from the service or from disk."""

    url: str
    content: bytes = field(repr=False)
    media_type: str = ""
    etag: str | None = None
    from_disk: bool = False


class _PassingError(Exception):
    """A failure that may be over at the next attempt; ``pause`` is what the service asked us to wait, in seconds."""

    def __init__(self, message: str, pause: float | None = None) -> None:
        super().__init__(message)
        self.pause = pause


class Client:
    """Asks one service. Use it in a ``with`` block; threads may share it."""

    def __init__(self, base: str, politeness: Politeness = Politeness(), disk: Path | None = None) -> None:
        self.base = base.rstrip("/")
        self._politeness, self._disk = politeness, disk
        self._http = httpx2.Client(
            headers={"User-Agent": politeness.agent},
            timeout=politeness.seconds,
            follow_redirects=False,
            trust_env=True,
        )
        self._turn, self._next = threading.Lock(), 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def url(self, request: Request) -> str:
        """The address of a request, whole."""
        query = str(httpx2.QueryParams(dict(request.parameters)))
        return f"{self.base}/{request.path.lstrip('/')}{'?' if query else ''}{query}"

    def send(self, request: Request) -> Answer:
        """The answer, from disk if it is there and does not change; raises `SourceError` if there is none to be had."""
        url = self.url(request)
        held = self._held(url)
        if held and not request.changes:
            return held
        try:
            for attempt in stamina.retry_context(
                on=self._pause,
                attempts=self._politeness.attempts,
                timeout=None,
                wait_initial=self._politeness.first_pause,
                wait_max=self._politeness.longest_pause,
                wait_jitter=self._politeness.first_pause,
            ):
                with attempt:
                    return self._ask(url, request, held)
        except _PassingError as exc:
            raise SourceError(
                f"{url}: {exc}, {self._politeness.attempts} times; try again later. What was fetched before is kept"
            ) from exc
        except httpx2.ConnectError as exc:
            raise SourceError(
                f"{url}: no connection ({exc}). Is this machine on the network? What was fetched before is kept: "
                "start again when it is"
            ) from exc
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as exc:
            raise SourceError(f"{url}: could not be fetched ({type(exc).__name__}: {exc}); try again later") from exc
        raise SourceError(f"{url}: no attempt was allowed; the setting of attempts must be 1 or more")

    def read(self, request: Request, parse: Callable[[Answer], Parsed]) -> Parsed:
        """The answer, parsed; one that does not parse is not kept, so that it is fetched anew next time."""
        answer = self.send(request)
        try:
            return parse(answer)
        except SourceError:
            self.forget(request)
            raise

    def forget(self, request: Request) -> None:
        """Drops what is on disk for this request: it was not what it should be."""
        for path in self._paths(self.url(request)):
            path.unlink(missing_ok=True)

    def _pause(self, exc: Exception) -> bool | float:
        """Whether, and when, to ask again (stamina's hook)."""
        if isinstance(exc, _PassingError):
            return True if exc.pause is None else exc.pause
        return isinstance(exc, httpx2.TransportError) and not isinstance(exc, httpx2.UnsupportedProtocol)

    def _ask(self, url: str, request: Request, held: Answer | None) -> Answer:
        headers = {"Accept": request.accept}
        if held and held.etag:
            headers["If-None-Match"] = held.etag
        at = url
        for _ in range(self._politeness.redirects + 1):
            self._wait_for_turn()
            with self._http.stream("GET", at, headers=headers) as response:
                if response.status_code == httpx2.codes.NOT_MODIFIED and held:
                    return held
                if response.is_redirect:
                    at = self._same_host(at, response.headers.get("Location", ""))
                    continue
                self._must_be_well(url, response)
                answer = Answer(url, self._body(url, response), _type(response), response.headers.get("ETag"))
                self._keep(answer)
                return answer
        raise SourceError(f"{url}: {self._politeness.redirects} redirects and no end; is the address right?")

    def _wait_for_turn(self) -> None:
        """Sleeps until this request's turn; turns are ``1 / per_second`` apart, whoever asks."""
        with self._turn:
            now = time.monotonic()
            mine = max(now, self._next)
            self._next = mine + 1 / self._politeness.per_second
        time.sleep(mine - now)

    def _must_be_well(self, url: str, response: httpx2.Response) -> None:
        code = response.status_code
        if code == httpx2.codes.TOO_MANY_REQUESTS or code >= 500:
            pause = _seconds(response.headers.get("Retry-After"))
            if pause is not None and pause > self._politeness.longest_pause:
                raise SourceError(f"{url}: the service asks us to come back in {pause:.0f} seconds; start again then")
            raise _PassingError(f"the service answered {code} {response.reason_phrase}", pause)
        if code in (httpx2.codes.NOT_FOUND, httpx2.codes.GONE):
            raise SourceError(
                f"{url}: not there ({code}); is the number right? New papers take some days to be published"
            )
        if code != httpx2.codes.OK:
            raise SourceError(
                f"{url}: the service refused ({code} {response.reason_phrase}); open the address to see why"
            )

    def _body(self, url: str, response: httpx2.Response) -> bytes:
        """The answer's bytes, as long as they come in time and are not too many."""
        deadline = time.monotonic() + self._politeness.whole
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self._politeness.largest:
                raise SourceError(
                    f"{url}: more than {self._politeness.largest} bytes; a document is smaller. Not fetched"
                )
            if time.monotonic() > deadline:
                raise SourceError(f"{url}: not here after {self._politeness.whole:.0f} seconds; try again later")
            parts.append(part)
        return b"".join(parts)

    def _same_host(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        if not location or urlsplit(target)[:2] != urlsplit(url)[:2]:
            raise SourceError(
                f"{url}: redirected to {target or 'nowhere'}, another place than {urlsplit(url).netloc}; not followed. "
                "Has the service moved? Open the address in a browser"
            )
        return target

    # What is on disk: the bytes, and beside them what was said about them.

    def _paths(self, url: str) -> tuple[Path, ...]:
        if self._disk is None:
            return ()
        key = sha256(url.encode()).hexdigest()
        folder = self._disk / key[:2]
        return folder / f"{key}.body", folder / f"{key}.json"

    def _held(self, url: str) -> Answer | None:
        """What is on disk for an address; None if it is not whole."""
        if not (paths := self._paths(url)):
            return None
        try:
            about = json.loads(paths[1].read_bytes())
            content = paths[0].read_bytes()
            whole = about["sha256"] == sha256(content).hexdigest() and about["url"] == url
            return Answer(url, content, str(about["type"]), about["etag"], from_disk=True) if whole else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _keep(self, answer: Answer) -> None:
        if not (paths := self._paths(answer.url)):
            return
        about = {
            "url": answer.url,
            "type": answer.media_type,
            "etag": answer.etag,
            "sha256": sha256(answer.content).hexdigest(),
            "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        try:
            for path, data in zip(paths, (answer.content, json.dumps(about, indent=1).encode()), strict=True):
                put(path, data)
        except OSError as exc:
            raise SourceError(f"{answer.url}: fetched, but {paths[0].parent} cannot be written: {exc}") from exc


def put(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    beside.write_bytes(data)
    beside.replace(path)


def _type(response: httpx2.Response) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def _seconds(stated: str | None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """A Retry-After in seconds, be it a number or a day and time (RFC 9110, section 10.2.3); None if it is neither."""
    if stated is None:
        return None
    if stated.strip().isdecimal():
        return float(stated)
    try:
        return max(0.0, (parsedate_to_datetime(stated) - now()).total_seconds())
    except (ValueError, TypeError):
        return None
