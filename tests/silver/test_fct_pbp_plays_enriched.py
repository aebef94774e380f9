"""What ends a possession, who has the ball, when a game is decided, and how it stands."""

from __future__ import annotations

from typing import Any

import pytest

from cbbd_spark.silver import fct_pbp_plays_enriched
from tests.gold.building import Row, built
from tests.silver.scripts import AWAY, HOME, final, script

MADE, LINE, BOARD, LOST, HORN = "made_field_goal", "last_free_throw", "defensive_rebound", "turnover", "period_end"

# game: script, and the ends as (number of the play, rule, team that had the ball)
SCRIPTS: dict[int, tuple[str, list[tuple[int, str, int]]]] = {
    1: ("1 19:00 2+ 1\n1 18:40 to 2\n1 18:40 steal 1\n1 0:00 end", [(1, MADE, 1), (2, LOST, 2), (4, HORN, 1)]),
    # and-ones: made, missed, a second later, and listed in an odd order
    2: ("1 9:00 2+ 1\n1 9:00 foul 2\n1 9:00 ft+ 1\n1 8:40 to 2", [(3, LINE, 1), (4, LOST, 2)]),
    3: ("1 9:00 2+ 1\n1 9:00 foul 2\n1 9:00 ft 1\n1 9:00 dreb 2", [(4, BOARD, 1)]),
    4: ("1 9:00 2+ 1\n1 8:59 foul 2\n1 8:59 ft+ 1\n1 8:40 to 2", [(3, LINE, 1), (4, LOST, 2)]),
    5: ("1 9:00 ft+ 1\n1 9:00 foul 2\n1 9:00 2+ 1\n1 8:40 to 2", [(1, LINE, 1), (4, LOST, 2)]),
    # a lone free throw later on is the scorer's own, or is of another foul
    23: ("1 9:00 2+ 1 ann\n1 8:30 ft 1 bea\n1 8:30 dreb 2", [(1, MADE, 1), (3, BOARD, 1)]),
    24: ("1 9:00 2+ 1 ann\n1 8:58 ft 1 Ann\n1 8:58 dreb 2", [(3, BOARD, 1)]),
    # two shots after a made one are another trip; a miss before the put-back is no and-one
    6: ("1 9:00 2+ 1\n1 9:00 foul 2\n1 9:00 ft+ 1\n1 9:00 ft+ 1", [(1, MADE, 1), (4, LINE, 1)]),
    7: ("1 9:00 foul 2\n1 9:00 ft 1\n1 9:00 oreb 1\n1 9:00 2+ 1", [(4, MADE, 1)]),
    # trips: only the last made one ends, and not with a rebound, a lane violation or a later shot behind it
    8: ("1 9:00 foul 2\n1 9:00 ft+ 1\n1 9:00 ft 1\n1 9:00 oreb 1\n1 8:50 to 1", [(5, LOST, 1)]),
    9: ("1 9:00 foul 2\n1 9:00 ft 1\n1 9:00 dead 1\n1 9:00 ft+ 1\n1 8:50 to 2", [(4, LINE, 1), (5, LOST, 2)]),
    10: ("1 9:00 foul 2\n1 9:00 ft+ 1\n1 9:00 to 1", [(3, LOST, 1)]),
    11: ("1 9:00 foul 2\n1 9:00 ft+ 1\n1 8:58 ft+ 1\n1 8:40 to 2", [(3, LINE, 1), (4, LOST, 2)]),
    # technicals
    12: ("1 9:00 2 1\n1 9:00 oreb 1\n1 8:58 tech 1\n1 8:58 ft+ 2\n1 8:58 ft+ 2\n1 8:50 2+ 1", [(6, MADE, 1)]),
    13: ("1 9:00 dreb 1\n1 8:58 tech 2\n1 8:58 ft+ 1\n1 8:58 ft+ 1\n1 8:50 2+ 1", [(1, BOARD, 2), (5, MADE, 1)]),
    14: (
        "1 9:00 dreb 1\n1 8:58 foul 2\n1 8:58 tech 2\n1 8:58 ft+ 1\n1 8:58 ft+ 1\n1 8:58 ft+ 1\n1 8:40 to 2",
        [(1, BOARD, 2), (6, LINE, 1), (7, LOST, 2)],
    ),
    15: (
        "1 9:00 to 1\n1 9:00 foul 2\n1 9:00 tech 2\n1 9:00 ft+ 1\n1 9:00 ft+ 1\n1 8:40 to 2",
        [(1, LOST, 1), (6, LOST, 2)],
    ),
    # a second with both kinds of fouls: trips of other seconds tell whose it was
    25: (
        "1 9:10 to 1\n1 9:00 tech 1\n1 9:00 ft+ 2\n1 9:00 ft+ 2\n1 9:00 foul 1\n1 8:50 foul 1\n1 8:50 ft+ 2\n"
        "1 8:50 ft+ 2",
        [(1, LOST, 1), (8, LINE, 2)],
    ),
    26: (
        "1 9:20 dreb 2\n1 9:10 ft+ 2\n1 9:10 ft+ 2\n1 9:00 tech 2\n1 9:00 ft+ 1\n1 9:00 ft+ 1\n1 9:00 foul 2\n"
        "1 9:00 ft+ 1\n1 9:00 ft+ 1\n1 8:40 2+ 2",
        [(1, BOARD, 1), (3, LINE, 2), (9, LINE, 1), (10, MADE, 2)],
    ),
    27: (
        "1 9:10 2+ 2\n1 9:00 tech 2\n1 9:00 ft+ 1\n1 9:00 ft+ 1\n1 9:00 foul 2\n1 9:00 ft+ 1\n1 9:00 ft+ 1\n"
        "1 8:50 foul 1\n1 8:50 ft+ 2\n1 8:50 ft+ 2\n1 8:40 2+ 1",
        [(1, MADE, 2), (7, LINE, 1), (10, LINE, 2), (11, MADE, 1)],
    ),
    # two made shots within a second, and a free throw for the later one
    28: (
        "1 9:00 2+ 1\n1 9:00 2 2\n1 9:00 dreb 1\n1 9:00 2+ 1\n1 9:00 foul 2\n1 9:00 ft+ 1\n1 8:40 to 2",
        [(1, MADE, 1), (3, BOARD, 2), (6, LINE, 1), (7, LOST, 2)],
    ),
    # dead balls: with the defence, with the offence, between two free throws
    16: ("1 9:00 3 1\n1 9:00 dead 2\n1 8:40 to 2", [(2, BOARD, 1), (3, LOST, 2)]),
    17: ("1 9:00 3 1\n1 9:00 dead 1\n1 8:40 to 1", [(3, LOST, 1)]),
    18: ("1 9:00 foul 2\n1 9:00 ft 1\n1 9:00 dead 2\n1 9:00 ft+ 1", [(4, LINE, 1)]),
    # the horn: a shot without a rebound, a new owner with time left, nobody without
    19: ("1 0:20 2+ 2\n1 0:01 3 1\n1 0:00 end", [(1, MADE, 2), (3, HORN, 1)]),
    20: ("1 0:00 2+ 2\n1 0:00 end", [(1, MADE, 2)]),
    21: ("1 0:05 to 2\n2 19:00 to 1", [(1, LOST, 2), (2, LOST, 1)]),
    # who does not play has no part; an unknown type is no act
    22: ("1 9:00 2+ 77\n1 8:00 other 1\n1 7:00 2+\n1 6:00 to 1", [(4, LOST, 1)]),
}
OPEN = "1 9:00 2+ 1\n1 0:30 3 2"


