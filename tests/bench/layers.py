"""A season of plays from raw to bronze to silver: ours, and what others would write by hand.

Each way is a process of its own that starts and ends within the measure; they take turns, and the medians count. A
figure counts only if all ways made the same rows.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from pyiceberg.catalog import load_catalog

from tests.bench import season
from tests.bench.measured import Measured, command, process
from tests.bench.peers.environment import scratch

_PEERS = Path(__file__).with_name("peers")  # they import what this environment does not have
_SUMMED = ("play_id", "game_id", "home_score", "seconds_remaining_period", "on_floor_player_1", "shooter_id")
_COUNTED = ("game_date", "play_type_canonical", "is_shot_made", "season_type", "participant_id_2")
_OURS, _START = "ours", "ours, with nothing to do"
_DUCKDB, _UNIQUE, _LOOP = "DuckDB", "DuckDB, one row per play", "orjson and pyarrow, file by file"


def layers_table() -> list[str]:
    """Lines of a table. CBBD_BENCH_ROUNDS: how often each takes its turn, 3 if not said."""
    rounds = int(os.environ.get("CBBD_BENCH_ROUNDS", "3"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = os.environ.get("CBBD_BENCH_PEERS") or str(scratch(folder / "peers"))
        plays = season.land(folder / "raw", season.generated(season.games_wanted()))
        ways = _ways(folder, python)
        found: dict[str, list[Measured]] = {way: [] for way in ways}
        made: dict[str, tuple[int, ...]] = {}
        for _ in range(rounds):
            for way, (run, table) in ways.items():
                shutil.rmtree(folder / "out", ignore_errors=True)
                found[way].append(run())
                made[way] = _checksum(table()) if table else ()
    sums = {each for each in made.values() if each}
    if len(sums) != 1 or next(iter(sums))[0] != plays:
        raise SystemExit(f"{plays} plays landed, and the ways do not agree: {made}")
    return _lines(plays, found)


Way = tuple[Callable[[], Measured], Callable[[], pa.Table] | None]


def _ways(folder: Path, python: str) -> dict[str, Way]:
    raw, out = str(folder / "raw" / "cbbd" / "plays_date"), folder / "out"

    def ours() -> Measured:
        (out / "lake").mkdir(parents=True)
        (out / "lake" / "raw").symlink_to(folder / "raw")
        words = ["pipeline", "--only", "bronze.plays_date", "--only", "silver.fct_plays"]
        return command(_OURS, words, CBBD_LAKE=str(out / "lake"))

    def start() -> Measured:
        return command(_START, ["pipeline", "--only", "bronze.plays_date"], CBBD_LAKE=str(out / "lake"))

    def peer(way: str, script: str, *more: str) -> Callable[[], Measured]:
        return lambda: process(way, [python, str(_PEERS / script), raw, str(out), *more])

    def parquet(name: str) -> Callable[[], pa.Table]:
        return lambda: ds.dataset(out / name).to_table([*_SUMMED, *_COUNTED])

    return {
        _OURS: (ours, lambda: _of_lake(out / "lake")),
        _START: (start, None),
        _DUCKDB: (peer(_DUCKDB, "duckdb_layers.py"), parquet("silver.parquet")),
        _UNIQUE: (peer(_UNIQUE, "duckdb_layers.py", "unique"), parquet("silver.parquet")),
        _LOOP: (peer(_LOOP, "arrow_loop.py"), parquet("silver")),
    }


def _of_lake(lake: Path) -> pa.Table:
    catalog = load_catalog("lake", type="sql", uri=f"sqlite:///{lake / 'catalog.db'}")
    return catalog.load_table("cbbd_silver.fct_plays").scan(selected_fields=(*_SUMMED, *_COUNTED)).to_arrow()


def _checksum(table: pa.Table) -> tuple[int, ...]:
    """The same for the same rows in any order: how many, sums of some columns, and how often each value of others."""
    sums = [pc.sum(pc.cast(table[name], pa.decimal128(38, 0))).as_py() for name in _SUMMED]
    counts = [Counter(map(str, table[name].to_pylist())) for name in _COUNTED]
    texts = ["".join(f"{value}:{count};" for value, count in sorted(each.items())) for each in counts]
    return (table.num_rows, *(int(each or 0) for each in sums), *(zlib.crc32(text.encode()) for text in texts))


def _lines(plays: int, found: dict[str, list[Measured]]) -> list[str]:
    cpu = {way: statistics.median(each.cpu for each in runs) for way, runs in found.items()}
    wall = {way: statistics.median(each.wall for each in runs) for way, runs in found.items()}
    limits = {_DUCKDB: "3, aim 2", _LOOP: "0.65"}
    lines = [
        f"| {plays:,} plays, raw to silver | CPU s | wall s | CPU, ours / theirs | limit | without our start |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for way in found:
        whole, rest = cpu[_OURS] / cpu[way], (cpu[_OURS] - cpu[_START]) / cpu[way]
        ratios = "| | " if way in {_OURS, _START} else f"{whole:.2f} | {limits.get(way, '')} | {rest:.2f}"
        lines.append(f"| {way} | {cpu[way]:.1f} | {wall[way]:.1f} | {ratios} |")
    return lines
