"""A small league, served once for all tests that only read."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.league import generate
from cbbd_spark.simulator.server import create_app, serve_in_thread
from tests.simulator.calling import Caller


@pytest.fixture(scope="session")
def league() -> Dataset:
    """Two seasons of twelve teams."""
    return generate([2024, 2025], teams=12, seed=7, games_per_team=8)


@pytest.fixture(scope="session")
def api(league: Dataset) -> Iterator[Caller]:
    """A client of a server over that league."""
    with serve_in_thread(create_app(league)) as url:
        yield Caller(url)


@pytest.fixture(scope="session")
def big_league() -> Dataset:
    """A season large enough for what is rare."""
    return generate([2025], teams=32, seed=2, games_per_team=20)


@pytest.fixture(scope="session")
def big_api(big_league: Dataset) -> Iterator[Caller]:
    """A client of a server over that season."""
    with serve_in_thread(create_app(big_league)) as url:
        yield Caller(url)


@pytest.fixture(scope="session")
def today_api() -> Iterator[Caller]:
    """A season in January."""
    dataset = generate([2025], teams=8, seed=2, games_per_team=10, today=date(2025, 1, 15))
    with serve_in_thread(create_app(dataset)) as url:
        yield Caller(url)


@pytest.fixture(scope="session")
def old_league() -> Dataset:
    """A season of an older feed."""
    return generate([2021], teams=8, seed=2, games_per_team=4)


@pytest.fixture(scope="session")
def old_api(old_league: Dataset) -> Iterator[Caller]:
    """A client of a server over that season."""
    with serve_in_thread(create_app(old_league)) as url:
        yield Caller(url)


@pytest.fixture(scope="session")
def moving_league() -> Dataset:
    """Four teams over three seasons, so that some players come back to where they were."""
    return generate([2024, 2025, 2026], teams=4, seed=2, games_per_team=4)


@pytest.fixture(scope="session")
def real_season() -> Path:
    """A folder of real records beside the project, where there is one."""
    beside = Path(__file__).parents[3] / "shared" / "data" / "acc2017"
    directory = Path(os.environ.get("CBBD_REAL_SEASON", beside))
    if not directory.is_dir():
        pytest.skip("no folder of real records beside the project")
    return directory
