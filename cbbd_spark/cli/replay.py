"""`cbbd-spark replay`: tables from raw alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cbbd_spark.cli.root import DryRun, Seasons, app, console, end
from cbbd_spark.ingest.order import parse_seasons
from cbbd_spark.settings import load


@app.command()
def replay(
    seasons: Seasons = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="What was known then: 2025-03-01, or 2025-03-01T18:00:00Z.")
    ] = None,
    into: Annotated[
        Path | None, typer.Option(help="With --as-of: the folder of that lake; else <lake>/replays/<as of>.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Make the tables anew from what landed, without a call: all of them, or a lake as it was at a moment."""
    from cbbd_spark.pipeline.replay import Wish, run_replay  # noqa: PLC0415

    end(run_replay(console, load(), Wish(parse_seasons(seasons or []), as_of, into), dry_run=dry_run))
