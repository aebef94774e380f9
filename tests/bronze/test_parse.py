"""A record's way from its bytes to typed columns."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from pyspark.sql import Row, SparkSession

from cbbd_spark.bronze.parse import parse
from cbbd_spark.sources import endpoints
from tests.frames import bronze

pytestmark = pytest.mark.spark

GAME = {
    "id": 1,
    "season": 2025,
    "startDate": "2024-11-05T00:30:00.000Z",
    "neutralSite": False,
    "homePeriodPoints": [40, 38],
    "excitement": 3,
    "homeTeam": "Texas A&M",
}


def _parsed(spark: SparkSession, *records: Any, may_be_odd: bool) -> list[Row]:
    lines = spark.createDataFrame([(r if isinstance(r, str) else json.dumps(r),) for r in records], "value string")
    return parse(lines, endpoints()["games"].record, may_be_odd=may_be_odd).collect()


def test_a_record_that_conforms_is_the_same_by_both_ways(spark: SparkSession) -> None:
    (quick,) = _parsed(spark, GAME, may_be_odd=False)
    (careful,) = _parsed(spark, GAME, may_be_odd=True)
    assert quick == careful
    assert quick.start_date == datetime.datetime(2024, 11, 5, 0, 30)
    assert (quick.home_period_points, quick.excitement, quick.home_team) == ([40, 38], 3.0, "Texas A&M")
    assert quick._rescued is None  # noqa: SLF001 (a column)


def test_every_way_to_write_a_moment_that_the_judge_allows_is_that_moment(spark: SparkSession) -> None:
    ways = ("2024-11-05T00:30:00Z", "2024-11-05t00:30:00z", "2024-11-05 00:30:00Z", "2024-11-05T06:00:00+05:30")
    rows = _parsed(spark, *({**GAME, "startDate": way} for way in ways), may_be_odd=True)
    assert {row.start_date for row in rows} == {datetime.datetime(2024, 11, 5, 0, 30)}
    assert {row._rescued for row in rows} == {None}  # noqa: SLF001


def test_every_odd_value_is_rescued_and_its_row_kept(spark: SparkSession) -> None:
    odd = [
        {**GAME, "id": "1"},
        {**GAME, "season": 2025.5},
        {**GAME, "startDate": 1730766600000},
        {**GAME, "startDate": "TBD"},
        {**GAME, "neutralSite": "no"},
        {**GAME, "homePeriodPoints": {"first": 40}},
        {**GAME, "homePeriodPoints": [40, "x"]},
        {**GAME, "homeTeam": 7},
        {**GAME, "homeTeam": {"name": "Texas A&M"}},
        {**GAME, "brandNew": [1, {"deep": True}]},
        {**GAME, "id": 2**63},
    ]
    rows = _parsed(spark, *odd, may_be_odd=True)
    assert len(rows) == len(odd)
    for record, row in zip(odd, rows, strict=True):
        (rescued,) = json.loads(row._rescued).items()  # noqa: SLF001
        path, value = rescued
        name = path.split("[", maxsplit=1)[0]
        assert value == (record[name] if "[" not in path else record[name][1])
    by_path = {next(iter(json.loads(row._rescued))): row for row in rows}  # noqa: SLF001
    assert by_path["season"].season is None
    assert by_path["homePeriodPoints[1]"].home_period_points == [40, None]
    assert by_path["brandNew"].id == 1


def test_a_whole_number_written_as_a_float_is_that_number(spark: SparkSession) -> None:
    (row,) = _parsed(spark, '{"id": 10.0, "season": 2.025e3}', may_be_odd=True)
    assert (row.id, row.season, row._rescued) == (10, 2025, None)  # noqa: SLF001


def test_the_hash_is_of_the_bytes_as_they_came(spark: SparkSession) -> None:
    spaced, compact = _parsed(spark, '{"id": 1}', '{"id":1}', may_be_odd=False)
    assert spaced._record_hash != compact._record_hash  # noqa: SLF001


def test_a_record_of_nulls_is_a_row_of_nulls(spark: SparkSession) -> None:
    for endpoint in endpoints().values():
        record = endpoint.record
        (row,) = bronze(spark, endpoint, [{field.name: None for field in record.fields}]).collect()
        assert all(row[field.column] is None for field in record.fields), endpoint.name
        assert row._rescued is None, endpoint.name  # noqa: SLF001
