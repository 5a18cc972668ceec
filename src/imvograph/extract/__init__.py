"""Text to mentions: what a parliamentary text cites and names, with its place. `README.md` tells of the passes."""

from imvograph.extract.dates import document_date
from imvograph.extract.passes import mentions

__all__ = ["document_date", "mentions"]
