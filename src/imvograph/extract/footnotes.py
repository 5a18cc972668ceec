"""Footnotes that begin with a citation, and the marks that lead to them: «motie Klink c.s.1» … «1 Kamerstuk 35 925 XVII, nr. 41»."""

import re
from collections.abc import Mapping, Sequence

from imvograph.extract.layout import Found

_LEAD = re.compile(r"\s?(?P<mark>\d{1,2})\.?\s{1,2}(?:Zie\s(?:ook\s)?)?")
# Glued to a word or to what closes it; not «nr.3», and no number that goes on.
_MARK = re.compile(
    r"(?<=[^\W\d_]|[.,;»”)\]])(?<!\b[Nn]r\.)(?<!\b[Nn]rs\.)(?<!\bblz\.)(?<!\bart\.)(?P<mark>\d{1,2})(?=[\s.,;:?!)]|\Z)"
)


def footnotes(text: str, papers: Sequence[Found]) -> Mapping[str, str]:
    """The id of the Kamerstuk that each footnote begins with, by its mark; not of a mark that has several notes."""
    noted: dict[str, set[str]] = {}
    for paper in papers:
        start = text.rfind("\n", max(0, paper.start - 20), paper.start) + 1
        if start and paper.id and (lead := _LEAD.fullmatch(text, start, paper.start)):
            noted.setdefault(lead["mark"], set()).add(paper.id)
    return {mark: min(ids) for mark, ids in noted.items() if len(ids) == 1}


def marked(text: str, start: int, end: int, notes: Mapping[str, str]) -> str | None:
    """The Kamerstuk to which the first mark in a piece of text leads, if that is one of the notes."""
    mark = _MARK.search(text, start, end) if notes else None
    return notes.get(mark["mark"]) if mark else None
