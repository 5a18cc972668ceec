"""The benches run from a checkout, say what they lack, and compare offsets in one and the same text."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def bench(root: Path):
    """Runs a Python module at the root of the checkout, as README.md of the benches says."""

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", *map(str, words)]
        return subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120)

    return run


def test_without_a_name_the_benches_are_listed(bench):
    done = bench("bench")
    assert done.returncode == 2 and "extraction" in done.stdout and "fuzz" in done.stdout


@pytest.mark.parametrize("name", ["extraction", "fuzz", "search", "http"])
def test_every_bench_says_what_it_takes(bench, name):
    done = bench("bench", name, "--help")
    assert done.returncode == 0 and f"python -m bench {name}" in done.stdout


def test_a_bench_without_its_corpus_is_skipped_by_name(bench, tmp_path):
    done = bench("bench", "extraction", "--no-speed", "--corpus", tmp_path)
    assert done.returncode == 0 and done.stdout == f"skipped: no corpus at {tmp_path}; name it with --corpus\n"


def test_offsets_of_the_helped_text_lead_back_to_the_text_as_it_was(bench):
    assert bench("doctest", "bench/extraction.py").stdout == ""


def test_every_kind_is_scored_beside_the_corpus(bench, shared):
    done = bench("bench", "extraction", "--no-speed", "--no-peer", "--corpus", shared / "corpus")
    assert done.returncode == 0 and " texts, " in done.stdout
    assert {"kamerstuk", "motion", "commitment", "debate"} <= {
        line.split()[1] for line in done.stdout.splitlines() if line.startswith("| ")
    }
