"""Terms as a person reads them: prefixed names."""

import re

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


def _literal(term: str) -> str:
    lexical, quote, tail = term.rpartition('"')
    if len(lexical) > _LONGEST_LITERAL:
        lexical = lexical[: _LONGEST_LITERAL - 1] + "…"
    return lexical + quote + re.sub(r"\^\^<(.+)>", lambda match: "^^" + prefixed(match[1]), tail)
