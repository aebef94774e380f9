from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest

from cbbd_spark.gold import conference_standings
from tests.gold.acc_season import AccSeason, Record, evening, phase
from tests.gold.building import Row, built, by, game

ALONE, INDEPENDENT, IDLE, OUTSIDE = 5, 6, 7, 902
CONFERENCE = {"phase": "conference", "is_conference_game": True}
NEUTRAL = {"is_neutral_site": True}


def conference_games(season: int, first_id: int, *scores: tuple[int, int, int, int]) -> Iterable[Row]:
    """Conference games (winner, points, loser, points), the winner at home, a day each from 10 January on."""
    for n, (winner, points, loser, allowed) in enumerate(scores):
        yield game(first_id + n, f"{season}-01-{10 + n}", winner, loser, (points, allowed), season=season, **CONFERENCE)


GAMES = [
    # 1, 2 and 3 beat each other in a circle, and all of them beat 4.
    *conference_games(2024, 100, (1, 80, 2, 70), (2, 90, 3, 70), (3, 70, 1, 60), (1, 75, 4, 70), (2, 75, 4, 70)),
    game(110, "2024-01-20", 4, 3, (60, 70), **CONFERENCE),
    game(111, "2023-11-10", 1, OUTSIDE, (99, 50), **NEUTRAL),
    game(112, "2024-03-10", 1, 2, (60, 61), phase="conference_tournament", is_conference_game=True, **NEUTRAL),
    game(113, "2024-03-20", 2, 1, (60, 61), season_type="postseason", phase="ncaa", **NEUTRAL),
    game(114, "2023-11-01", 1, 4, (10, 90), season_type="preseason", phase="preseason"),
    game(115, "2024-04-01", 1, 4),
    game(116, "2024-01-02", 1, 4, status="cancelled", home_points=0, away_points=0, **CONFERENCE),
    game(117, "2024-02-01", 4, None, (80, 70)),
    # 11 and 12 are 2-1, and 11 won their game, if by one point; 13 and 14 are 1-2.
    *conference_games(2024, 200, (11, 61, 12, 60), (12, 90, 13, 50), (12, 90, 14, 50), (11, 61, 13, 60)),
    *conference_games(2024, 210, (14, 61, 11, 60), (13, 61, 14, 60)),
    # 11 and 12 are 1-1 and did not meet; 12 beat 14, which is above .500, and 11 has the better margin.
    *conference_games(2023, 300, (11, 90, 13, 50), (14, 61, 11, 60), (12, 61, 14, 60), (13, 61, 12, 60)),
    *conference_games(2023, 310, (14, 61, 13, 60)),
    # 1 leads with 1-0, and 2 is 3-1.
    *conference_games(2023, 400, (1, 61, 3, 60), (2, 61, 3, 60), (2, 61, 4, 60), (2, 61, 4, 60), (4, 61, 2, 60)),
    # 1 is 1-0 and 2 is 2-0.
    *conference_games(2022, 500, (1, 90, 3, 60), (2, 61, 3, 60), (2, 61, 4, 60)),
    # Twelve games of one team: three won, nine lost.
    *(game(600 + n, f"2022-02-{10 + n}", ALONE, OUTSIDE, (70, 60 if n < 3 else 80), season=2022) for n in range(12)),
]
CONFERENCES = {
    "Big": (1, 2, 3, 4, IDLE),
    "Small": (11, 12, 13, 14),
    None: (ALONE,),
    "Indep.": (INDEPENDENT,),
}
TEAMS = [
    {"team_id": team, "season": season, "team": f"Team {team}", "conference": conference, "is_division_1": True}
    for conference, members in CONFERENCES.items()
    for team in members
    for season in (2022, 2023, 2024)
] + [{"team_id": OUTSIDE, "season": 2024, "team": "Chaminade", "is_division_1": False}]


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    # Rows arrive in any order.
    games = random.Random(3).sample(GAMES, len(GAMES))  # noqa: S311 (chance for rows, not for secrets)
    return by(built(spark, conference_standings, fct_games=games, dim_team_seasons=TEAMS), "team_id", "season")


def record(row: Row, prefix: str = "") -> tuple[int, int]:
    return row[f"{prefix}wins"], row[f"{prefix}losses"]


def order(found: dict[Any, Row], season: int, conference: str) -> list[int]:
    rows = [row for row in found.values() if (row["season"], row["conference"]) == (season, conference)]
    return [row["team_id"] for row in sorted(rows, key=lambda row: row["conf_rank"])]


