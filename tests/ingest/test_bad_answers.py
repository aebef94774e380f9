"""Each bad answer ends in dead-letter with its reason, the run goes on, and the report counts it."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from aiohttp import web

from cbbd_spark.errors import SetAside
from cbbd_spark.ingest.faults import Unusable
from cbbd_spark.ingest.judge import Judge
from cbbd_spark.ingest.request import Request
from cbbd_spark.raw import layout
from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.settings import Settings
from cbbd_spark.sources import endpoints
from tests.ingest.bodies import VENUE, body_of
from tests.ingest.harvesting import CANARY, files_with, landed, notes, run
from tests.ingest.misbehaving import Answer, FaultServer, body, on_the_wire, records

GOOD = json.dumps([VENUE]).encode()
ZIPPED = gzip.compress(GOOD)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

# The answer for ever, a word of the reason, and how often it is asked for: what may pass is asked again.
BAD: dict[str, tuple[Answer, str, int]] = {
    "html": (body(b"<html><body>Maintenance</body></html>"), "HTML", 3),
    "no json at all": (body(b"Internal error"), "not JSON", 3),
    "html that says so": (body(b"<!DOCTYPE html><p>Soon back", Content_Type="text/html"), "HTML", 3),
    "html in a gzip": (body(gzip.compress(b"<html>"), Content_Encoding="gzip"), "HTML", 3),
    "empty body": (body(b""), "empty", 3),
    "nothing in a gzip": (body(gzip.compress(b""), Content_Encoding="gzip"), "empty", 3),
    "blanks": (body(b" \r\n\t"), "empty", 3),
    "an empty text": (body(b'""'), "a text came where a list is due", 1),
    "a number": (body(b"0"), "a bare value came where a list is due", 1),
    "an empty object": (body(b"{}"), "an object came where a list is due", 1),
    "null": (body(b"null"), "null came where a list is due", 1),
    "object for list": (body(b'{"message":"no"}'), "an object came where a list is due", 1),
    "text for list": (body(b'"ok"'), "a text came where a list is due", 1),
    "NaN": (body(b'[{"id":NaN}]'), "not JSON", 3),
    "infinity": (body(b'[{"id":-Infinity}]'), "not JSON", 3),
    "byte order mark": (body(b"\xef\xbb\xbf" + GOOD), "byte order mark", 3),
    "invalid UTF-8 in a text": (body(GOOD.replace(b"Durham", b"Dur\xffam")), "not JSON.*utf-8", 3),
    "invalid UTF-8 in an unknown field": (body(b'[{"id":1,"new":"\xff"}]'), "not JSON.*utf-8", 3),
    "half a surrogate pair": (body(b'[{"id":1,"name":"\\ud800 and more text"}]'), "not JSON", 3),
    "line break in a text": (body(b'[{"id":1,"name":"a\nb"}]'), "not JSON", 3),
    "cut JSON": (body(GOOD[:-9]), "not JSON", 3),
    "two documents": (body(GOOD + GOOD), "not JSON", 3),
    "nested beyond reason": (body(b'[{"id":1,"new":' + b"[" * 5000 + b"]" * 5000 + b"}]"), "not JSON", 3),
    "says gzip and is not": (body(GOOD, Content_Encoding="gzip"), "says gzip and is not", 4),
    "gzip cut off": (body(ZIPPED[:-9], Content_Encoding="gzip"), "cut off", 4),
    "gzip damaged": (body(ZIPPED[:-6] + b"\0\0" + ZIPPED[-4:], Content_Encoding="gzip"), "says gzip and is not", 4),
    "rubbish behind the gzip": (body(ZIPPED + b"rubbish", Content_Encoding="gzip"), "says gzip and is not", 4),
    "an encoding nobody asked for": (body(GOOD, Content_Encoding="br"), "encoded as br", 4),
    "body shorter than said": (on_the_wire(HEAD + b"Content-Length: 500\r\n\r\n" + GOOD), "cut off", 4),
    "chunks without an end": (on_the_wire(HEAD + b'Transfer-Encoding: chunked\r\n\r\n5\r\n[{"id\r\n'), "cut off", 4),
    "400": (body(b'{"message":"Validation Failed"}', 400), 'HTTP 400 "Validation Failed"', 1),
    "404": (body(b"Not found", 404), "HTTP 404", 1),
    "422": (body(b'{"message":"no D1 team"}', 422), "HTTP 422", 1),
    "204": (body(b"", 204), "HTTP 204", 1),
    "a redirect": (body(b"", 302, Location="https://example.com/"), "a redirect is not followed", 1),
    "a bomb": (body(gzip.compress(b" " * 300_000_000, 6), Content_Encoding="gzip"), "a bomb", 1),
}


@pytest.mark.parametrize("name", BAD)
async def test_it_is_set_aside_with_its_reason_and_the_run_goes_on(
    name: str, server: FaultServer, settings: Settings
) -> None:
    answer, reason, tries = BAD[name]
    server.script = {"/conferences": [answer], "/venues": [records([VENUE])]}
    report = await run(settings, ["conferences", "venues"])
    (note,) = notes(settings)
    assert note.reason
    assert re.search(reason, note.reason)
    assert (note.endpoint, note.params, note.url) == ("conferences", {}, f"{server.url}/conferences")
    assert server.paths().count("/conferences") == tries
    assert report.endpoints["conferences"].dead_lettered == 1
    assert report.set_aside == 1
    assert report.calls == tries + 1
    assert [json.loads(line) for line in landed(settings, "venues")] == [VENUE]
    assert landed(settings, "conferences") == []


async def test_the_body_that_was_set_aside_is_what_came(server: FaultServer, settings: Settings) -> None:
    server.script = {"/conferences": [body(b"<html>\xff</html>")]}
    await run(settings, ["conferences"])
    (note,) = notes(settings)
    assert FolderStore(settings.lake.dead_letter).read(note.body) == b"<html>\xff</html>"
    assert (note.status, note.headers["content-type"]) == (200, "application/json")


@pytest.mark.parametrize("label", ["text/html", "text/plain", "application/octet-stream", ""])
async def test_what_an_answer_calls_itself_does_not_count(server: FaultServer, settings: Settings, label: str) -> None:
    """A page that says JSON is refused above; JSON that says it is a page is what was asked for."""
    server.script = {"/venues": [body(GOOD, Content_Type=label)]}
    report = await run(settings, ["venues"])
    assert (report.endpoints["venues"].landed, report.set_aside) == (1, 0)


async def test_a_list_where_an_object_is_due_is_set_aside(server: FaultServer, settings: Settings) -> None:
    """No endpoint of this version answers with an object, so the judge is asked."""
    endpoint = replace(endpoints()["venues"], is_array=False)
    verdict = Judge(endpoint).judge(Request(endpoint), body_of(b' {"id":1}'), None)
    assert layout.unpacked(verdict.stored) == [b'{"id":1}']
    with pytest.raises(SetAside, match="a list came where an object is due"):
        Judge(endpoint).judge(Request(endpoint), body_of(b'[{"id":1}]'), None)


async def test_what_was_refused_is_asked_again_half_a_day_later_and_not_kept_twice(
    server: FaultServer, settings: Settings
) -> None:
    server.script = {"/venues": [body(b"no", 400)]}
    at = datetime(2024, 11, 5, 13, tzinfo=UTC)
    await run(settings, ["venues"], now=lambda: at)
    assert (await run(settings, ["venues"], now=lambda: at + timedelta(hours=11))).calls == 0
    assert (await run(settings, ["venues"], now=lambda: at + timedelta(hours=12))).calls == 1
    assert len(notes(settings)) == 1
    server.script = {"/venues": [records([VENUE])]}
    report = await run(settings, ["venues"], now=lambda: at + timedelta(hours=24))
    assert (report.set_aside, report.endpoints["venues"].landed) == (0, 1)


async def test_a_body_beyond_the_limit_is_given_up_while_it_comes(server: FaultServer, settings: Settings) -> None:
    """Five gigabytes would be no different: nothing is read beyond the limit."""
    api = msgspec.structs.replace(settings.api, max_body_megabytes=1)
    server.script = {"/venues": [body(b"[" + b" " * 3_000_000 + b"]")]}
    report = await run(msgspec.structs.replace(settings, api=api), ["venues"])
    assert report.endpoints["venues"].dead_lettered == 1
    assert notes(settings)[0].reason == "the body is larger than 1048576 bytes"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
async def test_a_server_error_passes(server: FaultServer, settings: Settings, status: int) -> None:
    error = body(b'{"message":"Internal Server Error"}', status)
    server.script = {"/venues": [error, error, records([VENUE])]}
    report = await run(settings, ["venues"])
    assert (report.endpoints["venues"].landed, report.calls, report.set_aside) == (1, 3, 0)
    assert notes(settings) == []


async def test_a_server_error_for_ever_is_counted_as_failed_and_kept_with_its_body(
    server: FaultServer, settings: Settings
) -> None:
    server.script = {"/conferences": [body(b"boom", 500)], "/venues": [records([VENUE])]}
    report = await run(settings, ["conferences", "venues"])
    assert report.endpoints["conferences"].failed == 1
    assert report.endpoints["venues"].landed == 1
    assert (report.set_aside, server.paths().count("/conferences")) == (1, settings.api.max_attempts)
    assert notes(settings)[0].first_bytes == "boom"


@pytest.mark.parametrize(
    "wire", [b"", HEAD, b"rubbish that is no HTTP\r\n\r\n"], ids=["nothing", "half a head", "no HTTP"]
)
async def test_a_broken_connection_is_tried_again_and_at_last_counted(
    server: FaultServer, settings: Settings, wire: bytes
) -> None:
    server.script = {"/conferences": [on_the_wire(wire), records([])], "/venues": [on_the_wire(wire)]}
    report = await run(settings, ["conferences", "venues"])
    assert report.endpoints["conferences"].empty == 1
    assert report.endpoints["venues"].failed == 1
    assert server.paths().count("/venues") == settings.api.max_attempts


async def test_a_maintenance_page_passes(server: FaultServer, settings: Settings) -> None:
    server.script = {"/venues": [body(b"<html>soon back</html>"), records([VENUE])]}
    report = await run(settings, ["venues"])
    assert (report.endpoints["venues"].landed, report.set_aside) == (1, 0)
    assert notes(settings) == []


async def test_an_answer_that_repeats_the_key_is_no_data_and_is_kept_without_it(
    server: FaultServer, settings: Settings, tmp_path: Path
) -> None:
    async def echo(request: web.Request) -> web.StreamResponse:
        return web.json_response([VENUE | {"name": request.headers["Authorization"]}])

    server.script = {"/venues": [echo], "/conferences": [body(f"you sent {CANARY}".encode(), 400, Server=CANARY)]}
    report = await run(settings, ["venues", "conferences"])
    assert report.set_aside == 2
    assert files_with(CANARY, tmp_path) == []
    assert any("***" in note.first_bytes for note in notes(settings))


# What the guards are there for: the same bodies without the one guard that refuses them.


def test_only_the_shape_that_is_due_keeps_an_error_in_json_from_being_a_record() -> None:
    error = b'{"message":"Internal Server Error"}'
    venues = endpoints()["venues"]
    with pytest.raises(SetAside, match="an object came where a list is due"):
        Judge(venues).judge(Request(venues), body_of(error), None)
    verdict = Judge(replace(venues, is_array=False)).judge(Request(venues), body_of(error), None)
    assert (verdict.rows, verdict.odd, verdict.keyless) == (1, 1, 1)


def test_only_the_cap_keeps_a_full_answer_from_passing_for_a_whole_one() -> None:
    games = endpoints()["games"]
    full = json.dumps([{"id": number} for number in range(3000)]).encode()
    assert Judge(games).judge(Request(games), body_of(full), None).is_truncated
    verdict = Judge(replace(games, row_cap=None)).judge(Request(games), body_of(full), None)
    assert (verdict.is_truncated, verdict.rows) == (False, 3000)


def test_a_parser_that_skips_what_nobody_asks_for_does_not_see_that_it_is_no_unicode() -> None:
    """Of a field that is not declared only the border is looked for, so its text is decoded apart."""
    invalid = b'[{"id":1,"new":"\xff"}]'
    assert len(msgspec.json.decode(invalid, type=list[msgspec.Raw])) == 1
    venues = endpoints()["venues"]
    with pytest.raises(Unusable, match="utf-8"):
        Judge(venues).judge(Request(venues), body_of(invalid), None)


def test_a_decoder_that_is_not_strict_would_take_a_text_for_a_number() -> None:
    assert msgspec.json.decode(b'{"id":"12"}', type=dict[str, int], strict=False) == {"id": 12}
    venues = endpoints()["venues"]
    assert Judge(venues).judge(Request(venues), body_of(b'[{"id":"12"}]'), None).odd == 1
