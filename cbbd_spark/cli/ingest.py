"""`cbbd-spark ingest`: the API into raw, and nothing after it."""

from __future__ import annotations

from typing import Annotated

import typer

from cbbd_spark.cli.root import DryRun, Refresh, Seasons, app, console, end
from cbbd_spark.settings import load


@app.command()
def ingest(
    seasons: Seasons = None,
    endpoint: Annotated[list[str] | None, typer.Option(help="Only these endpoints.")] = None,
    refresh: Refresh = False,
    dry_run: DryRun = False,
) -> None:
    """Ask the API for what is not held, and land the answers."""
    from cbbd_spark.pipeline.command import run_pipeline  # noqa: PLC0415

    only = ["ingest"]
    end(
        run_pipeline(
            console, load(), seasons or [], only=only, endpoints=endpoint or (), refresh=refresh, dry_run=dry_run
        )
    )
