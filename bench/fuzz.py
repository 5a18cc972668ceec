"""A bounded fuzz run over extraction: it never raises, no mention lies outside its text, every quote is its slice.

atheris watches which branches a text reaches, and changes the texts that reach new ones. It runs in its own environment.
"""

import argparse
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bench.environment import MissingError, python_with

ATHERIS = "atheris==3.0.0"
ROOT = Path(__file__).resolve().parents[1]
SEEDS = (
    "Kamerstuk 26 485, nr. 337", "Kamerstukken II 2021/22, 35 570 V, nrs. 1–3", "kst-26485-337", "(TK 21 501-02, nr. 9)",
    "Handelingen II 2021/22, nr. 27, items 5 en 9", "motie van het lid Van der Lee c.s. (35 570 V, nr. 71)",
    "motie-Becker/Amhaouch", "MOTIE VAN DE LEDEN AA EN BB", "De toezegging om te informeren (gedaan op 4 maart jl.)",
    "het AO IMVO van 3 maart 2020", "verzekerings- en pensioensector", "Richtlijn 2011/95/EU", "Stb. 2024, 153",
    "2024Z12345", "mijn voor-\nganger", "financiÃ«le instel-\nlingen", "’s-Gravenhage, 2023  ISSN 0921 - 7371",
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Runs for a time; exit status that of the fuzzer: 0 if nothing was found, and the text that breaks a rule if not."""
    options = argparse.ArgumentParser(prog="python -m bench fuzz", description=__doc__)
    options.add_argument("--seconds", type=int, default=60, help="how long (60)")
    options.add_argument("--length", type=int, default=1000, help="the longest text, in bytes (1000)")
    options.add_argument("--seed", type=int, default=1, help="where chance begins, so that a run repeats (1)")
    given = options.parse_args(arguments)
    try:
        python = python_with(ATHERIS)
    except MissingError as why:
        print(f"skipped: {why}")
        return 0
    from imvograph.build import asset_names

    with tempfile.TemporaryDirectory(prefix="imvograph-fuzz-") as place:
        folder = Path(place)
        (folder / "names").write_bytes(pickle.dumps(asset_names()))
        (folder / "texts").mkdir()
        letter = (ROOT / "data" / "letters" / "kamerbrief-2022-04-07.txt").read_bytes()
        pieces = [*(seed.encode() for seed in SEEDS), *(letter[at : at + 600] for at in range(0, len(letter), 600))]
        for number, piece in enumerate(pieces):
            (folder / "texts" / str(number)).write_bytes(piece)
        command = [
            *(str(python), str(Path(__file__).resolve()), str(folder / "names"), str(folder / "texts")),
            *(f"-max_total_time={given.seconds}", f"-max_len={given.length}", f"-seed={given.seed}"),
            *("-timeout=20", "-print_final_stats=1", "-verbosity=1", f"-artifact_prefix={tempfile.gettempdir()}/"),
        ]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src")))}
        return subprocess.run(command, env=environment, check=False).returncode


def _fuzz(names_file: Path, arguments: list[str]) -> None:
    """Within the environment of atheris: gives it texts until the time is up."""
    import atheris

    with atheris.instrument_imports(include=["imvograph"]):
        from imvograph.extract import document_date, mentions

    names = pickle.loads(names_file.read_bytes())

    def one(data: bytes) -> None:
        """One text; what is not UTF-8 becomes lone surrogates, so that odd code points are tried too."""
        text = data.decode("utf-8", errors="surrogateescape")
        document_date(text)
        for mention in mentions(text, date(2022, 4, 7), names):
            if not 0 <= mention.start < mention.end <= len(text):
                raise ValueError(f"{mention} lies outside a text of {len(text)}")
            if text[mention.start : mention.end] != mention.quote:
                raise ValueError(f"{mention} does not quote {text[mention.start : mention.end]!r}")

    atheris.Setup([sys.argv[0], *arguments], one)
    atheris.Fuzz()


if __name__ == "__main__":
    _fuzz(Path(sys.argv[1]), sys.argv[2:])
