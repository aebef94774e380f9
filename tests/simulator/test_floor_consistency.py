"""Substitutions, lineups and shots follow from the plays."""

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import pytest

from cbbd_spark.simulator.dataset import Dataset
from tests.simulator.reading import games_with_plays, rows

Row = dict[str, Any]


@pytest.fixture(scope="module")
def game(league: Dataset) -> Row:
    """A game with plays and box scores."""
    boxed = {row["gameId"] for row in rows(league, "/games/teams")} & games_with_plays(league)
    return next(game for game in rows(league, "/games", season=2025) if game["id"] in boxed)


def stints(league: Dataset, game: Row) -> list[Row]:
    return rows(league, "/substitutions/game/{gameId}", gameId=game["id"])


def elapsed(moment: Row) -> int:
    """Seconds since the start of a game."""
    length = 1200 if moment["period"] <= 2 else 300
    before = 1200 * min(moment["period"] - 1, 2) + 300 * max(moment["period"] - 3, 0)
    return int(before + length - moment["secondsRemaining"])


def test_five_of_each_side_are_on_the_floor_at_every_second(league: Dataset, game: Row) -> None:
    seconds: dict[int, Counter[int]] = defaultdict(Counter)
    for stint in stints(league, game):
        assert elapsed(stint["subIn"]) < elapsed(stint["subOut"])
        seconds[stint["teamId"]].update(range(elapsed(stint["subIn"]), elapsed(stint["subOut"])))
    periods = len(game["homePeriodPoints"])
    assert set(seconds) == {game["homeTeamId"], game["awayTeamId"]}
    for floor in seconds.values():
        assert len(floor) == 2400 + 300 * (periods - 2)
        assert set(floor.values()) == {5}


def test_stints_do_not_overlap_and_have_a_key_of_their_own(league: Dataset, game: Row) -> None:
    by_player: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for stint in stints(league, game):
        by_player[stint["teamId"], stint["athleteId"]].append(stint)
    for each in by_player.values():
        ordered = sorted(each, key=lambda stint: elapsed(stint["subIn"]))
        for before, after in pairwise(ordered):
            assert elapsed(before["subOut"]) <= elapsed(after["subIn"])
            assert before["subIn"] != after["subIn"]


def test_who_has_a_stint_has_minutes_in_the_box(league: Dataset, game: Row) -> None:
    seconds: Counter[str] = Counter()
    for stint in stints(league, game):
        seconds[stint["athlete"]] += elapsed(stint["subOut"]) - elapsed(stint["subIn"])
    players = [
        player
        for row in rows(league, "/games/players", season=2025)
        if row["gameId"] == game["id"]
        for player in row["players"]
    ]
    assert {player["name"] for player in players} == set(seconds)
    for player in players:
        assert abs(player["minutes"] - seconds[player["name"]] / 60) < 1.01


def test_substitutions_of_a_team_are_its_own_players_only(league: Dataset, game: Row) -> None:
    own = rows(league, "/substitutions/team", season=2025, team=game["homeTeam"])
    assert {stint["team"] for stint in own} == {game["homeTeam"]}
    player = own[0]["athleteId"]
    alone = rows(league, "/substitutions/player/{playerId}", season=2025, playerId=player)
    assert alone == [stint for stint in own if stint["athleteId"] == player]


def test_the_units_of_a_game_add_up_to_the_box_score(league: Dataset, game: Row) -> None:
    boxes = {
        row["teamId"]: row["teamStats"]
        for row in rows(league, "/games/teams", season=2025)
        if row["gameId"] == game["id"]
    }
    units = rows(league, "/lineups/game/{gameId}", gameId=game["id"])
    assert {unit["teamId"] for unit in units} <= set(boxes)
    for team in {unit["teamId"] for unit in units}:
        own = [unit for unit in units if unit["teamId"] == team]
        box = boxes[team]
        assert sum(unit["totalSeconds"] for unit in own) == 60 * (40 + 5 * (len(box["points"]["byPeriod"]) - 2))
        assert sum(unit["teamStats"]["points"] for unit in own) == box["points"]["total"]
        assert sum(unit["teamStats"]["assists"] for unit in own) == box["assists"]
        assert sum(unit["teamStats"]["offensiveRebounds"] for unit in own) == box["rebounds"]["offensive"]
        assert sum(unit["teamStats"]["fieldGoals"]["attempted"] for unit in own) == box["fieldGoals"]["attempted"]
        assert len({unit["idHash"] for unit in own}) == len(own)
        assert all(len(unit["athletes"]) == 5 for unit in own)


def test_units_that_never_had_the_ball_have_null_ratings(league: Dataset) -> None:
    units = rows(league, "/lineups/team", season=2025)
    idle = [unit for unit in units if unit["teamStats"]["possessions"] == 0]
    assert idle
    assert all(unit["offenseRating"] is None and unit["netRating"] is None for unit in idle)
    assert any(unit["teamStats"]["trueShooting"] is None for unit in units)


def test_units_of_a_team_come_from_the_games_of_the_range(league: Dataset, game: Row) -> None:
    day = game["startDate"]
    team = game["homeTeam"]
    one = rows(league, "/lineups/team", season=2025, team=team, startDateRange=day, endDateRange=day)
    same = rows(league, "/lineups/game/{gameId}", gameId=game["id"])
    assert one == [unit for unit in same if unit["team"] == team] != []


def test_teams_outside_division_one_have_no_units(big_league: Dataset) -> None:
    outside = {row["school"] for row in rows(big_league, "/teams") if row["conference"] is None}
    playing = {row["awayTeam"] for row in rows(big_league, "/games")} & outside
    assert playing
    for team in playing:
        assert rows(big_league, "/lineups/team", season=2025, team=team) == []


def test_there_are_no_substitutions_nor_units_before_2024(old_league: Dataset) -> None:
    assert rows(old_league, "/substitutions/game/{gameId}") == []
    assert rows(old_league, "/lineups/game/{gameId}") == []


def test_tracked_shots_are_the_shots_of_the_plays(league: Dataset, game: Row) -> None:
    team = game["homeTeam"]
    plays = [
        play
        for play in rows(league, "/plays/team", season=2025, team=team, shootingPlaysOnly=True)
        if play["team"] == team
    ]
    ranges = Counter(play["shotInfo"]["range"] for play in plays)
    stats = rows(league, "/stats/team/shooting/season", season=2025, team=team)[0]
    assert stats["threePointJumpers"]["attempted"] == ranges["three_pointer"]
    assert stats["twoPointJumpers"]["attempted"] == ranges["jumper"]
    assert stats["freeThrows"]["attempted"] == ranges["free_throw"]
    assert stats["trackedShots"] == len(plays) - ranges["free_throw"]
    players = rows(league, "/stats/player/shooting/season", season=2025, team=team)
    assert sum(player["trackedShots"] for player in players) == stats["trackedShots"]
