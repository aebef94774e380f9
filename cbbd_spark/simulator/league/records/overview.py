"""/teams/{teamId}/season/{season}/overview: one document made of what the other endpoints say."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cbbd_spark.simulator.dataset import Query, Record
from cbbd_spark.simulator.directories import short_label
from cbbd_spark.simulator.league.clubs import Team
from cbbd_spark.simulator.league.games import Game
from cbbd_spark.simulator.league.ratings import simple_ratings
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.records.overview_parts import coverage as covered_share
from cbbd_spark.simulator.league.records.overview_parts import (
    efficiency,
    profile_player,
    shot_buckets,
)
from cbbd_spark.simulator.league.records.player_seasons import player_seasons
from cbbd_spark.simulator.league.records.polls import poll_rows
from cbbd_spark.simulator.league.records.ratings import adjusted_rows, rated_teams
from cbbd_spark.simulator.league.records.shooting import team_shots
from cbbd_spark.simulator.league.records.team_seasons import TeamSeason, boxed, team_seasons
from cbbd_spark.simulator.league.season import PlayedSeason
from cbbd_spark.simulator.league.shot_counts import no_shots
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.routes.ratings import POLL_NAMES
from cbbd_spark.simulator.wire import rounded

PATH = "/teams/{teamId}/season/{season}/overview"
FORMAT_VERSION = 2


def _team(season: PlayedSeason, team: Team) -> dict[str, Any]:
    conference = season.members[team.id]
    return {
        "conference": {
            "id": conference.id,
            "name": conference.name,
            "abbreviation": conference.abbreviation,
        },
        "sourceId": team.source_id,
        "mascot": team.mascot,
        "school": team.school,
    }


def _count_record(games: Sequence[Game], team: Team) -> dict[str, int]:
    wins = sum(game.winner == game.fixture.teams.index(team) for game in games)
    return {"games": len(games), "wins": wins, "losses": len(games) - wins, "unresolved": 0}


def _record(games: Sequence[Game], team: Team) -> dict[str, Any]:
    final = [game for game in games if game.is_final]
    in_conference = [game for game in final if game.fixture.is_conference_game]
    return {
        "unknownConferenceGames": 0,
        "unknownEligibilityGames": 0,
        "complete": True,
        "conference": _count_record(in_conference, team),
        "overall": _count_record(final, team),
    }


def _poll_standing(rows: Sequence[dict[str, Any]], team: Team, name: str) -> dict[str, Any]:
    """The last poll of a kind; not being in it is a standing too."""
    polls = [row for row in rows if row["pollType"] == name]
    if not polls:
        return {"state": "unavailable", **dict.fromkeys(("date", "week", "seasonType", "rank"))}
    last = polls[-1]
    rank = next(
        (row["ranking"] for row in polls if row["pollDate"] == last["pollDate"] and row["teamId"] == team.id), None
    )
    return {
        "state": "ranked" if rank else "unranked",
        "date": last["pollDate"],
        "week": last["week"],
        "seasonType": last["seasonType"],
        "rank": rank,
    }


def _ratings(season: PlayedSeason, team: Team, elo: int | None, today: date | None) -> dict[str, Any]:
    polls = list(poll_rows(season, today))
    rows = adjusted_rows(season)
    own = next((row for row in rows if row["teamId"] == team.id), None)
    values = {"offense": "offensiveRating", "defense": "defensiveRating", "net": "netRating"}
    return {
        "polls": {kind: _poll_standing(polls, team, POLL_NAMES[kind]) for kind in ("coaches", "ap")},
        "srs": rounded(simple_ratings(season.finals, rated_teams(season)).get(team.id)),
        "elo": elo,
        "adjusted": {
            **{key: {"value": own[name], "rank": own["rankings"][key]} for key, name in values.items()},
            "population": len(rows),
        }
        if own
        else None,
    }


def _schedule_game(game: Game, team: Team) -> dict[str, Any]:
    fixture = game.fixture
    side = fixture.teams.index(team)
    opponent = fixture.teams[1 - side]
    result = None if game.winner is None else "W" if game.winner == side else "L"
    return {
        "id": fixture.id,
        "opponentId": opponent.id,
        "opponent": opponent.school,
        "opponentHasProfile": opponent.is_division_one,
        "startDate": fixture.start_text,
        "calendarDate": fixture.start_text[:10],
        "startTimeTbd": False,
        "location": "neutral" if fixture.is_neutral else ("home", "away")[side],
        "status": game.status,
        "seasonType": fixture.season_type,
        "gameType": fixture.game_type,
        "eligibility": "counted",
        "conferenceGame": fixture.is_conference_game,
        "teamPoints": game.points[side] if game.is_final else None,
        "opponentPoints": game.points[1 - side] if game.is_final else None,
        "result": result,
        "venue": fixture.venue.name,
    }


def _players(league: League, season: PlayedSeason, team: Team, final: Sequence[Game], covered: int) -> dict[str, Any]:
    players = {season.season: league.players(season.season)}
    rows = {row.player.id: row for row in player_seasons(final, players) if row.team == team}
    listed = [profile_player(player, rows.get(player.id)) for player in season.rosters[team.id]]
    return {"rows": listed, "coverage": covered_share(len(final), covered)}


def _document(league: League, season: PlayedSeason, team: Team) -> dict[str, Any]:
    games = [game for game in season.games if team in game.fixture.teams]
    final = [game for game in games if game.is_final]
    totals = {row.team.id: row for row in team_seasons(final)}
    row = totals.get(team.id) or TeamSeason(season.season, team, season.members[team.id])
    counts = no_shots()
    for _, event in team_shots(final, {"team": team.school}):
        counts.add(event)
    covered = sum(boxed(game) is not None for game in final)
    elo = season.preseason_elo[team.id]
    if final:
        elo = final[-1].elo_end[final[-1].fixture.teams.index(team)] or elo
    latest = final[-1].fixture.start_text if final else None
    return {
        "formatVersion": FORMAT_VERSION,
        "teamId": team.id,
        "season": season.season,
        "seasonLabel": short_label(season.season),
        "generatedAt": season.games[-1].fixture.start_text,
        "team": _team(season, team),
        "record": _record(games, team),
        "ratings": _ratings(season, team, elo, league.today),
        "efficiency": efficiency(row, covered),
        "shooting": shot_buckets(counts, len(final), sum(game.has_plays for game in final)),
        "players": _players(league, season, team, final, covered),
        "schedule": {"games": [_schedule_game(game, team) for game in games]},
        "sources": {"notes": [], "latestFinalStartDate": latest, "leaderboardUpdatedAt": latest},
    }


def _overviews(league: League, query: Query) -> list[Record]:
    seasons = [each for number, each in league.seasons.items() if query.get("season") in (None, number)]
    teams = [team for team in league.clubs.teams if query.get("teamId") in (None, team.id)]
    return [record(PATH, _document(league, season, team)) for season in seasons for team in teams]


ASKED = {PATH: _overviews}
