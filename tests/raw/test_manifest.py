from __future__ import annotations

from pathlib import Path

from cbbd_spark.raw import manifest
from cbbd_spark.raw.folder import FolderStore


def entry(number: int) -> manifest.Entry:
    return manifest.Entry(
        endpoint="games",
        object=f"cbbd/games/{number:016x}/20241105T003000123Z-00000000.jsonl.gz",
        request_hash=f"{number:016x}",
        params={"season": 2024},
        url="https://api.example.com/games?season=2024",
        status=200,
        fetched_at="2024-11-05T00:30:00.123Z",
        rows=1,
        odd_rows=0,
        fingerprint="f",
        body_sha256="0" * 64,
        body_bytes=10,
        object_sha256="1" * 64,
        object_bytes=30,
        run_id="r",
        code_version="0",
    )


def test_segments_are_numbered_without_gaps_and_read_from_where_one_stopped(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    assert [manifest.append(store, "cbbd", "games", [entry(number)]) for number in (1, 2, 3)] == [1, 2, 3]
    assert list(manifest.entries(store, "cbbd", "games", after=1)) == [(2, entry(2)), (3, entry(3))]
    assert manifest.last_segment(store, "cbbd", "games") == 3


def test_a_segment_of_another_writer_is_not_overwritten(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.create(manifest.segment_key("cbbd", "games", 1), b"")
    assert manifest.append(store, "cbbd", "games", [entry(1)]) == 2


def test_the_manifest_of_one_endpoint_is_not_that_of_another(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    manifest.append(store, "cbbd", "games_teams", [entry(1)])
    assert list(manifest.entries(store, "cbbd", "games")) == []
