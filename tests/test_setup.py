"""Setting up: `./imvo` on a fresh machine, after an interruption, twice at once; what the locks and the wheel hold.

The checkouts here are copies with an empty lock file and a command line that only says how it was called, so that no
network is needed; the packages themselves are installed by the run that these tests are part of.
"""

import email
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

Imvo = Callable[..., subprocess.CompletedProcess[str]]

BASE_PYTHON = Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}")
CALLED = 'import sys\ndef main() -> None:\n    print("called:", *sys.argv[1:])\n'


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """A checkout without packages, in a folder with a space and an accent in its name."""
    folder = tmp_path / "één map"
    (folder / "src/imvograph/cli").mkdir(parents=True)
    (folder / "src/imvograph/__init__.py").touch()
    (folder / "src/imvograph/cli/__init__.py").write_text(CALLED, encoding="utf-8")
    for lock in ("requirements.lock", "requirements-test.lock"):
        (folder / lock).write_text("# no packages\n", encoding="utf-8")
    pages = folder / "src/imvograph/web"
    pages.mkdir()
    (pages / "package.json").write_text('{"name": "pages"}', encoding="utf-8")
    lock_of_no_packages = '{"name": "pages", "lockfileVersion": 3, "packages": {"": {"name": "pages"}}}'
    (pages / "package-lock.json").write_text(lock_of_no_packages, encoding="utf-8")
    shutil.copy(root / "imvo", folder)
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """No settings of the person who runs the tests, and no home."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("IMVO", "PYTHON"))}
    # Where the machine has no npm, the one that ./imvo installed for these tests.
    path = os.pathsep.join((kept["PATH"], str(Path(sys.executable).parent)))
    return kept | {"HOME": str(tmp_path / "no-home"), "PYTHON": sys.executable, "PATH": path}


@pytest.fixture
def imvo(checkout: Path, environment: dict[str, str]) -> Imvo:
    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [checkout / "imvo", *arguments],
            env=environment | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def outer_pip() -> None:
    """Skips, by name, where there is no pip outside .venv."""
    if not has_outer_pip():
        pytest.skip(f"needs pip for {BASE_PYTHON} (Debian: python3-pip)")


@pytest.fixture
def quick(without_ensurepip: dict[str, str]) -> dict[str, str]:
    """Without ensurepip, where another pip is there: that takes two seconds less."""
    return without_ensurepip if has_outer_pip() else {}


@pytest.fixture
def without_ensurepip(tmp_path: Path) -> dict[str, str]:
    """What Debian's python3 lacks before python3-venv is installed."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "ensurepip.py").write_text("raise ImportError('python3-venv is not installed')\n", encoding="utf-8")
    return {"PYTHONPATH": str(hidden)}


def test_the_help_explains_every_command(root: Path, imvo: Imvo) -> None:
    commands = re.findall(r"^([a-z]+)(?: \|.*)?\)", (root / "imvo").read_text(encoding="utf-8"), re.MULTILINE)
    assert commands == ["up", "test", "doctor", "lock", "help"]
    for call in ([], ["help"], ["--help"]):
        answer = imvo(*call)
        assert answer.returncode == 0
        assert [command for command in commands if f"./imvo {command}" not in answer.stdout] == []


def test_an_unknown_command_is_named_and_the_known_ones_shown(imvo: Imvo) -> None:
    answer = imvo("start")
    assert answer.returncode == 2
    assert answer.stderr.startswith('imvo: there is no command "start".')
    assert "./imvo up" in answer.stderr