def test_games_in_out_and_of_the_tournament_of_a_conference_are_apart(found: dict[Any, Row]) -> None:
    row = found[1, 2024]
    assert record(row, "conf_") == (2, 1)
    assert record(row, "conf_tournament_") == (0, 1)
    # One of them is against a team of the same conference, in the NCAA tournament.
    assert record(row, "non_conf_") == (2, 0)
    assert record(row) == (4, 2)
    assert (row["conf_win_pct"], row["win_pct"], row["non_conf_win_pct"]) == (2 / 3, 4 / 6, 1.0)


def test_venues_are_apart_and_a_listed_home_team_is_not_at_home(found: dict[Any, Row]) -> None:
    row = found[1, 2024]
    assert (record(row, "home_"), record(row, "away_"), record(row, "neutral_")) == ((2, 0), (0, 1), (2, 1))
    assert (record(row, "conf_home_"), record(row, "conf_away_")) == ((2, 0), (0, 1))


def test_a_streak_goes_by_days_over_all_games(found: dict[Any, Row]) -> None:
    assert (found[1, 2024]["streak"], found[1, 2024]["streak_games"]) == ("W1", 1)
    assert (found[2, 2024]["streak"], found[2, 2024]["streak_games"]) == ("L1", -1)
    # A win over a team that nobody knows ends a streak too.
    assert found[4, 2024]["streak"] == "W1"
    assert (found[ALONE, 2022]["streak"], found[ALONE, 2022]["streak_games"]) == ("L9", -9)
    assert (found[3, 2024]["streak"], found[14, 2024]["streak"]) == ("W2", "L2")


def test_of_two_games_of_a_day_the_later_one_is_the_last(spark: Any) -> None:
    won = game(900, "2023-11-10", 1, 2, (80, 70), start_at="2023-11-10T17:00:00Z")
    lost = game(850, "2023-11-10", 3, 1, (80, 70), start_at="2023-11-10T23:00:00Z")
    rows = built(spark, conference_standings, fct_games=[won, lost], dim_team_seasons=TEAMS)
    assert by(rows, "team_id", "season")[1, 2024]["streak"] == "L1"


def test_the_last_ten_games_are_the_latest_or_all(found: dict[Any, Row]) -> None:
    assert record(found[ALONE, 2022], "last_10_") == (1, 9)
    assert record(found[1, 2024], "last_10_") == (4, 2)


def test_a_team_that_has_not_played_stands_with_zeros(found: dict[Any, Row]) -> None:
    row = found[IDLE, 2024]
    assert (record(row), record(row, "conf_"), record(row, "last_10_")) == ((0, 0),) * 3
    assert (row["win_pct"], row["conf_win_pct"], row["streak"], row["streak_games"]) == (None,) * 4
    assert (row["conf_points"], row["conf_margin"]) == (0, None)
    assert (row["conf_rank"], row["conf_place"], row["n_tied"]) == (5, 5, 1)
    assert row["games_behind"] == 0.5


def test_no_team_outside_division_1_stands_anywhere(found: dict[Any, Row]) -> None:
    assert set(found) == {(row["team_id"], row["season"]) for row in TEAMS if row["is_division_1"]}


def test_a_team_without_a_conference_is_independent(found: dict[Any, Row]) -> None:
    assert {found[team, 2022]["conference"] for team in (ALONE, INDEPENDENT)} == {"Independent"}
    assert found[ALONE, 2022]["games_behind"] == 0
    assert record(found[ALONE, 2022], "non_conf_") == (3, 9)


def test_games_behind_are_half_of_the_wins_and_losses_missing(found: dict[Any, Row]) -> None:
    assert [found[team, 2024]["games_behind"] for team in (11, 12, 13, 14)] == [0, 0, 1, 1]
    assert [found[team, 2023]["games_behind"] for team in (14, 11, 12, 13)] == [0, 0.5, 0.5, 1]


def test_a_leader_with_few_games_can_be_ahead_by_less_than_nothing(found: dict[Any, Row]) -> None:
    assert [found[team, 2023]["games_behind"] for team in (1, 2, 4, 3)] == [0, -0.5, 1, 1.5]
    assert order(found, 2023, "Big") == [1, 2, 4, 3, IDLE]


def test_of_equal_leaders_the_one_with_most_wins_counts(found: dict[Any, Row]) -> None:
    assert [found[team, 2022]["games_behind"] for team in (1, 2, 3)] == [0.5, 0, 2]


