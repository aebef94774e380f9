"""Key, quota, tiers, and a source that is down: what ends a run, and how."""

from __future__ import annotations

import asyncio
import logging
import socket
import traceback
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from cbbd_spark.errors import ConfigurationError, ExitCode, QuotaExhausted, SourceDown
from cbbd_spark.ingest import order
from cbbd_spark.ingest.knowledge import SPINE
from cbbd_spark.ingest.report import HarvestReport
from cbbd_spark.ingest.source import known
from cbbd_spark.settings import Settings
from cbbd_spark.state.ledger import Ledger, Status
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.ingest.harvesting import CANARY, files_with, landed, notes, run, settings_for
from tests.ingest.misbehaving import FaultServer, body, records

VENUE = {"id": 1, "name": "Cameron Indoor"}
QUOTA = body(b'{"message":"Monthly call quota exceeded."}', 429)
TOO_MANY = body(b'{"message":"Too many concurrent requests for this endpoint."}', 429, Retry_After="0")


@pytest.mark.parametrize("status", [401, 403])
async def test_a_bad_key_stops_at_once_and_names_the_variable(
    server: FaultServer, settings: Settings, status: int
) -> None:
    server.script = {path: [body(b'{"message":"Unauthorized"}', status)] for path in ("/games", "/venues")}
    with pytest.raises(ConfigurationError, match=r"Unauthorized.*CBBD_API_KEY") as caught:
        await run(settings, ["games", "venues"], [2024])
    assert caught.value.exit_code == ExitCode.CONFIGURATION
    assert len(server.calls) <= settings.api.concurrency
    assert notes(settings) == []


