"""A generated league adds up: plays to box scores, box scores to scores, players to teams."""

import itertools
from collections import Counter, defaultdict
from typing import Any

import pytest

from cbbd_spark.simulator.dataset import Dataset
from tests.simulator.reading import plays_by_game, rows

Row = dict[str, Any]
COUNTED_BY_TYPE = {
    "Offensive Rebound": "orb",
    "Defensive Rebound": "drb",
    "Steal": "steals",
    "Block Shot": "blocks",
    "Lost Ball Turnover": "turnovers",
    "PersonalFoul": "fouls",
}


def counted(plays: list[Row]) -> dict[tuple[int, int], Counter[str]]:
    """Counts by team and athlete, from the plays as they are served."""
    counts: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for play in plays:
        if play["teamId"] is None or not play["participants"]:
            continue
        info = play["shotInfo"]
        if info is None:
            name = COUNTED_BY_TYPE.get(play["playType"])
            if name:
                counts[play["teamId"], play["participants"][0]["id"]][name] += 1
            continue
        shooter = counts[play["teamId"], info["shooter"]["id"]]
        worth = {"free_throw": 1, "three_pointer": 3}.get(info["range"], 2)
        kind = {1: "ft", 3: "tp"}.get(worth, "two")
        shooter[f"{kind}a"] += 1
        if info["made"]:
            shooter[f"{kind}m"] += 1
            shooter["points"] += worth
        if info["assisted"]:
            counts[play["teamId"], info["assistedBy"]["id"]]["assists"] += 1
    return counts


def in_box(row: Row) -> Counter[str]:
    """The same counts of a player's or a team's box score."""
    points = row["points"]["total"] if isinstance(row["points"], dict) else row["points"]
    turnovers = row["turnovers"]["total"] if isinstance(row["turnovers"], dict) else row["turnovers"]
    fouls = row["fouls"]["total"] if isinstance(row["fouls"], dict) else row["fouls"]
    return Counter(
        points=points,
        turnovers=turnovers,
        fouls=fouls,
        assists=row["assists"],
        steals=row["steals"],
        blocks=row["blocks"],
        orb=row["rebounds"]["offensive"],
        drb=row["rebounds"]["defensive"],
        twoa=row["twoPointFieldGoals"]["attempted"],
        twom=row["twoPointFieldGoals"]["made"],
        tpa=row["threePointFieldGoals"]["attempted"],
        tpm=row["threePointFieldGoals"]["made"],
        fta=row["freeThrows"]["attempted"],
        ftm=row["freeThrows"]["made"],
    )


@pytest.fixture(scope="module")
def plays(league: Dataset) -> dict[int, list[Row]]:
    return plays_by_game(league)


@pytest.fixture(scope="module")
def games(league: Dataset) -> dict[int, Row]:
    return {game["id"]: game for game in rows(league, "/games")}


@pytest.fixture(scope="module")
def athletes(league: Dataset) -> dict[str, int]:
    """Athlete id by source id, which is how players of box scores are known."""
    stats = rows(league, "/stats/player/season")
    return {row["athleteSourceId"]: row["athleteId"] for row in stats}


def test_plays_add_up_to_each_players_box_score(
    league: Dataset, plays: dict[int, list[Row]], athletes: dict[str, int]
) -> None:
    checked = 0
    for row in rows(league, "/games/players"):
        if row["gameId"] not in plays:
            continue
        counts = counted(plays[row["gameId"]])
        for player in row["players"]:
            key = row["teamId"], athletes[player["athleteSourceId"]]
            assert +in_box(player) == +counts[key], (row["gameId"], player["name"])
            checked += 1
    assert checked > 1000


def test_players_add_up_to_their_team(league: Dataset) -> None:
    teams = {(row["gameId"], row["teamId"]): row["teamStats"] for row in rows(league, "/games/teams")}
    players = rows(league, "/games/players")
    assert len(players) == len(teams) > 0
    for row in players:
        total: Counter[str] = sum((in_box(player) for player in row["players"]), Counter())
        assert total == +in_box(teams[row["gameId"], row["teamId"]])
        assert sum(player["minutes"] for player in row["players"]) == 5 * row["gameMinutes"]
        assert sum(player["starter"] for player in row["players"]) == 5


