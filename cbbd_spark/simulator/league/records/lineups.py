"""/lineups/*: five-man units of a game, or of a team over the games that the query leaves."""

from collections.abc import Iterable, Sequence
from typing import Any

from cbbd_spark.simulator.dataset import Query, Record
from cbbd_spark.simulator.league.box import Line
from cbbd_spark.simulator.league.clubs import Conference, Team
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.records.counts import effective_field_goal_pct, net, true_shooting
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.records.plays import ON_FLOOR_FROM
from cbbd_spark.simulator.league.records.team_seasons import games_asked_for
from cbbd_spark.simulator.league.shot_counts import (
    DUNKS,
    FREE_THROWS,
    FROM_THE_FIELD,
    LAYUPS,
    THREE_POINT_JUMPERS,
    TIP_INS,
    TWO_POINT_JUMPERS,
    ShotCount,
    ShotCounts,
)
from cbbd_spark.simulator.league.units import Five, Tally, Unit, count_units
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import ratio

Appearance = tuple[Game, int]


def _shooting(count: ShotCount) -> dict[str, Any]:
    """Percentages are 0, not null, where nothing was tried: these are declared non-null and honoured."""
    return {"made": count.made, "attempted": count.attempted, "pct": ratio(count.made, count.attempted) or 0}


def _two_pointers(shots: ShotCounts) -> dict[str, Any]:
    twos = shots.total((TWO_POINT_JUMPERS, LAYUPS, DUNKS, TIP_INS))
    return {
        **_shooting(twos),
        "jumpers": _shooting(shots.by_kind[TWO_POINT_JUMPERS]),
        "layups": _shooting(shots.by_kind[LAYUPS]),
        "dunks": _shooting(shots.by_kind[DUNKS]),
        "tipIns": _shooting(shots.by_kind[TIP_INS]),
    }


def _possessions(line: Line) -> int:
    return max(round(line.plays_used - line.orb), 0)


def _four_factors(line: Line) -> dict[str, Any]:
    return {
        "freeThrowRate": ratio(line.fta, line.fga) or 0,
        # The server has a bitwise OR where the sum of both rebounds belongs (Q13).
        "offensiveReboundPct": ratio(line.orb, line.orb | line.drb) or 0,
        "turnoverRatio": ratio(line.turnovers, _possessions(line), digits=3, scale=1) or 0,
        "effectiveFieldGoalPct": effective_field_goal_pct(line) or 0,
    }


def _unit_stats(tally: Tally) -> dict[str, Any]:
    line, shots = tally.line, tally.shots
    return {
        "possessions": _possessions(line),
        "points": line.points,
        "blocks": line.blocks,
        "assists": line.assists,
        "steals": line.steals,
        "turnovers": line.turnovers,
        "defensiveRebounds": line.drb,
        "offensiveRebounds": line.orb,
        "trueShooting": true_shooting(line),  # null without an attempt, though declared non-null (Q10)
        "fieldGoals": _shooting(shots.total(FROM_THE_FIELD)),
        "twoPointers": _two_pointers(shots),
        "threePointers": _shooting(shots.by_kind[THREE_POINT_JUMPERS]),
        "freeThrows": _shooting(shots.by_kind[FREE_THROWS]),
        "fourFactors": _four_factors(line),
    }


def _lineup(team: Team, conference: Conference, five: Five, unit: Unit, players: dict[int, Player]) -> dict[str, Any]:
    own, other = _possessions(unit.own.line), _possessions(unit.other.line)
    offense, defense = ratio(unit.own.line.points, own), ratio(unit.other.line.points, other)
    return {
        "teamId": team.id,
        "team": team.school,
        "conference": conference.abbreviation,
        "idHash": "-".join(map(str, five)),
        "athletes": [{"name": players[number].name, "id": number} for number in five],
        "totalSeconds": unit.seconds,
        "pace": ratio((own + other) / 2, unit.seconds, scale=2400),
        "offenseRating": offense,
        "defenseRating": defense,
        "netRating": net(offense, defense),
        "teamStats": _unit_stats(unit.own),
        "opponentStats": _unit_stats(unit.other),
    }


def _appearances(games: Iterable[Game]) -> dict[tuple[int, int], list[Appearance]]:
    """Games by season and team, of teams with a conference only: the server joins it."""
    found: dict[tuple[int, int], list[Appearance]] = {}
    for game in games:
        if game.fixture.season < ON_FLOOR_FROM or not game.has_plays:
            continue
        for side, team in enumerate(game.fixture.teams):
            if game.conferences[side] is not None:
                found.setdefault((game.fixture.season, team.id), []).append((game, side))
    return found


def _lineups(appearances: Sequence[Appearance], players: dict[int, Player]) -> list[dict[str, Any]]:
    game, side = appearances[0]
    conference = game.conferences[side]
    if conference is None:
        return []
    units = count_units((each.course(), where) for each, where in appearances)
    most_used = sorted(units.items(), key=lambda item: (-item[1].seconds, item[0]))
    return [_lineup(game.fixture.teams[side], conference, *item, players) for item in most_used]


def _team_lineups(league: League, query: Query) -> list[Record]:
    wanted = query.get("team", "").lower()
    rows = []
    for (season, team_id), appearances in _appearances(games_asked_for(league, query)).items():
        if wanted in ("", league.clubs.by_id[team_id].school.lower()):
            lineups = _lineups(appearances, league.players(season))
            rows += [record("/lineups/team", lineup, season=season) for lineup in lineups]
    return rows


def _game_lineups(league: League, query: Query) -> list[Record]:
    wanted = query.get("gameId")
    games = [game for game in league.games if game.is_final and wanted in (None, game.fixture.id)]
    rows = []
    for game in games:
        for (season, _), appearances in _appearances([game]).items():
            lineups = _lineups(appearances, league.players(season))
            rows += [record("/lineups/game/{gameId}", each, gameId=game.fixture.id) for each in lineups]
    return rows


ASKED = {"/lineups/team": _team_lineups, "/lineups/game/{gameId}": _game_lineups}
