"""`cbbd-spark drift`: in what the API's answers differ from its contract."""

from __future__ import annotations

from typing import Annotated

import typer

from cbbd_spark.cli.root import app, console
from cbbd_spark.settings import load


@app.command()
def drift(
    endpoint: Annotated[str | None, typer.Option(help="Only this endpoint.")] = None,
    run: Annotated[str | None, typer.Option(help="Only what this run landed.")] = None,
    since: Annotated[str | None, typer.Option(help="Only what was fetched on this UTC day or later.")] = None,
) -> None:
    """Show new, vanished and changed fields and new values, and since when."""
    from cbbd_spark.pipeline import drift_view  # noqa: PLC0415

    drift_view.drift(console, load(), endpoint, run, since)
