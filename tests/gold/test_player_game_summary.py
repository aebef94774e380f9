from __future__ import annotations

from typing import Any

import pytest

from cbbd_spark.gold import player_game_summary
from tests.gold.acc_season import AccSeason
from tests.gold.building import Row, box, built, by, game

DUKE, UNC = 1, 2
GAMES = [
    game(1, "2023-11-06", DUKE, UNC, (80, 70)),
    game(2, "2023-11-10", UNC, DUKE, (75, 72)),
    game(3, "2023-10-20", DUKE, UNC, (80, 70), season_type="preseason"),
    game(4, "2024-01-20", DUKE, UNC, status="in_progress"),
]
TEAM = {"fga": 60, "fta": 20, "tov": 12}
BOXES = [
    box(1, DUKE, TEAM, TEAM, game_minutes=45, rebounds_total=40, assists=16),
    box(1, UNC, TEAM, TEAM, game_minutes=45),
    box(2, UNC, {**TEAM, "tov": None}, TEAM),
]
ZERO = dict.fromkeys(
    (
        *(f"{kind}_{what}" for kind in ("field_goals", "three_point_field_goals") for what in ("made", "attempted")),
        *("free_throws_made", "free_throws_attempted", "rebounds_total", "rebounds_offensive", "rebounds_defensive"),
        *("points", "assists", "steals", "blocks", "turnovers", "fouls"),
    ),
    0,
)


def line(game_id: int, team: int, source: str, minutes: int | None, **counts: Any) -> Row:
    who = {"athlete_source_id": source, "name": f"Box {source}", "position": "", "is_starter": False}
    return {"game_id": game_id, "team_id": team, "season": 2024, "minutes": minutes} | ZERO | who | counts


ACE = {
    "points": 20,
    "field_goals_made": 7,
    "field_goals_attempted": 14,
    "three_point_field_goals_made": 2,
    "three_point_field_goals_attempted": 5,
    "free_throws_made": 4,
    "free_throws_attempted": 6,
    "rebounds_total": 9,
    "rebounds_offensive": 2,
    "rebounds_defensive": 7,
    "assists": 6,
    "steals": 2,
    "blocks": 1,
    "turnovers": 3,
    "fouls": 4,
}
PLAYERS = [
    line(1, DUKE, "100", 30, is_starter=True, position="G", api_game_score=17.5, **ACE),
    line(1, DUKE, "200", 0, rebounds_total=1),
    line(1, DUKE, "300", None),
    # Listed for both teams.
    line(1, DUKE, "400", 2, points=9),
    line(1, UNC, "400", 20, points=4),
    line(1, UNC, "500", 10, points=4),
    line(1, DUKE, "500", 10, points=4),
    line(2, UNC, "600", 10, game_minutes=40, points=4, field_goals_attempted=3),
    *(line(number, DUKE, "100", 30, **ACE) for number in (3, 4)),
    # His team is not one of the game's.
    line(1, 99, "900", 30),
]
STATS = [{"season": 2024, "team_id": DUKE, "athlete_id": 7, "athlete_source_id": "100", "name": "Ann Ace"}]
ROSTERS = [
    {"season": 2024, "team_id": DUKE, "athlete_id": 77, "athlete_source_id": "100", "name": "Other", "position": "C"},
    {"season": 2024, "team_id": UNC, "athlete_id": 8, "athlete_source_id": "600", "name": "Six", "position": "F"},
    {"season": 2023, "team_id": DUKE, "athlete_id": 9, "athlete_source_id": "200", "name": "Past", "position": "F"},
]


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    inputs = {"fct_games": GAMES, "fct_game_players": PLAYERS, "fct_game_teams": BOXES}
    rows = built(spark, player_game_summary, **inputs, fct_player_season_stats=STATS, fct_rosters=ROSTERS)
    return by(rows, "game_id", "athlete_source_id")


def test_only_players_of_the_sides_of_final_games_have_rows(found: dict[Any, Row]) -> None:
    assert set(found) == {(1, source) for source in ("100", "200", "300", "400", "500")} | {(2, "600")}


