"""What there is to replay is counted before anything is done, and nothing to replay is an error."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from cbbd_spark.bronze.selection import Selection
from cbbd_spark.errors import ConfigurationError
from cbbd_spark.pipeline.replay_landed import landed
from cbbd_spark.sources import endpoints
from tests.bronze.landing import Raw, game


@pytest.fixture
def raw(tmp_path: Path) -> str:
    games = Raw(tmp_path, endpoints()["games"])
    games.land([game(1), game(2)], "2025-01-10T00:00:00.000Z", season=2025)
    games.land([game(1), game(2)], "2025-02-10T00:00:00.000Z", season=2025)
    games.land([game(3)], "2025-03-10T00:00:00.000Z", season=2024)
    Raw(tmp_path, endpoints()["venues"]).land([{"id": 1}], "2025-01-11T00:00:00.000Z")
    return str(tmp_path)


def _before(words: str) -> Selection:
    return Selection(before=datetime.fromisoformat(words))


def test_answers_and_records_are_those_of_the_selection(raw: str) -> None:
    assert landed(raw, Selection()).answers == {"games": 3, "venues": 1}
    assert landed(raw, Selection((2025,))).records == {"games": 4, "venues": 1}
    assert landed(raw, _before("2025-01-11T00:00:00Z")).answers == {"games": 1}


def test_an_empty_store_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=str(tmp_path)):
        landed(str(tmp_path), Selection())


def test_a_past_without_answers_says_when_the_first_one_came(raw: str) -> None:
    with pytest.raises(ConfigurationError, match=r"2025-01-10T00:00:00\.000Z"):
        landed(raw, _before("2025-01-10T00:00:00Z"))


def test_a_season_without_answers_is_named(raw: str) -> None:
    with pytest.raises(ConfigurationError, match="2019"):
        landed(raw, Selection((2019, 2025)))
    with pytest.raises(ConfigurationError, match="2024"):
        landed(raw, Selection((2024,), datetime.fromisoformat("2025-03-01T00:00:00Z")))
