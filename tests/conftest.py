"""One Spark session for the whole run, on a lake of its own that is gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from cbbd_spark.settings import Settings, load

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


# Frames of ten rows are gone before a compiler has warmed up: the same engine, with less of it compiled.
FAST_START = {
    "spark.driver.extraJavaOptions": "-Duser.timezone=UTC -XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.shuffle.partitions": "1",
}


@pytest.fixture(scope="session")
def lake_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the lake that the shared session opens."""
    settings = load(environment={"CBBD_LAKE": str(tmp_path_factory.mktemp("lake"))})
    return msgspec.structs.replace(settings, spark=msgspec.structs.replace(settings.spark, conf=FAST_START))


@pytest.fixture(scope="session")
def spark(lake_settings: Settings) -> Iterator[SparkSession]:
    from cbbd_spark.lakehouse.session import open_session  # noqa: PLC0415 (tests without Spark start faster)

    session = open_session(lake_settings, app="tests")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real data beside the project; the test is skipped where it is not."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real data is not beside the project")
    return folder
