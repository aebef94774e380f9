# ruff: noqa: S311 (chance for schedules, not for secrets)
"""Own ratings against the stacked system solved plainly, what must not change them, and a league of known truth."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from cbbd_spark.basketball.adjusted_ratings import EfficienciesToDate, Games, Ratings
from cbbd_spark.simulator import league
from cbbd_spark.simulator.dataset import Dataset
from tests.simulator.reading import opened

TEAMS, EDGE, RIDGE = 12, 4.5, 4.0
Game = tuple[int, int, float, float, bool]


def schedule(seed: int, count: int) -> list[Game]:
    """Games as (home, away, efficiency of either, neutral)."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        home, away = chance.sample(range(TEAMS), 2)
        found.append((home, away, chance.uniform(70, 140), chance.uniform(70, 140), chance.random() < 0.3))
    return found


def priors(seed: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    chance = np.random.default_rng(seed)
    return chance.normal(0, 5, TEAMS), chance.normal(0, 5, TEAMS)


def rated(games: list[Game], offense: Any = None, defense: Any = None, cuts: tuple[int, ...] = ()) -> Ratings:
    """Ratings after all games, which are added in portions that end at `cuts`."""
    nobody = np.zeros(TEAMS)
    system = EfficienciesToDate(nobody if offense is None else offense, nobody if defense is None else defense, EDGE)
    for start, end in zip((0, *cuts), (*cuts, len(games)), strict=True):
        if start < end:
            home, away, by_home, by_away, neutral = (np.array(values) for values in zip(*games[start:end], strict=True))
            system.add(Games(home, away, by_home, by_away, neutral.astype(float)))
    found = system.ratings()
    assert found is not None
    return found


def plainly(games: list[Game], offense: Any, defense: Any) -> tuple[float, Any, Any]:
    """The same by least squares over all rows, the ridge as four rows a team and side."""
    rows, values = [], []

    def row(weight: float, value: float, *entries: int) -> None:
        line = np.zeros(1 + 2 * TEAMS)
        line[list(entries)] = weight
        rows.append(line)
        values.append(value)

    for home, away, by_home, by_away, neutral in games:
        site = 0.0 if neutral else EDGE / 2
        row(1.0, by_home - site, 0, 1 + home, 1 + TEAMS + away)
        row(1.0, by_away + site, 0, 1 + away, 1 + TEAMS + home)
    for team in range(TEAMS):
        row(RIDGE**0.5, RIDGE**0.5 * offense[team], 1 + team)
        row(RIDGE**0.5, RIDGE**0.5 * defense[team], 1 + TEAMS + team)
    solution, *_ = np.linalg.lstsq(np.array(rows), np.array(values), rcond=None)
    return solution[0], solution[1 : 1 + TEAMS], solution[1 + TEAMS :]


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_ridge_towards_the_priors(seed: int) -> None:
    games, (offense, defense) = schedule(seed, 90), priors(seed)
    found = rated(games, offense, defense)
    mean, by_offense, by_defense = plainly(games, offense, defense)
    assert found.mean == pytest.approx(mean, rel=1e-11)
    assert found.offense == pytest.approx(by_offense, rel=1e-9, abs=1e-9)
    assert found.defense == pytest.approx(by_defense, rel=1e-9, abs=1e-9)


def test_games_added_day_by_day_and_at_once_are_equal_bit_for_bit() -> None:
    games = schedule(3, 60)
    at_once, by_day = rated(games), rated(games, cuts=(7, 20, 41))
    for name in ("mean", "offense", "defense", "side_error", "net_error"):
        assert np.array_equal(getattr(at_once, name), getattr(by_day, name)), name


def test_home_and_away_may_be_swapped_at_a_neutral_site() -> None:
    games = [(*game[:4], True) for game in schedule(1, 60)]
    swapped = [(away, home, by_away, by_home, True) for home, away, by_home, by_away, _ in games]
    assert rated(swapped).offense == pytest.approx(rated(games).offense, abs=1e-10)


def test_hosting_is_worth_the_edge() -> None:
    at_home = rated([(0, 1, 100.0 + EDGE / 2, 100.0 - EDGE / 2, False)])
    assert at_home.offense == pytest.approx(np.zeros(TEAMS), abs=1e-12)


def test_the_mean_team_nets_nothing() -> None:
    found = rated(schedule(2, 200))
    assert float(np.mean(found.offense - found.defense)) == pytest.approx(0, abs=1e-10)


def test_before_a_game_there_is_nothing() -> None:
    nobody = np.zeros(TEAMS)
    assert EfficienciesToDate(nobody, nobody, EDGE).ratings() is None


def test_a_team_that_has_not_played_stands_at_its_prior_and_is_less_certain() -> None:
    offense, defense = priors(4)
    found = rated([(0, 1, 110.0, 95.0, False)] * 3, offense, defense)
    assert found.offense[5] == offense[5]
    assert found.net_error[5] > found.net_error[0]


@pytest.mark.parametrize("seed", [1, 3, 7])
def test_a_generated_league_is_ranked_nearly_as_it_was_made(seed: int) -> None:
    """What 30 games a team can tell: a league of 364 teams 0.958 to 0.964, of 64 teams 0.94 to 0.98, by its seed."""
    dataset = league.generate([2025], teams=64, seed=seed, games_per_team=30)
    truth = dataset.strengths[2025]
    division_1 = sorted(team for team in truth if team in _members(dataset))
    at = {team: place for place, team in enumerate(division_1)}
    games: list[Game] = []
    for box in opened(dataset.records("/games/teams", {})):
        if box["isHome"] and box["teamId"] in at and box["opponentId"] in at:
            own, other = box["teamStats"], box["opponentStats"]
            possessions = (_possessions(own) + _possessions(other)) / 2
            points = (100 * side["points"]["total"] / possessions for side in (own, other))
            games.append((at[box["teamId"]], at[box["opponentId"]], *points, box["neutralSite"]))
    nobody = np.zeros(len(division_1))
    system = EfficienciesToDate(nobody, nobody, EDGE)
    home, away, by_home, by_away, neutral = (np.array(values) for values in zip(*games, strict=True))
    system.add(Games(home, away, by_home, by_away, neutral.astype(float)))
    found = system.ratings()
    assert found is not None
    net = found.offense - found.defense
    ranks, true_ranks = (np.argsort(np.argsort(values)) for values in (net, [truth[team] for team in division_1]))
    assert np.corrcoef(ranks, true_ranks)[0, 1] >= 0.95
    assert np.all(np.isfinite(net))
    assert 10 <= float(np.std(net)) <= 14
    assert float(np.max(np.abs(net))) < 50


def _members(dataset: Dataset) -> set[int]:
    """Teams of Division I: those that have a conference."""
    return {box["teamId"] for box in opened(dataset.records("/games/teams", {})) if box["conference"]}


def _possessions(side: dict[str, Any]) -> float:
    shots, free_throws = side["fieldGoals"]["attempted"], side["freeThrows"]["attempted"]
    return float(shots - side["rebounds"]["offensive"] + side["turnovers"]["total"] + 0.475 * free_throws)
