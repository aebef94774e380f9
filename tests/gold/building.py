"""Builds a gold table of hand-written silver rows on the real engine, in one Spark job."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.spec.check import Severity
from cbbd_spark.spec.table import Table

Row = dict[str, Any]


def built(spark: SparkSession, module: ModuleType, **inputs: Iterable[Mapping[str, Any]]) -> list[Row]:
    """The rows that `module.build` makes of `inputs`, by the names of its inputs; one that is not given is empty.

    Insists on what holds of every gold table: the declared columns in order and type, a unique key, and no row that
    breaks a FAIL check.
    """
    table: Table = module.TABLE
    names = [thing.name for thing in table.all_inputs]
    if unknown := set(inputs) - set(names):
        raise ValueError(f"{table.full_name} takes no {', '.join(sorted(unknown))}")
    frame = module.build(*(silver(spark, thing, list(inputs.get(thing.name, ()))) for thing in table.all_inputs))
    declared = [(column.name, column.type.lower()) for column in table.columns]
    assert frame.dtypes == declared
    # Every condition is parsed, whatever its severity.
    held = [F.expr(check.holds).alias(f"check:{check.name}") for check in table.checks]
    found = [row.asDict(recursive=True) for row in frame.select("*", *held).collect()]
    keys = [tuple(row[name] for name in table.key) for row in found]
    assert len(set(keys)) == len(keys)
    assert not [key for key in keys if None in key]
    for check in table.checks:
        if check.severity is Severity.FAIL:
            assert not [row for row in found if row[f"check:{check.name}"] is False], check.name
    return [{column: row[column] for column in table.column_names} for row in found]


def silver(spark: SparkSession, table: Table, values: list[Mapping[str, Any]]) -> DataFrame:
    """Rows of `table`; columns that a dictionary lacks are NULL.

    By way of Arrow they are a local relation of known size: half the time of rows that Python workers serve, and
    joined as small tables of the lake are.
    """
    names = {column.name for column in table.all_columns}
    if unknown := {name for row in values for name in row} - names:
        raise ValueError(f"{table.full_name} has no column {', '.join(sorted(unknown))}")
    schema = ", ".join(f"`{column.name}` {column.type}" for column in table.all_columns)
    lines = spark.createDataFrame(pa.table({"value": pa.array([json.dumps(row) for row in values], pa.string())}))
    return lines.select(F.from_json("value", schema, {"mode": "FAILFAST"}).alias("row")).select("row.*")


def game(game_id: int, day: str, home: int, away: int, score: tuple[int, int] | None = None, **more: Any) -> Row:
    """A row of fct_games: final where there is a score, in the season that `more` names, else 2024."""
    home_points, away_points = score or (None, None)
    return {
        "game_id": game_id,
        "season": 2024,
        "season_type": "regular",
        "phase": "non_conference",
        "status": "final" if score else "scheduled",
        "game_date": day,
        "is_neutral_site": False,
        "is_conference_game": False,
        "home_team_id": home,
        "home_team": f"Team {home}",
        "home_conference": "Big",
        "away_team_id": away,
        "away_team": f"Team {away}",
        "away_conference": "Big",
        "home_points": home_points,
        "away_points": away_points,
    } | more


def box(game_id: int, team: int, own: Mapping[str, int | None], other: Mapping[str, int | None], **more: Any) -> Row:
    """A row of fct_game_teams, counts by their short names as in `fgm`."""
    counts = {
        f"{prefix}{COUNTS[name]}": n for prefix, side in (("", own), ("opponent_", other)) for name, n in side.items()
    }
    return {"game_id": game_id, "team_id": team, "season": 2024, "game_minutes": 40} | counts | more


COUNTS = {
    "fgm": "field_goals_made",
    "fga": "field_goals_attempted",
    "fg3m": "three_point_field_goals_made",
    "fg3a": "three_point_field_goals_attempted",
    "ftm": "free_throws_made",
    "fta": "free_throws_attempted",
    "oreb": "rebounds_offensive",
    "dreb": "rebounds_defensive",
    "tov": "turnovers_total",
}


def by(found: Iterable[Row], *names: str) -> dict[Any, Row]:
    """Rows by the value, or the tuple of values, of `names`."""
    return {row[names[0]] if len(names) == 1 else tuple(row[name] for name in names): row for row in found}
