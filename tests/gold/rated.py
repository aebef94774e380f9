"""Own ratings of hand-written games, by the whole chain that the lake makes them by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pyspark.sql import SparkSession

from cbbd_spark.gold import team_rating_priors, team_ratings_daily
from tests.gold.building import Row, built


def rated(
    spark: SparkSession,
    games: Iterable[Mapping[str, Any]],
    teams: Iterable[Mapping[str, Any]],
    boxes: Iterable[Mapping[str, Any]] = (),
) -> list[Row]:
    """Rows of team_ratings_daily, of rows of fct_games, dim_team_seasons and fct_game_teams, as `built` takes them."""
    inputs = {"fct_games": list(games), "dim_team_seasons": list(teams), "fct_game_teams": list(boxes)}
    priors = built(spark, team_rating_priors, **inputs)
    return [_as_json(row) for row in built(spark, team_ratings_daily, **inputs, team_rating_priors=priors)]


def _as_json(row: Row) -> Row:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
