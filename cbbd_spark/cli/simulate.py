"""`cbbd-spark simulate`: a stand-in of the API on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from typer.core import TyperCommand

from cbbd_spark.cli.root import app, console


class _WithFaults(TyperCommand):
    """Its help ends with the faults that there are. They are looked up when somebody asks: other commands need none."""

    def format_help(self, *arguments: Any) -> None:
        from cbbd_spark.simulator.faults import catalogue  # noqa: PLC0415

        super().format_help(*arguments)
        faults = Table(
            "Fault", "Parameters and defaults", "What happens", title="Faults", box=None, title_justify="left"
        )
        for entry in catalogue():
            faults.add_row(*entry)
        console.print(faults, markup=False)
        console.print("\n`rows` is a number or all. `field` is a name such as teamStats.points.total.")


@app.command(cls=_WithFaults)
def simulate(
    season: Annotated[list[int] | None, typer.Option(help="Seasons of the generated league.")] = None,
    teams: Annotated[int, typer.Option(help="Division I teams of the generated league.")] = 64,
    games: Annotated[int, typer.Option(help="Games of each team in a season.")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed gives the same league.")] = 1,
    data: Annotated[Path | None, typer.Option(help="Serve this folder of records instead of a league.")] = None,
    capture: Annotated[int, typer.Option(help="Which capture of the folder; later ones correct earlier ones.")] = 1,
    flaws: Annotated[bool, typer.Option("--flaws", help="With what is seldom wrong with the real data.")] = False,
    faults: Annotated[Path | None, typer.Option(help="Rules of what goes wrong with answers, as YAML.")] = None,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8765,
) -> None:
    """Serve a local stand-in of the API: a generated league, or a folder of records.

    It takes any key but `wrong`. To ingest from it, in another terminal:

    \b
      export CBBD_BASE_URL=http://127.0.0.1:8765 CBBD_API_KEY=any
      cbbd-spark ingest --seasons 2025

    \b
    A file of faults holds rules. Each names a fault with its parameters, and
    may say whom it strikes and how often. The same seed strikes the same calls.
      seed: 7
      rules:
        - fault: 5xx
          status: 502
          endpoint: games        # or /games, or /plays/*; else all
          where: {season: 2025}  # only calls with these parameters
          rate: 0.05             # a share of the calls
          first: 2               # only the first attempts of each request
          times: 10              # no more calls than that

    \b
    One call is struck by a rule in its header:
      curl -i -H 'Authorization: Bearer any' -H 'X-Simulate: 5xx; status=502' \\
        http://127.0.0.1:8765/venues
    """
    from cbbd_spark.simulator import faults as rules  # noqa: PLC0415 (other commands need no league)
    from cbbd_spark.simulator import folder, league  # noqa: PLC0415
    from cbbd_spark.simulator.flaws import flawed  # noqa: PLC0415
    from cbbd_spark.simulator.server import create_app, run  # noqa: PLC0415

    struck_by = rules.load(faults) if faults else None
    dataset = (
        folder.load(data, capture=capture)
        if data
        else league.generate(season or [2025], teams=teams, seed=seed, games_per_team=games)
    )
    run(create_app(flawed(dataset) if flaws else dataset, faults=struck_by), port=port)
