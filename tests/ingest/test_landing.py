"""What an answer becomes in raw and in the ledger, given what landed before it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cbbd_spark.errors import SetAside
from cbbd_spark.ingest.outcome import Kind
from cbbd_spark.raw import layout
from cbbd_spark.raw.manifest import Difference, Drift
from cbbd_spark.sources import endpoints
from cbbd_spark.state.ledger import Status
from tests.ingest.harvesting import CANARY
from tests.ingest.landings import MORNING, Landings

EVENING, NEXT_DAY, YEARS_LATER = MORNING + timedelta(hours=14), MORNING + timedelta(days=1), MORNING.replace(year=2027)


VENUE = dict.fromkeys(field.name for field in endpoints()["venues"].record.fields)


def venues(count: int) -> list[dict[str, Any]]:
    return [VENUE | {"id": number} for number in range(1, count + 1)]


@pytest.fixture
def landings(tmp_path: Path) -> Landings:
    return Landings(tmp_path)


def test_what_is_empty_on_two_days_is_known_to_be_empty(landings: Landings) -> None:
    assert (landings.land([]).kind, landings.row.status) == (Kind.EMPTY, Status.EMPTY)
    landings.land([], NEXT_DAY)
    assert landings.row.status is Status.KNOWN_EMPTY


def test_what_is_empty_twice_on_one_day_is_not_known_to_be_empty(landings: Landings) -> None:
    landings.land([])
    landings.land([], EVENING)
    assert landings.row.status is Status.EMPTY


def test_days_are_those_of_utc(landings: Landings) -> None:
    late = MORNING.replace(hour=23, minute=59)
    landings.land([], late)
    landings.land([], late + timedelta(minutes=2))
    assert landings.row.status is Status.KNOWN_EMPTY


def test_what_is_known_to_be_empty_stays_so_until_something_comes(landings: Landings) -> None:
    for at in (MORNING, NEXT_DAY, NEXT_DAY + timedelta(hours=1), YEARS_LATER):
        landings.land([], at)
    assert landings.row.status is Status.KNOWN_EMPTY
    assert landings.land(venues(1), YEARS_LATER + timedelta(days=1)).kind is Kind.LANDED
    landings.land([], YEARS_LATER + timedelta(days=2))
    assert landings.row.status is Status.EMPTY, "the first empty answer after records"


def test_an_empty_answer_after_records_loses_neither_the_records_nor_the_entry(landings: Landings) -> None:
    landings.land(venues(3))
    before = landings.row
    landings.land([], NEXT_DAY)
    now = landings.row
    assert (now.status, now.rows, now.entry, now.segment) == (Status.EMPTY, 0, before.entry, before.segment)
    assert before.entry is not None
    assert len(layout.unpacked(landings.raw.read(before.entry.object))) == 3
    assert landings.land(venues(3), YEARS_LATER).kind is Kind.UNCHANGED
    assert len(landings.raw.list("")) == 1


@pytest.mark.parametrize(
    ("before", "after", "is_shrunk"),
    [(100, 49, True), (100, 50, False), (100, 0, True), (30, 10, True), (30, 11, False), (19, 0, False), (3, 1, False)],
)
def test_an_answer_with_less_than_half_and_twenty_fewer_lands_with_a_warning(
    landings: Landings, before: int, after: int, is_shrunk: bool
) -> None:
    landings.land(venues(before))
    outcome = landings.land(venues(after), NEXT_DAY)
    shrunk = (Drift(Difference.SHRUNK, "", f"{after} of {before} records", after),)
    assert outcome.drift == (shrunk if is_shrunk else ())
    assert landings.row.rows == after
    if after:
        assert landings.row.entry is not None
        assert (landings.row.entry.rows, tuple(landings.row.entry.drift)) == (after, outcome.drift)


def test_shrinking_is_measured_against_the_last_answer_with_records(landings: Landings) -> None:
    landings.land(venues(100))
    landings.land([], NEXT_DAY)
    assert landings.land(venues(40), YEARS_LATER).drift[0].seen == "40 of 100 records"


def test_an_answer_that_has_landed_is_not_judged_again(landings: Landings) -> None:
    landings.land(venues(100))
    again = landings.land(venues(100), NEXT_DAY)
    assert (again.kind, again.drift) == (Kind.UNCHANGED, ())
    assert landings.row.observed_at == "2024-11-11T09:00:00.000Z"


def test_equal_records_are_stored_as_equal_bytes_however_they_came(tmp_path: Path) -> None:
    """Compact it is cut, printed over many lines it is parsed."""
    records = [{"id": number, "name": f"Hall {number} " * 20} for number in range(1, 3001)]
    compact, printed = Landings(tmp_path / "a"), Landings(tmp_path / "b")
    compact.land(records)
    lines = ",\n  ".join(json.dumps(one, separators=(",", ":")) for one in records)
    printed.land(f"[\n  {lines}\n]\n".encode())
    assert compact.row.entry is not None
    assert printed.row.entry is not None
    assert compact.row.entry.body_sha256 != printed.row.entry.body_sha256
    assert compact.row.entry.object_sha256 == printed.row.entry.object_sha256


def test_the_key_is_found_also_where_two_pieces_of_the_body_meet(landings: Landings) -> None:
    """Bodies are read in pieces of 128 KB."""
    for place in range((1 << 17) - len(CANARY) - 1, (1 << 17) + 1):
        body = b'[{"id":1,"name":"'.ljust(place, b"x") + CANARY.encode() + b'"}]'
        with pytest.raises(SetAside, match="repeats the API key"):
            landings.land(body)
    assert landings.raw.list("") == []


# Real answers, and what this version of the contract has and they have not.
VERBATIM = {
    "teams": ("teams", {}, ["logos"]),
    "conferences": ("conferences", {}, []),
    "games_team-Duke_season-2023": (
        "games",
        {"team": "Duke", "season": 2023},
        ["homeTeamEloStart", "homeTeamEloEnd", "awayTeamEloStart", "awayTeamEloEnd"],
    ),
    "stats_player_season_team-Duke_season-2023": ("stats_player_season", {"team": "Duke", "season": 2023}, []),
    "stats_team_season_season-2023": ("stats_team_season", {"season": 2023}, []),
}


@pytest.mark.parametrize("file", VERBATIM)
def test_real_answers_land_in_their_own_bytes_and_only_what_they_lack_is_drift(
    tmp_path: Path, shared_data: Path, file: str
) -> None:
    endpoint, parameters, missing = VERBATIM[file]
    body = (shared_data / "verbatim" / f"{file}.json").read_bytes()
    landings = Landings(tmp_path, endpoint, **parameters)
    outcome = landings.land(body)
    records = json.loads(body)
    assert (outcome.kind, outcome.rows, outcome.odd_rows, outcome.keyless_rows) == (Kind.LANDED, len(records), 0, 0)
    assert list(outcome.drift) == [Drift(Difference.VANISHED_FIELD, name, "", len(records)) for name in missing]
    entry = landings.row.entry
    assert entry is not None
    assert [json.loads(line) for line in layout.unpacked(landings.raw.read(entry.object))] == records


def test_a_real_answer_with_one_field_renamed_says_so(tmp_path: Path, shared_data: Path) -> None:
    body = (shared_data / "verbatim" / "conferences.json").read_bytes().replace(b'"shortName"', b'"nickname"')
    outcome = Landings(tmp_path, "conferences").land(body)
    assert outcome.odd_rows == outcome.rows == 34
    kinds = [(drift.kind, drift.path, drift.rows) for drift in outcome.drift]
    assert kinds == [(Difference.NEW_FIELD, "nickname", 34), (Difference.VANISHED_FIELD, "shortName", 34)]
