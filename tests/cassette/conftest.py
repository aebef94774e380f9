"""Two leagues that have nothing in common but their shape: one is the "real API", the other the simulator's."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbbd_spark.cassette.answer import Answer
from cbbd_spark.cassette.plan import PLAN
from cbbd_spark.cassette.simulated import StandIn
from cbbd_spark.simulator.dataset import Dataset
from cbbd_spark.simulator.league import generate
from tests.cassette.taking import SEASON, RealApi, recorded, settings_for


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return generate([SEASON], teams=6, seed=2, games_per_team=5)


@pytest.fixture(scope="session")
def simulator() -> StandIn:
    return StandIn(generate([SEASON], teams=6, seed=1, games_per_team=5), SEASON)


@pytest.fixture
def real(dataset: Dataset) -> RealApi:
    return RealApi(dataset)


@pytest.fixture(scope="session")
def kept(dataset: Dataset) -> dict[str, Answer]:
    """Every answer of the plan, recorded once; never to be changed."""
    with RealApi(dataset).served() as url:
        return recorded(url, PLAN)


@pytest.fixture(scope="session")
def simulated(simulator: StandIn) -> dict[str, Answer]:
    """The simulator's answers to the same."""
    return dict(simulator.ask(PLAN, settings_for("https://api.example").api, tier=3))


@pytest.fixture
def into(tmp_path: Path) -> Path:
    return tmp_path / "cassettes"
