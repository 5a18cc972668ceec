"""What nllegalcit finds in texts: runs in its own environment, without imvograph.

Reads a JSON list of texts on standard input; writes, for each, ``{"mentions": [...], "seconds": CPU time}``. Its citations
become mentions so: a ``KamerstukCitation`` is a kamerstuk ``kst-{dossiernummer}-{ondernummer}``, a ``HandelingCitation``
handelingen ``h-{tk|ek}-{session year}-{sitting}[-{item}]``; the place is that of the tokens it was made from, with the
word «Kamerstuk» or «Kamerstukken» before it, which its grammar may leave out. Case law is no kind of ours.
"""

import contextlib
import io
import json
import re
import sys
from time import process_time
from typing import Any

from lark import Token, Tree
from nllegalcit import HandelingCitation, KamerstukCitation
from nllegalcit.parser import parser
from nllegalcit.visitors import CitationVisitor

_WORD = re.compile(r"[Kk]amerstuk(?:ken)?[\s,]+$")


class Placed(CitationVisitor):
    """The package's own visitor, as `nllegalcit.parse_citations` uses it, that also keeps where each citation stood."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[tuple[int, int]] = []

    def kamerstuk(self, tree: Tree[Token]) -> None:
        super().kamerstuk(tree)
        self._keep(tree)

    def handeling(self, tree: Tree[Token]) -> None:
        with contextlib.redirect_stdout(io.StringIO()):  # 0.0.4 prints the tree
            super().handeling(tree)
        self._keep(tree)

    def case_law(self, tree: Tree[Token]) -> None:
        """Not compared."""

    def _keep(self, tree: Tree[Token]) -> None:
        tokens = list(tree.scan_values(lambda value: isinstance(value, Token)))
        self.places.append((min(t.start_pos or 0 for t in tokens), max(t.end_pos or 0 for t in tokens)))


def mentions(text: str) -> list[dict[str, Any]]:
    """The citations in a text, as the corpus writes mentions."""
    visitor = Placed()
    visitor.visit(parser.parse(text))
    found = []
    for citation, (start, end) in zip(visitor.citations, visitor.places, strict=True):
        word = _WORD.search(text, max(0, start - 20), start)
        start = word.start() if word else start
        found.append({**identified(citation), "start": start, "end": end, "quote": text[start:end]})
    return found


def identified(citation: Any) -> dict[str, str]:
    """Kind and id of a citation."""
    match citation:
        case KamerstukCitation():
            return {"kind": "kamerstuk", "id": f"kst-{citation.dossiernummer}-{citation.ondernummer}"}
        case HandelingCitation():
            house = "ek" if citation.kamer == "I" else "tk"
            year = citation.vergaderjaar.replace("-", "")
            item = f"-{citation.itemnummer}" if citation.itemnummer != -1 else ""
            return {"kind": "handelingen", "id": f"h-{house}-{year}-{citation.vergaderingnummer}{item}"}
    raise TypeError(f"{citation!r} has no kind here; add it to `identified`")


if __name__ == "__main__":
    for text in json.load(sys.stdin):
        begun = process_time()
        found = mentions(text)
        print(json.dumps({"mentions": found, "seconds": process_time() - begun}), flush=True)
