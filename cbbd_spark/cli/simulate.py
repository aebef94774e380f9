"""`cbbd-spark simulate`: a stand-in of the API on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cbbd_spark.cli.root import app


@app.command()
def simulate(
    season: Annotated[list[int] | None, typer.Option(help="Seasons of the generated league.")] = None,
    teams: Annotated[int, typer.Option(help="Division I teams of the generated league.")] = 64,
    games: Annotated[int, typer.Option(help="Games of each team in a season.")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed gives the same league.")] = 1,
    data: Annotated[Path | None, typer.Option(help="Serve this folder of records instead of a league.")] = None,
    capture: Annotated[int, typer.Option(help="Which capture of the folder; later ones correct earlier ones.")] = 1,
    faults: Annotated[Path | None, typer.Option(help="Rules of what goes wrong, as YAML.")] = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8765,
) -> None:
    """Serve a local stand-in of the API: a generated league, or a folder of records."""
    from cbbd_spark.simulator import faults as rules  # noqa: PLC0415 (other commands need no league)
    from cbbd_spark.simulator import folder, league  # noqa: PLC0415
    from cbbd_spark.simulator.server import create_app, run  # noqa: PLC0415

    struck_by = rules.load(faults) if faults else None
    dataset = (
        folder.load(data, capture=capture)
        if data
        else league.generate(season or [2025], teams=teams, seed=seed, games_per_team=games)
    )
    run(create_app(dataset, faults=struck_by), port=port)
