"""Whole commands as processes."""

from __future__ import annotations

from pathlib import Path

from cbbd_spark.simulator import folder
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.bench.measured import Measured, command

REAL_SEASON = Path(__file__).resolve().parents[3] / "shared" / "data" / "acc2017"


def whole_commands(folder_: Path) -> list[Measured]:
    lake = {"CBBD_LAKE": str(folder_ / "demo")}
    found = [
        command("demo: 64 teams, generated, ingested, raw to gold", ["demo"], **lake),
        command("tables again, nothing new", ["pipeline", "--from", "bronze", "--seasons", "2025"], **lake),
    ]
    if REAL_SEASON.is_dir():
        with serve_in_thread(create_app(folder.load(REAL_SEASON))) as url:
            real = {"CBBD_LAKE": str(folder_ / "real"), "CBBD_BASE_URL": url, "CBBD_API_KEY": "any"}
            real["CBBD_REQUESTS_PER_SECOND"] = "200"
            found.append(command("acc2017: ingest", ["ingest", "--seasons", "2017"], **real))
            found.append(command("acc2017: raw to gold", ["pipeline", "--from", "bronze", "--seasons", "2017"], **real))
    return found
