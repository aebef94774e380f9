"""/stats/*/shooting/season: shots by kind, from the plays of the games that the query leaves."""

from collections.abc import Iterable, Iterator
from typing import Any

from cbbd_spark.simulator.dataset import Query, Record
from cbbd_spark.simulator.league.clubs import Conference, Team
from cbbd_spark.simulator.league.events import Event
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.records.making import record
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
    no_shots,
    shots,
)
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import ratio

Shooter = tuple[int, Team, Conference]


def assisted_kind(count: ShotCount) -> dict[str, Any]:
    """A kind of shot that can be assisted; nothing here is ever null."""
    return {
        "made": count.made,
        "attempted": count.attempted,
        "pct": ratio(count.made, count.attempted) or 0,
        "assistedPct": ratio(count.assisted, count.made) or 0,
        "assisted": count.assisted,
    }


def _plain_kind(count: ShotCount) -> dict[str, Any]:
    return {"made": count.made, "attempted": count.attempted, "pct": ratio(count.made, count.attempted) or 0}


def _shooting(season: int, team: Team, conference: Conference, counts: ShotCounts) -> dict[str, Any]:
    tracked = counts.total(FROM_THE_FIELD)
    kinds = counts.by_kind
    order = (THREE_POINT_JUMPERS, TWO_POINT_JUMPERS, TIP_INS, LAYUPS, DUNKS)
    return {
        "season": season,
        "teamId": team.id,
        "team": team.school,
        "conference": conference.abbreviation,
        "trackedShots": tracked.attempted,
        "assistedPct": ratio(tracked.assisted, tracked.made) or 0,
        "freeThrowRate": ratio(kinds[FREE_THROWS].attempted, tracked.attempted) or 0,
        DUNKS: assisted_kind(kinds[DUNKS]),
        LAYUPS: assisted_kind(kinds[LAYUPS]),
        TIP_INS: _plain_kind(kinds[TIP_INS]),
        TWO_POINT_JUMPERS: assisted_kind(kinds[TWO_POINT_JUMPERS]),
        THREE_POINT_JUMPERS: assisted_kind(kinds[THREE_POINT_JUMPERS]),
        FREE_THROWS: _plain_kind(kinds[FREE_THROWS]),
        "attemptsBreakdown": {kind: ratio(kinds[kind].attempted, tracked.attempted) or 0 for kind in order},
    }


def team_shots(games: Iterable[Game], query: Query) -> Iterator[tuple[Shooter, Event]]:
    """Shots of the teams asked for, from games with plays; teams need a conference."""
    team_name, conference_name = query.get("team", "").lower(), query.get("conference", "").lower()
    for game in games:
        wanted: dict[int, Shooter] = {}
        for side, (team, conference) in enumerate(zip(game.fixture.teams, game.conferences, strict=True)):
            if conference is None or team_name not in ("", team.school.lower()):
                continue
            if conference_name in ("", conference.abbreviation.lower()):
                wanted[side] = (game.fixture.season, team, conference)
        if wanted and game.has_plays:
            for event in shots(game.course().events):
                if event.side in wanted:
                    yield wanted[event.side], event


def _team_shooting(league: League, query: Query) -> list[Record]:
    found: dict[tuple[int, int], tuple[Shooter, ShotCounts]] = {}
    for shooter, event in team_shots(games_asked_for(league, query), query):
        key = shooter[0], shooter[1].id
        found.setdefault(key, (shooter, no_shots()))[1].add(event)
    return [
        record("/stats/team/shooting/season", _shooting(*shooter, counts))
        for _, (shooter, counts) in sorted(found.items(), key=lambda item: item[0])
    ]


def _player_shooting(league: League, query: Query) -> list[Record]:
    found: dict[tuple[int, int, int], tuple[Shooter, ShotCounts]] = {}
    for shooter, event in team_shots(games_asked_for(league, query), query):
        key = shooter[0], shooter[1].id, event.player
        found.setdefault(key, (shooter, no_shots()))[1].add(event)
    players = {season: league.players(season) for season in league.seasons}
    return [
        record(
            "/stats/player/shooting/season",
            _shooting(*shooter, counts) | {"athleteId": key[2], "athleteName": players[key[0]][key[2]].name},
        )
        for key, (shooter, counts) in sorted(found.items(), key=lambda item: item[0])
    ]


ASKED = {
    "/stats/team/shooting/season": _team_shooting,
    "/stats/player/shooting/season": _player_shooting,
}
