"""Teams, conferences, venues, rosters and the directory."""

from typing import Any

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.directories import short_label
from cbbd_spark.simulator.league.clubs import FIRST_SEASON, Clubs, Conference, Team
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.world import League


def team_info(team: Team, conference: Conference | None) -> dict[str, Any]:
    """One team with its conference in a season."""
    return {
        "id": team.id,
        "sourceId": team.source_id,
        "school": team.school,
        "mascot": team.mascot,
        "abbreviation": team.abbreviation,
        "displayName": f"{team.school} {team.mascot}",
        "shortDisplayName": team.school,
        "primaryColor": team.colors[0] if team.is_division_one else None,
        "secondaryColor": team.colors[1] if team.is_division_one else None,
        "currentVenueId": team.venue.id,
        "currentVenue": team.venue.name,
        "currentCity": team.venue.city,
        "currentState": team.venue.state,
        "conferenceId": conference.id if conference else None,
        "conference": conference.abbreviation if conference else None,
        "logos": [f"/logos/{team.id}.png", f"/logos/dark/{team.id}.png"] if team.is_division_one else None,
    }


def _teams(league: League) -> list[Record]:
    """The list of all teams (season None, today's conference), then the members of each season."""
    today = league.seasons[max(league.seasons)].members
    rows = [record("/teams", team_info(team, today.get(team.id)), season=None) for team in league.clubs.everyone]
    for number, season in league.seasons.items():
        rows += [
            record("/teams", team_info(team, season.members[team.id]), season=number) for team in league.clubs.teams
        ]
    return rows


def _conference_info(conference: Conference) -> dict[str, Any]:
    return {
        "id": conference.id,
        "sourceId": conference.source_id,
        "name": conference.name,
        "abbreviation": conference.abbreviation,
        "shortName": conference.abbreviation,
    }


def _conferences(league: League) -> list[Record]:
    return [record("/conferences", _conference_info(each)) for each in league.clubs.conferences]


def _spans(clubs: Clubs, last: int) -> dict[int, list[tuple[Team, int, int | None]]]:
    """Memberships by conference; an end of None means still a member."""
    open_spans: dict[int, tuple[int, int]] = {}
    spans: dict[int, list[tuple[Team, int, int | None]]] = {each.id: [] for each in clubs.conferences}
    for season in range(FIRST_SEASON, last + 1):
        for team_id, conference in clubs.members(season).items():
            here, since = open_spans.get(team_id, (conference.id, season))
            if here != conference.id:
                spans[here].append((clubs.by_id[team_id], since, season - 1))
                since = season
            open_spans[team_id] = (conference.id, since)
    for team_id, (conference_id, since) in open_spans.items():
        spans[conference_id].append((clubs.by_id[team_id], since, None))
    return spans


def _history(league: League) -> list[Record]:
    spans = _spans(league.clubs, max(league.seasons))
    return [
        record(
            "/conferences/history",
            _conference_info(conference)
            | {
                "teams": [
                    {
                        "endSeason": end,
                        "startSeason": start,
                        "mascot": team.mascot,
                        "school": team.school,
                        "sourceId": team.source_id,
                        "id": team.id,
                    }
                    for team, start, end in spans[conference.id]
                ]
            },
        )
        for conference in league.clubs.conferences
    ]


def _venues(league: League) -> list[Record]:
    venues = [team.venue for team in league.clubs.everyone] + list(league.clubs.neutral_venues)
    return [
        record(
            "/venues",
            {
                "id": venue.id,
                "sourceId": str(venue.id + 2000),
                "name": venue.name,
                "city": venue.city,
                "state": venue.state,
                "country": "USA",
            },
        )
        for venue in venues
    ]


def hometown(player: Player) -> dict[str, Any]:
    """Where a player comes from; coordinates are known for Americans."""
    is_american = player.state is not None
    return {
        "countyFips": f"{player.id % 56 + 1:02d}{player.id % 199:03d}" if is_american else None,
        "longitude": -70 - player.id % 5000 / 100 - 0.005 if is_american else None,
        "latitude": 27 + player.id % 2000 / 100 + 0.005 if is_american else None,
        "country": player.country,
        "state": player.state,
        "city": player.city,
    }


def _roster_player(player: Player, team: Team) -> dict[str, Any]:
    first, last = player.spans()[team.id]
    return {
        "id": player.id,
        "sourceId": player.source_id,
        "name": player.name,
        "firstName": player.first_name,
        "lastName": player.last_name,
        "jersey": player.jersey,
        "position": player.position,
        "height": player.height,
        "weight": player.weight,
        "hometown": hometown(player),
        "dateOfBirth": player.born.isoformat() if player.born else None,
        "startSeason": first,
        "endSeason": last,
    }


def _listed(league: League, season: int) -> dict[int, list[Player]]:
    """Players by team: a roster is made of spans, so who went away and came back is listed in between (Q18)."""
    found: dict[int, list[Player]] = {team.id: [] for team in league.clubs.everyone}
    for player in sorted(league.players(season).values(), key=lambda each: each.id):
        for team_id, (first, last) in player.spans().items():
            if first <= season <= last:
                found[team_id].append(player)
    return found


def _rosters(league: League) -> list[Record]:
    """Teams outside Division I are there, without players."""
    rows = []
    for number, season in league.seasons.items():
        listed = _listed(league, number)
        for team in league.clubs.everyone:
            conference = season.members.get(team.id)
            players = listed[team.id] if team.is_division_one else []
            row = {
                "teamId": team.id,
                "teamSourceId": team.source_id,
                "team": team.school,
                "conference": conference.abbreviation if conference else None,
                "season": number,
                "players": [_roster_player(player, team) for player in players],
            }
            rows.append(record("/teams/roster", row))
    return rows


def _directory(league: League) -> list[Record]:
    """One object per season; its label has an en dash, unlike the others."""
    rows = []
    for number, season in league.seasons.items():
        teams = [
            {
                "id": team.id,
                "sourceId": team.source_id,
                "school": team.school,
                "mascot": team.mascot,
                "abbreviation": team.abbreviation,
                "displayName": f"{team.school} {team.mascot}",
                "shortDisplayName": team.school,
                "conferenceId": season.members[team.id].id,
            }
            for team in league.clubs.teams
        ]
        conferences = [
            {"id": each.id, "name": each.name, "abbreviation": each.abbreviation} for each in league.clubs.conferences
        ]
        row = {"season": number, "seasonLabel": short_label(number), "teams": teams, "conferences": conferences}
        rows.append(record("/teams/directory", row))
    return rows


SOURCES = {
    "/teams": _teams,
    "/conferences": _conferences,
    "/conferences/history": _history,
    "/venues": _venues,
    "/teams/roster": _rosters,
    "/teams/directory": _directory,
}
