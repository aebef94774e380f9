"""`cbbd-spark pipeline`: the whole way."""

from __future__ import annotations

from typing import Annotated

import typer

from cbbd_spark.cli.root import DryRun, Refresh, Seasons, app, console, end
from cbbd_spark.settings import load


@app.command()
def pipeline(
    seasons: Seasons = None,
    only: Annotated[list[str] | None, typer.Option(help="A step as in silver.fct_games, or a layer.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="Begin at ingest, bronze, silver or gold.")] = None,
    with_upstream: Annotated[bool, typer.Option(help="With --only: what it is made of, too.")] = False,
    refresh: Refresh = False,
    dry_run: DryRun = False,
) -> None:
    """Bring the lake up to date: ingest, bronze, silver, gold."""
    from cbbd_spark.pipeline.command import run_pipeline  # noqa: PLC0415

    end(
        run_pipeline(
            console,
            load(),
            seasons or [],
            only=only or (),
            start=start,
            with_upstream=with_upstream,
            refresh=refresh,
            dry_run=dry_run,
        )
    )
