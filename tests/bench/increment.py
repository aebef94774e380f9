"""A season from raw to gold, then one more day, then nothing new: whole commands, each a process of its own.

The day comes by a second answer of everything that the day changed, as in a daily run. What ingest costs is not here.
"""

from __future__ import annotations

import json
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.bench import season
from tests.bench.measured import Measured, command

_DAYS = (date(2025, 2, 19), date(2025, 2, 20))


def increment_table() -> list[str]:
    """Lines of a table."""
    with tempfile.TemporaryDirectory() as name:
        lake = Path(name) / "lake"
        before, after = (season.generated(season.games_wanted(), today=day) for day in _DAYS)
        _landed(lake, before)
        whole = _tables(lake, "raw to gold")
        _landed(lake, after)
        found = [whole, _tables(lake, "one more day"), _tables(lake, "nothing new")]
    games = f"a season of {season.games_wanted()} games to {_DAYS[0]}"
    lines = [f"| {games} | wall s (a day: limit 30) | CPU s | wall s after Spark's start |", "|---|---:|---:|---:|"]
    return lines + [f"| {each.what} | {each.wall:.1f} | {each.cpu:.1f} | {rest:.1f} |" for each, rest in found]


def _landed(lake: Path, dataset: Dataset) -> None:
    with serve_in_thread(create_app(dataset)) as url:
        words = ["ingest", "backfill", "--seasons", str(season.SEASON), "--refresh"]
        place = {"CBBD_LAKE": str(lake), "CBBD_BASE_URL": url, "CBBD_API_KEY": "any"}
        command("ingest", words, **place, CBBD_REQUESTS_PER_SECOND="1000")


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
