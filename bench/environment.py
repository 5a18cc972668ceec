"""A virtual environment for what only a bench needs, so that it never becomes a dependency of the project."""

import subprocess
import sys
import tempfile
from pathlib import Path


class MissingError(Exception):
    """What a bench needs is not here; the message names it, and the bench says that it was skipped for that reason."""


def python_with(requirement: str) -> Path:
    """The interpreter of an environment that holds this package; made once, in the folder for temporary files.

    Raises `MissingError` if it cannot be made, as without a network.
    """
    version = "{}.{}".format(*sys.version_info)
    folder = Path(tempfile.gettempdir()) / "imvograph-bench" / f"{requirement.replace('==', '-')}-py{version}"
    python = folder / "bin" / "python"
    ready = folder / "ready"
    if ready.exists():
        return python
    for command in (
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise MissingError(f"{requirement} could not be installed: {said[-1] if said else command[1]}")
    ready.touch()
    return python
