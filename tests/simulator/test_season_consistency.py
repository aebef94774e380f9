"""Season statistics, ratings and Elo follow from the games."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from cbbd_spark.simulator.dataset import Dataset
from tests.simulator.reading import rows

Row = dict[str, Any]


def finals(league: Dataset) -> list[Row]:
    return [game for game in rows(league, "/games") if game["status"] == "final"]


def standings(league: Dataset) -> dict[tuple[int, int], tuple[int, int]]:
    wins: Counter[tuple[int, int]] = Counter()
    games: Counter[tuple[int, int]] = Counter()
    for game in finals(league):
        for side in ("home", "away"):
            key = game["season"], game[f"{side}TeamId"]
            games[key] += 1
            wins[key] += game[f"{side}Winner"]
    return {key: (wins[key], games[key] - wins[key]) for key in games}


def test_season_stats_count_the_wins_and_losses_of_the_games(league: Dataset) -> None:
    stats = rows(league, "/stats/team/season")
    assert {(row["season"], row["teamId"]): (row["wins"], row["losses"]) for row in stats} == standings(league)


def test_team_season_stats_are_sums_of_the_boxes(league: Dataset) -> None:
    sums: Counter[tuple[int, int, str]] = Counter()
    for row in rows(league, "/games/teams"):
        key = row["season"], row["teamId"]
        sums[(*key, "points")] += row["teamStats"]["points"]["total"]
        sums[(*key, "fga")] += row["teamStats"]["fieldGoals"]["attempted"]
        sums[(*key, "possessions")] += row["teamStats"]["possessions"]
        sums[(*key, "against")] += row["opponentStats"]["points"]["total"]
        sums[(*key, "minutes")] += row["gameMinutes"]
    for row in rows(league, "/stats/team/season"):
        key = row["season"], row["teamId"]
        assert row["teamStats"]["points"]["total"] == sums[(*key, "points")]
        assert row["teamStats"]["fieldGoals"]["attempted"] == sums[(*key, "fga")]
        assert row["teamStats"]["possessions"] == sums[(*key, "possessions")]
        assert row["opponentStats"]["points"]["total"] == sums[(*key, "against")]
        assert row["totalMinutes"] == sums[(*key, "minutes")]


def test_player_season_stats_are_sums_of_the_boxes(league: Dataset) -> None:
    sums: Counter[tuple[int, int, str, str]] = Counter()
    for row in rows(league, "/games/players"):
        for player in row["players"]:
            key = row["season"], row["teamId"], player["athleteSourceId"]
            for name in ("points", "minutes", "assists", "turnovers"):
                sums[(*key, name)] += player[name]
            sums[(*key, "games")] += 1
            sums[(*key, "starts")] += player["starter"]
    stats = rows(league, "/stats/player/season")
    assert stats
    for row in stats:
        for name in ("points", "minutes", "assists", "turnovers", "games", "starts"):
            assert row[name] == sums[row["season"], row["teamId"], row["athleteSourceId"], name]


def test_season_stats_of_a_part_of_the_season_count_that_part_only(league: Dataset) -> None:
    whole, regular, post = (
        {row["teamId"]: row["games"] for row in rows(league, "/stats/team/season", season=2025, **part)}
        for part in ({}, {"seasonType": "regular"}, {"seasonType": "postseason"})
    )
    assert post
    assert all(whole[team] == regular[team] + post.get(team, 0) for team in whole)


def test_elo_goes_on_from_game_to_game(league: Dataset) -> None:
    last: dict[tuple[int, int], int] = {}
    for game in finals(league):
        for side in ("home", "away"):
            key = game["season"], game[f"{side}TeamId"]
            start = game[f"{side}TeamEloStart"]
            assert start == last.get(key, start)
            if start is not None:
                last[key] = game[f"{side}TeamEloEnd"]
    served = {(row["season"], row["teamId"]): row["elo"] for row in rows(league, "/ratings/elo")}
    assert served == last


def test_a_win_never_costs_elo(league: Dataset) -> None:
    for game in finals(league):
        side = "home" if game["homeWinner"] else "away"
        if game[f"{side}TeamEloStart"] is not None:
            assert game[f"{side}TeamEloEnd"] >= game[f"{side}TeamEloStart"]


def test_srs_is_the_mean_margin_plus_the_mean_rating_of_the_opponents(league: Dataset) -> None:
    ratings = {row["teamId"]: row["rating"] for row in rows(league, "/ratings/srs", season=2025)}
    for team, rating in ratings.items():
        margins, opponents = [], []
        for game in finals(league):
            sides = game["homeTeamId"], game["awayTeamId"]
            if game["season"] != 2025 or team not in sides or not set(sides) <= set(ratings):
                continue
            margin = game["homePoints"] - game["awayPoints"]
            margins.append(margin if team == sides[0] else -margin)
            opponents.append(ratings[sides[1] if team == sides[0] else sides[0]])
        assert rating == pytest.approx(np.mean(margins) + np.mean(opponents), abs=0.15)


def test_ratings_find_the_true_strengths(league: Dataset) -> None:
    truth = league.true_strengths(2025)
    for path, name in (("/ratings/adjusted", "netRating"), ("/ratings/srs", "rating"), ("/ratings/elo", "elo")):
        served = rows(league, path, season=2025)
        assert len(served) == 12
        found = [row[name] for row in served]
        assert np.corrcoef(found, [truth[row["teamId"]] for row in served])[0, 1] > 0.8


def test_strengths_persist_from_season_to_season(league: Dataset) -> None:
    before, after = league.true_strengths(2024), league.true_strengths(2025)
    teams = sorted(before)
    assert np.corrcoef([before[team] for team in teams], [after[team] for team in teams])[0, 1] > 0.7


def test_most_players_return_and_some_change_teams(league: Dataset) -> None:
    teams = {
        (row["season"], player["id"]): row["teamId"]
        for row in rows(league, "/teams/roster")
        for player in row["players"]
    }
    now = {player: team for (season, player), team in teams.items() if season == 2025}
    before = {player: team for (season, player), team in teams.items() if season == 2024}
    returning = now.keys() & before.keys()
    moved = {player for player in returning if now[player] != before[player]}
    assert 0.5 < len(returning) / len(now) < 0.9
    assert 0 < len(moved) < len(returning) / 3
    portal = {(row["firstName"], row["lastName"]) for row in rows(league, "/recruiting/portal", year=2024)}
    assert len(portal) >= len(moved) * 0.9
