"""/stats/team/leaderboard: one wide row per team and season."""

from typing import Any

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.league.box import TeamBox
from cbbd_spark.simulator.league.records.counts import (
    effective_field_goal_pct,
    net,
    offensive_rebound_pct,
    rebounds,
    special_points,
    true_shooting,
)
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.records.ratings import adjusted_rows
from cbbd_spark.simulator.league.records.shooting import team_shots
from cbbd_spark.simulator.league.records.team_seasons import TeamSeason, team_seasons
from cbbd_spark.simulator.league.season import PlayedSeason
from cbbd_spark.simulator.league.shot_counts import (
    AT_RIM,
    DUNKS,
    FREE_THROWS,
    FROM_THE_FIELD,
    LAYUPS,
    THREE_POINT_JUMPERS,
    TIP_INS,
    TWO_POINT_JUMPERS,
    ShotCount,
    ShotCounts,
    no_shots,
)
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import ratio


def _attempts(made: int, attempted: int) -> dict[str, int]:
    return {"attempted": attempted, "made": made}


def _unit(box: TeamBox, possessions: int) -> dict[str, Any]:
    line = box.total
    return {
        "points": special_points(box),
        "possessions": possessions,
        "rawOffensiveRating": ratio(line.points, possessions),
        "trueShootingPct": true_shooting(line),
        "effectiveFieldGoalPct": effective_field_goal_pct(line),
        "turnoverRatio": ratio(line.turnovers, possessions),
        "offensiveReboundPct": offensive_rebound_pct(line),
        "freeThrowRate": ratio(line.fta, line.fga),
        "fieldGoals": _attempts(line.fgm, line.fga),
        "twoPointFieldGoals": _attempts(line.fgm - line.tpm, line.fga - line.tpa),
        "threePointFieldGoals": _attempts(line.tpm, line.tpa),
        "freeThrows": _attempts(line.ftm, line.fta),
        "rebounds": rebounds(line),
        "turnovers": {"technical": 0, "team": 0, "total": line.turnovers},
        "fouls": {"flagrant": 0, "technical": box.technicals, "total": line.fouls},
        "assists": line.assists,
        "blocks": line.blocks,
        "steals": line.steals,
    }


def _at_rim_kind(count: ShotCount, tracked: int) -> dict[str, Any]:
    return {
        "rate": ratio(count.attempted, tracked),
        "assisted": count.assisted,
        "made": count.made,
        "attempts": count.attempted,
    }


def _jumper(count: ShotCount, tracked: int) -> dict[str, Any]:
    shares = {"assistedPct": ratio(count.assisted, count.made), "pct": ratio(count.made, count.attempted)}
    return shares | _at_rim_kind(count, tracked)


def _unassisted_kind(count: ShotCount, tracked: int) -> dict[str, Any]:
    rate = ratio(count.attempted, tracked)
    return {"rate": rate, "made": count.made, "attempts": count.attempted}


def _shot_profile(counts: ShotCounts) -> dict[str, Any]:
    kinds = counts.by_kind
    all_shots, rim = counts.total(FROM_THE_FIELD), counts.total(AT_RIM)
    jumpers = counts.total((TWO_POINT_JUMPERS, THREE_POINT_JUMPERS))
    tracked = all_shots.attempted
    free_throws = _unassisted_kind(kinds[FREE_THROWS], tracked)
    return {
        "assistedPct": ratio(all_shots.assisted, all_shots.made) or 0,
        "atRim": {
            "assistedPct": ratio(rim.assisted, rim.made),
            "pct": ratio(rim.made, rim.attempted),
            "rate": ratio(rim.attempted, tracked),
        },
        "dunk": _at_rim_kind(kinds[DUNKS], tracked),
        "layup": _at_rim_kind(kinds[LAYUPS], tracked),
        "tipIn": _unassisted_kind(kinds[TIP_INS], tracked),
        "twoPointJumper": _jumper(kinds[TWO_POINT_JUMPERS], tracked),
        "threePointJumper": _jumper(kinds[THREE_POINT_JUMPERS], tracked),
        "freeThrows": free_throws | {"rate": free_throws["rate"] or 0},
        "distribution": {
            "threeRate": ratio(kinds[THREE_POINT_JUMPERS].attempted, tracked),
            "jumperRate": ratio(jumpers.attempted, tracked),
            "midrangeRate": ratio(kinds[TWO_POINT_JUMPERS].attempted, tracked),
        },
    }


def _row(row: TeamSeason, counts: ShotCounts, efficiency: dict[str, Any] | None) -> dict[str, Any]:
    own, other = row.boxes
    offense, defense = (ratio(box.total.points, row.possessions) for box in row.boxes)
    conference = row.conference
    names = ("offensiveRating", "defensiveRating", "netRating", "rankings")
    return {
        "season": row.season,
        "teamId": row.team.id,
        "team": row.team.school,
        "conference": {
            "id": conference.id if conference else None,
            "abbreviation": conference.abbreviation if conference else None,
        },
        "record": {"games": row.games, "wins": row.wins, "losses": row.games - row.wins},
        "summary": {
            "totalMinutes": row.minutes,
            "trackedShots": counts.total(FROM_THE_FIELD).attempted,
            "pace": ratio(row.possessions, row.minutes, scale=40),
            "rawNetRating": net(offense, defense),
        },
        "teamStats": _unit(own, row.possessions),
        "opponentStats": _unit(other, row.possessions),
        "shotProfile": _shot_profile(counts),
        "adjustedEfficiency": {name: efficiency[name] for name in names} if efficiency else None,
    }


def season_shots(season: PlayedSeason) -> dict[int, ShotCounts]:
    """Shots by kind of every team in Division I."""
    found = {team.id: no_shots() for team in season.clubs.teams}
    for (_, team, _), event in team_shots(season.finals, {}):
        found[team.id].add(event)
    return found


def _leaderboard(league: League) -> list[Record]:
    rows = []
    for season in league.seasons.values():
        counts = season_shots(season)
        efficiency = {row["teamId"]: row for row in adjusted_rows(season)}
        for row in team_seasons(season.finals):
            if row.team.id in counts:
                document = _row(row, counts[row.team.id], efficiency.get(row.team.id))
                rows.append(record("/stats/team/leaderboard", document))
    return rows


SOURCES = {"/stats/team/leaderboard": _leaderboard}
