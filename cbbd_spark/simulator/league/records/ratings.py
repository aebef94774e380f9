"""/ratings/*: snapshots after the last game that was played."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from cbbd_spark.simulator.dataset import Record
from cbbd_spark.simulator.league.ratings import adjusted_ratings, simple_ratings
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.league.season import PlayedSeason
from cbbd_spark.simulator.league.world import League
from cbbd_spark.simulator.wire import encode, rounded


def rated_teams(season: PlayedSeason) -> list[int]:
    """Division I teams that have played."""
    played = {team.id for game in season.finals for team in game.fixture.teams}
    return [team.id for team in season.clubs.teams if team.id in played]


def _heading(season: PlayedSeason, team_id: int) -> dict[str, Any]:
    return {
        "season": season.season,
        "teamId": team_id,
        "team": season.clubs.by_id[team_id].school,
        "conference": season.members[team_id].abbreviation,
    }


def _with_ranks(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    net = ranks(row["netRating"] for row in rows)
    defense = ranks(-row["defensiveRating"] for row in rows)
    offense = ranks(row["offensiveRating"] for row in rows)
    return [
        row
        | {
            "rankings": {
                "net": net[row["netRating"]],
                "defense": defense[-row["defensiveRating"]],
                "offense": offense[row["offensiveRating"]],
            }
        }
        for row in rows
    ]


def adjusted_rows(season: PlayedSeason) -> list[dict[str, Any]]:
    """A season's ratings, ranked among themselves."""
    ratings = adjusted_ratings(season.finals, rated_teams(season))
    rows = []
    for team_id, (offense, defense) in ratings.items():
        scored, allowed = rounded(offense) or 0, rounded(defense) or 0
        numbers = {"offensiveRating": scored, "defensiveRating": allowed, "netRating": rounded(scored - allowed)}
        rows.append(_heading(season, team_id) | numbers)
    return _with_ranks(rows)


def _adjusted(league: League) -> list[Record]:
    return [record("/ratings/adjusted", row) for season in league.seasons.values() for row in adjusted_rows(season)]


def ranks(values: Iterable[float]) -> dict[float, int]:
    """Rank by value, the highest first; equal values share one."""
    ordered = sorted(values, reverse=True)
    return {value: ordered.index(value) + 1 for value in set(ordered)}


def _ranked_anew(records: Sequence[Record]) -> list[bytes]:
    """Ranks are those within the answer (Q14), so the records get them when it is known."""
    return [encode(row) for row in _with_ranks([msgspec.json.decode(each.body) for each in records])]


def _srs(league: League) -> list[Record]:
    return [
        record("/ratings/srs", _heading(season, team_id) | {"rating": rounded(rating)})
        for season in league.seasons.values()
        for team_id, rating in simple_ratings(season.finals, rated_teams(season)).items()
    ]


def _elo(league: League) -> list[Record]:
    """After the last final game; the conference has its full name here."""
    rows = []
    for season in league.seasons.values():
        last = {team.id: game.elo_end[side] for game in season.finals for side, team in enumerate(game.fixture.teams)}
        for team_id in rated_teams(season):
            conference = season.members[team_id]
            row = _heading(season, team_id) | {"conference": conference.name, "elo": last[team_id]}
            rows.append(record("/ratings/elo", row, conferenceAbbreviation=conference.abbreviation))
    return rows


SOURCES = {"/ratings/adjusted": _adjusted, "/ratings/srs": _srs, "/ratings/elo": _elo}
RENDERERS = {"/ratings/adjusted": _ranked_anew}
