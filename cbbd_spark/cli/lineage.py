"""`cbbd-spark lineage`: what a table is made of."""

from __future__ import annotations

from typing import Annotated

import typer

from cbbd_spark.cli.root import app, console, insist_on_a_lake
from cbbd_spark.settings import load


@app.command()
def lineage(table: Annotated[str, typer.Argument(help="As in gold.team_power_rankings.")]) -> None:
    """Which snapshots of what, and which seasons, went into a table, down to the answers that landed."""
    from cbbd_spark.pipeline.lineage_view import show_lineage  # noqa: PLC0415

    settings = load()
    insist_on_a_lake(settings)
    show_lineage(console, settings, table)
