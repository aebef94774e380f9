"""Classes of Spark and Iceberg that Java has read and checked once, at set-up, and maps into memory at each start.

`python -m cbbd_spark.lakehouse.class_archive` makes the archive: a process that starts Spark, writes and reads a table
of two rows, and leaves what it loaded. An archive of another Java or of other jars is passed over by Java itself.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from cbbd_spark.lakehouse.ddl import create_databases, ensure
from cbbd_spark.lakehouse.java import find_java_home
from cbbd_spark.lakehouse.merge import Batch, upsert
from cbbd_spark.lakehouse.session import CLASS_ARCHIVE, QUIET, open_session
from cbbd_spark.settings import load
from cbbd_spark.spec.table import Column, Layer, Table

_PLAYS = Table(
    layer=Layer.SILVER,
    name="plays",
    grain="One row is one play.",
    key=("play_id",),
    partition=("season", "days(game_date)"),
    sort=("game_date", "play_id"),
    columns=(
        Column("play_id", "BIGINT", "The play."),
        Column("season", "INT", "The season."),
        Column("game_date", "DATE", "The day."),
        Column("on_floor", "ARRAY<BIGINT>", "Players on the floor."),
        Column("play_text", "STRING", "What happened."),
        Column("home_win_probability", "DOUBLE", "The probability."),
    ),
    inputs=(),
)
_LINES = (
    '{"play_id": 1, "season": 2025, "game_date": "2025-01-01", "on_floor": [{"id": 1}], "play_text": "a"}',
    '{"play_id": 2, "season": 2025, "game_date": "2025-01-02", "on_floor": [], "home_win_probability": 0.5}',
)
_RECORD = (
    "play_id BIGINT, season INT, game_date DATE, on_floor ARRAY<STRUCT<id: BIGINT>>, play_text STRING, "
    "home_win_probability DOUBLE"
)


def main() -> None:
    """Makes the archive anew. Raises CalledProcessError when Java cannot use what came of it: then there is none."""
    CLASS_ARCHIVE.unlink(missing_ok=True)
    unproven = CLASS_ARCHIVE.with_suffix(".new")
    unproven.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as lake:
        _left_by_a_run(Path(lake), unproven)
    # Java maps the file and trusts it: one that was cut, as by a full disk, would bring every later start down.
    java = find_java_home() / "bin" / "java"
    subprocess.run([java, f"-XX:SharedArchiveFile={unproven}", "-version"], capture_output=True, check=True)  # noqa: S603
    unproven.rename(CLASS_ARCHIVE)


def _left_by_a_run(lake: Path, archive: Path) -> None:
    settings = load(environment={"CBBD_LAKE": str(lake)})
    options = {"spark.driver.defaultJavaOptions": f'-XX:ArchiveClassesAtExit="{archive}" {QUIET}'}
    settings = msgspec.structs.replace(settings, spark=msgspec.structs.replace(settings.spark, conf=options))
    session = open_session(settings, app="class-archive")
    gateway: Any = session.sparkContext._gateway  # noqa: SLF001
    try:
        _write_and_read(session, lake)
    finally:
        session.stop()
        gateway.shutdown()
        # It ends with its input, and leaves the archive then.
        gateway.proc.stdin.close()
        gateway.proc.wait(timeout=300)


def _write_and_read(session: SparkSession, lake: Path) -> None:
    create_databases(session)
    ensure(session, _PLAYS)
    lines = lake / "lines.jsonl"
    lines.write_text("\n".join(_LINES), "utf-8")
    first = _rows(session, lines)
    upsert(session, _PLAYS, Batch(first, "first"))
    upsert(session, _PLAYS, Batch(first.withColumn("play_text", F.lit("b")), "second"))
    session.table(_PLAYS.full_name).groupBy("season").agg(F.count_distinct("play_id")).collect()


def _rows(session: SparkSession, lines: Path) -> DataFrame:
    record = F.from_json("value", _RECORD)
    rows = session.read.text(str(lines)).select(record.alias("record")).select("record.*")
    return rows.withColumn("on_floor", F.col("on_floor.id"))


if __name__ == "__main__":
    try:
        main()
    except (OSError, subprocess.SubprocessError) as error:
        sys.exit(f"no class archive: {error}")
