"""Files of a commit that never came: nothing reads them, nothing stumbles over them, and nothing deletes them.

To delete them is maintenance, which does not exist yet; Iceberg's own procedure would find just these.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from urllib.parse import urlparse

import pytest
from pyarrow import parquet
from pyspark.sql import SparkSession

from cbbd_spark.lakehouse.snapshots import loaded
from cbbd_spark.settings import Settings
from cbbd_spark.spec.table import Table
from tests.lakehouse.lost_answers import Fate, lost
from tests.lakehouse.things import held, made, put

pytestmark = pytest.mark.spark

ROWS = 2  # of an upsert's three commits


@pytest.fixture
def table(spark: SparkSession, lake_settings: Settings) -> Table:
    """Thing 1 was written, and thing 2 at the second try."""
    table = made(spark)
    put(spark, table, {"thing_id": 1})
    with lost(lake_settings.lake.catalog_file, table.name, ROWS, Fate.DID_NOT):
        put(spark, table, {"thing_id": 2})
    return table


def _path(location: str) -> Path:
    return Path(urlparse(location).path)


def _orphans(spark: SparkSession, table: Table) -> set[Path]:
    there = set((_path(loaded(spark, table.full_name).location()) / "data").rglob("*.parquet"))
    known = spark.table(f"{table.full_name}.all_data_files").select("file_path").collect()
    return there - {_path(row.file_path) for row in known}


def test_nobody_reads_them_and_the_next_write_is_not_disturbed(spark: SparkSession, table: Table) -> None:
    (orphan,) = _orphans(spark, table)
    assert held(spark, table) == [(1, 2025, None), (2, 2025, None)]
    assert parquet.read_table(orphan).column("thing_id").to_pylist() == [2]
    outcome = put(spark, table, {"thing_id": 2, "a": "x"}, {"thing_id": 3})
    assert (outcome.inserted, outcome.updated) == (1, 1)
    assert held(spark, table) == [(1, 2025, None), (2, 2025, "x"), (3, 2025, None)]
    assert _orphans(spark, table) == {orphan}


def test_iceberg_s_procedure_would_delete_those_that_are_old_and_no_other(spark: SparkSession, table: Table) -> None:
    (orphan,) = _orphans(spark, table)
    look = f"CALL lake.system.remove_orphan_files(table => '{table.full_name}', dry_run => true)"
    assert _named(spark, look, "data") == set()
    _age(_path(loaded(spark, table.full_name).location()))
    assert _named(spark, look, "data") == {orphan}
    assert orphan.exists()


def _named(spark: SparkSession, look: str, folder: str) -> set[Path]:
    found = (_path(row.orphan_file_location) for row in spark.sql(look).collect())
    return {file for file in found if folder in file.parts}


def _age(folder: Path) -> None:
    """As if everything had been written four days ago; the procedure leaves what is younger than three."""
    then = time.time() - 4 * 86_400
    for file in folder.rglob("*"):
        os.utime(file, (then, then))
