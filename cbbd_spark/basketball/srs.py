"""The simple rating system: margins explained by the difference of two ratings, in points.

The least-squares solution of margin = r_home - r_away, found by solving the linear system: plain iteration
oscillates early in a season. Ratings sum to zero in each connected component, so teams of two components cannot be
compared. No home edge. (Sports-Reference; Massey.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from pyspark.sql import DataFrame

if TYPE_CHECKING:
    import pandas as pd

Ids = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


def solve(home: Ids, away: Ids, margin: Numbers) -> tuple[Ids, Numbers]:
    """Teams, in order of their ids, and their ratings.

    `margin` is home minus away, one entry per game. Sums of whole margins are exact, so the order of the games does
    not matter; callers with other margins sort by game first.
    """
    teams, index = np.unique(np.concatenate([home, away]), return_inverse=True)
    home_at, away_at = index[: len(home)], index[len(home) :]
    n = len(teams)
    laplacian, total = np.zeros((n, n)), np.zeros(n)
    np.add.at(laplacian, (home_at, home_at), 1.0)
    np.add.at(laplacian, (away_at, away_at), 1.0)
    np.add.at(laplacian, (home_at, away_at), -1.0)
    np.add.at(laplacian, (away_at, home_at), -1.0)
    np.add.at(total, home_at, margin)
    np.add.at(total, away_at, -margin)
    ratings = np.zeros(n)
    labels = _components(home_at, away_at, n)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        # The Laplacian does not see a constant. Adding 1 everywhere makes it definite, and as the totals of a
        # component sum to zero, so do the ratings.
        matrix = laplacian[np.ix_(members, members)] + 1.0
        ratings[members] = np.linalg.solve(matrix, total[members])
    return teams, ratings


def own_srs(games: DataFrame) -> DataFrame:
    """(season, team_id, own_srs) of games as (season, game_id, home_team_id, away_team_id, margin)."""
    return games.groupBy("season").applyInPandas(_solve_season, "season INT, team_id BIGINT, own_srs DOUBLE")


def _solve_season(games: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd  # noqa: PLC0415 (only the workers need it)

    # Rows arrive in any order; a sum in another order is another sum.
    games = games.sort_values("game_id")
    teams, ratings = solve(
        games["home_team_id"].to_numpy(np.int64),
        games["away_team_id"].to_numpy(np.int64),
        games["margin"].to_numpy(np.float64),
    )
    return pd.DataFrame({"season": int(games["season"].iloc[0]), "team_id": teams, "own_srs": ratings})


def _components(left: Ids, right: Ids, n: int) -> Ids:
    # Each team takes the smallest label among its opponents until nothing changes.
    labels = np.arange(n, dtype=np.int64)
    while True:
        smallest = np.minimum(labels[left], labels[right])
        spread = labels.copy()
        np.minimum.at(spread, left, smallest)
        np.minimum.at(spread, right, smallest)
        if np.array_equal(spread, labels):
            return labels
        labels = spread
