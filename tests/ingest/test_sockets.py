"""Answers that come too slowly, not to their end, or not at all: asked again, never stored, no harm to the others."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cbbd_spark.ingest import persist
from cbbd_spark.ingest.report import Progress
from cbbd_spark.settings import Settings
from tests.ingest.harvesting import landed, notes, raw_of, run, settings_for
from tests.ingest.sockets import OK, Manner, SocketServer, answers, drips, listening, resets, sends, stalls

GOOD = b'[{"id":1,"name":"Cameron Indoor"}]'
ZIPPED = gzip.compress(GOOD)
LONG = OK + b"Content-Length: 500\r\n\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = OK + b"Content-Encoding: gzip\r\n"


@pytest.fixture
async def source() -> AsyncIterator[SocketServer]:
    async with listening(SocketServer()) as server:
        yield server


@pytest.fixture
def settings(source: SocketServer, tmp_path: Path) -> Settings:
    """Patience in tenths of a second: a try may take 0.6, and be silent for 0.4."""
    quick = {"deadline_seconds": 1.8, "read_timeout_seconds": 0.4, "max_attempts": 2}
    return settings_for(source.url, tmp_path / "lake", **quick)


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


# The whole JSON may have come: what was promised has not.
CUT: dict[str, Manner] = {
    "a body shorter than said": sends(LONG + GOOD),
    "a body shorter than said, gzipped": sends(GZIP + b"Content-Length: 500\r\n\r\n" + ZIPPED),
    "no byte of the body": sends(LONG),
    "chunks without the last one": sends(CHUNKED + chunk(GOOD)),
    "half a chunk": sends(CHUNKED + chunk(GOOD)[:-9]),
    "a chunk whose size is no number": sends(CHUNKED + b"zz\r\n" + GOOD),
    "a body without a length that is cut": sends(OK + b"\r\n" + GOOD[:-3]),
    "a gzip without a length that is cut": sends(GZIP + b"\r\n" + ZIPPED[:-3]),
    "a reset within the body": resets(LONG + GOOD),
    "a reset between chunks": resets(CHUNKED + chunk(GOOD)),
    "a reset within the head": resets(OK),
    "a reset before the head": resets(b""),
    "nothing": sends(b""),
    "half a head": sends(OK[:20]),
}
SLOW: dict[str, Manner] = {
    "silence before the head": stalls(b""),
    "silence within the head": stalls(OK),
    "silence within the body": stalls(LONG + GOOD),
    "silence behind the last chunk": stalls(CHUNKED + chunk(GOOD)),
    "a head that drips": drips(OK + b"X-Long: ", b"x"),
    "a body that drips": drips(OK + b"Content-Length: 99999\r\n\r\n"),
    "chunks that drip": drips(CHUNKED, chunk(b" ")),
}
ALL = CUT | SLOW
OTHERS = ["conferences", "lines_providers", "plays_types", "draft_teams", "draft_positions", "rankings", "ratings_elo"]


@pytest.mark.parametrize("name", ALL)
async def test_it_is_asked_again_and_the_whole_answer_lands(
    name: str, source: SocketServer, settings: Settings
) -> None:
    source.script = {"/venues": [ALL[name], answers(GOOD)]}
    report = await run(settings, ["venues"])
    assert landed(settings, "venues") == [GOOD[1:-1]]
    assert (source.count("/venues"), report.calls, report.set_aside) == (2, 2, 0)
    assert notes(settings) == []


@pytest.mark.parametrize("name", ALL)
async def test_for_ever_it_is_set_aside_nothing_of_it_is_stored_and_the_others_are_done(
    name: str, source: SocketServer, settings: Settings
) -> None:
    done: list[str] = []

    def note(progress: Progress) -> None:
        done.append(progress.request.split()[0])

    source.script = {"/venues": [ALL[name]]}
    report = await run(settings, ["venues", *OTHERS], [2024], on_progress=note)
    assert (report.set_aside, report.total("empty")) == (1, len(OTHERS))
    assert raw_of(settings).list("") == []
    assert source.count("/venues") == settings.api.max_attempts
    assert len(notes(settings)) == 1
    assert done[-1] == "venues" or name in CUT, "nobody waits for what is slow"


async def test_without_a_bound_for_one_try_an_answer_that_drips_is_never_asked_again(
    source: SocketServer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persist, "_WHOLE_TRIES", 1)
    source.script = {"/venues": [SLOW["a body that drips"], answers(GOOD)]}
    report = await run(settings, ["venues"])
    assert (report.calls, report.endpoints["venues"].failed) == (1, 1)


async def test_an_answer_that_ends_with_its_connection_is_whole_when_its_json_is(
    source: SocketServer, settings: Settings
) -> None:
    """HTTP/1.0 says no length. What the cut answers above lack is not the length."""
    source.script = {"/venues": [sends(OK + b"\r\n" + GOOD)]}
    await run(settings, ["venues"])
    assert landed(settings, "venues") == [GOOD[1:-1]]
