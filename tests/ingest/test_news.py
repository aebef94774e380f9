"""What changes between runs: corrections, late games, answers that come and go, other runs at work."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import threading
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web

from cbbd_spark.errors import Busy, StoreFull
from cbbd_spark.settings import Settings
from cbbd_spark.state.lease import Lease
from cbbd_spark.state.ledger import Ledger, Row
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.ingest.harvesting import entries, landed, notes, raw_of, run
from tests.ingest.misbehaving import FaultServer, body, records

OPEN = datetime(2024, 11, 10, 12, tzinfo=UTC)
VENUE = {"id": 1, "name": "Cameron Indoor"}


def game(number: int, day: str, status: str = "final") -> dict[str, Any]:
    return {"id": number, "season": 2025, "startDate": f"{day}T17:00:00.000Z", "status": status}


def row(settings: Settings, endpoint: str) -> Row:
    state = SqliteKeyValue(settings.lake.state_file)
    found = next(iter(Ledger(state, "cbbd").rows(endpoint).values()))
    state.close()
    return found


async def at(settings: Settings, moment: datetime, endpoints: list[str], **options: Any) -> Any:
    return await run(settings, endpoints, [2025], now=lambda: moment, **options)


async def test_a_correction_lands_beside_what_it_corrects(server: FaultServer, settings: Settings) -> None:
    server.script = {"/venues": [records([VENUE]), records([VENUE | {"name": "Coach K Court"}])]}
    await at(settings, OPEN, ["venues"])
    await at(settings, OPEN + timedelta(days=28), ["venues"])
    first, second = entries(settings, "venues")
    assert first.request_hash == second.request_hash
    assert first.fetched_at < second.fetched_at
    assert [json.loads(line)["name"] for line in landed(settings, "venues")] == ["Cameron Indoor", "Coach K Court"]


async def test_an_answer_that_comes_back_to_an_older_one_lands_again(server: FaultServer, settings: Settings) -> None:
    """Only the last answer counts for `unchanged`: else the newest observation would be lost."""
    other = records([VENUE | {"name": "B"}])
    server.script = {"/venues": [records([VENUE]), other, records([VENUE])]}
    for week in range(3):
        await at(settings, OPEN + timedelta(days=28 * week), ["venues"])
    assert len(entries(settings, "venues")) == 3


class November:
    """A source whose games are all in the window that begins on 31 October."""

    def __init__(self, *found: dict[str, Any]) -> None:
        self.found = found

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        is_there = request.query["startDateRange"].startswith("2024-10-31")
        return await records(self.found if is_there else [])(request)


async def test_an_empty_answer_between_two_equal_ones_makes_no_second_object(
    server: FaultServer, settings: Settings
) -> None:
    full, empty = November(game(1, "2024-11-05")), November()
    for hours, source in ((0, full), (13, empty), (26, full)):
        server.script = {"/games": [source]}
        report = await at(settings, OPEN + timedelta(hours=hours), ["games", "plays_date"])
    assert report.endpoints["games"].unchanged == 1
    assert report.endpoints["plays_date"].asked == 1, "the day is known again"
    assert len(entries(settings, "games")) == 1


async def test_games_that_become_final_bring_their_day_s_plays(server: FaultServer, settings: Settings) -> None:
    server.script = {"/games": [November(game(1, "2024-11-05"), game(2, "2024-11-09", "in_progress"))]}
    await at(settings, OPEN, ["games", "plays_date"])
    assert [call.query["date"] for call in server.calls if call.path == "/plays/date"] == ["2024-11-05"]
    server.calls.clear()
    server.script = {"/games": [November(game(1, "2024-11-05"), game(2, "2024-11-09"))]}
    await at(settings, OPEN + timedelta(hours=13), ["games", "plays_date"])
    asked = [call.query["date"] for call in server.calls if call.path == "/plays/date"]
    assert asked == ["2024-11-05", "2024-11-09"], "both days: the first has not settled yet"
    server.calls.clear()
    await at(settings, OPEN + timedelta(hours=14), ["games", "plays_date"])
    assert server.calls == []


async def test_drift_in_every_record_does_not_hide_the_days(server: FaultServer, settings: Settings) -> None:
    server.script = {"/games": [records([game(1, "2024-10-05") | {"new": 1}]), records([])]}
    report = await at(settings, OPEN, ["games", "plays_date"])
    assert (report.endpoints["games"].odd_rows, report.endpoints["plays_date"].asked) == (1, 1)


async def test_what_landed_before_a_failure_stays_and_is_asked_again(server: FaultServer, settings: Settings) -> None:
    server.script = {"/venues": [records([VENUE])]}
    await at(settings, OPEN, ["venues"])
    server.script = {"/venues": [body(b"boom", 500)]}
    await at(settings, OPEN + timedelta(days=28), ["venues"])
    assert row(settings, "venues").entry == entries(settings, "venues")[0]
    server.script = {"/venues": [records([VENUE])]}
    report = await at(settings, OPEN + timedelta(days=28, hours=1), ["venues"])
    assert report.endpoints["venues"].unchanged == 1
    assert len(landed(settings, "venues")) == 1


async def test_headers_that_tell_the_version_are_kept(server: FaultServer, settings: Settings) -> None:
    headers = {"ETag": '"abc"', "Last_Modified": "Tue, 05 Nov 2024 00:00:00 GMT", "X_CallLimit_Remaining": "4711"}
    server.script = {"/venues": [records([VENUE], **headers)]}
    report = await at(settings, OPEN, ["venues"], run_id="run-7")
    (entry,) = entries(settings, "venues")
    assert (entry.etag, entry.last_modified) == ('"abc"', "Tue, 05 Nov 2024 00:00:00 GMT")
    assert (entry.calls_remaining, report.calls_remaining) == (4711, 4711)
    assert (entry.run_id, entry.status, entry.fetched_at) == ("run-7", 200, "2024-11-10T12:00:00.000Z")
    assert entry.object.rsplit("/", 1)[1].startswith("20241110T120000000Z-")


async def test_a_pretty_printed_answer_is_one_record_a_line(server: FaultServer, settings: Settings) -> None:
    server.script = {"/venues": [body(json.dumps([VENUE, VENUE | {"id": 2}], indent=2).encode())]}
    await at(settings, OPEN, ["venues"])
    assert [json.loads(line)["id"] for line in landed(settings, "venues")] == [1, 2]


async def test_a_second_run_at_the_same_time_is_told_and_makes_no_call(server: FaultServer, settings: Settings) -> None:
    arrived, may_go = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    async def slow(request: web.Request) -> web.StreamResponse:
        loop.call_soon_threadsafe(arrived.set)
        await asyncio.to_thread(may_go.wait)
        return await records([VENUE])(request)

    server.script = {"/venues": [slow]}
    first = asyncio.create_task(run(settings, ["venues"], run_id="first"))
    await arrived.wait()
    with pytest.raises(Busy, match=rf"first, process {os.getpid()}"):
        await run(settings, ["venues"], run_id="second")
    may_go.set()
    assert (await first).total("landed") == 1
    assert len(server.calls) == 1
    assert (await run(settings, ["venues"], run_id="third")).calls == 0


async def test_a_run_that_lost_its_lease_stops_and_leaves_the_manifest_to_the_other(
    server: FaultServer, settings: Settings
) -> None:
    """As after a long sleep of the machine: the lease ran out, another run has taken it."""
    late = datetime.now(UTC) + timedelta(hours=1)

    async def while_another_run_begins(request: web.Request) -> web.StreamResponse:
        state = SqliteKeyValue(settings.lake.state_file)
        Lease(state, "ingest/cbbd", "the-other", lambda: late).acquire()
        state.close()
        return await records([VENUE])(request)

    server.script = {"/venues": [while_another_run_begins]}
    with pytest.raises(Busy, match="the-other"):
        await run(settings, ["venues"])
    assert raw_of(settings).list("cbbd/venues/_manifest/") == []
    with pytest.raises(Busy, match="the-other"):
        await run(settings, ["venues"])


async def test_no_room_for_raw_ends_the_run_and_the_next_one_goes_on(
    server: FaultServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script = {"/venues": [records([{"id": n, "name": os.urandom(30).hex()} for n in range(20_000)])]}
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        with pytest.raises(StoreFull, match="no room"):
            await run(settings, ["venues"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert raw_of(settings).list("") == []
    assert (await run(settings, ["venues"])).total("rows") == 20_000


async def test_a_stalled_body_is_given_up_and_the_others_go_on(server: FaultServer, settings: Settings) -> None:
    async def stalls(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"[")
        await asyncio.sleep(3)
        return response

    api = msgspec.structs.replace(settings.api, read_timeout_seconds=0.5, max_attempts=2)
    impatient = msgspec.structs.replace(settings, api=api)
    server.script = {"/conferences": [stalls], "/venues": [records([VENUE])]}
    report = await run(impatient, ["conferences", "venues"])
    assert (report.endpoints["conferences"].failed, report.endpoints["venues"].landed) == (1, 1)
    assert notes(settings)[0].reason == "no byte came in time"


async def test_a_body_that_drips_ends_at_the_deadline(server: FaultServer, settings: Settings) -> None:
    async def drips(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(100):
            await response.write(b" ")
            await asyncio.sleep(0.05)
        return response

    api = msgspec.structs.replace(settings.api, deadline_seconds=1.5, max_attempts=1)
    server.script = {"/venues": [drips]}
    report = await run(msgspec.structs.replace(settings, api=api), ["venues"])
    assert report.endpoints["venues"].failed == 1
    assert "no whole answer within 0.5 seconds" in notes(settings)[0].reason
    assert report.seconds < 3


def test_a_bomb_takes_little_memory(server: FaultServer, settings: Settings, tmp_path: Path) -> None:
    """A gigabyte of blanks; the process that meets it stays under 200 MB."""
    script = (
        "import asyncio, sys\n"
        "from pathlib import Path\n"
        "from tests.ingest.harvesting import run, settings_for\n"
        "asyncio.run(run(settings_for(sys.argv[1], Path(sys.argv[2])), ['venues']))\n"
        "print(Path('/proc/self/status').read_text())\n"
    )
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    megabyte = packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    bomb = head + megabyte * 1024
    assert len(bomb) < 2_000_000
    server.script = {"/venues": [body(bomb, Content_Encoding="gzip")]}
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, server.url, str(tmp_path / "lake")],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
    )
    # Not ru_maxrss: that is inherited from the process that started it.
    kilobytes = int(done.stdout.split("VmHWM:")[1].split()[0])
    assert kilobytes < 200_000
    assert "a bomb" in notes(settings)[0].reason


async def test_a_game_that_is_not_known_is_empty_and_not_asked_again_at_once(
    server: FaultServer, settings: Settings
) -> None:
    server.script = {
        "/games": [November(game(1, "2024-11-05"), game(2, "2024-11-05"))],
        "/plays/game/1": [body(b'{"message":"Not found"}', 404)],
        "/plays/game/2": [records([{"id": 7, "gameId": 2}])],
    }
    after = datetime(2025, 6, 1, tzinfo=UTC)
    report = await at(settings, after, ["games", "plays_game"])
    plays = report.endpoints["plays_game"]
    assert (plays.asked, plays.landed, plays.empty, report.set_aside) == (2, 1, 1, 0)
    assert notes(settings) == []
    assert (await at(settings, after + timedelta(days=2), ["plays_game"])).calls == 0
    assert (await at(settings, after + timedelta(days=180), ["plays_game"])).calls == 1


async def test_a_path_that_is_not_known_at_all_is_no_empty_answer(server: FaultServer, settings: Settings) -> None:
    server.script = {"/venues": [body(b"no such route", 404)]}
    report = await at(settings, OPEN, ["venues"])
    assert (report.set_aside, report.endpoints["venues"].empty) == (1, 0)
