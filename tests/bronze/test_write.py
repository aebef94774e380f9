"""The file of a share, as a worker makes it."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cbbd_spark.bronze import write
from cbbd_spark.raw.manifest import Entry
from tests.bronze.landing import Raw, endpoint_like, game

SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        *((name, pa.string()) for name in ("_raw_file", "_request_hash", "_params", "_run_id", "_rescued")),
        ("_fetched_at", pa.timestamp("us", "UTC")),
    ]
)


@pytest.fixture
def raw(tmp_path: Path) -> Raw:
    return Raw(tmp_path / "raw", endpoint_like("games"))


def _written(raw: Raw, folder: str, *answers: Entry) -> tuple[str, int]:
    writer = write._Writer(raw.store, raw.endpoint, "run-1", SCHEMA)  # noqa: SLF001
    file, rescued = writer(write._Share("_fetched_at_month=660", folder, answers))  # noqa: SLF001
    return file.path, rescued


@pytest.mark.parametrize("folder", ["lake", "my%20lake", "l\u00e9ke", "a%lake"])
def test_the_lake_lies_where_its_uri_says_letter_by_letter(raw: Raw, tmp_path: Path, folder: str) -> None:
    """Iceberg opens what it is told, and takes nothing for an escape."""
    path, _ = _written(raw, f"file://{tmp_path}/{folder}/data", raw.land([game(1)], season=2025))
    assert pq.read_table(path.removeprefix("file://"), partitioning=None)["id"].to_pylist() == [1]


def test_rows_are_those_of_the_answers_in_their_order_and_odd_ones_are_counted(raw: Raw, tmp_path: Path) -> None:
    answers = [raw.land([game(n), game(n + 100, homeTeam=7)], season=n) for n in range(1, 6)]
    path, rescued = _written(raw, f"file://{tmp_path}/data", *answers)
    rows = pq.read_table(path.removeprefix("file://"), partitioning=None)
    assert rows["id"].to_pylist() == [number for n in range(1, 6) for number in (n, n + 100)]
    assert rows["_raw_file"].to_pylist() == [each.object for each in answers for _ in range(2)]
    assert rescued == len(answers)


def test_of_a_share_that_fails_no_file_is_left(raw: Raw, tmp_path: Path) -> None:
    good, bad = raw.land([game(1)], season=2024), raw.land([game(2)], season=2025)
    raw.flip(bad)
    with pytest.raises(Exception, match="is not what landed"):
        _written(raw, f"file://{tmp_path}/data", good, bad)
    assert list((tmp_path / "data").iterdir()) == []


def test_answers_are_shared_out_by_size(raw: Raw, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [raw.land([game(n)], season=n) for n in range(1, 8)]
    monkeypatch.setattr(write, "_SHARE", 3 * answers[0].object_bytes + 5)
    shares = list(write._of_like_size(answers))  # noqa: SLF001
    assert [each for share in shares for each in share] == answers
    assert max(map(len, shares)) == 3
