"""/stats/player/season: sums over the box scores that the query leaves."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cbbd_spark.simulator.dataset import Query, Record
from cbbd_spark.simulator.league.box import Boxes, Line
from cbbd_spark.simulator.league.clubs import Conference, Team
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.records.counts import (
    effective_field_goal_pct,
    net,
    offensive_rebound_pct,
    rebounds,
    shot_lines,
    true_shooting,
)
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.records.team_seasons import boxed, games_asked_for
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import ratio, rounded, season_label

REPLACEMENT_OFFENSE, REPLACEMENT_DEFENSE = 95, 112
PORPAG_LEVEL = 88
POINTS_PER_WIN = 27


@dataclass
class PlayerSeason:
    """What a player did for a team over some games."""

    season: int
    team: Team
    conference: Conference | None
    player: Player
    line: Line = field(default_factory=Line)
    team_plays: float = 0.0  # plays the team used while he was on the floor
    possessions: float = 0.0

    def add(self, line: Line, team: Line, possessions: int) -> None:
        """Add a game."""
        self.line.add(line)
        share = line.seconds / (team.seconds / 5)
        self.team_plays += team.plays_used * share
        self.possessions += possessions * share


def player_seasons(games: Iterable[Game], players: dict[int, dict[int, Player]]) -> list[PlayerSeason]:
    """Every player in a box score, by season, team and player."""
    found: dict[tuple[int, int, int], PlayerSeason] = {}
    for game in games:
        boxes = boxed(game)
        if boxes is not None:
            _add_game(found, game, boxes, players[game.fixture.season])
    return [found[key] for key in sorted(found)]


def _add_game(
    found: dict[tuple[int, int, int], PlayerSeason], game: Game, boxes: Boxes, players: dict[int, Player]
) -> None:
    season = game.fixture.season
    for side, team in enumerate(game.fixture.teams):
        box = boxes.sides[side]
        for number, line in box.players.items():
            key = (season, team.id, number)
            if key not in found:
                found[key] = PlayerSeason(season, team, game.conferences[side], players[number])
            found[key].add(line, box.total, boxes.possessions)


def _value(row: PlayerSeason, offense: float | None, defense: float | None) -> tuple[dict[str, Any], float | None]:
    """Win shares and points over replacement per game, from the ratings on the floor."""
    line = row.line
    if offense is None or defense is None:
        return dict.fromkeys(("totalPer40", "total", "defensive", "offensive")), None
    used = line.plays_used
    attack = (offense - REPLACEMENT_OFFENSE) / 100 * used / POINTS_PER_WIN
    guard = (REPLACEMENT_DEFENSE - defense) / 100 * row.possessions / 5 / POINTS_PER_WIN
    total = rounded(attack + guard) or 0
    shares = {
        "totalPer40": ratio(total, line.minutes, digits=3, scale=40),
        "total": total,
        "defensive": rounded(guard),
        "offensive": rounded(attack),
    }
    return shares, ratio((offense - PORPAG_LEVEL) / 100 * used, line.games, scale=1)


def player_season_stats(row: PlayerSeason) -> dict[str, Any]:
    """One row."""
    line = row.line
    offense = ratio(line.points_for, row.possessions)
    defense = ratio(line.points_against, row.possessions)
    win_shares, porpag = _value(row, offense, defense)
    return {
        "season": row.season,
        "seasonLabel": season_label(row.season),
        "teamId": row.team.id,
        "team": row.team.school,
        "conference": row.conference.abbreviation if row.conference else None,
        "athleteId": row.player.id,
        "athleteSourceId": row.player.source_id,
        "name": row.player.name,
        "position": row.player.position,
        "games": line.games,
        "starts": line.starts,
        "minutes": line.minutes,
        "points": line.points,
        "turnovers": line.turnovers,
        "fouls": line.fouls,
        "assists": line.assists,
        "steals": line.steals,
        "blocks": line.blocks,
        "usage": ratio(line.plays_used, row.team_plays),
        "offensiveRating": offense,
        "defensiveRating": defense,
        "netRating": net(offense, defense),
        "PORPAG": porpag,
        "effectiveFieldGoalPct": effective_field_goal_pct(line),
        "trueShootingPct": true_shooting(line, scale=1),  # a fraction here (Q13)
        "assistsTurnoverRatio": ratio(line.assists, line.turnovers, digits=2, scale=1),
        "freeThrowRate": ratio(line.fta, line.fga),
        "offensiveReboundPct": offensive_rebound_pct(line),
        **shot_lines(line),
        "rebounds": rebounds(line),
        "winShares": win_shares,
    }


def _player_stats(league: League, query: Query) -> list[Record]:
    players = {season: league.players(season) for season in league.seasons}
    rows = player_seasons(games_asked_for(league, query), players)
    return [record("/stats/player/season", player_season_stats(row)) for row in rows]


ASKED = {"/stats/player/season": _player_stats}
