"""Where ontology/, shapes/, queries/ and data/ lie: beside ``src/`` in a checkout, inside the package once built."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_BUILT = _PACKAGE / "assets"
ROOT = _BUILT if _BUILT.is_dir() else _PACKAGE.parents[1]

ONTOLOGY = ROOT / "ontology"
SHAPES = ROOT / "shapes"
QUERIES = ROOT / "queries"
DATA = ROOT / "data"
REVIEWS = DATA / "reviews"


def read_all(folder: Path, pattern: str) -> bytes:
    """The files of a folder that match, in order of their names, as one text; ``b""`` where there is none."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.glob(pattern)))