def test_rates_follow_from_the_box(found: dict[Any, Row]) -> None:
    expected = {
        "fg_pct": 0.5,
        "fg2m": 5,
        "fg2a": 9,
        "fg2_pct": 5 / 9,
        "fg3_pct": 0.4,
        "ft_pct": 4 / 6,
        "efg_pct": 8 / 14,
        "true_shooting": 20 / (2 * (14 + 0.475 * 6)),
        "ft_rate": 6 / 14,
        "ast_to_ratio": 2.0,
        "usage_rate": (14 + 0.475 * 6 + 3) * 45 / (30 * (60 + 0.475 * 20 + 12)),
        "per_40_pts": 40 * 20 / 30,
        "per_40_reb": 40 * 9 / 30,
        "per_40_ast": 40 * 6 / 30,
        "per_40_stl": 40 * 2 / 30,
        "per_40_blk": 40 * 1 / 30,
        "per_40_tov": 40 * 3 / 30,
        "minutes_share": 30 / 45,
        "points_share": 20 / 80,
        "rebounds_share": 9 / 40,
        "assists_share": 6 / 16,
        "fga_share": 14 / 60,
        "turnovers_share": 3 / 12,
        "game_score": 20 + 0.4 * 7 - 0.7 * 14 - 0.4 * 2 + 0.7 * 2 + 0.3 * 7 + 2 + 0.7 * 6 + 0.7 - 0.4 * 4 - 3,
        "api_game_score": 17.5,
    }
    row = found[1, "100"]
    assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-12)


def test_a_player_without_minutes_has_counts_and_no_rates(found: dict[Any, Row]) -> None:
    for source, minutes, rebounds in (("200", 0, 1), ("300", None, 0)):
        row = found[1, source]
        assert (row["has_played"], row["minutes"], row["rebounds"]) == (False, minutes, rebounds)
        rates = ("per_40_pts", "per_40_reb", "usage_rate", "efg_pct", "true_shooting", "fg_pct", "ast_to_ratio")
        assert [row[name] for name in rates] == [None] * 7


def test_one_listed_for_both_teams_has_the_row_with_most_minutes(found: dict[Any, Row]) -> None:
    row = found[1, "400"]
    assert (row["team_id"], row["minutes"], row["points"]) == (UNC, 20, 4)
    assert (row["team_points"], row["opponent_id"], row["is_home"]) == (70, DUKE, False)
    assert found[1, "500"]["team_id"] == DUKE


def test_a_team_box_that_lacks_a_count_gives_no_usage(found: dict[Any, Row]) -> None:
    row = found[2, "600"]
    assert (row["usage_rate"], row["game_minutes"], row["per_40_pts"]) == (None, 40, 16.0)


def test_the_athlete_is_that_of_season_statistics_before_rosters_and_else_not_known(found: dict[Any, Row]) -> None:
    assert [found[key]["athlete_id"] for key in ((1, "100"), (2, "600"), (1, "200"))] == [7, 8, None]
    assert [found[key]["name"] for key in ((1, "100"), (2, "600"), (1, "200"))] == ["Ann Ace", "Six", "Box 200"]


def test_the_real_season_follows_from_its_records(spark: Any, acc: AccSeason) -> None:
    inputs = {name: getattr(acc, name)() for name in ("fct_games", "fct_game_players", "fct_game_teams")}
    found = by(built(spark, player_game_summary, **inputs), "game_id", "athlete_source_id")
    boxes = {(box["gameId"], box["teamId"]): box for box in acc.team_boxes}
    assert len(found) == sum(len(box["players"]) for box in acc.player_boxes)
    for record in acc.player_boxes:
        team = boxes[record["gameId"], record["teamId"]]
        final = acc.finals[record["gameId"]]
        scored = final["homePoints"] if final["homeTeamId"] == record["teamId"] else final["awayPoints"]
        for player in record["players"]:
            row = found[record["gameId"], player["athleteSourceId"]]
            shots, free, minutes = player["fieldGoals"], player["freeThrows"], player["minutes"]
            assert (row["team_id"], row["minutes"], row["points"]) == (record["teamId"], minutes, player["points"])
            assert row["points_share"] == pytest.approx(player["points"] / scored, rel=1e-9)
            # The API's own has one decimal.
            assert row["game_score"] == pytest.approx(player["gameScore"], abs=0.05 + 1e-9)
            if shots["attempted"]:
                made = shots["made"] + player["threePointFieldGoals"]["made"] / 2
                assert row["efg_pct"] == pytest.approx(made / shots["attempted"], rel=1e-9)
            tries = shots["attempted"] + 0.475 * free["attempted"]
            if tries:
                assert row["true_shooting"] == pytest.approx(player["points"] / 2 / tries, rel=1e-9)
            if not minutes:
                assert row["usage_rate"] is row["per_40_pts"] is None
                continue
            stats = team["teamStats"]
            plays = stats["fieldGoals"]["attempted"] + 0.475 * stats["freeThrows"]["attempted"]
            plays += stats["turnovers"]["total"]
            usage = (tries + player["turnovers"]) * (5 * team["gameMinutes"] / 5) / (minutes * plays)
            assert row["usage_rate"] == pytest.approx(usage, rel=1e-9)
            assert row["per_40_ast"] == pytest.approx(40 * player["assists"] / minutes, rel=1e-9)
