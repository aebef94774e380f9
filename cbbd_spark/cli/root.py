"""What every subcommand shares: the application, the console, and the words of options that come more than once."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from cbbd_spark import telemetry
from cbbd_spark.errors import ConfigurationError, ExitCode
from cbbd_spark.settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
console = Console(highlight=False)
if not console.is_terminal:
    console.width = 120  # a log has no edge to wrap at

Seasons = Annotated[
    list[str] | None, typer.Option("--seasons", "-s", help="2025, 2023-2025 or 2023,2025; named by the ending year.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]
Endpoints = Annotated[list[str] | None, typer.Option("--endpoint", help="Only these endpoints.")]
Budget = Annotated[int | None, typer.Option(help="Calls that may be made; more are refused before the first.")]
Partial = Annotated[bool, typer.Option("--partial", help="The most valuable part of what does not fit.")]
Refresh = Annotated[bool, typer.Option("--refresh", help="Ask again also for what is held.")]


@app.callback()
def _common(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens, to standard error.")] = False,
) -> None:
    """A lakehouse of college basketball: from the API to tables that anybody can read."""
    telemetry.configure(verbose=verbose)


def end(code: ExitCode) -> None:
    """Ends the command with an exit code."""
    raise typer.Exit(int(code))


def insist_on_a_lake(settings: Settings) -> None:
    """ConfigurationError when there is nothing to look at."""
    if not settings.lake.catalog_file.exists():
        raise ConfigurationError(f"there is no lake in {settings.lake.root}: run `make demo`, or set CBBD_LAKE")
