"""Stores of every kind. A new kind is one more line in STORES, and a fixture with a place for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cbbd_spark.raw.place import store_at
from cbbd_spark.raw.store import RawStore

STORES = ["folder", "bucket"]


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(tmp_path / "raw")


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> RawStore:
    return store_at(request.getfixturevalue(request.param))
