"""Passages in the manner of each kind of paper, with what they say marked in them before the extraction had read them.

The rules were mended on them afterwards, so what this asks is that they keep reading them; it measures nothing that is
new. The figures of each first reading, and over how many marks, are in the README of `imvograph.extract`.

`unseen/<kind of paper>.txt` begins with the kinds that are marked there; a passage begins with ``=== its date``. A mark is
``[kind:value|text]`` and may stand in another; ``[?kind|text]`` is right either way. The value is an id (several with a
comma, `null` for none), of a motion the id and then its sponsors, of a debate the type and date, of a commitment the
status and date, else the date or name itself; a stroke stands between values that are both right.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from imvograph.extract import mentions
from imvograph.model.entities import Gazetteer
from imvograph.model.mentions import CITATION_KINDS, Mention

UNSEEN = Path(__file__).parent / "unseen"
PAPERS = ("letters", "questions", "motions", "debates", "lists", "longer", "papers")
LEAST = {"motion": 0.97, "commitment": 0.95, "debate": 0.95, "date": 0.95, "person": 0.92, "organisation": 0.92}
LEAST |= {"covenant": 0.92, "sector": 0.92, **dict.fromkeys(CITATION_KINDS, 0.99)}
_MARK = re.compile(r"\[(?P<maybe>\?)?(?P<kind>[a-z-]+):?(?P<value>[^|\[\]]*)\||\]")


@dataclass(frozen=True)
class Mark:
    """What is to be found at a place of a passage."""

    kind: str
    value: str
    start: int
    end: int
    maybe: bool

    def covers(self, found: Mention) -> bool:
        shared = min(self.end, found.end) - max(self.start, found.start)
        return self.kind == found.kind and 2 * shared >= min(self.end - self.start, found.end - found.start)

    def says(self, found: Mention) -> bool:
        """Whether what was found says what is marked."""
        if self.maybe or not self.value:
            return True
        fields, (first, _, rest) = found.fields, self.value.partition(" ")
        match self.kind:
            case "motion":
                sponsors = [name.strip() for name in rest.removesuffix("c.s.").split(",") if name.strip()]
                same = list(fields.get("sponsors", ())) == sponsors and bool(fields.get("et_al")) == ("c.s." in rest)
                return same and str(found.id or "null") == first
            case "debate":
                return str(fields.get("type")) in first.split("/") and (fields.get("date") or "") == rest
            case "commitment":
                return str(fields["status"]) in first.split("/") and (not rest or fields["made_on"] == rest)
            case "date":
                return fields["value"] == self.value
            case "person" | "organisation" | "covenant" | "sector":
                return self.value.casefold() in str(fields["name"]).casefold()
        return found.id == self.value


def passages(paper: str) -> Iterator[tuple[set[str], date, str, list[Mark]]]:
    """The passages of a kind of paper: kinds marked, date, text, marks."""
    head, *parts = re.split(r"(?m)^=== ", (UNSEEN / f"{paper}.txt").read_text("utf-8"))
    kinds = {k for word in head.split()[2:] for k in (CITATION_KINDS if word == "citations" else (word,))}
    for part in parts:
        dated, _, body = part.partition("\n")
        text, marks, opened, at = "", [], [], 0
        for match in _MARK.finditer(body):
            text += body[at : match.start()]
            at = match.end()
            if match["kind"]:
                opened.append((match, len(text)))
                continue
            opening, start = opened.pop()
            values = opening["value"].split(",") if opening["kind"] in CITATION_KINDS else [opening["value"]]
            marks += [Mark(opening["kind"], v, start, len(text), bool(opening["maybe"])) for v in values]
        yield kinds, date.fromisoformat(dated.strip()), text + body[at:], marks


def compare(marks: list[Mark], found: list[Mention]) -> tuple[dict[str, Counter[str]], list[str]]:
    """By kind how many were right, missed and found in excess; and these in words."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    faults, taken = [], set()
    for mark in marks:
        good = [n for n, m in enumerate(found) if n not in taken and mark.covers(m) and mark.says(m)]
        taken |= set(good[:1])
        if not mark.maybe:
            counts[mark.kind]["right" if good else "missed"] += 1
            faults += [] if good else [f"missed {mark}"]
    inner = [m for m in marks if m.maybe or m.kind in ("motion", "covenant", "organisation")]
    for number, mention in enumerate(found):
        within = any(m.start <= mention.start and mention.end <= m.end and m.kind != mention.kind for m in inner)
        optional = any(m.maybe and m.covers(mention) for m in marks)
        if number not in taken and not optional and not (within and mention.kind in ("person", "sector")):
            counts[mention.kind]["excess"] += 1
            faults.append(
                f"excess {mention.kind} {mention.quote!r} {mention.id or dict(mention.fields)} ({mention.rule})"
            )
    return counts, faults


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_is_read_as_a_clerk_would(paper: str, gazetteer: Gazetteer) -> None:
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    faults: list[str] = []
    for kinds, dated, text, marks in passages(paper):
        found = [m for m in mentions(text, dated, gazetteer) if m.kind in kinds]
        counts, wrong = compare(marks, found)
        faults += [f"{dated} {line}" for line in wrong]
        for kind, count in counts.items():
            totals[kind] += count
    figures = {
        k: (c["right"] / ((c["right"] + c["missed"]) or 1), c["right"] / ((c["right"] + c["excess"]) or 1))
        for k, c in totals.items()
    }
    low = {kind: figure for kind, figure in figures.items() if min(figure) < LEAST[kind]}
    assert not low, "\n".join([f"recall and precision too low: {low}", *faults])
