"""One Spark session for the whole run, on a lake of its own that is gone afterwards."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from cbbd_spark.settings import Settings, load

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from tests.aws import Proxy


# Frames of ten rows are gone before a compiler has warmed up: the same engine, with less of it compiled.
FAST_START = {
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC "
    # The one session of all tests compiles more than the 48 MB that this compiler takes by itself.
    "-XX:ReservedCodeCacheSize=256m",
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
def aws_server() -> Iterator[str]:
    from tests.aws import serving  # noqa: PLC0415 (it takes a second, and few tests need it)

    with serving() as url:
        yield url


@pytest.fixture
def aws(aws_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an AWS on this machine; every client that is made during the test speaks to it."""
    from tests.aws import ENVIRONMENT  # noqa: PLC0415

    for variable, value in {**ENVIRONMENT, "AWS_ENDPOINT_URL": aws_server}.items():
        monkeypatch.setenv(variable, value)
    return aws_server


@pytest.fixture
def aws_proxy(aws: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """Between the clients and that AWS, to lose and to refuse; nobody waits between tries."""
    from tests.aws import faulty  # noqa: PLC0415

    monkeypatch.setattr(time, "sleep", lambda _: None)
    with faulty(aws) as between:
        monkeypatch.setenv("AWS_ENDPOINT_URL", between.url)
        yield between


@pytest.fixture
def bucket(aws: str) -> str:
    """A place for a raw store in a bucket of its own."""
    from cbbd_spark.aws import client  # noqa: PLC0415

    name = f"raw-{uuid.uuid4().hex}"
    client("s3").create_bucket(Bucket=name)
    return f"s3://{name}/some/where/raw"


@pytest.fixture
def table(aws: str) -> str:
    """A DynamoDB table of its own for the state."""
    from cbbd_spark.aws import client  # noqa: PLC0415
    from cbbd_spark.state.dynamodb import create_table  # noqa: PLC0415

    name = f"checkpoints-{uuid.uuid4().hex}"
    create_table(client("dynamodb"), name)
    return name


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real data beside the project; the test is skipped where it is not."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real data is not beside the project")
    return folder
