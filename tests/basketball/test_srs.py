# ruff: noqa: S311 (chance for schedules, not for secrets)
from __future__ import annotations

import random

import numpy as np
import pytest

from cbbd_spark.basketball.srs import solve


def solved(games: list[tuple[int, int, float]]) -> dict[int, float]:
    home, away, margin = zip(*games, strict=True)
    teams, ratings = solve(np.array(home), np.array(away), np.array(margin, dtype=float))
    return dict(zip(teams.tolist(), ratings.tolist(), strict=True))


def test_two_teams_share_the_margin() -> None:
    assert solved([(1, 2, 10)]) == pytest.approx({1: 5.0, 2: -5.0})


def test_three_teams_by_hand() -> None:
    # Normal equations: 2 r1 - r2 - r3 = 22, 2 r2 - r1 - r3 = -5, sum zero.
    assert solved([(1, 2, 10), (2, 3, 5), (3, 1, -12)]) == pytest.approx({1: 22 / 3, 2: -5 / 3, 3: -17 / 3})


def test_home_and_away_may_be_swapped() -> None:
    assert solved([(1, 2, 10), (2, 3, 5)]) == pytest.approx(solved([(2, 1, -10), (3, 2, -5)]))


def test_each_component_sums_to_zero() -> None:
    found = solved([(1, 2, 10), (2, 3, 4), (8, 9, 30)])
    assert found[1] + found[2] + found[3] == pytest.approx(0, abs=1e-12)
    assert (found[8], found[9]) == pytest.approx((15.0, -15.0))


def test_a_chain_of_teams_is_one_component() -> None:
    links = [(team, team + 1, 1.0) for team in range(40)]
    random.Random(5).shuffle(links)
    found = solved(links)
    assert sum(found.values()) == pytest.approx(0, abs=1e-9)
    assert found[0] - found[40] == pytest.approx(40)


def test_an_early_season_on_which_iteration_oscillates_is_solved() -> None:
    # Two camps that have only met each other: r1 = r2 + 10, r3 = r4 = r2 + 4, sum zero.
    found = solved([(1, 2, 10), (1, 4, 6), (3, 2, 4), (3, 4, 0)])
    assert found == pytest.approx({1: 5.5, 2: -4.5, 3: -0.5, 4: -0.5})


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_least_squares_solution_of_smallest_norm(seed: int) -> None:
    chance = random.Random(seed)
    games = [(*chance.sample(range(0, 30, seed % 2 + 1), 2), chance.randint(-30, 30)) for _ in range(60)]
    found = solved(games)
    teams = sorted(found)
    design = np.zeros((len(games), len(teams)))
    for row, (home, away, _) in enumerate(games):
        design[row, teams.index(home)], design[row, teams.index(away)] = 1, -1
    # The minimum-norm solution has mean zero in every component.
    expected, *_ = np.linalg.lstsq(design, np.array([margin for *_, margin in games], dtype=float), rcond=None)
    assert [found[team] for team in teams] == pytest.approx(expected.tolist(), rel=1e-9, abs=1e-9)


def test_the_order_of_games_changes_no_bit() -> None:
    chance = random.Random(11)
    games = [(*chance.sample(range(60), 2), float(chance.randint(-30, 30))) for _ in range(300)]
    first = solved(games)
    chance.shuffle(games)
    assert solved(games) == first
