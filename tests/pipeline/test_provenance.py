"""Generated games and real ones never meet in one lake."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.pipeline.provenance import filled_from, insist, remember
from cbbd_spark.settings import Settings, load

REAL = "https://api.collegebasketballdata.com"


def _settings(lake: Path, base_url: str) -> Settings:
    return load(environment={"CBBD_LAKE": str(lake), "CBBD_BASE_URL": base_url})


def test_a_lake_of_real_games_takes_no_generated_ones(tmp_path: Path) -> None:
    remember(_settings(tmp_path, REAL))
    insist(_settings(tmp_path, REAL + "/"))
    with pytest.raises(ConfigurationError, match="CBBD_LAKE"):
        insist(_settings(tmp_path, "http://127.0.0.1:8765"))


def test_a_lake_of_generated_games_takes_no_real_ones(tmp_path: Path) -> None:
    remember(_settings(tmp_path, "http://127.0.0.1:8765"))
    with pytest.raises(ConfigurationError, match="stand-in"):
        insist(_settings(tmp_path, REAL))


def test_stand_ins_on_this_machine_are_one_source(tmp_path: Path) -> None:
    for url in ("http://127.0.0.1:8765", "http://localhost:1", "http://[::1]:2"):
        insist(_settings(tmp_path, url))
        remember(_settings(tmp_path, url))


def test_a_note_that_a_full_disk_cut_off_is_none_and_locks_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path.write_text

    def half(file: Path, text: str, *more: str) -> int:
        whole(file, text[:9], *more)
        raise OSError(errno.ENOSPC, "No space left on device")

    settings = _settings(tmp_path, REAL)
    with monkeypatch.context() as full:
        full.setattr(Path, "write_text", half)
        with pytest.raises(OSError, match="No space"):
            remember(settings)
    assert filled_from(settings) is None
    insist(settings)
    remember(settings)
    assert filled_from(settings) == "api.collegebasketballdata.com"
