"""`cbbd-spark quality-check`: the tables' rules over all that the lake holds."""

from __future__ import annotations

from typing import Annotated

import typer

from cbbd_spark.cli.root import Seasons, app, console, end, insist_on_a_lake
from cbbd_spark.ingest.order import parse_seasons
from cbbd_spark.settings import load


@app.command("quality-check")
def quality_check(
    table: Annotated[list[str] | None, typer.Option(help="A table as in gold.team_power_rankings, or a layer.")] = None,
    seasons: Seasons = None,
    shows_all: Annotated[bool, typer.Option("--all", help="Rules that hold, too.")] = False,
) -> None:
    """Judge what the lake holds by every rule; exit code 6 if one that must hold is broken."""
    from cbbd_spark.pipeline.quality import check_quality  # noqa: PLC0415

    settings = load()
    insist_on_a_lake(settings)
    end(check_quality(console, settings, table or (), parse_seasons(seasons or []) or None, shows_all=shows_all))
