"""What is wrong with the real data, put into a league that adds up."""

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import pytest

from cbbd_spark.simulator.contract import record_schema
from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.flaws import flawed
from tests.simulator.conformity import faults
from tests.simulator.reading import bodies, rows

Row = dict[str, Any]
OFTEN = 90.0  # as many flaws in a small league as in a real one


@pytest.fixture(scope="module")
def bad_league(league: Dataset) -> Dataset:
    """Some ninety times as often as in the real data."""
    return flawed(league, often=OFTEN)


@pytest.fixture(scope="module")
def right(moving_league: Dataset) -> list[Row]:
    """All plays of three seasons of four teams."""
    return plays(moving_league)


@pytest.fixture(scope="module")
def usual(moving_league: Dataset) -> list[Row]:
    """The same with as many flaws as in the real data."""
    return plays(flawed(moving_league))


@pytest.fixture(scope="module")
def bad(moving_league: Dataset) -> list[Row]:
    """The same with many."""
    return plays(flawed(moving_league, often=OFTEN))


def by_id(dataset: Dataset, path: str, key: str = "id", **query: Any) -> dict[Any, Row]:
    return {row[key]: row for row in rows(dataset, path, **query)}


def changes(right: Row, wrong: Row) -> set[str]:
    return {name for name in right if right[name] != wrong[name]}


def test_a_few_finals_have_a_lone_zero_or_their_scores_swapped(league: Dataset) -> None:
    right, wrong = by_id(league, "/games"), by_id(flawed(league, often=300), "/games")
    differing = {number for number in right if right[number] != wrong[number]}
    zeros = {number for number in differing if wrong[number]["homePoints"] == 0}
    assert zeros
    assert all(wrong[number]["awayPoints"] == right[number]["awayPoints"] > 0 for number in zeros)
    assert differing - zeros
    for number in differing - zeros:
        assert wrong[number]["homePoints"] == right[number]["awayPoints"]
        assert wrong[number]["homeWinner"] == right[number]["awayWinner"]
    assert len(differing) < len(right) / 5
    assert {right[number]["status"] for number in differing} == {"final"}


def test_box_scores_keep_the_true_score(league: Dataset, bad_league: Dataset) -> None:
    points = {
        (row["gameId"], row["teamId"]): {row["teamStats"]["points"]["total"]} for row in rows(league, "/games/teams")
    }
    for row in rows(bad_league, "/games/teams"):
        assert points[row["gameId"], row["teamId"]] == {row["teamStats"]["points"]["total"]}


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("/teams", ("id",)),
        ("/rankings", ("season", "seasonType", "week", "pollType", "teamId")),
        ("/ratings/adjusted", ("season", "teamId")),
        ("/ratings/elo", ("season", "teamId")),
        ("/games/teams", ("gameId", "teamId")),
        ("/stats/team/season", ("season", "teamId")),
        ("/stats/player/season", ("season", "teamId", "athleteId")),
        ("/recruiting/teams", ("year", "teamId")),
    ],
)
def test_a_team_with_overlapping_memberships_comes_twice(bad_league: Dataset, path: str, keys: tuple[str, ...]) -> None:
    found = rows(bad_league, path, **({"season": 2025} if path == "/teams" else {}))
    counts = Counter(tuple(row[key] for key in keys) for row in found)
    assert set(counts.values()) == {1, 2}
    double = next(key for key, count in counts.items() if count == 2)
    first, second = (row for row in found if tuple(row[key] for key in keys) == double)
    assert changes(first, second) - {"rankings"} == {"conference"} | ({"conferenceId"} & set(first))


def test_the_history_of_conferences_has_the_overlap(bad_league: Dataset) -> None:
    open_memberships = Counter(
        team["id"]
        for conference in rows(bad_league, "/conferences/history")
        for team in conference["teams"]
        if team["endSeason"] is None
    )
    double = {row["id"] for row in rows(bad_league, "/teams", season=2025) if open_memberships[row["id"]] == 2}
    listed = Counter(row["id"] for row in rows(bad_league, "/teams", season=2025))
    assert double == {team for team, count in listed.items() if count == 2}


def test_a_second_conference_can_be_asked_for(bad_league: Dataset) -> None:
    listed = Counter(row["id"] for row in rows(bad_league, "/teams", season=2025))
    double = next(team for team, count in listed.items() if count == 2)
    names = [row["conference"] for row in rows(bad_league, "/teams", season=2025) if row["id"] == double]
    for name in names:
        assert double in by_id(bad_league, "/ratings/srs", "teamId", season=2025, conference=name)


