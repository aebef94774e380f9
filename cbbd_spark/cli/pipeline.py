"""`cbbd-spark pipeline`: the whole way."""

from __future__ import annotations

from typing import Annotated

import typer

from cbbd_spark.cli.root import Budget, DryRun, Partial, Refresh, Seasons, app, console, end
from cbbd_spark.errors import ConfigurationError
from cbbd_spark.ingest.order import Mode, Order, parse_seasons
from cbbd_spark.settings import load


@app.command()
def pipeline(
    seasons: Seasons = None,
    incremental: Annotated[bool, typer.Option("--incremental", help="A daily run: what may have changed.")] = False,
    only: Annotated[list[str] | None, typer.Option(help="A step as in silver.fct_games, or a layer.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="Begin at ingest, bronze, silver or gold.")] = None,
    with_upstream: Annotated[bool, typer.Option(help="With --only: what it is made of, too.")] = False,
    budget: Budget = None,
    partial: Partial = False,
    refresh: Refresh = False,
    dry_run: DryRun = False,
) -> None:
    """Bring the lake up to date: ingest, bronze, silver, gold."""
    from cbbd_spark.pipeline.command import Scope, run_pipeline  # noqa: PLC0415

    wanted = parse_seasons(seasons or [])
    scope = Scope(only or (), start, with_upstream)
    if scope.asks and not (wanted or incremental):
        raise ConfigurationError("which seasons? For example --seasons 2025, or --incremental for a daily run")
    mode = Mode.INCREMENTAL if incremental else Mode.BACKFILL
    order = Order(wanted, mode, refresh=refresh, budget=budget, partial=partial)
    end(run_pipeline(console, load(), order, scope, dry_run=dry_run))
