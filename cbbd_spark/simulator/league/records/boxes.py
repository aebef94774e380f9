"""/games/teams and /games/players: a row for each side of a game that has a box score."""

from typing import Any

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.league.box import Boxes, Line, TeamBox
from cbbd_spark.simulator.league.events import AWAY, HOME
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.records.counts import (
    effective_field_goal_pct,
    four_factors,
    net,
    offensive_rebound_pct,
    on_floor_ratings,
    rebounds,
    shooting,
    shot_lines,
    true_shooting,
    usage,
)
from cbbd_spark.simulator.league.records.games import period_points
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import ratio, rounded, season_label, zero_as_null

ROW_IDS = 30_000_000
ROWS_PER_GAME = 40


def _heading(game: Game, side: int) -> dict[str, Any]:
    fixture = game.fixture
    team, opponent = fixture.teams[side], fixture.teams[1 - side]
    conference, other = game.conferences[side], game.conferences[1 - side]
    return {
        "gameId": fixture.id,
        "season": fixture.season,
        "seasonLabel": season_label(fixture.season),
        "seasonType": fixture.season_type,
        "tournament": fixture.tournament,
        "startDate": fixture.start_text,
        "startTimeTbd": False,
        "teamId": team.id,
        "team": team.school,
        "conference": conference.abbreviation if conference else None,
        "teamSeed": fixture.seeds[side],
        "opponentId": opponent.id,
        "opponent": opponent.school,
        "opponentConference": other.abbreviation if other else None,
        "opponentSeed": fixture.seeds[1 - side],
        "neutralSite": fixture.is_neutral,
        "isHome": side == HOME,
        "conferenceGame": fixture.is_conference_game,
        "gameType": fixture.game_type,
        "notes": fixture.notes,
    }


def _opponent_stats(game: Game, boxes: Boxes, side: int) -> dict[str, Any]:
    box = boxes.sides[side]
    line = box.total
    return {
        **shot_lines(line),
        "rebounds": rebounds(line),
        "turnovers": {"teamTotal": 0, "total": line.turnovers},
        "fouls": {"flagrant": 0, "technical": box.technicals, "total": line.fouls},
        "points": {
            "fastBreak": box.fast_break,
            "offTurnovers": box.off_turnovers,
            "inPaint": box.in_paint,
            "byPeriod": period_points(game, side),
            "largestLead": box.largest_lead,
            "total": line.points,
        },
        "fourFactors": four_factors(line, ratio(line.turnovers, boxes.possessions)),
        "assists": line.assists,
        "blocks": line.blocks,
        "steals": line.steals,
        "possessions": boxes.possessions,
        "rating": zero_as_null(ratio(line.points, boxes.possessions)),
        "trueShooting": true_shooting(line),
        "gameScore": rounded(line.game_score),
    }


def _team_stats(game: Game, boxes: Boxes, side: int) -> dict[str, Any]:
    """The same, but for a zero that only the opponents' half keeps (Q9)."""
    stats = _opponent_stats(game, boxes, side)
    return stats | {"trueShooting": zero_as_null(stats["trueShooting"])}


def _pace(boxes: Boxes) -> float | None:
    return ratio(boxes.possessions, boxes.minutes, scale=40)


def team_row(game: Game, boxes: Boxes, side: int) -> dict[str, Any]:
    """One side of a game."""
    return {
        **_heading(game, side),
        "gameMinutes": boxes.minutes,
        "pace": _pace(boxes),
        "teamStats": _team_stats(game, boxes, side),
        "opponentStats": _opponent_stats(game, boxes, 1 - side),
    }


def _player(player: Player, line: Line, box: TeamBox, boxes: Boxes, row_id: int) -> dict[str, Any]:
    offense, defense = on_floor_ratings(line, box.total, boxes.possessions)
    return {
        "rebounds": rebounds(line),
        "freeThrows": shooting(line.ftm, line.fta),
        "threePointFieldGoals": shooting(line.tpm, line.tpa),
        "twoPointFieldGoals": shooting(line.fgm - line.tpm, line.fga - line.tpa),
        "fieldGoals": shooting(line.fgm, line.fga),
        "offensiveReboundPct": offensive_rebound_pct(line),
        "freeThrowRate": ratio(line.fta, line.fga),
        "assistsTurnoverRatio": ratio(line.assists, line.turnovers, scale=1),
        "gameScore": rounded(line.game_score),
        "trueShootingPct": true_shooting(line),
        "effectiveFieldGoalPct": effective_field_goal_pct(line),
        "netRating": net(offense, defense),
        "defensiveRating": defense,
        "offensiveRating": offense,
        "usage": usage(line, box.total),
        "blocks": line.blocks,
        "steals": line.steals,
        "assists": line.assists,
        "fouls": line.fouls,
        "turnovers": line.turnovers,
        "points": line.points,
        "minutes": line.minutes,
        "ejected": False,
        "starter": bool(line.starts),
        "position": player.position,
        "name": player.name,
        "athleteSourceId": player.source_id,
        "athleteId": row_id,  # the stat table's row, not the athlete (Q8)
    }


def _players_row(game: Game, boxes: Boxes, side: int, players: dict[int, Player]) -> dict[str, Any]:
    box = boxes.sides[side]
    first = ROW_IDS + game.fixture.id * ROWS_PER_GAME + side * ROWS_PER_GAME // 2
    lines = sorted(box.players.items(), key=lambda item: (-item[1].starts, -item[1].seconds))
    return {
        **_heading(game, side),
        "gameMinutes": boxes.minutes,
        "gamePace": _pace(boxes),
        "players": [
            _player(players[number], line, box, boxes, first + place) for place, (number, line) in enumerate(lines)
        ],
    }


def _boxed(league: League) -> list[tuple[Game, Boxes]]:
    return [(game, game.boxes) for game in league.games if game.boxes and game.has_boxes]


def _game_teams(league: League) -> list[Record]:
    sides = (HOME, AWAY)
    return [record("/games/teams", team_row(*pair, side)) for pair in _boxed(league) for side in sides]


def _game_players(league: League) -> list[Record]:
    players = {season: league.players(season) for season in league.seasons}
    return [
        record("/games/players", _players_row(game, boxes, side, players[game.fixture.season]))
        for game, boxes in _boxed(league)
        for side in (HOME, AWAY)
    ]


SOURCES = {"/games/teams": _game_teams, "/games/players": _game_players}
