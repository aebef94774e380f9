"""`cbbd-spark plan`: what an ingest would ask, and what it would cost."""

from __future__ import annotations

from typing import Annotated

import typer

from cbbd_spark.cli.root import Budget, Endpoints, Partial, Refresh, Seasons, app, console, end
from cbbd_spark.ingest.order import Mode, Order, parse_seasons
from cbbd_spark.settings import load


@app.command()
def plan(
    seasons: Seasons = None,
    mode: Annotated[Mode, typer.Option(help="Whole seasons, or what a daily run would ask now.")] = Mode.BACKFILL,
    endpoint: Endpoints = None,
    explain: Annotated[bool, typer.Option("--explain", help="Dearer ways to the same records, too.")] = False,
    budget: Budget = None,
    partial: Partial = False,
    refresh: Refresh = False,
) -> None:
    """Say what would be asked, by which route and at what cost; make no call."""
    from cbbd_spark.pipeline.plan_view import show_plan  # noqa: PLC0415

    wanted = parse_seasons(seasons or [])
    order = Order(wanted, mode, tuple(endpoint or ()), refresh=refresh, budget=budget, partial=partial)
    end(show_plan(console, load(), order, explain=explain))
