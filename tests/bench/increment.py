"""A season from raw to gold, then one more day, then nothing new: whole commands, each a process of its own.

The day comes as a daily run brings it: what is asked that morning, by the calendar and by what is held. What ingest
costs is not here.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from cbbd_spark.ingest.order import Mode
from cbbd_spark.settings import load
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.bench import season
from tests.bench.measured import Measured, command
from tests.ingest.harvesting import run

_DAYS = (date(2025, 2, 19), date(2025, 2, 20))
_MORNING = time(12, tzinfo=UTC)  # of America: the games of the evening before are over


def increment_table() -> list[str]:
    """Lines of a table."""
    with tempfile.TemporaryDirectory() as name:
        lake = Path(name) / "lake"
        _land(lake, _DAYS[0], Mode.BACKFILL, [season.SEASON])
        whole = _tables(lake, "raw to gold")
        _land(lake, _DAYS[1], Mode.INCREMENTAL, [])
        found = [whole, _tables(lake, "one more day"), _tables(lake, "nothing new")]
    games = f"a season of {season.games_wanted()} games to {_DAYS[0]}"
    lines = [f"| {games} | wall s (a day: limit 30) | CPU s | wall s after Spark's start |", "|---|---:|---:|---:|"]
    return lines + [f"| {each.what} | {each.wall:.1f} | {each.cpu:.1f} | {rest:.1f} |" for each, rest in found]


def _land(lake: Path, day: date, mode: Mode, seasons: list[int]) -> None:
    """What there is to be asked on the morning of the day."""
    with serve_in_thread(create_app(season.generated(season.games_wanted(), today=day))) as url:
        place = {"CBBD_LAKE": str(lake), "CBBD_BASE_URL": url, "CBBD_REQUESTS_PER_SECOND": "1000"}
        now = datetime.combine(day, _MORNING)
        report = asyncio.run(run(load(environment=place), None, seasons, mode=mode, now=lambda: now))
    if report.set_aside or not report.total("landed"):
        raise SystemExit(f"not everything landed: {report}")


def _tables(lake: Path, what: str) -> tuple[Measured, float]:
    known = set(_reports(lake))
    words = ["pipeline", "--from", "bronze", "--seasons", str(season.SEASON)]
    measured = command(what, words, CBBD_LAKE=str(lake))
    (new,) = set(_reports(lake)) - known
    return measured, _after_start(json.loads(new.read_text("utf-8")))


def _reports(lake: Path) -> list[Path]:
    return list((lake / "meta" / "runs").glob("*.json"))


def _after_start(report: dict[str, Any]) -> float:
    """Seconds from the first step to the end of the run."""
    first = min(datetime.fromisoformat(step["started_at"]) for step in report["steps"])
    return report["seconds"] - (first - datetime.fromisoformat(report["started_at"])).total_seconds()
