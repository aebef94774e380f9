"""What to call the client's methods with, taken from what the simulator holds; and what should come of it."""

from __future__ import annotations

from typing import Any

from cbbd_spark.simulator.dataset import Dataset
from tests.simulator.reading import rows

SEASON = 2025

# Declared non-null, and null for a unit that never had the ball (Q10): the client refuses the whole answer.
NULLS = {
    f"{name}: type_error.none.not_allowed"
    for name in ("pace", "offenseRating", "defenseRating", "netRating", "trueShooting")
}
WITH_NULLS = ("get_lineup_stats_by_game", "get_lineups_by_team_season")

# What the client makes of drift (Q22), asked of /games: None is accepted, else the reason.
RULES: dict[str, str | None] = {
    "new_field": None,
    "vanished_field; field=attendance": None,
    "new_enum; field=status": "status: type_error.enum",
    "type_drift; to=float; field=homePoints": "homePoints: type_error.integer",
    "type_drift; to=text; field=homePoints": "homePoints: type_error.integer",
    "5xx; status=502": "HTTP 502",
    "429_concurrent; retry_after=0": "HTTP 429",
}


def plan(dataset: Dataset, url: str) -> dict[str, Any]:
    """Values for every parameter of the client, so that each answer has rows."""
    game = _game(dataset)
    player = rows(dataset, "/stats/player/season", season=SEASON, team=game["homeTeam"])[0]
    least = {
        "season": SEASON,
        "year": SEASON,
        "team": game["homeTeam"],
        "team_id": game["homeTeamId"],
        "game_id": game["id"],
        "player_id": player["athleteId"],
        "tournament": game["tournament"],
        "var_date": game["startDate"],
    }
    filters = {
        "conference": game["homeConference"],
        "season_type": "regular",
        "status": "final",
        "start_date_range": "2024-10-01T00:00:00Z",
        "end_date_range": "2025-04-30T00:00:00Z",
        "shooting_plays_only": True,
        "poll_type": "ap",
        "week": 3,
    }
    return {"url": url, "least": least, "filters": filters, "own": _own(dataset), "rules": list(RULES)}


def _game(dataset: Dataset) -> dict[str, Any]:
    """A game that every filter can find: of a conference's tournament, with boxes, plays, and units with nulls."""
    boxed = {row["gameId"] for row in rows(dataset, "/games/teams", season=SEASON)}
    games = rows(dataset, "/games", season=SEASON, seasonType="regular", status="final")
    return next(
        game
        for game in games
        if game["tournament"]
        and game["id"] in boxed
        and any(unit["netRating"] is None for unit in rows(dataset, "/lineups/game/{gameId}", gameId=game["id"]))
    )


def _own(dataset: Dataset) -> dict[str, dict[str, Any]]:
    """Values that must fit each other: taken from one row of the answer."""
    pick = next(row for row in rows(dataset, "/draft/picks", year=SEASON) if row["sourceTeamLocation"])
    moved = next(row for row in rows(dataset, "/recruiting/portal", year=SEASON) if row["destination"])
    recruit = next(row for row in rows(dataset, "/recruiting/players", year=SEASON - 1) if row["committedTo"])
    voted = rows(dataset, "/rankings", season=SEASON, week=3, pollType="ap")[0]
    shown = rows(dataset, "/scoreboard")[0]
    committed = {"team": recruit["committedTo"]["name"], "conference": recruit["committedTo"]["conference"]}
    return {
        "get_draft_picks": {
            "draft_team": pick["draftTeam"],
            "source_team": pick["sourceTeamLocation"],
            "position": pick["position"],
        },
        "get_portal_transfers": {
            "source_team": moved["origin"]["name"],
            "source_conference": moved["origin"]["conference"],
            "destination_team": moved["destination"]["name"],
            "destination_conference": moved["destination"]["conference"],
            "position": moved["position"],
        },
        "get_recruits": {"year": SEASON - 1, "position": recruit["position"], **committed},
        "get_team_recruiting_rankings": {"year": SEASON - 1, **committed},
        "get_rankings": {"team": voted["team"], "conference": voted["conference"]},
        "get_scoreboard": {"conference": shown["homeTeam"]["conferenceAbbreviation"]},
    }
