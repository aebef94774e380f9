"""The simple rating system: margins explained by the difference of two ratings, in points.

The least-squares solution of margin = r_home - r_away, found by solving the linear system: plain iteration
oscillates early in a season. Ratings sum to zero in each connected component, so teams of two components cannot be
compared. No home edge. (Sports-Reference; Massey.)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


class MarginsToDate:
    """The normal equations of the games so far, among teams numbered from 0.

    Sums of whole margins are exact, so the order of the games does not matter; callers with other margins add them
    in the order of the games.
    """

    def __init__(self, n_teams: int) -> None:
        self._laplacian = np.zeros((n_teams, n_teams))
        self._total = np.zeros(n_teams)
        self._links: tuple[Ids, Ids] = (np.zeros(0, np.int64), np.zeros(0, np.int64))

    def add(self, home: Ids, away: Ids, margin: Numbers) -> None:
        """Games by the numbers of their teams; `margin` is home minus away."""
        np.add.at(self._laplacian, (home, home), 1.0)
        np.add.at(self._laplacian, (away, away), 1.0)
        np.add.at(self._laplacian, (home, away), -1.0)
        np.add.at(self._laplacian, (away, home), -1.0)
        np.add.at(self._total, home, margin)
        np.add.at(self._total, away, -margin)
        self._links = (np.concatenate([self._links[0], home]), np.concatenate([self._links[1], away]))

    def ratings(self) -> Numbers:
        """Each team's rating; NaN for one without a game."""
        n = len(self._total)
        ratings = np.full(n, np.nan)
        has_played = np.diagonal(self._laplacian) > 0
        labels = _components(*self._links, n)
        for label in np.unique(labels[has_played]):
            members = np.flatnonzero(labels == label)
            # The Laplacian does not see a constant. Adding 1 everywhere makes it definite, and as the totals of a
            # component sum to zero, so do the ratings.
            matrix = self._laplacian[np.ix_(members, members)] + 1.0
            ratings[members] = np.linalg.solve(matrix, self._total[members])
        return ratings


def solve(home: Ids, away: Ids, margin: Numbers) -> tuple[Ids, Numbers]:
    """Teams, in order of their ids, and their ratings; `margin` is home minus away, one entry per game."""
    teams, index = np.unique(np.concatenate([home, away]), return_inverse=True)
    margins = MarginsToDate(len(teams))
    margins.add(index[: len(home)], index[len(home) :], margin)
    return teams, margins.ratings()


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
