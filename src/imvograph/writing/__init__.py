"""Writing from outside: who may, what was done, and one change at a time through the gate into the store."""

from imvograph.writing import audit, tokens
from imvograph.writing.audit import Audit
from imvograph.writing.graphs import Writer, Written
from imvograph.writing.tokens import Token, Tokens

__all__ = ["KEPT", "Audit", "Token", "Tokens", "Writer", "Written"]

KEPT = (tokens.FILE, audit.FILE)
"""What lies in the folder of a store and is not the graph: it stays when the graph is set aside or built anew."""
