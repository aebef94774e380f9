"""`cbbd-spark demo`: everything at once, on a generated league."""

from __future__ import annotations

from typing import Annotated

import typer

from cbbd_spark.cli.root import app, console, end
from cbbd_spark.settings import load


@app.command()
def demo(
    teams: Annotated[int, typer.Option(help="Division I teams of the generated league.")] = 64,
    season: Annotated[int, typer.Option(help="The season to generate.")] = 2025,
) -> None:
    """The whole way on a generated league: simulator, ingest, bronze, silver, gold."""
    from cbbd_spark.demo import run_demo  # noqa: PLC0415

    end(run_demo(console, load(), season=season, teams=teams))
