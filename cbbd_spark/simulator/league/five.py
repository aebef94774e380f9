"""Five players on the floor, with the weights that decide who of them does what."""

from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import accumulate

from cbbd_spark.simulator.league.players import Player, Skills

QUALITY_PER_TALENT = 0.012


def _running(players: Sequence[Player], weight: Callable[[Skills], float]) -> list[float]:
    return list(accumulate(weight(player.skills) for player in players))


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
        self.usage = _running(players, lambda skills: skills.usage)
        self.offensive_rebounds = _running(players, lambda skills: skills.offensive_rebounds)
        self.defensive_rebounds = _running(players, lambda skills: skills.defensive_rebounds)
        self.assists = _running(players, lambda skills: skills.assists)
        self.steals = _running(players, lambda skills: skills.steals)
        self.blocks = _running(players, lambda skills: skills.blocks)
        self.fouls = _running(players, lambda skills: skills.fouls)
        self.quality = QUALITY_PER_TALENT * (sum(s.talent for s in self.skills) / 5 - mean_talent)
