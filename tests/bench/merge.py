"""What a day's plays cost to merge, by how the table lies: bytes written for each byte that changed, and scans after.

The last days of a season arrive one by one. Of each day's rows a fifth are not new but corrections, anywhere in five
earlier days. A changed byte is a changed row times the bytes that a row takes in the compacted table.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse import snapshots
from cbbd_spark.lakehouse.ddl import ensure
from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.silver.fct_plays import TABLE
from cbbd_spark.spec.table import OBSERVED_AT, Table
from tests.bench import season
from tests.bench.lake import loaded, opened, silver_plays
from tests.bench.measured import cpu_so_far

_CORRECTED, _CORRECTED_DAYS, _WITHIN = 0.2, 5, 30
_SCANS = 3
_MB = 1 << 20
_ON_READ = {f"write.{what}.mode": "merge-on-read" for what in ("delete", "update", "merge")}

# A sorted table's rows are spread over the tasks by range, which looks at them once more to find the bounds.
_BY_HASH = {"write.distribution-mode": "hash"}


@dataclass(frozen=True)
class Layout:
    """How a table lies: what the spec and the properties say otherwise than today's."""

    name: str
    partition: tuple[str, ...] = TABLE.partition
    properties: dict[str, str] = field(default_factory=dict)

    def table(self, number: int) -> Table:
        return replace(TABLE, name=f"plays_{number}", partition=self.partition)


def _files_of(size: int) -> dict[str, str]:
    return {"write.target-file-size-bytes": str(size * _MB)}


_DAY, _MONTH = ("season", "days(game_date)"), ("season", "months(game_date)")
LAYOUTS = (
    Layout("as the spec says"),
    Layout("season, files of 1 MB", properties=_files_of(1)),
    Layout("season, files of 2 MB", properties=_files_of(2)),
    Layout("season, files of 4 MB", properties=_files_of(4)),
    Layout("season and month", _MONTH),
    Layout("season and day", _DAY),
    Layout("season and day, by hash", _DAY, _BY_HASH),
    Layout("season, on read", properties=_ON_READ),
    Layout("season, files of 4 MB, on read", properties=_files_of(4) | _ON_READ),
    Layout("season and day, by hash, on read", _DAY, _BY_HASH | _ON_READ),
)