@pytest.fixture(scope="module")
def found(spark: Any) -> dict[int, list[Row]]:
    """Plays by game, in order."""
    plays = [play for number, (text, _) in SCRIPTS.items() for play in script(number, text)]
    games: list[Row] = [final(number) for number in SCRIPTS]
    special = {
        30: script(30, OPEN),  # still being played
        31: script(31, "1 9:00 2+ 1\n1 9:00 dreb 1\n1 8:59 2 2\n1 8:00 to 2"),
        32: script(32, "2 12:00 3+ 1\n2 5:00 2+ 2\n3 4:00 2+ 2\n3 0:00 end_game"),
        33: script(33, "1 9:00 to 1"),  # of a game that is not known
        40: _blowout(40, end="2 1:00 2+ 2"),
        41: _blowout(41, end="2 1:00 3+ 2\n2 0:50 3+ 2\n2 0:40 3+ 2"),
        42: _blowout(42, end="2 1:00 2+ 2\n3 1:00 2+ 1"),
    }
    for rows in special.values():
        plays.extend(rows)
    games += [final(31), final(32, 3, 4), *(final(number) for number in (40, 41, 42))]
    games.append(final(30) | {"status": "in_progress", "home_points": None, "winner_team_id": None})
    # No number for the clock, a text that is none, no period, no score, a score taken back.
    plays[-1] |= {"seconds_remaining_period": None}
    special[31][1] |= {"home_score": None, "away_score": None}
    special[31][2] |= {"home_score": 1, "seconds_remaining_period": None, "clock": "8:59.4"}
    special[31][3] |= {"period": None, "clock": "?", "seconds_remaining_period": None}
    by_game: dict[int, list[Row]] = {}
    for row in built(spark, fct_pbp_plays_enriched, fct_plays=reversed(plays), fct_games=games):
        by_game.setdefault(row["game_id"], []).append(row)
    return {number: sorted(rows, key=lambda row: row["play_number"]) for number, rows in by_game.items()}


def _blowout(number: int, end: str) -> list[Row]:
    """Home leads by 20 at 8:00 of the second half, and by 18 at 7:00."""
    first = "\n".join(f"1 {minute}:00 2+ 1" for minute in range(19, 9, -1))
    return script(number, f"{first}\n2 20:00 not_available\n2 8:00 timeout_tv\n2 7:00 2+ 2\n2 2:00 to 1\n{end}")


