"""What the kernel says of processes that a test did not start itself."""

from pathlib import Path


def state(pid: int) -> str:
    """One letter: R is running, Z has ended and is not yet collected; X too for one that is not there."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def lives(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    return state(pid) not in "ZX"
