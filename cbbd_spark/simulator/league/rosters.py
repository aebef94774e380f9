"""Rosters of a season, and who of them plays."""

from collections import defaultdict
from functools import cached_property

from cbbd_spark.simulator.league.chance import stream
from cbbd_spark.simulator.league.clubs import Clubs
from cbbd_spark.simulator.league.players import Player, recruit_class

LONGEST_CAREER = 5
ROTATION = 10


class Rosters:
    """All players of a league, by season and team."""

    def __init__(self, clubs: Clubs) -> None:
        self._clubs = clubs
        self._classes: dict[int, list[Player]] = {}
        self._seasons: dict[int, dict[int, list[Player]]] = {}

    @cached_property
    def _destinations(self) -> tuple[int, ...]:
        return tuple(team.id for team in self._clubs.teams)

    def recruits(self, first: int) -> list[Player]:
        """Everyone whose first season it is."""
        if first not in self._classes:
            self._classes[first] = [
                player
                for team in self._clubs.everyone
                for player in recruit_class(self._clubs.seed, team, first, self._destinations)
            ]
        return self._classes[first]

    def of_season(self, season: int) -> dict[int, list[Player]]:
        """The roster of every team, by player id."""
        if season not in self._seasons:
            found: dict[int, list[Player]] = defaultdict(list)
            for first in range(season - LONGEST_CAREER + 1, season + 1):
                for player in self.recruits(first):
                    if season in player.teams:
                        found[player.teams[season]].append(player)
            self._seasons[season] = {team.id: sorted(found[team.id], key=_id) for team in self._clubs.everyone}
        return self._seasons[season]

    def rotation(self, season: int, team_id: int) -> list[Player]:
        """Those who play, starters first: talent grows with experience."""
        rng = stream(self._clubs.seed, "rotation", season, team_id)
        form = {player.id: rng.gauss(0, 0.3) for player in self.of_season(season)[team_id]}

        def value(player: Player) -> float:
            return player.skills.talent + 0.4 * (season - player.class_season) + form[player.id]

        return sorted(self.of_season(season)[team_id], key=value, reverse=True)[:ROTATION]


def _id(player: Player) -> int:
    return player.id
