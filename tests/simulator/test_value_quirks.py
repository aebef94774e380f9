"""Oddities of numbers, names and the presence of values."""

from collections import Counter

import msgspec
import pytest

from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.league.box import Line, TeamBox
from cbbd_spark.simulator.league.clubs import found_clubs
from cbbd_spark.simulator.league.events import AWAY, HOME
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.records.boxes import team_row
from cbbd_spark.simulator.league.records.lines import providers
from cbbd_spark.simulator.league.records.team_seasons import team_season_stats, team_seasons
from cbbd_spark.simulator.league.rosters import Rosters
from cbbd_spark.simulator.league.season import play_season
from tests.simulator.calling import Caller
from tests.simulator.faults.struck import ruled
from tests.simulator.reading import rows


@pytest.fixture(scope="module")
def played() -> Game:
    """A game that was played."""
    clubs = found_clubs(1, 4)
    return play_season(clubs, Rosters(clubs), 2025, 1, None).finals[0]


def test_true_shooting_of_zero_is_null_for_the_team_and_zero_for_its_opponent(played: Game) -> None:
    assert played.boxes
    scoreless = TeamBox({}, Line(fga=5), [0, 0])
    boxes = msgspec.structs.replace(played.boxes, sides=(scoreless, played.boxes.sides[AWAY]))
    home, away = team_row(played, boxes, HOME), team_row(played, boxes, AWAY)
    assert (home["teamStats"]["trueShooting"], away["opponentStats"]["trueShooting"]) == (None, 0)
    assert (home["teamStats"]["rating"], away["opponentStats"]["rating"]) == (None, None)


def test_a_ratio_with_a_divisor_of_zero_is_null(played: Game) -> None:
    assert played.boxes
    idle = TeamBox({}, Line(), [0, 0])
    boxes = msgspec.structs.replace(played.boxes, sides=(idle, idle), possessions=0)
    stats = team_row(played, boxes, HOME)["teamStats"]
    assert stats["fieldGoals"] == {"pct": None, "attempted": 0, "made": 0}
    assert set(stats["fourFactors"].values()) == {None}


def test_sums_of_a_season_are_zero_where_nothing_is_known(played: Game) -> None:
    played.has_boxes = False
    for season in team_seasons([played]):
        row = team_season_stats(season)
        assert (row["games"], row["totalMinutes"], row["teamStats"]["points"]["total"]) == (1, 0, 0)
        assert row["teamStats"]["fieldGoals"]["pct"] is None


def test_own_rebounds_are_the_base_of_the_rebound_percentage(api: Caller) -> None:
    for row in api.rows("/games/teams", season=2025):
        rebounds, share = row["teamStats"]["rebounds"], row["teamStats"]["fourFactors"]["offensiveReboundPct"]
        assert share == pytest.approx(100 * rebounds["offensive"] / rebounds["total"], abs=0.06)


def test_the_rebound_percentage_of_units_has_an_or_where_a_sum_belongs(api: Caller) -> None:
    for unit in api.rows("/lineups/game/0"):
        stats = unit["teamStats"]
        own, other = stats["offensiveRebounds"], stats["defensiveRebounds"]
        if own | other:
            assert stats["fourFactors"]["offensiveReboundPct"] == pytest.approx(100 * own / (own | other), abs=0.06)


def test_minutes_of_a_season_are_those_of_the_games_and_not_of_five_players(api: Caller) -> None:
    for row in api.rows("/stats/team/season", season=2025):
        assert 30 * row["games"] < row["totalMinutes"] < 50 * row["games"]


def test_without_a_season_ranks_span_all_seasons(api: Caller) -> None:
    ranks = [row["rankings"]["net"] for row in api.rows("/ratings/adjusted")]
    assert max(ranks) > 12
    assert len(ranks) == 24


def test_one_key_is_in_capitals_but_for_the_overview(api: Caller) -> None:
    team = api.rows("/teams", season=2025)[0]
    player = api.rows("/stats/player/season", season=2025)[0]
    overview = api.get(f"/teams/{team['id']}/season/2025/overview").json
    assert "PORPAG" in player
    assert "porpag" in overview["players"]["rows"][0]["seasonStats"]["advanced"]


def test_the_name_of_a_drafted_players_team_is_its_mascot(api: Caller) -> None:
    mascots = {team["school"]: team["mascot"] for team in api.rows("/teams")}
    picks = [pick for pick in api.rows("/draft/picks") if pick["sourceTeamLocation"]]
    assert picks
    assert all(mascots[pick["sourceTeamLocation"]] == pick["sourceTeamName"] for pick in picks)


def test_the_start_is_never_told_to_be_open(big_api: Caller) -> None:
    assert {game["startTimeTbd"] for game in big_api.rows("/games")} == {False}


def test_a_handful_of_finals_lacks_the_points_by_period(big_api: Caller) -> None:
    finals = Counter(game["homePeriodPoints"] is None for game in big_api.rows("/games", status="final"))
    assert 0 < finals[True] < finals[False] / 50


def test_lines_were_modelled_until_2022_and_have_opening_values_from_2025_on(moving_league: Dataset) -> None:
    opened: dict[int, list[bool]] = {season: [] for season in (2024, 2025, 2026)}
    for season, values in opened.items():
        for row in rows(moving_league, "/lines", season=season):
            values += [line["overUnderOpen"] is not None for line in row["lines"]]
            assert {line["provider"] for line in row["lines"]} <= set(providers(season))
    shares = {season: sum(values) / len(values) for season, values in opened.items()}
    assert shares[2024] == 0 < shares[2025] < 0.6
    assert shares[2026] > 0.9
    assert set(providers(2022)) == {"teamrankings", "numberfire", "consensus"}
    assert providers(2023) == ("ESPN BET",)


def test_a_rating_that_is_not_there_yet_is_an_empty_list(league: Dataset) -> None:
    with ruled(league, {"fault": "empty_then_filled", "endpoint": "ratings_srs", "answers": 1}) as api:
        first, second = (api.rows("/ratings/srs", season=2025) for _ in range(2))
    assert first == []
    assert len(second) == 12
