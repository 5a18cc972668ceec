"""The graph as files: dumps, and releases with their checksums, counts (VoID), description (DCAT) and changes."""

from imvograph.dumps.forms import FORMATS, dump
from imvograph.dumps.releases import Release, Releases

__all__ = ["FORMATS", "Release", "Releases", "dump"]