def merge_table() -> list[str]:
    """Lines of a table, a layout each. CBBD_BENCH_DAYS: how many days arrive, 10 if not said."""
    wanted = os.environ.get("CBBD_BENCH_LAYOUTS")
    layouts = [each for each in LAYOUTS if not wanted or each.name in wanted.split(";")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        season.land(folder / "raw", season.generated(season.games_wanted()))
        with opened(folder / "lake") as session:
            return _measured(session, folder, layouts, int(os.environ.get("CBBD_BENCH_DAYS", "10")))


def _measured(session: SparkSession, folder: Path, layouts: list[Layout], days: int) -> list[str]:
    silver_plays(session, folder / "raw").write.parquet(str(folder / "plays"))
    plays = session.read.parquet(str(folder / "plays"))
    all_days = [row[0] for row in plays.select("game_date").distinct().orderBy("game_date").collect()]
    # The last days of a season are of few games: what arrives is taken from the middle of what is played.
    last = len(all_days) * 4 // 5
    before, arriving = all_days[: last - days], all_days[last - days : last]
    batches = _batches(plays, before, arriving)
    base = plays.where(F.col("game_date").isin(before))
    tables = [loaded(session, layout.table(number), base, layout.properties) for number, layout in enumerate(layouts)]
    spent: list[list[float]] = [[] for _ in layouts]
    written = [0] * len(layouts)
    changed = 0
    for number, batch in enumerate(batches):
        batch.write.parquet(str(folder / f"batch_{number}"))
        kept = session.read.parquet(str(folder / f"batch_{number}"))
        changed += kept.count()
        for place, table in enumerate(tables):
            before_it = cpu_so_far()
            outcome = upsert(session, table, Batch(kept, f"day-{number}"))
            spent[place].append(cpu_so_far() - before_it)
            written[place] += outcome.bytes_written
            if outcome.unchanged or outcome.stale or outcome.inserted + outcome.updated != outcome.read:
                raise SystemExit(f"{layouts[place].name}: {outcome}")
        print(number, changed, written, [round(each[-1], 1) for each in spent], file=sys.stderr)  # this takes long
    compacted = _compacted(session, tables[0])
    whole = snapshots.current(session, compacted.full_name)
    assert whole
    per_row = whole.count("total-files-size") / whole.count("total-records")
    scans = _scanned(session, [compacted, *tables])
    lines = [
        f"| a day's plays, of {whole.count('total-records'):,} in {len(all_days)} days, {per_row:.0f} B each |"
        " written / changed (limit 15, aim 3) | CPU s a day | data files | delete files | MB |"
        " scan, CPU (limit 1.5) | scan, wall |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    names = ["compacted", *(layout.name for layout in layouts)]
    for place, (layout, table) in enumerate(zip(names, [compacted, *tables], strict=True)):
        snapshot = snapshots.current(session, table.full_name)
        assert snapshot
        done = f"{written[place - 1] / (changed * per_row):.1f} | {statistics.median(spent[place - 1]):.1f}"
        cells = (
            layout,
            done if place else " | ",
            str(snapshot.count("total-data-files")),
            str(snapshot.count("total-delete-files")),
            f"{snapshot.count('total-files-size') / 1e6:.1f}",
            f"{scans[place][0] / scans[0][0]:.2f}",
            f"{scans[place][1] / scans[0][1]:.2f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _batches(plays: DataFrame, before: list[date], arriving: list[date]) -> list[DataFrame]:
    """Each new day, with corrections of older rows that are a fifth of all that arrives."""
    chance = random.Random(1)  # noqa: S311 (the same days in every run)
    per_day = {row[0]: row[1] for row in plays.groupBy("game_date").count().collect()}
    known, found = list(before), []
    for day in arriving:
        corrected = chance.sample(known[-_WITHIN:], _CORRECTED_DAYS)
        wanted = per_day[day] * _CORRECTED / (1 - _CORRECTED)
        share = wanted / sum(per_day[each] for each in corrected)
        is_corrected = F.col("game_date").isin(corrected) & (
            F.pmod(F.xxhash64("play_id", F.lit(str(day))), F.lit(10_000)) < int(share * 10_000)
        )
        new = plays.where(F.col("game_date") == F.lit(day))
        old = plays.where(is_corrected).withColumn("play_text", F.concat("play_text", F.lit(f" ({day})")))
        later = F.lit(f"{day} 12:00:00").cast("timestamp") + F.expr("INTERVAL 1 YEAR")
        found.append(new.unionByName(old).withColumn(OBSERVED_AT.name, later))
        known.append(day)
    return found


def _compacted(session: SparkSession, table: Table) -> Table:
    """The same rows in as few files as there can be, in the spec's order."""
    compacted = replace(TABLE, name="plays_compacted")
    ensure(session, compacted)
    session.table(table.full_name).writeTo(compacted.full_name).append()
    catalog = session.conf.get("spark.sql.defaultCatalog")
    options = f"map('rewrite-all', 'true', 'target-file-size-bytes', '{128 * _MB}')"
    order = ", ".join(TABLE.sort)
    session.sql(
        f"CALL {catalog}.system.rewrite_data_files(table => '{compacted.full_name}', strategy => 'sort', "
        f"sort_order => '{order}', options => {options})"
    )
    return compacted


def _scanned(session: SparkSession, tables: list[Table]) -> list[tuple[float, float]]:
    """CPU and wall seconds of a full read of each, in turn; the first round does not count."""
    found: list[list[tuple[float, float]]] = [[] for _ in tables]
    for _ in range(_SCANS + 1):
        for place, table in enumerate(tables):
            cpu, wall = cpu_so_far(), time.monotonic()
            session.table(table.full_name).write.format("noop").mode("overwrite").save()
            found[place].append((cpu_so_far() - cpu, time.monotonic() - wall))
    counted = [each[1:] for each in found]
    return [(statistics.median(c for c, _ in each), statistics.median(w for _, w in each)) for each in counted]
