"""What a run may spend, and what happens when that is too little."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cbbd_spark.errors import ConfigurationError, ExitCode, OverBudget
from cbbd_spark.ingest import purse
from cbbd_spark.ingest.order import Order
from cbbd_spark.ingest.plan import Plan
from cbbd_spark.ingest.purse import Purse
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.ingest.source import Source
from cbbd_spark.settings import Settings
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.ingest.harvesting import landed, run
from tests.ingest.league import SEASON, served, settings_of
from tests.ingest.misbehaving import FaultServer, records

NOON = datetime(2025, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("budget", "left", "reserve", "allowance"),
    [(None, None, 300, None), (50, None, 300, 40), (None, 1000, 300, 700), (50, 330, 300, 30), (5, 1000, 0, 0)],
)
def test_the_smaller_of_budget_and_month_counts(
    budget: int | None, left: int | None, reserve: int, allowance: int | None
) -> None:
    assert Purse(budget, reserve).allowance(Source(calls=10), left) == allowance


def test_a_plan_that_does_not_fit_is_refused_with_its_largest_parts_and_what_to_do() -> None:
    made = Plan(unknown=Counter(plays_date=160, lineups_team=365))
    with pytest.raises(OverBudget, match=r"about 525 calls \(lineups_team 365.*100 may be made.*--partial") as caught:
        Purse(100).insist(made, Source())
    assert caught.value.exit_code == ExitCode.QUOTA
    Purse(525).insist(made, Source())


def test_what_the_api_said_is_believed_for_a_day_and_not_into_the_next_month(tmp_path: Path) -> None:
    state = SqliteKeyValue(tmp_path / "state.db")
    assert purse.recall(state, NOON) is None
    purse.remember(state, Source(calls=3, calls_remaining=640), lambda: NOON)
    assert purse.recall(state, NOON + timedelta(hours=23)) == 640
    assert purse.recall(state, NOON + timedelta(hours=24)) is None
    new_year = datetime(2024, 12, 31, 23, tzinfo=UTC)
    purse.remember(state, Source(calls=1, calls_remaining=5), lambda: new_year)
    assert purse.recall(state, new_year + timedelta(hours=2)) is None
    state.close()


def test_a_budget_is_a_number_of_calls() -> None:
    with pytest.raises(ConfigurationError, match="budget -1"):
        Order([SEASON], budget=-1)


async def test_what_does_not_fit_the_budget_is_refused_before_the_first_call(tmp_path: Path) -> None:
    with served() as source:
        settings = settings_of(source, tmp_path)
        with pytest.raises(OverBudget, match="may be made"):
            await run(settings, None, [SEASON], budget=100)
        assert not source.answered()


async def test_a_part_takes_the_most_valuable_first_and_the_next_run_goes_on(tmp_path: Path) -> None:
    with served() as source:
        settings = settings_of(source, tmp_path)
        report = await run(settings, None, [SEASON], budget=30, partial=True)
        assert (report.calls, source.answered().total()) == (30, 30)
        assert landed(settings, "games_teams")
        assert landed(settings, "games_players")
        assert not landed(settings, "lineups_team")
        assert any("another day" in note for note in report.notes)
        rest = await run(settings, None, [SEASON])
        assert max(source.answered().values()) == 1
        assert rest.calls + 30 == source.answered().total()
        assert landed(settings, "lineups_team")


async def test_a_backfill_stops_at_the_reserve_for_the_daily_runs(server: FaultServer, settings: Settings) -> None:
    server.script = {"/games": [records([], X_CallLimit_Remaining=str(302 - n)) for n in range(8)]}
    with pytest.raises(OverBudget, match=r"300 of them kept.*quota\.reserve") as caught:
        await run(settings, ["games"], [2024])
    report = caught.value.report
    assert isinstance(report, HarvestReport)
    assert 3 <= report.calls <= 3 + settings.api.concurrency
    assert report.endpoints["games"].empty == report.calls


async def test_the_next_run_remembers_how_little_is_left(server: FaultServer, settings: Settings) -> None:
    server.script = {"/venues": [records([{"id": 1}], X_CallLimit_Remaining="303")]}
    await run(settings, ["venues"])
    server.calls.clear()
    with pytest.raises(OverBudget, match="303 calls left this month"):
        await run(settings, ["games"], [2024])
    assert server.calls == []


async def test_a_part_asks_the_api_once_more_how_much_is_left(server: FaultServer, settings: Settings) -> None:
    """The key may have a better tier by now; only what the API tells this run ends it."""
    server.script = {"/venues": [records([{"id": 1}], X_CallLimit_Remaining="0")]}
    await run(settings, ["venues"])
    server.script = {"/games": [records([], X_CallLimit_Remaining="29000")]}
    report = await run(settings, ["games"], [2024], partial=True)
    assert (report.calls, report.calls_remaining) == (8, 29000)
