from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cbbd_spark.settings import Settings
from tests.ingest.harvesting import settings_for
from tests.ingest.misbehaving import FaultServer, serving


@pytest.fixture
def server() -> Iterator[FaultServer]:
    yield from serving(FaultServer())


@pytest.fixture
def elsewhere() -> Iterator[FaultServer]:
    """Another host, to which nothing of ours may go."""
    yield from serving(FaultServer())


@pytest.fixture
def settings(server: FaultServer, tmp_path: Path) -> Settings:
    return settings_for(server.url, tmp_path / "lake")
