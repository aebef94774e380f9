"""`cbbd-spark raw`: a look at what landed."""

from __future__ import annotations

from typing import Annotated

import typer

from cbbd_spark.cli.root import app, console, end
from cbbd_spark.settings import load

raw = typer.Typer(no_args_is_help=True, help="Look at what landed: list it, print it, verify it.")
app.add_typer(raw, name="raw")

Endpoint = Annotated[str | None, typer.Option(help="Only this endpoint.")]


@raw.command()
def ls(
    endpoint: Endpoint = None,
    season: Annotated[int | None, typer.Option(help="Only what was asked for this season.")] = None,
    run: Annotated[str | None, typer.Option(help="Only what this run landed.")] = None,
) -> None:
    """A line per answer: when it was fetched, endpoint, records, bytes as stored, parameters, object."""
    from cbbd_spark.pipeline import raw_view  # noqa: PLC0415

    raw_view.ls(load(), endpoint, season, run)


@raw.command()
def cat(
    what: Annotated[str, typer.Argument(help="An object, as `raw ls` shows it, or the hash of a request in it.")],
    limit: Annotated[int | None, typer.Option(min=1, help="No more records than this.")] = None,
) -> None:
    """The records of an answer in their own bytes, one a line; of a request, those of its newest answer."""
    from cbbd_spark.pipeline import raw_view  # noqa: PLC0415

    raw_view.cat(load(), what, limit)


@raw.command()
def verify(endpoint: Endpoint = None) -> None:
    """Compare every object with its manifest; the exit code is 3 when something is not as it landed."""
    from cbbd_spark.pipeline import raw_view  # noqa: PLC0415

    end(raw_view.verify_raw(console, load(), endpoint))
