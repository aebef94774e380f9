"""A harvest of a season against the simulator: raw holds what the source holds, no more and no less."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cbbd_spark.ingest.order import Order
from cbbd_spark.ingest.report import HarvestReport, Progress
from cbbd_spark.raw import layout
from cbbd_spark.settings import Settings
from cbbd_spark.sources import endpoints
from cbbd_spark.state.ledger import Ledger, Status, Team
from cbbd_spark.state.sqlite import SqliteKeyValue
from tests.ingest.harvesting import entries, landed, planned, raw_of, run, settings_for
from tests.ingest.league import SEASON, Served, held, served


class Harvested:
    def __init__(self, server: Served, settings: Settings) -> None:
        self.server = server
        self.settings = settings
        self.progress: list[Progress] = []
        self.report = self.again()

    def again(self, **options: object) -> HarvestReport:
        return asyncio.run(run(self.settings, None, [SEASON], on_progress=self.progress.append, **options))


@pytest.fixture(scope="module")
def harvested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Harvested]:
    with served() as server:
        yield Harvested(server, settings_for(server.url, tmp_path_factory.mktemp("whole") / "lake"))


PLANNED = sorted(name for name, endpoint in endpoints().items() if endpoint.is_planned)


@pytest.mark.parametrize("endpoint", PLANNED)
def test_raw_holds_every_record_of_the_source_and_no_other(harvested: Harvested, endpoint: str) -> None:
    found = landed(harvested.settings, endpoint)
    assert set(found) == held(endpoint)
    assert found


def test_records_come_twice_only_where_the_api_gives_them_twice(harvested: Harvested) -> None:
    for endpoint in set(PLANNED) - {"plays_date", "teams"}:
        found = landed(harvested.settings, endpoint)
        assert len(found) == len(set(found)), endpoint


def test_every_object_is_what_its_entry_says(harvested: Harvested) -> None:
    store = raw_of(harvested.settings)
    named = []
    for endpoint in endpoints():
        for entry in entries(harvested.settings, endpoint):
            stored = store.read(entry.object)
            records = layout.unpacked(stored)
            assert (entry.object_bytes, entry.object_sha256) == (len(stored), hashlib.sha256(stored).hexdigest())
            assert entry.rows == len(records)
            body = b"[" + b",".join(records) + b"]" if endpoints()[endpoint].is_array else records[0]
            assert (entry.body_bytes, entry.body_sha256) == (len(body), hashlib.sha256(body).hexdigest())
            assert entry.request_hash == layout.request_hash(endpoint, entry.params) == entry.object.split("/")[2]
            assert entry.url.startswith(harvested.server.url)
            assert entry.calls_remaining is not None
            named.append(entry.object)
    assert sorted(named) == [key for key in store.list("") if "/_manifest/" not in key]


def test_the_report_adds_up(harvested: Harvested) -> None:
    report = harvested.report
    assert report.total("rows") == sum(len(landed(harvested.settings, endpoint)) for endpoint in endpoints())
    assert report.total("asked") == report.calls == report.total("landed") + report.total("empty")
    assert (report.set_aside, report.total("odd_rows"), report.total("keyless_rows"), report.notes) == (0, 0, 0, [])
    assert report.calls_remaining == 75_000 - report.calls
    assert json.loads(json.dumps(report.as_dict()))["endpoints"]["games"]["asked"] == 8


def test_progress_counts_to_the_end(harvested: Harvested) -> None:
    done = [one.done for one in harvested.progress[: harvested.report.calls]]
    assert done == list(range(1, harvested.report.calls + 1))
    assert harvested.progress[harvested.report.calls - 1].planned == harvested.report.calls


def test_ingest_has_learned_the_teams_of_the_season(harvested: Harvested) -> None:
    state = SqliteKeyValue(harvested.settings.lake.state_file)
    rows = [row for row in Ledger(state, "cbbd").rows("teams").values() if row.params]
    state.close()
    (row,) = rows
    expected = {
        Team(record["id"], record["school"], record["conference"])
        for record in map(json.loads, landed(harvested.settings, "teams"))
    }
    assert len(row.facts.teams) == 4
    assert set(row.facts.teams) <= expected


def test_a_second_run_makes_no_call_and_no_file(harvested: Harvested) -> None:
    before = files(harvested.settings.lake.raw)
    assert planned(harvested.settings, Order([SEASON])).calls == 0
    report = harvested.again()
    assert (report.calls, report.total("asked")) == (0, 0)
    assert files(harvested.settings.lake.raw) == before


def test_a_refresh_without_news_makes_no_object_and_remembers_that_it_looked(harvested: Harvested) -> None:
    before = files(harvested.settings.lake.raw)
    later = datetime.now(UTC) + timedelta(days=1)
    report = harvested.again(refresh=True, now=lambda: later)
    assert report.calls == harvested.report.calls
    assert report.total("unchanged") == harvested.report.total("landed")
    assert files(harvested.settings.lake.raw) == before
    state = SqliteKeyValue(harvested.settings.lake.state_file)
    seen = [row.observed_at for name in endpoints() for row in Ledger(state, "cbbd").rows(name).values()]
    state.close()
    assert set(seen) == {layout.timestamp(later)}


def test_a_ledger_that_was_lost_costs_calls_for_empty_answers_only(harvested: Harvested) -> None:
    before = files(harvested.settings.lake.raw)
    facts = days(harvested.settings)
    for name in ("state.db", "state.db-wal", "state.db-shm"):
        (harvested.settings.lake.root / name).unlink(missing_ok=True)
    report = harvested.again()
    assert report.calls == report.total("empty") == harvested.report.total("empty")
    assert files(harvested.settings.lake.raw) == before
    assert days(harvested.settings) == facts
    assert facts


def test_what_was_lost_from_raw_is_asked_again(harvested: Harvested) -> None:
    """A restored copy of raw is older than the ledger: its last segments and their objects are missing."""
    settings, store = harvested.settings, raw_of(harvested.settings)
    gone = entries(settings, "venues")
    for key in store.list("cbbd/venues/"):
        (settings.lake.raw / key).unlink()
    report = harvested.again()
    assert report.calls == 1
    assert [entry.body_sha256 for entry in entries(settings, "venues")] == [entry.body_sha256 for entry in gone]


def files(folder: Path) -> dict[str, int]:
    return {str(file): file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}


def days(settings: Settings) -> dict[str, list[int]]:
    state = SqliteKeyValue(settings.lake.state_file)
    rows = Ledger(state, "cbbd").rows("games").values()
    found = {day: finals for row in rows if row.status is Status.LANDED for day, finals in row.facts.days.items()}
    state.close()
    return found
