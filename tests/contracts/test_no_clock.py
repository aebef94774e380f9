"""A table follows from its inputs alone: built again from the same, be it of the past, it is the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import cbbd_spark

_PACKAGE = Path(cbbd_spark.__file__).parent
_FILES = [
    file for name in ("basketball", "silver", "gold", "audits") for file in sorted((_PACKAGE / name).rglob("*.py"))
]
# The clock and chance, in Python and in Spark's SQL, and numbers that depend on how rows lie in partitions.
_NOT_OF_THE_INPUTS = re.compile(
    r"\b(now|today|utcnow|current_date|curdate|current_timestamp|localtimestamp|current_time|unix_timestamp|"
    r"rand|randn|random|uuid|uuid4|shuffle|monotonically_increasing_id|spark_partition_id|input_file_name)\s*\("
)


@pytest.mark.parametrize("file", _FILES, ids=lambda file: f"{file.parent.name}.{file.stem}")
def test_no_table_reads_the_clock_or_draws_a_lot(file: Path) -> None:
    assert _NOT_OF_THE_INPUTS.findall(file.read_text("utf-8")) == []


def test_the_search_finds_what_it_is_for() -> None:
    for line in ("F.current_date()", "datetime.now(UTC)", 'F.expr("current_timestamp ()")', "F.rand(7)"):
        assert _NOT_OF_THE_INPUTS.search(line), line
