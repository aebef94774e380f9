"""A season of a table is made of that season of its inputs alone, also where a fact is not of its game's season.

A run makes the seasons that have moved, a rebuild makes all: where `build()` looked across seasons, they would differ.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.gold import (
    game_predictions_features,
    market_lines_analysis,
    player_game_summary,
    player_season_impact,
    team_offense_game_summary,
    team_ratings_daily,
    team_season_summary,
)
from cbbd_spark.silver import fct_pbp_game_teams, fct_pbp_plays_enriched
from tests.gold.building import Row, box, built, game
from tests.silver.scripts import script

TABLES = [
    fct_pbp_game_teams,
    fct_pbp_plays_enriched,
    game_predictions_features,
    market_lines_analysis,
    player_game_summary,
    player_season_impact,
    team_offense_game_summary,
    team_ratings_daily,
    team_season_summary,
]
COUNTS = {"fga": 60, "fgm": 30, "fta": 20, "oreb": 8, "dreb": 20, "tov": 12}
MOVED = 3  # its game is of 2025 by now, and all that was told of it is still of 2024


def _facts() -> dict[str, list[Row]]:
    games = [
        game(1, "2023-12-01", 1, 2, (70, 60)),
        game(2, "2024-01-01", 2, 1, (75, 60)),
        game(MOVED, "2024-12-01", 1, 2, (80, 60), season=2025),
        game(4, "2024-12-08", 2, 1, (66, 65), season=2025),
        game(5, "2024-12-20", 1, 2, season=2025),
    ]
    seasons = {each["game_id"]: 2024 if each["game_id"] == MOVED else each["season"] for each in games}
    sides = [(number, team, season) for number, season in seasons.items() if number != 5 for team in (1, 2)]
    zero = dict.fromkeys(("points", "field_goals_attempted", "free_throws_attempted", "turnovers"), 5)
    player = {"athlete_source_id": "9", "name": "A", "minutes": 30, "is_starter": True}
    plays = [play | {"season": season} for number, season in seasons.items() for play in script(number, "1 9:00 2+ 1")]
    return {
        "fct_games": games,
        "fct_game_teams": [box(number, team, COUNTS, COUNTS, season=season) for number, team, season in sides],
        "fct_game_players": [
            {"game_id": number, "team_id": team, "season": season} | zero | player
            for number, team, season in sides
            if team == 1
        ],
        "fct_lines": [
            {"game_id": number, "provider": "a", "season": season, "spread": -4.0} for number, season in seasons.items()
        ],
        "fct_line_history": [
            {"game_id": number, "provider": "a", "season": told, "spread": -4.0, "captured_at": at}
            | {"is_before_start": True}
            for number, season in seasons.items()
            # Captured again after the correction.
            for told, at in [(season, "2023-11-01T00:00:00Z"), *([(2025, "2024-11-30T00:00:00Z")] * (number == MOVED))]
        ],
        "fct_plays": plays,
        "dim_team_seasons": [
            {"team_id": team, "season": season, "team": f"Team {team}", "is_division_1": True}
            for team in (1, 2)
            for season in (2024, 2025)
        ],
    }


def _made(spark: SparkSession, module: ModuleType, facts: dict[str, list[Row]]) -> list[Row]:
    inputs = dict(facts)
    if "fct_pbp_plays_enriched" in [thing.name for thing in module.TABLE.all_inputs]:
        inputs["fct_pbp_plays_enriched"] = _made(spark, fct_pbp_plays_enriched, facts)
    taken = {thing.name for thing in module.TABLE.all_inputs}
    rows = built(spark, module, **{name: rows for name, rows in inputs.items() if name in taken})
    return [{name: _text(value) for name, value in row.items()} for row in rows]


def _text(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _of(season: int, facts: dict[str, list[Row]]) -> dict[str, list[Row]]:
    return {name: [row for row in rows if row["season"] == season] for name, rows in facts.items()}


@pytest.mark.parametrize("module", TABLES, ids=lambda module: module.TABLE.name)
def test_a_season_made_alone_is_that_season_of_all(spark: SparkSession, module: ModuleType) -> None:
    assert module.TABLE.is_by_season
    whole = _made(spark, module, _facts())
    assert {row["season"] for row in whole} >= {2025}
    for season in (2024, 2025):
        alone = _made(spark, module, _of(season, _facts()))
        key = [row for row in whole if row["season"] == season]
        assert sorted(map(str, alone)) == sorted(map(str, key))
