"""Gold of the real season against plain Python over the same records, formula by formula."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import mean
from typing import Any

import numpy as np
import pytest

from cbbd_spark.gold import (
    game_predictions_features,
    market_lines_analysis,
    player_season_impact,
    team_power_rankings,
    team_season_summary,
)
from tests.gold.acc_season import AccSeason, Record, evening
from tests.gold.building import Row, built, by
from tests.gold.rated import rated

CLOSE = 1e-9


@pytest.fixture(scope="module")
def summary(spark: Any, acc: AccSeason) -> dict[int, Row]:
    inputs = {name: getattr(acc, name)() for name in ("fct_games", "dim_team_seasons", "fct_game_teams")}
    return by(built(spark, team_season_summary, **inputs), "team_id")


@pytest.fixture(scope="module")
def players(spark: Any, acc: AccSeason) -> dict[str, Row]:
    inputs = {name: getattr(acc, name)() for name in ("fct_games", "fct_game_players", "fct_game_teams")}
    return by(built(spark, player_season_impact, **inputs), "athlete_source_id")


@pytest.fixture(scope="module")
def features(spark: Any, acc: AccSeason) -> dict[Any, Row]:
    inputs = {name: getattr(acc, name)() for name in ("fct_games", "fct_game_teams", "fct_lines")}
    return by(built(spark, game_predictions_features, **inputs), "game_id", "team_id")


def same(found: float | None, expected: float | None) -> bool:
    return found == expected if expected is None else found == pytest.approx(expected, rel=CLOSE)


def scores(game: Record) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """(team, points, points allowed) of both sides."""
    home, away = game["homePoints"], game["awayPoints"]
    return (game["homeTeamId"], home, away), (game["awayTeamId"], away, home)


def game_possessions(box: Record) -> float:
    def side(stats: Record) -> float:
        return (
            stats["fieldGoals"]["attempted"]
            - stats["rebounds"]["offensive"]
            + stats["turnovers"]["total"]
            + 0.475 * stats["freeThrows"]["attempted"]
        )

    return (side(box["teamStats"]) + side(box["opponentStats"])) / 2


def factors(boxes: list[Record]) -> dict[str, float | None]:
    def total(side: str, *path: str) -> int:
        found = 0
        for box in boxes:
            value = box[side]
            for key in path:
                value = value[key]
            found += value
        return found

    def ratio(over: float, under: float) -> float | None:
        return over / under if under else None

    possessions = sum(game_possessions(box) for box in boxes)
    found = {"pace": ratio(40 * possessions, sum(box["gameMinutes"] for box in boxes))}
    for prefix, own, other in (("", "teamStats", "opponentStats"), ("opp_", "opponentStats", "teamStats")):
        shots = total(own, "fieldGoals", "attempted")
        offensive = total(own, "rebounds", "offensive")
        made = total(own, "fieldGoals", "made") + total(own, "threePointFieldGoals", "made") / 2
        found[f"{prefix}efg_pct"] = ratio(made, shots)
        found[f"{prefix}tov_ratio"] = ratio(total(own, "turnovers", "total"), possessions)
        found[f"{prefix}oreb_pct"] = ratio(offensive, offensive + total(other, "rebounds", "defensive"))
        found[f"{prefix}ft_rate"] = ratio(total(own, "freeThrows", "attempted"), shots)
    return found


def test_wins_and_losses_are_a_plain_count(acc: AccSeason, summary: dict[int, Row]) -> None:
    wins, losses, conference_wins, neutral_wins = Counter(), Counter(), Counter(), Counter()
    for game in acc.finals.values():
        for team, points, allowed in scores(game):
            wins[team] += points > allowed
            losses[team] += points < allowed
            is_league_game = game["conferenceGame"] and game["gameType"] == "STD" and game["seasonType"] == "regular"
            conference_wins[team] += is_league_game and points > allowed
            neutral_wins[team] += game["neutralSite"] and points > allowed
    assert set(summary) == set(wins)
    for team, row in summary.items():
        assert (row["wins"], row["losses"]) == (wins[team], losses[team])
        assert (row["conf_wins"], row["neutral_wins"]) == (conference_wins[team], neutral_wins[team])


def test_points_per_game_are_those_of_the_final_scores(acc: AccSeason, summary: dict[int, Row]) -> None:
    points, allowed = defaultdict(list), defaultdict(list)
    for game in acc.finals.values():
        for team, own, other in scores(game):
            points[team].append(own)
            allowed[team].append(other)
    for team, row in summary.items():
        assert row["ppg"] == pytest.approx(mean(points[team]), rel=CLOSE)
        assert row["opp_ppg"] == pytest.approx(mean(allowed[team]), rel=CLOSE)


def test_factors_and_pace_follow_from_the_boxes(acc: AccSeason, summary: dict[int, Row]) -> None:
    boxes = defaultdict(list)
    for box in acc.team_boxes:
        if box["gameId"] in acc.finals:
            boxes[box["teamId"]].append(box)
    for team, row in summary.items():
        for name, value in factors(boxes[team]).items():
            assert same(row[name], value), (team, name)


def test_player_sums_and_rates_follow_from_the_boxes(acc: AccSeason, players: dict[str, Row]) -> None:
    team_boxes = {(box["gameId"], box["teamId"]): box for box in acc.team_boxes}
    lines = defaultdict(list)
    for box in acc.player_boxes:
        for player in box["players"]:
            lines[player["athleteSourceId"]].append((player, team_boxes[box["gameId"], box["teamId"]]))
    assert set(players) == set(lines)
    for source, row in players.items():
        played = [(player, box) for player, box in lines[source] if player["minutes"]]
        minutes, points = sum(p["minutes"] for p, _ in lines[source]), sum(p["points"] for p, _ in lines[source])
        assert (row["games"], row["minutes"], row["points"]) == (len(played), minutes, points)
        if not played:
            continue
        assert row["ppg"] == pytest.approx(points / len(played), rel=CLOSE)
        assert row["per_40_pts"] == pytest.approx(40 * points / minutes, rel=CLOSE)
        fga, fta = (sum(p[kind]["attempted"] for p, _ in lines[source]) for kind in ("fieldGoals", "freeThrows"))
        if fga + fta:
            assert row["true_shooting"] == pytest.approx(points / (2 * (fga + 0.475 * fta)), rel=CLOSE)
        own = sum(plays(player, player["turnovers"]) for player, _ in played)
        team = sum(plays(box["teamStats"], box["teamStats"]["turnovers"]["total"]) for _, box in played)
        game_minutes = sum(box["gameMinutes"] for _, box in played)
        assert row["usage_rate"] == pytest.approx(own * game_minutes / (minutes * team), rel=CLOSE)


def plays(stats: Record, turnovers: int) -> float:
    return stats["fieldGoals"]["attempted"] + 0.475 * stats["freeThrows"]["attempted"] + turnovers


def test_no_point_of_a_player_is_lost(acc: AccSeason, players: dict[str, Row]) -> None:
    in_boxes = sum(player["points"] for box in acc.player_boxes for player in box["players"])
    assert sum(row["points"] for row in players.values()) == in_boxes


def test_ats_results_follow_from_the_scores(spark: Any, acc: AccSeason) -> None:
    rows = built(spark, market_lines_analysis, fct_lines=acc.fct_lines(), fct_games=acc.fct_games())
    found = {row["game_id"]: row for row in rows}
    assert len(rows) == sum(len(game["lines"]) for game in acc.lines)
    for game in acc.lines:
        for line in game["lines"]:
            row, final = found[game["gameId"]], acc.finals.get(game["gameId"])
            if final is None:
                assert row["ats_result"] is None
                continue
            margin = final["homePoints"] - final["awayPoints"] + line["spread"]
            assert row["ats_margin"] == margin
            assert row["ats_result"] == ("home" if margin > 0 else "away" if margin < 0 else "push")
            assert row["home_covered"] == (margin > 0 if margin else None)


def test_features_follow_from_earlier_days_only(acc: AccSeason, features: dict[Any, Row]) -> None:
    boxes = {(box["gameId"], box["teamId"]): box for box in acc.team_boxes}
    history = defaultdict(list)
    for game in acc.finals.values():
        for team, points, allowed in scores(game):
            history[team].append((evening(game), points, allowed, boxes[game["id"], team]))
    assert len(features) == 2 * len(acc.games)
    for game in acc.games:
        for team in (game["homeTeamId"], game["awayTeamId"]):
            row = features[game["id"], team]
            before = [entry for entry in history[team] if entry[0] < evening(game)]
            assert row["n_prior_games"] == len(before)
            expected = factors([entry[3] for entry in before])
            expected["ppg"] = mean(entry[1] for entry in before) if before else None
            expected["opp_ppg"] = mean(entry[2] for entry in before) if before else None
            for name in ("ppg", "opp_ppg", "pace", "efg_pct", "tov_ratio", "oreb_pct", "ft_rate"):
                assert same(row[f"team_{name}"], expected[name]), (game["id"], team, name)


def test_own_srs_is_the_least_squares_solution(spark: Any, acc: AccSeason) -> None:
    inputs = {"fct_games": list(acc.fct_games()), "dim_team_seasons": list(acc.dim_team_seasons())}
    ratings = rated(spark, inputs["fct_games"], inputs["dim_team_seasons"], list(acc.fct_game_teams()))
    rankings = built(spark, team_power_rankings, **inputs, team_ratings_daily=ratings)
    division_1 = {team["id"] for team in acc.teams if team["conference"]}
    games = [g for g in acc.finals.values() if {g["homeTeamId"], g["awayTeamId"]} <= division_1]
    teams = sorted({g[side] for g in games for side in ("homeTeamId", "awayTeamId")})
    design, margins = np.zeros((len(games), len(teams))), np.zeros(len(games))
    for row, game in enumerate(games):
        design[row, teams.index(game["homeTeamId"])], design[row, teams.index(game["awayTeamId"])] = 1, -1
        margins[row] = game["homePoints"] - game["awayPoints"]
    expected, *_ = np.linalg.lstsq(design, margins, rcond=None)
    found = by(rankings, "team_id")
    assert [found[team]["own_srs"] for team in teams] == pytest.approx(expected.tolist(), rel=CLOSE, abs=CLOSE)
