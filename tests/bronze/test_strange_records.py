"""What looks wrong and fits the contract gets into bronze as it is, by the quick way and by the careful one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.bronze.append import append_landed
from cbbd_spark.lakehouse.ddl import create_databases
from cbbd_spark.sources import endpoints
from cbbd_spark.spec.record import Array, Object, Scalar, Type
from tests.bronze.landing import Raw, endpoint_like

pytestmark = pytest.mark.spark

LONG = "x" * 20_000_001
NAME = " Jose\u0301 José \U0001f3c0 a\u2028b\u2029c "

# By a name in `gameNotes`: the rest of the record as sent, and columns of its row.
FITS: dict[str, tuple[str, dict[str, Any]]] = {
    "a key that comes twice": ('"id":1,"id":2', {"id": 2}),
    "a key that is null the second time": ('"id":1,"id":null', {"id": None}),
    "a list that comes twice": ('"homePeriodPoints":[1,2],"homePeriodPoints":[3]', {"home_period_points": [3]}),
    "a key that is written in escapes": ('"\\u0069d":7', {"id": 7}),
    "an id beyond 2^53": ('"id":9007199254740993', {"id": 2**53 + 1}),
    "the largest id": ('"id":9223372036854775807', {"id": 2**63 - 1}),
    "the least id": ('"id":-9223372036854775808', {"id": -(2**63)}),
    "letters of all kinds": (f'"homeTeam":{json.dumps(NAME, ensure_ascii=False)}', {"home_team": NAME}),
    "a zero in a text": ('"homeTeam":"a\\u0000b"', {"home_team": "a\0b"}),
    "an empty list": ('"homePeriodPoints":[]', {"home_period_points": []}),
    "no list": ('"id":1', {"home_period_points": None}),
    "a list with a gap": ('"homePeriodPoints":[null,31]', {"home_period_points": [None, 31]}),
    "a number too small to be told from 0": ('"excitement":1e-999', {"excitement": 0.0}),
    "a time without a zone": ('"startDate":"2024-11-05T00:30:00"', {"start": "2024-11-05 00:30:00"}),
    "a time with more digits than are kept": (
        '"startDate":"2024-11-05T00:30:00.123456789Z"',
        {"start": "2024-11-05 00:30:00.123456"},
    ),
    "a zone as far off as there is": ('"startDate":"2024-11-05T00:30:00+14:00"', {"start": "2024-11-04 10:30:00"}),
    "a zone farther off than there is": ('"startDate":"2024-11-05T00:30:00+23:59"', {"start": "2024-11-04 00:31:00"}),
    "the last moment that has a year": (
        '"startDate":"9999-12-31T23:59:59.999999Z"',
        {"start": "9999-12-31 23:59:59.999999"},
    ),
    "a text of 20 megabytes": (f'"homeTeam":"{LONG}"', {"home_team": LONG}),
    "a number of 1,500 digits": ('"excitement":0.' + "1" * 1500, {"excitement": 1 / 9}),
}
# The same, and the value that is rescued of it: whoever reads the lake by Python knows no such year.
FITS_THE_JUDGE_ALONE = {
    "the year 10000": ('"id":5,"startDate":"9999-12-31T23:59:59-10:00"', "startDate"),
    "the year 0": ('"id":5,"startDate":"0001-01-01t00:00:00+10:00"', "startDate"),
}


def _line(name: str, rest: str) -> bytes:
    return f'{{"gameNotes":{json.dumps(name)},"season":2025,{rest}}}'.encode()


LINES = {name: _line(name, rest) for name, (rest, _) in (*FITS.items(), *FITS_THE_JUDGE_ALONE.items())}


@pytest.fixture(scope="module")
def rows(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, str], Any]]:
    """The row of each record in an answer whose records all conform, and in one that has an odd one."""
    create_databases(spark)
    raw = Raw(tmp_path_factory.mktemp("strange"), endpoint_like("games"))
    assert raw.land([*LINES.values()], way="quick").odd_rows == 0
    assert raw.land([*LINES.values(), b"7"], way="careful").odd_rows == 1
    done = append_landed(raw.job(spark))
    assert done.outcome.inserted == 2 * len(LINES) + 1, "a line was cut in two, or lost"
    assert done.outcome.set_aside == 2 * len(FITS_THE_JUDGE_ALONE) + 1
    columns = ("id", "home_period_points", "home_team", "excitement", "game_notes", "_rescued")
    more = ("CAST(start_date AS STRING) AS start", "get_json_object(_params, '$.way') AS way")
    found = spark.table(raw.endpoint.bronze_table).selectExpr(*columns, *more).collect()
    yield {(row.game_notes, row.way): row for row in found}
    spark.sql(f"DROP TABLE {raw.endpoint.bronze_table} PURGE")


@pytest.mark.parametrize("way", ["quick", "careful"])
@pytest.mark.parametrize("name", FITS)
def test_what_is_strange_and_fits_is_a_row_like_any_other(
    rows: dict[tuple[str, str], Any], name: str, way: str
) -> None:
    row = rows[name, way].asDict()
    expected = FITS[name][1]
    assert {column: row[column] for column in expected} == expected
    assert row["_rescued"] is None


@pytest.mark.parametrize("way", ["quick", "careful"])
@pytest.mark.parametrize("name", FITS_THE_JUDGE_ALONE)
def test_what_nobody_can_read_is_rescued_and_stops_nothing(
    rows: dict[tuple[str, str], Any], name: str, way: str
) -> None:
    row, sent, path = rows[name, way], json.loads(LINES[name]), FITS_THE_JUDGE_ALONE[name][1]
    assert json.loads(row["_rescued"]) == {path: sent[path]}
    assert (row.start, row.id) == (None, 5)


def test_whoever_reads_a_year_10000_by_python_is_stopped_by_it(spark: SparkSession) -> None:
    moments = spark.sql("SELECT CAST('9999-12-31T23:59:59-10:00' AS TIMESTAMP)")
    with pytest.raises((ValueError, OverflowError)):
        moments.collect()


def test_a_moment_stands_nowhere_but_at_the_top_of_a_record() -> None:
    """There alone moments are read."""

    def holds_moments(shape: Type) -> bool:
        if isinstance(shape, Array):
            return holds_moments(shape.items)
        if isinstance(shape, Object):
            return any(holds_moments(field.type) for field in shape.fields)
        return shape is Scalar.TIMESTAMP

    for name, endpoint in endpoints().items():
        nested = [one for one in endpoint.record.fields if one.type is not Scalar.TIMESTAMP and holds_moments(one.type)]
        assert not nested, name
