"""A scratch environment with what the peers need; versions are pinned, so that figures of two days compare."""

from __future__ import annotations

import subprocess
import venv
from pathlib import Path

PACKAGES = ("duckdb==2.0.1", "orjson==3.13.0", "pyarrow==26.0.1")


def scratch(folder: Path) -> Path:
    """The Python of a new environment in a folder. Raises CalledProcessError when a package cannot be had."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
    subprocess.run(command, check=True)
    return python
