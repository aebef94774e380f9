"""Tempo: possessions per 40 minutes, as they were, and adjusted for the opponents'.

Plain: 40 sum of possessions / sum of minutes. Adjusted: a game's pace = mu + t_i + t_j, one row per game, a ridge of 4
games towards the prior; mu + t is the pace to expect against a team of mean tempo. A season's plain tempo says what
was seen; the adjusted one foretells better, since a slow opponent slows a game as much as the team itself.
"""

from __future__ import annotations

import numpy as np

from cbbd_spark.basketball.adjusted_ratings import PRIOR_GAMES
from cbbd_spark.basketball.srs import Ids, Numbers

_CENTRE = 70.0  # subtracted from what is summed: fewer digits are lost


class TempoToDate:
    """The sums and normal equations of a season's games so far, added in the order of day and id."""

    def __init__(self, prior: Numbers) -> None:
        n = len(prior)
        self._prior = prior
        self._games = np.zeros(n)
        self._meetings = np.zeros((n, n))
        self._possessions, self._minutes, self._paces = np.zeros(n), np.zeros(n), np.zeros(n)
        self._total = 0.0

    def add(self, home: Ids, away: Ids, possessions: Numbers, minutes: Numbers) -> None:
        """Takes further games, by the numbers of their teams; minutes are above 0."""
        pace = 40 * possessions / minutes - _CENTRE
        for own, other in ((home, away), (away, home)):
            np.add.at(self._games, own, 1.0)
            np.add.at(self._meetings, (own, other), 1.0)
            np.add.at(self._possessions, own, possessions)
            np.add.at(self._minutes, own, minutes)
            np.add.at(self._paces, own, pace)
        for one in pace:  # numpy's own sum depends on how many there are
            self._total += float(one)

    def plain(self) -> Numbers:
        """NaN for a team without a game."""
        has_played = self._minutes > 0
        return np.where(has_played, 40 * self._possessions / np.where(has_played, self._minutes, 1.0), np.nan)

    def adjusted(self) -> tuple[float, Numbers] | None:
        """The mean, and each team's deviation from it; None before the first game."""
        played = np.flatnonzero(self._games)
        if not len(played):
            return None
        games = self._games[played]
        matrix = np.diag(games + PRIOR_GAMES) + self._meetings[np.ix_(played, played)]
        known = self._paces[played] + PRIOR_GAMES * self._prior[played]
        without_mean, pull = np.linalg.solve(matrix, np.stack([known, games], axis=1)).T
        n_games = float(np.sum(games)) / 2
        mean = (self._total - float(games @ without_mean)) / (n_games - float(games @ pull))
        tempo = self._prior.copy()
        tempo[played] = without_mean - mean * pull
        return _CENTRE + mean, tempo
