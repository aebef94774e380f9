"""The list of faults names tests that are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
LISTED = range(1, 76)

_NUMBER = re.compile(r"F(\d\d)")
_QUOTED = re.compile(r"`([^`]+)`")


class Row(NamedTuple):
    """A row of a table: the faults that it is about, and the tests by file; no test means all of the file."""

    numbers: tuple[int, ...]
    tests: dict[str, list[str]]


def rows(text: str) -> list[Row]:
    return [_row(line) for line in text.splitlines() if line.startswith("| F")]


def _row(line: str) -> Row:
    number, _, _, tests = line.strip("| ").split(" | ")
    named: dict[str, list[str]] = {}
    for word in _QUOTED.findall(tests):
        if word.endswith(".py"):
            named[word] = []
        elif word.startswith("test_"):
            named[list(named)[-1]].append(word)
    return Row(tuple(map(int, _NUMBER.findall(number))), named)


@cache
def functions(file: Path) -> set[str]:
    found = ast.walk(ast.parse(file.read_text("utf-8")))
    return {node.name for node in found if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


ROWS = rows((ROOT / "docs" / "faults.md").read_text("utf-8"))


def missing(row: Row) -> list[str]:
    """What the row names and is not there."""
    files = [name for name in row.tests if not (ROOT / name).is_file()]
    tests = [
        f"{name}: {test}"
        for name, some in row.tests.items()
        if name not in files
        for test in some
        if test not in functions(ROOT / name)
    ]
    return files + tests


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(f"F{number:02}" for number in row.numbers))
def test_every_test_that_a_row_names_is_there(row: Row) -> None:
    assert row.numbers
    assert missing(row) == []


def test_every_fault_is_listed_and_has_a_test() -> None:
    assert set(LISTED) <= {number for row in ROWS for number in row.numbers}
    assert [row.numbers for row in ROWS if set(row.numbers) & set(LISTED) and not row.tests] == []


def test_the_look_finds_what_it_is_for() -> None:
    here = "tests/contracts/test_faults.py"
    (row,) = rows(f"| F01, F02 | a | b | `tests/none.py`, `{here}` (`test_nothing`, `publish.after`) |")
    assert row == Row((1, 2), {"tests/none.py": [], here: ["test_nothing"]})
    assert missing(row) == ["tests/none.py", f"{here}: test_nothing"]
