"""Lines in the order of their bytes, however many: what does not fit in memory waits in files."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import islice
from tempfile import TemporaryFile

MOST = 200_000
"""Lines sorted in memory at a time: about 100 MB of statements."""


def sorted_lines(lines: Iterable[bytes], most: int = MOST) -> Iterator[bytes]:
    """The lines, each ended by a line feed, as ``LC_ALL=C sort`` orders them."""
    waiting = iter(lines)
    with ExitStack() as stack:
        runs: list[Iterable[bytes]] = []
        while some := sorted(islice(waiting, most)):
            if len(some) < most:
                runs.append(some)
                break
            file = stack.enter_context(TemporaryFile())
            file.writelines(some)
            file.seek(0)
            runs.append(file)
        yield from merge(*runs)
