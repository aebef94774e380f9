"""What landed answers have taught about a season: its games by day, its teams and their conferences.

Requests by day, by game, by team and by conference are made from this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cbbd_spark.ingest.window import Window, utc_day
from cbbd_spark.state.ledger import Row, Team

# The endpoints whose records say what else there is to ask for. Their requests come first.
SPINE = "games"
ROLL = "teams"

Rows = Callable[[str], Mapping[str, Row]]


class Knowledge:
    """Reads the ledger's rows by endpoint; `rows` may be any such reader."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def games_by_day(self, season: int) -> dict[str, set[int]]:
        """UTC days of the season with games, each with the ids of those that are final; empty when none is known."""
        days: dict[str, set[int]] = {}
        for row in self._rows(SPINE).values():
            if row.params.get("season") == season:
                for day, finals in row.facts.days.items():
                    days.setdefault(day, set()).update(finals)
        return dict(sorted(days.items()))

    def days_with_finals(self, season: int) -> list[str]:
        return [day for day, finals in self.games_by_day(season).items() if finals]

    def final_games(self, season: int) -> list[int]:
        return sorted(set().union(*self.games_by_day(season).values()))

    def teams(self, season: int) -> list[Team]:
        """The Division I teams of the season by id; empty when they are not known."""
        rows = (row for row in self._rows(ROLL).values() if row.params.get("season") == season)
        return sorted({team.id: team for row in rows for team in row.facts.teams}.values(), key=lambda team: team.id)

    def conferences(self, season: int) -> list[str]:
        return sorted({team.conference for team in self.teams(season) if team.conference})


def finals_within(games_by_day: Mapping[str, set[int]], window: Window) -> int:
    """How many final games start on the UTC days that the window touches."""
    return sum(len(finals) for day, finals in games_by_day.items() if _touches(day, window))


def any_within(games_by_day: Mapping[str, set[int]], window: Window) -> bool:
    """Whether a game, played or not, starts on one of those days."""
    return any(_touches(day, window) for day in games_by_day)


def _touches(day: str, window: Window) -> bool:
    whole = utc_day(day)
    return window.start < whole.end and whole.start <= window.end
