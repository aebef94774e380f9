"""Subcommands, and errors to exit codes. What they do stands in the packages that they call."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import click
import typer
from rich.console import Console

from cbbd_spark import __version__, telemetry
from cbbd_spark.errors import CbbdError, ConfigurationError, ExitCode, Stop
from cbbd_spark.settings import Settings, load

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
console = Console(highlight=False)
if not console.is_terminal:
    console.width = 120  # a log has no edge to wrap at

Seasons = Annotated[
    list[str] | None, typer.Option("--seasons", "-s", help="2025, 2023-2025 or 2023,2025; named by the ending year.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Refresh = Annotated[bool, typer.Option("--refresh", help="Ask again also for what is held.")]


@app.callback()
def _common(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens, to standard error.")] = False,
) -> None:
    telemetry.configure(verbose=verbose)


@app.command()
def version() -> None:
    """Print the version."""
    console.print(__version__)


@app.command()
def simulate(
    season: Annotated[list[int] | None, typer.Option(help="Seasons of the generated league.")] = None,
    teams: Annotated[int, typer.Option(help="Division I teams of the generated league.")] = 64,
    games: Annotated[int, typer.Option(help="Games of each team in a season.")] = 30,
    seed: Annotated[int, typer.Option(help="The same seed gives the same league.")] = 1,
    data: Annotated[Path | None, typer.Option(help="Serve this folder of records instead of a league.")] = None,
    capture: Annotated[int, typer.Option(help="Which capture of the folder; later ones correct earlier ones.")] = 1,
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8765,
) -> None:
    """Serve a local stand-in of the API: a generated league, or a folder of records."""
    from cbbd_spark.simulator import folder, league  # noqa: PLC0415 (other commands need no league)
    from cbbd_spark.simulator.server import create_app, run  # noqa: PLC0415

    dataset = (
        folder.load(data, capture=capture)
        if data
        else league.generate(season or [2025], teams=teams, seed=seed, games_per_team=games)
    )
    run(create_app(dataset), port=port)


@app.command()
def ingest(
    seasons: Seasons = None,
    endpoint: Annotated[list[str] | None, typer.Option(help="Only these endpoints.")] = None,
    refresh: Refresh = False,
    dry_run: DryRun = False,
) -> None:
    """Ask the API for what is not held, and land the answers."""
    from cbbd_spark.pipeline.command import run_pipeline  # noqa: PLC0415

    only = ["ingest"]
    _end(
        run_pipeline(
            console, load(), seasons or [], only=only, endpoints=endpoint or (), refresh=refresh, dry_run=dry_run
        )
    )


@app.command()
def pipeline(
    seasons: Seasons = None,
    only: Annotated[list[str] | None, typer.Option(help="A step as in silver.fct_games, or a layer.")] = None,
    start: Annotated[str | None, typer.Option("--from", help="Begin at ingest, bronze, silver or gold.")] = None,
    with_upstream: Annotated[bool, typer.Option(help="With --only: what it is made of, too.")] = False,
    refresh: Refresh = False,
    dry_run: DryRun = False,
) -> None:
    """Bring the lake up to date: ingest, bronze, silver, gold."""
    from cbbd_spark.pipeline.command import run_pipeline  # noqa: PLC0415

    _end(
        run_pipeline(
            console,
            load(),
            seasons or [],
            only=only or (),
            start=start,
            with_upstream=with_upstream,
            refresh=refresh,
            dry_run=dry_run,
        )
    )


@app.command()
def show() -> None:
    """Show what the lake holds."""
    from cbbd_spark.pipeline import inventory  # noqa: PLC0415

    settings = load()
    _insist_on_a_lake(settings)
    inventory.show(console, settings)


@app.command()
def docs(folder: Annotated[Path, typer.Argument(help="Where to write tables.md.")] = Path("docs")) -> None:
    """Write the data dictionary from the specs."""
    from cbbd_spark.pipeline import dictionary  # noqa: PLC0415

    console.print(f"wrote {dictionary.write(folder)}")


@app.command()
def demo(
    teams: Annotated[int, typer.Option(help="Division I teams of the generated league.")] = 64,
    season: Annotated[int, typer.Option(help="The season to generate.")] = 2025,
) -> None:
    """The whole way on a generated league: simulator, ingest, bronze, silver, gold."""
    from cbbd_spark.demo import run_demo  # noqa: PLC0415

    _end(run_demo(console, load(), season=season, teams=teams))


def main() -> None:
    """The command `cbbd-spark`."""
    try:
        # Without click's own ending it gives the exit code back, so that errors can have codes of ours.
        sys.exit(app(standalone_mode=False))
    except typer.Abort:
        sys.exit(130)
    except Stop as error:
        _say(error)
        sys.exit(error.exit_code)
    except CbbdError as error:
        _say(error)
        sys.exit(ExitCode.FAULT)
    except click.ClickException as error:
        error.show()
        sys.exit(ExitCode.CONFIGURATION)


def _say(error: CbbdError) -> None:
    Console(stderr=True, highlight=False).print(f"[red]error[/]: {error}", soft_wrap=True)


def _end(code: ExitCode) -> None:
    raise typer.Exit(int(code))


def _insist_on_a_lake(settings: Settings) -> None:
    if not settings.lake.catalog_file.exists():
        raise ConfigurationError(f"there is no lake in {settings.lake.root}: run `make demo`, or set CBBD_LAKE")
