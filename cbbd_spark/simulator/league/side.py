"""One side of a game: its rotation, its five on the floor, fouls and seconds played."""

from collections.abc import Sequence
from random import Random

from cbbd_spark.simulator.league.five import Five
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.strength import Strength

FOUL_LIMIT = 5
MOST_SWAPS = 3
# Seconds of 40 minutes by place in the rotation; the sum of the shares is five.
_SHARES = (0.80, 0.76, 0.72, 0.68, 0.62, 0.50, 0.40, 0.28, 0.16, 0.08)


class Side:
    """A team while it plays."""

    def __init__(self, rotation: Sequence[Player], strength: Strength) -> None:
        shares = _SHARES[: len(rotation)]
        total = sum(shares) / 5
        self.strength = strength
        self.players = {player.id: player for player in rotation}
        self.share = {player.id: share / total for player, share in zip(rotation, shares, strict=True)}
        self.played = dict.fromkeys(self.players, 0.0)
        self.fouls = dict.fromkeys(self.players, 0)
        self.starters = tuple(player.id for player in rotation[:5])
        self.floor = list(self.starters)
        self.team_fouls = 0
        self._mean_talent = sum(self.share[player.id] * player.skills.talent for player in rotation) / sum(
            self.share.values()
        )
        self._fives: dict[tuple[int, ...], Five] = {}
        self.five = self._current()

    def _current(self) -> Five:
        key = tuple(self.floor)
        if key not in self._fives:
            self._fives[key] = Five([self.players[number] for number in key], self._mean_talent)
        return self._fives[key]

    def play(self, seconds: int) -> None:
        """Credit the five with time on the floor."""
        for number in self.floor:
            self.played[number] += seconds

    def substitute(self, elapsed: int, rng: Random) -> list[tuple[int, int]]:
        """Changes at a dead ball, as (out, in): who has five fouls must go, who is over his share may."""
        patience = 45 + 60 * rng.random()
        surplus = {number: self.played[number] - self.share[number] * elapsed for number in self.players}
        swaps: list[tuple[int, int]] = []
        while len(swaps) < MOST_SWAPS and (swap := self._swap(surplus, patience)):
            self.floor[self.floor.index(swap[0])] = swap[1]
            swaps.append(swap)
        if swaps:
            self.five = self._current()
        return swaps

    def _swap(self, surplus: dict[int, float], patience: float) -> tuple[int, int] | None:
        """Nobody is tired enough at most dead balls, so the bench is looked at last."""
        fouled_out = [number for number in self.floor if self.fouls[number] >= FOUL_LIMIT]
        tired = max(fouled_out or self.floor, key=surplus.__getitem__)
        if not fouled_out and surplus[tired] < patience:
            return None
        bench = [n for n in self.players if n not in self.floor and self.fouls[n] < FOUL_LIMIT]
        fresh = min(bench, key=surplus.__getitem__, default=None)
        if fresh is None or (not fouled_out and surplus[fresh] > -patience):
            return None
        return tired, fresh
