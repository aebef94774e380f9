"""The archive of classes is used where it fits, and where it does not nobody is told and all works."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cbbd_spark.lakehouse import session as opening
from cbbd_spark.lakehouse.java import find_java_home

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.mark.skipif(not opening.CLASS_ARCHIVE.exists(), reason="set-up could not make it")
def test_a_session_maps_the_archive(spark: SparkSession) -> None:
    jvm: Any = spark.sparkContext._jvm  # noqa: SLF001
    maps = Path(f"/proc/{jvm.java.lang.ProcessHandle.current().pid()}/maps")
    if not maps.exists():
        pytest.skip("no /proc on this system")
    assert str(opening.CLASS_ARCHIVE) in maps.read_text("utf-8")


@pytest.mark.parametrize("content", [b"", b"not an archive\n" * 10_000])
def test_an_archive_that_does_not_fit_is_passed_over_in_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    archive = tmp_path / "a folder" / "classes.jsa"
    archive.parent.mkdir()
    archive.write_bytes(content)
    monkeypatch.setattr(opening, "CLASS_ARCHIVE", archive)
    options = shlex.split(opening.archive_options())
    java = find_java_home() / "bin" / "java"
    plain, with_it = (
        subprocess.run([java, *more, "-version"], capture_output=True, text=True, check=True) for more in ([], options)
    )
    assert f"-XX:SharedArchiveFile={archive}" in options
    # It does without Java's own archive then, too.
    assert (with_it.stdout, with_it.stderr) == (plain.stdout, plain.stderr.replace(", sharing", ""))


def test_without_an_archive_java_is_told_of_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "CLASS_ARCHIVE", tmp_path / "none.jsa")
    assert opening.archive_options() == ""
