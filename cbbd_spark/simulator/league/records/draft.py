"""/draft/*: the best who leave, and some who never played in a college."""

from typing import Any

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.league.chance import stream
from cbbd_spark.simulator.league.names import FIRST_NAMES, LAST_NAMES, PRO_TEAMS
from cbbd_spark.simulator.league.players import Player
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.world import League

PICKS, PER_ROUND, FROM_ABROAD = 58, 30, 6
_POSITIONS = (("Point Guard", "PG"), ("Shooting Guard", "SG"), ("Small Forward", "SF"), ("Power Forward", "PF"),
              ("Center", "C"), ("Guard", "G"), ("Forward", "F"))  # fmt: skip
_NAMES = {abbreviation: name for name, abbreviation in _POSITIONS}


def _leaving(league: League, season: int) -> list[Player]:
    """Division I players in their last season, the best first."""
    rosters = league.rosters.of_season(season)
    last = [p for team in league.clubs.teams for p in rosters[team.id] if max(p.teams) == season]
    return sorted(last, key=lambda p: -(p.skills.talent + 0.3 * (season - p.class_season)))


def _college(league: League, player: Player | None, season: int) -> dict[str, Any]:
    names = ("athleteId", "sourceTeamId", "sourceTeamLocation", "sourceTeamName",
             "sourceTeamLeagueAffiliation", "sourceTeamCollegeId")  # fmt: skip
    if player is None:
        return dict.fromkeys(names)
    team = league.clubs.by_id[player.teams[season]]
    # The source team's name is its mascot, its location the school (Q15).
    return dict(zip(names, (player.id, team.id + 500, team.school, team.mascot, "NCAA", team.id), strict=True))


def _pick(league: League, player: Player | None, season: int, overall: int) -> dict[str, Any]:
    rng = stream(league.clubs.seed, "draft", season, overall)
    team = rng.randrange(len(PRO_TEAMS))
    name = player.name if player else f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"
    position = player.position if player else rng.choice("GFC")
    return {
        **_college(league, player, season),
        "draftTeamId": team + 1,
        "draftTeam": PRO_TEAMS[team][1],
        "year": season,
        "overall": overall,
        "round": 1 + (overall > PER_ROUND),
        "pick": overall if overall <= PER_ROUND else overall - PER_ROUND,
        "name": name,
        "overallRank": overall + rng.randrange(5) if rng.random() < 0.9 else None,
        "positionRank": (overall + 2) // 3 if rng.random() < 0.9 else None,
        "height": player.height if player else None,
        "weight": player.weight if player else None,
        "position": _NAMES[position],  # sent, though neither the schema nor the client has it (Q15)
    }


def _picks(league: League) -> list[Record]:
    rows = []
    for season in league.seasons:
        candidates: list[Player | None] = list(_leaving(league, season)[: PICKS - FROM_ABROAD])
        candidates += [None] * (PICKS - len(candidates))
        order = stream(league.clubs.seed, "draft order", season)
        keyed = sorted((place + order.gauss(0, 4), place) for place in range(PICKS))
        rows += [
            record("/draft/picks", _pick(league, candidates[place], season, overall))
            for overall, (_, place) in enumerate(keyed, start=1)
        ]
    return rows


def _draft_teams(_league: League) -> list[Record]:
    return [
        record(
            "/draft/teams",
            {
                "id": number,
                "sourceId": 100 + number,
                "location": location,
                "name": name,
                "displayName": f"{location} {name}",
                "abbreviation": abbreviation,
            },
        )
        for number, (location, name, abbreviation) in enumerate(PRO_TEAMS, start=1)
    ]


def _positions(_league: League) -> list[Record]:
    return [
        record("/draft/positions", {"name": name, "abbreviation": abbreviation}) for name, abbreviation in _POSITIONS
    ]


SOURCES = {"/draft/picks": _picks, "/draft/teams": _draft_teams, "/draft/positions": _positions}
