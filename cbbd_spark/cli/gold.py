"""`cbbd-spark gold`: the analytics tables alone."""

from __future__ import annotations

from typing import Annotated

import typer

from cbbd_spark.cli.root import DryRun, Seasons, app, console, end, insist_on_a_lake
from cbbd_spark.errors import ExitCode
from cbbd_spark.ingest.order import Order, parse_seasons
from cbbd_spark.settings import load


@app.command()
def gold(
    seasons: Seasons = None,
    table: Annotated[list[str] | None, typer.Option(help="A table as in team_power_rankings; none: all.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Bring gold up to date with silver: the seasons, and where it may be the games, of which something has moved."""
    from cbbd_spark.pipeline.command import Scope, run_pipeline  # noqa: PLC0415
    from cbbd_spark.pipeline.table_plan import show_table_plan  # noqa: PLC0415

    settings = load()
    insist_on_a_lake(settings)
    wanted = parse_seasons(seasons or [])
    scope = Scope([f"gold.{name.removeprefix('gold.')}" for name in table or ()] or ["gold"])
    if dry_run:
        show_table_plan(console, settings, scope.steps, wanted or None)
        end(ExitCode.DONE)
    end(run_pipeline(console, settings, Order(wanted), scope))
