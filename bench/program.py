"""The graphs that each store of ours holds: ontology, lists of concepts, and what curators wrote; beside a parliament."""

from typing import BinaryIO

from imvograph.build import steps
from imvograph.gate.parse import parse


def program(output: BinaryIO) -> int:
    """Writes them as N-Quads, the letters not; returns the number of statements."""
    written = 0
    for step in steps():
        if step.graph and step.path.parent.name != "letters":
            lines = sorted(map(str, parse(step.path.read_bytes(), str(step.path))))
            output.write("".join(f"{line} <{step.graph}> .\n" for line in lines).encode())
            written += len(lines)
    return written
