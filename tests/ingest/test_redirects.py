"""A redirect is an error: nothing of ours goes where it points to, be that another port, host, scheme or path."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from cbbd_spark.ingest import client
from cbbd_spark.settings import Settings
from tests.ingest.harvesting import CANARY, landed, notes, raw_of, run
from tests.ingest.misbehaving import FaultServer, body, records

STATUSES = (301, 302, 303, 307, 308)
VENUE = {"id": 1, "name": "Cameron Indoor"}


def targets(server: FaultServer, elsewhere: FaultServer) -> dict[str, str]:
    return {
        "another port": f"{elsewhere.url}/venues",
        "another name of this machine": f"{elsewhere.url.replace('127.0.0.1', 'localhost')}/venues",
        "no scheme": elsewhere.url.removeprefix("http:") + "/venues",
        "another path": f"{server.url}/conferences",
        "a relative path": "/conferences",
        "itself": f"{server.url}/venues",
        "a file": "file:///etc/passwd",
        "rubbish": "http://[::1",
        "nowhere": "",
    }


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("name", targets(FaultServer(), FaultServer()))
async def test_it_is_set_aside_after_one_call_and_nobody_else_is_called(
    name: str, status: int, server: FaultServer, elsewhere: FaultServer, settings: Settings
) -> None:
    elsewhere.script = {"/venues": [records([VENUE])]}
    server.script = {"/venues": [body(b"", status, Location=targets(server, elsewhere)[name])]}
    report = await run(settings, ["venues"])
    assert (report.calls, report.set_aside) == (1, 1)
    assert (elsewhere.calls, server.paths()) == ([], ["/venues"])
    (note,) = notes(settings)
    assert note.reason == f"HTTP {status}: a redirect is not followed, because the key would go with it"
    assert note.headers.get("location", "") == targets(server, elsewhere)[name]
    assert raw_of(settings).list("") == []


@pytest.fixture
def following(monkeypatch: pytest.MonkeyPatch) -> None:
    """The HTTP library's own way with redirects."""
    get = aiohttp.ClientSession.get

    def follow(session: aiohttp.ClientSession, url: Any, **options: Any) -> Any:
        return get(session, url, **options | {"allow_redirects": True})

    monkeypatch.setattr(aiohttp.ClientSession, "get", follow)


async def test_followed_by_the_library_it_would_still_go_no_further_than_one_call(
    server: FaultServer, elsewhere: FaultServer, settings: Settings, following: None
) -> None:
    """What lets each call go out once is a second guard behind the first."""
    server.script = {"/venues": [body(b"", 302, Location=f"{elsewhere.url}/venues")]}
    await run(settings, ["venues", "conferences"])
    assert elsewhere.calls == []


@pytest.fixture
def unguarded(following: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """And as often as the library likes."""

    async def every_time(_: Any, request: Any, handler: Any) -> Any:
        return await handler(request)

    monkeypatch.setattr(client._Once, "__call__", every_time)  # noqa: SLF001


async def test_without_both_guards_another_host_is_called_and_its_answer_lands_as_the_source_s(
    server: FaultServer, elsewhere: FaultServer, settings: Settings, unguarded: None
) -> None:
    elsewhere.script = {"/venues": [records([VENUE])]}
    server.script = {"/venues": [body(b"", 302, Location=f"{elsewhere.url}/venues")]}
    await run(settings, ["venues"])
    assert elsewhere.paths() == ["/venues"]
    assert len(landed(settings, "venues")) == 1


async def test_without_both_guards_the_key_is_sent_a_second_time_to_the_same_host(
    server: FaultServer, settings: Settings, unguarded: None
) -> None:
    server.script = {"/venues": [body(b"", 307, Location="/conferences")]}
    await run(settings, ["venues"])
    assert server.paths() == ["/venues", "/conferences"]
    assert server.calls[1].headers["Authorization"] == f"Bearer {CANARY}"