def ends(rows: list[Row]) -> list[tuple[int, str, int]]:
    return [
        (row["play_id"] % 1000, row["possession_end"], row["offense_team_id"]) for row in rows if row["possession_end"]
    ]


@pytest.mark.parametrize("number", SCRIPTS)
def test_a_possession_ends_by_the_rules(found: dict[int, list[Row]], number: int) -> None:
    _, expected = SCRIPTS[number]
    # A script that stops with time on the clock ends with the ball in the hands of somebody: told apart below.
    last = max(end[0] for end in expected)
    assert [end for end in ends(found[number]) if end[0] <= last] == expected


def test_each_possession_has_one_end_and_one_offense(found: dict[int, list[Row]]) -> None:
    held: dict[int, list[Row]] = {}
    for rows in found.values():
        for row in rows:
            if row["possession_id"] is not None:
                assert row["possession_id"] == 1000 * row["game_id"] + row["possession_number"]
                held.setdefault(row["possession_id"], []).append(row)
    for rows in held.values():
        assert sum(row["is_possession_end"] for row in rows) == 1
        assert len({(row["offense_team_id"], row["defense_team_id"], row["period"]) for row in rows}) == 1
        assert {rows[0]["offense_team_id"], rows[0]["defense_team_id"]} == {HOME, AWAY}
        assert {row["possession_side"] for row in rows} == {rows[0]["offense_team_id"] - 1}


def test_a_steal_belongs_to_the_possession_that_it_ends(found: dict[int, list[Row]]) -> None:
    _, lost, steal, _ = found[1]
    assert steal["possession_id"] == lost["possession_id"]
    assert (steal["offense_team_id"], steal["is_possession_end"]) == (AWAY, False)


def test_the_defense_at_the_line_for_a_technical_does_not_get_the_ball(found: dict[int, list[Row]]) -> None:
    assert {row["offense_team_id"] for row in found[12]} == {HOME}


def test_nobody_has_the_ball_after_the_last_end_of_a_period(found: dict[int, list[Row]]) -> None:
    horn = found[20][-1]
    assert (horn["possession_id"], horn["offense_team_id"], horn["possession_side"]) == (None, None, None)


def test_the_horn_has_not_sounded_while_the_game_goes_on(found: dict[int, list[Row]]) -> None:
    assert ends(found[30]) == [(1, MADE, HOME)]
    assert [row["final_winning_team"] for row in found[30]] == [None, None]


def test_a_rebound_before_its_miss_leaves_the_miss_to_who_shot(found: dict[int, list[Row]]) -> None:
    assert [row["offense_team_id"] for row in found[31][1:3]] == [AWAY, AWAY]


def test_plays_are_in_order_of_period_and_clock_whatever_their_ids(found: dict[int, list[Row]]) -> None:
    assert [row["play_number"] for row in found[40]] == list(range(1, len(found[40]) + 1))
    clock = [(row["period"], -row["seconds_remaining_period"]) for row in found[40]]
    assert clock == sorted(clock)


def test_a_score_that_is_missing_is_the_last_one_and_one_taken_back_is_taken_back(found: dict[int, list[Row]]) -> None:
    assert [row["home_score"] for row in found[31]] == [2, 2, 1, 2]
    assert [row["point_differential"] for row in found[31]] == [2, 2, 1, 2]


def test_time_comes_from_the_text_of_the_clock_where_there_is_no_number(found: dict[int, list[Row]]) -> None:
    assert [row["seconds_remaining_period"] for row in found[31]] == [540, 540, 539, None]
    assert [row["seconds_remaining_game"] for row in found[31]] == [1740, 1740, 1739, None]
    assert found[42][-1]["seconds_remaining_period"] == 60


def test_overtime_has_its_own_time_and_the_leader_is_of_the_moment(found: dict[int, list[Row]]) -> None:
    assert [row["seconds_remaining_game"] for row in found[32]] == [720, 300, 240, 0]
    assert [row["current_winning_team"] for row in found[32]] == [0, 0, 1, 1]
    assert [row["final_winning_team"] for row in found[32]] == [1, 1, 1, 1]
    assert found[22][1]["current_winning_team"] is None


def test_a_play_of_an_unknown_game_stays_and_tells_nothing(found: dict[int, list[Row]]) -> None:
    (row,) = found[33]
    names = ("team_id", "possession_id", "offense_team_id", "possession_side", "final_winning_team")
    assert [row[name] for name in names] == [None] * 5


def test_garbage_time_begins_with_the_lead_that_the_time_left_asks_for(found: dict[int, list[Row]]) -> None:
    decided = [(row["period"], row["seconds_remaining_period"]) for row in found[40] if row["is_garbage_time"]]
    assert decided == [(2, 480), (2, 420), (2, 120), (2, 60)]


def test_there_is_no_garbage_time_before_the_lead_falls_under_ten_again(found: dict[int, list[Row]]) -> None:
    assert not any(row["is_garbage_time"] for row in found[41])


def test_a_game_that_goes_to_overtime_has_no_garbage_time(found: dict[int, list[Row]]) -> None:
    assert not any(row["is_garbage_time"] for row in found[42])
