"""A generated league: teams, players, games and everything that follows from them."""

from cbbd_spark.simulator.league.generating import generate

__all__ = ["generate"]
