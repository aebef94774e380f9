"""A typical record of an endpoint, made from the API's contract: every field filled, one item in every array."""

from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame, Row, SparkSession

from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.record import Array, Field, Object, Scalar, Type
from cbbd_spark.spec.table import Table
from tests.frames import bronze, rows

_VALUES: dict[Scalar, Any] = {
    Scalar.INTEGER: 2,
    Scalar.NUMBER: 1.5,
    Scalar.BOOLEAN: True,
    Scalar.STRING: "text",
    Scalar.TIMESTAMP: "2025-01-05T00:30:00.000Z",
}
_FIELDS = {"season": 2025, "status": "final", "awayTeamId": 3, "opponentId": 3}
# What the request adds. Of teams it is the call without a season that dim_teams is made from.
_ASKED: dict[str, dict[str, int]] = {"lineups_team": {"season": 2025}, "lineups_game": {"gameId": 2}}
_COLUMNS = {
    "season": 2025,
    "game_id": 2,
    "home_team_id": 2,
    "away_team_id": 3,
    "athlete_id": 2,
    "team_id": 2,
    "opponent_id": 3,
    "is_home": True,
    "is_division_1": True,
    "points_total": 70,
    "opponent_points_total": 60,
    "possessions": 65.0,
    "play_id": 2,
    "garbage": "all",
    "game_date": "2025-01-05",
    "status": "final",
    "home_points": 70,
    "away_points": 60,
    "_observed_at": "2025-11-01 12:00:00",
}


def record(shape: Object, **changed: Any) -> dict[str, Any]:
    """A record of `shape`; fields in `changed` are as given."""
    return {field.name: _filled(field) for field in shape.fields} | changed


def frame(spark: SparkSession, thing: Table | Endpoint) -> DataFrame:
    """One row of bronze, or one row of a table with little more than its keys; of teams both that meet."""
    if isinstance(thing, Endpoint):
        return bronze(spark, thing, [record(thing.record)], params=_ASKED.get(thing.name))
    names = {column.name for column in thing.all_columns}
    row = {name: value for name, value in _COLUMNS.items() if name in names}
    return rows(spark, thing, [row, {**row, "team_id": 3}] if thing.name == "dim_team_seasons" else [row])


def newest(built: DataFrame, table: Table) -> list[Row]:
    """The newest row of each key, in the order of the keys: what the table holds in the end."""
    rows = sorted(built.collect(), key=lambda row: row["_observed_at"])
    by_key = {tuple(row[name] for name in table.key): row for row in rows}
    return [by_key[key] for key in sorted(by_key)]


def _filled(field: Field) -> Any:
    return _FIELDS.get(field.name, _value(field.type))


def _value(shape: Type) -> Any:
    if isinstance(shape, Scalar):
        return _VALUES[shape]
    if isinstance(shape, Array):
        return [_value(shape.items)]
    return record(shape)
