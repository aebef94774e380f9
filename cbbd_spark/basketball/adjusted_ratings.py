"""Opponent-adjusted offence and defence: an additive model with a ridge towards what was believed before the season.

100 PTS / possessions = mu + o_i + d_j + h site, one unweighted row per team and game, offence i against defence j; site
is 1/2 at home, -1/2 away, 0 at a neutral site. The ridge pulls o and d towards a prior with the weight of 4 games. h is
given, not fitted: strong teams host weak ones early, and ridge would push strength into it. (Additive as KenPom's since
2016.)

mu carries no penalty. Its own equation says that the residuals sum to zero, and with it those of all o and of all d
sum to what their priors sum to: to zero where the priors do, so mu is the national mean and a net of 0 the mean team.

As each game gives each team one row on offence and one on defence, the system of 2n unknowns falls apart into two of
n, for o + d and o - d; mu stands in the first one alone, so net ratings do not depend on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cbbd_spark.basketball.positive_definite import Inverse
from cbbd_spark.basketball.srs import Ids, Numbers

PRIOR_GAMES = 4.0
CARRIED_OVER = 0.55  # of last season's final o and d
FIRST_HOME_EDGE = 4.5  # points per 100 possessions, until there are conference games to estimate it from
FIRST_MEAN = 103.0  # points per 100 possessions, until a season was played
# One game's deviation from the model has a standard deviation of about 12; that counts as much as 50 rows.
USUAL_DEVIATION, USUAL_ROWS = 12.0, 50.0

_CENTRE = 100.0  # subtracted from what is summed: fewer digits are lost


@dataclass(frozen=True)
class Games:
    """Games by the numbers of their teams, from 0; efficiencies are points per 100 possessions of the game."""

    home: Ids
    away: Ids
    home_efficiency: Numbers
    away_efficiency: Numbers
    is_neutral: Numbers


@dataclass(frozen=True)
class Ratings:
    """`offense` and `defense` are o and d, against the mean team's; the errors are those of mu + o and of o - d.

    They are the standard deviations of the posterior that the ridge stands for: Gaussian rows, a Gaussian prior worth
    four of them, a flat one for mu. By symmetry mu + d is as uncertain as mu + o.
    """

    mean: float
    offense: Numbers
    defense: Numbers
    side_error: Numbers
    net_error: Numbers


class EfficienciesToDate:
    """The normal equations of a season's games so far. Games are added in the order of day and id: sums have one."""

    def __init__(self, prior_offense: Numbers, prior_defense: Numbers, home_edge: float) -> None:
        n = len(prior_offense)
        self._prior = (prior_offense, prior_defense)
        self._home_edge = home_edge
        self.games = np.zeros(n)
        self._meetings = np.zeros((n, n))
        self._scored, self._allowed = np.zeros(n), np.zeros(n)
        self._total, self._squares = 0.0, 0.0

    def add(self, games: Games) -> None:
        """Takes further games."""
        home, away = games.home, games.away
        edge = np.where(games.is_neutral > 0, 0.0, self._home_edge / 2)
        by_home = games.home_efficiency - edge - _CENTRE
        by_away = games.away_efficiency + edge - _CENTRE
        for own, other, scored, allowed in ((home, away, by_home, by_away), (away, home, by_away, by_home)):
            np.add.at(self.games, own, 1.0)
            np.add.at(self._meetings, (own, other), 1.0)
            np.add.at(self._scored, own, scored)
            np.add.at(self._allowed, own, allowed)
        # Added up one by one: numpy's own sum depends on how many there are.
        for both, squares in zip(by_home + by_away, by_home**2 + by_away**2, strict=True):
            self._total += float(both)
            self._squares += float(squares)

    def ratings(self) -> Ratings | None:
        """All teams' ratings; None before the first game. A team without a game stands at its prior."""
        # Only teams that have played are solved for, so that those yet to come change no bit.
        played = np.flatnonzero(self.games)
        if not len(played):
            return None
        games, meetings = self.games[played], self._meetings[np.ix_(played, played)]
        own = np.diag(games + PRIOR_GAMES)
        of_sum, of_net = Inverse(own + meetings), Inverse(own - meetings)
        prior_offense, prior_defense = self._prior[0][played], self._prior[1][played]
        scored = self._scored[played] + PRIOR_GAMES * prior_offense
        allowed = self._allowed[played] + PRIOR_GAMES * prior_defense

        # (mean) rows mu + games (o + d) = total, and (games + prior + meetings)(o + d) + 2 games mu = scored + allowed.
        pull = of_sum @ games
        without_mean = of_sum @ (scored + allowed)
        mean_weight = PRIOR_GAMES * float(np.sum(pull))
        mean = (self._total - float(games @ without_mean)) / mean_weight
        both, net = without_mean - 2 * mean * pull, of_net @ (scored - allowed)
        offense, defense = self._prior[0].copy(), self._prior[1].copy()
        offense[played], defense[played] = (both + net) / 2, (both - net) / 2

        explained = mean * self._total + float(offense[played] @ scored + defense[played] @ allowed)
        believed = PRIOR_GAMES * float(prior_offense @ prior_offense + prior_defense @ prior_defense)
        misfit = max(self._squares + believed - explained, 0.0)
        rows = float(np.sum(games))
        variance = (USUAL_ROWS * USUAL_DEVIATION**2 + misfit) / (USUAL_ROWS + rows - 1)
        of_sum_variance, of_net_variance = self._spread(played, of_sum), self._spread(played, of_net)
        pulls = np.zeros(len(self.games))
        pulls[played] = pull
        side = (1 - pulls) ** 2 / mean_weight + (of_sum_variance + of_net_variance) / 2
        return Ratings(
            _CENTRE + mean, offense, defense, np.sqrt(variance * side), np.sqrt(variance * 2 * of_net_variance)
        )

    def _spread(self, played: Ids, inverse: Inverse) -> Numbers:
        spread = np.full(len(self.games), 1 / PRIOR_GAMES)
        spread[played] = inverse.diagonal
        return spread


def believed_before(prior_offense: Numbers, prior_defense: Numbers, mean: float) -> Ratings:
    """What the priors say by themselves, before a season's first game."""
    side = np.full(len(prior_offense), USUAL_DEVIATION / PRIOR_GAMES**0.5)
    return Ratings(mean, prior_offense, prior_defense, side, side * 2**0.5)
