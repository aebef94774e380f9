"""What Spark alone makes of damaged answers, and what the checksums of the manifest are there for."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from cbbd_spark.bronze import soundness
from cbbd_spark.bronze.append import append_landed
from cbbd_spark.errors import CheckFailed
from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.ddl import create_databases
from cbbd_spark.raw.manifest import Entry
from tests.bronze.landing import Raw, endpoint_like, game

pytestmark = pytest.mark.spark

ROWS = 20_000
IGNORE = "spark.sql.files.ignoreCorruptFiles"


@pytest.fixture
def raw(tmp_path: Path, spark: SparkSession) -> Raw:
    create_databases(spark)
    return Raw(tmp_path / "raw", endpoint_like("games"))


def large(raw: Raw) -> Entry:
    """An answer that does not shrink to one block, so that half of it can be read."""
    chance = random.Random(1)  # noqa: S311
    return raw.land([game(n, homeTeam=f"{chance.getrandbits(200):x}") for n in range(1, ROWS + 1)], season=2025)


def test_told_to_ignore_damage_spark_keeps_half_an_answer_without_a_word(spark: SparkSession, raw: Raw) -> None:
    entry = large(raw)
    raw.cut(entry)
    job = raw.job(spark)
    job.session.conf.set(IGNORE, "true")
    assert 0 < job.session.read.text(raw.store.uri(entry.object)).count() < ROWS
    done = append_landed(job)
    assert (done.outcome.set_aside, [each.entry.object for each in done.damaged]) == (ROWS, [entry.object])
    assert not job.table_exists or snapshots.current(job.session, job.table) is None


def test_without_checksums_and_with_that_setting_the_number_of_rows_is_the_last_guard(
    spark: SparkSession, raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw.cut(large(raw))
    monkeypatch.setattr(soundness, "_fault", lambda *_: None)
    job = raw.job(spark)
    job.session.conf.set(IGNORE, "true")
    with pytest.raises(CheckFailed, match="rows are held and 20,000 are due; the commit was taken back"):
        append_landed(job)


@pytest.mark.parametrize("harm", [Raw.cut, Raw.flip], ids=["cut", "flipped"])
def test_without_checksums_one_damaged_answer_keeps_the_others_out(
    spark: SparkSession, raw: Raw, harm: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw.land([game(1)], season=2024)
    bad = large(raw)
    harm(raw, bad)  # type: ignore[operator]
    with monkeypatch.context() as unguarded:
        unguarded.setattr(soundness, "_fault", lambda *_: None)
        with pytest.raises((PySparkException, Py4JJavaError, CheckFailed)):
            append_landed(raw.job(spark))
    done = append_landed(raw.job(spark))
    assert (done.outcome.inserted, done.outcome.set_aside) == (1, ROWS)
