"""What runs the service elsewhere is made of the same lock, names only what there is, and lets it stop in peace."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from configparser import ConfigParser
from pathlib import Path

import pytest

from imvograph.settings import Settings


@pytest.fixture(scope="module")
def unit(root: Path) -> ConfigParser:
    read = ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[method-assign, assignment]
    read.read(root / "deploy/imvograph.service")
    return read


@pytest.fixture(scope="module")
def steps(root: Path) -> list[list[str]]:
    """The instructions of the Containerfile, as words."""
    text = re.sub(r"\\\n", " ", (root / "deploy/Containerfile").read_text())
    return [shlex.split(line) for line in text.splitlines() if line.strip() and not line.startswith("#")]


def test_systemd_reads_the_unit(root: Path, tmp_path: Path, need: Callable[[str], str]) -> None:
    program = tmp_path / "imvograph"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    copy = tmp_path / "imvograph.service"
    copy.write_text(
        (root / "deploy/imvograph.service").read_text().replace("/opt/imvograph/bin/imvograph", str(program))
    )
    done = subprocess.run([need("systemd-analyze"), "verify", copy], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if "imvograph.service" in line]) == (0, [])


def test_the_unit_stops_only_the_service_itself_and_waits_longer_than_it_does(unit: ConfigParser) -> None:
    service = unit["Service"]
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) > Settings().stop_seconds
    assert service["NoNewPrivileges"] == "yes" and service["ProtectSystem"] == "strict"


def variables(text: str) -> set[str]:
    return {name.lower() for name in re.findall(r"\bIMVOGRAPH_([A-Z_]+)=", text)}


@pytest.mark.parametrize("name", ["imvograph.service", "Containerfile"])
def test_every_setting_that_is_given_exists(name: str, root: Path) -> None:
    given = variables((root / "deploy" / name).read_text())
    assert given and given <= {*Settings.model_fields, "settings"}


def test_the_image_takes_its_packages_from_the_lock_by_hash_and_no_others(steps: list[list[str]], root: Path) -> None:
    installs = [step for step in steps if "pip" in step or "install" in step]
    assert len(installs) == 1
    assert {"--require-hashes", "--no-deps", "--only-binary", "requirements.lock"} <= set(installs[0])
    base = next(step[1] for step in steps if step[0] == "ARG").partition("=")[2]
    assert re.fullmatch(r"python:3\.1[1-4]\.\d+-slim-\w+", base)
    copied = [word for step in steps if step[0] == "COPY" and "--from=made" not in step for word in step[1:-1]]
    assert copied and all((root / path).exists() for path in copied)
    assert [step[1] for step in steps if step[0] == "USER"] == ["imvograph"]


def test_what_the_image_is_told_to_run_runs(steps: list[list[str]], root: Path, tmp_path: Path) -> None:
    """The files laid out as the image lays them out are a program that knows its commands and finds its assets."""
    packages = tmp_path / "packages"
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    shutil.copytree(root / "src/imvograph", packages / "imvograph", ignore=ignored)
    for name in ("ontology", "shapes", "queries", "data"):
        shutil.copytree(root / name, packages / "imvograph/assets" / name)
    command = [str(root / ".venv/bin/python"), "-c", "from imvograph.assets import QUERIES; print(QUERIES)"]
    done = subprocess.run(
        command, env={"PYTHONPATH": str(packages)}, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == str(packages / "imvograph/assets/queries"), done.stderr
    assert [step[1:] for step in steps if step[0] == "CMD"] == [["[serve,", "--build]"]]
