"""What SHACL cannot see: the whole vocabulary, the text behind a passage, which graph says what, other things' dates.

Each rule has an IRI of its own in ``imvosh:``, as every constraint in ``shapes/`` has; ``RULES`` lists them all.
"""

from collections.abc import Iterator

from imvograph.gate.report import Result
from imvograph.gate.rules import evidence, grounds, papers, terms, times, wording
from imvograph.gate.rules.rule import Rule
from imvograph.gate.rules.terms import UNKNOWN_PROPERTY
from imvograph.gate.view import View

__all__ = ["RULES", "UNKNOWN_PROPERTY", "Rule", "check"]

RULES = (*terms.RULES, *grounds.RULES, *evidence.RULES, *papers.RULES, *times.RULES, *wording.RULES)


def check(view: View, properties: frozenset[str] | set[str]) -> Iterator[Result]:
    """Every result of the rules; ``properties`` are all that may be used."""
    yield from terms.check(view, properties)
    for part in (grounds, evidence, papers, times, wording):
        yield from part.check(view)
