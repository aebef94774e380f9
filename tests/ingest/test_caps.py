"""Answers as long as their cap are not whole; answers that ignore their filter are not answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from cbbd_spark.ingest.order import Order
from cbbd_spark.ingest.window import season_window
from cbbd_spark.raw.layout import timestamp
from cbbd_spark.settings import Settings
from cbbd_spark.sources import endpoints
from cbbd_spark.state.ledger import Ledger, Status
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.ingest.harvesting import entries, landed, notes, planned, run
from tests.ingest.misbehaving import FaultServer, records

SEASON = 2024


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Capped:
    """A source of games or of their teams, cut at `cap` rows in the order of their start, as the API's lists are."""

    def __init__(self, found: list[dict[str, Any]], cap: int) -> None:
        self.found = sorted(found, key=lambda record: record["startDate"])
        self.cap = cap

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        start, end = moment(request.query["startDateRange"]), moment(request.query["endDateRange"])
        kept = [record for record in self.found if start <= moment(record["startDate"]) <= end]
        return await records(kept[: self.cap])(request)


def games(starts: list[datetime]) -> list[dict[str, Any]]:
    return [
        {"id": number, "season": SEASON, "startDate": timestamp(start), "status": "final"}
        for number, start in enumerate(starts, 1)
    ]


def crowded(count: int, spread: timedelta) -> list[datetime]:
    first = datetime(2023, 11, 6, 17, 0, tzinfo=UTC)
    return [first + spread * (number / count) for number in range(count)]


def ids(settings: Settings, endpoint: str, key: str = "id") -> list[int]:
    return sorted(json.loads(line)[key] for line in landed(settings, endpoint))


def cap_of(endpoint: str) -> int:
    cap = endpoints()[endpoint].row_cap
    assert cap
    return cap.rows


@pytest.mark.parametrize("spread", [timedelta(days=25), timedelta(hours=5), timedelta(minutes=2)])
async def test_every_game_lands_once_however_crowded_a_window_is(
    server: FaultServer, settings: Settings, spread: timedelta
) -> None:
    found = games(crowded(4_000, spread))
    server.script = {"/games": [Capped(found, 3000)]}
    report = await run(settings, ["games"], [SEASON])
    assert ids(settings, "games") == [record["id"] for record in found]
    assert report.endpoints["games"].truncated >= 1
    assert (report.set_aside, report.total("odd_rows")) == (0, 0)


@pytest.mark.parametrize(("count", "truncated"), [(2999, 0), (3000, 1)])
async def test_as_many_rows_as_the_cap_is_too_many(
    server: FaultServer, settings: Settings, count: int, truncated: int
) -> None:
    found = games(crowded(count, timedelta(days=20)))
    server.script = {"/games": [Capped(found, 3000)]}
    report = await run(settings, ["games"], [SEASON])
    assert report.endpoints["games"].truncated == truncated
    assert ids(settings, "games") == [record["id"] for record in found]


@pytest.mark.parametrize("endpoint", ["games_teams", "games_players"])
async def test_caps_of_team_rows_are_kept_too(server: FaultServer, settings: Settings, endpoint: str) -> None:
    """Both teams of a game start at the same moment, and a full answer may end between them."""
    cap = cap_of(endpoint)
    starts = crowded(cap * 2, timedelta(days=5))
    found = [
        {"gameId": number, "teamId": team, "season": SEASON, "startDate": game["startDate"]}
        for number, game in enumerate(games(starts), 1)
        for team in (1, 2)
    ]
    server.script = {endpoints()[endpoint].path: [Capped(found, cap + 1 - cap % 2)]}
    await run(settings, [endpoint], [SEASON])
    assert len(ids(settings, endpoint, "gameId")) == len(found)
    assert set(ids(settings, endpoint, "gameId")) == {record["gameId"] for record in found}
    assert all(entry.rows < cap for entry in entries(settings, endpoint))


async def test_a_truncated_answer_is_remembered_and_its_window_is_not_asked_again(
    server: FaultServer, settings: Settings
) -> None:
    found = games(crowded(4000, timedelta(days=20)))
    server.script = {"/games": [Capped(found, 3000)]}
    await run(settings, ["games"], [SEASON])
    state = SqliteKeyValue(settings.lake.state_file)
    rows = Ledger(state, "cbbd").rows("games").values()
    truncated = [row for row in rows if row.status is Status.TRUNCATED]
    assert truncated
    assert all((row.rows, row.entry, row.facts.days) == (3000, None, {}) for row in truncated)
    state.close()
    assert planned(settings, Order([SEASON], endpoints=["games"])).calls == 0
    server.calls.clear()
    report = await run(settings, ["games"], [SEASON], refresh=True)
    assert (report.endpoints["games"].truncated, report.total("landed")) == (0, 0)


