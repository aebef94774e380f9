"""Ratings that follow from the results: adjusted efficiency and the simple rating system."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.strength import HOME_EDGE_PER_100

RIDGE = 1.0  # games of an average team that everyone is drawn towards
Ratings = dict[int, tuple[float, float]]


def between_rated(games: Sequence[Game], teams: Sequence[int]) -> list[Game]:
    """Games of two rated teams."""
    rated = set(teams)
    return [game for game in games if all(team.id in rated for team in game.fixture.teams)]


def simple_ratings(games: Sequence[Game], teams: Sequence[int]) -> dict[int, float]:
    """Mean margin plus mean rating of the opponents, solved as a linear system; the sum is zero."""
    place = {team: number for number, team in enumerate(teams)}
    if not place:
        return {}
    matrix = np.zeros((len(teams), len(teams)))
    margins = np.zeros(len(teams))
    for game in between_rated(games, teams):
        home, away = (place[team.id] for team in game.fixture.teams)
        margin = game.points[0] - game.points[1]
        matrix[home, home] += 1
        matrix[away, away] += 1
        matrix[home, away] -= 1
        matrix[away, home] -= 1
        margins[home] += margin
        margins[away] -= margin
    solution = np.linalg.lstsq(matrix, margins, rcond=None)[0]
    return {team: float(solution[number]) for team, number in place.items()}


def _equations(games: Sequence[Game], place: dict[int, int]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """One row per team and game: points per 100 possessions, less the home edge, = offence + defence."""
    size = len(place)
    rows, values = [], []
    for game in games:
        if game.boxes is None:
            continue
        home, away = (place[team.id] for team in game.fixture.teams)
        edge = 0.0 if game.fixture.is_neutral else HOME_EDGE_PER_100 / 2
        for own, other, points, site in ((home, away, 0, edge), (away, home, 1, -edge)):
            row = np.zeros(2 * size)
            row[own], row[size + other] = 1, 1
            rows.append(row)
            values.append(100 * game.points[points] / game.boxes.possessions - site)
    return np.array(rows), np.array(values)


def adjusted_ratings(games: Sequence[Game], teams: Sequence[int]) -> Ratings:
    """Points scored and allowed per 100 possessions against the mean team, by ridge regression."""
    place = {team: number for number, team in enumerate(teams)}
    size = len(place)
    rows, values = _equations(between_rated(games, teams), place)
    if not len(values):
        return {}
    mean = float(values.mean())
    normal = rows.T @ rows + RIDGE * np.eye(2 * size)
    solution = np.linalg.solve(normal, rows.T @ (values - mean))
    offense, defense = solution[:size], solution[size:]
    offense, defense = offense - offense.mean(), defense - defense.mean()
    return {team: (mean + float(offense[n]), mean + float(defense[n])) for team, n in place.items()}