def plays(dataset: Dataset) -> list[Row]:
    return rows(dataset, "/plays/game/{gameId}")


def test_some_floors_are_incomplete_or_too_full_and_more_were_in_2024(usual: list[Row]) -> None:
    sizes = {year: [len(play["onFloor"]) for play in usual if play["season"] == year] for year in (2024, 2025, 2026)}
    shares = {year: sum(size != 10 for size in each) / len(each) for year, each in sizes.items()}
    assert 0.07 < shares[2024] < 0.13
    assert 0.01 < shares[2025] < 0.03
    assert 0.02 < shares[2026] < 0.04
    assert set(sizes[2024]) == set(range(15))


def test_nobody_is_on_a_floor_twice(bad: list[Row]) -> None:
    for play in bad:
        ids = [player["id"] for player in play["onFloor"]]
        assert len(ids) == len(set(ids))


def test_people_and_the_plays_of_a_second_come_in_any_order(right: list[Row], usual: list[Row]) -> None:
    assert [play["id"] for play in right] != [play["id"] for play in usual]
    assert sorted(play["id"] for play in right) == sorted(play["id"] for play in usual)
    moments = [(play["gameId"], play["period"], -play["secondsRemaining"]) for play in usual]
    assert all(before <= after for before, after in pairwise(moments) if before[0] == after[0])
    truth = {play["id"]: play["participants"] for play in right}
    turned = [play for play in usual if play["participants"] != truth[play["id"]]]
    assert turned
    assert all(play["participants"] == truth[play["id"]][::-1] for play in turned)


def test_the_side_is_inverted_in_whole_games(right: list[Row], bad: list[Row]) -> None:
    truth = {play["id"]: play["isHomeTeam"] for play in right}
    inverted: dict[int, set[bool]] = defaultdict(set)
    for play in bad:
        if play["isHomeTeam"] is not None:
            inverted[play["gameId"]].add(play["isHomeTeam"] != truth[play["id"]])
    assert {frozenset(each) for each in inverted.values()} == {frozenset({True}), frozenset({False})}


def test_some_threes_are_worth_two_and_their_range_says_three(usual: list[Row]) -> None:
    threes = [play for play in usual if play["shotInfo"] and play["shotInfo"]["range"] == "three_pointer"]
    assert {play["scoreValue"] for play in threes} == {2, 3}


def test_putbacks_of_2025_are_called_jump_shots(usual: list[Row]) -> None:
    assert {play["season"] for play in usual if play["playType"] == "TipShot"} == {2024, 2026}


def test_challenges_and_nameless_shots_come_in_2026(moving_league: Dataset, bad: list[Row]) -> None:
    new = {"Shot", "Coach's Challenge (Stands)"}
    found = [play for play in bad if play["playType"] in new]
    assert {(play["season"], play["playType"]) for play in found} == {(2026, name) for name in new}
    assert new <= {row["name"] for row in rows(flawed(moving_league), "/plays/types")}


def test_a_play_is_the_same_whichever_endpoint_brings_it(bad_league: Dataset) -> None:
    game = next(game for game in rows(bad_league, "/games", season=2025) if game["status"] == "final")
    whole = bodies(bad_league, "/plays/game/{gameId}", gameId=game["id"])
    shots = bodies(bad_league, "/plays/game/{gameId}", gameId=game["id"], shootingPlaysOnly=True)
    assert shots
    assert set(shots) < set(whole)
    assert set(whole) <= set(bodies(bad_league, "/plays/team", season=2025, team=game["homeTeam"]))


@pytest.mark.parametrize("path", ["/games", "/teams", "/ratings/elo", "/plays/game/{gameId}", "/conferences/history"])
def test_a_flawed_record_still_has_every_declared_key_of_its_type(bad_league: Dataset, path: str) -> None:
    query = {"gameId": 250_010} if "{" in path else {}
    for record in rows(bad_league, path, **query):
        assert list(faults(record, record_schema(path))) == []


def test_the_league_itself_stays_as_it_was(league: Dataset, bad_league: Dataset) -> None:
    before = [(path, bodies(league, path)) for path in ("/games", "/ratings/elo", "/conferences/history")]
    for path, _ in before:
        bodies(bad_league, path)
    assert before == [(path, bodies(league, path)) for path, _ in before]
