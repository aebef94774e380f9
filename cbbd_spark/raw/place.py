"""The raw store at a place that the settings name."""

from __future__ import annotations

from pathlib import Path

from cbbd_spark.raw.folder import FolderStore
from cbbd_spark.raw.store import RawStore


def store_at(place: str) -> RawStore:
    """The store in a folder, or below `s3://bucket/prefix`: `settings.raw_place` or `settings.dead_letter_place`."""
    if not place.startswith("s3://"):
        return FolderStore(Path(place))
    from cbbd_spark import aws  # noqa: PLC0415 (a laptop need not wait for boto3)
    from cbbd_spark.raw.s3 import S3Store  # noqa: PLC0415

    return S3Store(place, aws.client("s3"))