def test_the_opponents_stats_are_the_opponents_row(league: Dataset) -> None:
    teams = {(row["gameId"], row["teamId"]): row for row in rows(league, "/games/teams")}
    for (game, _), row in teams.items():
        assert row["opponentStats"] == teams[game, row["opponentId"]]["teamStats"]


def test_box_scores_add_up_to_the_final_score(league: Dataset, games: dict[int, Row]) -> None:
    for row in rows(league, "/games/teams"):
        side = "home" if row["isHome"] else "away"
        assert row["teamStats"]["points"]["total"] == games[row["gameId"]][f"{side}Points"]


def test_the_last_play_has_the_final_score_and_scores_never_fall(
    plays: dict[int, list[Row]], games: dict[int, Row]
) -> None:
    for game_id, each in plays.items():
        scores = [(play["homeScore"], play["awayScore"]) for play in each]
        assert scores[-1] == (games[game_id]["homePoints"], games[game_id]["awayPoints"])
        for before, after in itertools.pairwise(scores):
            assert before[0] <= after[0]
            assert before[1] <= after[1]


def test_period_points_add_up_to_the_score(games: dict[int, Row]) -> None:
    final = [game for game in games.values() if game["status"] == "final" and game["homePeriodPoints"]]
    assert len(final) > 100
    for game in final:
        assert sum(game["homePeriodPoints"]) == game["homePoints"]
        assert sum(game["awayPeriodPoints"]) == game["awayPoints"]
        assert len(game["homePeriodPoints"]) >= 2


def test_the_clock_runs_down_within_each_period(plays: dict[int, list[Row]]) -> None:
    for each in plays.values():
        for before, after in itertools.pairwise(each):
            assert (before["period"], -before["secondsRemaining"]) <= (after["period"], -after["secondsRemaining"])
        assert max(play["secondsRemaining"] for play in each if play["period"] <= 2) == 1200
        assert all(play["secondsRemaining"] <= 300 for play in each if play["period"] > 2)
        assert all(
            play["clock"] == f"{play['secondsRemaining'] // 60}:{play['secondsRemaining'] % 60:02d}" for play in each
        )


def test_the_ten_on_the_floor_are_five_of_each_roster(league: Dataset, plays: dict[int, list[Row]]) -> None:
    rosters = {
        (row["season"], row["team"]): {player["id"] for player in row["players"]}
        for row in rows(league, "/teams/roster")
    }
    for each in plays.values():
        season = each[0]["season"]
        for play in each:
            teams = Counter(player["team"] for player in play["onFloor"])
            assert sorted(teams.values()) == [5, 5]
            assert len({player["id"] for player in play["onFloor"]}) == 10
            for player in play["onFloor"]:
                roster = rosters[season, player["team"]]
                assert not roster or player["id"] in roster  # teams outside Division I list nobody


def test_who_acts_is_on_the_floor(plays: dict[int, list[Row]]) -> None:
    for each in plays.values():
        for play in each:
            if play["playType"] != "Substitution":
                floor = {player["id"] for player in play["onFloor"]}
                assert {player["id"] for player in play["participants"]} <= floor


def test_substitutions_explain_every_change_on_the_floor(plays: dict[int, list[Row]]) -> None:
    changes = 0
    for each in plays.values():
        if each[0]["season"] < 2025:
            continue
        floor = {player["id"] for player in each[0]["onFloor"]}
        entered: set[int] = set()
        left: set[int] = set()
        for play in each:
            now = {player["id"] for player in play["onFloor"]}
            if play["playType"] == "Substitution":
                who = play["participants"][0]["id"]
                (entered if " in for " in play["playText"] else left).add(who)
                changes += 1
                continue
            assert now == (floor | entered) - left
            floor, entered, left = now, set(), set()
    assert changes > 1000


def test_made_shots_raise_the_score_by_their_worth(plays: dict[int, list[Row]]) -> None:
    for each in plays.values():
        total = 0
        for play in each:
            now = play["homeScore"] + play["awayScore"]
            worth = play["scoreValue"] if play["shotInfo"] and play["shotInfo"]["made"] else 0
            assert now - total == worth
            assert play["scoringPlay"] == (worth > 0)
            total = now
