"""Waiting for what other threads and processes do: for the thing itself, never for a time that it usually takes."""

import time
from collections.abc import Callable

SECONDS = 60.0
"""Far more than anything takes that a test waits for, also on a machine that is busy with other things."""


def until(so: Callable[[], object], seconds: float = SECONDS) -> None:
    """Returns when ``so()`` is true; fails after ``seconds`` in which it never was."""
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline, f"not so after {seconds:g} s"
        time.sleep(0.01)