def test_a_tie_goes_to_the_winner_of_the_games_between_the_tied(found: dict[Any, Row]) -> None:
    assert order(found, 2024, "Small") == [11, 12, 13, 14]
    assert [record(found[team, 2024], "h2h_") for team in (11, 12, 13, 14)] == [(1, 0), (0, 1), (1, 0), (0, 1)]
    assert [found[team, 2024]["conf_place"] for team in (11, 12, 13, 14)] == [1, 1, 3, 3]
    assert found[12, 2024]["n_tied"] == 2


def test_then_to_the_better_record_against_teams_above_500(found: dict[Any, Row]) -> None:
    assert order(found, 2023, "Small") == [14, 12, 11, 13]
    assert [record(found[team, 2023], "vs_above_500_") for team in (12, 11)] == [(1, 0), (0, 1)]
    assert record(found[11, 2023], "h2h_") == (0, 0)


def test_then_to_the_better_margin_in_conference_games(found: dict[Any, Row]) -> None:
    assert [record(found[team, 2024], "h2h_") for team in (1, 2, 3)] == [(1, 1)] * 3
    assert [found[team, 2024]["conf_margin"] for team in (2, 1, 3)] == [15 / 3, 5 / 3, 0]
    assert order(found, 2024, "Big") == [2, 1, 3, 4, IDLE]
    assert (found[1, 2024]["conf_points"], found[1, 2024]["conf_opp_points"]) == (215, 210)


@pytest.fixture(scope="module")
def real(spark: Any, acc: AccSeason) -> dict[int, Row]:
    inputs = {name: getattr(acc, name)() for name in ("fct_games", "dim_team_seasons")}
    return by(built(spark, conference_standings, **inputs), "team_id")


def results(games: Iterable[Record]) -> dict[int, list[tuple[bool, int, Record]]]:
    """By team (won, margin, game), oldest first."""
    found = defaultdict(list)
    for each in sorted(games, key=lambda each: (evening(each), each["id"])):
        margin = each["homePoints"] - each["awayPoints"]
        found[each["homeTeamId"]].append((margin > 0, margin, each))
        found[each["awayTeamId"]].append((margin < 0, -margin, each))
    return found


def tally(games: Iterable[tuple[bool, int, Record]]) -> tuple[int, int]:
    outcomes = [is_win for is_win, *_ in games]
    return outcomes.count(True), outcomes.count(False)


def test_the_acc_of_2017_is_what_plain_python_makes_of_it(acc: AccSeason, real: dict[int, Row]) -> None:
    played = results(acc.finals.values())
    members = {team["id"]: team["school"] for team in acc.teams if team["conference"] == "ACC"}
    league = {team: tally(one for one in played[team] if phase(one[2]) == "conference") for team in members}
    leader = max(league.values(), key=lambda one: one[0] / sum(one))
    standings = {row["team_id"]: row for row in real.values() if row["conference"] == "ACC"}
    assert set(standings) == set(members)
    for team, row in standings.items():
        assert record(row, "conf_") == league[team]
        assert row["conf_win_pct"] == league[team][0] / sum(league[team])
        assert row["games_behind"] == (leader[0] - league[team][0] + league[team][1] - leader[1]) / 2
        assert record(row) == tally(played[team])
        outside = [one for one in played[team] if phase(one[2]) not in {"conference", "conference_tournament"}]
        assert record(row, "non_conf_") == tally(outside)
        assert record(row, "last_10_") == tally(played[team][-10:])
        *_, last = played[team]
        streak = 0
        for is_win, *_ in reversed(played[team]):
            if is_win != last[0]:
                break
            streak += 1
        assert row["streak"] == f"{'W' if last[0] else 'L'}{streak}"
        assert row["streak_games"] == (streak if last[0] else -streak)
        margins = [margin for _, margin, each in played[team] if phase(each) == "conference"]
        assert row["conf_margin"] == pytest.approx(sum(margins) / len(margins), rel=1e-12)


def test_north_carolina_won_the_acc_of_2017_by_two_games(real: dict[int, Row]) -> None:
    acc = sorted((row for row in real.values() if row["conference"] == "ACC"), key=lambda row: row["conf_rank"])
    first, *others = acc
    assert (first["team"], record(first, "conf_"), first["streak"]) == ("North Carolina", (14, 4), "W6")
    assert {(row["games_behind"], row["conf_place"]) for row in others[:3]} == {(2.0, 2)}
    assert len(acc) == 15
    assert sum(row["conf_wins"] for row in acc) == sum(row["conf_losses"] for row in acc) == 135
