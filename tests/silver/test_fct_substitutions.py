from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession

from cbbd_spark.silver import fct_substitutions
from cbbd_spark.sources.cbbd import substitutions_game, substitutions_player, substitutions_team
from cbbd_spark.spec.endpoint import Endpoint
from tests.frames import bronze
from tests.silver.typical import newest

BY_TEAM, BY_GAME, BY_PLAYER = substitutions_team.ENDPOINT, substitutions_game.ENDPOINT, substitutions_player.ENDPOINT
EARLY, LATE = "2025-02-01T12:00:00Z", "2025-03-01T12:00:00Z"
Record = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What an endpoint says of a game."""

    endpoint: Endpoint
    stints: tuple[Record, ...]
    at: str = EARLY


_GAMES: list[tuple[Answer, ...]] = []


def game(*answers: Answer) -> int:
    """The id of a game of its own with these answers; all games are built at once."""
    _GAMES.append(answers)
    return len(_GAMES)


@pytest.fixture(scope="module")
def rows(spark: SparkSession) -> Callable[[int], list[Any]]:
    """The rows of a game, in the order of the key."""
    said: dict[tuple[Endpoint, str], list[Record]] = defaultdict(list)
    for game_id, answers in enumerate(_GAMES, 1):
        for answer in answers:
            said[answer.endpoint, answer.at] += [stint | {"gameId": game_id} for stint in answer.stints]

    def frame(endpoint: Endpoint) -> DataFrame:
        parts = [
            bronze(spark, endpoint, records, fetched_at=at, params={"season": 2025})
            for (of, at), records in said.items()
            if of == endpoint
        ]
        return reduce(DataFrame.unionByName, parts)

    built = fct_substitutions.build(frame(BY_TEAM), frame(BY_GAME), frame(BY_PLAYER))
    found = newest(built, fct_substitutions.TABLE)
    return lambda game_id: [row for row in found if row.game_id == game_id]


def moment(period: int, seconds: int, own: int = 0, other: int = 0) -> Record:
    return {"period": period, "secondsRemaining": seconds, "teamPoints": own, "opponentPoints": other}


def stint(athlete: int, came: Record, went: Record | None, **more: Any) -> Record:
    start = "2025-01-05T00:30:00.000Z"
    return {
        "startDate": start,
        "teamId": 1,
        "athleteId": athlete,
        "opponentId": 2,
        "subIn": came,
        "subOut": went,
    } | more


def half(athlete: int, came: int = 1200, went: int = 0, **more: Any) -> Record:
    """A stint in the first half."""
    return stint(athlete, moment(1, came), moment(1, went), **more)


def stints(found: list[Any]) -> list[tuple[int, ...]]:
    """Player, coming, going and occurrence of each row."""
    names = ("athlete_id", "in_period", "in_seconds_remaining", "out_period", "out_seconds_remaining", "occurrence")
    return [tuple(row[name] for name in names) for row in found]


Rows = Callable[[int], list[Any]]
OF_A_HALF = [(11, 1, 1200, 1, 0, 1)]

SCORED = game(Answer(BY_TEAM, (stint(11, moment(1, 300, 20, 25), moment(2, 1000, 31, 30)),)))


def test_a_stint_knows_its_time_and_what_the_team_gained(rows: Rows) -> None:
    (row,) = rows(SCORED)
    assert (row.seconds_on_floor, row.plus_minus) == (500, 6)
    assert (row.in_team_points, row.out_opponent_points, row.is_out_inferred) == (20, 30, False)
    assert (row.season, str(row.game_date), str(row.start_at)) == (2025, "2025-01-04", "2025-01-05 00:30:00")


SAME_TIMES = game(
    Answer(BY_TEAM, (stint(11, moment(1, 1200, 0), moment(1, 0, 9)),)),
    Answer(
        BY_TEAM, (stint(11, moment(1, 1200, 0), moment(1, 0, 9)), stint(11, moment(1, 1200, 0), moment(1, 0, 8))), LATE
    ),
)


def test_stints_of_the_same_times_are_told_apart_though_one_of_them_is_newer(rows: Rows) -> None:
    assert [(row.occurrence, row.out_team_points, str(row["_observed_at"])[:7]) for row in rows(SAME_TIMES)] == [
        (1, 8, "2025-03"),
        (2, 9, "2025-02"),
    ]


OVERTIMES = game(Answer(BY_TEAM, (stint(11, moment(2, 0), moment(3, 300)), stint(12, moment(3, 300), moment(4, 0)))))


def test_the_clock_runs_on_through_overtimes(rows: Rows) -> None:
    assert [row.seconds_on_floor for row in rows(OVERTIMES)] == [0, 600]


ENDLESS = game(Answer(BY_GAME, (stint(11, moment(2, 60), None), stint(12, moment(3, 300), moment(3, 100), teamId=2))))


def test_a_stint_without_an_end_lasted_to_the_end_of_the_game(rows: Rows) -> None:
    endless, ended = rows(ENDLESS)
    assert stints([endless]) == [(11, 2, 60, 3, 0, 1)]
    assert (endless.is_out_inferred, endless.plus_minus, endless.seconds_on_floor) == (True, None, 360)
    assert not ended.is_out_inferred


TWICE = game(Answer(BY_TEAM, (half(11), half(11))))


def test_two_stints_of_one_answer_that_are_equal_in_all_are_two(rows: Rows) -> None:
    assert stints(rows(TWICE)) == [(11, 1, 1200, 1, 0, 1), (11, 1, 1200, 1, 0, 2)]


AGAIN = game(Answer(BY_TEAM, (half(11),)), Answer(BY_TEAM, (half(11),), at=LATE))
AT_ONCE = game(*(Answer(endpoint, (half(11),)) for endpoint in (BY_TEAM, BY_GAME, BY_PLAYER)))


@pytest.mark.parametrize("game_id", [AGAIN, AT_ONCE])
def test_the_same_stint_in_several_answers_is_one(rows: Rows, game_id: int) -> None:
    assert stints(rows(game_id)) == OF_A_HALF


RIGHT_BY_GAME = game(Answer(BY_TEAM, (half(11, went=2),)), Answer(BY_GAME, (half(11),), at=LATE))
RIGHT_BY_TEAM = game(Answer(BY_GAME, (half(11, went=2),)), Answer(BY_TEAM, (half(11),), at=LATE))


@pytest.mark.parametrize("game_id", [RIGHT_BY_GAME, RIGHT_BY_TEAM])
def test_a_stint_that_was_put_right_replaces_the_old_one(rows: Rows, game_id: int) -> None:
    assert stints(rows(game_id)) == OF_A_HALF


MISTAKEN = game(Answer(BY_TEAM, (half(11), half(99))), Answer(BY_TEAM, (half(11),), at=LATE))


def test_a_player_whom_a_newer_answer_of_his_team_does_not_know_was_not_there(rows: Rows) -> None:
    assert stints(rows(MISTAKEN)) == OF_A_HALF


OF_ONE = game(Answer(BY_TEAM, (half(11, came=1100), half(12))), Answer(BY_PLAYER, (half(11),), at=LATE))


def test_an_answer_about_one_player_says_nothing_of_the_others(rows: Rows) -> None:
    assert stints(rows(OF_ONE)) == [*OF_A_HALF, (12, 1, 1200, 1, 0, 1)]


OLD_OF_ONE = game(Answer(BY_PLAYER, (half(11, came=1100),)), Answer(BY_TEAM, (half(11),), at=LATE))


def test_an_answer_about_a_player_that_is_older_than_his_team_s_does_not_count(rows: Rows) -> None:
    assert stints(rows(OLD_OF_ONE)) == OF_A_HALF


OTHER_TEAM = game(Answer(BY_TEAM, (half(11),)), Answer(BY_TEAM, (half(12, teamId=2),), at=LATE))


def test_an_answer_about_a_team_says_nothing_of_the_other(rows: Rows) -> None:
    assert [row.team_id for row in rows(OTHER_TEAM)] == [1, 2]


TWO_CONFERENCES = game(Answer(BY_TEAM, (half(11, conference="ACC"), half(11, conference="Big East"))))


def test_a_stint_that_comes_once_for_each_conference_is_one(rows: Rows) -> None:
    assert stints(rows(TWO_CONFERENCES)) == OF_A_HALF


ASKED_BY_GAME = game(Answer(BY_GAME, (half(11),)))


def test_where_no_season_was_asked_for_it_is_that_of_the_day(rows: Rows) -> None:
    assert rows(ASKED_BY_GAME)[0].season == 2025
