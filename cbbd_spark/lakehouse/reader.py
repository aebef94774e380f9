"""Opens the lake without Spark, as any reader does."""

from __future__ import annotations

from pyiceberg.catalog import Catalog, load_catalog

from cbbd_spark.settings import Lake


def open_catalog(lake: Lake) -> Catalog:
    """The lake's catalog for PyIceberg."""
    return load_catalog(
        lake.catalog, type="sql", uri=f"sqlite:///{lake.catalog_file}", warehouse=lake.warehouse.as_uri()
    )
