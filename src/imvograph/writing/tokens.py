"""Tokens: a secret for who may write, what it allows, until when. Only its SHA-256 is kept.

A token is ``imvo_{id}_{secret}``; the secret is 256 random bits, so that a plain digest of it cannot be guessed back. The
file is ``tokens.json`` in the folder of the store, for its owner only. A scope is ``write:added`` (every graph under
``graph/added/``) or ``write:added/{name}`` (that one); ``retire`` beside it: also whether a thing is retired.
"""

import fcntl
import json
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from imvograph.errors import NotFoundError, ParameterError, StoreError

FILE = "tokens.json"
SCOPE = re.compile(r"write:added(/[a-z0-9]+(-[a-z0-9]+)*)?|retire")
RETIRE = "retire"
"""Whoever has this scope may retire any thing, whatever other graphs say of it: it leaves every list and answers 410."""
_TOKEN = re.compile(r"imvo_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,80}")


@dataclass(frozen=True)
class Token:
    """What is kept of a token: times in UTC (ISO 8601), the digest of the secret."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created: str
    expires: str
    digest: str

    def allows(self, graph_name: str) -> bool:
        """Whether it may write ``graph/added/{graph_name}``."""
        return "write:added" in self.scopes or f"write:added/{graph_name}" in self.scopes


class Tokens:
    """The tokens of a store, in its folder. Read anew each time, so that a revoked token is refused at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def all(self) -> list[Token]:
        """Every token, the oldest first; raises `StoreError` if the file cannot be read."""
        try:
            told = json.loads(self._path.read_bytes())
            return [Token(**{**item, "scopes": tuple(item["scopes"])}) for item in told]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, TypeError, KeyError) as exc:
            raise StoreError(
                f"{self._path} cannot be read: {exc}; mend it, or remove it and create tokens anew"
            ) from exc

    def create(self, name: str, scopes: Sequence[str], days: int) -> tuple[Token, str]:
        """A new token, and the secret text of it, which is not kept; raises `ParameterError`, `StoreError`."""
        if not _NAME.fullmatch(name):
            raise ParameterError(
                f"{name[:80]!r} names nobody; give 1 to 80 characters", "name", name, "portal of Utrecht"
            )
        for scope in scopes:
            if not SCOPE.fullmatch(scope):
                raise ParameterError(
                    f"scope {scope!r}: there is write:added, write:added/NAME and retire",
                    "scope",
                    scope,
                    "write:added",
                )
        if not any(scope != RETIRE for scope in scopes):
            raise ParameterError(
                f"scope {RETIRE!r} alone writes nowhere; name a graph beside it: write:added or write:added/NAME",
                "scope",
                RETIRE,
                "write:added",
            )
        if not self._path.parent.is_dir():
            raise StoreError(f"there is no store at {self._path.parent}; build one with: imvograph build")
        now = datetime.now(UTC)
        key = secrets.token_hex(6)
        secret = f"imvo_{key}_{secrets.token_urlsafe(32)}"
        until = now + timedelta(days=days)
        token = Token(key, name, tuple(sorted(set(scopes))), _time(now), _time(until), _digest(secret))
        with self._alone():
            self._write([*self.all(), token])
        return token, secret

    def revoke(self, key: str) -> Token:
        """Remove the token with this id; raises `NotFoundError`."""
        with self._alone():
            every = self.all()
            found = next((token for token in every if token.id == key), None)
            if found is None:
                raise NotFoundError(f"There is no token {key[:80]!r}", [token.id for token in every[:5]])
            self._write([token for token in every if token is not found])
        return found

    def known(self, secret: str) -> Token | None:
        """The token of a secret, if it is one of ours and has not expired."""
        found = _TOKEN.fullmatch(secret)
        token = next((t for t in self.all() if found and t.id == found[1]), None)
        if token is None or not compare_digest(token.digest, _digest(secret)):
            return None
        return token if _time(datetime.now(UTC)) < token.expires else None

    def _write(self, tokens: Sequence[Token]) -> None:
        fresh = self._path.with_name("tokens.json.new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump([asdict(token) for token in tokens], out, ensure_ascii=False, indent=1)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self._path)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with self._path.with_name("tokens.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as exc:
            raise StoreError(f"{self._path} cannot be written: {exc}") from exc


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
