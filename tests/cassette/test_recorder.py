"""Calls that go wrong: each is made once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cbbd_spark.cassette.recorder import Recorder
from cbbd_spark.cassette.tape import Tape, open_tape
from cbbd_spark.errors import SourceDown
from cbbd_spark.ingest.secret import Secret
from tests.cassette.taking import CANARY, SEASON, recording_of, settings_for, steps
from tests.ingest.misbehaving import FaultServer, body, on_the_wire, records, serving

VENUES, TYPES = steps("venues"), steps("plays_types")


@pytest.fixture
def server() -> Iterator[FaultServer]:
    yield from serving(FaultServer())


def test_an_answer_that_is_cut_off_is_not_asked_for_again_and_the_next_call_is_made(server: FaultServer) -> None:
    server.script = {"/venues": [on_the_wire(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[")]}
    recording, answers = recording_of(server.url, TYPES + VENUES)
    assert server.paths() == ["/plays/types", "/venues"]
    assert recording.failed == {"venues": "the body is cut off"}
    assert set(answers) == {"plays_types"}


def test_a_fault_of_the_server_is_kept_and_asked_again_by_the_next_run(server: FaultServer) -> None:
    server.script = {"/venues": [body(b'{"message": "later"}', 503), records([{"id": 1}])]}
    answers = recording_of(server.url, VENUES)[1]
    assert answers["venues"].take.status == 503
    recorder = Recorder(settings_for(server.url).api, Secret(CANARY), SEASON, answers, lambda _answer, _wire: None)
    recorder.record(VENUES, 1)
    assert answers["venues"].records == [{"id": 1}]
    recorder.record(VENUES, 1)
    assert len(server.calls) == 2


def test_too_many_calls_at_once_is_no_quota_that_is_gone(server: FaultServer) -> None:
    server.script = {"/venues": [body(b'{"message":"Too many concurrent requests for this endpoint."}', 429)]}
    recording, answers = recording_of(server.url, VENUES + TYPES)
    assert recording.stopped is None
    assert (answers["venues"].take.status, answers["plays_types"].take.status) == (429, 200)
    assert not answers["venues"].take.is_final


def test_a_server_that_cannot_be_reached_is_asked_once() -> None:
    recording, answers = recording_of("http://127.0.0.1:9", VENUES + TYPES)
    assert isinstance(recording.stopped, SourceDown)
    assert (recording.calls, recording.left, answers) == (1, ["venues", "plays_types"], {})


def test_a_call_that_lacks_an_id_is_not_made_and_costs_nothing(server: FaultServer) -> None:
    recording, _ = recording_of(server.url, steps("lineups_game"))
    assert recording.skipped == {"lineups_game": "a game that was played"}
    assert (recording.calls, server.calls) == (0, [])


def test_what_was_kept_of_a_run_serves_the_next(server: FaultServer, tmp_path: Path) -> None:
    game = {
        "id": 5,
        "status": "final",
        "startDate": "2025-03-12T00:00:00.000Z",
        "homeTeam": "Duke",
        "homeTeamId": 7,
        "homeConference": "ACC",
        "awayConference": "SEC",
    }
    earlier = game | {"id": 4, "startDate": "2025-03-11T17:00:00.000Z"}
    server.script = {"/games": [records([earlier, game])]}
    settings = settings_for(server.url)

    def record(tape: Tape, *names: str) -> None:
        recorder = Recorder(settings.api, Secret(CANARY), SEASON, tape.answers, tape.keep)
        recorder.record(steps(*names), 10)

    def opened() -> Tape:
        return open_tape(tmp_path, season=SEASON, base_url=server.url, now=datetime.now(UTC))

    record(opened(), "games")
    record(opened(), "games", "plays_game")
    assert server.paths() == ["/games", "/plays/game/5"]
