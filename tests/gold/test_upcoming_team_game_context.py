from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from cbbd_spark.gold import upcoming_team_game_context
from cbbd_spark.spec.table import Role
from tests.gold.acc_season import AccSeason, evening
from tests.gold.building import Row, box, built, by, game

DUKE, UNC, ELON, NEW = 1, 2, 3, 4
OWN = {"fgm": 30, "fga": 60, "fg3m": 10, "fta": 20, "oreb": 10, "dreb": 25, "tov": 12}
OTHER = {"fgm": 25, "fga": 58, "fg3m": 6, "fta": 12, "oreb": 8, "dreb": 22, "tov": 14}
OWN_POSSESSIONS = (60 - 10 + 12 + 0.475 * 20 + 58 - 8 + 14 + 0.475 * 12) / 2

NEXT, FAR, SAME_DAY, UNKNOWN, LEFT_BEHIND, ON_NOW = 20, 21, 22, 23, 24, 25
GAMES = [
    game(1, "2023-11-06", DUKE, ELON, (80, 60)),
    # Two games on one day, the one with the lower id later.
    game(3, "2023-11-08", DUKE, UNC, (70, 75), is_neutral_site=True, start_at="2023-11-08T17:00:00Z"),
    game(2, "2023-11-08", ELON, DUKE, (50, 90), start_at="2023-11-09T01:00:00Z"),
    *(game(n, f"2023-11-{n + 6:02}", UNC, DUKE, (71, 70 + n)) for n in range(4, 8)),
    game(8, "2023-11-20", DUKE, UNC, status="postponed"),
    game(9, "2023-11-21", DUKE, UNC, status="cancelled"),
    game(10, "2023-11-22", DUKE, ELON, status="final"),
    game(11, "2023-10-22", DUKE, ELON, status="scheduled", season_type="preseason"),
    game(LEFT_BEHIND, "2023-11-07", DUKE, UNC),
    game(SAME_DAY, "2023-11-13", DUKE, ELON),
    game(NEXT, "2023-11-15", DUKE, NEW, is_neutral_site=True, is_conference_game=True),
    game(FAR, "2023-12-24", ELON, DUKE),
    game(ON_NOW, "2023-12-26", NEW, UNC, status="in_progress"),
    game(UNKNOWN, "2023-12-27", DUKE, None),
    # Another season, with nothing to come.
    game(30, "2022-11-10", DUKE, NEW, (50, 49), season=2023),
]
BOXES = [
    box(1, DUKE, OWN, OTHER),
    box(7, DUKE, OTHER, OWN, game_minutes=45),
    box(6, DUKE, {**OTHER, "tov": None}, OWN),
    # Boxes of a game in progress are not final.
    box(ON_NOW, UNC, OWN, OTHER),
]


def rating(team: int, day: str, net: float, **more: Any) -> Row:
    return {"team_id": team, "as_of_date": day, "season": 2024, "adj_net": net, "adj_off": 100.0 + net} | more


RATINGS = [
    rating(DUKE, "2023-11-13", 20.0, adj_def=90.0, srs=15.0, tempo=70.5),
    rating(DUKE, "2023-11-12", 19.0),
    rating(DUKE, "2023-11-15", 99.0),
    rating(ELON, "2023-11-15", -5.0),
    # Of the season before.
    rating(NEW, "2023-04-01", 7.0, season=2023),
]


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[Any, Row]:
    inputs = {"fct_games": GAMES, "fct_game_teams": BOXES, "team_ratings_daily": RATINGS}
    return by(built(spark, upcoming_team_game_context, **inputs), "game_id", "team_id")


def test_games_that_are_neither_over_nor_off_have_two_rows_where_both_teams_are_known(found: dict[Any, Row]) -> None:
    sides = [(LEFT_BEHIND, DUKE), (LEFT_BEHIND, UNC), (SAME_DAY, DUKE), (SAME_DAY, ELON), (NEXT, DUKE), (NEXT, NEW)]
    assert set(found) == {*sides, (FAR, ELON), (FAR, DUKE), (ON_NOW, NEW), (ON_NOW, UNC)}


def test_rest_is_from_the_last_final_game_and_ten_days_at_most(found: dict[Any, Row]) -> None:
    rest = {key: row["rest_days"] for key, row in found.items()}
    assert rest[NEXT, DUKE] == 2
    assert rest[FAR, DUKE] == 10
    # The game of the day itself is not known.
    assert rest[SAME_DAY, DUKE] == 1
    assert rest[NEXT, NEW] is None


def test_scheduled_rest_is_from_the_game_before_played_or_to_come(found: dict[Any, Row]) -> None:
    rest = {key: row["scheduled_rest_days"] for key, row in found.items()}
    assert (rest[FAR, DUKE], rest[ON_NOW, NEW], rest[NEXT, NEW], rest[NEXT, DUKE]) == (10, 10, None, 2)
    assert (rest[LEFT_BEHIND, DUKE], rest[LEFT_BEHIND, UNC]) == (1, None)


def test_a_home_game_is_one_at_home_and_not_listed_so_at_a_neutral_site(found: dict[Any, Row]) -> None:
    assert found[NEXT, DUKE]["days_since_home_game"] == 9
    assert found[FAR, DUKE]["days_since_home_game"] == 48
    assert found[ON_NOW, NEW]["days_since_home_game"] is None


def test_a_team_without_a_game_has_no_form(found: dict[Any, Row]) -> None:
    row = found[NEXT, NEW]
    zero = {"n_prior_games", "wins", "losses", *(f"last_{n}_{what}" for n in (5, 10) for what in ("games", "wins"))}
    own = {
        column.name
        for column in upcoming_team_game_context.TABLE.columns
        if column.role is Role.PREGAME and not column.name.startswith("opp_")
    }
    assert {name: row[name] for name in own} == {name: 0 if name in zero else None for name in own}


