"""The virtual environments that `tests/run` makes, made here when they are not there yet."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pipelinec"


def python(requirements: str) -> Path:
    """The interpreter of the environment with what this file of `tests/` pins."""
    file = TESTS / requirements
    version = subprocess.run(["python3", "--version"], check=True, capture_output=True).stdout
    # As `python_tools` of tests/run names them.
    sums = subprocess.run(["cksum"], input=file.read_bytes() + version, check=True, capture_output=True)
    folder = CACHE / f"venv-{sums.stdout.split()[0].decode()}"
    if not (folder / "ready").exists():
        print(f"installing {requirements} into {folder}", file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run(["python3", "-m", "venv", str(folder)], check=True)
        pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--requirement", str(file)]
        subprocess.run(pip, check=True)
        (folder / "ready").touch()
    return folder / "bin" / "python"
