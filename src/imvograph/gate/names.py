"""Terms as a person reads them: prefixed names."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from imvograph.model.iris import PREFIXES

# Longest first: id: and graph: lie below the same base as imvo:.
_BY_LENGTH = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_LONGEST_LITERAL = 120


def prefixed(term: str) -> str:
    """An IRI, or a term as N-Triples writes it, with prefixes: ``imvo:madeIn``, ``"2022-04-07"^^xsd:date``."""
    if term.startswith('"'):
        return _literal(term)
    iri = term[1:-1] if term.startswith("<") else term
    for prefix, namespace in _BY_LENGTH:
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"


class Meant:
    """What is near unknown terms, in words, by language. Only the first hundred are looked for: each costs a millisecond."""

    _MOST = 100

    def __init__(self) -> None:
        self._told: dict[str, dict[str, str]] = {}

    def by(self, iri: str, known: Iterable[str]) -> dict[str, str]:
        """The question whether the nearest of the ``known`` IRIs is meant, in ``en`` and ``nl``; empty texts if none is near."""
        if iri not in self._told:
            if len(self._told) >= self._MOST:
                return {"en": "", "nl": ""}
            name = prefixed(iri)
            if name.startswith("<"):  # a namespace that is not ours may be ours misspelt
                name = "imvo:" + re.split("[#/]", iri)[-1]
            near = get_close_matches(name[:80], sorted(map(prefixed, known)), 1, cutoff=0.75)
            questions = {"en": " (did you mean {}?)", "nl": " (bedoelde je {}?)"}
            self._told[iri] = {lang: question.format(*near) if near else "" for lang, question in questions.items()}
        return self._told[iri]


def _literal(term: str) -> str:
    lexical, quote, tail = term.rpartition('"')
    if len(lexical) > _LONGEST_LITERAL:
        lexical = lexical[: _LONGEST_LITERAL - 1] + "…"
    return lexical + quote + re.sub(r"\^\^<(.+)>", lambda match: "^^" + prefixed(match[1]), tail)
