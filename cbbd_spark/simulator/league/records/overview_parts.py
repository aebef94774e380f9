"""Parts of a team's season overview that come from the season's box scores and shots."""

from typing import Any

from cbbd_spark.simulator.league.box import Line, TeamBox
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.records.counts import (
    effective_field_goal_pct,
    offensive_rebound_pct,
    rebounds,
    shooting,
    true_shooting,
)
from cbbd_spark.simulator.league.records.player_seasons import PlayerSeason, player_season_stats
from cbbd_spark.simulator.league.records.team_seasons import TeamSeason
from cbbd_spark.simulator.league.shot_counts import (
    AT_RIM,
    FROM_THE_FIELD,
    THREE_POINT_JUMPERS,
    TWO_POINT_JUMPERS,
    ShotCounts,
)
from cbbd_spark.simulator.wire import ratio


def coverage(eligible: int, covered: int) -> dict[str, Any]:
    """How much of a season the numbers rest on."""
    state = "available" if covered == eligible > 0 else "partial" if covered else "unavailable"
    reason = None if state == "available" else "incomplete_inputs" if eligible else "no_games"
    return {"state": state, "reason": reason, "eligibleGames": eligible, "coveredGames": covered}


def _shot_lines(line: Line) -> dict[str, Any]:
    pairs = {
        "fieldGoals": (line.fgm, line.fga),
        "twoPointFieldGoals": (line.fgm - line.tpm, line.fga - line.tpa),
        "threePointFieldGoals": (line.tpm, line.tpa),
        "freeThrows": (line.ftm, line.fta),
    }
    return {name: dict(reversed(shooting(*pair).items())) for name, pair in pairs.items()}


def _box_score(box: TeamBox, minutes: int) -> dict[str, Any]:
    line = box.total
    return {
        **_shot_lines(line),
        "rebounds": rebounds(line),
        "assists": line.assists,
        "steals": line.steals,
        "blocks": line.blocks,
        "turnovers": line.turnovers,
        "fouls": line.fouls,
        "minutes": minutes,
        "teamTurnovers": 0,
        "technicalFouls": box.technicals,
        "flagrantFouls": 0,
        "pointsInPaint": box.in_paint,
        "pointsOffTurnovers": box.off_turnovers,
        "fastBreakPoints": box.fast_break,
        "trueShootingPct": true_shooting(line),
    }


def _unit_metrics(box: TeamBox, row: TeamSeason) -> dict[str, Any]:
    line = box.total
    return {
        "boxScore": _box_score(box, row.minutes),
        "points": line.points,
        "possessions": row.possessions,
        "rawRating": ratio(line.points, row.possessions),
        "effectiveFieldGoalPct": effective_field_goal_pct(line),
        "turnoverPct": ratio(line.turnovers, row.possessions),
        "offensiveReboundPct": offensive_rebound_pct(line),
        "freeThrowRate": ratio(line.fta, line.fga),
    }


def efficiency(row: TeamSeason, covered: int) -> dict[str, Any]:
    """Both sides of the ball."""
    own, other = row.boxes
    return {
        "defense": _unit_metrics(other, row),
        "offense": _unit_metrics(own, row),
        "paceGames": covered,
        "pace": ratio(row.possessions, row.minutes, scale=40),
        "coverage": coverage(row.games, covered),
    }


def shot_buckets(counts: ShotCounts, games: int, covered: int) -> dict[str, Any]:
    """Shots by where they were taken."""
    buckets = (
        ("at_rim", AT_RIM),
        ("two_point_jumper", (TWO_POINT_JUMPERS,)),
        ("three_point_jumper", (THREE_POINT_JUMPERS,)),
        ("unknown", ()),
    )
    tracked = counts.total(FROM_THE_FIELD).attempted
    rows = []
    for key, kinds in buckets:
        count = counts.total(kinds)
        rows.append(
            {
                "key": key,
                "attempts": count.attempted,
                "made": count.made,
                "attemptPct": ratio(count.attempted, tracked),
                "fieldGoalPct": ratio(count.made, count.attempted),
            }
        )
    return {"buckets": rows, "trackedAttempts": tracked, "coverage": coverage(games, covered)}


def _details(row: PlayerSeason) -> dict[str, Any]:
    stats, line = player_season_stats(row), row.line
    shares = stats["winShares"]
    return {
        **_shot_lines(line),
        "rebounds": rebounds(line),
        "assists": line.assists,
        "steals": line.steals,
        "blocks": line.blocks,
        "turnovers": line.turnovers,
        "fouls": line.fouls,
        "starts": line.starts,
        "assistTurnoverRatio": stats["assistsTurnoverRatio"],
        "freeThrowRate": stats["freeThrowRate"],
        "offensiveReboundPct": stats["offensiveReboundPct"],
        "advanced": {
            "winShares": {
                "per40": shares["totalPer40"],
                "total": shares["total"],
                "defensive": shares["defensive"],
                "offensive": shares["offensive"],
            },
            "porpag": stats["PORPAG"],
            "netRating": stats["netRating"],
            "defensiveRating": stats["defensiveRating"],
            "offensiveRating": stats["offensiveRating"],
            "games": line.games,
        },
    }


def profile_player(player: Player, row: PlayerSeason | None) -> dict[str, Any]:
    """A player of the roster, with what he did."""
    line = row.line if row else Line()
    return {
        "seasonStats": _details(row) if row else None,
        "athleteId": player.id,
        "name": player.name,
        "position": player.position,
        "onRoster": True,
        "hasStats": row is not None,
        "games": line.games if row else None,
        "minutes": line.minutes if row else None,
        "points": line.points if row else None,
        "rebounds": line.rebounds if row else None,
        "assists": line.assists if row else None,
        "minutesPerGame": ratio(line.minutes, line.games, scale=1),
        "pointsPerGame": ratio(line.points, line.games, scale=1),
        "usagePct": ratio(line.plays_used, row.team_plays) if row else None,
        "trueShootingPct": true_shooting(line),
        "effectiveFieldGoalPct": effective_field_goal_pct(line),
        "usageGames": line.games,
        "complete": True,
    }
