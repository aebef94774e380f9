"""What is left to guard bronze where the judgement of stored answers does not look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
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


@pytest.fixture
def raw(tmp_path: Path, spark: SparkSession) -> Raw:
    create_databases(spark)
    return Raw(tmp_path / "raw", endpoint_like("games"))


@pytest.mark.parametrize("rows", [1, 3], ids=["too many", "too few"])
def test_a_commit_with_another_number_of_rows_than_landed_is_taken_back(
    spark: SparkSession, raw: Raw, rows: int
) -> None:
    raw.land([game(1)], season=2024)
    append_landed(raw.job(spark))
    job = raw.job(spark)
    before = snapshots.current(job.session, job.table)
    entry = raw.stored([game(2), game(3)], "2025-01-11T00:00:00.000Z", season=2025)
    raw.name([msgspec.structs.replace(entry, rows=rows)])
    with pytest.raises(CheckFailed, match=f"3 rows are held and {1 + rows} are due; the commit was taken back"):
        append_landed(job)
    assert snapshots.current(job.session, job.table) == before


@pytest.mark.parametrize("harm", [Raw.cut, Raw.flip, Raw.remove], ids=["cut", "flipped", "gone"])
def test_without_the_judgement_one_damaged_answer_keeps_the_others_out(
    spark: SparkSession, raw: Raw, harm: Callable[[Raw, Entry], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    raw.land([game(1)], season=2024)
    bad = raw.land([game(2)], season=2025)
    harm(raw, bad)
    with monkeypatch.context() as unguarded:
        unguarded.setattr(soundness, "_fault", lambda *_: None)
        with pytest.raises((PySparkException, Py4JJavaError), match=r"is not what landed|FileNotFoundError"):
            append_landed(raw.job(spark))
    job = raw.job(spark)
    assert snapshots.current(job.session, job.table) is None
    done = append_landed(job)
    assert (done.outcome.inserted, done.outcome.set_aside) == (1, 1)
