"""`cbbd-spark cassette`: a few calls to the real API, kept, and compared with what is believed of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cbbd_spark.cli.root import app, console, end
from cbbd_spark.settings import load


@app.command()
def cassette(
    season: Annotated[int | None, typer.Option(help="A season that is over; by default the last one.")] = None,
    into: Annotated[
        Path | None, typer.Option(help="Where cassettes are kept, outside of the repository. [default: user data]")
    ] = None,
    budget: Annotated[int, typer.Option(help="Calls at most, up to 30; 0 only compares what is kept.")] = 30,
    again: Annotated[bool, typer.Option("--again", help="Ask anew, into a new folder.")] = False,
) -> None:
    """Record at most 30 answers of the real API and say how they differ from contract and simulator."""
    from cbbd_spark.cassette.command import run_cassette  # noqa: PLC0415

    end(run_cassette(console, load(), season=season, into=into, budget=budget, again=again))
