"""What landed and is in raw no more is asked for again, whatever its request was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cbbd_spark.ingest import routes
from cbbd_spark.ingest.lost import lost
from cbbd_spark.ingest.request import Request
from cbbd_spark.ingest.window import days
from cbbd_spark.raw import layout
from cbbd_spark.sources import endpoints
from cbbd_spark.state.ledger import Row, Status
from tests.ingest.harvesting import entries, raw_of, run, settings_for
from tests.ingest.league import SEASON, served

GAMES = endpoints()["games"]
ROLLING = routes.of_window(GAMES, SEASON, days(date(2025, 1, 7), date(2025, 1, 17)))


def _row(request: Request, status: Status, rows: int) -> Row:
    return Row(endpoint="games", request_hash=request.hash, params=request.params, status=status, rows=rows)


def test_a_lost_answer_is_asked_for_as_it_was_asked() -> None:
    (again,) = lost(GAMES, [_row(ROLLING, Status.FAILED, rows=12)])
    assert again == ROLLING


@pytest.mark.parametrize(
    "row", [_row(ROLLING, Status.FAILED, rows=0), _row(ROLLING, Status.EMPTY, rows=0), _row(ROLLING, Status.PLANNED, 0)]
)
def test_what_never_had_records_is_not_lost(row: Row) -> None:
    assert list(lost(GAMES, [row])) == []


@pytest.mark.parametrize("harm", [lambda file: file.write_bytes(b"not gzip"), Path.unlink], ids=["damaged", "gone"])
def test_a_lost_ledger_and_a_damaged_answer_that_others_are_planned_from_cost_one_call(
    tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    with served() as server:
        settings = settings_for(server.url, tmp_path / "lake")
        asyncio.run(run(settings, ["games"], [SEASON]))
        before = entries(settings, "games")
        for file in settings.lake.root.glob("state.db*"):
            file.unlink()
        harm(settings.lake.raw / before[0].object)
        report = asyncio.run(run(settings, ["games"], [SEASON]))
        assert (report.total("landed"), report.set_aside) == (1, 0)
        again = entries(settings, "games")[-1]
        assert (again.request_hash, again.body_sha256) == (before[0].request_hash, before[0].body_sha256)
        assert len(layout.unpacked(raw_of(settings).read(again.object))) == before[0].rows
