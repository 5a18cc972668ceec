"""The graph as files: dumps, and releases with their checksums, counts (VoID), description (DCAT) and changes."""

from imvograph.dumps.forms import FORMATS, dump
from imvograph.dumps.release import Release
from imvograph.dumps.releases import Releases

__all__ = ["FORMATS", "Release", "Releases", "dump"]
