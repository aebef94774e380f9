"""Finds the Java that Spark runs on. `python -m cbbd_spark.lakehouse.java` prints its home."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from cbbd_spark.errors import ConfigurationError

VERSIONS = (17, 21)
_PLACES = ("/usr/lib/jvm", "/opt", "/Library/Java/JavaVirtualMachines", "~/.sdkman/candidates/java")


def find_java_home() -> Path:
    """Home of a Java 17 or 21: JAVA_HOME, then the one on PATH, then the usual folders.

    Raises ConfigurationError, which says what to install, when there is none.
    """
    seen: list[str] = []
    for home in _candidates():
        version = _version(home / "bin" / "java")
        if version in VERSIONS:
            return home
        if version:
            seen.append(f"{version} in {home}")
    raise ConfigurationError(
        "Java 17 or 21 is needed and was not found"
        + (f" (found {', '.join(seen)})" if seen else "")
        + ": apt-get install openjdk-17-jre-headless, or set JAVA_HOME"
    )


def _candidates() -> Iterator[Path]:
    if os.environ.get("JAVA_HOME"):
        yield Path(os.environ["JAVA_HOME"])
    if on_path := shutil.which("java"):
        yield Path(on_path).resolve().parent.parent
    for place in _PLACES:
        for home in sorted(Path(place).expanduser().glob("*")):
            yield home
            yield home / "Contents" / "Home"


def _version(java: Path) -> int | None:
    if not java.is_file():
        return None
    try:
        answer = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    except OSError:
        return None
    found = re.search(r'version "(\d+)', answer.stderr + answer.stdout)
    return int(found.group(1)) if found else None


if __name__ == "__main__":
    try:
        print(find_java_home())
    except ConfigurationError as error:
        sys.exit(str(error))
