"""A scratch environment with the client and the pydantic that it needs."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

PACKAGES = ("cbbd==1.30.1", "pydantic<2")  # with pydantic 2 most of its models fail


def scratch(folder: Path) -> Path:
    """The Python of a new environment in a folder. Raises CalledProcessError when a package cannot be had."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
    subprocess.run(command, check=True)
    return python
