"""A record's way from its bytes to typed columns."""

from __future__ import annotations

import datetime
import json
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from cbbd_spark.bronze.parse import parse
from cbbd_spark.sources import endpoints
from tests.frames import bronze

GAME = {
    "id": 1,
    "season": 2025,
    "startDate": "2024-11-05T00:30:00.000Z",
    "neutralSite": False,
    "homePeriodPoints": [40, 38],
    "excitement": 3,
    "homeTeam": "Texas A&M",
}


def _parsed(*records: Any, may_be_odd: bool) -> list[SimpleNamespace]:
    lines = [(one if isinstance(one, str) else json.dumps(one)).encode() for one in records]
    rows = parse(lines, endpoints()["games"].record, may_be_odd=may_be_odd).to_pylist()
    return [SimpleNamespace(**row) for row in rows]


def test_a_record_that_conforms_is_the_same_by_both_ways() -> None:
    (quick,) = _parsed(GAME, may_be_odd=False)
    (careful,) = _parsed(GAME, may_be_odd=True)
    assert quick == careful
    assert quick.start_date == datetime.datetime(2024, 11, 5, 0, 30, tzinfo=datetime.UTC)
    assert (quick.home_period_points, quick.excitement, quick.home_team) == ([40, 38], 3.0, "Texas A&M")
    assert quick._rescued is None  # noqa: SLF001 (a column)


def test_every_way_to_write_a_moment_that_the_judge_allows_is_that_moment() -> None:
    ways = ("2024-11-05T00:30:00Z", "2024-11-05t00:30:00z", "2024-11-05 00:30:00Z", "2024-11-05T06:00:00+05:30")
    rows = _parsed(*({**GAME, "startDate": way} for way in ways), may_be_odd=True)
    assert {row.start_date for row in rows} == {datetime.datetime(2024, 11, 5, 0, 30, tzinfo=datetime.UTC)}
    assert {row._rescued for row in rows} == {None}  # noqa: SLF001


def test_every_odd_value_is_rescued_and_its_row_kept() -> None:
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
    rows = _parsed(*odd, may_be_odd=True)
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


def test_a_whole_number_written_as_a_float_is_that_number() -> None:
    (row,) = _parsed('{"id": 10.0, "season": 2.025e3}', may_be_odd=True)
    assert (row.id, row.season, row._rescued) == (10, 2025, None)  # noqa: SLF001


def test_the_hash_is_of_the_bytes_as_they_came() -> None:
    spaced, compact = _parsed('{"id": 1}', '{"id":1}', may_be_odd=False)
    assert spaced._record_hash != compact._record_hash  # noqa: SLF001


@pytest.mark.spark
def test_it_is_the_hash_that_spark_makes_of_them(spark: SparkSession) -> None:
    lines = ["{}", '{"id": 1}', '{"homeTeam":"José 🏀"}', json.dumps({"homeTeam": "x" * 1000})]
    said = spark.createDataFrame([(line,) for line in lines], "line string").coalesce(1)
    spark_says = [row[0] for row in said.select(F.xxhash64("line")).collect()]
    assert [row._record_hash for row in _parsed(*lines, may_be_odd=False)] == spark_says  # noqa: SLF001


def test_many_lines_are_rows_in_their_order_whatever_some_of_them_are() -> None:
    """More than are read at once, and among them some that Arrow takes with none beside them, or not at all."""
    lines = [f'{{"id":{number}}}' for number in range(25_000)]
    lines[7], lines[12_000], lines[24_999] = '{"id":0,"id":7}', "null", '{"id":1}{"id":2}'
    rows = _parsed(*lines, may_be_odd=False)
    assert [row.id for row in rows] == [None if number in {12_000, 24_999} else number for number in range(25_000)]
    rescued = {number: row._rescued for number, row in enumerate(rows) if row._rescued}  # noqa: SLF001
    assert {number: json.loads(text) for number, text in rescued.items()} == {
        12_000: {"_record": "null"},
        24_999: {"_record": '{"id":1}{"id":2}'},
    }


def test_moments_beside_one_that_nobody_can_read_are_read() -> None:
    years = ("2024-11-05T00:30:00Z", "9999-12-31T23:59:59-10:00", None, "2024-11-05t00:30:00.1234567z")
    rows = _parsed(*({**GAME, "startDate": year} for year in years), may_be_odd=False)
    assert [row.start_date and row.start_date.microsecond for row in rows] == [0, None, None, 123456]
    assert [row._rescued for row in rows] == [None, f'{{"startDate":"{years[1]}"}}', None, None]  # noqa: SLF001


@pytest.mark.spark
def test_a_record_of_nulls_is_a_row_of_nulls(spark: SparkSession) -> None:
    for endpoint in endpoints().values():
        record = endpoint.record
        (row,) = bronze(spark, endpoint, [{field.name: None for field in record.fields}]).collect()
        assert all(row[field.column] is None for field in record.fields), endpoint.name
        assert row._rescued is None, endpoint.name  # noqa: SLF001
