"""Records as the API sends them, for tests of what becomes of them."""

from __future__ import annotations

from typing import Any


def game(game_id: int, **more: Any) -> dict[str, Any]:
    """A final game; `more` says what is otherwise."""
    return {
        "id": game_id,
        "season": 2025,
        "seasonType": "regular",
        "startDate": "2025-01-05T00:30:00.000Z",
        "status": "final",
        "conferenceGame": False,
        "gameType": "STD",
        "homeTeamId": 1,
        "homeTeam": "Home",
        "homePoints": 70,
        "awayTeamId": 2,
        "awayTeam": "Away",
        "awayPoints": 60,
    } | more
