"""A knowledge graph of Dutch policy on responsible business conduct; every statement leads to its sentence."""

__version__ = "0.1.0"
