"""The state that the settings name."""

from __future__ import annotations

from pathlib import Path

from cbbd_spark.settings import Settings
from cbbd_spark.state.keyvalue import KeyValue
from cbbd_spark.state.sqlite import SqliteKeyValue


def open_state(settings: Settings) -> KeyValue:
    """The DynamoDB table `state.table`, or the SQLite file of the lake, which is made if it is not there."""
    if not settings.state.table:
        return SqliteKeyValue(settings.lake.state_file)
    from cbbd_spark import aws  # noqa: PLC0415 (a laptop need not wait for boto3)
    from cbbd_spark.state.dynamodb import DynamoKeyValue  # noqa: PLC0415

    return DynamoKeyValue(settings.state.table, aws.client("dynamodb"))


def view_state(settings: Settings) -> KeyValue:
    """The state for a look at it. Where nothing was ever asked it is an empty one, and no file is made."""
    if settings.state.table or settings.lake.state_file.exists():
        return open_state(settings)
    return SqliteKeyValue(Path(":memory:"))