async def test_a_window_that_fills_up_later_is_split_then(server: FaultServer, settings: Settings) -> None:
    found = games(crowded(4000, timedelta(days=20)))
    server.script = {"/games": [Capped(found[:2000], 3000)]}
    await run(settings, ["games"], [SEASON])
    server.script = {"/games": [Capped(found, 3000)]}
    await run(settings, ["games"], [SEASON], refresh=True)
    assert set(ids(settings, "games")) == {record["id"] for record in found}
    server.script["/plays/date"] = [records([])]
    report = await run(settings, ["plays_date"], [SEASON])
    assert report.total("asked") == len({record["startDate"][:10] for record in found})


async def test_more_games_at_one_instant_than_the_cap_are_set_aside_and_said(
    server: FaultServer, settings: Settings
) -> None:
    same = datetime(2023, 11, 6, 17, 0, tzinfo=UTC)
    found = games([*[same] * 3000, same + timedelta(hours=3)])
    server.script = {"/games": [Capped(found, 3000)]}
    report = await run(settings, ["games"], [SEASON])
    (note,) = notes(settings)
    assert "within one second" in note.reason
    assert note.params["startDateRange"] == "2023-11-06T17:00:00.000Z"
    assert note.params["endDateRange"] == "2023-11-06T17:00:00.999Z"
    assert (report.set_aside, ids(settings, "games")) == (1, [3001])


IGNORED = {
    "another season": ("/games", {"id": 1, "season": 2023, "startDate": "2023-10-05T00:00:00.000Z"}),
    "another date": ("/games", {"id": 1, "season": 2024, "startDate": "2022-12-05T00:00:00.000Z"}),
    "another season of ratings": ("/ratings/elo", {"season": 2025, "teamId": 1}),
    "another class": ("/recruiting/players", {"id": 1, "year": 2024}),
}


@pytest.mark.parametrize("name", IGNORED)
async def test_an_answer_about_something_else_is_refused(name: str, server: FaultServer, settings: Settings) -> None:
    path, record = IGNORED[name]
    endpoint = next(each.name for each in endpoints().values() if each.path == path)
    server.script = {path: [records([record]), records([])]}
    report = await run(settings, [endpoint], [SEASON])
    (note,) = notes(settings)
    assert note.reason.startswith("the filter was ignored: 1 of 1 records lie outside of what was asked for (")
    assert (report.set_aside, landed(settings, endpoint)) == (1, [])


async def test_plays_of_another_day_are_refused_and_those_of_both_midnights_are_not(
    server: FaultServer, settings: Settings
) -> None:
    found = games([datetime(2023, 11, 6, tzinfo=UTC), datetime(2023, 11, 8, 1, tzinfo=UTC)])
    midnights = [{"id": 1, "gameStartDate": f"2023-11-0{day}T00:00:00.000Z", "season": 2024} for day in (6, 7)]
    server.script = {
        "/games": [Capped(found, 3000)],
        "/plays/date": [records(midnights), records([{"id": 2, "gameStartDate": "2023-11-10T00:00:00.000Z"}])],
    }
    report = await run(settings, ["games", "plays_date"], [SEASON])
    assert [call.query for call in server.calls if call.path == "/plays/date"] == [
        {"date": "2023-11-06"},
        {"date": "2023-11-08"},
    ]
    assert ids(settings, "plays_date") in ([1, 1], [])
    assert report.set_aside == 1


async def test_one_record_beyond_the_border_does_not_cost_the_others(server: FaultServer, settings: Settings) -> None:
    found = games(crowded(100, timedelta(days=20)))
    found[50]["season"] = 2023
    server.script = {"/games": [Capped(found, 3000)]}
    report = await run(settings, ["games"], [SEASON])
    assert (report.total("rows"), report.set_aside) == (100, 0)


def test_the_windows_of_a_season_hold_every_moment_of_it() -> None:
    """What Capped serves between windows would be lost: the borders are a millisecond apart, as the API's times are."""
    whole = season_window(SEASON)
    assert whole.end - whole.start == timedelta(days=213) - timedelta(milliseconds=1)