def test_the_script_is_sound_shell(root: Path, need: Callable[[str], str]) -> None:
    result = subprocess.run(
        [need("shellcheck"), "imvo", ".ci/run"], cwd=root, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout


def test_up_sets_up_once_and_hands_its_arguments_on(checkout: Path, imvo: Imvo, quick: dict[str, str]) -> None:
    first = imvo("up", "--port", "0", "--host", "a b", **quick)
    assert first.returncode == 0, first.stderr
    assert "Making .venv with Python" in first.stdout
    assert first.stdout.endswith("called: serve --build --port 0 --host a b\n")
    assert imvo("up").stdout == "called: serve --build\n"

    # Called through a link from elsewhere, as people do with ~/bin.
    link = checkout.parent / "linked"
    link.symlink_to(checkout / ".venv/bin/imvograph")
    assert subprocess.run([link, "ask"], capture_output=True, text=True, check=True).stdout == "called: ask\n"

    (checkout / "requirements.lock").write_text("# another lock\n", encoding="utf-8")
    (checkout / ".venv/left-over").touch()
    assert "Making .venv" in imvo("up", **quick).stdout
    assert not (checkout / ".venv/left-over").exists()


def test_a_half_made_venv_is_made_again(checkout: Path, imvo: Imvo, quick: dict[str, str]) -> None:
    imvo("up", **quick)
    (checkout / ".venv/stamp-run").unlink()
    (checkout / ".venv/left-over").touch()
    assert "Making .venv" in imvo("up", **quick).stdout
    assert not (checkout / ".venv/left-over").exists()


def test_somebodys_own_venv_is_left_alone(checkout: Path, imvo: Imvo) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv/pyvenv.cfg").touch()
    answer = imvo("up")
    assert answer.returncode == 1
    assert "rm -rf .venv" in answer.stderr
    assert (checkout / ".venv/pyvenv.cfg").exists()
    assert "rm -rf .venv" in imvo("doctor").stdout


@pytest.mark.usefixtures("outer_pip")
def test_without_ensurepip_the_pip_outside_installs(
    checkout: Path, imvo: Imvo, without_ensurepip: dict[str, str]
) -> None:
    answer = imvo("up", **without_ensurepip)
    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (0, "called: serve --build")
    assert not (checkout / ".venv/bin/pip").exists()


def test_without_ensurepip_or_pip_the_command_that_mends_it_is_told(
    checkout: Path, imvo: Imvo, without_ensurepip: dict[str, str], tmp_path: Path
) -> None:
    hidden = Path(without_ensurepip["PYTHONPATH"])
    (hidden / "pip.py").write_text("raise ImportError('no pip')\n", encoding="utf-8")
    programs = programs_without(tmp_path, "apt-get", "sudo")
    answer = imvo("up", PATH=str(programs), **without_ensurepip)
    assert answer.returncode == 1
    assert "has no ensurepip, and there is no pip" in answer.stderr
    assert re.search(r"apt-get install python3[.0-9]*-venv", answer.stderr)
    check = imvo("doctor", PATH=str(programs), **without_ensurepip)
    assert check.returncode == 1
    assert re.search(
        r"^missing +venv and pip +(sudo )?apt-get install python3[.0-9]*-venv$", check.stdout, re.MULTILINE
    )
    assert not (checkout / ".venv/stamp-run").exists()


def test_without_python_the_command_that_mends_it_is_told(imvo: Imvo, tmp_path: Path) -> None:
    programs = programs_without(tmp_path, "apt-get", "python", "python3")
    answer = imvo("up", PATH=str(programs), PYTHON="")
    assert answer.returncode == 1
    assert "apt-get install python3 python3-venv" in answer.stderr
    assert re.search(r"^missing +Python +3\.11 to 3\.14: ", imvo("doctor", PATH=str(programs), PYTHON="").stdout)


def test_a_wrong_python_is_refused(imvo: Imvo) -> None:
    answer = imvo("up", PYTHON="/nowhere/python3")
    assert answer.returncode == 1
    assert "PYTHON=/nowhere/python3 is not a Python from 3.11 to 3.14" in answer.stderr


def test_two_at_once_set_up_once(checkout: Path, environment: dict[str, str]) -> None:
    both = [
        subprocess.Popen([checkout / "imvo", "up"], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = sorted(process.communicate(timeout=60)[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said == sorted(said, key=lambda text: "waiting" in text, reverse=True)
    assert sum("Making .venv" in text for text in said) == 1
    assert all(text.endswith("called: serve --build\n") for text in said)


def test_an_interrupted_set_up_says_so_and_leaves_no_stamp(checkout: Path, environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        [checkout / "imvo", "up"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert process.stdout is not None
    assert "Making .venv" in process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C does
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "The next ./imvo begins the set-up again." in errors
    assert not (checkout / ".venv/stamp-run").exists()


def test_the_tests_lock_is_the_run_lock_and_more(root: Path) -> None:
    run, test = locked(root / "requirements.lock"), locked(root / "requirements-test.lock")
    assert run.items() < test.items()


def test_the_locks_hold_what_the_project_asks_for(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {"requirements.lock": project["dependencies"]}
    wanted["requirements-test.lock"] = project["dependencies"] + project["optional-dependencies"]["test"]
    for name, requirements in wanted.items():
        versions = locked(root / name)
        for requirement in map(Requirement, requirements):
            version = versions.get(canonicalize_name(requirement.name))
            assert version is not None, f"{name} lacks {requirement}: ./imvo lock"
            assert requirement.specifier.contains(version), f"{name} has {version} of {requirement}: ./imvo lock"


def test_the_wheel_holds_the_graph_beside_the_code(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    built = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("imvograph-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        described = email.message_from_bytes(archive.read(metadata))
    assert described["License-Expression"] == "EUPL-1.2"
    for folder, pattern in {"ontology": "*.ttl", "shapes": "*.ttl", "queries": "*.rq", "data": "**/*"}.items():
        here = {
            f"imvograph/assets/{path.relative_to(root)}" for path in (root / folder).glob(pattern) if path.is_file()
        }
        assert here, f"{folder}/ is empty"
        assert here <= set(names)


def has_outer_pip() -> bool:
    return subprocess.run([BASE_PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def programs_without(folder: Path, *hidden: str) -> Path:
    """A folder for PATH with the basic programs, less the hidden ones."""
    programs = folder / "programs"
    programs.mkdir()
    for name in ("awk", "cat", "chmod", "cksum", "df", "dirname", "grep", "id", "mkdir", "readlink", "rm", "apt-get"):
        found = shutil.which(name)
        if found and name not in hidden:
            (programs / name).symlink_to(found)
    return programs


def locked(file: Path) -> dict[str, str]:
    """Name and version of each package of a lock file; each must have its hashes."""
    entries = re.findall(
        r"^(\S+)==(\S+) \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", file.read_text(), re.MULTILINE
    )
    lines = [line for line in file.read_text().splitlines() if re.match(r"[^\s#]", line)]
    assert len(entries) == len(lines), "each package has one version and at least one hash"
    return {canonicalize_name(name): version for name, version, _ in entries}
