"""What is known before the first games within Division I does not depend on how they, or others of that day, end."""

from __future__ import annotations

from datetime import date

import pytest
from pyspark.sql import SparkSession

from cbbd_spark.gold import game_predictions_features, upcoming_team_game_context
from tests.gold.building import Row, box, built, by, game
from tests.gold.rated import rated
from tests.gold.test_no_leak import KNOWN_BEFORE

OUTSIDE = 99
COUNTS = {"fga": 60, "fgm": 30, "fta": 20, "oreb": 8, "dreb": 20, "tov": 12}
TEAMS = [
    {"team_id": team, "season": season, "team": f"Team {team}", "is_division_1": True}
    for team in (1, 2, 3, 4)
    for season in (2023, 2024)
]
BEFORE = [
    game(1, "2023-01-10", 1, 2, (90, 60), season=2023),
    game(2, "2023-01-11", 3, 4, (70, 60), season=2023),
    # The openers of two teams, against a team outside Division I.
    game(3, "2023-11-06", 1, OUTSIDE, (90, 50)),
    game(4, "2023-11-06", 2, OUTSIDE, (80, 50)),
]
FIRST, OTHER = 5, 6
Score = tuple[int, int] | None
WORLDS: list[tuple[Score, Score]] = [((80, 70), (60, 50)), (None, (60, 50)), ((50, 99), None), (None, None)]


def world(first: Score, other: Score) -> tuple[list[Row], list[Row]]:
    games = [*BEFORE, game(FIRST, "2023-11-08", 1, 2, first), game(OTHER, "2023-11-08", 3, 4, other)]
    final = [one for one in games if one["status"] == "final"]
    boxes = [
        box(one["game_id"], one[f"{side}_team_id"], COUNTS, COUNTS, season=one["season"])
        for one in final
        for side in ("home", "away")
    ]
    return games, boxes


@pytest.fixture(scope="module")
def features(spark: SparkSession) -> list[Row]:
    """The row of team 1 before its first game within Division I, in each of the worlds."""
    found = []
    for first, other in WORLDS:
        games, boxes = world(first, other)
        daily = rated(spark, games, TEAMS, boxes)
        rows = built(spark, game_predictions_features, fct_games=games, fct_game_teams=boxes, team_ratings_daily=daily)
        found.append(by(rows, "game_id", "team_id")[FIRST, 1])
    return found


def test_a_rating_is_known_before_any_result_of_the_season(features: list[Row]) -> None:
    assert features[0]["team_adj_net"] > 1, "what the season before has told"
    for row in features[1:]:
        assert {name: row[name] for name in KNOWN_BEFORE} == {name: features[0][name] for name in KNOWN_BEFORE}


def test_games_to_come_know_it_too(spark: SparkSession) -> None:
    games, boxes = world(None, None)
    daily = rated(spark, games, TEAMS, boxes)
    assert {row["as_of_date"] for row in daily if row["season"] == 2024} == {"2023-07-01"}
    ahead = built(spark, upcoming_team_game_context, fct_games=games, fct_game_teams=boxes, team_ratings_daily=daily)
    assert by(ahead, "game_id", "team_id")[OTHER, 3]["team_adj_net"] is not None


def test_a_day_of_another_season_rates_nobody(spark: SparkSession) -> None:
    games, boxes = world((80, 70), (60, 50))
    mislabelled = game(7, "2023-01-10", 1, 3, (99, 40), season=2024)
    daily = rated(spark, [*games, mislabelled], TEAMS, boxes)
    assert daily == rated(spark, games, TEAMS, boxes)
    assert {date.fromisoformat(row["as_of_date"]) for row in daily if row["season"] == 2024} == {
        date(2023, 7, 1),
        date(2023, 11, 8),
    }
