"""What the tests of extraction share: the gazetteer of the repository, the seed letter, and the corpus if at hand."""

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import pyoxigraph
import pytest

from imvograph import triples
from imvograph.extract import mentions
from imvograph.model.entities import Gazetteer
from imvograph.model.mentions import Mention

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
LETTER = ROOT / "data" / "letters" / "kamerbrief-2022-04-07.txt"


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    files = [
        *sorted((ROOT / "ontology" / "concepts").glob("*.ttl")),
        *sorted((ROOT / "data" / "curated").glob("*.ttl")),
    ]
    quads = (quad for file in files for quad in pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.TURTLE))
    return triples.gazetteer(quad.triple for quad in quads)


@pytest.fixture(scope="session")
def letter(root: Path) -> str:
    return (root / "data" / "letters" / "kamerbrief-2022-04-07.txt").read_bytes().decode()


@pytest.fixture(scope="session")
def of_letter(letter: str, gazetteer: Gazetteer) -> list[Mention]:
    return mentions(letter, date(2022, 4, 7), gazetteer)


@pytest.fixture(scope="session")
def score(shared: Path) -> ModuleType:
    """The scorer of the corpus, as a module."""
    corpus = shared / "corpus"
    spec = importlib.util.spec_from_file_location("corpus_score", corpus / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
