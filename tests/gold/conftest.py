from __future__ import annotations

from pathlib import Path

import pytest

from tests.gold.acc_season import AccSeason


@pytest.fixture(scope="session")
def acc(shared_data: Path) -> AccSeason:
    """The real season of 2016-17; the test is skipped where it is not beside the project."""
    return AccSeason(shared_data / "acc2017")
