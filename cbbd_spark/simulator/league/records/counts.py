"""Parts that box scores and season statistics share."""

from typing import Any

from cbbd_spark.simulator.league.box import FREE_THROW_WEIGHT, Line, TeamBox
from cbbd_spark.simulator.wire import ratio


def shooting(made: int, attempted: int) -> dict[str, Any]:
    """Made, attempted, and the share in percent."""
    return {"pct": ratio(made, attempted), "attempted": attempted, "made": made}


def shot_lines(line: Line) -> dict[str, Any]:
    """The four kinds of attempts, under the names of team rows."""
    return {
        "fieldGoals": shooting(line.fgm, line.fga),
        "twoPointFieldGoals": shooting(line.fgm - line.tpm, line.fga - line.tpa),
        "threePointFieldGoals": shooting(line.tpm, line.tpa),
        "freeThrows": shooting(line.ftm, line.fta),
    }


def rebounds(line: Line) -> dict[str, Any]:
    """At both ends."""
    return {"total": line.rebounds, "defensive": line.drb, "offensive": line.orb}


def effective_field_goal_pct(line: Line) -> float | None:
    """A three counts half more."""
    return ratio(line.fgm + 0.5 * line.tpm, line.fga)


def true_shooting(line: Line, scale: float = 100) -> float | None:
    """Points per two true attempts; season rows of players have it as a fraction (Q13)."""
    return ratio(line.points / 2, line.fga + FREE_THROW_WEIGHT * line.fta, scale=scale)


def offensive_rebound_pct(line: Line) -> float | None:
    """Own offensive over own total, as the API has it (Q13)."""
    return ratio(line.orb, line.rebounds)


def four_factors(line: Line, turnover_ratio: float | None) -> dict[str, Any]:
    """Dean Oliver's factors in the API's order."""
    return {
        "freeThrowRate": ratio(line.fta, line.fga),
        "offensiveReboundPct": offensive_rebound_pct(line),
        "turnoverRatio": turnover_ratio,
        "effectiveFieldGoalPct": effective_field_goal_pct(line),
    }


def fouls(line: Line, technicals: int) -> dict[str, Any]:
    """Technical fouls are not in the total."""
    return {"flagrant": 0, "technical": technicals, "total": line.fouls}


def special_points(box: TeamBox) -> dict[str, Any]:
    """Points by how they came about, as season rows have them."""
    return {
        "fastBreak": box.fast_break,
        "offTurnovers": box.off_turnovers,
        "inPaint": box.in_paint,
        "total": box.total.points,
    }


def usage(line: Line, team: Line) -> float | None:
    """The share of the team's plays that a player ended while on the floor."""
    share_of_time = line.seconds / (team.seconds / 5) if team.seconds else 0
    return ratio(line.plays_used, share_of_time * team.plays_used)


def on_floor_ratings(line: Line, team: Line, possessions: float) -> tuple[float | None, float | None]:
    """Points for and against per 100 possessions while a player was on the floor."""
    played = possessions * line.seconds / (team.seconds / 5) if team.seconds else 0
    return ratio(line.points_for, played), ratio(line.points_against, played)


def net(offense: float | None, defense: float | None) -> float | None:
    """The difference, when both are known."""
    if offense is None or defense is None:
        return None
    return ratio(offense - defense, 1, scale=1)