@pytest.mark.parametrize("status", [401, 403, 429, 500, 400])
@pytest.mark.parametrize("key", [CANARY, f"{CANARY}/with+a=slash"])
async def test_an_error_that_repeats_the_key_is_shown_without_it(
    server: FaultServer, settings: Settings, key: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    message = f"quota: no such key as Bearer {key}".replace("/", "\\/")  # as some writers of JSON put it
    server.script = {"/venues": [body(b'{"message":"%s"}' % message.encode(), status)]}
    shown = ""
    try:
        await run(settings, ["venues"], key=key)
    except (ConfigurationError, QuotaExhausted) as end:
        shown = "".join(traceback.format_exception(end))
        assert "no such key as Bearer ***" in shown
    output = capsys.readouterr()
    assert CANARY not in shown + output.out + output.err
    assert files_with(CANARY, settings.lake.root) == []


@pytest.mark.parametrize("key", ["", " ", "two words", "line\nbreak", "ünïcode"])
async def test_a_key_that_cannot_be_one_is_refused_before_the_first_call(
    server: FaultServer, settings: Settings, key: str
) -> None:
    with pytest.raises(ConfigurationError, match="CBBD_API_KEY"):
        await run(settings, ["venues"], key=key)
    assert server.calls == []


async def test_a_tier_too_low_leaves_the_endpoint_out_and_says_so(
    server: FaultServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid = known() | {"rankings": replace(known()["rankings"], tier=2)}
    monkeypatch.setattr(order, "known", lambda: paid)
    server.script = {"/games": [records([])], "/rankings": [body(b'{"message":"Patreon only"}', 401)]}
    report = await run(settings, ["games", "rankings"], [2024, 2023])
    assert report.endpoints["rankings"].skipped == 1
    assert [note for note in report.notes if "tier is too low" in note]
    assert (report.set_aside, server.paths().count("/rankings")) == (0, 1)
    assert report.endpoints["games"].empty == 16


async def test_the_quota_stops_the_run_and_keeps_what_landed(server: FaultServer, settings: Settings) -> None:
    server.script = {"/games": [*[records([])] * 5, QUOTA], "/venues": [records([VENUE])]}
    with pytest.raises(QuotaExhausted, match=r"Monthly call quota exceeded.*Run again from 1 ") as caught:
        await run(settings, ["games", "venues"], [2024])
    assert caught.value.exit_code == ExitCode.QUOTA
    report = caught.value.report
    assert isinstance(report, HarvestReport)
    assert report.endpoints["games"].empty == 5
    assert len(server.calls) <= 5 + settings.api.concurrency
    assert notes(settings) == []
    server.script = {"/games": [records([])], "/venues": [records([VENUE])]}
    server.calls.clear()
    await run(settings, ["games", "venues"], [2024])
    assert server.paths().count("/games") == 3, "nothing is asked twice, and nothing counts as done that is not"
    assert landed(settings, "venues") == [b'{"id": 1, "name": "Cameron Indoor"}']


async def test_too_many_at_once_is_waited_for(server: FaultServer, settings: Settings) -> None:
    server.script = {"/venues": [*[TOO_MANY] * 10, records([VENUE])]}
    report = await run(settings, ["venues"])
    assert (report.endpoints["venues"].landed, report.calls, report.set_aside) == (1, 11, 0)


async def test_a_source_that_refuses_all_connections_stops_the_run(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    settings = settings_for(url, tmp_path / "lake", max_attempts=8)
    seasons = list(range(2014, 2025))
    with pytest.raises(SourceDown, match="times in a row") as caught:
        await run(settings, ["games"], seasons)
    report = caught.value.report
    assert isinstance(report, HarvestReport)
    assert report.calls <= settings.api.concurrency * 7
    assert notes(settings) == []
    assert answered(settings) == 0


def answered(settings: Settings) -> int:
    state = SqliteKeyValue(settings.lake.state_file)
    try:
        return sum(row.status is not Status.PLANNED for row in Ledger(state, "cbbd").rows(SPINE).values())
    finally:
        state.close()


async def test_a_redirect_is_not_followed_and_the_key_goes_nowhere(
    server: FaultServer, elsewhere: FaultServer, settings: Settings
) -> None:
    for status in (301, 302, 303, 307, 308):
        server.script = {"/venues": [body(b"", status, Location=f"{elsewhere.url}/venues")]}
        report = await run(settings, ["venues"], refresh=True)
        assert report.set_aside == 1
    assert elsewhere.calls == []


async def test_proxies_of_the_environment_are_not_used(
    server: FaultServer, elsewhere: FaultServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, elsewhere.url)
    await run(settings, ["venues"])
    assert len(server.calls) == 1
    assert elsewhere.calls == []


async def test_each_call_carries_the_key_and_asks_for_gzip(server: FaultServer, settings: Settings) -> None:
    await run(settings, ["venues", "conferences"])
    for call in server.calls:
        assert call.headers["Authorization"] == f"Bearer {CANARY}"
        assert call.headers["Accept-Encoding"] == "gzip"


async def test_connections_are_used_again(server: FaultServer, settings: Settings) -> None:
    peers = set()

    async def answer(request: object) -> object:
        peers.add(request.transport.get_extra_info("peername"))  # type: ignore[attr-defined]
        return await records([])(request)  # type: ignore[arg-type]

    server.script = {"/games": [answer]}  # type: ignore[list-item]
    await run(settings, ["games"], [2022, 2023, 2024])
    assert len(peers) <= settings.api.concurrency


async def test_the_key_is_nowhere_to_be_found_after_the_worst_of_runs(
    server: FaultServer,
    settings: Settings,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script = {
        "/venues": [records([VENUE])],
        "/conferences": [body(b"<html>")],
        "/plays/types": [body(b"no", 500)],
        "/lines/providers": [body(b"", 302, Location="https://example.com")],
    }
    await run(settings, None, [2024])
    server.script["/games"] = [QUOTA]
    with pytest.raises(QuotaExhausted) as caught:
        await run(settings, None, [2024], refresh=True)
    said = "".join(traceback.format_exception(caught.value)) + repr(caught.value.__dict__)
    output = capsys.readouterr()
    assert CANARY not in said + output.out + output.err + caplog.text
    assert files_with(CANARY, tmp_path) == []
    assert files_with("Cameron", tmp_path) != [], "the search looks into the right files"


async def test_the_errors_of_a_broken_connection_do_not_hold_the_request(tmp_path: Path) -> None:
    """Frames of aiohttp hold the headers; a traceback with locals would print them."""
    settings = settings_for("http://127.0.0.1:9", tmp_path / "lake", concurrency=1)
    with pytest.raises(SourceDown) as caught:
        await run(settings, ["venues"])
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert CANARY not in shown.replace(f"key = '{CANARY}'", "")
    assert "aiohttp" not in "".join(traceback.format_exception(caught.value))


def test_settings_and_reports_can_be_shown(settings: Settings) -> None:
    report = asyncio.run(run(settings, ["venues"]))
    assert CANARY not in msgspec.json.encode(report.as_dict()).decode() + repr(report) + repr(settings)
