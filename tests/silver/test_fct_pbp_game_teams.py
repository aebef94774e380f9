"""Games counted from plays: which have rows, what is counted for whom, and how long they were."""

from __future__ import annotations

from typing import Any

import pytest

from cbbd_spark.silver import fct_pbp_game_teams
from tests.gold.building import Row, built, by
from tests.silver.scripts import AWAY, HOME, final

FINAL, EXHIBITION, SCHEDULED, SILENT, LONG, STRANGE = 1, 2, 3, 4, 5, 6


def play(game_id: int, number: int, team: int | None, **more: Any) -> Row:
    """A row of fct_pbp_plays_enriched in which nothing happens but what `more` says."""
    return {
        "play_id": 100 * game_id + number,
        "game_id": game_id,
        "season": 2024,
        "period": 2,
        "team_id": team,
        "points_scored": 0,
        "is_possession_end": False,
        "is_garbage_time": False,
    } | more


def three(game_id: int, number: int, team: int, **more: Any) -> Row:
    """A three after a pass, which ends a possession."""
    ended = {"offense_team_id": team, "is_possession_end": True, "points_scored": 3}
    shot = {"shot_kind": "three_pointer", "is_shot_made": True, "is_shot_assisted": True}
    return play(game_id, number, team, play_type_canonical="jump_shot", **shot, **ended, **more)


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    board = {"play_type_canonical": "defensive_rebound", "offense_team_id": AWAY, "is_possession_end": True}
    decided = {"is_garbage_time": True, "seconds_remaining_period": 90}
    plays = [
        three(FINAL, 1, HOME),
        play(FINAL, 2, HOME, **board),
        play(FINAL, 3, None, play_type_canonical="timeout_tv", is_garbage_time=True, seconds_remaining_period=100),
        three(FINAL, 4, HOME, **decided),
        three(EXHIBITION, 1, HOME),
        three(SCHEDULED, 1, HOME),
        three(LONG, 1, AWAY, period=3),
        play(STRANGE, 1, None),
    ]
    games = [
        final(FINAL, phase="conference", is_conference_game=True, is_neutral_site=None),
        final(EXHIBITION, season_type="preseason", phase="preseason"),
        final(SCHEDULED) | {"status": "in_progress"},
        final(SILENT),
        final(LONG, periods=4),
        final(STRANGE),
    ]
    rows = built(spark, fct_pbp_game_teams, fct_pbp_plays_enriched=plays, fct_games=games)
    return by(rows, "game_id", "team_id", "garbage")


def test_final_games_with_plays_have_four_rows_and_others_none(found: dict[Any, Row]) -> None:
    games = (FINAL, EXHIBITION, LONG, STRANGE)
    assert set(found) == {(g, team, kind) for g in games for team in (HOME, AWAY) for kind in ("all", "removed")}


def test_an_end_counts_for_who_had_the_ball_and_an_act_for_who_acts(found: dict[Any, Row]) -> None:
    home, away = found[FINAL, HOME, "all"], found[FINAL, AWAY, "all"]
    assert (home["possessions_counted"], away["possessions_counted"]) == (2, 1)
    assert (home["rebounds_defensive"], away["opponent_rebounds_defensive"], away["rebounds_defensive"]) == (1, 1, 0)
    assert (home["points_total"], home["assists"], home["field_goals_made"]) == (6, 2, 2)
    assert (home["possessions"], away["possessions"]) == (1.5, 1.5)
    assert (home["off_rating"], home["def_rating"], away["net_rating"]) == (400.0, 0.0, -400.0)


def test_garbage_time_takes_its_plays_and_its_minutes_along(found: dict[Any, Row]) -> None:
    row = found[FINAL, HOME, "removed"]
    assert (row["points_total"], row["possessions_counted"]) == (3, 1)
    assert (row["seconds_counted"], row["garbage_seconds"]) == (2300, 100)
    assert found[FINAL, AWAY, "all"]["minutes"] == 40


def test_a_game_is_as_long_as_its_periods_though_the_plays_stop(found: dict[Any, Row]) -> None:
    assert found[LONG, HOME, "all"]["minutes"] == 50


def test_a_ratio_without_anything_to_divide_by_is_null(found: dict[Any, Row]) -> None:
    row = found[STRANGE, HOME, "all"]
    assert (row["possessions"], row["pace"]) == (0.0, 0.0)
    assert [row[name] for name in ("off_rating", "efg_pct", "tov_ratio", "oreb_pct", "ft_rate")] == [None] * 5


def test_a_row_tells_what_kind_of_game_it_was(found: dict[Any, Row]) -> None:
    row = found[FINAL, AWAY, "all"]
    names = ("season", "season_type", "phase", "opponent_id", "is_home", "is_neutral_site", "is_conference_game")
    assert [row[name] for name in names] == [2024, "regular", "conference", HOME, False, False, True]
