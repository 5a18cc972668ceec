"""The words of a SPARQL text (``tokens``), their order (``grammar``), and what to tell of a text that is wrong (``mending``)."""

from imvograph.sparql.tokens import Token, form, tokens

__all__ = ["Token", "form", "tokens"]
