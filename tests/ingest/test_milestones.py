"""How far each endpoint is said to have come."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from cbbd_spark.ingest import milestones
from cbbd_spark.ingest.milestones import Milestone
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.ingest.harvesting import run
from tests.ingest.league import SEASON, served, settings_of

LONG_AFTER = datetime(2025, 12, 1, tzinfo=UTC)
IN_SEASON = datetime(2025, 1, 15, 13, tzinfo=UTC)


def test_a_milestone_never_goes_back(tmp_path: Path) -> None:
    state = SqliteKeyValue(tmp_path / "state.db")
    milestones.reach(state, ["games"], season=2025, day=date(2025, 4, 1))
    milestones.reach(state, ["games", "lines"], season=2012, day=date(2024, 1, 1))
    assert milestones.read(state) == {
        "games": Milestone(2025, date(2025, 4, 1)),
        "lines": Milestone(2012, date(2024, 1, 1)),
    }
    state.close()


async def reached(folder: Path, now: datetime, endpoints: list[str]) -> dict[str, Milestone]:
    with served() as source:
        settings = settings_of(source, folder)
        await run(settings, endpoints, [SEASON], now=lambda: now)
        state = SqliteKeyValue(settings.lake.state_file)
        try:
            return milestones.read(state)
        finally:
            state.close()


async def test_a_season_is_complete_when_it_is_over_and_every_request_was_answered(tmp_path: Path) -> None:
    found = await reached(tmp_path, LONG_AFTER, ["games", "teams", "plays_date", "lineups_team", "venues"])
    assert {name: one.last_completed_season for name, one in found.items()} == dict.fromkeys(
        ["games", "lineups_team", "plays_date", "teams"], SEASON
    )


async def test_a_season_that_is_being_played_is_looked_at_and_not_complete(tmp_path: Path) -> None:
    found = await reached(tmp_path, IN_SEASON, ["games", "teams", "plays_date", "lineups_team"])
    assert set(found.values()) == {Milestone(None, IN_SEASON.date())}
    assert set(found) == {"games", "teams", "plays_date", "lineups_team"}


async def test_what_depends_on_games_that_are_not_known_is_not_complete(tmp_path: Path) -> None:
    assert await reached(tmp_path, LONG_AFTER, ["plays_date", "lineups_team"]) == {}
