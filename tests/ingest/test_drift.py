"""Drift from the wire to the run report: the manifest keeps it, the report counts it, nothing is lost by it."""

from __future__ import annotations

import json
from typing import Any

from cbbd_spark.raw.drift_history import Noticed
from cbbd_spark.raw.manifest import Difference, Drift
from cbbd_spark.settings import Settings
from cbbd_spark.sources import endpoints
from tests.ingest.harvesting import entries, landed, run
from tests.ingest.misbehaving import FaultServer, records

VENUE = dict.fromkeys(field.name for field in endpoints()["venues"].record.fields)
NEW, GONE = Difference.NEW_FIELD, Difference.VANISHED_FIELD


def venues(count: int, **extra: Any) -> list[dict[str, Any]]:
    return [VENUE | {"id": number} | extra for number in range(1, count + 1)]


async def test_a_new_field_is_told_with_the_answer_that_has_it(server: FaultServer, settings: Settings) -> None:
    server.script = {"/venues": [records(venues(3, capacity=9_314))]}
    report = await run(settings, ["venues"])
    (entry,) = entries(settings, "venues")
    assert entry.drift == [Drift(NEW, "capacity", "integer 9314", 3)]
    assert (entry.odd_rows, len(landed(settings, "venues")), report.set_aside) == (3, 3, 0)
    assert report.endpoints["venues"].drift == [Noticed(NEW, "capacity", "integer 9314", answers=1, rows=3)]


async def test_a_field_that_vanished_is_told_though_every_record_conforms(
    server: FaultServer, settings: Settings
) -> None:
    without = [{name: value for name, value in one.items() if name != "city"} for one in venues(20)]
    server.script = {"/venues": [records(without)]}
    report = await run(settings, ["venues"])
    assert entries(settings, "venues")[0].drift == [Drift(GONE, "city", "", 20)]
    assert (report.endpoints["venues"].odd_rows, report.endpoints["venues"].rows) == (0, 20)


async def test_a_new_value_is_told_and_is_no_odd_record(server: FaultServer, settings: Settings) -> None:
    game = {"id": 1, "season": 2025, "startDate": "2024-10-05T17:00:00.000Z", "status": "suspended"}
    server.script = {"/games": [records([game]), records([])]}
    report = await run(settings, ["games"], [2025])
    games = report.endpoints["games"]
    assert games.drift == [Noticed(Difference.NEW_VALUE, "status", "suspended", answers=1, rows=1)]
    assert (games.odd_rows, games.rows) == (0, 1)


async def test_the_report_adds_up_the_answers_of_an_endpoint_and_can_be_stored(
    server: FaultServer, settings: Settings
) -> None:
    game = {"season": 2025, "status": "final", "attendance": "9,314"}
    windows = [
        records([game | {"id": 1, "startDate": "2024-10-05T17:00:00.000Z"}]),
        records([game | {"id": number, "startDate": "2024-11-05T17:00:00.000Z"} for number in (2, 3)]),
        records([]),
    ]
    server.script = {"/games": windows}
    report = await run(settings, ["games"], [2025])
    assert json.loads(json.dumps(report.as_dict()))["endpoints"]["games"]["drift"] == [
        {"kind": "changed type", "path": "attendance", "seen": 'string "9,314"', "answers": 2, "rows": 3}
    ]


async def test_an_answer_as_expected_has_no_drift(server: FaultServer, settings: Settings) -> None:
    server.script = {"/venues": [records(venues(30))]}
    report = await run(settings, ["venues"])
    assert entries(settings, "venues")[0].drift == []
    assert report.endpoints["venues"].drift == []
