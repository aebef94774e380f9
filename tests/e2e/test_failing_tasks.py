"""A task that fails is tried again: no row is there twice, none is lost, and nothing is counted twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.e2e


def _stumble(lake: Path, how: str, tries: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.e2e.stumbling", str(lake), how, str(tries)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def _told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_tasks_that_fail_after_their_last_row_are_written_once_and_counted_once(tmp_path: Path) -> None:
    done = _stumble(tmp_path, "fail", 3)
    told = _told(done)
    assert done.stderr.count("RuntimeError: this task stumbles at its first try") >= 4
    assert told["held"] == [[1, 2025, "odd"], [2, 2025, "odd"], [3, 2025, None]]
    first, then = told["outcomes"]
    assert [first[name] for name in ("read", "inserted", "duplicates", "set_aside")] == [4, 2, 1, 1]
    assert [then[name] for name in ("read", "inserted", "updated", "unchanged", "duplicates")] == [4, 1, 1, 1, 1]
    assert [each["warnings"] for each in (first, then)] == [{"a_is_not_odd": 1}, {"a_is_not_odd": 2}]


def test_with_one_try_a_task_that_fails_ends_the_write_and_leaves_no_row(tmp_path: Path) -> None:
    done = _stumble(tmp_path, "fail", 1)
    assert done.returncode != 0
    assert "RuntimeError: this task stumbles at its first try" in done.stderr


def test_a_stage_that_is_repeated_because_its_files_are_gone_is_written_once_though_counted_twice(
    tmp_path: Path,
) -> None:
    """What was observed in a stage is added up over its repetitions. Verdicts hold: none becomes some, or some none."""
    told = _told(_stumble(tmp_path, "lose", 3))
    assert told["held"] == [[1, 2025, "odd"], [2, 2025, "odd"], [3, 2025, None]]
    first, then = told["outcomes"]
    assert (first["inserted"], then["inserted"], then["updated"], then["unchanged"]) == (2, 1, 1, 1)
    # Of the first batch it was the look whether there is a row at all, in which nothing is counted.
    assert (first["read"], then["read"]) == (4, 8)
    assert all(set(each["warnings"]) == {"a_is_not_odd"} for each in (first, then))
