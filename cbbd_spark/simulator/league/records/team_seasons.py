"""/stats/team/season: sums over the final games that the query leaves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cbbd_spark.simulator.dataset import Query, Record
from cbbd_spark.simulator.league.box import Boxes, Line, TeamBox
from cbbd_spark.simulator.league.clubs import Conference, Team
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.records.counts import (
    fouls,
    four_factors,
    rebounds,
    shot_lines,
    special_points,
    true_shooting,
)
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import ratio, season_label


def games_asked_for(league: League, query: Query) -> Iterator[Game]:
    """Final games in the season, part of season and range of dates of a query."""
    first, last = query.get("startDateRange", ""), query.get("endDateRange", "9999")
    season, part = query.get("season"), query.get("seasonType")
    for game in league.games:
        fixture = game.fixture
        if not game.is_final or season not in (None, fixture.season) or part not in (None, fixture.season_type):
            continue
        if first <= fixture.start_text <= last:
            yield game


def boxed(game: Game) -> Boxes | None:
    """The box scores of a game, when the feed has them."""
    return game.boxes if game.has_boxes else None


@dataclass
class TeamSeason:
    """What a team did over some games."""

    season: int
    team: Team
    conference: Conference | None
    games: int = 0
    wins: int = 0
    minutes: int = 0
    possessions: int = 0
    boxes: tuple[TeamBox, TeamBox] = field(default_factory=lambda: (TeamBox({}, Line(), []), TeamBox({}, Line(), [])))

    def add(self, game: Game, side: int) -> None:
        """Add a game; without a box score it counts as a win or a loss only."""
        self.games += 1
        self.wins += game.winner == side
        boxes = boxed(game)
        if boxes is None:
            return
        self.minutes += boxes.minutes
        self.possessions += boxes.possessions
        for mine, theirs in zip(self.boxes, (boxes.sides[side], boxes.sides[1 - side]), strict=True):
            mine.total.add(theirs.total)
            mine.technicals += theirs.technicals
            mine.in_paint += theirs.in_paint
            mine.off_turnovers += theirs.off_turnovers
            mine.fast_break += theirs.fast_break


def team_seasons(games: Iterable[Game]) -> list[TeamSeason]:
    """Every team that played, opponents outside Division I too."""
    found: dict[tuple[int, int], TeamSeason] = {}
    for game in games:
        for side, team in enumerate(game.fixture.teams):
            key = (game.fixture.season, team.id)
            if key not in found:
                found[key] = TeamSeason(game.fixture.season, team, game.conferences[side])
            found[key].add(game, side)
    return [found[key] for key in sorted(found)]


def _unit(box: TeamBox, possessions: int) -> dict[str, Any]:
    line = box.total
    turnover_ratio = ratio(line.turnovers, possessions, scale=1)  # a fraction here (Q13)
    return {
        **shot_lines(line),
        "rebounds": rebounds(line),
        "turnovers": {"teamTotal": 0, "total": line.turnovers},
        "fouls": fouls(line, box.technicals),
        "points": special_points(box),
        "fourFactors": four_factors(line, turnover_ratio),
        "assists": line.assists,
        "blocks": line.blocks,
        "steals": line.steals,
        "possessions": possessions,
        "rating": ratio(line.points, possessions),
        "trueShooting": true_shooting(line),
    }


def team_season_stats(row: TeamSeason) -> dict[str, Any]:
    """One row."""
    own, other = row.boxes
    return {
        "season": row.season,
        "seasonLabel": season_label(row.season),
        "teamId": row.team.id,
        "team": row.team.school,
        "conference": row.conference.abbreviation if row.conference else None,
        "games": row.games,
        "wins": row.wins,
        "losses": row.games - row.wins,
        "totalMinutes": row.minutes,
        "pace": ratio(row.possessions, row.minutes, scale=40),
        "teamStats": _unit(own, row.possessions),
        "opponentStats": _unit(other, row.possessions),
    }


def _team_stats(league: League, query: Query) -> list[Record]:
    rows = team_seasons(games_asked_for(league, query))
    return [record("/stats/team/season", team_season_stats(row)) for row in rows]


ASKED = {"/stats/team/season": _team_stats}
