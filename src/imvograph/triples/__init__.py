"""Values to quads, and back for the gazetteer."""

from imvograph.triples.gazetteer import gazetteer
from imvograph.triples.reading import graph_of, run_of, triples_of

__all__ = ["gazetteer", "graph_of", "run_of", "triples_of"]
