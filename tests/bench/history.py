"""What the seasons before cost a day's plays: the same day into a table of one season and into one of seventeen."""

from __future__ import annotations

import os
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.silver.fct_plays import TABLE
from cbbd_spark.spec.table import OBSERVED_AT, Table
from tests.bench import season
from tests.bench.lake import loaded, opened, silver_plays
from tests.bench.measured import cpu_so_far

_SEASONS = (1, 17)
_IDS_APART = 10**13


def history_table() -> list[str]:
    """Lines of a table. CBBD_BENCH_DAYS: how many days arrive, 10 if not said; the first two warm up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        season.land(folder / "raw", season.generated(season.games_wanted()))
        with opened(folder / "lake") as session:
            return _measured(session, folder, int(os.environ.get("CBBD_BENCH_DAYS", "10")))


def _measured(session: SparkSession, folder: Path, days: int) -> list[str]:
    silver_plays(session, folder / "raw").write.parquet(str(folder / "plays"))
    plays = session.read.parquet(str(folder / "plays"))
    all_days = [row[0] for row in plays.select("game_date").distinct().orderBy("game_date").collect()]
    arriving = all_days[len(all_days) // 2 :][:days]
    base = plays.where(~F.col("game_date").isin(arriving))
    tables = {count: _table(session, base, count) for count in _SEASONS}
    spent: dict[int, list[float]] = {count: [] for count in _SEASONS}
    for number, day in enumerate(arriving):
        later = F.lit(f"{day} 12:00:00").cast("timestamp") + F.expr("INTERVAL 1 YEAR")
        batch = plays.where(F.col("game_date") == F.lit(day)).withColumn(OBSERVED_AT.name, later)
        for count, table in list(tables.items())[:: -1 if number % 2 else 1]:
            before = cpu_so_far()
            outcome = upsert(session, table, Batch(batch, f"day-{number}"))
            spent[count].append(cpu_so_far() - before)
            if outcome.inserted != outcome.read:
                raise SystemExit(f"a day into {count} seasons: {outcome}")
    cpu = {count: statistics.median(each[2:] or each) for count, each in spent.items()}
    one, many = (cpu[count] for count in _SEASONS)
    return [
        f"| a day's plays into a table of seasons of {base.count():,} | CPU s | to one season | limit |",
        "|---|---:|---:|---:|",
        *(
            f"| {count} seasons | {each:.1f} | {each / one:.2f} | {'1.15' if each == many else ''} |"
            for count, each in cpu.items()
        ),
    ]


def _table(session: SparkSession, rows: DataFrame, seasons: int) -> Table:
    """The season, and copies of it as the seasons before, with ids of their own."""
    table = replace(TABLE, name=f"plays_{seasons}")
    for back in range(seasons):
        shifted = {name: F.col(name) - back * _IDS_APART for name in ("play_id", "game_id")}
        days = {"season": F.col("season") - back, "game_date": F.add_months("game_date", -12 * back)}
        loaded(session, table, rows.withColumns({**shifted, **days}))
    return table
