"""What the answers say of each quirk."""

from __future__ import annotations

from typing import Any

import pytest

from cbbd_spark.cassette.answer import Answer
from cbbd_spark.cassette.facts import learn
from cbbd_spark.cassette.quirks import QUIRKS, findings, verdicts
from tests.cassette.taking import answer
from tests.cassette.test_facts import game

FIRST, MIDNIGHT = game(1, "2025-03-10T17:00:00.000Z"), game(2, "2025-03-12T00:00:00.000Z")
NOVEMBER = game(3, "2024-11-10T17:00:00.000Z")
CAP = "an answer is cut at the declared row cap"
DAYS = "a game at 00:00Z comes with both days"
POINTS = "a game that was not played is 0-0"


def holds(says: str, endpoint: str = "", **records: Any) -> bool | None:
    """`records` are those of a step, or an answer as a whole; games of March are there in any case."""
    answers = {"games": answer("games", [FIRST, MIDNIGHT])}
    answers |= {step: one if isinstance(one, Answer) else answer(step, one) for step, one in records.items()}
    found = verdicts(answers, learn(2025, answers))
    [verdict] = [one for one in found if one.quirk.says == says and one.quirk.endpoint.startswith(endpoint)]
    assert len(list(findings([verdict]))) == (verdict.holds is False)
    return verdict.holds


def test_no_answer_decides_nothing() -> None:
    assert {verdict.holds for verdict in verdicts({}, {})} == {None}
    assert len({(quirk.endpoint, quirk.says) for quirk in QUIRKS}) == len(QUIRKS)


def test_a_season_without_its_march_was_cut_and_must_have_been_at_the_cap() -> None:
    assert holds(CAP, games_of_season=[NOVEMBER] * 3000) is True
    assert holds(CAP, games_of_season=[NOVEMBER] * 1000) is False
    assert holds(CAP, games_of_season=[NOVEMBER] * 3001) is False


def test_a_season_with_its_march_was_not_cut_unless_it_is_longer_than_the_cap() -> None:
    assert holds(CAP, games_of_season=[NOVEMBER, FIRST, MIDNIGHT]) is None
    assert holds(CAP, games_of_season=[NOVEMBER, FIRST, MIDNIGHT] * 2000) is False


@pytest.mark.parametrize(
    ("before", "after", "expected"), [([2], [2], True), ([1], [2], False), ([2], [], False), ([1], [3], None)]
)
def test_the_game_at_midnight_is_looked_for_in_both_days(
    before: list[int], after: list[int], expected: bool | None
) -> None:
    plays = {"plays_date_before": before, "plays_date": after}
    assert holds(DAYS, **{step: [{"gameId": one} for one in ids] for step, ids in plays.items()}) is expected


def test_a_game_that_was_not_played_has_no_points() -> None:
    def postponed(points: int | None) -> dict[str, Any]:
        return NOVEMBER | {"status": "postponed", "homePoints": points, "awayPoints": points}

    assert holds(POINTS, games_of_season=[NOVEMBER]) is None
    assert holds(POINTS, games_of_season=[postponed(0)]) is True
    assert holds(POINTS, games_of_season=[postponed(None)]) is False


def test_case_counts_where_lower_case_finds_nothing() -> None:
    says = "case counts in `conference`"
    assert holds(says, teams=[{"id": 1}], teams_in_lower_case=[]) is True
    assert holds(says, teams=[{"id": 1}], teams_in_lower_case=[{"id": 1}]) is False
    assert holds(says, teams=[], teams_in_lower_case=[]) is None


def test_case_does_not_count_where_lower_case_finds_something() -> None:
    says = "case does not count in `conference`"
    assert holds(says, stats_player_season=[{}], stats_team_season=[{}]) is True
    assert holds(says, stats_player_season=[{}], stats_team_season=[]) is False
    assert holds(says, stats_player_season=[], stats_team_season=[]) is None


def test_an_undeclared_parameter_is_ignored_when_records_come_all_the_same() -> None:
    says = "a parameter that is not declared is ignored"
    assert holds(says, recruiting_portal=[{}]) is True
    assert holds(says, recruiting_portal=[]) is None
    assert holds(says, recruiting_portal=answer("recruiting_portal", {}, status=400)) is False


def test_ranks_of_one_team_are_all_1() -> None:
    says = "ranks are ranks in the answer"
    assert holds(says, ratings_adjusted=[{"rankings": {"net": 1, "offense": 1}}]) is True
    assert holds(says, ratings_adjusted=[{"rankings": {"net": 1, "offense": 31}}]) is False
    assert holds(says, ratings_adjusted=[{"rankings": None}]) is None


def test_shooting_of_everybody_must_be_refused() -> None:
    says = "refused with 400 without a team or a conference"
    assert holds(says, shooting_of_everybody=answer("shooting_of_everybody", {}, status=400)) is True
    assert holds(says, shooting_of_everybody=[{}]) is False


def test_the_athlete_ids_of_boxes_are_not_those_of_rosters() -> None:
    says = "`athleteId` is no athlete's id"
    roster = [{"players": [{"id": 7, "sourceId": "a"}]}]
    assert holds(says, teams_roster=roster, games_players=[{"players": [{"athleteId": 9, "athleteSourceId": "a"}]}])
    same = [{"players": [{"athleteId": 7, "athleteSourceId": "a"}]}]
    assert holds(says, teams_roster=roster, games_players=same) is False
    assert holds(says, teams_roster=roster, games_players=[{"players": None}, "rubbish"]) is None
