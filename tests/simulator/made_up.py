"""Datasets made up for one rule, such as more games than a cap."""

from datetime import UTC, datetime, timedelta
from typing import Any

from cbbd_spark.simulator.dataset import Dataset, Record, fixed
from cbbd_spark.simulator.league.records.making import record
from cbbd_spark.simulator.wire import timestamp

GAMES_A_DAY = 70


def start(number: int) -> str:
    """Many games start at once."""
    return timestamp(datetime(2024, 11, 5, tzinfo=UTC) + timedelta(days=number // GAMES_A_DAY))


def game_rows(path: str, games: int) -> list[Record]:
    """One row a game."""
    return [record(path, {"id": number, "startDate": start(number), "season": 2025}) for number in range(games)]


def team_rows(path: str, games: int) -> list[Record]:
    """Two rows a game."""
    return [record(path, row(number, team)) for number in range(games) for team in (number % 97, 97 + number % 89)]


def row(number: int, team: int) -> dict[str, Any]:
    """A team's row in a game."""
    return {"gameId": number, "teamId": team, "startDate": start(number), "season": 2025}


def crowded(games: int) -> Dataset:
    """More games than any cap lets through."""
    sources = {path: fixed(game_rows(path, games)) for path in ("/games", "/games/media", "/lines")}
    sources |= {path: fixed(team_rows(path, games)) for path in ("/games/teams", "/games/players")}
    return Dataset("made up", frozenset({2025}), sources)
