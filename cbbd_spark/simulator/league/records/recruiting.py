"""/recruiting/*: the classes, and the transfer portal."""

from collections import defaultdict
from typing import Any

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.league.chance import stream
from cbbd_spark.simulator.league.clubs import Clubs
from cbbd_spark.simulator.league.players import FIRST_PORTAL_YEAR, Player
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.records.teams import hometown
from cbbd_spark.simulator.league.rosters import LONGEST_CAREER
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import rounded, zero_as_null


def class_years(league: League) -> range:
    """From the oldest class still on a roster to the one that comes next."""
    return range(min(league.seasons) - LONGEST_CAREER, max(league.seasons) + 1)


def recruits(league: League, year: int) -> list[Player]:
    """A class's players in Division I, the best first; they play from the next season on."""
    everyone = league.rosters.recruits(year + 1)
    division = [player for player in everyone if league.clubs.by_id[player.teams[year + 1]].is_division_one]
    return sorted(division, key=lambda player: (-player.skills.talent, player.id))


def rating(player: Player) -> float:
    """A scout's number near 1, four digits."""
    return rounded(min(max(0.86 + 0.045 * player.skills.talent, 0.7), 0.9999), 4) or 0


def _team(clubs: Clubs, team_id: int, season: int) -> dict[str, Any]:
    conference = clubs.members(season).get(team_id)
    return {
        "conference": conference.abbreviation if conference else None,
        "name": clubs.by_id[team_id].school,
        "id": team_id,
    }


def _recruit(league: League, player: Player, year: int, place: int) -> dict[str, Any]:
    rng = stream(league.clubs.seed, "recruit", player.id)
    is_known = player.class_season <= max(league.seasons) and rng.random() < 0.93
    school = f"{player.city} {rng.choice(('High School', 'Prep', 'Academy', 'Christian'))}"
    return {
        "id": player.id + 7,
        "sourceId": player.source_id if is_known else None,
        "position": {"G": "CG", "F": "SF", "C": "C"}[player.position],
        "schoolId": player.id % 4999 if rng.random() < 0.9 else None,
        "school": school,
        "hometown": hometown(player) if rng.random() < 0.95 else None,
        "committedTo": _team(league.clubs, player.teams[year + 1], year + 1) if rng.random() < 0.97 else None,
        "athleteId": player.id if is_known else None,
        "year": year,
        "name": player.name,
        "heightInches": player.height - 0.5 if rng.random() < 0.3 else player.height,
        "weightPounds": player.weight,
        "stars": player.stars,
        "rating": rating(player),
        "ranking": place if place <= 150 else None,
    }


def _recruits(league: League) -> list[Record]:
    return [
        record("/recruiting/players", _recruit(league, player, year, place))
        for year in class_years(league)
        for place, player in enumerate(recruits(league, year), start=1)
    ]


def _class_rankings(league: League) -> list[Record]:
    rows = []
    for year in class_years(league):
        ratings: dict[int, list[float]] = defaultdict(list)
        for player in recruits(league, year):
            ratings[player.teams[year + 1]].append(rating(player))
        totals = {team: rounded(100 * sum(sorted(each)[-4:]), 2) or 0 for team, each in ratings.items()}
        for place, team in enumerate(sorted(totals, key=lambda each: -totals[each]), start=1):
            found = _team(league.clubs, team, year + 1)
            row = {
                "teamId": team,
                "team": found["name"],
                "conference": found["conference"],
                "year": year,
                "ranking": place,
                "rating": totals[team],
            }
            rows.append(record("/recruiting/teams", row))
    return rows


def _transfer(league: League, player: Player, year: int) -> dict[str, Any]:
    rng = stream(league.clubs.seed, "portal", player.id, year)
    has_destination = rng.random() < 0.9
    return {
        "id": player.id * 10 + year % 10,
        "sourceId": player.source_id,
        "year": year,
        "firstName": player.first_name,
        "lastName": player.last_name,
        "position": player.position,
        "origin": _team(league.clubs, player.teams[year], year),
        "destination": _team(league.clubs, player.teams[year + 1], year + 1) if has_destination else None,
        "eligibility": rng.choice(("Immediate", "Immediate", "TBD", None)),
        "yearsRemaining": max(4 - (year - player.class_season + 1), 1),
        "stars": player.stars if rng.random() < 0.7 else None,
        "rating": zero_as_null(rating(player) if rng.random() < 0.7 else 0),
    }


def _portal(league: League) -> list[Record]:
    """Who changes teams after a season enters the portal of that year."""
    rows = []
    for year in sorted({season + step for season in league.seasons for step in (-1, 0)}):
        if year < FIRST_PORTAL_YEAR:
            continue
        for team in league.clubs.teams:
            for player in league.rosters.of_season(year)[team.id]:
                if player.teams.get(year + 1, team.id) != team.id:
                    rows.append(record("/recruiting/portal", _transfer(league, player, year)))
    return rows


SOURCES = {
    "/recruiting/players": _recruits,
    "/recruiting/teams": _class_rankings,
    "/recruiting/portal": _portal,
}
