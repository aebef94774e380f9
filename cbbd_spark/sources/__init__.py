"""The sources: one folder each, in it one file per endpoint; nothing else knows their paths, keys and caps."""

from cbbd_spark.spec.endpoint import Endpoint
from cbbd_spark.spec.registry import discover


def endpoints() -> dict[str, Endpoint]:
    """Every endpoint of every source by its name, found by walking the folders."""
    return discover("cbbd_spark.sources", "ENDPOINT", Endpoint)
