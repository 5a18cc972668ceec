"""Bytes from strangers to triples, in a process of its own under limits: what hangs or kills a parser ends there.

Nested JSON-LD overflows the parser's stack and ends its process; nested RDF/XML takes it minutes (both measured, with
10,000 and 100,000 levels). ``python -m imvograph.gate.apart MEDIA-TYPE`` is that process: bytes on its standard input,
N-Triples on its output; status 3 if they cannot come in, and then its output is why, as JSON.
"""

import json
import resource
import subprocess
import sys

from pyoxigraph import RdfFormat, Triple, serialize
from pyoxigraph import parse as parse_rdf

from imvograph.errors import SourceError, TurtleError
from imvograph.gate.parse import FORMATS, parse

OFFERED = {name: syntax for name, syntax in FORMATS.items() if "/" in name} | {
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
"""The media types that strangers may send."""

MAX_BYTES, MAX_TRIPLES = 4 << 20, 20_000
"""What one request may bring: the gate needs about 1.5 s for so many triples."""

SECONDS, MEMORY, _MAX_OUTPUT = 3, 1 << 30, 64 << 20
"""What the process may take: seconds of processor time (of the clock four times as many), bytes of memory, bytes of N-Triples."""

_REFUSED = 3
_LONGEST_WHY = 2000


def parse_apart(data: bytes, media_type: str) -> frozenset[Triple]:
    """As `parse.parse`, for one of `OFFERED`; what the parser cannot cope with within its limits is a `TurtleError`."""
    command = [sys.executable, "-P", "-m", "imvograph.gate.apart", media_type]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=4 * SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise _too_much(media_type) from None
    except OSError as exc:
        raise SourceError(f"{media_type}: the process that reads it cannot be started: {exc}") from exc
    if done.returncode == _REFUSED:
        kind, en, nl = json.loads(done.stdout)
        raise (TurtleError if kind == TurtleError.__name__ else SourceError)(en[:_LONGEST_WHY], nl=nl[:_LONGEST_WHY])
    if done.returncode != 0:
        raise _too_much(media_type)
    return frozenset(quad.triple for quad in parse_rdf(done.stdout, format=RdfFormat.N_TRIPLES))


def _too_much(media_type: str) -> TurtleError:
    return TurtleError(
        f"{media_type}: it cannot be read within the limits of time and memory. Is it nested very deep? Write it flat, as "
        "N-Triples, or offer it in smaller parts",
        nl=f"{media_type}: het is niet te lezen binnen de grenzen van tijd en geheugen. Is het heel diep genest? Schrijf het "
        "plat, als N-Triples, of bied het in kleinere delen aan",
    )


def main() -> None:
    """Read, parse, write; the kernel ends this process at its limits."""
    for what, limit in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    media_type = sys.argv[1]
    try:
        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        triples = parse(data, media_type, max_bytes=MAX_BYTES, max_triples=MAX_TRIPLES, formats=OFFERED)
        lines = serialize(sorted(triples, key=str), format=RdfFormat.N_TRIPLES) or b""
        if len(lines) > _MAX_OUTPUT:
            raise SourceError(
                f"{media_type}: {len(lines):,} bytes once written out; offer it in smaller parts",
                nl=f"{media_type}: uitgeschreven {len(lines)} bytes; bied het in kleinere delen aan",
            )
    except (SourceError, TurtleError) as exc:
        json.dump([type(exc).__name__, str(exc), exc.told("nl")], sys.stdout)
        sys.exit(_REFUSED)
    sys.stdout.buffer.write(lines)


if __name__ == "__main__":
    main()
