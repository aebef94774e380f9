"""`cbbd-spark ingest`: the API into raw, and nothing after it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from cbbd_spark.cli.root import Budget, DryRun, Endpoints, Partial, Refresh, Seasons, app, console, end
from cbbd_spark.errors import ConfigurationError
from cbbd_spark.settings import load


class Way(StrEnum):
    """What is asked."""

    BACKFILL = "backfill"
    INCREMENTAL = "incremental"
    ONE = "one"


@app.command()
def ingest(
    mode: Annotated[
        Way,
        typer.Argument(
            help="backfill: whole seasons, by default all. incremental: a daily run. one: a single request.",
        ),
    ] = Way.BACKFILL,
    seasons: Seasons = None,
    endpoint: Endpoints = None,
    params: Annotated[str, typer.Option(help='one: the request\'s parameters as JSON, {"season": 2024}.')] = "",
    show: Annotated[bool, typer.Option("--show", help="one: print the first records.")] = False,
    budget: Budget = None,
    partial: Partial = False,
    refresh: Refresh = False,
    dry_run: DryRun = False,
) -> None:
    """Ask the API for what is not held, and land the answers."""
    from cbbd_spark.ingest.order import Mode, Order, parse_seasons  # noqa: PLC0415 (other commands need no network)

    if mode is Way.ONE:
        from cbbd_spark.pipeline.one_request import ask_one, request_of  # noqa: PLC0415

        if not endpoint or len(endpoint) > 1:
            raise ConfigurationError("one request has one endpoint: --endpoint games --params '{\"season\": 2024}'")
        end(ask_one(console, load(), request_of(endpoint[0], params), show=show, dry_run=dry_run))
    if params or show:
        raise ConfigurationError("--params and --show belong to `ingest one`")
    from cbbd_spark.pipeline.command import Scope, run_pipeline  # noqa: PLC0415

    wanted = parse_seasons(seasons or [])
    order = Order(wanted, Mode(mode.value), tuple(endpoint or ()), refresh=refresh, budget=budget, partial=partial)
    end(run_pipeline(console, load(), order, Scope(only=["ingest"]), dry_run=dry_run))
