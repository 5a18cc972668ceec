"""The house rules, checked: layering, style, types, and what may not stand in a tracked file."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPTS = Path(sys.executable).parent
PYTHON_FOLDERS = {"src"}

# Taken apart, so that this file does not hold what it looks for.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("golang", "org"),
        ("repo.maven.apache", "org"),
        ("repo1.maven", "org"),
        ("deb.debian", "org"),
        ("security.debian", "org"),
    )
]
MACHINE_PATH = re.compile(r"(?<![\w.~>-])/(?:" + "|".join(("work", "root", "home", "farm")) + r")/\w")
AUTHORS_TOOLS = re.compile(
    r"\b(?:" + "|".join(("cla" + "ude", "anthro" + "pic", "chat" + "gpt", "open" + "ai", "co" + "pilot")) + r")\b",
    re.IGNORECASE,
)
UNFINISHED = re.compile(
    r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "assert " + "True", "pragma: " + "no cover")) + r")\b"
)


def run(root: Path, *command: str, source: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A tool run at the root of the checkout, or of a copy of it, with what it said."""
    environment = os.environ | {"PYTHONPATH": "src", "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(command, cwd=source or root, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def tracked(root: Path, need: Callable[[str], str]) -> list[str]:
    """What is in the checkout, or would be with `git add --all`; paths relative to the root."""
    if not (root / ".git").exists():
        pytest.skip("needs a git checkout: this folder is a copy without .git")
    listing = run(root, need("git"), "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z")
    assert listing.returncode == 0, listing.stderr
    return sorted(path for path in listing.stdout.split("\0") if path and (root / path).is_file())


@pytest.fixture(scope="module")
def texts(root: Path, tracked: list[str]) -> dict[str, str]:
    """The tracked files that are text."""
    contents = {path: (root / path).read_bytes() for path in tracked}
    return {path: data.decode(errors="replace") for path, data in contents.items() if b"\0" not in data}


def lines_with(texts: dict[str, str], found: Callable[[str], object]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if found(line)
    ]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "--no-cache", "--output-format", "concise", "."], id="ruff-check"),
        pytest.param(["ruff", "format", "--no-cache", "--diff", "."], id="ruff-format"),
        pytest.param(["mypy"], id="mypy"),
        pytest.param(["lint-imports", "--no-cache", "--no-logo"], id="import-linter"),
    ],
)
def test_the_code_keeps_to_the_rules_of(command: list[str], root: Path) -> None:
    tool, *arguments = command
    result = run(root, str(SCRIPTS / tool), *arguments)
    assert result.returncode == 0, f"{' '.join(command)}:\n{result.stdout}{result.stderr}"


@pytest.mark.parametrize(
    ("room", "forbidden", "contract"),
    [
        ("model", "imvograph.store", "A room imports only from the rooms below it"),
        ("store", "imvograph.catalog", "A room imports only from the rooms below it"),
        ("pipeline", "imvograph.cli", "A room imports only from the rooms below it"),
        ("utils", "imvograph.errors", "A room imports only from the rooms below it"),
        ("ingest", "imvograph.extract", "Extract and ingest know values and errors only"),
        ("api", "imvograph.triples", "The API reads through the store"),
        ("extract", "pathlib", "What thinks touches no file"),
        ("store", "rdflib", "One door for the SHACL engines and rdflib"),
        ("store", "fastapi", "One door for HTTP"),
        ("model", "pyoxigraph", "RDF terms are pyoxigraph's"),
        ("api", "typer", "One door for the terminal"),
    ],
)
def test_an_import_past_its_room_is_refused(
    room: str, forbidden: str, contract: str, root: Path, tmp_path: Path
) -> None:
    shutil.copytree(root / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(root / "pyproject.toml", tmp_path)
    place = tmp_path / "src/imvograph" / room
    file = place.with_suffix(".py") if not place.is_dir() else place / "planted.py"
    with file.open("a", encoding="utf-8") as planted:
        planted.write(f"\nimport {forbidden}\n")
    result = run(root, str(SCRIPTS / "lint-imports"), "--no-cache", "--no-logo", source=tmp_path)
    assert result.returncode == 1
    assert re.search(rf"^{re.escape(contract)}.*BROKEN", result.stdout, re.MULTILINE), result.stdout


def test_no_tracked_file_names_a_package_registry(texts: dict[str, str]) -> None:
    assert lines_with(texts, lambda line: any(host in line for host in REGISTRY_HOSTS)) == []


def test_lock_files_hold_versions_and_hashes_but_no_addresses(texts: dict[str, str]) -> None:
    locks = {path: text for path, text in texts.items() if re.search(r"(\.lock|[-.]lock\.(json|ya?ml))$", path)}
    assert {"requirements.lock", "requirements-test.lock"} <= locks.keys()
    assert lines_with(locks, lambda line: "://" in line) == []


def test_no_tracked_file_holds_a_path_of_the_machine_it_was_made_on(texts: dict[str, str]) -> None:
    assert lines_with(texts, MACHINE_PATH.search) == []


def test_the_tree_speaks_of_its_subject_and_not_of_the_tools_it_was_written_with(texts: dict[str, str]) -> None:
    assert lines_with(texts, AUTHORS_TOOLS.search) == []


def test_nothing_is_left_unfinished(texts: dict[str, str]) -> None:
    code = {path: text for path, text in texts.items() if path.endswith((".py", ".sh", ".js", "imvo"))}
    assert lines_with(code, UNFINISHED.search) == []


def test_what_a_file_refers_to_for_more_is_here(texts: dict[str, str], tracked: list[str]) -> None:
    here = {Path(path).name for path in tracked}
    ours = {
        path: text for path, text in texts.items() if not path.startswith("tests/")
    }  # tests read papers from elsewhere
    assert len(ours) > 100
    assert lines_with(ours, lambda line: {*re.findall(r"\b[\w-]+\.md\b", line)} - here) == []


def test_a_readme_that_lists_the_files_of_a_room_names_them_all(texts: dict[str, str]) -> None:
    rooms = {
        path.removesuffix("README.md"): text for path, text in texts.items() if "| file |" in text and "src/" in path
    }
    files = [(room, path) for room in rooms for path in texts if path.startswith(room) and path.endswith(".py")]
    assert len(rooms) >= 4 and len(files) > 100
    for room, path in files:
        *folder, name = path.removeprefix(room).split("/")
        assert name == "__init__.py" or name in rooms[room] or f"`{'/'.join(folder)}/`" in rooms[room], path


def test_a_source_file_has_at_most_400_lines_that_are_not_blank(texts: dict[str, str]) -> None:
    sizes = {
        path: sum(1 for line in text.splitlines() if line.strip())
        for path, text in texts.items()
        if re.fullmatch(r"src/.*\.py", path)
    }
    assert {path: size for path, size in sizes.items() if size > 400} == {}


def test_every_folder_that_is_not_python_says_what_lives_there(tracked: list[str]) -> None:
    folders = {path.split("/")[0] for path in tracked if "/" in path and not path.startswith(".")} - PYTHON_FOLDERS
    assert {folder for folder in folders if f"{folder}/README.md" not in tracked} == set()


def test_what_is_run_is_executable(root: Path) -> None:
    for program in ("imvo", ".ci/run"):
        assert os.access(root / program, os.X_OK), f"chmod +x {program}"
