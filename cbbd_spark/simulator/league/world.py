"""A generated league: its clubs and the seasons that were played."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cbbd_spark.simulator.league.clubs import Clubs
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.rosters import Rosters
from cbbd_spark.simulator.league.season import PlayedSeason


@dataclass(frozen=True)
class League:
    """Everything that records are made from."""

    clubs: Clubs
    rosters: Rosters
    seasons: dict[int, PlayedSeason]
    today: date | None

    @property
    def games(self) -> Iterator[Game]:
        """All games of all seasons, in the order of their starts."""
        for season in sorted(self.seasons):
            yield from self.seasons[season].games

    def players(self, season: int) -> dict[int, Player]:
        """Everyone on a roster in a season, by id."""
        return {player.id: player for roster in self.seasons[season].rosters.values() for player in roster}