def test_form_is_of_the_last_games_before_the_day(found: dict[Any, Row]) -> None:
    row = found[NEXT, DUKE]
    # 80-60, 70-75 and 90-50 on one day, and then 74, 75, 76 and 77 to 71.
    expected = {
        "n_prior_games": 7,
        "wins": 6,
        "losses": 1,
        "win_pct": 6 / 7,
        "last_5_games": 5,
        "last_5_wins": 5,
        "last_5_win_pct": 1.0,
        "last_5_margin": (40 + 3 + 4 + 5 + 6) / 5,
        "last_5_ppg": (90 + 74 + 75 + 76 + 77) / 5,
        "last_5_opp_ppg": (50 + 4 * 71) / 5,
        "last_10_games": 7,
        "last_10_margin": (20 - 5 + 40 + 3 + 4 + 5 + 6) / 7,
        # Of the boxes only one has all counts and is in the last five, two in the last ten.
        "last_5_off_rating": 100 * 77 / OWN_POSSESSIONS,
        "last_5_def_rating": 100 * 71 / OWN_POSSESSIONS,
        "last_5_pace": 40 * OWN_POSSESSIONS / 45,
        "last_10_off_rating": 100 * (77 + 80) / (2 * OWN_POSSESSIONS),
        "last_10_def_rating": 100 * (71 + 60) / (2 * OWN_POSSESSIONS),
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-12)


def test_ratings_are_the_newest_from_before_the_day_and_of_the_season(found: dict[Any, Row]) -> None:
    row = found[NEXT, DUKE]
    assert (row["ratings_as_of_date"], row["team_adj_net"], row["team_adj_off"]) == (date(2023, 11, 13), 20.0, 120.0)
    assert (row["team_adj_def"], row["team_srs"], row["team_tempo"]) == (90.0, 15.0, 70.5)
    assert (row["opp_adj_net"], found[NEXT, NEW]["opp_adj_net"]) == (None, 20.0)
    assert (found[NEXT, NEW]["team_adj_net"], found[NEXT, NEW]["ratings_as_of_date"]) == (None, None)
    assert (found[SAME_DAY, DUKE]["team_adj_net"], found[FAR, DUKE]["team_adj_net"]) == (19.0, 99.0)


def test_each_side_is_the_others_opponent(found: dict[Any, Row]) -> None:
    for own, other in ((DUKE, ELON), (ELON, DUKE)):
        row, theirs = found[FAR, own], found[FAR, other]
        for name in ("n_prior_games", "win_pct", "rest_days", "last_5_margin", "last_10_margin"):
            assert row[f"opp_{name}"] == theirs[name]
        for name in ("adj_off", "adj_def", "adj_net", "srs", "tempo"):
            assert row[f"opp_{name}"] == theirs[f"team_{name}"]


def test_a_game_left_behind_is_overdue(found: dict[Any, Row]) -> None:
    assert [found[key]["is_overdue"] for key in ((LEFT_BEHIND, DUKE), (SAME_DAY, DUKE), (NEXT, DUKE))] == [
        True,
        False,
        False,
    ]


CUT = "2017-01-15"


def test_the_real_season_half_played_follows_from_its_records(spark: Any, acc: AccSeason) -> None:
    def as_of_the_cut(row: Row) -> Row:
        is_ahead = row["game_date"] >= CUT and row["status"] == "final"
        return row | {"status": "scheduled", "home_points": None, "away_points": None} if is_ahead else row

    games = [as_of_the_cut(row) for row in acc.fct_games()]
    # Boxes of the games to come are left in: they must not matter.
    rows = built(spark, upcoming_team_game_context, fct_games=games, fct_game_teams=acc.fct_game_teams())
    found = by(rows, "game_id", "team_id")
    boxes = {(record["gameId"], record["teamId"]): record for record in acc.team_boxes}
    played = defaultdict(list)
    for final in acc.finals.values():
        if evening(final) < CUT:
            sides = (("home", "away"), ("away", "home"))
            for own, other in sides:
                played[final[f"{own}TeamId"]].append(
                    (evening(final), final["id"], final[f"{own}Points"], final[f"{other}Points"])
                )
    ahead = [final for final in acc.finals.values() if evening(final) >= CUT]
    assert len(found) == 2 * len(ahead)
    for final in ahead:
        for team in (final["homeTeamId"], final["awayTeamId"]):
            row, before = found[final["id"], team], sorted(played[team])
            assert row["n_prior_games"] == len(before)
            if not before:
                assert row["rest_days"] is None
                continue
            gone = (date.fromisoformat(evening(final)) - date.fromisoformat(before[-1][0])).days
            assert row["rest_days"] == min(gone, 10)
            last = before[-5:]
            points, allowed = sum(entry[2] for entry in last), sum(entry[3] for entry in last)
            possessions = sum(possessions_of(boxes[entry[1], team]) for entry in last)
            expected = {
                "last_5_games": len(last),
                "last_5_wins": sum(entry[2] > entry[3] for entry in last),
                "last_5_margin": (points - allowed) / len(last),
                "last_5_off_rating": 100 * points / possessions,
                "last_5_def_rating": 100 * allowed / possessions,
                "last_10_ppg": sum(entry[2] for entry in before[-10:]) / len(before[-10:]),
            }
            assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-9)


def possessions_of(record: dict[str, Any]) -> float:
    return (
        sum(
            stats["fieldGoals"]["attempted"]
            - stats["rebounds"]["offensive"]
            + stats["turnovers"]["total"]
            + 0.475 * stats["freeThrows"]["attempted"]
            for stats in (record["teamStats"], record["opponentStats"])
        )
        / 2
    )
