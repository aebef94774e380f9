"""A league of a few games, and what the source would answer to each request about it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.window import Window, utc_day
from cbbd_spark.raw import layout

SEASON = 2024
ENDPOINTS = ("games", "games_teams", "plays_date", "teams", "venues")
CAP = 3000
_FIRST_DAY = datetime.fromisoformat("2023-11-06T12:00:00+00:00")

Record = dict[str, Any]


class League:
    """crowd: so many games in one window of games fill an answer to its cap; 0 = never
    late: endpoints whose records of some windows are not there yet
    """

    def __init__(self, rng: random.Random, crowd: int, late: Iterable[str]) -> None:
        self.crowd = crowd
        self.late = set(late)
        # In the evenings, some on one day, and never two at the same time: what is crowded can be halved.
        hours = sorted({24 * rng.randrange(150) + rng.randrange(6) for _ in range(rng.randrange(2, 10))})
        self.games: list[Record] = [
            {
                "id": number,
                "season": SEASON,
                "startDate": layout.timestamp(_FIRST_DAY + timedelta(hours=each)),
                "status": "final" if rng.random() < 0.9 else "scheduled",
                "homePoints": 0,
            }
            for number, each in enumerate(hours, 1)
        ]

    def correct(self, rng: random.Random) -> None:
        """Some games have other points than before."""
        for game in self.games:
            if rng.random() < 0.3:
                game["homePoints"] += 1

    def body(self, request: Request) -> bytes:
        """The answer as it is now, cut off at the cap."""
        records = self.records(request.endpoint.name, request.params, request.hash)
        if self.crowd and request.can_split and len(records) > self.crowd:
            # As many records as the cap, whatever they are: more may have been cut off.
            return b"[" + b",".join([json.dumps(records[0]).encode()] * CAP) + b"]"
        return json.dumps(records, separators=(",", ":")).encode()

    def records(self, endpoint: str, params: dict[str, Any], request_hash: str) -> list[Record]:
        """All of them, never cut off."""
        if endpoint == "venues":
            return [{"id": 1, "name": "Hall"}]
        if endpoint == "teams":
            return [{"id": 1, "school": "Duke", "conference": "ACC"}]
        if endpoint in self.late and int(request_hash, 16) % 2:
            return []
        window = _window(params)
        inside = [game for game in self.games if datetime.fromisoformat(game["startDate"]) in window]
        if endpoint == "games":
            return inside
        played = [game for game in inside if game["status"] == "final"]
        if endpoint == "games_teams":
            return [_box(game, team) for game in played for team in (1, 2)]
        return [_play(game, number) for game in played for number in range(2)]


def _window(params: dict[str, Any]) -> Window:
    if "date" in params:
        return utc_day(params["date"])
    start, end = (datetime.fromisoformat(params[name]) for name in ("startDateRange", "endDateRange"))
    return Window(start, end)


def _box(game: Record, team: int) -> Record:
    return {
        "gameId": game["id"],
        "season": SEASON,
        "teamId": team,
        "startDate": game["startDate"],
        "pace": game["homePoints"],
    }


def _play(game: Record, number: int) -> Record:
    return {"id": game["id"] * 10 + number, "gameId": game["id"], "gameStartDate": game["startDate"]}
