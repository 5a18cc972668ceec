"""Writing from outside: who may, what was done, and one change at a time through the gate into the store."""

from imvograph.writing.audit import Audit
from imvograph.writing.graphs import Writer, Written
from imvograph.writing.tokens import Token, Tokens

__all__ = ["Audit", "Token", "Tokens", "Writer", "Written"]
