"""Generated games and real ones never meet in one lake."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbbd_spark.errors import ConfigurationError
from cbbd_spark.pipeline.provenance import insist, remember
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
