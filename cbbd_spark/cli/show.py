"""`cbbd-spark show`: what the lake holds."""

from __future__ import annotations

from cbbd_spark.cli.root import app, console, insist_on_a_lake
from cbbd_spark.settings import load


@app.command()
def show() -> None:
    """Show what the lake holds."""
    from cbbd_spark.pipeline import inventory  # noqa: PLC0415

    settings = load()
    insist_on_a_lake(settings)
    inventory.show(console, settings)
