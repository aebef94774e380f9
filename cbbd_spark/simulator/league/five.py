"""Five players on the floor, with the weights that decide who of them does what."""

from bisect import bisect
from collections.abc import Sequence
from itertools import accumulate
from operator import attrgetter

from cbbd_spark.simulator.league.players import Player

QUALITY_PER_TALENT = 0.012
_weights = attrgetter("usage", "offensive_rebounds", "defensive_rebounds", "assists", "steals", "blocks", "fouls")


def choose(luck: float, running: Sequence[float]) -> int:
    """The position that a number between 0 and 1 falls on, by running weights."""
    return bisect(running, luck * running[-1])


class Five:
    """Made once for each five that a team puts on the floor, and kept."""

    __slots__ = (
        "assists", "blocks", "defensive_rebounds", "fouls", "ids", "offensive_rebounds", "players", "quality",
        "skills", "steals", "usage",
    )  # fmt: skip

    def __init__(self, players: Sequence[Player], mean_talent: float) -> None:
        self.players = tuple(players)
        self.ids = tuple(player.id for player in players)
        self.skills = tuple(player.skills for player in players)
        running = [list(accumulate(weights)) for weights in zip(*map(_weights, self.skills), strict=True)]
        self.usage, self.offensive_rebounds, self.defensive_rebounds = running[:3]
        self.assists, self.steals, self.blocks, self.fouls = running[3:]
        self.quality = QUALITY_PER_TALENT * (sum(s.talent for s in self.skills) / 5 - mean_talent)
