"""The answer to bronze's commit is lost: what landed is in the table once, and nobody is told that it is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession

from cbbd_spark.bronze.append import append_landed
from cbbd_spark.bronze.job import Job
from cbbd_spark.bronze.rebuild import rebuild
from cbbd_spark.bronze.selection import Selection
from cbbd_spark.lakehouse.ddl import create_databases
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.raw.manifest import Entry
from cbbd_spark.settings import Settings
from tests.bronze.landing import Raw, endpoint_like, game
from tests.lakehouse.lost_answers import Fate, lost

pytestmark = pytest.mark.spark


@pytest.fixture
def raw(tmp_path: Path, spark: SparkSession) -> Raw:
    """One answer is in the table, another has landed."""
    create_databases(spark)
    raw = Raw(tmp_path / "raw", endpoint_like("games"))
    raw.land([game(1)], season=2024)
    append_landed(raw.job(spark))
    raw.land([game(2), game(3)], season=2025)
    return raw


@pytest.fixture
def catalog(lake_settings: Settings) -> Path:
    return lake_settings.lake.catalog_file


def _held(spark: SparkSession, raw: Raw) -> list[int]:
    return sorted(row.id for row in spark.table(raw.endpoint.bronze_table).select("id").collect())


def test_a_commit_that_came_through_is_done(spark: SparkSession, raw: Raw, catalog: Path) -> None:
    with lost(catalog, raw.endpoint.name, 1, Fate.CAME_THROUGH):
        done = append_landed(raw.job(spark))
    assert (done.outcome.inserted, done.outcome.set_aside) == (2, 0)
    assert append_landed(raw.job(spark)).outcome.inserted == 0
    assert _held(spark, raw) == [1, 2, 3]


def test_one_that_did_not_is_told_and_the_next_run_makes_it(spark: SparkSession, raw: Raw, catalog: Path) -> None:
    with lost(catalog, raw.endpoint.name, 1, Fate.DID_NOT):
        with pytest.raises(Py4JJavaError, match="the answer was lost"):
            append_landed(raw.job(spark))
        assert _held(spark, raw) == [1]
        assert append_landed(raw.job(spark)).outcome.inserted == 2
    assert _held(spark, raw) == [1, 2, 3]


class _Damaging(FolderStore):
    """A store in which an answer is damaged once Spark has read it."""

    def __init__(self, raw: Raw, bad: Entry) -> None:
        super().__init__(raw.folder)
        self._raw, self._bad, self._reads, self._process = raw, bad, 0, os.getpid()

    def read(self, key: str) -> bytes:
        # Spark's workers have a copy. The second look of this process is the one after an error.
        self._reads += key == self._bad.object and os.getpid() == self._process
        if key == self._bad.object and self._reads == 2 and os.getpid() == self._process:
            self._raw.flip(self._bad)
        return super().read(key)


def test_one_that_came_through_is_not_begun_again_without_an_answer_that_was_damaged_since(
    spark: SparkSession, raw: Raw, catalog: Path
) -> None:
    bad = raw.land([game(4)], season=2026)
    job = raw.job(spark)
    with lost(catalog, raw.endpoint.name, 1, Fate.CAME_THROUGH):
        done = append_landed(Job(job.session, _Damaging(raw, bad), job.endpoint, job.run_id))
    assert (done.outcome.inserted, done.damaged) == (3, ())
    assert _held(spark, raw) == [1, 2, 3, 4]


def test_a_correction_that_came_through_is_done(spark: SparkSession, raw: Raw, catalog: Path) -> None:
    append_landed(raw.job(spark))
    spark.sql(f"DELETE FROM {raw.endpoint.bronze_table} WHERE id = 2")  # noqa: S608
    with lost(catalog, raw.endpoint.name, 1, Fate.CAME_THROUGH):
        rebuild(raw.job(spark), Selection())
    assert _held(spark, raw) == [1, 2, 3]
