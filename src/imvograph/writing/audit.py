"""The audit log: a line of JSON for every change that was asked from outside with a valid token, whatever became of it."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from imvograph.errors import StoreError

FILE = "audit.jsonl"


@dataclass(frozen=True)
class Entry:
    """Who (token and its name) did what to which graph, when (UTC), and the outcome.

    ``outcome``: stored, unchanged, refused (by the gate), or failed; ``why`` says more. ``version`` is that of the store
    afterwards; ``sha256`` is of the bytes that came.
    """

    time: str
    token: str
    name: str
    method: str
    graph: str
    outcome: str
    version: str
    sha256: str
    why: str = ""


class Audit:
    """``audit.jsonl`` in the folder of the store; lines are only ever added."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def add(self, entry: Entry) -> None:
        """Add a line and force it to the disk; raises `StoreError`."""
        line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
        try:
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, line.encode(errors="replace"))
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as exc:
            raise StoreError(f"{self._path} cannot be written: {exc}") from exc

    def all(self) -> list[Entry]:
        """Every line, the oldest first."""
        if not self._path.exists():
            return []
        return [Entry(**json.loads(line)) for line in self._path.read_text(encoding="utf-8").splitlines()]
