"""What playing at home is worth, in points per 100 possessions of the margin, from conference games.

Within a conference nearly everybody hosts everybody, so the edge is not mixed up with who plays whom where. In each
season: margin per 100 = r_i - r_j + h where there is a host, by least squares with a free strength for each team and
no shrinkage. Of a home-and-home pair only h remains, whoever the two are. Seasons are pooled by their information.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cbbd_spark.basketball.srs import Ids, Numbers, solve

FEWEST_GAMES = 100.0  # of information: with fewer, the estimate would be off by more than a point and a half


@dataclass(frozen=True)
class HomeEdge:
    """The evidence so far. Each season counts with the hosting that its teams' strengths do not explain."""

    gained: float = 0.0
    games: float = 0.0

    def after(self, home: Ids, away: Ids, margin_per_100: Numbers, is_neutral: Numbers) -> HomeEdge:
        """With one more season's conference games, in the order of their ids."""
        if not len(home):
            return self
        hosting = _unexplained(home, away, np.where(is_neutral > 0, 0.0, 1.0))
        margin = _unexplained(home, away, margin_per_100)
        return HomeEdge(self.gained + float(hosting @ margin), self.games + float(hosting @ hosting))

    @property
    def estimate(self) -> float | None:
        """None until there is enough to go by."""
        return self.gained / self.games if self.games >= FEWEST_GAMES else None


def _unexplained(home: Ids, away: Ids, values: Numbers) -> Numbers:
    teams, strengths = solve(home, away, values)
    return values - strengths[np.searchsorted(teams, home)] + strengths[np.searchsorted(teams, away)]
